"""`debug_info`: mean sizes of results, parameters and gradients at the displayed iterations."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.data import Batches
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import CrossEntropyLoss, Linear, Tanh
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver


def mean_size(array):
    return float(np.abs(array).mean())


@pytest.fixture
def net():
    rng = np.random.default_rng(0)
    net = Net(fc1=Linear(3, 4), tanh=Tanh(), fc2=Linear(4, 3)).to("float64")
    for parameter in net.parameters():
        parameter.data = rng.standard_normal(parameter.shape)
    return net


def test_every_size_is_told_and_right(net, classes, capsys):
    loss = CrossEntropyLoss()
    solver = Solver(
        net, Batches(classes, 12, shuffle=False), loss=loss, progress=False, debug_info=True,
        display=2,
    )  # fmt: skip
    events = []
    solver.report.listen(
        lambda event: events.append(event) if event.kind.startswith("debug") else None
    )
    weights = net.state_dict()
    solver.step()
    x, labels = classes
    hidden = x @ weights["fc1.weight"].T + weights["fc1.bias"]
    active = Tensor(np.tanh(hidden), requires_grad=True)
    scores = active @ Tensor(weights["fc2.weight"].T) + Tensor(weights["fc2.bias"])
    scores.retain_grad()
    loss(scores, Tensor(labels)).backward()

    told = {(e.kind, e["layer"], e["what"]): e["size"] for e in events[:-1]}
    wanted = {
        ("debug_forward", "fc1", "output"): mean_size(hidden),
        ("debug_forward", "fc1", "weight"): mean_size(weights["fc1.weight"]),
        ("debug_forward", "fc1", "bias"): mean_size(weights["fc1.bias"]),
        ("debug_forward", "tanh", "output"): mean_size(active.data),
        ("debug_forward", "fc2", "output"): mean_size(scores.data),
        ("debug_forward", "fc2", "weight"): mean_size(weights["fc2.weight"]),
        ("debug_forward", "fc2", "bias"): mean_size(weights["fc2.bias"]),
        ("debug_backward", "fc2", "output"): mean_size(scores.grad.data),
        ("debug_backward", "tanh", "output"): mean_size(active.grad.data),
    }
    assert list(told)[: len(wanted)] == list(wanted)
    for key, size in wanted.items():
        assert told[key] == pytest.approx(size)
    gradients = {p.name: p.parameter.grad.data for p in solver.parameters.pieces}
    for name, gradient in gradients.items():
        layer, _, what = name.rpartition(".")
        assert told["debug_backward", layer, what] == pytest.approx(mean_size(gradient))

    norms = events[-1].values
    flat = np.concatenate([array.ravel() for array in weights.values()])
    slope = np.concatenate([gradient.ravel() for gradient in gradients.values()])
    assert norms["l1_data"] == pytest.approx(np.abs(flat).sum())
    assert norms["l2_data"] == pytest.approx(np.linalg.norm(flat))
    assert norms["l1_gradient"] == pytest.approx(np.abs(slope).sum())
    assert norms["l2_gradient"] == pytest.approx(np.linalg.norm(slope))


def test_only_when_displayed_and_the_hooks_are_gone_afterwards(net, classes, capsys):
    quiet = {"loss": CrossEntropyLoss(), "progress": False}
    solver = Solver(net, classes, debug_info=True, display=2, **quiet)
    kinds = []
    solver.report.listen(lambda event: kinds.append(event.kind))
    solver.step(2)
    assert kinds.count("debug_parameters") == 1
    assert not net["fc1"]._hooks.after and not net["fc1"]._hooks.backward
    plain = Solver(net, classes, debug_info=True, **quiet)
    plain.report.listen(lambda event: kinds.append(event.kind))
    del kinds[:]
    plain.step(2)
    assert not kinds


def test_it_changes_no_number(chain, make_solver, capsys):
    one, other = chain([3, 4, 2]), chain([3, 4, 2])
    make_solver(one, debug_info=True, display=1, iter_size=2).step(4)
    make_solver(other, iter_size=2).step(4)
    for ours, wanted in zip(one.parameters(), other.parameters()):
        assert np.array_equal(ours.data, wanted.data)
