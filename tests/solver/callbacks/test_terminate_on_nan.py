"""TerminateOnNaN in trainings that really diverge."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import CallbackWarning, EarlyStopping, TerminateOnNaN


class Record(Callback):
    def __init__(self):
        self.calls = []

    def on_epoch_end(self, epoch, logs):
        self.calls.append("epoch_end")

    def on_train_end(self, logs):
        self.calls.append("train_end")


def poison(solver, batch):
    """Let one batch of the training have a NaN in it."""
    take, count = solver.train_data.next, iter(range(1000))

    def next_batch():
        inputs, targets = take()
        if next(count) == batch:
            inputs = np.full_like(inputs, math.nan)
        return inputs, targets

    solver.train_data.next = next_batch
    return solver


def test_it_stops_in_good_order_with_the_weights_before(make_solver, capsys):
    record = Record()
    solver = poison(make_solver(callbacks=[TerminateOnNaN(), record]), batch=4)
    reference = make_solver()
    reference.step(4)
    history = solver.fit(5)
    said = capsys.readouterr().out
    assert "The training diverged at iteration 4" in said and "has numbers that are not" in said
    assert said.endswith("The training is stopped.\n")
    assert record.calls == ["epoch_end", "epoch_end", "train_end"]
    assert len(history.loss) == 5 and math.isnan(history.loss[4])
    for one, other in zip(solver.net.parameters(), reference.net.parameters()):
        assert (one.numpy() == other.numpy()).all()


@pytest.mark.parametrize("settings", [{"raise_error": True}, {"on_nan": "raise"}])
def test_it_raises_where_that_is_wanted(make_solver, settings):
    record = Record()
    solver = poison(make_solver(callbacks=[TerminateOnNaN(**settings), record]), batch=4)
    with pytest.raises(DivergenceError, match="diverged at iteration 4"):
        solver.fit(5)
    assert record.calls == ["epoch_end", "train_end"]


def test_it_goes_on_where_that_is_wanted_and_warns_once(make_solver):
    solver = poison(make_solver(callbacks=[TerminateOnNaN(on_nan="ignore")]), batch=4)
    with pytest.warns(CallbackWarning, match="This update is left out") as warned:
        history = solver.fit(4)
    assert len(warned) == 1
    assert len(history.loss) == 12
    assert np.isnan(history.loss).sum() == 1
    assert np.isfinite([value for values in history.history.values() for value in values]).all()


def test_the_solver_raises_as_before_when_it_is_gone(make_solver):
    solver = make_solver()
    solver.fit(1, callbacks=[TerminateOnNaN()])
    assert not solver.skips_divergence


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_metric_of_the_tests_counts_too(scripted, value, capsys):
    solver = scripted([0.5, value, 0.4], TerminateOnNaN(), EarlyStopping(patience=9))
    assert solver.epoch == 2
    assert f"After epoch 2 `val_loss` is {value}." in capsys.readouterr().out
    with pytest.raises(DivergenceError, match="After epoch 2 `val_loss`"):
        scripted([0.5, value, 0.4], TerminateOnNaN(on_nan="raise"))


def test_the_test_itself_is_looked_at(learner, capsys):
    class Spoil(Callback):
        def on_test_end(self, logs):
            logs["loss"] = math.nan

    learner(callbacks=[Spoil(), TerminateOnNaN()]).fit(3)
    assert "In the test after 3 iterations `loss` is nan." in capsys.readouterr().out


def test_numbers_that_are_none_do_not_disturb(scripted):
    solver = scripted(["text", None, 1], TerminateOnNaN())
    assert solver.epoch == 3


@pytest.mark.parametrize("wrong", [{"on_nan": "stopp"}, {"on_nan": "stop", "raise_error": True}])
def test_wrong_settings(wrong):
    with pytest.raises(SettingError):
        TerminateOnNaN(**wrong)
