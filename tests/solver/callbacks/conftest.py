"""What the tests of the callbacks share: a training whose logs are written beforehand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.layers import CrossEntropyLoss, Linear, ReLU, Sequential
from tinygrad_fa.solver import Callback, Solver

TRACES = Path(__file__).parents[2] / "data" / "torch_keras" / "callback_traces.json"


class Script(Callback):
    """Stands first in the list and puts the logs of each epoch (or batch) in front of the others.

    A name whose value is None is missing from the logs.
    """

    def __init__(self, epochs=(), batches=()):
        self.epochs, self.batches = list(epochs), list(batches)

    @staticmethod
    def rewrite(logs, written):
        logs.clear()
        logs.update({name: value for name, value in written.items() if value is not None})

    def on_train_batch_end(self, batch, logs):
        if self.batches:
            self.rewrite(logs, self.batches[self.solver.iteration - 1])

    def on_epoch_end(self, epoch, logs):
        if self.epochs:
            self.rewrite(logs, self.epochs[epoch])


class Note(Callback):
    """Stands last in the list and notes ``look()`` after each epoch."""

    def __init__(self, look):
        self.look, self.seen = look, []

    def on_epoch_end(self, epoch, logs):
        self.seen.append(self.look())


@pytest.fixture(scope="session")
def script():
    """The class `Script`."""
    return Script


@pytest.fixture(scope="session")
def note():
    """The class `Note`."""
    return Note


@pytest.fixture(scope="session")
def traces():
    """The recorded cases of Keras by id."""
    cases = json.loads(TRACES.read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in cases}


@pytest.fixture
def scripted(make_solver):
    """``scripted(values, *callbacks, monitor="val_loss")``: trained as long as there are values.

    An epoch is one batch.
    """

    def train(values, *callbacks, monitor="val_loss", **settings):
        script = Script([{"lr": 0.0, monitor: value} for value in values])
        solver = make_solver(callbacks=[script, *callbacks], **settings)
        solver.fit(len(values), steps_per_epoch=1)
        return solver

    return train


@pytest.fixture
def learner(classes):
    """``learner(**settings)``: a Solver that really learns, with tests, in float64."""

    def make(seed=3, **settings):
        inputs, labels = classes
        rng = np.random.default_rng(seed)
        net = Sequential(fc1=Linear(3, 5), relu=ReLU(), fc2=Linear(5, 3)).to("float64")
        for parameter in net.parameters():
            parameter.data = 0.5 * rng.standard_normal(parameter.shape)
        from tinygrad_fa.data import Batches

        settings = {"progress": False, "base_lr": 0.1, "momentum": 0.9, **settings}
        return Solver(
            net,
            loss=CrossEntropyLoss(),
            train=Batches((inputs, labels), 4, seed=5),
            test=Batches((inputs, labels), 6, shuffle=False),
            **settings,
        )

    return make
