"""The proof of a homework: that it marks as it should, before any student sees it.

- the model solution gets all points, and what is handed out gets none;
- so do forms that say the same: lists for arrays, a tuple for the dict, float32, and the sources
  that the author gives as `equivalents`;
- each automatic mutant loses exactly its own item, and is named;
- no item is so small that zero passes, and no two slips are taken for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tinygrad_fa import backend
from tinygrad_fa.homework import seeds
from tinygrad_fa.homework.diagnosis import texts
from tinygrad_fa.homework.mutants import Mutant
from tinygrad_fa.homework.mutating import FAR
from tinygrad_fa.homework.plain import encode
from tinygrad_fa.homework.questions import Asked, Question
from tinygrad_fa.homework.records import Call, QuestionVerdict, Reply, Texts
from tinygrad_fa.homework.scoring import score, trials_of
from tinygrad_fa.homework.source import Homework

Run = Callable[[str, Sequence[Call]], Sequence[Reply]]
KEY = seeds.Key(b"the key of the proof, not of a course")


@dataclass(frozen=True)
class Problem:
    """Something that is wrong with a homework (an error) or may be (a warning)."""

    level: Literal["error", "warning"]
    question: str
    item: str
    texts: Texts


@dataclass(frozen=True)
class Proof:
    """What the proof found.

    Attributes:
        problems: the errors and warnings.
        mutants: how many mutants were marked.
        named: how many of them were recognised by their names.
    """

    problems: tuple[Problem, ...] = ()
    mutants: int = 0
    named: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is no error; there may be warnings."""
        return all(problem.level != "error" for problem in self.problems)


def prove(homework: Homework, run: Run) -> Proof:
    """Return what is wrong with a homework.

    Args:
        homework: whose questions are proved.
        run: calls the functions of a submission's source; the sandbox does.
    """
    raise AssertionError((homework, run))
