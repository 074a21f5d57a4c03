"""The source of a lesson: prose in two languages and the code once, in one Python file.

The file is in jupytext's percent form.  It opens with a header, and then cells follow::

    # ---
    # title.fa: قاعدهٔ زنجیره‌ای
    # title.en: The chain rule
    # minutes: 40
    # ---

    # %% [markdown] lang="fa"
    # نثر فارسی
    # %% [markdown] lang="en"
    # English prose
    # %%
    print("code, for both languages")

A cell with ``lang=…`` belongs to one language, any other cell to both.  In a code cell, a
comment line that begins with ``# fa:`` or ``# en:`` is shown in its language alone.  In prose a
line ``{exercise q1}`` stands for the question of that exercise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tinygrad_fa.language.errors import DataError

_PACKAGE = Path(__file__).resolve().parent.parent
_CELL = re.compile(r'# %%(?P<prose> \[markdown\])?(?: lang="(?P<language>fa|en)")?')
_COMMENT_IN_ONE_LANGUAGE = re.compile(r"(?P<indent> *)# (?P<language>fa|en): (?P<words>.*)")
_NAME = re.compile(r"\d\d_\w+\.py")


@dataclass(frozen=True)
class Cell:
    """One cell: prose or code, of one language or (None) of both; `line` is its first line."""

    is_code: bool
    language: str | None
    text: str
    line: int

    def shown_in(self, language: str) -> str:
        """Return the text as a reader of `language` sees it: without the other's comments."""
        return _comments_in(language, self.text) if self.is_code else self.text


@dataclass(frozen=True)
class Lesson:
    """A lesson as its author wrote it.

    Attributes:
        path: the source file; its name begins with the number of the lesson.
        titles: the title in ``"fa"`` and ``"en"``.
        minutes: how long a student needs.
    """

    path: Path
    titles: dict[str, str]
    minutes: int
    cells: tuple[Cell, ...]

    @property
    def number(self) -> int:
        """The number in front of the file's name."""
        return int(self.path.name[:2])

    @cached_property
    def name(self) -> str:
        """The file's name without ``.py``, for example ``01_chain_rule``."""
        return self.path.stem

    def notebook(self, language: str) -> Path:
        """Return where the generated notebook lies."""
        return self.path.parent / language / f"{self.name}.ipynb"

    def cells_in(self, language: str) -> list[Cell]:
        """Return the cells that a reader of `language` sees, in order."""
        return [cell for cell in self.cells if cell.language in (None, language)]


def lessons_folder() -> Path:
    """Return the folder of the lessons: inside the installed package, else in the repository.

    Raises:
        DataError: if neither is there.
    """
    for folder in (_PACKAGE / "_lessons", _PACKAGE.parent / "lessons"):
        if folder.is_dir():
            return folder
    raise DataError("lessons.no_folder", folder=_PACKAGE / "_lessons")


def list_lessons(folder: Path | None = None) -> list[Lesson]:
    """Return all lessons, in order.

    Raises:
        DataError: if a source cannot be read as a lesson.
    """
    files = sorted((folder or lessons_folder()).glob("*.py"))
    return [read_lesson(path) for path in files if _NAME.fullmatch(path.name)]


def find_lesson(number: int, folder: Path | None = None) -> Lesson:
    """Return the lesson with this number.

    Raises:
        DataError: if there is none; the text lists those that are there.
    """
    lessons = list_lessons(folder)
    for lesson in lessons:
        if lesson.number == number:
            return lesson
    known = ", ".join(str(lesson.number) for lesson in lessons)
    raise DataError("lessons.unknown_lesson", number=number, known=known)


def read_lesson(path: Path) -> Lesson:
    """Return the lesson in the file `path`.

    Raises:
        DataError: naming the line that is not part of a lesson.
    """
    lines = text_of(path).splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    if not starts:
        raise DataError("lessons.no_cells", path=path.name)
    header = _header(path, lines[: starts[0]])
    ends = [*starts[1:], len(lines)]
    cells = tuple(_cell(path, lines, i, end) for i, end in zip(starts, ends, strict=True))
    titles = {language: header[f"title.{language}"] for language in ("fa", "en")}
    if not header["minutes"].isdecimal():
        raise DataError("lessons.minutes", path=path.name, minutes=header["minutes"])
    return Lesson(path, titles, int(header["minutes"]), cells)


def text_of(path: Path) -> str:
    """Return what stands in a file of the course.

    Raises:
        DataError: if it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("lessons.unreadable", path=path.name, reason=error) from error


def _header(path: Path, lines: list[str]) -> dict[str, str]:
    pairs = (line[2:].partition(": ") for line in lines if ": " in line)
    header = {key: value for key, _, value in pairs}
    missing = {"title.fa", "title.en", "minutes"} - set(header)
    if missing:
        raise DataError("lessons.header", path=path.name, missing=", ".join(sorted(missing)))
    return header


def _cell(path: Path, lines: list[str], first: int, end: int) -> Cell:
    marker = _CELL.fullmatch(lines[first].rstrip())
    if marker is None:
        raise DataError("lessons.marker", path=path.name, line=first + 1, marker=lines[first])
    body = lines[first + 1 : end]
    if marker["prose"]:
        for i, line in enumerate(body, start=first + 2):
            if line.strip() and not line.startswith("#"):
                raise DataError("lessons.prose_line", path=path.name, line=i, text=line)
        body = [line[2:] for line in body]
    return Cell(not marker["prose"], marker["language"], "\n".join(body).strip("\n"), first + 2)


def _comments_in(language: str, code: str) -> str:
    kept = []
    for line in code.split("\n"):
        comment = _COMMENT_IN_ONE_LANGUAGE.fullmatch(line)
        if comment is None:
            kept.append(line)
        elif comment["language"] == language:
            kept.append(f"{comment['indent']}# {comment['words']}")
    return "\n".join(kept)
