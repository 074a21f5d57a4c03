"""What the tests of Caffe's files share: the net and the data of the recorded runs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.layers import Linear, Tanh
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver

RESUMED = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "resume.json").read_text("utf-8")
)


class Rows:
    """Rows in order, batch after batch, wrapping round."""

    def __init__(self, inputs, targets, batch_size):
        self.inputs, self.targets, self.batch_size, self.given = inputs, targets, batch_size, 0

    def __len__(self):
        return -(-len(self.inputs) // self.batch_size)

    def __iter__(self):
        return (self.next() for _ in range(len(self)))

    def next(self):
        rows = (self.given * self.batch_size + np.arange(self.batch_size)) % len(self.inputs)
        self.given += 1
        return self.inputs[rows], self.targets[rows]


def half_squares(prediction, target):
    """Caffe's EuclideanLoss: Σ (o − y)² / (2N)."""
    difference = prediction - target
    return (difference * difference).sum() / (2 * len(target))


def flat(net):
    return np.concatenate([parameter.numpy().ravel() for parameter in net.parameters()])


class Recorded:
    """A recorded run: its figures, and a Solver that starts as Caffe's did."""

    def __init__(self, name):
        # The data and figures of a rule stand in one of its three cases.
        self.name, rule = name, name.split("_")[0]
        self.case = RESUMED[f"{rule}_BINARYPROTO_12"] | RESUMED[name]

    def __getattr__(self, key):
        return self.case[key]

    def solver(self, start=None):
        """Return the Solver of the case, with the parameters `start`."""
        case = self.case
        net = Net(ip1=Linear(3, 4), tanh=Tanh(), ip2=Linear(4, 2)).to("float64")
        numbers = np.zeros(26) if start is None else np.array(start)
        for parameter in net.parameters():
            part, numbers = numbers[: parameter.size], numbers[parameter.size :]
            parameter.data = part.reshape(parameter.shape)
        data = Rows(np.array(case["x"]), np.array(case["y"]), case["batch_size"])
        settings = {"momentum": 0.0, **case["solver"]}
        return Solver(
            net, train=data, loss=half_squares, progress=False, caffe_float32=True, **settings
        )


@pytest.fixture(params=sorted(RESUMED))
def recorded(request):
    """Each recorded resume case, those with small batches too."""
    return Recorded(request.param)


@pytest.fixture(params=sorted(name for name in RESUMED if name.endswith("_12")))
def full_batch(request):
    """The cases whose parameters were recorded: every batch has all rows."""
    return Recorded(request.param)


@pytest.fixture(scope="session")
def flat_parameters():
    """A function that lays the parameters of a net end to end."""
    return flat
