"""Where in the user's own code a tensor was made: for errors that point at a line."""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

_PACKAGE = str(Path(__file__).resolve().parent.parent) + os.sep
_ours: dict[str, bool] = {}  # file name → whether it belongs to this package
Origin = tuple[CodeType, int]

# The line that called a layer of this package, while that layer runs (`Layer.__call__` notes it).
# Its ops are all made there, and need not climb the same ten frames again, one after the other.
caller: Origin | None = None
training: Origin | None = None  # the line that started the training under way


def here() -> Origin | None:
    """Return the innermost place outside this package, as code object and instruction.

    The line number is looked up only when an error is shown: that keeps this cheap.
    """
    if caller is not None:
        return caller
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        ours = _ours.get(code.co_filename)
        if ours is None:
            ours = _ours[code.co_filename] = code.co_filename.startswith(_PACKAGE)
        if not ours:
            return code, frame.f_lasti
        frame = frame.f_back
    return None


@contextmanager
def training_from(place: Origin | None) -> Iterator[None]:
    """Note where the training inside the ``with`` block was started.

    A dozen frames lie between a layer of its net and that line: too many to climb for each batch.
    """
    global training
    before, training = training, place
    try:
        yield
    finally:
        training = before


def describe(origin: Origin | None) -> str:
    """Return ``file.py:12: the line``, or "" where nothing is known."""
    if origin is None:
        return ""
    code, instruction = origin
    line = next(
        (n for start, end, n in code.co_lines() if start <= instruction < end and n is not None),
        code.co_firstlineno,
    )
    source = linecache.getline(code.co_filename, line).strip()
    place = f"{Path(code.co_filename).name}:{line}"
    return f"{place}: {source}" if source else place
