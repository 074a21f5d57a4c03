"""Caffe's seven learning-rate policies: the rate as a function of the iteration.

Each is a class that is called with the iteration (0 for the first update)::

    policy = Step(base_lr=0.1, gamma=0.5, stepsize=10)
    policy(9), policy(10)         # 0.1, 0.05

Any other function of the iteration can take their place: ``Solver(…, schedule=function)``.

Source of the formulas: Caffe, ``src/caffe/solvers/sgd_solver.cpp``, ``GetLearningRate``.  Where a
parameter is missing Caffe takes 0, and the rate silently becomes 0 or constant; here that is
an error at construction, which names the parameter.  With ``caffe_strict=True`` a policy does as
Caffe does: it takes 0, refuses only what Caffe refuses, and may give NaN.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.language.numbers import shortened
from tinygrad_fa.solver.checks import as_float32, choice, whole_number
from tinygrad_fa.solver.schedules.schedule import Schedule, register


@dataclass(frozen=True, repr=False)
class Policy(Schedule):
    """The learning rate as a function of the iteration: a `Schedule` with Caffe's names.

    Args:
        base_lr: the rate that it starts from (`Sigmoid`: that it rises to).
        caffe_strict: take 0 for what is missing, and anything that Caffe takes.

    Raises:
        SettingError: at construction, if a parameter is missing or out of range.
    """

    name: ClassVar[str]
    base_lr: float = 0.01
    caffe_strict: bool = field(default=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        for parameter in fields(self):
            if getattr(self, parameter.name) is None:
                if not self.caffe_strict:
                    raise SettingError(
                        "solver.policy_needs", policy=self.name, parameter=parameter.name
                    )
                self._put(parameter.name, () if parameter.name == "stepvalue" else 0)
        self._check()

    def _check(self) -> None:
        self._check_above_zero("base_lr")

    def _check_above_zero(self, *names: str) -> None:
        """Check that these settings are numbers above 0; Caffe takes 0, too."""
        for name in names:
            if self.caffe_strict:
                self._check_numbers(name)
            else:
                self._check_numbers(name, least=None, above=0)

    def current_step(self, iteration: int) -> int:
        """Return Caffe's counter of the cuts so far, which its snapshots hold.

        Only `step` and `multistep` count; for the others it is 0.
        """
        return 0

    def __repr__(self) -> str:
        told = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
        return f"{type(self).__name__}({shortened(', '.join(told))})"

    @property
    def length(self) -> int | None:
        """Where a policy with `max_iter` ends; None for the others."""
        return vars(self).get("max_iter")


@register
@dataclass(frozen=True, repr=False)
class Fixed(Policy):
    """rate = base_lr."""

    name, tex = "fixed", r"\alpha_0"

    def _rate(self, iteration: int) -> float:
        return self.base_lr


@register
@dataclass(frozen=True, repr=False)
class Step(Policy):
    """rate = base_lr · gamma ^ ⌊iteration / stepsize⌋: a cut every `stepsize` iterations."""

    name, tex = "step", r"\alpha_0 \, \gamma^{\lfloor t / s \rfloor}"
    gamma: float = None  # type: ignore[assignment]
    stepsize: int = None  # type: ignore[assignment]

    def _check(self) -> None:
        super()._check()
        self._check_above_zero("gamma")
        self._check_counts("stepsize")

    def current_step(self, iteration: int) -> int:
        """Return how many cuts there were when the rate of `iteration` is asked for."""
        return iteration // self.stepsize

    def _rate(self, iteration: int) -> float:
        return self.base_lr * c_power(self.gamma, self.current_step(iteration))


@register
@dataclass(frozen=True, repr=False)
class Exp(Policy):
    """rate = base_lr · gamma ^ iteration: the same cut at every iteration."""

    name, tex = "exp", r"\alpha_0 \, \gamma^t"
    gamma: float = None  # type: ignore[assignment]

    def _check(self) -> None:
        super()._check()
        self._check_above_zero("gamma")

    def _rate(self, iteration: int) -> float:
        return self.base_lr * c_power(self.gamma, iteration)


@register
@dataclass(frozen=True, repr=False)
class Inv(Policy):
    """rate = base_lr · (1 + gamma · iteration) ^ −power.

    `caffe_float32` rounds the product gamma · iteration to float32, as Caffe does.
    """

    name, tex = "inv", r"\alpha_0 (1 + \gamma t)^{-p}"
    gamma: float = None  # type: ignore[assignment]
    power: float = None  # type: ignore[assignment]
    caffe_float32: bool = field(default=False, repr=False)

    def _check(self) -> None:
        super()._check()
        self._check_numbers("gamma")
        self._check_numbers("power", least=None)

    def _rate(self, iteration: int) -> float:
        grown = self.gamma * iteration
        if self.caffe_float32:
            grown = as_float32(grown)
        return self.base_lr * c_power(1 + grown, -self.power)


@register
@dataclass(frozen=True, repr=False)
class MultiStep(Policy):
    """rate = base_lr · gamma ^ (number of `stepvalue`s used up so far).

    Caffe uses up at most one stepvalue per iteration, in the order they are written: with
    ``[5, 5, 6]`` the rate drops at 5, at 6 and at 7.  A Caffe run that is taken over in its
    middle is described by two more numbers: the iteration `start` where counting goes on, and
    how many stepvalues were `used` by then (Caffe's ``current_step``).
    """

    name, tex = "multistep", r"\alpha_0 \, \gamma^{\,\#\{k \,:\, t_k \le t\}}"
    gamma: float = None  # type: ignore[assignment]
    stepvalue: Sequence[int] = None  # type: ignore[assignment]
    start: int = field(default=0, repr=False)
    used: int = field(default=0, repr=False)
    drops: tuple[int, ...] = field(init=False, repr=False, default=())

    def _check(self) -> None:
        super()._check()
        self._check_above_zero("gamma")
        self._put("stepvalue", stepvalues(self.stepvalue))
        if not self.stepvalue and not self.caffe_strict:
            raise SettingError("solver.policy_needs", policy=self.name, parameter="stepvalue")
        drops, last = [], self.start - 1
        for value in self.stepvalue[self.used :]:
            last = max(last + 1, value)
            drops.append(last)
        self._put("drops", tuple(drops))

    def current_step(self, iteration: int) -> int:
        """Return how many stepvalues are used up when the rate of `iteration` is asked for."""
        return self.used + bisect_right(self.drops, iteration)

    def _rate(self, iteration: int) -> float:
        return self.base_lr * c_power(self.gamma, self.current_step(iteration))


@register
@dataclass(frozen=True, repr=False)
class Poly(Policy):
    """rate = base_lr · (1 − iteration / max_iter) ^ power, and 0 from max_iter on.

    Past max_iter Caffe's formula gives NaN or a rate that rises again; here it stays 0, unless
    `caffe_strict`.
    """

    name, tex = "poly", r"\alpha_0 \left(1 - \frac{t}{T}\right)^p"
    power: float = None  # type: ignore[assignment]
    max_iter: int = None  # type: ignore[assignment]

    def _check(self) -> None:
        super()._check()
        if self.caffe_strict:
            self._check_numbers("power", least=None)
        else:
            self._check_above_zero("power")
        self._check_counts("max_iter", least=0 if self.caffe_strict else 1)

    def _rate(self, iteration: int) -> float:
        if self.max_iter:
            left = 1.0 - iteration / self.max_iter
        else:  # only Caffe takes it: 1 − t/0
            left = -math.inf if iteration else math.nan
        ended = left <= 0 and not self.caffe_strict
        return 0.0 if ended else self.base_lr * c_power(left, self.power)


@register
@dataclass(frozen=True, repr=False)
class Sigmoid(Policy):
    """rate = base_lr / (1 + e^(−gamma · (iteration − stepsize))).

    It *rises* from almost 0 to base_lr around iteration `stepsize`: gamma may not be negative,
    so it never decays (Caffe's own comment says otherwise).
    """

    name, tex = "sigmoid", r"\frac{\alpha_0}{1 + e^{-\gamma (t - s)}}"
    gamma: float = None  # type: ignore[assignment]
    stepsize: int = None  # type: ignore[assignment]

    def _check(self) -> None:
        super()._check()
        self._check_numbers("gamma")
        self._check_counts("stepsize")

    def _rate(self, iteration: int) -> float:
        exponent = -self.gamma * (iteration - self.stepsize)
        # e^709 is the largest power a float holds; beyond it the rate is 0 to all digits.
        return self.base_lr / (1.0 + math.exp(exponent)) if exponent < 709 else 0.0


def c_power(base: float, exponent: float) -> float:
    """Return base to the power of exponent; NaN or infinite, as in C, where there is no number."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:  # of a negative base, or 0 to a negative power
        return math.nan if base else math.inf


POLICIES: dict[str, type[Policy]] = {
    policy.name: policy for policy in (Fixed, Step, Exp, Inv, MultiStep, Poly, Sigmoid)
}


def make_policy(lr_policy: str, settings: dict[str, Any]) -> Policy:
    """Return the policy of that name, with the parameters it needs taken from `settings`.

    Raises:
        SettingError: for an unknown name (the known ones are listed), or a parameter that is
            missing or out of range (less is, with ``caffe_strict``: see `Policy`).
    """
    policy = POLICIES[choice("lr_policy", lr_policy, POLICIES)]
    wanted = [parameter.name for parameter in fields(policy) if parameter.init]
    return policy(**{name: settings[name] for name in wanted if name in settings})


def stepvalues(given: Any) -> tuple[int, ...]:
    """Return `given` as a tuple of whole numbers, at least 0 each.

    Raises:
        SettingError: if it is not a sequence of such numbers.
    """
    if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        raise SettingError("solver.stepvalue_not_list", value=repr(given))
    return tuple(whole_number("stepvalue", value, least=0) for value in given)
