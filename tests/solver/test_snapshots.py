"""Snapshots: resumed = never stopped, whole or not at all, and clear words about what differs."""

from __future__ import annotations

import importlib.util
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinygrad_fa import language, randomness, saving
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import (
    DataError,
    FileError,
    SettingError,
    StateError,
    TinygradError,
)
from tinygrad_fa.layers import BatchNorm1d, CrossEntropyLoss, Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.callbacks import Callback, ReduceLROnPlateau
from tinygrad_fa.solver.packing import pack, unpack
from tinygrad_fa.solver.schedules import CosineDecay

specification = importlib.util.spec_from_file_location(
    "trainings", Path(__file__).with_name("trainings.py")
)
trainings = importlib.util.module_from_spec(specification)
specification.loader.exec_module(trainings)

ALL = trainings.combinations()


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def make(regression, folder):
    """``make(**settings)``: a small Solver with BatchNorm; its snapshots go to ``folder/run…``."""

    def new(net=None, train=None, **settings):
        randomness.manual_seed(1)
        inputs, targets = regression
        net = Net(Linear(3, 4), BatchNorm1d(4), Linear(4, 2)).to("float64") if net is None else net
        given = {"momentum": 0.9, "snapshot_prefix": folder / "run", "snapshot_after_train": False}
        return Solver(
            net,
            Batches((inputs, targets), 4, seed=1) if train is None else train,
            **{"loss": MSELoss(), "progress": False, **given, **settings},
        )

    return new


def state_of(solver):
    """Return everything a Solver knows, as bytes."""
    packed = pack(solver.state_dict())
    rest = b"".join(name.encode() + a.tobytes() for name, a in sorted(packed.arrays.items()))
    return packed.text.encode() + rest


# ------------------------------------------------------------------------ resumed = never stopped


@pytest.fixture(scope="module")
def numbers():
    return iter(range(10**6))


@settings(max_examples=60, deadline=None)
@given(combination=st.sampled_from(ALL), after=st.integers(1, 8))
def test_a_training_resumed_anywhere_has_the_bits_of_one_never_stopped(
    combination, after, numbers, tmp_path_factory
):
    folder = tmp_path_factory.mktemp(f"training{next(numbers)}")
    straight = trainings.build(combination, folder, snapshot=1, snapshot_keep=None)
    trainings.run(straight, combination)
    wanted = trainings.fingerprint(straight, folder)

    resumed = trainings.build(combination, folder)
    randomness.manual_seed(99)  # another process would stand anywhere
    path = folder / f"run_iter_{after}.snapshot"
    if path.exists():  # not if the training was stopped early
        resumed.restore(path)
    trainings.run(resumed, combination)
    assert trainings.fingerprint(resumed, folder) == wanted


@pytest.mark.parametrize("before", range(6))
def test_between_two_runs_too(before, make, folder):
    straight, cut = make(average_loss=3), make(average_loss=3)
    straight.step(before)
    straight.step(4)
    cut.step(before)
    resumed = make(average_loss=3)
    resumed.restore(cut.snapshot(folder / "here.snapshot"))
    assert state_of(resumed) == state_of(cut)
    resumed.step(4)
    assert state_of(resumed) == state_of(straight)


def test_a_fit_that_was_broken_off_counts_its_epochs_in_all(make, folder):
    straight = make(snapshot=1, snapshot_keep=None)
    straight.fit(1)
    straight.fit(3)  # the epochs 1, 2 and 3
    resumed = make()
    resumed.restore(folder / "run_iter_7.snapshot")  # in the middle of epoch 2
    resumed.fit(3)
    assert resumed.iteration == straight.iteration == 12
    assert resumed.history.epoch == [0, 1, 2, 3]
    resumed.fit(3)  # nothing is left over of the run that was broken off
    assert resumed.iteration == 21


def test_a_fit_with_data_and_callbacks_of_its_own(make, folder, regression):
    def fit(solver, epochs):
        solver.fit(
            epochs,
            validation_data=Batches(regression, 5, seed=9),
            validation_freq=2,
            steps_per_epoch=2,
            callbacks=[ReduceLROnPlateau("loss", patience=1, min_delta=10.0)],
        )

    straight = make(snapshot=1, snapshot_keep=None)
    fit(straight, 5)
    for iteration in range(1, 11):
        resumed = make(snapshot=1)
        resumed.restore(folder / f"run_iter_{iteration}.snapshot")
        fit(resumed, 5)
        assert state_of(resumed) == state_of(straight)
    assert straight.rate_factor < 1 and len(straight.history.tests) == 2


def test_ctrl_c_only_pauses_a_training(make, folder):
    class Press(Callback):
        def on_train_batch_begin(self, batch, logs):
            if self.solver.iteration == 4:
                self.solver.request_stop()

    wanted = {"max_iter": 9, "snapshot_after_train": True}
    paused, straight = make(callbacks=[Press()], **wanted), make(**wanted)
    paused.solve()
    assert paused.iteration == 5 and names(folder) == ["run_iter_5.snapshot"]
    resumed = make(**wanted)
    resumed.restore(folder)
    resumed.solve()
    straight.solve()
    assert state_of(resumed) == state_of(straight)


def test_a_schedule_object_is_compared_by_its_settings(make):
    solver = make(schedule=CosineDecay(0.1, 20))
    solver.step(3)
    path = solver.snapshot()
    same = make(schedule=CosineDecay(0.1, 20))
    same.restore(path)
    assert same.rate == solver.rate
    with pytest.raises(StateError, match=r"schedule.*`20` → `30`"):
        make(schedule=CosineDecay(0.1, 30)).restore(path)


def test_a_training_that_was_stopped_stays_stopped(make, folder):
    class Stop(Callback):
        def on_train_batch_end(self, batch, logs):
            self.solver.stop_training = self.solver.iteration == 5

    solver = make(max_iter=20, snapshot=5, callbacks=[Stop()])
    solver.solve()
    resumed = make(max_iter=20, callbacks=[Stop()])
    resumed.restore(folder / "run_iter_5.snapshot")
    resumed.solve()
    assert resumed.iteration == 5
    resumed.solve()
    assert resumed.iteration == 20


def test_frozen_parameters_and_frozen_statistics_stay_so(make, folder):
    solver = make()
    solver.net["0"].requires_grad_(False)
    solver.net["1"].eval(stay=True)
    solver.step(3)
    path, resumed = solver.snapshot(), make()
    resumed.restore(path)
    resumed.step(3)
    solver.step(3)
    assert state_of(resumed) == state_of(solver)
    assert not resumed.net["0"].weight.requires_grad and resumed.net["2"].weight.requires_grad


def test_what_was_changed_on_the_way_is_kept(make):
    solver = make(type="Adam")
    solver.step(2)
    solver.optimizer.momentum, solver.rate_factor, solver.rate_override = 0.5, 0.25, 0.125
    resumed = make(type="Adam")
    resumed.restore(solver.snapshot())
    assert resumed.optimizer.momentum == 0.5
    assert resumed.rate == solver.rate == 0.25 * 0.125


def test_a_test_that_was_broken_off_begins_anew(make, classes):
    def new():
        solver = Solver(
            Net(Linear(3, 3)).to("float64"),
            Batches(classes, 4),
            Batches(classes, 4, seed=5),
            loss=CrossEntropyLoss(),
            progress=False,
        )
        solver.tests[0].data.next()  # one batch was seen when it was broken off
        return solver

    solver, resumed = new(), make(loss=CrossEntropyLoss(), net=Net(Linear(3, 3)).to("float64"))
    resumed = new()
    resumed.load_state_dict(solver.state_dict())
    assert len(list(resumed.tests[0].batches())) == 3


# ---------------------------------------------------------------------------- what does not fit


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"momentum": 0.5}, "optimizer.momentum"),
        ({"type": "Nesterov"}, "optimizer.type"),
        ({"base_lr": 0.02}, "schedule.base_lr"),
        ({"lr_policy": "exp", "gamma": 0.9}, "schedule.name"),
        ({"iter_size": 2}, "settings.iter_size"),
        ({"weight_decay": 0.1}, "settings.weight_decay"),
        ({"clip_gradients": 1.0}, "settings.clip_gradients"),
        ({"lr_mult": {"*.bias": 2.0}}, "settings.lr_mult"),
    ],
)
def test_other_rules_are_refused_by_name_or_taken_knowingly(change, named, make, folder):
    solver = make()
    solver.step(4)
    path, other = solver.snapshot(), make(**change)
    other.step(1)
    before = state_of(other)
    with pytest.raises(StateError) as caught:
        other.restore(path)
    assert caught.value.key == "snapshots.misfit"
    assert f"`{named}`" in str(caught.value) and "strict=False" in str(caught.value)
    assert state_of(other) == before

    restored = other.restore(path, strict=False)
    assert any(named in note for note in restored.notes)
    assert f"`{named}`" in str(restored)
    other.step(2)
    assert other.iteration == 6


@pytest.mark.parametrize(
    "change",
    [{"max_iter": 5}, {"display": 1}, {"average_loss": 7}, {"snapshot": 2}, {"random_seed": 3}],
)
def test_what_changes_no_number_may_differ(change, make, capsys):
    solver, straight = make(), make()
    solver.step(4)
    resumed = make(**change)
    assert resumed.restore(solver.snapshot()).notes == ()
    resumed.step(3)
    straight.step(4)
    straight.step(3)
    for one, other in zip(resumed.net.parameters(), straight.net.parameters()):
        assert np.array_equal(one.data, other.data)


def test_max_iter_counts_where_the_rate_depends_on_it(make):
    solver = make(lr_policy="poly", power=1, max_iter=10)
    with pytest.raises(StateError, match=r"schedule\.max_iter"):
        make(lr_policy="poly", power=1, max_iter=20).restore(solver.snapshot())


def test_another_rule_begins_with_slots_of_its_own(make):
    solver = make(momentum=0.9)
    solver.step(3)
    other = make(type="Adam")
    other.step(2)
    other.load_state_dict(solver.state_dict(), strict=False)
    assert all(
        not slot.any()
        for values in other.parameters.state_dict().values()
        for slot in values.values()
    )
    other = make(type="Nesterov", momentum=0.8)
    other.load_state_dict(solver.state_dict(), strict=False)
    ours, theirs = (s.parameters.state_dict()["velocity"]["0.weight"] for s in (other, solver))
    assert np.array_equal(ours, theirs)
    assert other.optimizer.momentum == 0.8


BN = BatchNorm1d
NETS = {
    "`0.weight`: `(4, 3) float64` → `(5, 3) float64`": (Linear(3, 5), BN(5), Linear(5, 2)),
    "`1.running_mean`: `(4,) float64` → `—`": (Linear(3, 4), Linear(4, 4), Linear(4, 2)),
    "`3.weight`: `—` → `(1, 2) float64`": (
        Linear(3, 4),
        BatchNorm1d(4),
        Linear(4, 2),
        Linear(2, 1),
    ),
}


@pytest.mark.parametrize("line", NETS)
def test_another_net_is_refused_with_every_difference(line, make):
    solver = make()
    solver.step(2)
    path, other = solver.snapshot(), make(net=Net(*NETS[line]).to("float64"))
    before, chance = state_of(other), randomness.get_state()
    for strict in (True, False):
        with pytest.raises(StateError) as caught:
            other.restore(path, strict=strict)
        assert caught.value.key == "snapshots.other_net"
        assert line in str(caught.value)
    assert state_of(other) == before and randomness.get_state() == chance


def test_another_dtype_is_another_net(make):
    other = make(net=Net(Linear(3, 4), BatchNorm1d(4), Linear(4, 2)))
    with pytest.raises(StateError, match=r"float64` → `\(4, 3\) float32"):
        other.restore(make().snapshot())


def test_other_batches_are_refused_or_begin_anew(make, regression):
    solver = make()
    solver.step(4)
    path, other = solver.snapshot(), make(train=Batches(regression, 3, seed=1))
    with pytest.raises(StateError, match="batch_size"):
        other.restore(path)
    assert other.iteration == 0
    restored = other.restore(path, strict=False)
    assert any("batch_size" in note for note in restored.notes)
    assert other.iteration == 4 and other.train_data.index == 0


def test_data_that_cannot_say_where_they_are_are_told_of(make, rows, regression, capsys):
    solver = make(train=rows(*regression, 4))
    solver.step(2)
    restored = make(train=rows(*regression, 4)).restore(solver.snapshot())
    assert len(restored.notes) == 1 and "`Rows`" in capsys.readouterr().out


def test_callbacks_are_matched_by_class_and_place_and_the_rest_is_told(make, capsys):
    class Number(Callback):
        def __init__(self, value=0):
            self.value = value

        def state_dict(self):
            return {"value": self.value}

        def load_state_dict(self, state):
            self.value = state["value"]

    class Other(Number):
        pass

    solver = make(callbacks=[Number(1), Other(2), Number(3)])
    path = solver.snapshot()
    fresh = [Other(), Number(), Number(), Number(9)]
    restored = make(callbacks=fresh).restore(path)
    assert [callback.value for callback in fresh] == [2, 1, 3, 9]
    assert restored.notes == ("  `callbacks`: `—` → `Number`",)
    assert capsys.readouterr().out == f"{restored}\n"
    assert make(callbacks=fresh[:2]).restore(path).notes == ("  `callbacks`: `Number` → `—`",)


def test_a_state_that_fails_halfway_leaves_the_solver_as_it_was(make):
    class Stubborn(Callback):
        def state_dict(self):
            return {"kept": 1}

        def load_state_dict(self, state):
            raise RuntimeError("no")

    solver = make()
    solver.step(3)
    state = {**solver.state_dict(), "callbacks": [{"name": "Stubborn", "state": {}}]}
    other = make()
    other.step(1)
    before = state_of(other)
    broken = make(callbacks=[Stubborn()])
    with pytest.raises(RuntimeError):  # it cannot even be put back to what it was
        broken.load_state_dict(state)
    for part in ("history", "epoch", "randomness", "smoothed", "optimizer"):
        with pytest.raises(StateError) as caught:
            other.load_state_dict({**state, part: {"nonsense": 1}})
        assert caught.value.key in ("snapshots.cannot_put", "randomness.state")
        assert state_of(other) == before
    with pytest.raises(StateError) as caught:
        other.load_state_dict({"net": {}})
    assert caught.value.key == "snapshots.incomplete"


# -------------------------------------------------------------------------------- damaged files


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return the bytes of a snapshot, and a Solver that it fits."""
    folder = tmp_path_factory.mktemp("file")
    rng = np.random.default_rng(1)
    data = rng.standard_normal((8, 3)), rng.standard_normal((8, 2))
    solver = Solver(
        Net(Linear(3, 2)).to("float64"), Batches(data, 4), loss=MSELoss(), progress=False
    )
    solver.step(3)
    return solver.snapshot(folder / "a.snapshot").read_bytes(), solver, folder / "b.snapshot"


def refused(file, content):
    _, solver, path = file
    before = state_of(solver)
    path.write_bytes(content)
    try:
        solver.restore(path)
    except (DataError, StateError):
        assert state_of(solver) == before
        return True
    return False


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_changed_byte_is_noticed(file, data):
    whole = file[0]
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    # Blanks at the end of the header, and the notes that only help to find the latest, may change.
    harmless = whole[place : place + 1] == b" " or b"iteration" in whole[place - 30 : place + 40]
    assert (
        refused(file, bytes(changed)) or harmless or b"written_at" in whole[place - 40 : place + 40]
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_cut_off_anywhere_is_refused(file, data):
    assert refused(file, file[0][: data.draw(st.integers(0, len(file[0]) - 1))])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_other_file_is_refused(file, content):
    assert refused(file, content)


VALUES = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})


def places(tree, path=()):
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield (*path, key)
            yield from places(part, (*path, key))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_hostile_state_with_a_right_checksum_does_no_harm(file, data):
    _, solver, _ = file
    tree = unpack(*pack(solver.state_dict()))
    *path, last = data.draw(st.sampled_from(list(places(tree))))
    part = tree
    for key in path:
        part = part[key]
    if data.draw(st.booleans()):
        del part[last]
    else:
        part[last] = data.draw(VALUES)
    before, good = state_of(solver), solver.state_dict()
    try:
        solver.load_state_dict(tree)
    except TinygradError:
        assert state_of(solver) == before
        return
    try:
        with suppress(TinygradError):
            solver.step(1)
        state_of(solver)
    finally:
        solver.load_state_dict(good, strict=False)
    assert state_of(solver) == before


def test_other_files_and_formats_are_named(make, folder):
    solver = make()
    solver.net.save(folder / "net.safetensors")
    with pytest.raises(DataError) as caught:
        solver.restore(folder / "net.safetensors")
    assert caught.value.key == "snapshots.not_a_snapshot"
    saving.save({}, folder / "new.snapshot", {"tinygrad_fa": "snapshot", "format": "2"})
    with pytest.raises(DataError) as caught:
        solver.restore(folder / "new.snapshot")
    assert caught.value.key == "snapshots.other_format" and "`2`" in str(caught.value)


# ----------------------------------------------------------------------- names, and which are kept


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_names_and_folders(make, folder):
    solver = make()
    assert solver.snapshot() == folder / "run_iter_0.snapshot"
    solver.step(2)
    assert solver.snapshot() == folder / "run_iter_2.snapshot"
    assert solver.snapshot(folder / "new" / "x.snapshot") == folder / "new" / "x.snapshot"
    assert (
        make(snapshot_prefix=f"{folder}/in/").snapshot()
        == folder / "in" / "snapshot_iter_0.snapshot"
    )
    assert (
        make(snapshot_prefix=folder / "in").snapshot() == folder / "in" / "snapshot_iter_0.snapshot"
    )


def test_the_latest_are_kept_and_other_trainings_untouched(make, folder):
    make(snapshot=1, max_iter=30).step(1)
    (folder / "run_iter_99.snapshot").write_bytes(b"of somebody else")
    solver = make(snapshot=2, snapshot_keep=2, max_iter=9, snapshot_after_train=True)
    solver.solve()
    assert names(folder) == [f"run_iter_{n}.snapshot" for n in (1, 8, 9, 99)]
    resumed = make(snapshot=2, snapshot_keep=2, max_iter=12)
    resumed.restore(folder / "run_iter_9.snapshot")
    resumed.solve()
    assert names(folder) == [f"run_iter_{n}.snapshot" for n in (1, 10, 12, 99)]


def test_the_best_is_kept_too(make, folder):
    class Script(Callback):
        """Puts a result into the history as if the test had given it."""

        losses = dict(enumerate([9, 5, 3, 4, float("nan"), 6, 7]))

        def on_train_batch_end(self, batch, logs):
            from tinygrad_fa.solver.history import TestResult

            n = self.solver.iteration
            self.solver.history.tests.append(TestResult(n, self.losses[n], accuracy=0.1 * n))

    def run(best):
        solver = make(
            snapshot=1, snapshot_keep=1, snapshot_best=best, max_iter=6, callbacks=[Script()]
        )
        solver.solve()
        found = [int(re.search(r"iter_(\d+)", name).group(1)) for name in names(folder)]
        for file in folder.iterdir():
            file.unlink()
        return found

    assert run(None) == [6]
    assert run("val_loss") == [2, 6]
    assert run("loss") == [2, 6]
    assert run("accuracy") == [6]


def test_the_metric_of_the_best_is_checked(make):
    with pytest.raises(SettingError) as caught:
        make(snapshot=1, snapshot_best="val_quality").step(1)
    assert caught.value.key == "callbacks.mode_needed"
    wanted = {"snapshot": 1, "snapshot_keep": 1, "snapshot_best": "accuracy", "test_interval": 1}
    solver = make(test=(np.ones((4, 3)), np.ones((4, 2))), **wanted)
    with pytest.raises(SettingError) as caught:
        solver.step(5)
    assert caught.value.key == "snapshots.no_metric" and "`loss`" in str(caught.value)


def test_files_of_other_writers_go_with_the_snapshot(make, folder):
    def caffe(solver, stem):
        files = [stem.with_name(stem.name + end) for end in (".caffemodel", ".solverstate.h5")]
        for file in files:
            file.write_bytes(b"")
        return files

    solver = make(snapshot=1, snapshot_keep=1)
    solver.snapshot_writers.append(caffe)
    solver.step(3)
    ends = ("caffemodel", "snapshot", "solverstate.h5")
    assert names(folder) == [f"run_iter_3.{end}" for end in ends]


def test_a_strangers_file_cannot_have_others_deleted(make, folder):
    precious = folder / "precious_iter_1.snapshot"
    precious.write_bytes(b"")
    solver = make(snapshot=1, snapshot_keep=1)
    solver._written = {
        "../x_iter_1": ["../x_iter_1.snapshot"],
        "run_iter_1": ["precious_iter_1.snapshot", "run_iter_1/../precious_iter_1.snapshot"],
        "y": [str(precious)],
    }
    path, other = solver.snapshot(folder / "evil.snapshot"), make(snapshot=1, snapshot_keep=1)
    other.restore(path)
    assert other._written == {"run_iter_1": []}
    other.step(3)
    assert precious.exists()


def test_the_latest_of_a_folder_or_prefix_is_the_one_written_last(make, folder, capsys):
    old = make(snapshot=5, max_iter=10)
    old.solve()
    new = make(snapshot=1, max_iter=3)
    new.solve()
    for place in (folder, folder / "run"):
        assert make().restore(place).iteration == 3
    assert make().restore(folder / "run_iter_5.snapshot").iteration == 5
    newest = folder / "run_iter_3.snapshot"
    newest.write_bytes(newest.read_bytes()[:-9])
    restored = make().restore(folder / "run")
    assert restored.iteration == 2 and "run_iter_3.snapshot" in restored.notes[0]
    assert "run_iter_3" in capsys.readouterr().out


def test_where_there_is_none_that_is_said(make, folder):
    for place in ("nowhere", "run", "."):
        with pytest.raises(FileError) as caught:
            make().restore(folder / place)
        assert caught.value.key == "snapshots.none_found"
    (folder / "run_iter_1.snapshot").write_bytes(b"\0" * 20)
    with pytest.raises(DataError) as caught:
        make().restore(folder)
    assert caught.value.key == "snapshots.none_readable"


# ------------------------------------------------------------------------- when it is written


def test_a_folder_that_cannot_be_written_to_is_found_before_the_training(make, folder):
    (folder / "file").write_text("")
    solver = make(snapshot=100, snapshot_prefix=folder / "file" / "run")
    with pytest.raises(FileError):
        solver.step(1)
    assert solver.iteration == 0
    make(snapshot=0, snapshot_prefix=None).step(1)  # who wants none needs no folder


def test_a_snapshot_wanted_in_the_middle_of_an_iteration_is_of_its_end(make, folder):
    class Ask(Callback):
        def on_train_batch_begin(self, batch, logs):
            if self.solver.iteration == 1:
                self.solver.snapshot(folder / "asked.snapshot")
                assert not (folder / "asked.snapshot").exists()

    straight = make(callbacks=[Ask()])
    straight.step(4)
    resumed = make()
    assert resumed.restore(folder / "asked.snapshot").iteration == 2
    resumed.step(2)
    for one, other in zip(resumed.net.parameters(), straight.net.parameters()):
        assert np.array_equal(one.data, other.data)


def test_a_callback_that_cannot_be_saved_is_named_and_the_old_file_kept(make, folder):
    class Odd(Callback):
        def state_dict(self):
            return {"seen": {1, 2}}

    path = make().snapshot()
    before = path.read_bytes()
    with pytest.raises(StateError, match="callbacks/0/state/seen"):
        make(callbacks=[Odd()]).snapshot()
    assert path.read_bytes() == before


@pytest.mark.parametrize("chosen", ["en", "fa"])
def test_messages_read_well_in_both_languages(chosen, make, folder):
    language.set_language(chosen)
    try:
        solver = make()
        path = solver.snapshot()
        with pytest.raises(StateError) as caught:
            make(momentum=0.5, weight_decay=0.1).restore(path)
        lines = str(caught.value).splitlines()
        assert len(lines) == 4 and lines[1] == "  `optimizer.momentum`: `0.9` → `0.5`"
        assert ("تنظیم" in lines[0]) == (chosen == "fa")
    finally:
        language.set_language(None)
