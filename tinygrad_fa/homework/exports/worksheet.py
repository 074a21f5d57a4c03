"""The worksheet: the questions for pen and paper on A4, and the answers in a file of their own.

On paper stand the questions with numbers of one's own, the formulas and the written answers; code
stays in the notebook.  The page of a student and the answers to it carry the same sheet number, so
that a pile of pages can be marked without names.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.homework.exports.notebook import points_of, table_of_numbers
from tinygrad_fa.homework.items import TypedFormula
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.source import Homework
from tinygrad_fa.homework.source_cells import Cell
from tinygrad_fa.lessons.book import stylesheet
from tinygrad_fa.lessons.page import prose

RULED_LINES = 6  # for a written answer
_CSS = Path(__file__).resolve().parent / "templates" / "worksheet.css"
_MARK = re.compile(r"^\{(question|numbers) ([\w-]+)\}$", re.MULTILINE)


@dataclass(frozen=True)
class Sheet:
    """One student's sheet.

    Attributes:
        student: her id; a number where the sheets are for nobody in particular.
        number: what the sheet and its answers are found by.
        numbers: her inputs of the personal questions, by question.
        is_named: whether the id is printed, or a blank to write it into.
    """

    student: str
    number: str
    numbers: Mapping[str, Mapping[str, Any]]
    is_named: bool


def sheet_number(key: bytes, student: str) -> str:
    """Return the number of a student's sheet: from it nobody can tell whose it is."""
    digest = hmac.new(key, b"sheet|" + student.encode("utf-8"), hashlib.sha256).hexdigest()
    return f"{digest[:3]}-{digest[3:6]}".upper()


def is_for_paper(question: Question) -> bool:
    """Whether a question stands on the worksheet."""
    formulas = all(isinstance(kind, TypedFormula) for kind in question.kinds.values())
    return question.personal or question.is_written or formulas


def worksheets(homework: Homework, sheets: Iterable[Sheet], chosen: str, key: bool = False) -> str:
    """Return a page of HTML with a sheet for each student, or with the answers to them.

    Raises:
        SettingError: if what pages are made with is not installed.
    """
    title = f"{language.text('building.paper', chosen)}: {homework.titles[chosen]}"
    direction = "rtl" if chosen == "fa" else "ltr"
    faces = "\n".join(re.findall(r"@font-face \{.*?\}", stylesheet(), re.DOTALL))
    make = _answers if key else _blank
    body = "\n".join(make(homework, sheet, chosen) for sheet in sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="{chosen}" dir="{direction}">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{faces}\n{_CSS.read_text('utf-8')}</style>"
        f"</head>\n<body>\n{body}\n</body></html>\n"
    )


def _blank(homework: Homework, sheet: Sheet, chosen: str) -> str:
    opening, asked = _parts(homework, chosen)
    word = {x: language.text(f"building.{x}", chosen) for x in ("name", "id", "sheet", "paper_how")}
    owner = f" <bdi>{html.escape(sheet.student)}</bdi>" if sheet.is_named else ""
    who = (
        f'<div class="who"><span class="line">{word["name"]}:</span>'
        f'<span class="line">{word["id"]}:{owner}</span>'
        f'<span>{word["sheet"]} <span class="code">{sheet.number}</span></span></div>'
    )
    first, rest = _split_title(_page(opening, sheet))
    parts = [f'<section class="sheet">{first}{who}{rest}<p>{word["paper_how"]}</p>']
    for question, text in asked:
        points = f'<p class="points">{points_of(question.points, chosen)}</p>'
        asks = _page(text, sheet) + points + _room(question)
        parts.append(f'<div class="question">{asks}</div>')
    return "\n".join([*parts, "</section>"])


def _room(question: Question) -> str:
    """Return the blanks of a question."""
    if question.is_written:
        return f'<div class="lines">{"<div></div>" * RULED_LINES}</div>'
    blanks = "".join(
        f'<div class="blank"><code>{html.escape(name)}</code> = <span class="room"></span></div>'
        for name in question.returned
    )
    wide = " wide" if len(question.returned) == 1 else ""
    return f'<div class="blanks{wide}">{blanks}</div>'


def _answers(homework: Homework, sheet: Sheet, chosen: str) -> str:
    word = {x: language.text(f"building.{x}", chosen) for x in ("answer_key", "id", "sheet")}
    parts = [
        f'<section class="sheet key"><h1>{word["answer_key"]}</h1>'
        f"<p>{html.escape(homework.titles[chosen])}</p>"
        f'<div class="who"><span>{word["id"]}: <bdi>{html.escape(sheet.student)}</bdi></span>'
        f'<span>{word["sheet"]} <span class="code">{sheet.number}</span></span></div>'
    ]
    for question, text in _parts(homework, chosen)[1]:
        heading = re.search(r"^## (.*)$", text, re.MULTILINE)
        parts.append(prose(f"## {heading[1] if heading else question.id}"))
        if question.id in sheet.numbers:
            parts.append(prose(table_of_numbers(sheet.numbers[question.id])))
        found = "".join(
            f'<div class="blank"><code>{html.escape(name)}</code> = '
            f'<span class="found">{html.escape(answer)}</span>'
            f'<code class="how">{html.escape(how)}</code></div>'
            for name, answer, how in answers_of(question, sheet.numbers.get(question.id, {}))
        )
        parts.append(f'<div class="blanks">{found}</div>')
    number = f'<span class="code">{sheet.number}</span>'
    seal = html.escape(language.text("building.seal", chosen)).replace("SHEET", number)
    return "\n".join([*parts, f'<p class="note">{seal}</p></section>'])


def answers_of(question: Question, numbers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (name, answer, formula) of all that the question asks for and a program knows."""
    values = question.reference.values(numbers) if numbers else {}
    found = []
    for name, kind in question.kinds.items():
        if isinstance(kind, TypedFormula):
            found.append((name, kind.text, ""))
        elif values.get(name) is not None:
            formula = question.reference.rules[name].formula
            found.append((name, _rounded(values[name]), formula))
    return found


def _rounded(value: Any) -> str:
    listed = value.tolist()
    return f"{listed:.6g}" if isinstance(listed, (int, float)) else str(value.round(4).tolist())


def _parts(homework: Homework, chosen: str) -> tuple[str, list[tuple[Question, str]]]:
    """Return the opening prose, and the questions for paper with the prose in front of each."""
    before: list[str] = []
    opening: str | None = None
    found: list[tuple[Question, str]] = []
    for cell in homework.cells_in(chosen):
        if _is_prose(cell):
            if opening is None:
                opening = cell.text
            else:
                before.append(cell.text)
            continue
        question = homework.by_id.get(cell.question)
        if question is not None and is_for_paper(question) and before:
            found.append((question, "\n\n".join(before)))
        before = []
    return opening or "", found


def _is_prose(cell: Cell) -> bool:
    return not cell.is_code and not cell.question


def _page(text: str, sheet: Sheet) -> str:
    def table(found: re.Match[str]) -> str:
        known = sheet.numbers.get(found[2], {}) if found[1] == "numbers" else {}
        return table_of_numbers(known) if known else ""

    return prose(_MARK.sub(table, text))


def _split_title(page: str) -> tuple[str, str]:
    """Return the heading of the page, and what comes below it."""
    if "</h1>" not in page:
        return "", page
    first, rest = page.split("</h1>", 1)
    return first + "</h1>", rest
