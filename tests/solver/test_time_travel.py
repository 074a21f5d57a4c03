"""Back to an earlier iteration, another way from here, and where a training went wrong."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest

from tinygrad_fa import language, randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import DivergenceError, SettingError, StateError
from tinygrad_fa.layers import BatchNorm1d, CrossEntropyLoss, Dropout, Layer, Linear, ReLU
from tinygrad_fa.net import Net
from tinygrad_fa.solver import SGD, Solver, Step, TestNet
from tinygrad_fa.solver.callbacks import Callback, EarlyStopping, ReduceLROnPlateau
from tinygrad_fa.solver.memory import MARKS
from tinygrad_fa.solver.packing import pack
from tinygrad_fa.solver.time_travel import aligned


class Sum(Callback):
    """Adds up the losses since the training began."""

    total = 0.0

    def on_train_begin(self, logs):
        self.total = 0.0

    def on_train_batch_end(self, batch, logs):
        self.total += logs["batch_loss"]

    def on_train_end(self, logs):
        self.total = -1.0

    def state_dict(self):
        return {"total": self.total}

    def load_state_dict(self, state):
        self.total = state["total"]


@pytest.fixture
def make(classes):
    """``make(**settings)``: a Solver with everything that depends on chance."""

    def new(*layers, **settings):
        randomness.manual_seed(3)
        layers = (Linear(3, 6), BatchNorm1d(6), ReLU(), Dropout(0.3), Linear(6, 3), *layers)
        net = Net(*layers).to("float64")
        rate = {} if "schedule" in settings else {"base_lr": 0.01}
        given = {"type": "Adam", **rate, "average_loss": 3, "progress": False}
        train, test = Batches(classes, 4, seed=1), Batches(classes, 5, seed=2)
        return Solver(
            net, **{"train": train, "test": test, "loss": CrossEntropyLoss(), **given, **settings}
        )

    return new


def bits(solver, *without):
    """Return everything a Solver knows, as bytes."""
    state = {key: part for key, part in solver.state_dict().items() if key not in without}
    packed = pack(state)
    rest = b"".join(name.encode() + a.tobytes() for name, a in sorted(packed.arrays.items()))
    return packed.text.encode() + rest


def states_of(solver, stop):
    """Return the state after each update, as it is on the way."""
    seen = {}

    class Note(Callback):
        def on_train_batch_end(self, batch, logs):
            one = self.solver
            one.afterwards(lambda: seen.update({one.iteration: bits(one, "callbacks", "run")}))

    with solver.callbacks.joined_by([Note()]):
        solver.step(stop)
    return seen


# ---------------------------------------------------------------------------------------- rewind


@pytest.mark.parametrize("iteration", [0, 1, 5, 8, 19, 20])
def test_rewound_is_as_it_was(iteration, make):
    solver = make(callbacks=[Sum()])
    seen = states_of(solver, 20)
    assert solver.rewind(iteration) is solver
    assert solver.iteration == iteration and len(solver.history.loss) == iteration
    if iteration:
        assert bits(solver, "callbacks", "run") == seen[iteration]
    again = states_of(solver, 20 - iteration)
    assert again == {n: state for n, state in seen.items() if n > iteration}


def test_the_callbacks_go_back_with_it_and_are_not_told_of_an_end(make):
    solver = make(callbacks=[Sum()], max_iter=9)
    solver.solve()
    end = bits(solver)
    assert solver.callbacks.callbacks[0].total == -1.0  # told of the end
    solver.rewind(7)
    total = solver.state_dict()["callbacks"][0]["state"]["total"]
    assert total == list(accumulate(solver.history.loss))[-1] > 0  # `sum` rounds in another way
    solver.solve()  # goes on with that run, does not begin another
    assert bits(solver) == end


def test_a_fit_is_gone_again_with_its_tests_and_callbacks(make):
    def callbacks():
        return [
            ReduceLROnPlateau("val_loss", patience=1, min_delta=10.0),
            EarlyStopping("val_loss", patience=9, restore_best_weights=True),
        ]

    solver = make()
    solver.fit(6, callbacks=callbacks())
    end, factor = bits(solver), solver.rate_factor
    solver.rewind(9)  # before the end of epoch 2, which comes after its last update
    assert solver.history.epoch == [0, 1] and len(solver.history.tests) == 2
    assert solver.rate_factor > factor
    solver.fit(6, callbacks=callbacks())  # the rest of it
    assert bits(solver) == end


def test_files_are_used_where_the_memory_has_nothing(make, tmp_path):
    seen = states_of(make(), 9)
    solver = make(snapshot=4, snapshot_prefix=tmp_path / "run")
    solver.step(9)
    solver._memory.forget()
    solver.rewind(6)
    assert bits(solver, "callbacks", "run", "configuration")[-900:] == seen[6][-900:]
    assert list(solver._written) == ["run_iter_4"]
    solver._memory.forget()
    (tmp_path / "run_iter_4.snapshot").write_bytes(b"")
    with pytest.raises(StateError) as caught:
        solver.rewind(5)
    assert caught.value.key == "snapshots.nothing_before"
    assert solver.iteration == 6


def test_the_memory_stays_small_and_reaches_back_to_the_beginning(make, monkeypatch):
    monkeypatch.setattr("tinygrad_fa.solver.memory.SHARE", 1e9)  # at every look
    solver = make()
    solver.step(400)
    marks = [mark.iteration for mark in solver._memory.marks]
    assert len(marks) <= MARKS and marks[0] == 0 and marks == sorted(set(marks))
    assert marks[-1] > 300
    monkeypatch.setattr("tinygrad_fa.solver.memory.ROOM", 10)
    solver = make()
    solver.step(20)
    assert solver._memory.marks == []


def test_a_callback_without_a_state_to_tell_stops_no_training(make):
    class Broken(Callback):
        def state_dict(self):
            raise AttributeError("not yet")

    solver = make(callbacks=[Broken()])
    solver.step(40)
    with pytest.raises(StateError) as caught:
        solver.rewind(3)
    assert caught.value.key == "snapshots.nothing_before"


def test_what_is_no_past_is_refused(make):
    class Ask(Callback):
        def on_train_batch_end(self, batch, logs):
            self.solver.rewind(0)

    solver = make()
    solver.step(3)
    for wrong in (-1, 1.5, "1"):
        with pytest.raises(SettingError):
            solver.rewind(wrong)
    with pytest.raises(SettingError) as caught:
        solver.rewind(4)
    assert caught.value.key == "snapshots.rewind_ahead"
    with pytest.raises(StateError) as caught:
        make(callbacks=[Ask()]).step(1)
    assert caught.value.key == "snapshots.in_the_middle"


def test_going_again_says_nothing_and_writes_nothing(make, tmp_path, capsys):
    solver = make(snapshot=5, snapshot_prefix=tmp_path / "run", display=1, test_interval=2)
    solver.step(9)
    (tmp_path / "run_iter_5.snapshot").unlink()
    capsys.readouterr()
    solver.rewind(7)
    assert capsys.readouterr().out == "" and list(tmp_path.iterdir()) == []
    assert solver.settings.display == 1 and solver.progress.display == 1


# ------------------------------------------------------------------------------------------ fork


def test_a_fork_without_changes_is_the_same_training(make):
    solver = make()
    solver.step(5)
    before = bits(solver)
    fork = solver.fork()
    assert bits(solver) == before
    fork.step(7)
    assert bits(solver) == before  # neither its weights nor its data nor its chance have moved
    solver.step(7)
    assert bits(fork, "configuration") == bits(solver, "configuration")
    assert fork.history.loss == solver.history.loss


def test_they_do_not_disturb_each_other_even_in_turns(make):
    straight, solver = make(), make()
    straight.step(9)
    wanted = bits(straight)
    randomness.manual_seed(3)
    solver = make()
    solver.step(3)
    fork = solver.fork()
    for _ in range(6):
        solver.step(1)
        fork.step(1)
    for one, other in zip(straight.net.parameters(), solver.net.parameters()):
        assert np.array_equal(one.data, other.data)
    for one, other in zip(fork.net.parameters(), solver.net.parameters()):
        assert np.array_equal(one.data, other.data)
    assert bits(solver, "smoothed") == bits(straight, "smoothed") and wanted


def test_changes_hold_from_here_on(make):
    solver = make()
    solver.step(4)
    careful = solver.fork(base_lr=0.001, test_interval=2, display=0)
    careful.step(3)
    assert careful.history.lr == [0.01] * 4 + [0.001] * 3
    assert [test.iteration for test in careful.history.tests] == [4, 6]
    assert solver.settings.base_lr == 0.01 and solver.iteration == 4
    other = solver.fork(type="SGD", momentum=0.9)
    assert not other.parameters.state_dict()["velocity"]["0.weight"].any()
    other.step(2)
    scheduled = solver.fork(schedule=Step(base_lr=0.1, gamma=0.5, stepsize=5))
    assert scheduled.rate == 0.1
    by_object = solver.fork(optimizer=SGD(0.5))
    assert by_object.optimizer.momentum == 0.5
    with pytest.raises(SettingError):
        scheduled.fork(base_lr=0.1)
    with pytest.raises(SettingError):
        solver.fork(no_such_setting=1)


def test_callbacks_and_files_stay_with_the_first(make, tmp_path):
    solver = make(callbacks=[Sum()], snapshot=1, snapshot_prefix=tmp_path / "run", random_seed=5)
    solver.step(2)
    files = sorted(tmp_path.iterdir())
    fork = solver.fork()
    fork.step(2)
    assert fork.callbacks.callbacks == [] and sorted(tmp_path.iterdir()) == files
    again = solver.fork(callbacks=[Sum()])
    assert again.callbacks.callbacks[0].total == solver.callbacks.callbacks[0].total


def test_test_nets_are_forked_with_their_own_places(make, classes):
    tests = {
        "same": Batches(classes, 5),
        "quick": TestNet(Batches(classes, 4), loss=CrossEntropyLoss(), iterations=2),
    }
    solver = make(test=tests)
    solver.step(2)
    solver.evaluate()
    fork = solver.fork()
    assert fork.evaluate() == solver.evaluate()
    assert fork.tests[1].data is not solver.tests[1].data
    assert fork.tests[1].data.inputs is solver.tests[1].data.inputs


def test_a_fork_of_a_fork_and_going_back_in_one(make):
    solver = make()
    solver.step(3)
    fork = solver.fork(base_lr=0.1).fork(base_lr=0.01)
    fork.step(4)
    common = randomness.get_state()
    fork.rewind(5)
    assert randomness.get_state() == common
    solver.step(2)
    for one, other in zip(fork.net.parameters(), solver.net.parameters()):
        assert np.array_equal(one.data, other.data)


def test_what_cannot_be_copied_is_named(make, classes):
    class Endless:
        def __init__(self):
            self.numbers = (number for number in range(3))

        def __len__(self):
            return 3

        def __iter__(self):
            return iter([classes])

        def next(self):
            return classes

    train = Endless()
    with pytest.raises(SettingError) as caught:
        make(train=train).fork()
    assert caught.value.key == "snapshots.cannot_copy" and "fork(train=" in str(caught.value)


def test_histories_side_by_side(make):
    solver = make()
    solver.step(2)
    fork = solver.fork(base_lr=0.02)
    fork.step(2)
    table = aligned({"first": solver.history, "second": fork.history}, "lr")
    assert table == {
        "iteration": [0, 1, 2, 3],
        "first": [0.01, 0.01, None, None],
        "second": [0.01, 0.01, 0.02, 0.02],
    }


# ------------------------------------------------------------------------------ find_not_finite


class Bomb(Layer):
    """Has an infinity on its way from iteration 6 on."""

    solver = None

    def forward(self, x):
        """Return x + 1 / e^(1000 + x), which is x again."""
        if self.solver.iteration < 6:
            return x
        return x + 1 / (x + 1000.0).exp()


def test_the_first_result_is_found_with_its_op(make):
    bomb = Bomb()
    solver = bomb.solver = make(bomb)
    with pytest.raises(DivergenceError):
        solver.step(9)
    found = solver.find_not_finite()
    assert (found.iteration, found.op, found.name) == (6, "Exp", None)
    assert solver.iteration == 6 and len(solver.history.loss) == 6


def test_a_slot_that_overflows_in_silence_is_found(make):
    class Shout(Callback):
        """Makes the gradient of update 8 enormous, yet finite."""

        def on_train_batch_begin(self, batch, logs):
            self.solver.objective.loss.factor = 1e25 if self.solver.iteration == 8 else 1.0

    class Loud(CrossEntropyLoss):
        factor = 1.0

        def forward(self, scores, labels):
            return super().forward(scores, labels) * self.factor

    loud = make(loss=Loud(), callbacks=[Shout()])
    loud.net.to("float32")
    loud.step(15)  # nothing is noticed: the update became 0
    found = loud.find_not_finite()
    assert found.iteration == 8 and "square" in str(found)
    assert found.name in dict(loud.net.named_parameters())
    assert loud.iteration == 8


def test_an_update_that_is_too_large_is_found(make):
    wild = make(type="SGD", schedule=lambda iteration: 0.01 if iteration < 4 else 1e39)
    wild.net.to("float32")
    with pytest.raises(DivergenceError):
        wild.step(20)
    assert wild.iteration == 5
    found = wild.find_not_finite()
    assert found.iteration == wild.iteration == 4 and found.op is None
    assert found.name in dict(wild.net.named_parameters())
    assert all(np.isfinite(array).all() for array in wild.net.state_dict().values())


def test_where_all_is_finite_there_is_nothing_to_find(make):
    solver = make(callbacks=[Sum()])
    solver.step(9)
    before = bits(solver)
    assert solver.find_not_finite() is None
    assert bits(solver) == before


@pytest.mark.parametrize("chosen", ["en", "fa"])
def test_it_is_told_in_a_sentence(chosen, make):
    wild = make(type="SGD", base_lr=1e200)
    with pytest.raises(DivergenceError):
        wild.step(20)
    language.set_language(chosen)
    try:
        words = str(wild.find_not_finite())
    finally:
        language.set_language(None)
    assert ("به‌روزرسانی" in words) == (chosen == "fa")
