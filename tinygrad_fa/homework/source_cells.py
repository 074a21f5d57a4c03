"""A cell of a homework, as it is in the source and as it is handed out."""

from __future__ import annotations

from dataclasses import dataclass

from tinygrad_fa.lessons import source as lessons

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
YOUR_ANSWER = {"fa": "# پاسخ خود را اینجا بنویسید.", "en": "# Write your answer here."}


@dataclass(frozen=True)
class Cell(lessons.Cell):
    """A cell of a homework.

    Attributes:
        question: the id of the question that is answered in it, or "".
        is_teacher: whether it is never handed out.
    """

    question: str = ""
    is_teacher: bool = False

    @property
    def solution(self) -> str:
        """The text with the model solution, without the marks around it."""
        lines = self.text.split("\n")
        return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))

    def starter(self, language: str) -> str:
        """Return the text as a student gets it: ``...`` in the place of the solution."""
        kept, inside = [], False
        for line in self.shown_in(language).split("\n"):
            if line.strip() == BEGIN:
                indent = line[: len(line) - len(line.lstrip())]
                kept += [indent + YOUR_ANSWER[language], f"{indent}..."]
                inside = True
            elif line.strip() == END:
                inside = False
            elif not inside:
                kept.append(line)
        return "\n".join(kept)
