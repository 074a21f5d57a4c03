"""The notebook of a student, in one language, and the one with the solutions, for the teacher.

It is format 4.5 with nbgrader's metadata (`nbgrader`) and our own: each cell of a question says
``{"tinygrad_fa": {"question": …, "role": …}}``.  The teacher's cells never get here, solutions are
replaced by ``...``, and what `check` needs is one line of letters without any formula in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.homework.exports import nbgrader
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.source import Homework
from tinygrad_fa.homework.source_cells import BEGIN, END, Cell
from tinygrad_fa.homework.source_checks import MARK
from tinygrad_fa.lessons.workshop import Notebook, right_to_left

OWN_NUMBERS = """\
for name, number in own_numbers(CHECKS, "{}", student).items():
    print(name, "=", number)"""
FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


@dataclass(frozen=True)
class Edition:
    """What a notebook is made for.

    Attributes:
        language: of the prose.
        checks: what `public.checks_of` made.
        student: her id, or "" for a notebook in which the student puts it in.
        numbers: her own inputs, by question; empty in a notebook for everybody.
        with_solutions: whether the model solutions stay in, between their marks.
    """

    language: str
    checks: str
    student: str = ""
    numbers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    with_solutions: bool = False


def notebook_of(homework: Homework, edition: Edition) -> Notebook:
    """Return a homework as a notebook that was not run."""
    chosen = edition.language
    cells: list[dict[str, Any]] = []
    own = homework.cells_in(chosen)
    last = {cell.question: i for i, cell in enumerate(own) if cell.question}
    parts: dict[str, int] = {}  # how many cells of a question there were
    for i, cell in enumerate(own):
        if i == 1:  # below the opening
            cells += _opening(homework, edition)
        if not cell.is_code and not cell.question:
            cells.append(_markdown(prose_of(homework, cell, edition), chosen))
            continue
        question = homework.by_id.get(cell.question)
        if question is None:
            cells.append(_code(cell.shown_in(chosen), "prose"))
            continue
        if question.personal and question.id not in parts and not edition.student:
            cells.append(_code(OWN_NUMBERS.format(question.id), "numbers", question.id))
        parts[question.id] = parts.get(question.id, 0) + 1
        cells.append(_answer(cell, question, edition, parts[question.id]))
        if cell.is_code and last[question.id] == i:
            cells.append(_check(question))
    for number, made in enumerate(cells, start=1):
        made["id"] = f"{homework.id}-{chosen}-{number:03d}"
    about = {"homework": homework.id, "lang": chosen, "source": homework.digest[:16]}
    if edition.student:
        about["student"] = edition.student
    return {"cells": cells, "metadata": {**_METADATA, "tinygrad_fa": about}, **FORMAT}


def prose_of(homework: Homework, cell: Cell, edition: Edition) -> str:
    """Return prose with tables in the place of its marks."""

    def table(found: re.Match[str]) -> str:
        question = homework.by_id[found["question"]]
        if found["kind"] == "question":
            return table_of_items(question, edition.language)
        if question.id in edition.numbers:
            return table_of_numbers(edition.numbers[question.id])
        return language.text("building.own_numbers", edition.language)

    return MARK.sub(table, cell.text)


def table_of_items(question: Question, chosen: str) -> str:
    """Return what a question asks for and what each part is worth."""
    if question.is_written or len(question.kinds) == 1:
        return f"*{points_of(question.points, chosen)}*"
    names = [f"`{name}`" for name in question.kinds]
    points = [f"${kind.points:g}$" for kind in question.kinds.values()]
    total = points_of(question.points, chosen)
    return f"{_table([names, points])}\n\n*{total}*"


def table_of_numbers(numbers: Mapping[str, Any]) -> str:
    """Return a student's own numbers as a table; arrays as rows."""
    names = [f"`{name}`" for name in numbers]
    return _table([names, [f"${shown(value)}$" for value in numbers.values()]])


def points_of(points: float, chosen: str) -> str:
    """Return ``5 points`` in a language."""
    if points == 1:
        return language.text("building.one_point", chosen)
    return language.text("building.points", chosen, points=f"{points:g}")


def shown(value: Any) -> str:
    """Return a number or an array as TeX, numbers to six digits."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        rows = value if value and isinstance(value[0], list) else [value]
        body = r" \\ ".join(" & ".join(shown(x) for x in row) for row in rows)
        return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
    return f"{value:.6g}"


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _opening(homework: Homework, edition: Edition) -> list[dict[str, Any]]:
    """Return the cells below the title: how it works, the checks, and whose notebook it is."""
    chosen = edition.language
    key = "building.how_own" if edition.student else "building.how_anybody"
    whose = language.text(key, chosen, student=edition.student)
    how = _markdown(language.text("building.how", chosen, whose=whose), chosen)
    comment = language.text("building.checks_comment", chosen)
    checks = _code(f'# {comment}\nCHECKS = "{edition.checks}"', "checks")
    checks["metadata"] |= {"jupyter": {"source_hidden": True}, "collapsed": True, "editable": False}
    checks["metadata"]["nbgrader"] = _sealed(nbgrader.locked("checks"), checks["source"])
    lines = ["from tinygrad_fa.homework.public import own_numbers, start", ""]
    if not edition.student:
        lines.append(f"# {language.text('building.id_comment', chosen)}")
    lines += [f'student = "{edition.student}"', f'check = start(CHECKS, "{chosen}", student)']
    return [how, checks, _code("\n".join(lines), "setup")]


def _answer(cell: Cell, question: Question, edition: Edition, part: int) -> dict[str, Any]:
    chosen = edition.language
    if not cell.is_code:
        made = _markdown(cell.text, chosen)
        made["metadata"]["tinygrad_fa"] = {"question": question.id, "role": "written"}
        about = nbgrader.essay(f"{question.id}-answer", question.points)
        made["metadata"]["nbgrader"] = _sealed(about, made["source"])
        return made
    has_solution = BEGIN in cell.text
    text = cell.shown_in(chosen) if edition.with_solutions else cell.starter(chosen)
    made = _code(text, "answer", question.id)
    if has_solution:
        about = nbgrader.answer(f"{question.id}-code-{part}")
        made["metadata"]["nbgrader"] = _sealed(about, made["source"])
    return made


def _check(question: Question) -> dict[str, Any]:
    made = _code(f'check("{question.id}")', "check", question.id)
    about = nbgrader.check(f"{question.id}-check", question.points)
    made["metadata"]["nbgrader"] = _sealed(about, made["source"])
    return made


def _sealed(about: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    return {**about, "checksum": nbgrader.checksum(about, "".join(lines))}


def _code(text: str, role: str, question: str = "") -> dict[str, Any]:
    about = {"role": role, **({"question": question} if question and role == "answer" else {})}
    return {
        "cell_type": "code", "metadata": {"tinygrad_fa": about}, "execution_count": None,
        "outputs": [], "source": text.splitlines(keepends=True),
    }  # fmt: skip


def _markdown(text: str, chosen: str) -> dict[str, Any]:
    prose = right_to_left(text) if chosen == "fa" else text
    return {"cell_type": "markdown", "metadata": {}, "source": prose.splitlines(keepends=True)}


def solution_lines(homework: Homework) -> dict[str, set[str]]:
    """Return the lines that stand in model solutions alone, by question.

    A line that is handed out as well, such as an import, gives nothing away.
    """
    open_lines: set[str] = set()
    closed: dict[str, set[str]] = {}
    for cell in homework.cells:
        if not cell.is_code or cell.is_teacher:
            continue
        inside = False
        for line in cell.text.split("\n"):
            bare = line.strip()
            if bare in (BEGIN, END):
                inside = bare == BEGIN
            elif inside and cell.question:
                closed.setdefault(cell.question, set()).add(bare)
            elif bare:
                open_lines.add(bare)
    return {name: {x for x in lines - open_lines if x} for name, lines in closed.items()}
