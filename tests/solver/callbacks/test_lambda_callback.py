"""LambdaCallback: functions at the points of a training."""

from __future__ import annotations

import pytest

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks import HOOKS, Dispatcher, LambdaCallback


def test_each_function_is_called_with_what_its_point_has(make_solver):
    calls = []
    callback = LambdaCallback(
        on_train_begin=lambda logs: calls.append("begin"),
        on_epoch_end=lambda epoch, logs: calls.append((epoch, "loss" in logs)),
        on_train_batch_end=lambda batch, logs: calls.append(batch),
        on_epoch_begin=None,
    )
    make_solver(callbacks=[callback]).fit(1)
    assert calls == ["begin", 0, 1, 2, (0, True)]


def test_only_what_was_given_is_called(make_solver):
    solver = make_solver(callbacks=[LambdaCallback(on_epoch_end=lambda epoch, logs: None)])
    solver.fit(1)
    assert [hook for hook in HOOKS if solver.callbacks.uses(hook)] == ["on_epoch_end"]


def test_a_misspelt_point_is_refused():
    with pytest.raises(SettingError, match=r"`on_epoch_ends`\. Did you mean `on_epoch_end`\?"):
        LambdaCallback(on_epoch_ends=print)


def test_what_is_no_function_is_refused():
    with pytest.raises(SettingError, match="`on_epoch_end` should be a function, not `3`"):
        LambdaCallback(on_epoch_end=3)


def test_a_function_that_does_not_take_what_its_point_has_is_refused_before_the_training():
    callback = LambdaCallback(on_epoch_end=lambda logs: None)
    with pytest.raises(
        SettingError, match=r"called with `\(epoch, logs\)`, but it takes `\(logs\)`"
    ):
        Dispatcher([callback])
