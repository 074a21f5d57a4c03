"""Exercises with an instant check: a right answer, the slips one makes, and a hint for each.

    Exercise(
        name="q1",
        question={"fa": "…", "en": "What is $f$ at $x=3$?"},
        right=Numbers(4),
        slips=(Slip("order", Numbers(1), {"fa": "…", "en": "Brackets come first."}),),
    )

A hint names the likely slip and never the answer.  Answers may be numbers, or typed text such as
``"−۴"``, ``"3/4"`` or ``"2*x*z"``: text is read by `engine.expression`, never run as Python.
The exercises of a lesson stand in ``lessons/exercises/``, in a file with the lesson's name.
"""

from __future__ import annotations

import html
import random
import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tinygrad_fa import language
from tinygrad_fa.engine.expression import Expression
from tinygrad_fa.engine.op import Node
from tinygrad_fa.language.errors import DataError, TinygradError
from tinygrad_fa.lessons.source import Lesson


class Answer(Protocol):
    """A kind of answer: how it is read, and when two of them are the same."""

    def read(self, typed: Any) -> Any:
        """Return what was meant; raises TinygradError if it cannot be read."""

    def matches(self, meant: Any) -> bool:
        """Whether the answer that was read is this one."""

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
        is_one = isinstance(typed, str) or not hasattr(typed, "__iter__")
        read = (_number(typed),) if is_one else tuple(_number(x) for x in typed)
        if len(read) != len(self.values):
            raise DataError("lessons.how_many", wanted=len(self.values), given=len(read))
        return read

    def matches(self, meant: tuple[float, ...]) -> bool:
        """Whether every number is near enough."""
        pairs = zip(meant, self.values, strict=True)
        return all(abs(given - x) <= self.tolerance * max(1.0, abs(x)) for given, x in pairs)

    def shown(self, meant: tuple[float, ...]) -> str:
        """Return the numbers, short."""
        return ", ".join(f"{x:.6g}" for x in meant)


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
        right, draw = Expression(self.text), random.Random(0)
        for _ in range(20):
            point = {name: draw.uniform(*self.between) for name in self.names}
            wanted = _at(right, point)
            try:
                if abs(_at(meant, point) - wanted) > 1e-9 * (1 + abs(wanted)):
                    return False
            except TinygradError:  # outside its domain where the right one has a value
                return False
        return True

    def shown(self, meant: Expression) -> str:
        """Return the formula as it was typed."""
        return meant.text


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

    def shown(self, meant: str) -> str:
        """Return the word."""
        return meant


@dataclass(frozen=True)
class Slip:
    """A wrong answer that is easily given, and the hint for whoever gave it."""

    name: str
    answer: Answer
    hint: Mapping[str, str]


@dataclass(frozen=True)
class Exercise:
    """A question, its right answer, and the slips that are recognised."""

    name: str
    question: Mapping[str, str]
    right: Answer
    slips: tuple[Slip, ...] = ()

    def check(self, typed: Any) -> Verdict:
        """Say whether the answer is right, and if not, what the likely slip is."""
        if typed is ...:
            return Verdict(self.name, False, "unanswered", language.text("lessons.unanswered"))
        try:
            meant = self.right.read(typed)
        except TinygradError as error:
            return Verdict(self.name, False, "unreadable", str(error))
        understood = self.right.shown(meant)
        if self.right.matches(meant):
            text = language.text("lessons.right", None, understood=understood)
            return Verdict(self.name, True, "right", text)
        slip, hint = self._slip(meant)
        text = language.text("lessons.not_yet", None, understood=understood)
        return Verdict(self.name, False, slip, f"{text} {hint}")

    def _slip(self, meant: Any) -> tuple[str, str]:
        for slip in self.slips:
            if slip.answer.matches(meant):
                return slip.name, slip.hint[language.get_language()]
        if isinstance(self.right, Numbers) and self.right.matches(tuple(-x for x in meant)):
            return "sign", language.text("lessons.hint_sign")
        return "unknown", language.text("lessons.hint_unknown")


@dataclass(frozen=True)
class Verdict:
    """What `check` says: true if the answer is right; shown as a sentence.

    Attributes:
        slip: ``"right"``, ``"unanswered"``, ``"unreadable"``, ``"unknown"``, or the slip's name.
    """

    exercise: str
    right: bool
    slip: str
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __str__(self) -> str:
        mark = "✔" if self.right else "…" if self.slip == "unanswered" else "✘"
        return f"{mark} {self.exercise}: {self.text}"

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return the sentence for a notebook, as Markdown so that its formulas are set."""
        chosen = language.get_language()
        direction = "rtl" if chosen == "fa" else "ltr"
        sentence, _newline, marked = html.escape(str(self), quote=False).partition("\n")
        block = f'<div dir="{direction}" lang="{chosen}">\n\n{sentence}\n\n</div>'
        if marked:  # a typed formula with a mark below it: there the columns count
            block += f"\n\n```\n{marked}\n```"
        return {"text/markdown": block, "text/plain": str(self)}


@dataclass(frozen=True)
class Exercises:
    """The exercises of one lesson, by name."""

    by_name: Mapping[str, Exercise] = field(default_factory=dict)

    def check(self, name: str, answer: Any = ...) -> Verdict:
        """Check one answer.

        Raises:
            DataError: if the lesson has no such exercise.
        """
        if name not in self.by_name:
            raise DataError("lessons.unknown_exercise", name=name, known=", ".join(self.by_name))
        return self.by_name[name].check(answer)

    def questions(self, chosen: str) -> dict[str, str]:
        """Return the questions in one language, by name."""
        return {name: exercise.question[chosen] for name, exercise in self.by_name.items()}


def exercises_of(lesson: Lesson) -> Exercises:
    """Return the exercises that belong to a lesson (none if it has no file of them)."""
    path = lesson.path.parent / "exercises" / lesson.path.name
    if not path.exists():
        return Exercises()
    written: list[Exercise] = runpy.run_path(str(path))["EXERCISES"]
    return Exercises({exercise.name: exercise for exercise in written})


def _number(typed: Any) -> float:
    if isinstance(typed, str):
        typed = Expression(typed)()
    if isinstance(typed, Node):
        typed = typed.data
    if isinstance(typed, bool) or not hasattr(typed, "__float__"):
        raise DataError("lessons.not_a_number", type=type(typed).__name__)
    return float(typed)


def _at(formula: Expression, point: Mapping[str, float]) -> float:
    result = formula(**{name: point[name] for name in formula.names})
    return float(result.data if isinstance(result, Node) else result)


def _bare(word: str) -> str:
    return "".join(word.replace("\u200c", "").casefold().split())
