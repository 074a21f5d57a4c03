"""The files of a submission, in a folder or in an archive: nothing is believed, all is bounded.

Links, devices, names that lead elsewhere, archives that grow without end: each is a `Refusal`
that names the file, before anything of it is used.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from tinygrad_fa.homework.sandbox.answers import clean

MOST_FILES, MOST_BYTES = 200, 50_000_000  # of one submission
MOST_OF_CLASS = 100_000  # files of all submissions together
_CATALOG_BYTES = {False: 1_000_000, True: 40_000_000}  # of an archive: of one student, of the class
_LONGEST_NAME, _DEEPEST = 240, 12
_NOBODYS = {
    "__macosx",
    ".ds_store",
    "thumbs.db",
    "desktop.ini",
    ".ipynb_checkpoints",
    "__pycache__",
}
_PIECE = 1 << 20
_NOT_OPENED = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OSError,
    EOFError,
    OverflowError,
    struct.error,
)


class Refusal(Exception):  # noqa: N818 - it is a finding, not a fault
    """Why something that was handed in is not opened; `key` and `values` name the text."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        # Names of files may hold commands for a terminal, and signs that turn text around.
        self.values = {k: clean(v, 300) if isinstance(v, str) else v for k, v in values.items()}


@dataclass(frozen=True)
class Entry:
    """One file, as it lies there.

    Attributes:
        parts: its path, from the folder or archive on.
        size: its length as it is told; what is read may not be more.
        time: when it was changed: comparable, nothing more.
        refusal: why it may not be read, if so.
        place: how to find it again: a path, or an archive and a name in it.
    """

    parts: tuple[str, ...]
    size: int
    time: float
    place: tuple[Any, ...]
    refusal: tuple[str, dict[str, object]] | None = None

    @property
    def name(self) -> str:
        """The path with slashes."""
        return "/".join(self.parts)


@dataclass(frozen=True)
class Files(Mapping[str, bytes]):
    """Files that are read when they are asked for, and forgotten at once: name → content.

    It can be sent to another process that sees the same disk.
    """

    places: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> bytes:
        return read(self.places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def read(place: tuple[Any, ...]) -> bytes:
    """Return the content of a file.

    Raises:
        Refusal: if it is no plain file any more, is longer than allowed, or damaged.
    """
    if len(place) == 1:
        with _open_plain(place[0]) as file:
            content = file.read(MOST_BYTES + 1)
    else:
        archive, inner = place
        with open_archive(_stream(archive), of_class=len(archive) == 1) as opened:
            content = _member(opened, inner)
    if len(content) > MOST_BYTES:
        raise Refusal("too_large", file=_last(place))
    return content


def _last(place: tuple[Any, ...]) -> str:
    return os.path.basename(str(place[-1]))


def _stream(archive: tuple[Any, ...]) -> IO[bytes]:
    return _open_plain(archive[0]) if len(archive) == 1 else io.BytesIO(_inner_archive(archive))


@lru_cache(maxsize=1)  # its files are read one after the other
def _inner_archive(place: tuple[Any, ...]) -> bytes:
    return read(place)


def _open_plain(path: str) -> IO[bytes]:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal("cannot_read", file=os.path.basename(path), reason=reason) from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise Refusal("not_a_file", file=os.path.basename(path))
    return os.fdopen(number, "rb")


def list_folder(folder: Path) -> list[Entry]:
    """Return all files below a folder; links and devices are entries with a refusal."""
    found = list[Entry]()
    waiting: list[tuple[tuple[str, ...], str]] = [((), str(folder))]
    while waiting:
        above, path = waiting.pop()
        try:
            entries = sorted(os.scandir(path), key=lambda e: e.name)
        except OSError as error:
            if not above:
                raise
            reason = error.strerror or str(error)
            refusal: tuple[str, dict[str, object]] = (
                "cannot_read",
                {"file": above[-1], "reason": reason},
            )
            found.append(Entry((*above, "?"), 0, 0.0, (path,), refusal))
            continue
        for entry in entries:
            if entry.name.casefold() in _NOBODYS:
                continue
            parts, about = (*above, entry.name), entry.stat(follow_symlinks=False)
            if not stat.S_ISDIR(about.st_mode):
                reason_not = _why_not(entry.name, about)
                found.append(Entry(parts, about.st_size, about.st_mtime, (entry.path,), reason_not))
            elif len(parts) <= _DEEPEST:
                waiting.append((parts, entry.path))
            else:
                refusal = "too_deep", {"file": entry.name}
                found.append(Entry(parts, 0, 0.0, (entry.path,), refusal))
            if len(found) > MOST_OF_CLASS:
                raise Refusal("too_many", file=folder.name, most=MOST_OF_CLASS)
    return sorted(found, key=lambda e: e.parts)


def _why_not(name: str, about: os.stat_result) -> tuple[str, dict[str, object]] | None:
    values: dict[str, object] = {"file": name}
    if stat.S_ISLNK(about.st_mode):
        return "is_link", values
    if not stat.S_ISREG(about.st_mode):
        return "not_a_file", values
    if about.st_nlink > 1:  # perhaps of a file that its maker may not read
        return "is_hard_link", values
    return ("too_large", values) if about.st_size > MOST_BYTES else None


def list_archive(place: tuple[Any, ...], of_class: bool) -> list[Entry]:
    """Return all files in a zip archive; those that may not be read are entries with a refusal.

    Raises:
        Refusal: if it is no archive, or holds too much.
    """
    with open_archive(_stream(place), of_class) as archive:
        infos = archive.infolist()
    if len(infos) > (MOST_OF_CLASS if of_class else MOST_FILES):
        raise Refusal("too_many", file=_last(place), most=MOST_FILES)
    entries, seen = list[Entry](), set[str]()
    for info in infos:
        if info.filename.endswith("/") and not info.file_size:
            continue
        name = _name_of(info)
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        if any(part.casefold() in _NOBODYS for part in parts):
            continue
        refusal = _why_not_member(info, name, parts)
        folded = unicodedata.normalize("NFC", "/".join(parts)).casefold()
        if refusal is None and folded in seen:
            refusal = ("twice_in_archive", {"file": name})
        seen.add(folded)
        time = float("".join(f"{n:02d}" for n in info.date_time))
        entries.append(
            Entry(parts or ("?",), info.file_size, time, (place, info.orig_filename), refusal)
        )
    return sorted(entries, key=lambda e: e.parts)


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name; many programs write UTF-8 and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _why_not_member(
    info: zipfile.ZipInfo, name: str, parts: tuple[str, ...]
) -> tuple[str, dict[str, object]] | None:
    values: dict[str, object] = {"file": name[:100]}
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is_link", values
    if kind not in (0, stat.S_IFREG):
        return "not_a_file", values
    outside = name.startswith("/") or ".." in parts or name[1:2] == ":" or "\0" in name
    if outside or not parts:
        return "leads_out", values
    if len(parts) > _DEEPEST or any(
        len(part.encode(errors="replace")) > _LONGEST_NAME for part in parts
    ):
        return "too_deep", values
    if info.flag_bits & 0x1:
        return "encrypted", values
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "unknown_packing", values
    return ("too_large", values) if info.file_size > MOST_BYTES else None


class _Catalog:
    """A file in which no more may be read at once than a catalog of allowed length."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._most = stream, most
        self.seekable, self.seek, self.tell = stream.seekable, stream.seek, stream.tell
        self.close = stream.close

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise Refusal("catalog_too_long")
        return self._stream.read(size)


@contextmanager
def open_archive(stream: IO[bytes], of_class: bool) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose table of contents is not too long to be read; close it, too.

    Raises:
        Refusal: if it is, or if it is no archive.
    """
    bounded: Any = _Catalog(stream, _CATALOG_BYTES[of_class])
    with stream:
        try:
            archive = zipfile.ZipFile(bounded)
        except _NOT_OPENED:
            raise Refusal("no_archive") from None
        yield archive


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member's content, and never more than is allowed, whatever its header says."""
    info = next((i for i in archive.infolist() if i.orig_filename == name), None)
    if info is None:
        raise Refusal("no_archive")
    pieces, size = list[bytes](), 0
    try:
        with archive.open(info) as member:
            while piece := member.read(_PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    raise Refusal("too_large", file=name)
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Refusal("damaged", file=name, reason=type(error).__name__) from None
    return b"".join(pieces)
