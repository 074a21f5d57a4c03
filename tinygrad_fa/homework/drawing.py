"""Drawing the inputs of a question: ``draw(x=normal(3, 4), y=bits(4), n=integers(2, 5))``.

Numbers are rounded to a few digits, so that they are the same on every machine and can be copied
onto paper.  A size may be the name of a whole number that was drawn before: ``normal("n", 4)``.
A function among the inputs computes an input from earlier ones: ``h=lambda x: x ** 2``.
"""

from __future__ import annotations

import inspect
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import SettingError

Size = int | str
MOST_TRIES = 10_000  # of a condition that hardly any numbers meet


@dataclass(frozen=True)
class Kind:
    """Numbers of one kind; without a size a single one, else an array.

    Args:
        one: draws one number.
        size: of the array; a text is the name of a whole number among the inputs.
    """

    one: Callable[[random.Random], float | int]
    size: tuple[Size, ...] = ()

    def drawn(self, source: random.Random, earlier: Mapping[str, Any]) -> Any:
        """Return a number or an array."""
        if not self.size:
            return self.one(source)
        size = [int(earlier[n]) if isinstance(n, str) else n for n in self.size]
        numbers = [self.one(source) for _ in range(math.prod(size))]
        return backend.named("numpy").array(numbers).reshape(size)


def normal(*size: Size, scale: float = 1.0, digits: int = 3, away: float = 0.0) -> Kind:
    """Normally distributed numbers; none of them nearer to zero than `away` (kinks of ReLU)."""

    def one(source: random.Random) -> float:
        while True:
            # Box and Muller, 1958; 1 − u is never zero.
            radius = math.sqrt(-2 * math.log(1 - source.random()))
            number = round(scale * radius * math.cos(2 * math.pi * source.random()), digits)
            if abs(number) >= away:
                return number + 0.0  # −0.0 becomes 0.0

    return Kind(one, size)


def uniform(low: float, high: float, *size: Size, digits: int = 3, away: float = 0.0) -> Kind:
    """Numbers between `low` and `high`, none of them nearer to zero than `away`.

    Raises:
        SettingError: if there are none.
    """
    if not low <= high or max(abs(low), abs(high)) < away:
        raise SettingError("homework.empty_range", low=low, high=high)

    def one(source: random.Random) -> float:
        while True:
            number = round(low + (high - low) * source.random(), digits)
            if abs(number) >= away:
                return number + 0.0

    return Kind(one, size)


def integers(low: int, high: int, *size: Size) -> Kind:
    """Whole numbers from `low` to `high`, both included.

    Raises:
        SettingError: if there are none.
    """
    if not low <= high:
        raise SettingError("homework.empty_range", low=low, high=high)
    return Kind(lambda source: low + int((high - low + 1) * source.random()), size)


def bits(*size: Size) -> Kind:
    """Zeros and ones."""
    return integers(0, 1, *size)


def choice(values: Sequence[Any], *size: Size) -> Kind:
    """Numbers from a list."""
    listed = list(values)
    return Kind(lambda source: listed[int(len(listed) * source.random())], size)


def tenths(low: float, high: float, *size: Size) -> Kind:
    """Tidy numbers with one digit after the point, without zero, for homework on paper."""
    steps = [n / 10 for n in range(round(low * 10), round(high * 10) + 1) if n]
    return choice(steps, *size)


@dataclass(frozen=True)
class OneHot(Kind):
    """Rows with a single one each; made by `one_hot`."""

    def drawn(self, source: random.Random, earlier: Mapping[str, Any]) -> Any:
        """Return an array of zeros with a one in each row."""
        rows, classes = (int(earlier[n]) if isinstance(n, str) else n for n in self.size)
        array = backend.named("numpy").zeros((rows, classes))
        for row in array:
            row[int(classes * source.random())] = 1.0
        return array


def one_hot(rows: Size, classes: Size) -> Kind:
    """Rows with a single one each, as the labels of a classification."""
    return OneHot(lambda source: 0, (rows, classes))


@dataclass(frozen=True)
class Draw:
    """What draws the inputs of one call; made by `draw`.

    Attributes:
        kinds: for each input a `Kind`, a function of earlier inputs, or a fixed value.
        conditions: what the inputs must meet; functions of some of them.
    """

    kinds: Mapping[str, Any]
    conditions: tuple[Callable[..., bool], ...] = field(default=())

    def such_that(self, condition: Callable[..., bool]) -> Draw:
        """Return the same with a condition: ``draw(…).such_that(lambda x, y: x != y)``."""
        return replace(self, conditions=(*self.conditions, condition))

    def __call__(self, source: random.Random) -> dict[str, Any]:
        """Return inputs by name.

        Raises:
            SettingError: if no numbers meet the conditions.
        """
        for _ in range(MOST_TRIES):
            inputs: dict[str, Any] = {}
            for name, kind in self.kinds.items():
                inputs[name] = _drawn(kind, source, inputs)
            if all(_called(condition, inputs) for condition in self.conditions):
                return inputs
        raise SettingError("homework.no_such_numbers", tries=MOST_TRIES)


def draw(**kinds: Any) -> Draw:
    """Return what draws inputs: ``draw(x=normal(3), y=bits(), rate=0.1, h=lambda x: x ** 2)``."""
    return Draw(kinds)


def _drawn(kind: Any, source: random.Random, earlier: Mapping[str, Any]) -> Any:
    if isinstance(kind, Kind):
        return kind.drawn(source, earlier)
    return _called(kind, earlier) if callable(kind) else kind


def _called(function: Callable[..., Any], inputs: Mapping[str, Any]) -> Any:
    wanted = inspect.signature(function).parameters
    return function(**{name: inputs[name] for name in wanted})
