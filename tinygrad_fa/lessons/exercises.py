"""Exercises with an instant check: a right answer, the slips one makes, and a hint for each.

    Exercise(
        name="q1",
        question={"fa": "…", "en": "What is $f$ at $x=3$?"},
        right=Numbers(4),
        slips=(Slip("order", Numbers(1), {"fa": "…", "en": "Brackets come first."}),),
    )

A hint names the likely slip and never the answer.  The kinds of answers (`Numbers`, `Array`,
`Formula`, `Function`, `Word`) are in `answers`; each also knows slips that need no entry here,
such as a lost sign or a transposed array.
The exercises of a lesson stand in ``lessons/exercises/``, in a file with the lesson's name.
"""

from __future__ import annotations

import html
import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.language.errors import DataError, TinygradError
from tinygrad_fa.lessons.answers import Answer, Array, Formula, Function, Numbers, Word
from tinygrad_fa.lessons.source import Lesson

__all__ = [  # what a file of exercises is written with, and what asks them
    "Array", "Exercise", "Exercises", "Formula", "Function", "Numbers", "Slip", "Verdict", "Word",
    "exercises_of",
]  # fmt: skip

LONGEST_SHOWN = 200  # characters of an answer that are repeated to whoever gave it

# Slips that any exercise may see, and the text of each.
COMMON_HINTS = {
    "sign": "lessons.hint_sign",
    "factor": "lessons.hint_factor",
    "named_factor": "lessons.hint_named_factor",
    "order": "lessons.hint_order",
    "transposed": "lessons.hint_transposed",
    "shape": "lessons.hint_shape",
    "unknown": "lessons.hint_unknown",
}


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
        if len(understood) > LONGEST_SHOWN:
            understood = understood[: LONGEST_SHOWN - 1] + "…"
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
        name = self.right.common_slip(meant) or "unknown"
        return name, language.text(COMMON_HINTS[name])


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
        sentence, _newline, marked = str(self).partition("\n")
        sentence = html.escape(sentence, quote=False)
        block = f'<div dir="{direction}" lang="{chosen}">\n\n{sentence}\n\n</div>'
        if marked:  # a typed formula with a mark below it: there the columns count
            block += "\n\n```\n{}\n```".format(marked.replace("`", " "))
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


def exercises_of(lesson: Lesson, student: str = "") -> Exercises:
    """Return the exercises that belong to a lesson (none if it has no file of them).

    A file whose answers are others for each student has a function ``exercises_for(student)`` in
    the place of the list ``EXERCISES``.
    """
    path = lesson.path.parent / "exercises" / lesson.path.name
    if not path.exists():
        return Exercises()
    try:
        names = runpy.run_path(str(path))
    except SyntaxError as error:
        raise DataError(
            "lessons.unreadable", path=f"exercises/{path.name}", reason=error
        ) from error
    personal = names.get("exercises_for")
    written: list[Exercise] = personal(student) if personal else names["EXERCISES"]
    return Exercises({exercise.name: exercise for exercise in written})
