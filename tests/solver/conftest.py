"""Small nets and data that the tests of the Solver share."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import CrossEntropyLoss, Layer, Linear, MSELoss
from tinygrad_fa.solver import Solver

CAFFE = Path(__file__).parent.parent / "data" / "caffe"


class Rows:
    """Rows in order, batch after batch, wrapping round; keeps count of what it gave."""

    def __init__(self, inputs, targets, batch_size):
        self.inputs, self.targets, self.batch_size = inputs, targets, batch_size
        self.given = 0

    def __len__(self):
        return -(-len(self.inputs) // self.batch_size)

    def __iter__(self):
        for start in range(0, len(self.inputs), self.batch_size):
            rows = slice(start, start + self.batch_size)
            yield self.inputs[rows], self.targets[rows]

    def next(self):
        rows = (self.given * self.batch_size + np.arange(self.batch_size)) % len(self.inputs)
        self.given += 1
        return self.inputs[rows], self.targets[rows]


class Chain(Layer):
    """Linear layers with a function between them, named ip1, ip2, …"""

    def __init__(self, sizes, function="tanh", dtype="float64", seed=0):
        rng = np.random.default_rng(seed)
        self.function, self._chain = function, []
        for number, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:]), start=1):
            layer = Linear(fan_in, fan_out).to(dtype)
            for parameter in layer.parameters():
                parameter.data = 0.5 * rng.standard_normal(parameter.shape)
            setattr(self, f"ip{number}", layer)
            self._chain.append(layer)

    def forward(self, x):
        """Apply the layers in order; no function after the last."""
        for number, layer in enumerate(self._chain):
            x = layer(getattr(x, self.function)() if number else x)
        return x


@pytest.fixture(scope="session")
def rows():
    """The class `Rows`."""
    return Rows


@pytest.fixture(scope="session")
def chain():
    """The class `Chain`."""
    return Chain


@pytest.fixture(scope="session")
def caffe_figures():
    """``caffe_figures(name)`` reads tests/data/caffe/<name>: JSON, or arrays by case and name."""

    def read(name):
        if name.endswith(".json"):
            return json.loads((CAFFE / name).read_text(encoding="utf-8"))
        return dict(np.load(CAFFE / name))

    return read


@pytest.fixture
def regression():
    """Return 12 rows: inputs (12, 3) and targets (12, 2), float64."""
    rng = np.random.default_rng(1)
    return rng.standard_normal((12, 3)), rng.standard_normal((12, 2))


@pytest.fixture
def classes():
    """Return 12 rows: inputs (12, 3) and labels (12,) of 3 classes."""
    rng = np.random.default_rng(2)
    return rng.standard_normal((12, 3)), rng.integers(0, 3, 12)


@pytest.fixture
def make_solver(regression):
    """``make_solver(**settings)``: a quiet Solver on the regression rows, batches of 4."""

    def make(net=None, train=None, **settings):
        settings = {"progress": False, "loss": MSELoss(), **settings}
        return Solver(
            Chain([3, 4, 2]) if net is None else net,
            train=Rows(*regression, 4) if train is None else train,
            **settings,
        )

    return make


@pytest.fixture
def make_classifier(classes):
    """``make_classifier(**settings)``: a quiet Solver on the class rows, which also test it."""

    def make(**settings):
        settings = {"progress": False, "loss": CrossEntropyLoss(), **settings}
        train, test = Rows(*classes, 4), Rows(*classes, 5)
        return Solver(Chain([3, 4, 3]), **{"train": train, "test": test, **settings})

    return make


@pytest.fixture
def vector():
    """``vector(name, numbers)``: a named parameter."""

    def make(numbers, dtype="float64"):
        return Tensor(np.array(numbers, dtype=dtype), requires_grad=True)

    return make
