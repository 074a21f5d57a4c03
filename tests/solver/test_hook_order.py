"""The order of Keras's hooks, as recorded from eight real runs.

Two things are not as there.  The logs of a training also hold the learning rate, and those of a
batch the loss of this batch alone.  And an error in a hook does not keep the others from being
told: `on_exception`, then `on_train_end`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.data import Batches
from tinygrad_fa.layers import Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver
from tinygrad_fa.solver.callbacks import HOOKS

FILE = Path(__file__).parent.parent / "data" / "torch_keras" / "hook_order.json"
CASES = {case["scenario"]: case for case in json.loads(FILE.read_text())["cases"]}
OURS = {
    "on_train_batch_end": {"lr", "batch_loss"},
    "on_epoch_end": {"lr"},
    "on_train_end": {"lr"},
}


class Record(Callback):
    def __init__(self, calls, name=""):
        self.calls, self.name = calls, name


def _recorder(hook):
    def method(self, *place_and_logs):
        *place, logs = place_and_logs
        more = OURS.get(hook, set()) if logs else set()
        assert more <= set(logs)
        place = [p for p in place if isinstance(p, int)]
        self.calls.append([self.name + hook, place, sorted(set(logs) - more)])

    return method


for _hook in HOOKS:
    setattr(Record, _hook, _recorder(_hook))


class StopAt(Callback):
    def __init__(self, e, b):
        self.place, self.now = (e, b), None

    def on_epoch_begin(self, epoch, logs):
        self.now = epoch

    def on_train_batch_end(self, batch, logs):
        self.solver.stop_training |= (self.now, batch) == self.place


class StopEpoch(Callback):
    def __init__(self, e):
        self.epoch = e

    def on_epoch_end(self, epoch, logs):
        self.solver.stop_training |= epoch == self.epoch


class Boom(Callback):
    def on_train_batch_end(self, batch, logs):
        raise RuntimeError("boom")


EXTRA = {"StopAt": StopAt, "StopEpoch": StopEpoch, "Boom": Boom}


def absolute(prediction, target):
    return (prediction - target).abs().mean()


def run(case):
    """Do what was done in Keras; return the calls, and the error or None."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((case["n_samples"], 3)), rng.standard_normal((case["n_samples"], 1))
    calls, fit = [], case["fit_args"]
    two = case["scenario"].startswith("two callbacks")
    callbacks = [Record(calls, "A:"), Record(calls, "B:")] if two else [Record(calls)]
    for told in case["extra"]:
        callbacks.append(EXTRA[told["cls"]](**{k: v for k, v in told.items() if k != "cls"}))
    size = fit.get("batch_size", 10)
    solver = Solver(
        Net(Linear(3, 1)),
        Batches((x, y), size),
        loss=MSELoss(),
        metrics={"mae": absolute},
        callbacks=callbacks,
        progress=False,
    )
    error = None
    if case["evaluate_args"]:
        solver.evaluate(Batches((x, y), case["evaluate_args"]["batch_size"]))
    elif case["predict_args"]:
        solver.predict(x, batch_size=case["predict_args"]["batch_size"])
    else:
        validation = Batches((x, y), size, shuffle=False) if fit["validation"] else None
        try:
            solver.fit(fit["epochs"], validation_data=validation)
        except RuntimeError as raised:
            error = type(raised).__name__
    return calls, error


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_hooks_come_in_keras_order(name):
    case = CASES[name]
    calls, error = run(case)
    assert error == case["error"]
    if error:
        assert [call[0] for call in calls[-2:]] == ["on_exception", "on_train_end"]
        calls = calls[:-2]
    assert calls == case["calls"]
