"""What the tests of snapshots share."""

from __future__ import annotations

import pytest

from tinygrad_fa import randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.layers import BatchNorm1d, Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.packing import pack


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


@pytest.fixture(scope="session")
def state_of():
    """``state_of(solver)``: everything a Solver knows, as bytes."""
    return everything


def everything(solver):
    """Return everything a Solver knows, as bytes."""
    packed = pack(solver.state_dict())
    rest = b"".join(name.encode() + a.tobytes() for name, a in sorted(packed.arrays.items()))
    return packed.text.encode() + rest


@pytest.fixture(scope="session")
def names():
    """``names(folder)``: the names of the files in a folder, in order."""
    return lambda folder: sorted(path.name for path in folder.iterdir())
