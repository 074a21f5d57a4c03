"""Kinds of answers: how each is read, when two are the same, and the slips that are common to all.

A student types numbers, arrays, formulas as text, functions, or a word.  Persian, Arabic and Latin
digits are read alike, and typed text is read by `engine.expression`, never run as Python.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tinygrad_fa.engine.expression import Expression
from tinygrad_fa.language.errors import DataError, TinygradError
from tinygrad_fa.lessons.reading import nested_numbers, number, shape_and_numbers

POINTS = 20  # where formulas and functions are compared


class Answer(Protocol):
    """A kind of answer: how it is read, when two are the same, and what goes wrong often."""

    def read(self, typed: Any) -> Any:
        """Return what was meant; raises TinygradError if it cannot be read."""

    def matches(self, meant: Any) -> bool:
        """Whether the answer that was read is this one."""

    def common_slip(self, meant: Any) -> str | None:
        """Return the name of a slip that any exercise of this kind may see, or None."""

    def shown(self, meant: Any) -> str:
        """Return the answer as it was understood."""


@dataclass(frozen=True, init=False)
class Numbers:
    """One number or several in a fixed order, compared to three digits after the point.

    For numbers beyond 1 the tolerance grows with them (three digits of the number itself).
    """

    values: tuple[float, ...]
    tolerance = 6e-4

    def __init__(self, *values: float) -> None:
        object.__setattr__(self, "values", values)

    def read(self, typed: Any) -> tuple[float, ...]:
        """Return the numbers in `typed`: a number, text, a `Value`, or a sequence of these."""
        if isinstance(typed, str) and len(self.values) > 1:
            typed = typed.strip("()[] ").replace("،", ",").replace("؛", ",").split(",")
        # A Tensor and an array have a shape: () is that of one number.
        shape = getattr(typed, "shape", None)
        is_one = not hasattr(typed, "__iter__") if shape is None else shape == ()
        is_one = is_one or isinstance(typed, (str, bytes, dict, set))
        read = (number(typed),) if is_one else tuple(number(x) for x in typed)
        if len(read) != len(self.values):
            raise DataError("lessons.how_many", wanted=len(self.values), given=len(read))
        return read

    def matches(self, meant: tuple[float, ...]) -> bool:
        """Whether every number is near enough."""
        return _near(meant, self.values, self.tolerance)

    def common_slip(self, meant: tuple[float, ...]) -> str | None:
        """Return ``"sign"``, ``"factor"``, ``"order"`` or None."""
        slip = _scaled(meant, self.values, self.tolerance)
        if slip is None and _near(sorted(meant), sorted(self.values), self.tolerance):
            return "order"
        return slip

    def shown(self, meant: tuple[float, ...]) -> str:
        """Return the numbers, short."""
        return ", ".join(f"{x:.6g}" for x in meant)


@dataclass(frozen=True)
class Array:
    """An array of numbers, compared as `Numbers` are: ``Array([[1, 2], [3, 4]])``.

    The student may give a `Tensor`, an array, nested lists, or text: ``"[[1, 2], [3, 4]]"`` or,
    shorter, ``"1, 2; 3, 4"``.
    """

    values: Sequence[Any]
    tolerance = 6e-4

    def read(self, typed: Any) -> list[Any]:
        """Return nested lists; rows of different lengths are refused."""
        meant = nested_numbers(typed)
        shape_and_numbers(meant)
        return meant

    def matches(self, meant: Any) -> bool:
        """Whether the shapes are equal and every number is near enough."""
        (shape, given), (wanted, right) = shape_and_numbers(meant), shape_and_numbers(self.values)
        return shape == wanted and _near(given, right, self.tolerance)

    def common_slip(self, meant: Any) -> str | None:
        """Return ``"transposed"``, ``"shape"``, ``"sign"``, ``"factor"`` or None."""
        (shape, given), (wanted, right) = shape_and_numbers(meant), shape_and_numbers(self.values)
        if len(shape) == 2 and self.matches([list(column) for column in zip(*meant, strict=True)]):
            return "transposed"
        return "shape" if shape != wanted else _scaled(given, right, self.tolerance)

    def shown(self, meant: Any) -> str:
        """Return the array in rows, short."""
        if isinstance(meant, list):
            return f"[{', '.join(self.shown(part) for part in meant)}]"
        return f"{meant:.6g}"


@dataclass(frozen=True)
class Formula:
    """A formula in given names, compared at random points: any equivalent form is the same.

    Args:
        text: the formula, for example ``"2*x*z + y*z"``.
        names: the names that an answer may use.
        between: where the points are drawn from; keep it inside the formula's domain.
    """

    text: str
    names: tuple[str, ...]
    between: tuple[float, float] = (0.2, 2.0)

    def read(self, typed: Any) -> Expression:
        """Return the formula in `typed`, which is text."""
        if not isinstance(typed, str):
            raise DataError("lessons.formula_as_text", example=" + ".join(self.names))
        formula = Expression(typed)
        unknown = [name for name in formula.names if name not in self.names]
        if unknown:
            raise DataError(
                "lessons.unknown_names", unknown=", ".join(unknown), names=", ".join(self.names)
            )
        return formula

    def matches(self, meant: Expression) -> bool:
        """Whether both formulas have the same values at the points."""
        points = self._points()
        right, given = self._at(Expression(self.text), points), self._at(meant, points)
        return given is not None and right is not None and _near(given, right, 1e-9)

    def common_slip(self, meant: Expression) -> str | None:
        """Return ``"sign"``, ``"factor"``, ``"named_factor"`` or None.

        A named factor is one of the formula's names, missing in the answer or once too often.
        """
        points = self._points()
        right, given = self._at(Expression(self.text), points), self._at(meant, points)
        if given is None or right is None:
            return None
        slip = _scaled(given, right, 1e-9)
        for name in self.names if slip is None else ():
            factors = [point[name] for point in points]
            more = [x * factor for x, factor in zip(given, factors, strict=True)]
            less = [x * factor for x, factor in zip(right, factors, strict=True)]
            if _near(more, right, 1e-9) or _near(given, less, 1e-9):
                return "named_factor"
        return slip

    def shown(self, meant: Expression) -> str:
        """Return the formula as it was typed."""
        return meant.text

    def _points(self) -> list[dict[str, float]]:
        draw = random.Random(0)
        return [{name: draw.uniform(*self.between) for name in self.names} for _ in range(POINTS)]

    def _at(self, formula: Expression, points: Sequence[Mapping[str, float]]) -> list[float] | None:
        """Return the formula's values, or None if it has none where the right one may have."""
        try:
            return [number(formula(**{x: point[x] for x in formula.names})) for point in points]
        except TinygradError:
            return None


@dataclass(frozen=True)
class Function:
    """A function of the student's own, compared with the right one for random inputs.

    Args:
        right: the function that is wanted; it returns a number or an array.
        inputs: draws the arguments of one call from a random source, for example
            ``lambda draw: (draw.uniform(-2, 2),)``.
    """

    right: Callable[..., Any]
    inputs: Callable[[random.Random], tuple[Any, ...]]

    def read(self, typed: Any) -> Callable[..., Any]:
        """Return the function; it is called once, so that its own error is told to the student."""
        if not callable(typed):
            raise DataError("lessons.not_a_function", type=type(typed).__name__)
        arguments = self.inputs(random.Random(0))
        try:
            result = typed(*arguments)
        except Exception as error:  # whatever the student's own code may raise is for her to see
            reason = f"{type(error).__name__}: {error}"
            raise DataError("lessons.function_fails", given=arguments, reason=reason) from error
        nested_numbers(result)
        return typed

    def matches(self, meant: Callable[..., Any]) -> bool:
        """Whether both functions have the same results."""
        (given, shapes), (right, wanted) = self._results(meant), self._results(self.right)
        return shapes == wanted and _near(given, right, 1e-6)

    def common_slip(self, meant: Callable[..., Any]) -> str | None:
        """Return ``"shape"``, ``"sign"``, ``"factor"`` or None."""
        (given, shapes), (right, wanted) = self._results(meant), self._results(self.right)
        return "shape" if shapes != wanted else _scaled(given, right, 1e-6)

    def shown(self, meant: Callable[..., Any]) -> str:
        """Return the function's name."""
        return f"{getattr(meant, '__name__', 'function')}(…)"

    def _results(self, function: Callable[..., Any]) -> tuple[list[float], list[tuple[int, ...]]]:
        """Return all numbers of the results in one list, and the shape of each result."""
        draw, numbers, shapes = random.Random(0), list[float](), list[tuple[int, ...]]()
        for _ in range(POINTS):
            try:
                shape, values = shape_and_numbers(nested_numbers(function(*self.inputs(draw))))
            except Exception:  # it worked for the first inputs and does not for these
                shape, values = (-1,), [math.nan]
            shapes.append(shape)
            numbers += values
        return numbers, shapes


@dataclass(frozen=True, init=False)
class Word:
    """One word or sign out of several that mean the same, in either language."""

    spellings: tuple[str, ...]

    def __init__(self, *spellings: str) -> None:
        object.__setattr__(self, "spellings", spellings)

    def read(self, typed: Any) -> str:
        """Return the word as it was typed."""
        if not isinstance(typed, str):
            raise DataError("lessons.word_as_text")
        return typed.strip()

    def matches(self, meant: str) -> bool:
        """Whether the word is one of the spellings; case, blanks and half-spaces do not count."""
        return _bare(meant) in {_bare(word) for word in self.spellings}

    def common_slip(self, meant: str) -> None:
        """Words have no slip in common."""

    def shown(self, meant: str) -> str:
        """Return the word."""
        return meant


def _near(given: Sequence[float], right: Sequence[float], tolerance: float) -> bool:
    """Whether all numbers are as near as `tolerance`, which grows with numbers beyond 1."""
    return len(given) == len(right) and all(
        abs(x - wanted) <= tolerance * max(1.0, abs(wanted))
        for x, wanted in zip(given, right, strict=True)
    )


def _scaled(given: Sequence[float], right: Sequence[float], tolerance: float) -> str | None:
    """Return ``"sign"`` or ``"factor"`` if all numbers are off by the same factor, else None."""
    if len(given) != len(right) or not any(abs(x) > tolerance for x in right):
        return None
    largest = max(range(len(right)), key=lambda i: abs(right[i]))
    factor = given[largest] / right[largest]
    if not math.isfinite(factor) or abs(factor) < 1e-3:
        return None
    if not _near([x / factor for x in given], right, tolerance):
        return None
    if abs(factor + 1) < 1e-2:
        return "sign"
    # One number alone is always some factor off, which says nothing.
    return "factor" if len(right) > 1 else None


def _bare(word: str) -> str:
    return "".join(word.replace("\u200c", "").casefold().split())
