"""Verdicts for nbgrader: they are written into its gradebook, through its own API.

The formgrader and nbgrader's own reports then show our points.  What a teacher has put in by hand
stays: nbgrader counts a manual score before an automatic one.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa.homework.records import QuestionVerdict
from tinygrad_fa.homework.reports.cleaning import visible
from tinygrad_fa.homework.reports.results import Results, Row
from tinygrad_fa.homework.reports.words import SIGNS, out_of, state, why
from tinygrad_fa.language.errors import FileError, SettingError

# The cells of our notebooks: one that checks a question, and one in which prose is answered.
CHECKED, WRITTEN, CODE = "{}-check", "{}-answer", "{}-code-"


def write_back(results: Results, database: str, lang: str) -> int:
    """Write the points of the class into a gradebook; return how many students it has now got.

    An assignment that nbgrader has generated from our notebook keeps its cells.  One that it has
    never seen is entered with a cell for each question.

    Args:
        results: the class.
        database: where the gradebook is, as nbgrader says it: ``sqlite:///gradebook.db``.
        lang: the language of the comments.

    Raises:
        SettingError: if nbgrader is not installed.
        FileError: if the gradebook cannot be opened.
    """
    try:
        from nbgrader.api import Gradebook
    except ImportError as error:
        raise SettingError("grading.no_nbgrader") from error
    try:
        gradebook = Gradebook(database)
    except Exception as error:  # of SQLAlchemy, which has many, or of the database's driver
        raise FileError("grading.no_gradebook", path=database, reason=error) from error
    with gradebook:
        notebooks = _notebooks(gradebook, results)
        for row in results.handed_in:
            _enter(gradebook, results, row, notebooks, lang)
        return len(results.handed_in)


def _notebooks(gradebook: Any, results: Results) -> list[str]:
    """Return the names of the assignment's notebooks; enter the assignment if it is unknown."""
    from nbgrader.api import MissingEntry

    try:
        known = gradebook.find_assignment(results.homework).notebooks
    except MissingEntry:
        gradebook.add_assignment(results.homework)
        known = []
    if known:
        return [notebook.name for notebook in known]
    gradebook.add_notebook(results.homework, results.homework)
    for question in results.questions:
        points = sum(column.points for column in results.columns if column.question == question)
        for name, kind in ((CHECKED, "code"), (CODE, "code")):
            add = gradebook.add_solution_cell if name == CODE else gradebook.add_grade_cell
            more = {} if name == CODE else {"max_score": points, "cell_type": kind}
            add(name.format(question), results.homework, results.homework, **more)
    return [results.homework]


def _enter(gradebook: Any, results: Results, row: Row, notebooks: list[str], lang: str) -> None:
    """Enter one student's points: into the notebook that she has handed in, or the first one."""
    gradebook.update_or_create_student(row.student)
    submission = gradebook.update_or_create_submission(results.homework, row.student)
    file = row.verdict.file if row.verdict else ""
    chosen = next((name for name in notebooks if name in file), notebooks[0])
    for notebook in submission.notebooks:
        if notebook.name != chosen:  # in another language: nobody waits for it
            for grade in notebook.grades:
                grade.needs_manual_grade = False
            continue
        for name in results.questions:
            question = row.question(name)
            earned = sum(v.earned for v in question.verdicts) if question else 0.0
            by_hand = any(v.state == "by_hand" for v in question.verdicts) if question else False
            for grade in notebook.grades:
                if grade.name in (CHECKED.format(name), WRITTEN.format(name)):
                    grade.auto_score = earned
                    grade.needs_manual_grade = by_hand and grade.manual_score is None
            for comment in notebook.comments:
                if question and comment.name.startswith((CODE.format(name), WRITTEN.format(name))):
                    comment.auto_comment = _comment(question, lang)
    gradebook.db.commit()


def _comment(question: QuestionVerdict, lang: str) -> str:
    lines = []
    for verdict in question.verdicts:
        points = out_of(verdict.earned, verdict.points, lang)
        head = f"{SIGNS[verdict.state]} {verdict.item} ({points}): {state(verdict, lang)}"
        lines.append(" – ".join([head, *why(verdict, lang)]))
    return visible("\n".join(lines))
