"""The child that opens what one student handed in, runs its cells, and calls its functions.

From the first cell on nothing in this process can be trusted, and nothing here is secret.  All
names that are needed later were fetched before, and the names of Python's own functions come from
a copy (`__builtins__` of these modules), so that code that patches `len` or `json` harms itself
as little as may be.
"""

from __future__ import annotations
import __future__

import _random
import ast
import asyncio
import io
import json
import linecache
import os
import random
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tinygrad_fa.homework import notebooks
from tinygrad_fa.homework.sandbox.inside import plain_values

MOST_ERRORS = 20
_read, _write, _exit = os.read, os.write, os._exit
_scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_settrace, _setprofile, _setitimer = sys.settrace, sys.setprofile, signal.setitimer
_set_recursion, _process_time = sys.setrecursionlimit, time.process_time
_draws: Any = random._inst
_seed = _random.Random.seed
_timers = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
_sys, _run_coroutine = sys, asyncio.run
_text_stream, _buffer = io.TextIOWrapper, io.BufferedWriter
# Taken from the classes themselves: an error of the student's may answer with lies.
_name_of = type.__dict__["__name__"].__get__
_traceback_of = BaseException.__dict__["__traceback__"].__get__


def serve(line: int, settings: dict[str, Any]) -> None:
    """Answer the grader's requests on the open descriptor `line`, until it hangs up."""
    pupil = Pupil(settings)
    reader = _Reader(line)
    answers = {"open": pupil.open, "run": pupil.run, "call": pupil.call}
    while True:
        request, _ = _scan(reader.line().decode(), 0)
        if request["do"] == "open":
            request["contents"] = [reader.exactly(size) for _, size in request["files"]]
        if request["do"] == "run":
            request["line"] = line
        answer = answers[request["do"]](request)
        _say(line, b'{"id":' + plain_values.text(request["id"]) + b"," + answer + b"}")


class Pupil:
    """One student's names and what was printed."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.encoder = plain_values.Encoder(settings["numbers"], settings["reply"])
        self.cells: list[notebooks.Cell] = []
        self.main = types.ModuleType("__main__")
        self.names = self.main.__dict__
        self.names.update(
            display=lambda *_, **__: None, get_ipython=_Shell, check=lambda *_, **__: 0.0
        )
        sys.modules["__main__"] = self.main
        self.tape = _Tape(settings["output"])

    def open(self, request: dict[str, Any]) -> bytes:
        """Read the files into cells; nothing of them is run."""
        files = {
            name: content
            for (name, _), content in zip(request["files"], request["contents"], strict=True)
        }
        for name, content in files.items():
            if not name.lower().endswith(".ipynb"):
                _place(name, content)
        try:
            submitted = notebooks.read_files(files)
        except notebooks.NotReadable as refusal:
            return b'"refused":' + _json([refusal.key, refusal.values])
        self.cells = submitted.cells
        self.names["__name__"] = (
            "__main__" if any(name.lower().endswith(".ipynb") for name in files) else "submission"
        )
        if request["quiet"]:
            return b'"opened":true'
        cells = [[c.text, c.is_code, c.question, c.file, c.number] for c in submitted.cells]
        return b'"cells":' + _json(cells) + b',"notes":' + _json(submitted.notes)

    def run(self, request: dict[str, Any]) -> bytes:
        """Run the cells one by one and statement by statement; errors end a statement only."""
        _sys.path.append(self.settings["work"])
        errors = list[list[Any]]()

        def report(cell: int, statement: int) -> None:
            _say(request["line"], b'{"at":[%d,%d]}' % (cell, statement))

        skipped = {(cell, statement) for cell, statement in request["skip"]}
        steps = _steps(self.cells, skipped, request["definitions_only"], errors, report)
        self.tape.start()
        for step in steps:
            report(step.cell, step.number)
            try:
                if step.code.co_flags & 0x80:  # CO_COROUTINE: it says await outside of a function
                    _run_coroutine(eval(step.code, self.names))  # noqa: S307 - what this child is for
                else:
                    exec(step.code, self.names)  # noqa: S102 - what this child is for
            except BaseException as fault:
                errors.append([step.cell, step.line, _told(fault)])
        self.calm()
        return b'"errors":' + _json(errors[:MOST_ERRORS]) + b',"cpu":%a' % _process_time()

    def call(self, request: dict[str, Any]) -> bytes:
        """Call a function and return what it returned, as text."""
        self.calm()
        self.tape.start()
        function = self.names.get(request["function"])
        if not callable(function):
            return b'"status":"missing"'
        arguments = {
            name: self.encoder.argument(value) for name, value in request["arguments"].items()
        }
        _seed(_draws, request["seed"])
        _draws.gauss_next = None
        self.encoder.seed(request["seed"])
        status, value, error = "ok", b"null", ""
        try:
            result = function(**arguments)
            value = self.encoder.encode(result)
        except plain_values.TooBig:
            status = "too_big"
        except plain_values.NotPlain as fault:
            status, error = "not_plain", str(fault)
        except MemoryError as fault:
            status, error = "memory", _told(fault)
        except BaseException as fault:
            status, error = "error", _told(fault)
        self.calm()
        return b'"status":%b,"value":%b,"error":%b,"output":%b' % (
            plain_values.text(status),
            value,
            plain_values.text(error),
            plain_values.text(self.tape.stop()),
        )

    def calm(self) -> None:
        """Take back what student code may have left behind to interrupt what comes next."""
        _settrace(None)
        _setprofile(None)
        for timer in _timers:
            _setitimer(timer, 0)
        _set_recursion(1000)


@dataclass
class _Step:
    """One statement of a cell, ready to be run."""

    cell: int
    number: int
    line: int
    code: types.CodeType


def _steps(
    cells: list[notebooks.Cell],
    skipped: set[tuple[int, int]],
    definitions_only: bool,
    errors: list[list[Any]],
    report: Callable[[int, int], None],
) -> list[_Step]:
    """Return all statements; they are compiled before any of them can change how that is done."""
    steps, flags = list[_Step](), ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    for number, cell in enumerate(cells):
        if not cell.is_code or (number, -1) in skipped:
            continue
        report(number, -1)  # some source ends the compiler itself
        file = f"<cell {number + 1}>"
        try:
            source = notebooks.python_of(cell.text)
            linecache.cache[file] = (len(source), None, source.splitlines(True), file)
            for i, statement in enumerate(_with_single_imports(ast.parse(source, file).body)):
                if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                    for name in statement.names:
                        flags |= getattr(getattr(__future__, name.name, None), "compiler_flag", 0)
                if (number, i) in skipped:
                    errors.append([number, statement.lineno, "-"])
                elif not definitions_only or _is_definition(statement):
                    module = ast.Module([statement], [])
                    code = compile(module, file, "exec", flags=flags, dont_inherit=True)
                    steps.append(_Step(number, i, statement.lineno, code))
        except Exception as fault:
            errors.append([number, getattr(fault, "lineno", 0) or 0, _told(fault)])
    return steps


def _with_single_imports(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Part ``import a, b`` in two: where one of them is not there, the other one still is."""
    for statement in body:
        if isinstance(statement, ast.Import):
            for name in statement.names:
                yield ast.copy_location(ast.Import([name]), statement)
        else:
            yield statement


def _is_definition(statement: ast.stmt) -> bool:
    """Whether it defines a name and calls nothing of the student's."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    if isinstance(statement, ast.Assign):
        return not any(isinstance(part, (ast.Call, ast.Await)) for part in ast.walk(statement))
    return isinstance(statement, (ast.Import, ast.ImportFrom))


class _Shell:
    """What ``get_ipython()`` gives in a notebook that became a Python file: magic that is none."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


class _Tape(io.RawIOBase):
    """What is printed, up to a bound; the rest is counted as written and forgotten."""

    def __init__(self, most: int) -> None:
        self.most, self.kept = most, bytearray()
        self.stream = _text_stream(_buffer(self, 4096), "utf-8", "replace")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        room = self.most - len(self.kept)
        if room > 0:
            self.kept += bytes(data[:room])
        return len(data)

    def start(self) -> None:
        """Begin anew; whatever the student put in place of stdout is taken away."""
        try:
            self.stream.flush()
        except Exception:
            self.stream = _text_stream(_buffer(self, 4096), "utf-8", "replace")
        self.kept = bytearray()
        _sys.stdout = _sys.stderr = self.stream

    def stop(self) -> str:
        """Return what was printed since `start`."""
        try:
            self.stream.flush()
        except Exception:
            return ""
        return self.kept.decode("utf-8", "replace")


class _Reader:
    """Lines and blocks of bytes from a descriptor."""

    def __init__(self, number: int) -> None:
        self.number, self.buffer = number, bytearray()

    def line(self) -> bytes:
        while b"\n" not in self.buffer:
            self.more()
        end = self.buffer.index(b"\n")
        return self.take(end + 1)

    def exactly(self, size: int) -> bytes:
        while len(self.buffer) < size:
            self.more()
        return self.take(size)

    def take(self, size: int) -> bytes:
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def more(self) -> None:
        read = _read(self.number, 1 << 20)
        if not read:
            _exit(0)
        self.buffer += read


def _say(line: int, message: bytes) -> None:
    """Write one line; it begins a new one, in case somebody else has written there."""
    left = memoryview(b"\n" + message + b"\n")
    while left:
        left = left[_write(line, left) :]


def _json(value: Any) -> bytes:
    return plain_values.Encoder(1 << 24, 1 << 24).encode(value)


def _told(fault: BaseException) -> str:
    """Return the kind of an error, its text, and the line of the submission where it arose."""
    kind = _name_of(type(fault))
    try:
        words = str(fault)
        words = words if type(words) is str else ""
    except BaseException:
        words = ""
    place, traceback = "", _traceback_of(fault)
    for _ in range(10_000):
        if traceback is None:
            break
        file = traceback.tb_frame.f_code.co_filename
        if type(file) is str and file.startswith("<cell "):
            place = f" ({file[1:-1]}, line {traceback.tb_lineno})"
        traceback = traceback.tb_next
    return f"{kind}: {words[:300]}{place}"


def _place(name: str, content: bytes) -> None:
    """Write a file of the submission into the work folder."""
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return
    try:
        if len(parts) > 1:
            os.makedirs(os.path.join(*parts[:-1]), exist_ok=True)
        with open(os.path.join(*parts), "wb") as file:
            file.write(content)
    except (OSError, ValueError):  # a name that this system does not take
        return
