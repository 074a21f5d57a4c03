"""What the reports take from a homework: its items, what its slips are called, its pictures."""

from __future__ import annotations

from tinygrad_fa.homework.pictures import picture_of
from tinygrad_fa.homework.records import Texts
from tinygrad_fa.homework.reports.results import Column, Row
from tinygrad_fa.homework.source import Homework


def columns_of(homework: Homework) -> tuple[Column, ...]:
    """Return the items of a homework in their order."""
    return tuple(
        Column(question.id, name, kind.points)
        for question in homework.questions
        for name, kind in question.kinds.items()
    )


def misconceptions_of(homework: Homework) -> dict[str, list[Texts]]:
    """Return what each slip may be called, by ``question.item.slip`` and by the slip's name."""
    found: dict[str, list[Texts]] = {}
    for question in homework.questions:
        for item, mutants in question.mutants.items():
            for mutant in mutants:
                for name in (f"{question.id}.{item}.{mutant.name}", mutant.name):
                    found.setdefault(name, []).append(mutant.explained())
    return found


class Pictures:
    """Draws where students went wrong; many went wrong in the same way, and get the same picture.

    Args:
        homework: whose chains are drawn.
    """

    def __init__(self, homework: Homework) -> None:
        self.homework = homework
        self._drawn: dict[tuple[str, str, tuple[str, ...]], str] = {}

    def __call__(self, row: Row, question: str, lang: str) -> str:
        """Return the picture of a question that went wrong for a student, or ""."""
        verdict = row.question(question)
        states = tuple(v.state for v in verdict.verdicts) if verdict else ()
        if verdict is None or "wrong" not in states:
            return ""
        key = (question, lang, states)
        if key not in self._drawn:
            known = self.homework.by_id[question]
            self._drawn[key] = picture_of(known, verdict.verdicts, lang)
        return self._drawn[key]
