"""The source of a homework: one file, from which everything else is made.

It is a Python file in jupytext's percent form, as a lesson is, and opens with a header::

    # ---
    # homework: hw2
    # title.fa: پس‌انتشار در شبکهٔ ۲-۲-۱
    # title.en: Backpropagation in a 2-2-1 net
    # allow: numpy
    # due: 2026-12-01
    # ---

    # %% [markdown] lang="fa"            prose in one language
    # %%                                 code that every student gets as it is
    # %% question="backward"             code with the student's function
    # %% [markdown] question="why" lang="en"    a question that is answered in prose
    # %% teacher                         never handed out

Between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` stands the model solution, which a student
gets as ``...``.  The cells of the teacher hold the formula sheets and the list ``QUESTIONS``; they
alone are run when the source is read.  In prose, a line ``{question backward}`` stands for a
table of the question's items.

The source may also be a notebook whose cells say the same in their metadata::

    "metadata": {"tinygrad_fa": {"question": "backward", "role": "teacher", "lang": "fa"}}

and whose own metadata has the header: ``{"tinygrad_fa": {"homework": "hw2", "title.fa": …}}``.
"""

from __future__ import annotations

import hashlib
import json
import linecache
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tinygrad_fa.homework.questions import Asked, Question
from tinygrad_fa.homework.source_cells import Cell
from tinygrad_fa.homework.source_checks import check_cells, check_list
from tinygrad_fa.language.errors import DataError, TinygradError

_MARKER = re.compile(
    r'# %%(?P<prose> \[markdown\])?(?P<teacher> teacher)?(?: question="(?P<question>[^"]+)")?'
    r'(?: lang="(?P<language>fa|en)")?'
)
_NEEDED = ("homework", "title.fa", "title.en")
_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_PACKAGE = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Homework:
    """A homework as its author wrote it.

    Attributes:
        path: the source file.
        id: names it.
        titles: the title in ``"fa"`` and ``"en"``.
        cells: in the order of the source.
        questions: what is asked for.
        allow: packages that a student's code may import.
        digest: sha-256 of the source, hex: another source gives other verdicts.
        settings: all entries of the header (``due`` …).
    """

    path: Path
    id: str
    titles: Mapping[str, str]
    cells: tuple[Cell, ...]
    questions: tuple[Question, ...]
    allow: tuple[str, ...]
    digest: str
    settings: Mapping[str, str]

    @property
    def points(self) -> float:
        """What the homework is worth."""
        return sum(question.points for question in self.questions)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by their ids."""
        return {question.id: question for question in self.questions}

    def cells_in(self, language: str) -> list[Cell]:
        """Return the cells that a student of `language` gets, in order."""
        return [
            cell for cell in self.cells if not cell.is_teacher and cell.language in (None, language)
        ]

    @property
    def solution(self) -> str:
        """All code with the model solutions, cell after cell, as a submission has it."""
        return self._code(lambda cell: cell.solution)

    def starter(self, language: str = "en") -> str:
        """Return all code as it is handed out, cell after cell."""
        return self._code(lambda cell: cell.starter(language))

    def _code(self, text: Any) -> str:
        cells = (x for x in self.cells if x.is_code and not x.is_teacher and x.language != "fa")
        return "\n\n".join(f"# %%\n{text(cell)}" for cell in cells) + "\n"

    def plan(
        self, student: str, space_key: bytes, personal_key: bytes | None = None
    ) -> list[Asked]:
        """Return the calls of all questions, in order; see `Question.plan`."""
        calls = []
        for question in self.questions:
            calls += question.plan(student, space_key, personal_key)
        return calls


def read_homework(path: str | Path) -> Homework:
    """Return the homework in a source file, ``.py`` or ``.ipynb``.

    Raises:
        DataError: if it cannot be read as a homework or its questions cannot be marked as they
            stand; the text names the place.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("homework.unreadable", path=path.name, reason=error) from error
    read = _read_notebook if path.suffix == ".ipynb" else _read_percent
    settings, cells = read(path, text.replace("\r\n", "\n"))
    missing = [key for key in _NEEDED if not settings.get(key)]
    if missing:
        raise DataError("homework.header", path=path.name, missing=", ".join(missing))
    if not _ID.fullmatch(settings["homework"]):
        raise DataError("homework.bad_id", id=settings["homework"])
    questions = _questions(path, cells)
    check_cells(path, cells, questions)
    titles = {language: settings[f"title.{language}"] for language in ("fa", "en")}
    digest = hashlib.sha256(content).hexdigest()
    allow = _packages(settings.get("allow", "numpy"))
    return Homework(
        path, settings["homework"], titles, cells, questions, allow, digest, settings
    )  # fmt: skip


def _packages(listed: str) -> tuple[str, ...]:
    names = tuple(name for name in re.split(r"[,\s]+", listed) if name)
    for name in names:
        if not _PACKAGE.fullmatch(name):
            raise DataError("homework.bad_package", name=name)
    return names


def _read_percent(path: Path, text: str) -> tuple[dict[str, str], tuple[Cell, ...]]:
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    if not starts:
        raise DataError("homework.no_cells", path=path.name)
    pairs = (line[2:].partition(": ") for line in lines[: starts[0]] if ": " in line)
    settings = {key.strip(): value.strip() for key, _, value in pairs}
    ends = [*starts[1:], len(lines)]
    return settings, tuple(_cell(path, lines, i, j) for i, j in zip(starts, ends, strict=True))


def _cell(path: Path, lines: list[str], first: int, end: int) -> Cell:
    marker = _MARKER.fullmatch(lines[first].rstrip())
    if marker is None:
        raise DataError("homework.marker", path=path.name, line=first + 1, marker=lines[first])
    body = lines[first + 1 : end]
    if marker["prose"]:
        for i, line in enumerate(body, start=first + 2):
            if line.strip() and not line.startswith("#"):
                raise DataError("lessons.prose_line", path=path.name, line=i, text=line)
        body = [line[2:] for line in body]
    blanks = len(body) - len("\n".join(body).lstrip("\n").split("\n"))
    return Cell(
        not marker["prose"], marker["language"], "\n".join(body).strip("\n"), first + 2 + blanks,
        marker["question"] or "", bool(marker["teacher"]),
    )  # fmt: skip


def _read_notebook(path: Path, text: str) -> tuple[dict[str, str], tuple[Cell, ...]]:
    try:
        notebook = json.loads(text)
        settings = notebook["metadata"]["tinygrad_fa"]
        cells, line = [], 1
        for cell in notebook["cells"]:
            about = cell["metadata"].get("tinygrad_fa", {})
            source = cell["source"]
            source = (source if isinstance(source, str) else "".join(source)).strip("\n")
            cells.append(Cell(
                cell["cell_type"] == "code", about.get("lang"), source, line,
                about.get("question", ""), about.get("role") == "teacher",
            ))  # fmt: skip
            line += source.count("\n") + 1
        return {key: str(value) for key, value in settings.items()}, tuple(cells)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError("homework.no_notebook", path=path.name, reason=repr(error)) from error


def _questions(path: Path, cells: tuple[Cell, ...]) -> tuple[Question, ...]:
    """Run the teacher's cells and return the list ``QUESTIONS``."""
    # All cells keep their lines, so that an error names the line of the source.
    lines: list[str] = []
    for cell in cells:
        if cell.is_code and cell.is_teacher:
            lines += [""] * (cell.line - 1 - len(lines))
            lines += cell.text.split("\n")
    text = "\n".join(lines) + "\n"
    # Formula sheets read their own source: this is where they find it.
    name = f"<homework {path.name} {hashlib.sha256(text.encode()).hexdigest()[:16]}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    names: dict[str, Any] = {"__name__": f"homework {path.stem}"}
    try:
        exec(compile(text, name, "exec"), names)  # noqa: S102
    except TinygradError:
        raise
    except (Exception, SystemExit) as error:
        line = _line_of(error, name)
        reason = f"{type(error).__name__}: {error}"
        raise DataError(
            "homework.teacher_cell", path=path.name, line=line, reason=reason
        ) from error
    questions = names.get("QUESTIONS")
    if not isinstance(questions, (list, tuple)) or not questions:
        raise DataError("homework.no_questions", path=path.name)
    check_list(path, questions)
    return tuple(questions)


def _line_of(error: BaseException, name: str) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
