"""Rates that fall by a formula: in steps, exponentially, as 1/t, along a power."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.schedules.schedule import Schedule, register


@register
@dataclass(frozen=True)
class StepDecay(Schedule):
    """Step decay: the rate is cut by `factor` after `every` steps, again and again.

        rate = base_lr · factor ^ ⌊step / every⌋

    Half the rate every few epochs: ``StepDecay(0.1, factor=0.5, every=3 * batches_per_epoch)``.

    Source: torch, ``StepLR`` (step_size, gamma); Caffe, ``step`` (stepsize, gamma).

    Raises:
        SettingError: unless base_lr ≥ 0, factor > 0, every ≥ 1.
    """

    tex = r"\alpha_0 \cdot \gamma^{\lfloor t / s \rfloor}"
    base_lr: float
    factor: float = 0.5
    every: int = 10

    def _check(self) -> None:
        self._check_numbers("base_lr")
        self._check_numbers("factor", least=None, above=0)
        self._check_counts("every")

    def _rate(self, step: int) -> float:
        return self.base_lr * self.factor ** (step // self.every)


@dataclass(frozen=True)
class _Decay(Schedule):
    """A fall that is told by `k`, or by `decay_rate` in so many `decay_steps`."""

    base_lr: float
    k: float | None = None
    decay_steps: float | None = None
    decay_rate: float | None = None
    staircase: bool = False

    def _check(self) -> None:
        self._check_numbers("base_lr")
        pair = [self.decay_steps is not None, self.decay_rate is not None]
        if any(pair) != all(pair) or all(pair) == (self.k is not None):
            raise SettingError("schedules.one_way", schedule=self.name)
        if self.k is not None:
            self._check_numbers("k")
        else:
            self._check_numbers("decay_steps", least=None, above=0)
            self._check_numbers("decay_rate")

    def _periods(self, step: int) -> float:
        """Return how many times `decay_steps` have passed; whole times on a staircase."""
        periods = step / (1.0 if self.decay_steps is None else self.decay_steps)
        return math.floor(periods) if self.staircase else periods


@register
@dataclass(frozen=True)
class ExponentialDecay(_Decay):
    """Exponential decay: in equal times the rate falls by equal factors.

        rate = base_lr · e^(−k · step)
        rate = base_lr · decay_rate ^ (step / decay_steps)      (⌊…⌋ with `staircase`)

    Give `k`, or the two others as in Keras: the curve is the same for
    k = −ln(decay_rate) / decay_steps.

    Source: Keras, ``ExponentialDecay``; torch, ``ExponentialLR``.

    Raises:
        SettingError: for a negative setting, and unless the speed is told in just one way.
    """

    def _check(self) -> None:
        super()._check()
        exponent = r"\lfloor t / T \rfloor" if self.staircase else "t / T"
        curve = r"e^{-k t}" if self.k is not None else rf"r^{{{exponent}}}"
        self._put("tex", rf"\alpha_0 \cdot {curve}")

    def _rate(self, step: int) -> float:
        periods = self._periods(step)
        if self.k is not None:
            return self.base_lr * math.exp(-self.k * periods)
        return self.base_lr * (self.decay_rate or 0.0) ** periods


@register
@dataclass(frozen=True)
class InverseTimeDecay(_Decay):
    """1/t decay: fast at first, then ever more slowly.

        rate = base_lr / (1 + k · step)
        rate = base_lr / (1 + decay_rate · step / decay_steps)      (⌊…⌋ with `staircase`)

    Give `k`, or the two others as in Keras: the curve is the same for
    k = decay_rate / decay_steps.

    Source: Keras, ``InverseTimeDecay``; Robbins and Monro, "A stochastic approximation
    method", 1951, whose conditions Σ rate = ∞ and Σ rate² < ∞ it fulfils.

    Raises:
        SettingError: for a negative setting, and unless the speed is told in just one way.
    """

    def _check(self) -> None:
        super()._check()
        grown = r"\lfloor t / T \rfloor" if self.staircase else "t / T"
        growth = "k t" if self.k is not None else rf"r \cdot {grown}"
        self._put("tex", rf"\frac{{\alpha_0}}{{1 + {growth}}}")

    def _rate(self, step: int) -> float:
        speed = self.decay_rate if self.k is None else self.k
        return self.base_lr / (1.0 + (speed or 0.0) * self._periods(step))


@register
@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    """From `base_lr` to `end_lr` in `decay_steps` steps, along a power; then it stays.

        rate = (base_lr − end_lr) · (1 − step / decay_steps) ^ power + end_lr

    With power 1 this is a straight line.  With `cycle` the fall begins anew each time it has
    come to its end, from a point ever further up the same curve.

    Source: Keras, ``PolynomialDecay`` (initial_learning_rate, end_learning_rate).

    Raises:
        SettingError: for a negative rate, decay_steps < 1 or power ≤ 0.
    """

    tex = r"(\alpha_0 - \alpha_1) \left(1 - \frac{t}{T}\right)^p + \alpha_1"
    base_lr: float
    decay_steps: int
    end_lr: float = 0.0001
    power: float = 1.0
    cycle: bool = False

    def _check(self) -> None:
        self._check_numbers("base_lr", "end_lr")
        self._check_counts("decay_steps")
        self._check_numbers("power", least=None, above=0)

    @property
    def length(self) -> int | None:
        """As many steps as the fall takes; with `cycle` it never ends."""
        return None if self.cycle else self.decay_steps

    def _rate(self, step: int) -> float:
        steps = self.decay_steps
        if self.cycle:
            steps *= max(1, math.ceil(step / steps))
        left = 1.0 - min(step, steps) / steps
        return (self.base_lr - self.end_lr) * left**self.power + self.end_lr
