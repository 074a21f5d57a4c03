"""The last look before something is handed out: does it hold an answer?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinygrad_fa.homework.exports.notebook import solution_lines
from tinygrad_fa.homework.items import TypedFormula
from tinygrad_fa.homework.source import Homework
from tinygrad_fa.homework.source_cells import BEGIN
from tinygrad_fa.language.errors import DataError

TELLING = 3  # signs: a shorter line, such as a bracket, is no answer


def leaks(homework: Homework, code: str) -> Iterator[tuple[str, str]]:
    """Yield (question, line) for each answer in the code of what is handed out.

    An answer is a line that stands in a model solution and nowhere else, the mark of a solution,
    the formula of a sheet (two operations or more) or the text of a typed formula.
    """
    lines = {line.strip() for line in code.split("\n")}
    for name, own in solution_lines(homework).items():
        for line in sorted(own & lines):
            if len(line) > TELLING:
                yield name, line
    if any(line == BEGIN for line in lines):
        yield homework.id, BEGIN
    bare = code.replace(" ", "")
    for question in homework.questions:
        for rule in question.reference.rules.values():
            formula = rule.formula.replace(" ", "")
            if sum(formula.count(sign) for sign in "+-*/@(") > 1 and formula in bare:
                yield question.id, rule.formula
        for kind in question.kinds.values():
            if isinstance(kind, TypedFormula) and kind.text.replace(" ", "") in bare:
                yield question.id, kind.text


def check_handed_out(homework: Homework, notebook: Mapping[str, Any], name: str) -> None:
    """Refuse a notebook for students that holds an answer.

    Raises:
        DataError: naming the question and what was found.
    """
    code = "\n".join(
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and cell["metadata"].get("tinygrad_fa", {}).get("role") != "checks"
    )
    for question, found in leaks(homework, code):
        raise DataError("building.leak", file=name, question=question, found=found)
