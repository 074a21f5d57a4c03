"""Writing what a command made."""

from __future__ import annotations

from pathlib import Path

from tinygrad_fa.files import make_folder, write_whole

__all__ = ["make_folder", "write_text"]


def write_text(path: str | Path, text: str) -> Path:
    """Write `text` as UTF-8, making the folder if there is none, and return the path.

    Raises:
        FileError: if the file cannot be written.
    """
    path = Path(path).expanduser()
    make_folder(path.parent)
    write_whole(path, [text.encode()])
    return path
