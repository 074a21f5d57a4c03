"""What the reports are made from: the class, the items of the homework, and a verdict for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tinygrad_fa.homework.records import QuestionVerdict, SubmissionVerdict, Texts, Verdict

TO_A_HUNDREDTH = 2  # digits of the points that are shown; more is only noise of adding up


@dataclass(frozen=True)
class Column:
    """One item of the homework: a column of every table."""

    question: str
    item: str
    points: float

    @property
    def name(self) -> str:
        """Its name in tables, which never changes: ``backward.dz2``."""
        return f"{self.question}.{self.item}"


@dataclass(frozen=True)
class Row:
    """One student, with what became of what she handed in (None if nothing came).

    Attributes:
        student: her id.
        name: her name, where a roster tells it.
        email: her address, where a roster tells it.
        verdict: on her submission.
    """

    student: str
    name: str = ""
    email: str = ""
    verdict: SubmissionVerdict | None = None

    @cached_property
    def by_column(self) -> dict[tuple[str, str], Verdict]:
        """The verdicts of the items by question and item."""
        questions = self.verdict.questions if self.verdict else ()
        return {(q.question, v.item): v for q in questions for v in q.verdicts}

    @property
    def earned(self) -> float:
        """The points she has, to a hundredth."""
        return round(self.verdict.earned, TO_A_HUNDREDTH) if self.verdict else 0.0

    def question(self, name: str) -> QuestionVerdict | None:
        """Return what became of one question, or None."""
        questions = self.verdict.questions if self.verdict else ()
        return next((q for q in questions if q.question == name), None)


@dataclass(frozen=True)
class Results:
    """A whole class.

    Attributes:
        homework: its id.
        titles: its title in both languages.
        columns: the items, in the order of the homework.
        rows: the students, in the order of the roster or of their ids.
        titles_of_questions: where they have titles.
    """

    homework: str
    titles: Texts
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    titles_of_questions: Mapping[str, Texts] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """What the homework is worth."""
        return round(sum(column.points for column in self.columns), TO_A_HUNDREDTH)

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions, each once, in order."""
        return tuple(dict.fromkeys(column.question for column in self.columns))

    @property
    def handed_in(self) -> tuple[Row, ...]:
        """The students from whom something came."""
        return tuple(row for row in self.rows if row.verdict is not None)


def number(value: float) -> str:
    """Return points as they are written: 3, 2.5, 0.33."""
    return f"{round(value, TO_A_HUNDREDTH):g}"
