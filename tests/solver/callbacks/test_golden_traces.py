"""The 45 recorded traces of Keras, and the table of those that are decided otherwise here."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import (
    CSVLogger,
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)

ROOT = Path(__file__).parents[3]
CASES = {
    case["id"]: case
    for case in json.loads(
        (ROOT / "tests/data/torch_keras/callback_traces.json").read_text(encoding="utf-8")
    )["cases"]
}
# Every difference stands in lessons/reference/*/callbacks.md: "as in Keras", "better", "refused".
DECIDED_HERE = {
    "EarlyStopping-0": "refused",
    "EarlyStopping-5": "as in Keras",
    "EarlyStopping-11": "better",
    "EarlyStopping-14": "better",
    "EarlyStopping-15": "refused",
    "ReduceLROnPlateau-18": "better",
    "ReduceLROnPlateau-19": "better",
    "ReduceLROnPlateau-20": "refused",
    "ModelCheckpoint-29": "as in Keras",
    "ModelCheckpoint-30": "better",
    "ModelCheckpoint-32": "better",
    "CSVLogger-36": "better",
    "CSVLogger-37": "better",
    "CSVLogger-38": "better",
    "CSVLogger-39": "better",
    "CSVLogger-40": "better",
}


def ids(kind, decision="as in Keras"):
    return [
        name
        for name in CASES
        if name.startswith(kind) and DECIDED_HERE.get(name, "as in Keras") == decision
    ]


# The table ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_table_decides_every_quirk(language):
    page = (ROOT / "lessons" / "reference" / language / "callbacks.md").read_text(encoding="utf-8")
    words = {
        "en": {},
        "fa": {"مانند Keras": "as in Keras", "بهتر": "better", "پذیرفته نمی‌شود": "refused"},
    }
    table = {}
    for case, decision in re.findall(r"^\| `([A-Za-z]+-\d+)` \|.*\| ([^|]+) \|$", page, re.M):
        table[case] = words[language].get(decision, decision)
    assert table == DECIDED_HERE
    assert {name for name, case in CASES.items() if "quirk" in case} <= set(table)


def test_no_case_is_forgotten():
    kinds = {"EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint", "LearningRateScheduler",
             "CSVLogger", "TerminateOnNaN"}  # fmt: skip
    assert {name.partition("-")[0] for name in CASES} == kinds
    assert len(CASES) == 45


# EarlyStopping ------------------------------------------------------------------------------


def run_early_stopping(case, scripted, note, **changes):
    """Return what our callback did, in the form of the trace."""
    callback = EarlyStopping(**{**case["kwargs"], **changes})
    weights, rows = [], []

    def look():
        weights.append(solver_of[0].net.state_dict())
        return {
            "wait": callback.wait,
            "best": callback.best,
            "best_epoch": callback.best_epoch or 0,
            "stop": solver_of[0].stop_training,
        }

    class Know(Callback):
        def on_train_begin(self, logs):
            solver_of.append(self.solver)

    solver_of = []
    seen = note(look)
    monitor = case["kwargs"].get("monitor", "val_loss")
    solver = scripted(case["values"], Know(), callback, seen, monitor=monitor)
    rows = seen.seen
    last = solver.net.state_dict()
    (epoch,) = [
        number
        for number, one in enumerate(weights)
        if all((one[name] == last[name]).all() for name in last)
    ]
    return rows, {
        "epochs_run": len(rows),
        "stopped_epoch": callback.stopped_epoch or 0,
        "weights_of_epoch_after_train_end": epoch,
    }


@pytest.mark.parametrize("name", ids("EarlyStopping"))
def test_early_stopping(name, scripted, note):
    case = CASES[name]
    rows, end = run_early_stopping(case, scripted, note)
    wanted = [{key: row[key] for key in rows[0]} for row in case["trace"]]
    assert rows == wanted
    assert end == {key: case[key] for key in end}


@pytest.mark.parametrize("name", ids("EarlyStopping", "refused"))
def test_patience_0_is_refused_and_1_does_what_it_did(name, scripted, note):
    case = CASES[name]
    with pytest.raises(SettingError, match="at least 1"):
        EarlyStopping(**case["kwargs"])
    rows, end = run_early_stopping(case, scripted, note, patience=1)
    assert rows == [{key: row[key] for key in rows[0]} for row in case["trace"]]
    assert end == {key: case[key] for key in end}


def test_a_first_value_that_is_nan_never_becomes_the_best(scripted, note):
    case = CASES["EarlyStopping-11"]
    rows, end = run_early_stopping(case, scripted, note)
    assert [row["best"] for row in rows] == [None, 0.5, 0.4, 0.3, 0.2]
    assert [row["wait"] for row in rows] == [1, 0, 0, 0, 0]
    assert end["epochs_run"] == 5 > case["epochs_run"]


def test_epochs_below_the_baseline_are_counted_even_if_each_is_better(scripted, note):
    case = CASES["EarlyStopping-14"]
    rows, end = run_early_stopping(case, scripted, note)
    assert [row["wait"] for row in rows] == [1, 2]
    assert end["epochs_run"] == case["kwargs"]["patience"] == 2


# ReduceLROnPlateau --------------------------------------------------------------------------


def run_plateau(case, script, note, make_solver, **changes):
    callback = ReduceLROnPlateau(**{**case["kwargs"], **changes})
    monitor = case["kwargs"].get("monitor", "val_loss")
    values = case["values"]
    solver = make_solver(base_lr=case["initial_lr"])
    used = note(lambda: solver.history.lr[-1])
    after = note(lambda: (solver.rate, callback.wait, callback.best))
    with solver.callbacks.joined_by(
        [script([{monitor: value} for value in values]), callback, used, after]
    ):
        solver.fit(len(values), steps_per_epoch=1)
    return used.seen, after.seen


def assert_same_trace(case, used, after):
    for row, lr, (rate, wait, best) in zip(case["trace"], used, after, strict=True):
        if row["lr_in_logs"] is not None:
            assert lr == pytest.approx(row["lr_in_logs"], rel=1e-12)
        assert rate == pytest.approx(row["lr_after"], rel=1e-12)
        assert (wait, best) == (row["wait"], row["best"])


@pytest.mark.parametrize("name", ids("ReduceLROnPlateau"))
def test_plateau(name, script, note, make_solver):
    assert_same_trace(CASES[name], *run_plateau(CASES[name], script, note, make_solver))


def test_plateau_patience_0_is_refused_and_1_does_what_it_did(script, note, make_solver):
    case = CASES["ReduceLROnPlateau-20"]
    with pytest.raises(SettingError, match="at least 1"):
        ReduceLROnPlateau(**case["kwargs"])
    assert_same_trace(case, *run_plateau(case, script, note, make_solver, patience=1))


@pytest.mark.parametrize("name", ids("ReduceLROnPlateau", "better"))
def test_a_cooldown_of_keras_is_one_epoch_longer_than_its_pause(name, script, note, make_solver):
    case = CASES[name]
    ours = case["kwargs"]["cooldown"] - 1
    assert_same_trace(case, *run_plateau(case, script, note, make_solver, cooldown=ours))


def test_a_cooldown_really_pauses_so_many_epochs(script, note, make_solver):
    case = CASES["ReduceLROnPlateau-18"]  # patience 1, cooldown 2, nothing but 0.9 from epoch 1
    used, _ = run_plateau(case, script, note, make_solver)
    reduced = [epoch for epoch in range(1, 8) if used[epoch] < used[epoch - 1] * 0.5]
    assert reduced == [3, 6]  # one epoch that counts, then two that do not


# ModelCheckpoint ----------------------------------------------------------------------------


def run_checkpoint(case, script, make_solver, folder, **changes):
    """Return the files that were saved after each batch or epoch, by Keras's names."""
    kwargs = {**case["kwargs"], **changes}
    weights = kwargs.get("save_weights_only", False)
    keras, ours = (".weights.h5", ".safetensors") if weights else (".keras", ".snapshot")
    kwargs["filepath"] = str(folder / kwargs["filepath"].replace(keras, ours))
    callback, monitor = ModelCheckpoint(**kwargs), kwargs.get("monitor", "val_loss")
    events, times = [], {}

    def saved():
        now = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        new = [name.replace(ours, keras) for name in now if now[name] != times.get(name)]
        times.update(now)
        return sorted(new)

    class Watch(Callback):
        epoch = 0

        def on_epoch_begin(self, epoch, logs):
            self.epoch = epoch

        def on_train_batch_end(self, batch, logs):
            self.solver.afterwards(lambda: self.note(batch=batch))

        def on_epoch_end(self, epoch, logs):
            self.solver.afterwards(lambda: self.note(best=callback.best))

        def note(self, **more):
            found = saved()
            if found or "best" in more:
                events.append({"epoch": self.epoch, "saved": found, **more})

    per_epoch = case["batches_per_epoch"] or 1
    epochs = [{monitor: value} for value in case["values"]]
    batches = [{"loss": 1.0}] * (per_epoch * len(epochs))
    solver = make_solver(callbacks=[script(epochs, batches), callback, Watch()])
    solver.fit(len(epochs), steps_per_epoch=per_epoch)
    return events


@pytest.mark.parametrize(
    "name", [name for name in ids("ModelCheckpoint") if not CASES[name]["error"]]
)
def test_checkpoint(name, script, make_solver, tmp_path):
    case = CASES[name]
    wanted = [{key: row[key] for key in row if key != "value"} for row in case["trace"]]
    assert run_checkpoint(case, script, make_solver, tmp_path) == wanted


def test_checkpoint_with_an_unknown_name_in_the_pattern(script, make_solver, tmp_path):
    case = CASES["ModelCheckpoint-31"]
    with pytest.raises(SettingError, match=r"`val_acc`.*They have: `epoch, val_loss`"):
        run_checkpoint(case, script, make_solver, tmp_path)
    assert not list(tmp_path.iterdir())


def test_checkpoint_a_missing_metric_never_costs_the_best_file(script, make_solver, tmp_path):
    events = run_checkpoint(CASES["ModelCheckpoint-30"], script, make_solver, tmp_path)
    assert [event["saved"] for event in events] == [["best.keras"], [], []]
    assert [event["best"] for event in events] == [1.0, 1.0, 1.0]


def test_checkpoint_the_best_of_the_batches(script, make_solver, tmp_path):
    events = run_checkpoint(CASES["ModelCheckpoint-32"], script, make_solver, tmp_path)
    assert [event["saved"] for event in events if "batch" in event] == [["best.keras"]]
    assert events[0]["batch"] == 1
    assert events[-1]["best"] == 1.0


# LearningRateScheduler ----------------------------------------------------------------------

SCHEDULES = {
    "lr if epoch<4 else lr*0.9": lambda epoch, lr: lr if epoch < 4 else lr * 0.9,
    "1/(2+epoch)  (one-argument form)": lambda epoch: 1 / (2 + epoch),
}


@pytest.mark.parametrize("name", ids("LearningRateScheduler"))
def test_scheduler(name, make_solver):
    case = CASES[name]
    callback = LearningRateScheduler(SCHEDULES[case["schedule"]])
    solver = make_solver(base_lr=case["initial_lr"], callbacks=[callback])
    history = solver.fit(len(case["lr_during_epoch"]), steps_per_epoch=1)
    assert history.lr == pytest.approx(case["lr_during_epoch"], rel=1e-12)
    assert history.history["lr"] == pytest.approx(case["logs_learning_rate"], rel=1e-12)


# CSVLogger ----------------------------------------------------------------------------------


def run_csv(case, script, make_solver, path):
    if case["existing"] is not None:
        path.write_bytes(case["existing"].encode())
    callback = CSVLogger(path, **case["kwargs"])
    rows = [logs for run in case["runs"] for logs in run["logs"]]
    solver = make_solver(callbacks=[script(rows), callback])
    for run in case["runs"]:
        assert solver.epoch == run["start"]
        solver.fit(len(run["logs"]), steps_per_epoch=1)
    return path.read_bytes().decode()


@pytest.mark.parametrize("name", ids("CSVLogger"))
def test_csv(name, script, make_solver, tmp_path):
    case = CASES[name]
    assert run_csv(case, script, make_solver, tmp_path / "log.csv") == case["file_text"]


OUR_TABLES = {
    "CSVLogger-36": "epoch;acc;loss\r\n0;0.1;1.0\r\n1;0.2;0.5\r\n",
    "CSVLogger-37": "epoch,loss\r\n0,1.0\r\n1,0.5\r\n",
    "CSVLogger-38": "epoch,loss\r\n0,1.0\r\n1,0.5\r\n",
    "CSVLogger-39": "epoch,loss,val_loss,late\r\n0,1.0,NA,NA\r\n1,0.5,0.7,NA\r\n2,0.4,0.6,3\r\n",
    "CSVLogger-40": 'epoch,loss,vec\r\n0,nan,"[1, 2, 3]"\r\n',
}


@pytest.mark.parametrize("name", ids("CSVLogger", "better"))
def test_csv_has_the_columns_that_there_are(name, script, make_solver, tmp_path):
    case = CASES[name]
    assert run_csv(case, script, make_solver, tmp_path / "log.csv") == OUR_TABLES[name]
    assert OUR_TABLES[name] != case["file_text"]


# TerminateOnNaN -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ids("TerminateOnNaN"))
def test_terminate_on_nan(name, script, make_solver, note):
    case = CASES[name]
    stops = []

    class Watch(Callback):
        def on_train_batch_end(self, batch, logs):
            stops.append(self.solver.stop_training)

    logs = [{"loss": loss} for loss in case["batch_losses"]]
    callbacks = [script(batches=logs), TerminateOnNaN(**case["kwargs"]), Watch()]
    solver = make_solver(callbacks=callbacks)
    if case["error"]:
        with pytest.raises(DivergenceError, match="After batch 2 `loss` is -inf"):
            solver.fit(1, steps_per_epoch=len(logs))
        assert [*stops, "raise"] == case["stop_after"]
    else:
        solver.fit(1, steps_per_epoch=len(logs))
        assert stops == case["stop_after"]
    bad = [loss for loss in case["batch_losses"] if loss is not None and not math.isfinite(loss)]
    assert bool(bad) == (True in stops or bool(case["error"]))
