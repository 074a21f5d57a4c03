"""The logs of ``caffe train``, repeated: the same events, in the same order, with the same values.

See tests/data/caffe/README.md for what was recorded.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import FileError, SettingError
from tinygrad_fa.layers import CrossEntropyLoss, Layer, Linear
from tinygrad_fa.metrics import Accuracy
from tinygrad_fa.solver import Solver, TestNet
from tinygrad_fa.solver.report import KINDS, Report, Stopwatch, line_of

CASES = json.loads((Path(__file__).parent.parent / "data" / "caffe" / "events.json").read_text())
GOOD = sorted(name for name in CASES if not name.startswith("ERR_"))


class Classifier(Layer):
    """Caffe's net: ip1, sigmoid, ip2, SoftmaxWithLoss; when it is tested, Accuracy, too."""

    def __init__(self):
        self.ip1, self.ip2 = Linear(3, 4), Linear(4, 3)
        self.loss_weights = {"loss": 1.0}

    def forward(self, x, labels):
        scores = self.ip2(self.ip1(x).sigmoid())
        outputs = {"loss": CrossEntropyLoss()(scores, labels)}
        if self.training:
            return outputs
        accuracy = Accuracy()
        accuracy.update(scores, labels)
        return {"acc": Tensor(accuracy.compute()), **outputs}


def caffe_net():
    """Return the net with the constants that Caffe's fillers gave it."""
    net = Classifier()
    for parameter, value in zip(net.parameters(), (0.1, 0.0, 0.2, 0.0)):
        parameter.data = np.full(parameter.shape, value)
    return net


def caffe_solver(name, rows, folder, **more):
    """Return the Solver of a case, and the list into which its events go."""
    case = CASES[name]
    x, labels = np.array(case["x"], "float32"), np.array(case["label"]).astype("int64")
    test = None
    if case["solver"].get("test_iter"):  # the net that is tested is another one, with its weights
        test = TestNet(rows(x, labels, case["test_batch"]), net=Classifier())
    settings = {"snapshot_prefix": folder / f"ev_{name}", **case["solver"], **more}
    train = rows(x, labels, case["train_batch"])
    solver = Solver(caffe_net(), train, test, progress=False, caffe_float32=True, **settings)
    events = []
    solver.report.listen(events.append)
    return solver, events


def in_caffes_words(events):
    """Return our events as the recorded ones are written."""
    told = []
    for event in events:
        at = event.values.get("iteration")
        if event.kind == "display":
            told.append(["loss", at, event["loss"]])
        elif event.kind == "final_loss":
            told.append(["final_loss", at, event["loss"]])
        elif event.kind == "rate":
            told.append(["lr", at, event["lr"]])
        elif event.kind in ("train_output", "test_output"):
            weight, value = event["weight"], event["value"]
            share = [weight, weight * value] if weight else []
            kind = event.kind.replace("output", "out")
            told.append([kind, event["index"], event["output"], value, *share])
        elif event.kind == "test":
            told.append(["test", at, event["number"]])
        elif event.kind == "test_loss":
            told.append(["test_loss", event["loss"]])
        elif event.kind == "step":
            told.append(["multistep", at, event["step"]])
        elif event.kind == "clip":
            told.append(["clip", event["norm"], event["limit"], event["scale"]])
        elif event.kind == "snapshot":
            told.append(["snapshot", at])
        elif event.kind == "done":
            told.append(["done"])
    return told


def recorded(name):
    """Return the recorded events of a case, with numbers as numbers."""
    told = []
    for kind, *values in CASES[name]["events"]:
        if kind in ("snapshot_model", "snapshot_state"):  # Caffe's two files are one of ours
            if kind == "snapshot_state":
                told.append(["snapshot", int(values[1].split("_iter_")[-1].split(".")[0])])
        elif kind not in ("resuming", "finetuning"):
            told.append([kind, *map(number_or_name, values)])
    assert told.pop() == ["done"]  # printed twice: by the Solver, and by the program
    return told


def number_or_name(text):
    try:
        return float(text)
    except ValueError:
        return text


def check(events, name):
    ours, theirs = in_caffes_words(events), recorded(name)
    assert [event[0] for event in ours] == [event[0] for event in theirs]
    for event, wanted in zip(ours, theirs):
        assert len(event) == len(wanted)
        for value, other in zip(event[1:], wanted[1:]):
            if isinstance(other, str):
                assert value == other
            else:
                assert value == pytest.approx(other, rel=2e-5, abs=1e-6), (event, wanted)


@pytest.mark.parametrize("name", [n for n in GOOD if n not in ("resume_from_5", "finetune")])
def test_a_training_tells_what_caffe_tells(name, rows, tmp_path):
    solver, events = caffe_solver(name, rows, tmp_path)
    solver.solve()
    check(events, name)


def test_resumed_with_the_data_from_their_beginning(rows, tmp_path):
    """A .solverstate knows the iteration, the weights and the history, and no more."""
    before, _ = caffe_solver("basic", rows, tmp_path)
    before.step(5)
    solver, events = caffe_solver("resume_from_5", rows, tmp_path)
    solver.net.load_state_dict(before.net.state_dict())
    solver.parameters.load_state_dict(before.parameters.state_dict())
    solver.iteration = 5
    solver.solve()
    check(events, "resume_from_5")


def test_finetuned_from_weights(rows, tmp_path):
    before, _ = caffe_solver("basic", rows, tmp_path)
    before.solve()
    solver, events = caffe_solver("finetune", rows, tmp_path)
    solver.net.load_state_dict(before.net.state_dict())
    solver.solve()
    check(events, "finetune")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ERR_test_interval_missing", "solver.test_without_interval"),
        ("ERR_adagrad_momentum", "optimizers.unused"),
        ("ERR_rmsprop_momentum", "optimizers.unused"),
        ("ERR_rmsprop_decay", "solver.out_of_range"),
        ("ERR_average_loss_0", "solver.not_whole"),
        ("ERR_policy", "solver.unknown_choice"),
        ("ERR_regularization", "solver.unknown_choice"),
    ],
)
def test_what_stops_caffe_is_refused_at_construction(name, key, rows, tmp_path):
    """Caffe notices some of these only at the first update; here none gets that far."""
    with pytest.raises(SettingError) as caught:
        caffe_solver(name, rows, tmp_path, caffe_strict=name == "ERR_test_interval_missing")
    assert caught.value.key == key


def test_a_folder_that_cannot_be_written_to_stops_before_the_first_update(rows, tmp_path):
    (tmp_path / "file").write_text("in the way")
    prefix = tmp_path / "file" / "dir" / "x"
    solver, _ = caffe_solver("ERR_bad_snapshot_dir", rows, tmp_path, snapshot_prefix=prefix)
    with pytest.raises(FileError):
        solver.solve()
    assert solver.iteration == 0


def test_more_methods_are_known_than_caffe_has(rows, tmp_path):
    with pytest.raises(SettingError) as caught:  # its setting `momentum` is what does not fit
        caffe_solver("ERR_unknown_type", rows, tmp_path)
    assert caught.value.key == "optimizers.unused"


def test_every_case_is_tried():
    elsewhere = {"ERR_snapshot_and_weights"}  # two options of the program: tried with it
    refused = {mark.args[1][i][0] for mark in MARKS for i in range(len(mark.args[1]))}
    others = {"resume_from_5", "finetune", "ERR_bad_snapshot_dir", "ERR_unknown_type"}
    assert set(CASES) == set(GOOD) | refused | others | elsewhere


MARKS = test_what_stops_caffe_is_refused_at_construction.pytestmark


# --------------------------------------------------------------------------- the report itself


def test_every_event_has_the_values_it_says(rows, tmp_path):
    solver, events = caffe_solver("multistep_clip", rows, tmp_path, debug_info=True, display=1)
    solver.step(5)
    solver.solve()
    assert {event.kind for event in events} >= {"display", "step", "clip", "rate", "final_loss"}
    for event in events:
        assert set(event.values) - {"element"} == set(KINDS[event.kind]), event.kind


def test_listeners_are_told_in_their_order():
    report, told = Report(), []
    report.listen(lambda event: told.append(("a", event.kind)))
    report.listen(lambda event: told.append(("b", event["iteration"])))
    report.tell("done", iteration=3)
    assert told == [("a", "done"), ("b", 3)]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_lines_of_a_training_with_outputs(language, rows, tmp_path, capsys):
    from tinygrad_fa.language import set_language

    set_language(language)
    solver, events = caffe_solver("basic", rows, tmp_path)
    solver.solve()
    lines = capsys.readouterr().out.splitlines()
    told = [line_of(event) for event in events]
    shown = [line for line in told if line is not None and line in lines]
    assert [line for line in lines if line in shown] == shown
    if language == "en":
        assert lines[0] == "Test after 0 iterations: loss = 1.09861"
        assert lines[1] == "    test output 0: `acc` = 0"
        assert "    output 0: `loss` = 1.09861 (× 1 = 1.09861 of the loss)" in lines
        assert "Iteration 2: lr = 0.1" in lines
        assert f"Snapshot after 5 iterations: `{tmp_path}/ev_basic_iter_5.snapshot`" in lines
        assert lines[-1] == "Iteration 10: loss = 1.34616"
    else:
        assert "تکرار ۲: نرخ یادگیری = ۰٫۱" in lines


# ------------------------------------------------------------------------------------ the time


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_stopwatch_counts_iterations_per_second_and_no_pauses():
    clock = Clock()
    watch = Stopwatch(clock)
    watch.start(7)
    assert watch.speed(7) is None  # Caffe prints garbage here
    clock.now += 2.0
    with watch.paused():
        clock.now += 1000.0
    assert watch.speed(17) == pytest.approx(5.0)
    clock.now += 4.0
    assert watch.speed(19) == pytest.approx(0.5)


def test_no_speed_at_the_first_display_of_a_run(make_solver):
    solver, speeds = make_solver(display=2), []

    def note(event):
        if event.kind == "display":
            speeds.append(event["speed"])

    solver.report.listen(note)
    solver.step(4)
    solver.step(4)
    assert [speed is None for speed in speeds] == [True, False, True, False]


# ------------------------------------------------------------------ whatever the settings are


def planned(told):
    """Return what Caffe logs for these settings, after `Solver<Dtype>::Step` and `Solve`."""
    display, interval, every = told["display"], told["test_interval"], told["snapshot"]
    log = []
    for iteration in range(told["max_iter"]):
        if iteration % interval == 0 and (iteration or told["test_initialization"]):
            log.append(("test", iteration))
        if display and iteration % display == 0:
            log += [("display", iteration), ("rate", iteration)]
        if every and (iteration + 1) % every == 0:
            log.append(("snapshot", iteration + 1))
    end = told["max_iter"]
    if told["snapshot_after_train"] and not (every and end % every == 0):
        log.append(("snapshot", end))
    if display and end % display == 0:
        log.append(("final_loss", end))
    if end % interval == 0:
        log.append(("test", end))
    return [*log, ("done", end)]


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "max_iter": st.integers(0, 9),
            "display": st.integers(0, 4),
            "test_interval": st.integers(1, 5),
            "snapshot": st.integers(0, 5),
            "test_initialization": st.booleans(),
            "snapshot_after_train": st.booleans(),
            "iter_size": st.integers(1, 2),
        }
    )
)
def test_the_order_for_any_settings(rows, tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("events")
    solver, events = caffe_solver("minimal_test", rows, folder, **told)
    solver.progress.say = lambda line: None
    solver.solve()
    kinds = {"test", "display", "rate", "snapshot", "final_loss", "done"}
    assert [(e.kind, e["iteration"]) for e in events if e.kind in kinds] == planned(told)
