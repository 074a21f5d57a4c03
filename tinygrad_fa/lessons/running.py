"""Run a lesson without Jupyter: in the terminal, or silently in the tests."""

from __future__ import annotations

import ast
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.lessons.exercises import exercises_of
from tinygrad_fa.lessons.source import Cell, Lesson, find_lesson
from tinygrad_fa.lessons.terminal import code_block, plain_prose


def run(number: int, chosen: str | None = None) -> None:
    """Print a lesson's prose, its code and the code's results in the terminal.

    Args:
        number: the number of the lesson.
        chosen: ``"fa"`` or ``"en"``; by default the language in use.

    Raises:
        DataError: if there is no such lesson, or its code is no Python.
        SettingError: if a package that the lesson draws with is not installed.
    """
    chosen = chosen or language.get_language()
    lesson = find_lesson(number)
    questions = exercises_of(lesson).questions(chosen)
    width = min(shutil.get_terminal_size().columns, 88)
    names: dict[str, Any] = {"__name__": "__main__"}
    with spoken(chosen):
        for cell in lesson.cells_in(chosen):
            if cell.is_code:
                print(code_block(cell.shown_in(chosen)))
                execute(cell, names, str(lesson.path), show=print)
            else:
                print(plain_prose(cell.text, questions, width))
            print()


def execute_all(lesson: Lesson, chosen: str) -> dict[str, Any]:
    """Run all code of a lesson in order, show nothing of it, and return the names it made."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with spoken(chosen), redirect_stdout(io.StringIO()):
        for cell in lesson.cells_in(chosen):
            if cell.is_code:
                execute(cell, names, str(lesson.path), show=print)
    return names


@contextmanager
def spoken(chosen: str) -> Iterator[None]:
    """Use a language inside the ``with`` block, and go back to the reader's wish after it."""
    before = language._chosen
    language.set_language(chosen)
    try:
        yield
    finally:
        language.set_language(before)


def execute(
    cell: Cell, names: dict[str, Any], filename: str, show: Callable[[object], object]
) -> None:
    """Run one code cell as a notebook does: the value of its last line, if any, is shown.

    A semicolon at the end hides the value.  An error points at the line of the source file.

    Raises:
        SettingError: if the cell imports a package that is not installed.
        DataError: if its text is no Python.
    """
    try:
        tree = ast.parse(cell.text)
    except SyntaxError as error:
        place = {"path": Path(filename).name, "line": cell.line - 1 + (error.lineno or 1)}
        raise DataError("lessons.no_python", reason=error.msg, **place) from error
    ast.increment_lineno(tree, cell.line - 1)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    # The lessons are files of this package, as trusted as the module you are reading.
    try:
        exec(compile(tree, filename, "exec"), names)  # noqa: S102
    except ModuleNotFoundError as error:
        raise SettingError("lessons.missing_package", package=error.name) from error
    if isinstance(last, ast.Expr):
        result = eval(compile(ast.Expression(last.value), filename, "eval"), names)  # noqa: S307
        if result is not None and not cell.text.rstrip().endswith(";"):
            show(result)
