"""A training that is resumed has the bits of one that never stopped."""

from __future__ import annotations

import copy
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa import randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import StateError
from tinygrad_fa.layers import CrossEntropyLoss, Linear
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.callbacks import Callback, ReduceLROnPlateau
from tinygrad_fa.solver.schedules import CosineDecay

specification = importlib.util.spec_from_file_location(
    "trainings", Path(__file__).with_name("trainings.py")
)
trainings = importlib.util.module_from_spec(specification)
specification.loader.exec_module(trainings)

ALL = trainings.combinations()


@pytest.fixture(scope="module")
def numbers():
    return iter(range(10**6))


@settings(max_examples=40, deadline=None)
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


def test_weights_that_come_from_elsewhere_are_computed_with_in_the_same_order(make, state_of):
    """The last digit of a product depends on how a weight lies in memory (at these shapes)."""
    generator = np.random.default_rng(0)
    data = generator.random((64, 128), "float32"), generator.integers(0, 10, 64)
    fresh = Net(Linear(128, 10))
    start = fresh.state_dict()

    def loaded():
        net = Net(Linear(128, 10))
        net.load_state_dict(start)
        return net

    def assigned():
        net = Net(Linear(128, 10))
        net["0"].weight.data, net["0"].bias.data = start["0.weight"], start["0.bias"]
        return net

    def state_after_training(net):
        solver = make(net, Batches(data, 64), loss=CrossEntropyLoss())
        solver.step(3)
        return state_of(solver)

    wanted = state_after_training(fresh)
    assert state_after_training(loaded()) == wanted
    assert state_after_training(assigned()) == wanted
    assert state_after_training(copy.deepcopy(loaded())) == wanted


@pytest.mark.parametrize("before", range(6))
def test_between_two_runs_too(before, make, folder, state_of):
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


def test_a_fit_with_data_and_callbacks_of_its_own(make, folder, regression, state_of):
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


def test_ctrl_c_only_pauses_a_training(make, folder, state_of, names):
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


def test_frozen_parameters_and_frozen_statistics_stay_so(make, folder, state_of):
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
