"""Schedules that move the momentum along with the rate: how it gets into the optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.schedules.schedule import Schedule


def momentum_of(schedule: Any) -> Callable[[int], float | None] | None:
    """Return the schedule's function step → momentum; None where it has nothing to say of it."""
    if not isinstance(schedule, Schedule) or type(schedule).momentum is Schedule.momentum:
        return None
    return schedule.momentum


def set_momentum(optimizer: Any, momentum: float | None) -> None:
    """Give the optimizer this momentum: its `momentum`, or the first of its `betas`.

    None leaves it as it is.

    Raises:
        SettingError: if it has neither.  (The `momentum` of Caffe's AdaDelta is another thing: how
            long squares are remembered.)
    """
    if momentum is None:
        return
    kind = type(optimizer).__name__
    if hasattr(optimizer, "betas"):
        optimizer.betas = (momentum, *optimizer.betas[1:])
    elif hasattr(optimizer, "momentum") and kind != "AdaDelta":
        optimizer.momentum = momentum
    else:
        raise SettingError("schedules.no_momentum", optimizer=kind)
