"""Schedules made of schedules: one after the other, or multiplied.

Short words for the parts, whose rates are 1 unless told otherwise, so that one number sets the
scale of the whole::

    0.1 * (warmup(100) + hold(50) + cosine(850))
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.schedules.cosine import CosineDecay
from tinygrad_fa.solver.schedules.pieces import Linear, rising
from tinygrad_fa.solver.schedules.schedule import Schedule, register
from tinygrad_fa.solver.schedules.tex import shifted, with_numbers


@register
@dataclass(frozen=True)
class Chain(Schedule):
    """Schedules one after the other; each counts its steps from its own beginning.

    Args:
        parts: the schedules.
        at: the step at which the second begins, the third, …

    Raises:
        SettingError: for what is no schedule, and unless `at` rises and has one step for each
            joint.
    """

    parts: tuple[Schedule, ...]
    at: tuple[int, ...]

    def _check(self) -> None:
        self._put("parts", schedules(self.parts))
        self._put("at", rising("at", self.at, strictly=False))
        if len(self.at) != len(self.parts) - 1:
            joints = len(self.parts) - 1
            raise SettingError(
                "schedules.how_many_joints",
                parts=len(self.parts),
                wanted=joints,
                found=len(self.at),
            )

    def _place(self, step: int) -> tuple[Schedule, int]:
        """Return the part that a step belongs to, and the number of the step in it."""
        number = bisect_right(self.at, step)
        return self.parts[number], step - (self.at[number - 1] if number else 0)

    def _rate(self, step: int) -> float:
        part, own_step = self._place(step)
        return part(own_step)

    @property
    def length(self) -> int | None:
        """Where the last part ends, if it does."""
        last = self.parts[-1].length
        return None if last is None else last + (self.at[-1] if self.at else 0)

    def momentum(self, step: int) -> float | None:
        """Return what the part says that this step belongs to."""
        part, own_step = self._place(step)
        return part.momentum(own_step)

    @property
    def tex(self) -> str:  # type: ignore[override]
        """The formulas of the parts, one under the other."""
        begins = [0, *self.at]
        rows = [
            rf"{shifted(with_numbers(part), begin)} & t < {end}"
            for part, begin, end in zip(self.parts, begins, self.at, strict=False)
        ]
        last = rf"{shifted(with_numbers(self.parts[-1]), begins[-1])} & t \ge {begins[-1]}"
        return r"\begin{cases} " + r" \\ ".join([*rows, last]) + r" \end{cases}"


@register
@dataclass(frozen=True)
class Times(Schedule):
    """The product of schedules and a number.

    Raises:
        SettingError: for what is no schedule, and a negative factor.
    """

    parts: tuple[Schedule, ...]
    factor: float = 1.0

    def _check(self) -> None:
        self._put("parts", schedules(self.parts))
        self._check_numbers("factor")

    def _rate(self, step: int) -> float:
        return self.factor * prod(part(step) for part in self.parts)

    @property
    def length(self) -> int | None:
        """When the last of its parts is over; None if one of them never is."""
        lengths = [part.length for part in self.parts]
        known = [length for length in lengths if length is not None]
        return max(known) if len(known) == len(lengths) else None

    def momentum(self, step: int) -> float | None:
        """Return what the first part says that has something to say."""
        found = (part.momentum(step) for part in self.parts)
        return next((momentum for momentum in found if momentum is not None), None)

    @property
    def tex(self) -> str:  # type: ignore[override]
        """The formulas of the parts, multiplied."""
        factor = [] if self.factor == 1 else [f"{self.factor:g}"]
        return r" \cdot ".join(
            [*factor, *(rf"\left({with_numbers(part)}\right)" for part in self.parts)]
        )


def schedules(given: object) -> tuple[Schedule, ...]:
    """Return the schedules in a tuple.

    Raises:
        SettingError: if there are none, or one of them is something else.
    """
    parts = tuple(given) if isinstance(given, (tuple, list)) else (given,)
    for part in parts or (None,):
        if not isinstance(part, Schedule):
            raise SettingError("schedules.not_a_schedule", value=repr(part))
    return parts


def chain(*parts: Schedule, at: Sequence[int] | None = None) -> Schedule:
    """Return a schedule that follows one part after the other.

    Args:
        at: the step at which the second part begins, the third, …; unless given, each begins
            where the one before it is over.

    Raises:
        SettingError: if a part that something comes after never ends, and for a wrong `at`.
    """
    if at is not None:
        return Chain(parts, tuple(at))
    flat: list[Schedule] = []
    for part in schedules(parts):  # a chain within a chain is the same as its parts in a row
        if isinstance(part, Chain) and list(part.at) == list(_ends(part.parts[:-1])):
            flat += part.parts
        else:
            flat.append(part)
    for part in flat[:-1]:
        if part.length is None:
            raise SettingError("schedules.endless", schedule=part.name)
    return Chain(tuple(flat), tuple(_ends(flat[:-1])))


def _ends(parts: Sequence[Schedule]) -> Iterator[int]:
    """Yield the steps at which these parts, one after the other, are over, as far as they are."""
    end = 0
    for part in parts:
        if part.length is None:
            return
        end += part.length
        yield end


def times(*parts: Schedule | float) -> Schedule:
    """Return the product of schedules and numbers.

    Raises:
        SettingError: if there is no schedule among them, or a number is negative.
    """
    factors = [float(part) for part in parts if isinstance(part, (int, float))]
    flat: list[Schedule] = []
    for part in schedules([part for part in parts if not isinstance(part, (int, float))]):
        if isinstance(part, Times):  # a product within a product is one product
            factors.append(part.factor)
            flat += part.parts
        else:
            flat.append(part)
    return Times(tuple(flat), prod(factors))


def warmup(steps: int, to: float = 1.0, start: float = 0.0) -> Schedule:
    """Return a straight rise from `start` to `to` in so many steps."""
    return Linear(start, to, steps)


def hold(steps: int, lr: float = 1.0) -> Schedule:
    """Return the same rate for so many steps."""
    return Linear(lr, lr, steps)


def linear(steps: int, start: float = 1.0, end: float = 0.0) -> Schedule:
    """Return a straight line from `start` to `end` in so many steps."""
    return Linear(start, end, steps)


def cosine(steps: int, lr: float = 1.0, end: float = 0.0) -> Schedule:
    """Return a fall along the cosine from `lr` to `end` in so many steps."""
    return CosineDecay(lr, steps, alpha=end / lr if lr else 0.0)
