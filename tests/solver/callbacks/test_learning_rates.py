"""LearningRateScheduler and ReduceLROnPlateau beyond the recorded traces, alone and together."""

from __future__ import annotations

import math

import pytest

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks import LearningRateScheduler, ReduceLROnPlateau

FLAT = [1.0] * 6


def warm_up(step):
    return 0.1 * min(step + 1, 4) / 4


def test_a_plateau_is_a_multiplier_over_the_schedule(scripted):
    plateau = ReduceLROnPlateau(factor=0.5, patience=2)
    solver = scripted(FLAT, plateau, schedule=warm_up)
    factors = [1, 1, 1, 0.5, 0.5, 0.25]
    assert solver.history.lr == pytest.approx([f * warm_up(k) for k, f in enumerate(factors)])


def test_a_plateau_multiplies_what_the_scheduler_gives(scripted):
    scheduler = LearningRateScheduler(lambda epoch, lr: lr * 0.9)
    plateau = ReduceLROnPlateau(factor=0.5, patience=2)
    solver = scripted(FLAT, scheduler, plateau, base_lr=1.0)
    factors = [1, 1, 1, 0.5, 0.5, 0.25]
    assert solver.history.lr == pytest.approx([f * 0.9 ** (k + 1) for k, f in enumerate(factors)])


def test_no_reduction_below_min_lr_and_none_of_a_rate_of_zero(scripted):
    plateau = ReduceLROnPlateau(factor=0.1, patience=1, min_lr=0.02)
    solver = scripted(FLAT, plateau, base_lr=0.1)
    assert solver.history.lr == pytest.approx([0.1, 0.1, 0.02, 0.02, 0.02, 0.02])
    solver = scripted(FLAT, ReduceLROnPlateau(patience=1), schedule=lambda step: 0.0)
    assert solver.rate_factor == 1.0


def test_a_relative_threshold(scripted):
    values = [100.0, 99.0, 98.0, 97.0]  # each 1 % better
    for mode, reduced in (("abs", False), ("rel", True)):
        plateau = ReduceLROnPlateau(patience=1, min_delta=0.5, threshold_mode=mode)
        assert (scripted(values, plateau).rate_factor < 1) == reduced


def test_a_reduction_is_said(scripted, capsys):
    scripted([1.0, 1.0], ReduceLROnPlateau(factor=0.5, patience=1, verbose=1), base_lr=0.1)
    assert capsys.readouterr().out == "Epoch 2: the learning rate is reduced to 0.05.\n"


@pytest.mark.parametrize("wrong", [{"factor": 1.0}, {"factor": 0}, {"factor": -0.5},
                                   {"factor": math.nan}, {"cooldown": -1}, {"cooldown": 0.5},
                                   {"min_lr": -1e-3}, {"threshold_mode": "relative"}])  # fmt: skip
def test_wrong_settings_of_a_plateau(wrong):
    with pytest.raises(SettingError):
        ReduceLROnPlateau(**wrong)


def two(epoch, lr):
    return lr


def one_with_another_default(epoch, start=0.3):
    return start


def one_with_lr(epoch, lr=None):
    return 0.2 if lr is None else lr / 2


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (two, [0.8, 0.8]),
        (one_with_another_default, [0.3, 0.3]),
        (one_with_lr, [0.4, 0.2]),
        (lambda *both: both[1] / 2, [0.4, 0.2]),
        (lambda epoch: epoch, [0, 1]),
        ({0: 0.5, 1: 0.25}.__getitem__, [0.5, 0.25]),
    ],
)
def test_what_the_schedule_is_given(make_solver, schedule, rates):
    solver = make_solver(base_lr=0.8, callbacks=[LearningRateScheduler(schedule)])
    assert solver.fit(2, steps_per_epoch=1).lr == rates


def test_an_error_inside_the_schedule_is_not_hidden(make_solver):
    def schedule(epoch, lr):
        return epoch + "0.1"  # a mistake, and a TypeError

    with pytest.raises(TypeError, match="unsupported operand"):
        make_solver(callbacks=[LearningRateScheduler(schedule)]).fit(1)


@pytest.mark.parametrize("given", [math.nan, -0.1, math.inf, None, "0.1", [0.1, 0.2]])
def test_a_schedule_that_gives_no_rate(make_solver, given):
    solver = make_solver(callbacks=[LearningRateScheduler(lambda epoch: given)])
    with pytest.raises(SettingError, match=r"for epoch 0 .*A learning rate is a finite number"):
        solver.fit(1)
    assert solver.iteration == 0


@pytest.mark.parametrize("wrong", [0.1, None, lambda: 0.1, lambda epoch, lr, more: 0.1])
def test_what_is_no_schedule(wrong):
    with pytest.raises(SettingError, match=r"schedule\(epoch, lr\)"):
        LearningRateScheduler(wrong)


def test_afterwards_the_solver_has_its_own_schedule_again(make_solver, capsys):
    scheduler = LearningRateScheduler(lambda epoch: 0.5, verbose=1)
    solver = make_solver(base_lr=0.01)
    solver.fit(1, steps_per_epoch=1, callbacks=[scheduler])
    assert capsys.readouterr().out == "Epoch 1: the learning rate is 0.5.\n"
    assert solver.fit(1, steps_per_epoch=1).lr == [0.5, 0.01]
