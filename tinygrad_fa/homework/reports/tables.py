"""Tables for spreadsheets and for the learning platforms Moodle and Canvas.

All are CSV in UTF-8 with a byte-order mark, without which Excel shows Persian names as rubbish.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from tinygrad_fa.homework.reports.cleaning import cell
from tinygrad_fa.homework.reports.results import Results, Row, number
from tinygrad_fa.homework.reports.words import feedback, said

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def scores_csv(results: Results) -> bytes:
    """Return everything about the class, one student per line, for a spreadsheet or a program.

    The columns have the same names in every language: student, name, email, earned, points,
    percent, tier, file, digest, refused, notes, then for each item its points and its state.
    """
    head = ["student", "name", "email", "earned", "points", "percent", "tier", "file", "digest"]
    head += ["refused", "notes"]
    for column in results.columns:
        head += [column.name, f"{column.name} state", f"{column.name} misconception"]
    return _csv([head, *(_everything(results, row) for row in results.rows)])


def moodle_csv(results: Results, lang: str) -> bytes:
    """Return the grades for Moodle: Grades → Import → CSV file.

    Moodle asks for each column what it is.  Who wants the feedback must import it together with
    the grade (https://docs.moodle.org/en/Grade_import).
    """
    title = said(results.titles, lang) or results.homework
    feedback_title = f"Feedback: {title}"
    head = ["ID number", "Full name", "Email address", cell(title), cell(feedback_title)]
    lines = [
        [
            cell(row.student),
            cell(row.name),
            cell(row.email),
            number(row.earned) if row.verdict else "",
            cell(feedback(row, lang)),
        ]
        for row in results.rows
    ]
    return _csv([head, *lines])


def canvas_csv(results: Results, lang: str) -> bytes:
    """Return the grades for Canvas: Grades → Import.

    Its second line tells what the assignment is worth.  A student is found by the SIS login; a
    cell that is empty leaves her grade as it is.
    """
    title = said(results.titles, lang) or results.homework
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", cell(title)]
    worth = ["    Points Possible", "", "", "", "", number(results.points)]
    lines = [
        [
            cell(row.name or row.student),
            "",
            "",
            cell(row.student),
            "",
            number(row.earned) if row.verdict else "",
        ]
        for row in results.rows
    ]
    return _csv([head, worth, *lines])


def _everything(results: Results, row: Row) -> list[str]:
    verdict = row.verdict
    line = [cell(row.student), cell(row.name), cell(row.email)]
    if verdict is None:
        line += ["", number(results.points), "", "", "", "", "not handed in", ""]
    else:
        percent = 100 * row.earned / results.points if results.points else 0.0
        line += [number(row.earned), number(results.points), f"{percent:.1f}", verdict.tier]
        line += [cell(verdict.file), verdict.digest, cell(said(verdict.refused, "en"))]
        line += [cell("; ".join(said(note, "en") for note in verdict.notes))]
    for column in results.columns:
        found = row.by_column.get((column.question, column.item))
        if found is None:
            line += ["", "", ""]
        else:
            line += [number(found.earned), found.state, cell(found.misconception)]
    return line


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return BYTE_ORDER_MARK + text.getvalue().encode("utf-8")
