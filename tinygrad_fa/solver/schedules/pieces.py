"""Rates made of straight pieces: constant ones, and lines."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import number, whole_number
from tinygrad_fa.solver.schedules.schedule import Schedule, register


@register
@dataclass(frozen=True)
class PiecewiseConstantDecay(Schedule):
    """One rate up to and with the first boundary, the next one after it, and so on.

        rate = values[i], where i boundaries are < step

    A rate changes *after* the step of its boundary (torch's milestones are the first steps that
    have the new rate: see `MultiStepLR`).

    Source: Keras, ``PiecewiseConstantDecay``.

    Raises:
        SettingError: for boundaries that do not rise, negative values, and unless there is one
            value more than boundaries.
    """

    tex = r"\alpha_k, \quad k = \#\{i \,:\, t_i < t\}"
    boundaries: tuple[int, ...]
    values: tuple[float, ...]

    def _check(self) -> None:
        boundaries = rising("boundaries", self.boundaries)
        values = [number("values", value, least=0) for value in _listed("values", self.values)]
        if len(values) != len(boundaries) + 1:
            raise SettingError(
                "schedules.how_many_values",
                boundaries=len(boundaries),
                wanted=len(boundaries) + 1,
                found=len(values),
            )
        self._put("boundaries", boundaries)
        self._put("values", tuple(values))

    def _rate(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]


@register
@dataclass(frozen=True)
class Linear(Schedule):
    """A straight line from `start_lr` to `end_lr` in so many steps; then it stays.

        rate = start_lr + (end_lr − start_lr) · step / steps

    Upwards it is a warm-up; with both rates alike it holds the rate.  `warmup`, `hold` and
    `linear` write it shorter.

    Raises:
        SettingError: for negative rates or steps.
    """

    tex = r"\alpha_s + (\alpha_1 - \alpha_s) \frac{t}{T}"
    start_lr: float
    end_lr: float
    steps: int

    def _check(self) -> None:
        self._check_numbers("start_lr", "end_lr")
        self._check_counts("steps", least=0)
        if self.start_lr == self.end_lr or not self.steps:
            self._put("tex", r"\alpha_1")
        elif self.start_lr == 0:
            self._put("tex", r"\alpha_1 \cdot \frac{t}{T}")

    @property
    def length(self) -> int:
        """As many steps as the line takes."""
        return self.steps

    def _rate(self, step: int) -> float:
        if step >= self.steps:
            return self.end_lr
        return self.start_lr + (self.end_lr - self.start_lr) * (step / self.steps)


def rising(name: str, given: Any, strictly: bool = True) -> tuple[int, ...]:
    """Return `given` as a tuple of steps that rise.

    Args:
        strictly: whether two steps may not be the same.

    Raises:
        SettingError: naming the setting, if it is no list of such steps.
    """
    steps = tuple([whole_number(name, step, least=0) for step in _listed(name, given)])
    for before, after in pairwise(steps):
        if after < before or (strictly and after == before):
            raise SettingError("schedules.order", name=name, value=list(steps))
    return steps


def _listed(name: str, given: Any) -> list[Any]:
    if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        raise SettingError("schedules.not_a_list", name=name, value=repr(given))
    return list(given)
