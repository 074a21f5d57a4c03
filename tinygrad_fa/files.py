"""Writing files: a file is there whole, or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tinygrad_fa.language.errors import FileError

LEFT_ALONE = 3600.0  # seconds


def write_whole(path: str | os.PathLike[str], parts: Iterable[bytes | memoryview]) -> None:
    """Write the parts one after the other to `path`, so that nobody ever sees half a file.

    They go to a file beside it, which is forced onto the disk and then takes the name.

    Raises:
        FileError: if the folder is missing or cannot be written to, or the disk is full.
    """
    target = Path(path)
    if "\0" in str(target):  # which no system allows, and Python says with another error
        reason = os.strerror(errno.EINVAL)
        raise FileError("files.cannot_write", path=repr(str(target)), reason=reason)
    beside = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        try:
            with open(beside, "xb") as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _force_name_onto_disk(target.parent)
    except OSError as error:
        key = "files.no_folder" if not target.parent.exists() else "files.cannot_write"
        said = error.strerror or error
        raise FileError(key, path=target, folder=target.parent, reason=said) from error


def remove_leftovers(folder: str | os.PathLike[str]) -> None:
    """Delete what a program that was killed while it was writing has left in a folder.

    That is files of the name that `write_whole` gives while it writes, which nobody has written
    to for an hour: no living program pauses so long between two parts.
    """
    for file in Path(folder).glob(".*.part"):
        with suppress(OSError):  # somebody else was faster, or it may not be deleted
            old = time.time() - file.stat().st_mtime > LEFT_ALONE
            if old and re.fullmatch(r"\.[0-9a-f]{16}\.part", file.name):
                file.unlink()


def _force_name_onto_disk(folder: Path) -> None:
    """Make the renaming itself last; not every system can, and the file is complete anyway."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def append_whole(path: str | os.PathLike[str], content: bytes, force: bool = True) -> int:
    """Write `content` at the end of a file, all of it or nothing; return the file's new length.

    Args:
        force: wait until the disk has it.

    Raises:
        FileError: if it cannot be written; the file is then as it was.
    """
    target = Path(path)
    try:
        with open(target, "ab", buffering=0) as file:
            before, left = file.tell(), memoryview(content)
            try:
                while left:
                    left = left[file.write(left) :]
                if force:
                    os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise
            return before + len(content)
    except OSError as error:
        key = "files.cannot_write" if target.parent.is_dir() else "files.no_folder"
        reason = error.strerror or error
        raise FileError(key, path=target, folder=target.parent, reason=reason) from error


def make_folder(path: str | os.PathLike[str]) -> Path:
    """Make a folder, and those above it, unless it is there already; return its path.

    Raises:
        FileError: if it cannot be made, or a file has its name.
    """
    folder = Path(path).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise FileError("files.cannot_write", path=folder, reason=reason) from error
    return folder


def make_writable_folder(path: str | os.PathLike[str]) -> Path:
    """Make a folder unless it is there, and try whether it can be written to; return its path.

    Permissions alone do not tell: a disk may be read-only, or full.

    Raises:
        FileError: if it cannot be made or written to.
    """
    folder = make_folder(path)
    trial = folder / f".{secrets.token_hex(8)}.part"
    try:
        trial.write_bytes(b"?")
        trial.unlink()
    except OSError as error:
        reason = error.strerror or error
        raise FileError("files.cannot_write", path=folder, reason=reason) from error
    return folder
