"""What a student handed in, as cells: notebooks and Python files of every origin, read forgivingly.

Runs inside the sandbox, too, and therefore knows nothing but the standard library: notes are names
of texts (``sandbox.<name>``) with the values that fill them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_CELLS, MOST_NOTES = 2_000, 50
MOST_LETTERS, MOST_CODE = 1_000_000, 100_000  # in all; in cells of code, which others parse
Note = tuple[str, dict[str, Any]]

_MARK = re.compile(r"# ?%%(?P<rest>.*)")
_QUESTION = re.compile(r'\bquestion="?(?P<name>[\w-]+)"?')
# Cells of ours that show something to the student: in the sandbox there is nothing to show.
_OURS = {"checks", "numbers", "check"}
_OUR_LINE = re.compile(r"from tinygrad_fa\.homework\.public import |check = start\(CHECKS")
# What only IPython understands: %magic, !shell, ?help and help?.
_MAGIC = re.compile(r"(?P<indent>\s*)(?P<words>[%!?].*|[^#\s].*\?\s*)$")
_TIMED = re.compile(r"(?P<indent>\s*)%time\s+(?P<code>\w.*)$")
_ASSIGNED_MAGIC = re.compile(r"(?P<before>\s*[\w, ]+=\s*)[%!].*$")
# Cell magics whose cell is Python; the cells of all others (%%bash, %%html …) are none.
_PYTHON_CELL = re.compile(r"%%(?:time|timeit|capture|prun|python3?)\b")


class NotReadable(Exception):  # noqa: N818 - it is a finding, not a fault
    """What was handed in holds no cells; `key` and `values` say why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        text: what stands in it.
        is_code: whether it is run.
        question: the id of the question that its metadata name, or "".
        file: the file it comes from.
        number: its place among all cells of that file, from 1.
    """

    text: str
    is_code: bool = True
    question: str = ""
    file: str = ""
    number: int = 1


@dataclass
class Submitted:
    """The cells of all files in order, and what a teacher should know about them."""

    cells: list[Cell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def code(self) -> str:
        """All the code in one text, as Python reads it: without what only IPython understands.

        Cells that are no Python are left out, as they are when it is run: in the middle of the
        text they would hide all others.
        """
        texts = (python_of(cell.text) for cell in self.cells if cell.is_code)
        return "\n\n".join(text for text in texts if _is_python(text))

    def written(self, question: str) -> str:
        """Return the prose of the cells that answer a question."""
        texts = [c.text for c in self.cells if c.question == question and not c.is_code]
        return "\n\n".join(texts)


def read_files(files: Mapping[str, bytes]) -> Submitted:
    """Return the cells of all notebooks, or where there is none, of all Python files.

    Raises:
        NotReadable: if there is nothing that can be read.
    """
    notebooks = sorted(name for name in files if name.lower().endswith(".ipynb"))
    sources = notebooks or sorted(name for name in files if name.lower().endswith(".py"))
    if not sources:
        raise NotReadable("no_notebook", files=", ".join(sorted(files)[:5]) or "-")
    submitted, refusals = Submitted(), list[NotReadable]()
    for name in sources:
        try:
            read_file(name, files[name], submitted)
        except NotReadable as refusal:
            refusals.append(refusal)
            submitted.notes.append((refusal.key, refusal.values))
    if len(refusals) == len(sources):
        raise refusals[0]
    if len(sources) > 1:
        submitted.notes.append(("several_files", {"files": ", ".join(sources[:5])}))
    _note_metadata(submitted, bool(notebooks))
    submitted.notes[MOST_NOTES:] = []
    return submitted


def read_file(name: str, content: bytes, into: Submitted) -> None:
    """Append the cells of one file.

    Raises:
        NotReadable: if it is no notebook, or no text, or too long.
    """
    text = _decoded(name, content, into.notes)
    if name.lower().endswith(".ipynb"):
        cells = _cells_of_notebook(name, text, into.notes)
    else:
        cells = _cells_of_script(name, text)
    every = [*into.cells, *cells]
    letters = sum(len(cell.text) for cell in every)
    code = sum(len(cell.text) for cell in every if cell.is_code)
    if len(every) > MOST_CELLS or letters > MOST_LETTERS or code > MOST_CODE:
        raise NotReadable("notebook_too_long", file=name)
    into.cells += cells


def python_of(code: str) -> str:
    """Return a cell's code without what only IPython understands, line for line."""
    lines = code.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%") and not _PYTHON_CELL.match(lines[first]):
        return "\n".join("# " + line for line in lines)
    if _is_python(code):  # where it is, a line with % may be the rest of a sum, or text
        return code
    return "\n".join(_without_magic(line) for line in lines)


def _is_python(code: str) -> bool:
    try:
        compile(code, "<cell>", "exec", flags=0x2000 | 0x400, dont_inherit=True)  # await, AST only
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _without_magic(line: str) -> str:
    timed = _TIMED.match(line)
    if timed:
        return f"{timed['indent']}{timed['code']}"
    magic = _MAGIC.match(line)
    if magic:
        return f"{magic['indent']}pass  # {magic['words']}"
    assigned = _ASSIGNED_MAGIC.match(line)
    return f"{assigned['before']}None" if assigned else line


def _decoded(name: str, content: bytes, notes: list[Note]) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        with_mark = "utf-16"
    else:
        with_mark = "utf-8-sig"
    try:
        text = content.decode(with_mark)
    except UnicodeDecodeError:
        notes.append(("not_utf8", {"file": name}))
        text = content.decode("cp1256", "replace")  # what Persian Windows calls ANSI
    return _proper(text)


def _proper(text: str) -> str:
    """Return text with one kind of line ends, and nothing that is no text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.encode("utf-8", "replace").decode()


def _cells_of_notebook(name: str, text: str, notes: list[Note]) -> list[Cell]:
    twice: set[str] = set()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            twice.add(name)
        return dict(pairs)

    try:
        notebook = json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError, MemoryError):
        raise NotReadable("not_a_notebook", file=name) from None
    if not isinstance(notebook, dict):
        raise NotReadable("not_a_notebook", file=name)
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):  # nbformat 3, until 2015
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [
            c for sheet in sheets if isinstance(sheet.get("cells"), list) for c in sheet["cells"]
        ]
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise NotReadable("not_a_notebook", file=name)
    if twice:
        notes.append(("keys_twice", {"file": name}))
    read = [_cell(name, number, cell) for number, cell in enumerate(cells, start=1)]
    return [cell for cell in read if cell is not None]


def _cell(name: str, number: int, cell: Any) -> Cell | None:
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    role = _entry(cell, "tinygrad_fa", "role")
    if not isinstance(source, str) or role in _OURS:
        return None
    if role == "setup":  # what a student has added to it counts, our own lines do not
        source = "\n".join(line for line in source.split("\n") if not _OUR_LINE.match(line))
    return Cell(_proper(source), cell.get("cell_type") == "code", _question_of(cell), name, number)


def _question_of(cell: dict[str, Any]) -> str:
    """Return the question in our metadata, or in nbgrader's, which more programs keep."""
    for room, name in (("tinygrad_fa", "question"), ("nbgrader", "grade_id")):
        question = _entry(cell, room, name)
        if isinstance(question, str) and re.fullmatch(r"[\w-]{1,100}", question):
            return question
    return ""


def _entry(cell: dict[str, Any], room: str, name: str) -> Any:
    """Return an entry of a cell's metadata; they may be anything."""
    metadata = cell.get("metadata")
    entry = metadata.get(room) if isinstance(metadata, dict) else None
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _cells_of_script(name: str, text: str) -> list[Cell]:
    """Return the cells between ``# %%`` marks; a file without marks is one cell."""
    cells, lines, mark = list[Cell](), list[str](), ""

    def close() -> None:
        body = "\n".join(lines)
        if body.strip():
            is_code = "[markdown]" not in mark
            if not is_code:
                body = "\n".join(re.sub(r"^# ?", "", line) for line in lines)
            question = _QUESTION.search(mark)
            cells.append(
                Cell(body, is_code, question["name"] if question else "", name, len(cells) + 1)
            )
        lines.clear()

    for line in text.split("\n"):
        marked = _MARK.match(line)
        if marked:
            close()
            mark = marked["rest"]
        else:
            lines.append(line)
    close()
    return cells


def _note_metadata(submitted: Submitted, from_notebooks: bool) -> None:
    """Note cells that stand there twice, and that no cell knows its question any more."""
    answers = [cell for cell in submitted.cells if cell.question and cell.is_code]
    # The cell that asks the public checks names the question, too.
    asked = [cell.question for cell in answers if not cell.text.lstrip().startswith("check")]
    for question in sorted({name for name in asked if asked.count(name) > 1})[:20]:
        submitted.notes.append(("cell_twice", {"question": question}))
    if from_notebooks and not any(cell.question for cell in submitted.cells):
        submitted.notes.append(("metadata_lost", {}))
