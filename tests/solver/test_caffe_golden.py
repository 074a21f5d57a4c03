"""Trainings recorded from Caffe, repeated to 1e-12: rules alone, and whole nets.

See tests/data/caffe/README.md for what was recorded.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import CrossEntropyLoss, Layer, Linear
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.evaluation import SmoothedLoss

FOLDER = Path(__file__).parent.parent / "data" / "caffe"
CASES = json.loads((FOLDER / "solver_cases.json").read_text())


@pytest.fixture(scope="module")
def figures(caffe_figures):
    return caffe_figures("solver_trajectories.npz")


def half_squares(prediction, target):
    """Caffe's EuclideanLoss: Σ (o − y)² / (2N)."""
    difference = prediction - target
    return (difference * difference).sum() / (2 * len(target))


class Shared(Layer):
    """3→3 tanh →3 tanh →2, the first two layers with the same weights."""

    def __init__(self, arrays):
        w, b1, b2, w3, b3 = (Tensor(array, requires_grad=True) for array in arrays)
        self.ip1, self.ip2, self.ip3 = (Linear(3, n).to("float64") for n in (3, 3, 2))
        self.ip1.weight, self.ip1.bias = w, b1
        self.ip2.weight, self.ip2.bias = w, b2
        self.ip3.weight, self.ip3.bias = w3, b3

    def forward(self, x):
        return self.ip3(self.ip2(self.ip1(x).tanh()).tanh())


def build(case, start, chain):
    """Return the net of a case with Caffe's first parameters, and its loss."""
    splits = np.cumsum([int(np.prod(shape)) for shape in case["param_shapes"]])[:-1]
    arrays = [
        part.reshape(shape) for part, shape in zip(np.split(start, splits), case["param_shapes"])
    ]
    if case["net"] == "shared":
        return Shared(arrays), half_squares
    net = chain([3, 4, 2], "tanh") if case["net"] == "reg" else chain([3, 4, 3], "sigmoid")
    for parameter, array in zip(net.parameters(), arrays):
        parameter.data = array
    return net, half_squares if case["net"] == "reg" else CrossEntropyLoss()


def caffe_solver(case, net, loss, train):
    """Return a Solver with the settings of a case; what a Caffe file leaves out is 0 there."""
    settings = {"momentum": 0.0, **case["solver"]}  # AdaGrad and RMSProp allow it to be 0
    names = [name for name, _ in net.named_parameters()]
    return Solver(
        net,
        train=train,
        loss=loss,
        progress=False,
        caffe_float32=True,
        lr_mult=dict(zip(names, map(float, case["lr_mult"]))),
        decay_mult=dict(zip(names, map(float, case["decay_mult"]))),
        **settings,
    )


def flat(net):
    """Return all parameters of a net, end to end."""
    return np.concatenate([parameter.numpy().ravel() for parameter in net.parameters()])


def slots(solver, case):
    """Return the optimizer's slots as Caffe lists its history."""
    state = solver.parameters.state_dict()
    names = solver.optimizer.slots
    return np.concatenate([value.ravel() for name in names for value in state[name].values()])


@pytest.mark.parametrize("name", sorted(CASES))
def test_net_trains_as_in_caffe(name, figures, chain, rows):
    case = CASES[name]
    net, loss = build(case, figures[f"{name}/params0"], chain)
    target = figures[f"{name}/target"]
    if case["net"] == "cls":
        target = target.astype("int64")
    train = rows(figures[f"{name}/x"], target, case["batch_size"])
    solver = caffe_solver(case, net, loss, train)
    smoothed = SmoothedLoss(case["solver"].get("average_loss", 1))
    for iteration, wanted in enumerate(figures[f"{name}/params"]):
        solver.step()
        np.testing.assert_allclose(flat(net), wanted, rtol=1e-12, atol=1e-12)
        if f"{name}/smoothed_loss" in figures:
            shown = smoothed.add(solver.history.loss[-1])
            assert shown == pytest.approx(figures[f"{name}/smoothed_loss"][iteration], rel=1e-12)
    np.testing.assert_allclose(solver.history.loss, figures[f"{name}/loss"], rtol=1e-12)
    np.testing.assert_allclose(solver.history.lr, figures[f"{name}/rate"], rtol=1e-14)
    wanted = figures[f"{name}/history_final"]
    np.testing.assert_allclose(slots(solver, case), wanted, rtol=1e-12, atol=1e-12)
    if case["current_step_final"] and case["solver"]["lr_policy"] == "multistep":
        last = case["iterations"] - 1
        assert solver.schedule.current_step(last) == case["current_step_final"]


def test_the_cases_are_all_that_were_recorded():
    assert len(CASES) == 35
    rules = {case["solver"]["type"] for case in CASES.values()}
    assert rules == {"SGD", "Nesterov", "AdaGrad", "RMSProp", "AdaDelta", "Adam"}


@pytest.mark.parametrize("name", sorted(CASES))
def test_net_trains_in_float32_as_caffes_float_build(name, figures, chain, rows):
    case = CASES[name]
    net, loss = build(case, figures[f"{name}/params0"], chain)
    net.to("float32")
    target = figures[f"{name}/target"].astype("int64" if case["net"] == "cls" else "float32")
    train = rows(figures[f"{name}/x"].astype("float32"), target, case["batch_size"])
    solver = caffe_solver(case, net, loss, train)
    solver.solve()
    assert all(parameter.dtype == "float32" for parameter in net.parameters())
    wanted = figures[f"{name}/params_final_float32"]
    np.testing.assert_allclose(flat(net), wanted, rtol=0, atol=1e-5)


class Handed(Layer):
    """No net at all: its "loss" has the gradient that is handed over as the batch."""

    def __init__(self, start):
        self.w = Tensor(start, requires_grad=True)

    def forward(self, gradient):
        return (self.w * gradient).sum()


WITHOUT_MULTIPLIERS = sorted(
    name for name, case in CASES.items() if {*case["lr_mult"], *case["decay_mult"]} == {1}
)


@pytest.mark.parametrize("name", WITHOUT_MULTIPLIERS)
def test_rule_alone_takes_caffes_steps(name, figures):
    case = CASES[name]
    gradients = figures[f"{name}/raw_grad"]
    passes = case["solver"].get("iter_size", 1)

    class Gradients:
        """Hands out each recorded gradient, spread over the passes of an iteration."""

        def __init__(self):
            self.given = 0

        def __len__(self):
            return len(gradients)

        def __iter__(self):
            raise AssertionError

        def next(self):
            self.given += 1
            gradient = gradients[(self.given - 1) // passes] / passes
            return gradient, gradient

    net = Handed(figures[f"{name}/params0"])
    single = {**case, "lr_mult": [1], "decay_mult": [1]}
    solver = caffe_solver(single, net, lambda prediction, _: prediction, Gradients())
    for wanted in figures[f"{name}/params"]:
        solver.step()
        np.testing.assert_allclose(net.w.numpy(), wanted, rtol=1e-12, atol=1e-12)


def test_without_float32_rounding_the_last_digits_differ(figures, chain, rows):
    """The rounding is what makes the difference, so the comparison above means something."""
    case = CASES["adam_plain"]
    net, loss = build(case, figures["adam_plain/params0"], chain)
    train = rows(figures["adam_plain/x"], figures["adam_plain/target"], 4)
    solver = Solver(net, train=train, loss=loss, progress=False, **case["solver"])
    solver.solve()
    wanted = figures["adam_plain/params"][-1]
    difference = np.abs(flat(net) - wanted).max()
    assert 1e-10 < difference < 1e-5
