"""SwapEMAWeights: the rule, and that the weights always come back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import Layer
from tinygrad_fa.solver import Callback, Solver
from tinygrad_fa.solver.callbacks import SwapEMAWeights

EXTRAS = Path(__file__).parents[2] / "data" / "torch_keras" / "optim_extras.json"


class Weights(Callback):
    """Notes the weights after each update."""

    def __init__(self):
        self.seen = []

    def on_train_batch_end(self, batch, logs):
        self.seen.append(self.solver.net.state_dict())


def average(weights, momentum):
    """The rule, written down once more."""
    result = dict(weights[0])
    for one in weights[1:]:
        result = {name: momentum * result[name] + (1 - momentum) * one[name] for name in one}
    return result


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.99])
def test_the_rule(learner, momentum):
    weights, swap = Weights(), SwapEMAWeights(momentum)
    solver = learner(callbacks=[weights, swap])
    solver.fit(3)
    wanted = average(weights.seen, momentum)
    for name, array in swap.average.items():
        np.testing.assert_allclose(array, wanted[name], rtol=1e-12)
    last = solver.net.state_dict()
    assert all((weights.seen[-1][name] == last[name]).all() for name in last)


def test_the_tests_see_the_average_and_the_training_the_weights(learner):
    inside = []

    class Look(Callback):
        def on_test_batch_end(self, batch, logs):
            inside.append(self.solver.net.state_dict())

    swap, weights = SwapEMAWeights(0.5), Weights()
    solver = learner(callbacks=[swap, weights, Look()])
    with_average = solver.fit(2)
    plain = learner().fit(2)
    assert with_average.loss == plain.loss  # the training itself is untouched, bit for bit
    assert with_average.history["val_loss"] != plain.history["val_loss"]
    wanted = average(weights.seen[:3], 0.5)
    np.testing.assert_allclose(inside[0]["fc1.weight"], wanted["fc1.weight"], rtol=1e-12)


def test_predict_and_evaluate_see_it_too_and_leave_the_weights(learner, classes):
    swap = SwapEMAWeights(0.9)
    solver = learner(callbacks=[swap])
    solver.fit(2)
    before = solver.net.state_dict()
    plain = solver.net(Tensor(classes[0])).numpy()
    averaged = solver.predict(classes[0])
    assert not np.array_equal(plain, averaged)
    assert solver.evaluate()["loss"] == solver.history.tests[-1].loss
    after = solver.net.state_dict()
    assert all((before[name] == after[name]).all() for name in before)
    solver.net.load_state_dict(swap.average)
    np.testing.assert_array_equal(solver.net(Tensor(classes[0])).numpy(), averaged)


def test_the_weights_come_back_when_a_test_fails(learner):
    class Fails(Callback):
        def on_test_batch_end(self, batch, logs):
            raise RuntimeError("my own")

    weights, swap = Weights(), SwapEMAWeights(0.5)
    solver = learner(callbacks=[weights, swap, Fails()])
    with pytest.raises(RuntimeError, match="my own"):
        solver.fit(1)
    last = solver.net.state_dict()
    assert all((weights.seen[-1][name] == last[name]).all() for name in last)


def test_it_can_be_kept_in_the_end(learner):
    swap = SwapEMAWeights(0.5, keep_average=True)
    solver = learner(callbacks=[swap])
    solver.fit(2)
    for name, array in solver.net.state_dict().items():
        np.testing.assert_array_equal(array, swap.average[name])


def test_two_fits_are_one(learner):
    once, twice = SwapEMAWeights(0.9), SwapEMAWeights(0.9)
    learner(callbacks=[once]).fit(4)
    solver = learner(callbacks=[twice])
    solver.fit(2)
    solver.fit(2)
    assert all((once.average[name] == twice.average[name]).all() for name in once.average)


@pytest.mark.parametrize("wrong", [1.0, -0.1, "0.9", None, float("nan")])
def test_wrong_settings(wrong):
    with pytest.raises(SettingError):
        SwapEMAWeights(wrong)


def test_an_average_of_another_net(learner, make_solver):
    swap = SwapEMAWeights()
    learner(callbacks=[swap]).fit(1)
    saved = swap.state_dict()
    other = SwapEMAWeights()
    other.load_state_dict(saved)
    with pytest.raises(SettingError, match=r"average is of another net: `ip1\.weight`"):
        make_solver(callbacks=[other]).fit(1)


def test_keras_s_recorded_average(rows):
    case = json.loads(EXTRAS.read_text(encoding="utf-8"))["ema"]
    gradients = np.array(case["grads"])

    class Point(Layer):
        """x, whose gradient is whatever is put in."""

        def __init__(self):
            self.x = Tensor(np.array(case["x0"]), requires_grad=True)

        def forward(self, gradient):
            return (gradient * self.x).sum()

    swap = SwapEMAWeights(case["ema_momentum"])
    found = []

    class Look(Callback):
        def on_train_batch_end(self, batch, logs):
            found.append((self.solver.net.x.numpy(), np.array(swap.average["x"])))

    data = rows(gradients, np.zeros(len(gradients)), 1)
    solver = Solver(
        Point(), train=data, loss=lambda prediction, target: prediction,
        base_lr=case["lr"], callbacks=[swap, Look()], progress=False,
    )  # fmt: skip
    solver.step(len(gradients))
    for (x, average), wanted_x, wanted in zip(found, case["x"], case["ema"], strict=True):
        np.testing.assert_allclose(x, wanted_x, rtol=1e-9)
        np.testing.assert_allclose(average, wanted, rtol=1e-9)
