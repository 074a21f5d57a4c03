"""Texts as UTF-8 files."""

from __future__ import annotations

from pathlib import Path

from tinygrad_fa.data import files
from tinygrad_fa.language.errors import DataError

MAX_BYTES = 1 << 28


def read_text(path: str | Path) -> str:
    """Return the text of a UTF-8 file, with line ends as ``"\\n"`` and without a byte-order mark.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if it is not UTF-8 or too large.
    """
    return decode(files.read_content(path, MAX_BYTES), path)


def decode(content: bytes | bytearray, path: str | Path) -> str:
    """Return UTF-8 bytes as text; `path` is only for messages.  See `read_text`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("data.not_utf8", path=path, position=error.start) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
