"""Which data sets there are: the manifest, read into plain records.

Everything known about a data set (files, hashes, addresses, licence, class names) stands in
one file, ``datasets/manifest.json``; the Python code knows only formats.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.language.errors import DataError, FileError


@dataclass(frozen=True)
class FileInfo:
    """One file of a data set, with what it must look like before it is trusted.

    Attributes:
        name: its usual name, for a bundled file its path inside the bundled folder.
        split: ``"train"``, ``"test"``, ``"remaining"``, or ``"all"`` for every split at once.
        part: ``"inputs"``, ``"targets"``, or ``"both"``.
        bytes: its size as stored or downloaded; None where nobody published it.
        max_bytes: the most that is downloaded where `bytes` is not known.
        sha256: hash of the file as stored or downloaded.
        git_blob: the hash under which Git stores it (SHA-1 of ``"blob <size>\\0"`` + bytes).
        content_bytes, content_md5: size and MD5 of the uncompressed bytes of a ``.gz`` file.
        other_names: further names under which people keep it.
        urls: where it can be downloaded, the first one first.
    """

    name: str
    split: str
    part: str
    bytes: int | None = None
    max_bytes: int | None = None
    sha256: str | None = None
    git_blob: str | None = None
    content_bytes: int | None = None
    content_md5: str | None = None
    other_names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    @property
    def hash_text(self) -> str:
        """The published hash of the file as downloaded, with the name of the method."""
        return f"sha256 {self.sha256}" if self.sha256 else f"git blob {self.git_blob}"

    @property
    def size_text(self) -> str:
        """The size for a reader, in megabytes of 10⁶ bytes; ``?`` where it is not known."""
        return readable_size(self.bytes) if self.bytes is not None else "?"


@dataclass(frozen=True)
class FileGroup:
    """The bundled or the full form of a data set: its files and its counts per split."""

    counts: dict[str, int]
    files: tuple[FileInfo, ...]
    complete: bool = True

    def of_split(self, split: str) -> tuple[FileInfo, ...]:
        """Return the files that `split` is read from."""
        return tuple(file for file in self.files if file.split in (split, "all"))


@dataclass(frozen=True)
class DatasetInfo:
    """What is known about one data set; texts come in the language in use.

    Attributes:
        name: the name for `load`.
        kind: ``"images"``, ``"table"`` or ``"text"``.
        format: ``"idx"``, ``"cifar10"``, ``"cdb"``, ``"csv"`` or ``"text"``.
        shape: of one input; empty for texts.
        bundled: the files that ship with the project, or None.
        full: the files of the full set to download, or None where the bundled one is complete.
        texts: title, description, origin, licence and class names, per language.
    """

    name: str
    kind: str
    format: str
    shape: tuple[int, ...]
    bundled: FileGroup | None
    full: FileGroup | None
    texts: dict[str, Any]

    def _text(self, what: str) -> Any:
        return self.texts[what][language.get_language()]

    @property
    def title(self) -> str:
        """The name for a reader."""
        return str(self._text("title"))

    @property
    def description(self) -> str:
        """What is in it, in a sentence or two."""
        return str(self._text("description"))

    @property
    def origin(self) -> str:
        """Who made it, and where it comes from."""
        return str(self._text("origin"))

    @property
    def licence(self) -> str:
        """Under which terms it may be used."""
        return str(self._text("licence"))

    @property
    def class_names(self) -> tuple[str, ...]:
        """The name of each class, in the order of the labels; empty for texts."""
        return tuple(self._text("class_names")) if "class_names" in self.texts else ()

    @property
    def splits(self) -> tuple[str, ...]:
        """The parts it is divided into; none for texts."""
        counts = (self.full or self.bundled or FileGroup({}, ())).counts
        return () if self.kind == "text" else tuple(counts)

    @property
    def download_bytes(self) -> int:
        """The size of a download, in bytes (files of unknown size are not counted)."""
        return sum(file.bytes or 0 for file in self.full.files) if self.full else 0


def list_datasets() -> tuple[DatasetInfo, ...]:
    """Return a record for every data set, in the order of the manifest."""
    return tuple(_catalog().values())


def get(name: str) -> DatasetInfo:
    """Return the record of the data set `name` (``fashion-mnist`` is ``fashion_mnist``).

    Raises:
        DataError: if there is no such data set; the message lists those there are.
    """
    known = _catalog()
    plain = str(name).lower().replace("-", "_")
    if plain not in known:
        raise DataError("data.unknown_dataset", name=name, known=", ".join(known))
    return known[plain]


def bundled_folder() -> Path:
    """Return the folder of the data sets that ship with the project.

    In an installed package it is ``tinygrad_fa/_datasets``; in a checkout of the repository it
    is the top-level ``datasets``.

    Raises:
        FileError: if the installation has neither.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_datasets", package.parent / "datasets"):
        if (folder / "manifest.json").is_file():
            return folder
    raise FileError("data.no_bundled_folder", folder=package / "_datasets")


def cache_folder() -> Path:
    """Return where downloads go: ``$TINYGRAD_FA_DATA``, else ``~/.cache/tinygrad_fa``."""
    chosen = os.environ.get("TINYGRAD_FA_DATA")
    return Path(chosen).expanduser() if chosen else Path.home() / ".cache" / "tinygrad_fa"


def readable_size(count: int) -> str:
    """Return a number of bytes as ``"11.6 MB"``, ``"28.9 kB"`` or ``"512 B"``."""
    for unit, size in (("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


@cache
def _catalog() -> dict[str, DatasetInfo]:
    manifest = json.loads((bundled_folder() / "manifest.json").read_text(encoding="utf-8"))
    return {name: _record(name, entry) for name, entry in manifest["datasets"].items()}


def _record(name: str, entry: dict[str, Any]) -> DatasetInfo:
    texts = ("title", "description", "origin", "licence", "class_names")
    return DatasetInfo(
        name=name,
        kind=entry["kind"],
        format=entry["format"],
        shape=tuple(entry.get("shape", ())),
        bundled=_group(entry["bundled"]) if "bundled" in entry else None,
        full=_group(entry["full"]) if "full" in entry else None,
        texts={what: entry[what] for what in texts if what in entry},
    )


def _group(entry: dict[str, Any]) -> FileGroup:
    files = []
    for file in entry["files"]:
        lists = {key: tuple(file.get(key, ())) for key in ("other_names", "urls")}
        files.append(FileInfo(**{**file, **lists}))
    return FileGroup(entry["counts"], tuple(files), entry.get("complete", True))
