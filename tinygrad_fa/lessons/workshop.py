"""From sources to notebooks: generate them, execute them, and check that all is in order.

A notebook is written with the standard library alone; nbformat and nbclient are needed only to
validate and execute it.
"""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
import traceback
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.files import make_folder, write_whole
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.lessons.exercises import exercises_of
from tinygrad_fa.lessons.lint import lint_lesson
from tinygrad_fa.lessons.running import execute_all
from tinygrad_fa.lessons.source import Cell, Lesson, find_lesson, list_lessons
from tinygrad_fa.lessons.terminal import with_questions

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_PERSIAN = re.compile("[\u0600-\u06ff]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}

Notebook = dict[str, Any]


def build(
    execute: bool = True, folder: Path | None = None, numbers: Collection[int] = ()
) -> list[Path]:
    """Write the notebooks of the lessons in both languages and return their files.

    Args:
        execute: run them, so that they are stored with their results (needs nbclient).
        folder: where the sources are; by default the lessons of this installation.
        numbers: of the lessons; all of them if there are none.

    Raises:
        SettingError: if nbclient is wanted but not installed.
        DataError: if there is no lesson of a number, or the code of one stops.
        FileError: if a notebook cannot be written.
    """
    written = []
    chosen_lessons = [find_lesson(number, folder) for number in numbers]
    for lesson in chosen_lessons or list_lessons(folder):
        for chosen in language.LANGUAGES:
            notebook = notebook_of(lesson, chosen)
            if execute:
                notebook = executed(notebook, f"{chosen}/{lesson.name}.ipynb")
            path = lesson.notebook(chosen)
            make_folder(path.parent)
            write_whole(path, [as_text(notebook).encode()])
            written.append(path)
    return written


def check(execute: bool = False, folder: Path | None = None) -> list[str]:
    """Return what is not in order with the lessons, one sentence each; [] if all is well.

    The generated notebooks must be what their sources say, the code must run, and the prose must
    pass the proof-reader (`lint`).

    Args:
        execute: also run each notebook anew and compare its printed results with the stored ones.
        folder: where the sources are; by default the lessons of this installation.

    Raises:
        SettingError: if a package is missing that the lessons need.
    """
    found = []
    for lesson in list_lessons(folder):
        found += [str(problem) for problem in lint_lesson(lesson)]
        for chosen in language.LANGUAGES:
            place = f"{chosen}/{lesson.name}.ipynb"
            fresh, path = notebook_of(lesson, chosen), lesson.notebook(chosen)
            stored, failure = _stored_notebook(path), _failure(lesson, chosen)
            if stored is None or without_outputs(stored) != fresh:
                found.append(language.text("lessons.stale", None, notebook=place))
            elif execute and not failure:
                found += _differences(fresh, stored, place)
            found += failure
    return found


def _stored_notebook(path: Path) -> Notebook | None:
    """Return a notebook of earlier; None if there is none that could be read."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) and "cells" in stored else None


def _differences(fresh: Notebook, stored: Notebook, place: str) -> list[str]:
    """Execute a notebook; return a sentence if it stops or shows other results."""
    try:
        same = _printed(executed(fresh, place)) == _printed(stored)
    except DataError as error:
        return [str(error)]
    return [] if same else [language.text("lessons.other_results", None, notebook=place)]


def _failure(lesson: Lesson, chosen: str) -> list[str]:
    """Run the code of a lesson; return a sentence if it stops."""
    try:
        execute_all(lesson, chosen)
    except SettingError:  # a package is missing, which is not the lesson's fault
        raise
    except Exception as error:  # whatever the code of a lesson may raise is the finding
        if getattr(error, "key", "") == "lessons.no_python":
            return [str(error)]
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(lesson.path)]
        reason = f"{type(error).__name__}: {error}"
        place = {"lesson": lesson.name, "line": lines[-1] if lines else 0}
        return [language.text("lessons.code_fails", None, reason=reason, **place)]
    return []


def notebook_of(lesson: Lesson, chosen: str) -> Notebook:
    """Return a lesson as a notebook (format 4.5) in one language, not yet executed."""
    questions = exercises_of(lesson).questions(chosen)
    cells = [
        _notebook_cell(cell, chosen, questions, f"{lesson.name[:2]}-{chosen}-{i:03d}")
        for i, cell in enumerate(lesson.cells_in(chosen), start=1)
    ]
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


def _notebook_cell(
    cell: Cell, chosen: str, questions: Mapping[str, str], identity: str
) -> dict[str, Any]:
    text = cell.shown_in(chosen)
    if cell.is_code:
        return {
            "cell_type": "code", "id": identity, "metadata": {}, "source": _lines(text),
            "execution_count": None, "outputs": [],
        }  # fmt: skip
    text = with_questions(text, questions)
    if cell.language == "fa":
        text = right_to_left(text)
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": _lines(text)}


def right_to_left(prose: str) -> str:
    """Return Persian Markdown in right-to-left blocks.

    Blank lines inside the block let the Markdown in it be read as such.  Formulas of their own,
    code and tables without Persian words stay outside, as they read from left to right.
    """
    parts: list[str] = []
    open_block = False
    for block in re.split(r"\n{2,}", prose):
        outside = block.startswith(("$$", "```"))
        outside |= block.startswith("|") and not _PERSIAN.search(block)
        if open_block and outside:
            parts.append("</div>")
        elif not open_block and not outside:
            parts.append('<div dir="rtl" lang="fa">')
        parts.append(block)
        open_block = not outside
    if open_block:
        parts.append("</div>")
    return "\n\n".join(parts)


def executed(notebook: Notebook, place: str = "") -> Notebook:
    """Return a copy of the notebook with its results; `place` names it in an error.

    Raises:
        SettingError: if nbclient is not installed.
        DataError: if its code stops, or takes longer than 90 seconds.
    """
    try:
        import nbclient
        import nbformat
    except ImportError as error:
        raise SettingError("lessons.no_nbclient") from error
    node = nbformat.reads(as_text(notebook), as_version=4)
    nbformat.validate(node)
    paths = [str(_REPOSITORY), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with tempfile.TemporaryDirectory() as folder:  # a lesson leaves no files where it is built
        client = nbclient.NotebookClient(
            node,
            timeout=90,
            record_timing=False,
            coalesce_streams=True,  # what is printed arrives in pieces, at random
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],  # the kernel warns of every port it opens
        )
        try:
            client.execute(env=environment)
        except nbclient.exceptions.CellExecutionError as error:
            reason = f"{error.ename}: {error.evalue}"
            raise DataError("lessons.notebook_fails", notebook=place, reason=reason) from error
        except (nbclient.exceptions.CellTimeoutError, nbclient.exceptions.DeadKernelError) as error:
            reason = str(error).split("\n")[0]
            raise DataError("lessons.notebook_fails", notebook=place, reason=reason) from error
    result: Notebook = json.loads(nbformat.writes(node))
    result["metadata"] = _METADATA  # the version of this Python is nobody's business
    for cell in result["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [kept for kept in map(_stored, cell["outputs"]) if kept]
    return result


def _stored(output: dict[str, Any]) -> dict[str, Any] | None:
    """Return an output as it is stored: without pages of HTML, for nobody would see them.

    GitHub shows none, and JupyterLab none of a notebook that was not run here.  Either would
    leave an empty place instead of taking the picture beside the page.
    """
    if "data" not in output:
        return output
    data = {kind: content for kind, content in output["data"].items() if kind != "text/html"}
    if "text/html" in output["data"] and set(data) <= {"text/plain"}:
        return None
    if {"image/png", "image/svg+xml"} <= set(data):
        # The PNG beside a drawing has twice its pixels and is shown in the drawing's size.
        width = int.from_bytes(base64.b64decode(data["image/png"][:64])[16:20], "big") // 2
        return {**output, "data": data, "metadata": {"image/png": {"width": width}}}
    return {**output, "data": data}


def without_outputs(notebook: Notebook) -> Notebook:
    """Return a copy of a notebook as it was before it was executed."""
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def as_text(notebook: Notebook) -> str:
    """Return the notebook as its file: sorted and indented, so that changes can be read."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _printed(notebook: Notebook) -> list[str]:
    """Return what the cells print or show as plain text, as far as every machine agrees on it."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    texts = [
        output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs
    ]
    return [" ".join(_NUMBER.sub(_rounded, "".join(text)).split()) for text in texts]


def _rounded(found: re.Match[str]) -> str:
    """Return a number to four digits; rounding errors, which differ between machines, as 0."""
    number = float(found[0])
    return "0" if abs(number) < 1e-6 else f"{number:.4g}"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
