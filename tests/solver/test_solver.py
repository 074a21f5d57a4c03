"""The loop: how far it goes, in which order, and what it records."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.engine import origin
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import CrossEntropyLoss, Dropout, Layer, Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Adam, Solver, Step
from tinygrad_fa.solver.callbacks import Callback

# --------------------------------------------------------------------------- how far it goes


def test_solve_runs_to_max_iter_and_only_there(make_solver):
    solver = make_solver(max_iter=7)
    solver.step(3)
    assert solver.solve() is solver.history
    assert solver.iteration == 7
    assert solver.history.iteration == list(range(7))
    solver.solve()
    assert solver.iteration == 7


def test_step_by_step_is_the_same_as_in_one_go(make_solver, chain):
    one, other = chain([3, 4, 2]), chain([3, 4, 2])
    make_solver(one, momentum=0.9, lr_policy="step", gamma=0.5, stepsize=2).step(6)
    solver = make_solver(other, momentum=0.9, lr_policy="step", gamma=0.5, stepsize=2)
    for _ in range(6):
        solver.step()
    for ours, wanted in zip(other.parameters(), one.parameters()):
        assert np.array_equal(ours.data, wanted.data)
    assert solver.history.lr == [0.01, 0.01, 0.005, 0.005, 0.0025, 0.0025]


def test_it_learns(make_classifier):
    solver = make_classifier(type="Adam", base_lr=0.05, max_iter=300)
    before = solver.evaluate()
    history = solver.solve()
    assert history.tests[-1].loss < 0.2 * before["loss"]
    assert history.tests[-1].accuracy > 0.9


def test_fit_counts_epochs_and_returns_what_keras_returns(make_classifier):
    solver = make_classifier()
    history = solver.fit(epochs=3)
    assert solver.iteration == 9
    assert history.epoch == [0, 1, 2]
    assert set(history.history) == {"loss", "lr", "val_loss", "val_accuracy"}
    assert [result.iteration for result in history.tests] == [3, 6, 9]
    assert history.history["val_loss"] == [result.loss for result in history.tests]
    assert history.history["loss"] == pytest.approx(
        [np.mean(history.loss[i : i + 3]) for i in (0, 3, 6)]
    )
    solver.fit(epochs=1)
    assert history.epoch == [0, 1, 2, 3]


def test_the_loss_of_an_epoch_weighs_samples_not_batches(chain, regression):
    solver = Solver(
        chain([3, 4, 2]),
        Batches(regression, 5, shuffle=False),
        loss=MSELoss(),
        progress=False,
    )
    history = solver.fit()
    a, b, c = history.loss
    assert history.history["loss"][0] == pytest.approx((5 * a + 5 * b + 2 * c) / 12)


def test_fit_finishes_the_epoch_that_was_begun(make_solver):
    solver = make_solver()
    solver.step(4)  # one epoch and a third
    assert solver.history.epoch == [0]
    solver.fit(epochs=1)
    assert solver.iteration == 6
    assert solver.history.epoch == [0, 1]
    assert solver.history.history["loss"][1] == pytest.approx(np.mean(solver.history.loss[3:]))


def test_an_epoch_with_iter_size_sees_every_sample(make_solver):
    solver = make_solver(iter_size=2)
    assert solver.iterations_per_epoch == 2
    solver.fit()
    assert solver.train_data.given == 4


# ------------------------------------------------------------------------------ what it does


def test_iter_size_is_one_large_batch(make_solver, chain, regression, rows):
    """The mean over three batches of 4 is the batch of 12."""
    split, whole = chain([3, 4, 2]), chain([3, 4, 2])
    make_solver(split, iter_size=3, momentum=0.9).step(5)
    make_solver(whole, rows(*regression, 12), momentum=0.9).step(5)
    for ours, wanted in zip(split.parameters(), whole.parameters()):
        np.testing.assert_allclose(ours.data, wanted.data, rtol=1e-12)


def test_a_pair_of_arrays_is_one_batch(make_solver, chain, regression, rows):
    one, other = chain([3, 4, 2]), chain([3, 4, 2])
    make_solver(one, train=regression).step(5)
    make_solver(other, rows(*regression, 12)).step(5)
    for ours, wanted in zip(other.parameters(), one.parameters()):
        assert np.array_equal(ours.data, wanted.data)
    assert regression[0].flags.writeable


def test_the_callers_arrays_stay_writable(make_solver, regression):
    class Same:
        def __len__(self):
            return 1

        def __iter__(self):
            return iter([regression])

        def next(self):
            return regression

    make_solver(train=Same()).step()
    assert regression[0].flags.writeable and regression[1].flags.writeable


def test_a_float32_net_computes_in_float32_whatever_the_data(make_solver, chain, rows, regression):
    dtypes = []

    class Watched(Layer):
        def __init__(self):
            self.inside = chain([3, 4, 2], dtype="float32")

        def forward(self, x):
            dtypes.append(x.dtype)
            return self.inside(x)

    def loss(prediction, target):
        dtypes.append(target.dtype)
        return MSELoss()(prediction, target)

    make_solver(Watched(), rows(*regression, 4), loss=loss).step()
    assert set(dtypes) == {np.dtype("float32")}


def test_tests_come_before_the_update_of_their_iteration(make_classifier):
    solver = make_classifier(test_interval=2, max_iter=4)
    solver.solve()
    assert [result.iteration for result in solver.history.tests] == [0, 2, 4]
    later = make_classifier(test_interval=2, max_iter=5, test_initialization=False)
    later.solve()
    assert [result.iteration for result in later.history.tests] == [2, 4]
    never = make_classifier(max_iter=3)
    never.solve()
    assert [result.iteration for result in never.history.tests] == [3]


def test_a_test_changes_nothing_but_the_place_in_the_test_data(make_classifier):
    with_tests, without = (
        make_classifier(test_interval=interval, max_iter=6, momentum=0.9) for interval in (1, 0)
    )
    with_tests.solve()
    without.solve()
    assert with_tests.history.loss == without.history.loss
    assert with_tests.parameters.pieces[0].parameter.grad is not None


def test_a_test_builds_no_graph(make_classifier):
    solver = make_classifier()
    made = []

    def loss(prediction, target):
        made.append(prediction.op)
        return CrossEntropyLoss()(prediction, target)

    object.__setattr__(solver.objective, "loss", loss)
    solver.evaluate()
    assert made == [None, None, None]


def test_test_iter_takes_that_many_batches_and_goes_on_from_there(make_classifier):
    solver = make_classifier(test_iter=2, test_interval=1)
    solver.step(3)
    assert solver.test_data.given == 6


def test_dropout_is_still_in_tests_and_the_mode_is_put_back(classes):
    modes = []

    class Noisy(Layer):
        def __init__(self):
            self.linear, self.dropout = Linear(3, 3), Dropout(0.5)

        def forward(self, x):
            modes.append(self.training)
            return self.dropout(self.linear(x))

    net = Noisy()
    data = Batches(classes, 12)
    solver = Solver(net, data, data, loss=CrossEntropyLoss(), progress=False, test_interval=1)
    net.eval()
    solver.step(2)
    assert modes == [False, True, False, True]
    assert not net.training
    net.train()
    solver.evaluate()
    assert net.training


def test_random_seed_starts_the_layers_chance(make_solver):
    for _ in range(2):
        make_solver(random_seed=3)
        draws = randomness.generator().random(3)
        assert np.array_equal(draws, randomness.manual_seed(3).random(3))


def test_rate_factor_multiplies_the_schedule(make_solver):
    solver = make_solver(schedule=lambda iteration: 0.1 / (1 + iteration))
    solver.rate_factor = 0.5
    solver.step(2)
    assert solver.history.lr == [0.05, 0.025]


def test_objects_in_the_place_of_names(make_solver, chain):
    by_name, by_object = chain([3, 4, 2]), chain([3, 4, 2])
    make_solver(by_name, type="Adam", lr_policy="step", gamma=0.5, stepsize=2).step(4)
    make_solver(by_object, optimizer=Adam(), schedule=Step(0.01, gamma=0.5, stepsize=2)).step(4)
    for ours, wanted in zip(by_object.parameters(), by_name.parameters()):
        assert np.array_equal(ours.data, wanted.data)


def test_a_batch_of_tensors_is_taken_as_it_is(make_solver, regression):
    class Tensors:
        def __len__(self):
            return 1

        def __iter__(self):
            return iter([self.next()])

        def next(self):
            return tuple(Tensor(part) for part in regression)

    make_solver(train=Tensors()).step()


def test_it_says_what_it_is(make_solver):
    solver = make_solver(momentum=0.9)
    solver.step(2)
    assert repr(solver) == "Solver(SGD(momentum=0.9), schedule=Fixed(base_lr=0.01), iteration=2)"


def test_the_signature_shows_every_setting():
    parameters = inspect.signature(Solver).parameters
    assert list(parameters)[:3] == ["net", "train", "test"]
    assert parameters["base_lr"].default == 0.01
    assert parameters["lr_policy"].kind is inspect.Parameter.KEYWORD_ONLY
    assert "settings" not in parameters


def test_what_a_training_makes_knows_its_line(make_solver):
    """What the net makes is made where the training was started; a loss function has own lines."""
    made = {}

    def loss(prediction, target):
        error = prediction - target  # in the loss
        made["net"], made["loss"] = prediction, error
        return (error * error).mean()

    class Watch(Callback):
        def on_train_end(self, logs):
            made["callback"] = net(np.ones((1, 3), "float32"))  # in a callback

    net = Net(Linear(3, 2))
    solver = make_solver(net, loss=loss, callbacks=[Watch()])
    solver.step()  # the start
    after = net(np.ones((1, 3), "float32"))  # afterwards
    places = {who: origin.describe(tensor.origin) for who, tensor in made.items()}
    assert places["net"].endswith("solver.step()  # the start")
    assert places["loss"].endswith("# in the loss")
    assert places["callback"].endswith("# in a callback")
    assert origin.describe(after.origin).endswith("# afterwards")
