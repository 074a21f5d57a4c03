"""Writing what a command made: where to, and what to say if that is not possible."""

from __future__ import annotations

from pathlib import Path

from tinygrad_fa.language.errors import FileError


def write_text(path: str | Path, text: str) -> Path:
    """Write `text` as UTF-8, making the folder if there is none, and return the path.

    Raises:
        FileError: if the file cannot be written.
    """
    path = Path(path).expanduser()
    make_folder(path.parent)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError("cli.cannot_write", path=path, reason=error.strerror or error) from error
    return path


def make_folder(path: str | Path) -> Path:
    """Make a folder, and those above it, unless it is there already.

    Raises:
        FileError: if it cannot be made, or a file has its name.
    """
    path = Path(path).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("cli.cannot_write", path=path, reason=error.strerror or error) from error
    return path
