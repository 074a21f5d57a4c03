"""The report at the start: Caffe's order, and its shapes and bytes for LeNet."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.language import set_language
from tinygrad_fa.layers import (
    BatchNorm1d,
    Conv2d,
    CrossEntropyLoss,
    Dropout,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
)
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver, TestNet, scaffolding

FILE = Path(__file__).parent.parent / "data" / "caffe" / "scaffolding.json"


class LeNet(Layer):
    """With a loss of its own, as Caffe's net has."""

    def __init__(self):
        self.conv1, self.pool1 = Conv2d(1, 20, 5), MaxPool2d(2)
        self.conv2, self.pool2 = Conv2d(20, 50, 5), MaxPool2d(2)
        self.ip1, self.relu1, self.ip2 = Linear(800, 500), ReLU(), Linear(500, 10)
        self.loss = CrossEntropyLoss()
        self.loss_weights = {"loss": 1.0}

    def forward(self, x, labels):
        x = self.pool2(self.conv2(self.pool1(self.conv1(x))))
        return {"loss": self.loss(self.ip2(self.relu1(self.ip1(x.reshape(len(x), -1)))), labels)}


def report(solver):
    """Return the events of the report."""
    events = []
    solver.report._listeners[:] = [events.append]
    scaffolding.tell(solver)
    return events


def test_lenet_is_told_as_caffe_tells_it():
    """The layers in order, what they make, the bytes so far, the backward pass, the outputs."""
    caffe = json.loads(FILE.read_text())["lenet_TRAIN"]
    data = np.zeros((64, 1, 28, 28), "float32"), np.zeros(64, "int32")
    solver = Solver(LeNet(), Batches(data, 64), progress=False)
    events = report(solver)
    layers = [event for event in events if event.kind == "layer"]
    names = ["data" if told["layer"] == "mnist" else told["layer"] for told in caffe["layers"]]
    assert [layer["layer"] for layer in layers] == names
    for ours, theirs in zip(layers, caffe["layers"]):
        assert [list(shape) for shape in ours["shapes"]] == theirs["tops"]
        assert ours["memory"] == theirs["memory_bytes_so_far"]
    needed = {event["layer"]: event["needed"] for event in events if event.kind == "backward"}
    assert needed == {n: v for n, v in caffe["needs_backward"].items() if n != "mnist"}
    assert [event["layer"] for event in events if event.kind == "backward"] == names[:0:-1]
    assert [event["name"] for event in events if event.kind == "output"] == caffe["outputs"]
    ready = next(event for event in events if event.kind == "net_ready")
    assert ready["parameters"] == caffe["param_count"]


@pytest.fixture
def noisy(classes):
    """A Solver whose net has statistics and chance, and a second net for its tests."""

    def net():
        return Net(fc=Linear(3, 4), norm=BatchNorm1d(4), drop=Dropout(0.5), out=Linear(4, 3))

    def make(**settings):
        train, test = Batches(classes, 5, seed=3), TestNet(Batches(classes, 6), net=net())
        loss = CrossEntropyLoss()
        return Solver(net(), train, [test, train], loss=loss, progress=False, **settings)

    return make


def test_the_order_of_the_report(noisy):
    solver = noisy(base_lr=0.5)
    events = report(solver)
    of_a_net = ["net", *["layer"] * 6, *["backward"] * 4, "output", "net_ready"]
    assert [e.kind for e in events] == ["settings", *of_a_net, *of_a_net, "net", "ready"]
    assert events[0]["settings"] == {"base_lr": 0.5}
    nets = [(e["net"], e["number"]) for e in events if e.kind == "net"]
    assert nets == [("train", 0), ("test", 0), ("same", 1)]
    shapes = [e["shapes"] for e in events if e.kind == "layer" and e["layer"] == "out"]
    assert shapes == [[(5, 3)], [(6, 3)]]


def test_frozen_layers_are_not_in_the_backward_pass(noisy):
    solver = noisy()
    solver.net["fc"].requires_grad_(False)
    solver.net["norm"].requires_grad_(False)
    needed = [(e["layer"], e["needed"]) for e in report(solver) if e.kind == "backward"]
    assert needed[:4] == [("out", True), ("drop", False), ("norm", False), ("fc", False)]


def test_nothing_is_changed_by_the_report(noisy):
    solver = noisy()
    solver.net.eval()
    before = solver.net.state_dict(), solver.train_data.state_dict(), randomness.get_state()
    report(solver)
    after = solver.net.state_dict(), solver.train_data.state_dict(), randomness.get_state()
    for name in before[0]:
        assert np.array_equal(before[0][name], after[0][name])
    assert before[1:] == after[1:]
    assert not solver.net.training


def test_it_is_printed_when_asked_for(noisy, capsys):
    noisy(base_lr=0.5)
    assert capsys.readouterr().out == ""
    solver = noisy(base_lr=0.5, verbose=True, max_iter=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Solver: `SGD` with `base_lr=0.5, max_iter=1`"
    assert "  layer `fc`, Linear: `(5, 4)`; memory so far 180 B" in lines
    assert lines[-1] == "The Solver is ready."
    solver.solve()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Training `Net` from iteration 0 to 1")
    assert lines[1] == "Learning rate: `Fixed(base_lr=0.5)`"
    assert lines[-1] == "Training done: 1 iterations."
    set_language("fa")
    noisy(verbose=True)
    assert "حل‌کننده آماده است." in capsys.readouterr().out


def test_fractions_rounded_to_float32_are_shown_as_they_were_written(noisy, capsys):
    solver = noisy(
        verbose=True, caffe_float32=True, base_lr=0.1, momentum=0.9, max_iter=0,
        lr_policy="inv", gamma=0.0001, power=0.75,
    )  # fmt: skip
    solver.solve()
    out = capsys.readouterr().out
    assert "momentum=0.9, base_lr=0.1, lr_policy='inv', gamma=0.0001, power=0.75" in out
    assert "`Inv(base_lr=0.1, gamma=0.0001, power=0.75)`" in out
    assert repr(solver).startswith("Solver(SGD(momentum=0.9), schedule=Inv(base_lr=0.1, ")
    assert "base_lr=0.1," in repr(solver.settings) and solver.settings.base_lr != 0.1
