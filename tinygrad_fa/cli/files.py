"""Writing what a command made."""

from __future__ import annotations

from pathlib import Path

from tinygrad_fa.files import make_folder, make_writable_folder, write_whole

__all__ = ["folder_of", "make_folder", "make_writable_folder", "write_text"]


def folder_of(path: str | Path) -> Path:
    """Return a path as the system understands it, its folder made if there was none.

    Raises:
        FileError: if the folder cannot be made.
    """
    path = Path(path).expanduser()
    make_folder(path.parent)
    return path


def write_text(path: str | Path, text: str) -> Path:
    """Write `text` as UTF-8, making the folder if there is none, and return the path.

    Raises:
        FileError: if the file cannot be written.
    """
    path = folder_of(path)
    write_whole(path, [text.encode()])
    return path
