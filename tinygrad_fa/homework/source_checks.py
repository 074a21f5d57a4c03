"""What can be said against a source: questions without a cell, cells without a question, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.source_cells import BEGIN, END, Cell
from tinygrad_fa.language.errors import DataError

MARK = re.compile(r"^\{(?P<kind>[a-z]+) (?P<question>[\w-]+)\}$", re.MULTILINE)
MARKS = ("question", "numbers")  # what a line of prose may stand for


def check_list(path: Path, questions: Sequence[Any]) -> None:
    """Refuse what is no question, and two questions with one id or one function.

    Raises:
        DataError: the text names them.
    """
    ids: set[str] = set()
    owners: dict[str, str] = {}
    for question in questions:
        if not isinstance(question, Question):
            raise DataError("homework.no_question", path=path.name, type=type(question).__name__)
        if question.id in ids:
            raise DataError("homework.duplicate_id", path=path.name, id=question.id)
        ids.add(question.id)
        other = owners.setdefault(question.function, question.id)
        if question.function and other != question.id:
            raise DataError(
                "homework.function_twice", path=path.name, one=other, other=question.id,
                function=question.function,
            )  # fmt: skip


def check_cells(path: Path, cells: Sequence[Cell], questions: Sequence[Question]) -> None:
    """Refuse a question without a cell, a cell without a question, and open or unknown marks.

    Raises:
        DataError: the text names the place.
    """
    ids = {question.id for question in questions}
    for cell in cells:
        if cell.question and cell.question not in ids:
            raise DataError(
                "homework.unknown_question", path=path.name, line=cell.line, id=cell.question
            )
        marks = [x.strip() for x in cell.text.split("\n") if x.strip() in (BEGIN, END)]
        if marks != [BEGIN, END] * (len(marks) // 2):
            raise DataError("homework.open_solution", path=path.name, line=cell.line)
        if marks and not cell.question and not cell.is_teacher:
            raise DataError("homework.solution_nowhere", path=path.name, line=cell.line)
        for found in MARK.finditer("" if cell.is_code else cell.text):
            if found["kind"] not in MARKS or found["question"] not in ids:
                line = cell.line + cell.text[: found.start()].count("\n")
                raise DataError(
                    "homework.unknown_mark", path=path.name, line=line, mark=found[0],
                    known=", ".join(question.id for question in questions),
                )  # fmt: skip
    for question in questions:
        own = [cell for cell in cells if cell.question == question.id and not cell.is_teacher]
        if not own:
            raise DataError("homework.no_cell", path=path.name, id=question.id)
        code = "\n".join(cell.solution for cell in own if cell.is_code)
        if question.function and not re.search(rf"\b{re.escape(question.function)}\b", code):
            raise DataError(
                "homework.no_such_function", path=path.name, id=question.id,
                function=question.function,
            )  # fmt: skip
