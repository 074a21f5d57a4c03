"""Reports of a grading: tables, files for learning platforms, pages for students and teacher.

All of them are made from the verdicts in the journal, so they can be made again at any time, in
either language, without running anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.files import make_folder, write_whole
from tinygrad_fa.homework.reports.class_page import Misconceptions, class_page
from tinygrad_fa.homework.reports.cleaning import file_name
from tinygrad_fa.homework.reports.machines import classroom50_json, gradescope_json, junit_xml
from tinygrad_fa.homework.reports.results import Column, Results, Row
from tinygrad_fa.homework.reports.student_page import student_page
from tinygrad_fa.homework.reports.tables import canvas_csv, moodle_csv, scores_csv
from tinygrad_fa.homework.similarity import Pair

__all__ = ["Column", "Results", "Row", "write_reports"]

Pictures = Callable[[Row, str, str], str]
"""Returns an SVG of where a student went wrong in a question, in a language, or nothing."""


def write_reports(
    results: Results,
    folder: str | Path,
    pairs: Iterable[Pair] = (),
    pictures: Pictures = lambda row, question, lang: "",
    misconceptions: Misconceptions | None = None,
    lang: str | None = None,
) -> list[Path]:
    """Write all reports into a folder; return the paths of those that a teacher opens first.

    ``class.fa.html`` and ``class.en.html``, ``students/``, ``scores.csv``, ``moodle.csv``,
    ``canvas.csv``, ``junit.xml``, ``gradescope/`` and ``classroom50/``.

    Args:
        results: the class.
        folder: where they go; it exists.
        pairs: similar submissions, for the page of the class.
        pictures: draws where a student went wrong.
        misconceptions: what each may be called.
        lang: the language of the reports that have only one; by default the one in use.

    Raises:
        FileError: if something cannot be written.
    """
    lang = lang or language.get_language()
    target = Path(folder)
    named = misconceptions or {}
    pages = make_folder(target / "students")
    first = []
    for each in language.LANGUAGES:
        path = target / f"class.{each}.html"
        write_whole(path, [class_page(results, each, tuple(pairs), named).encode("utf-8")])
        first.append(path)
        for row in results.rows:
            page = student_page(results, row, each, pictures)
            write_whole(pages / f"{file_name(row.student)}.{each}.html", [page.encode("utf-8")])
    for name, content in (
        ("scores.csv", scores_csv(results)),
        ("moodle.csv", moodle_csv(results, lang)),
        ("canvas.csv", canvas_csv(results, lang)),
        ("junit.xml", junit_xml(results, lang)),
    ):
        write_whole(target / name, [content])
        first.append(target / name)
    for name, made in (("gradescope", gradescope_json), ("classroom50", classroom50_json)):
        own = make_folder(target / name)
        for row in results.handed_in:
            write_whole(own / f"{file_name(row.student)}.json", [made(results, row, lang)])
    return first
