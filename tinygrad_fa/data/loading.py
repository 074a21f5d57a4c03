"""`load`: a data set by its name, from what ships with the project or from the full files.

Nothing is ever downloaded unless ``download=True`` says so, and no file is used before its
hash has been compared with the manifest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.data import catalog, cifar, fetching, files, hoda, idx, table, text
from tinygrad_fa.data.catalog import DatasetInfo, FileGroup, FileInfo
from tinygrad_fa.data.dataset import Dataset
from tinygrad_fa.data.shuffling import stratified_split
from tinygrad_fa.language.errors import DataError, FileError, SettingError

SOURCES = ("auto", "bundled", "full")
CIFAR_FOLDER = "cifar-10-batches-bin"  # the folder inside the published archive


def load(
    name: str,
    split: str | None = "train",
    source: str = "auto",
    root: str | Path | None = None,
    download: bool = False,
) -> Dataset:
    """Return a data set.

    Args:
        name: one of the names of `list_datasets`, for example ``"mnist"``.
        split: ``"train"``, ``"test"`` (for Hoda also ``"remaining"``), or None for the training
            set followed by the test set.  Texts are not divided: leave it out.
        source: ``"bundled"``: what ships with the project.  ``"full"``: the full set.
            ``"auto"``: the full set if it is in the cache, else the bundled one.
        root: a folder of your own with the original files of the full set; it is used instead
            of the cache.  IDX files may be uncompressed; CIFAR-10 may be the ``.tar.gz``
            archive or its ``.bin`` files, which no one has published a hash of: of these only
            size and labels are checked.
        download: fetch the files of the full set that are missing.

    Returns:
        A `Dataset`.  Images are float32 from 0 to 1, tables float32 as measured (normalise
        them yourself, with mean and deviation of the training set), labels int64.  The iris
        and wine tables are split by `stratified_split`: a fixed random fifth of every class is
        the test set.

    Raises:
        DataError: if the name or the split is unknown, or a file is not the published one.
        SettingError: if the arguments contradict each other.
        FileError: if files are missing or cannot be read, written or downloaded.
    """
    info = catalog.get(name)
    _check_arguments(info, split, source, root, download)
    group, folder, source = _choose(info, split, source, root, download)
    if info.format == "text":
        (file,) = group.files
        content = files.read_checked(folder / file.name, file).read()
        return Dataset(info.name, text=text.decode(content, file.name), source=source, info=info)
    if info.format == "csv":
        return _load_table(info, group, folder, split)
    parts = [READERS[info.format](group, folder, part) for part in _parts(split)]
    inputs = np.concatenate([images for images, _ in parts])
    targets = np.concatenate([labels for _, labels in parts])
    return Dataset(
        info.name,
        inputs=np.divide(inputs, 255, dtype=np.float32).reshape(-1, *info.shape),
        targets=targets.astype(np.int64),
        split=split,
        source=source,
        info=info,
    )


def download(name: str, root: str | Path | None = None) -> Path:
    """Download every missing file of a full set and return the folder they are in.

    Raises:
        DataError: if there is no such data set, or a downloaded file is not the published one.
        SettingError: if the bundled data set is already the full one.
        FileError: if a file cannot be downloaded or written.
    """
    info = catalog.get(name)
    if info.full is None:
        raise SettingError("data.no_full_set", name=info.name)
    folder = _folder(info, root)
    _fetch(info, info.full, folder, info.splits)
    return folder


def _check_arguments(
    info: DatasetInfo, split: str | None, source: str, root: str | Path | None, download: bool
) -> None:
    if source not in SOURCES:
        raise SettingError("data.unknown_source", source=source)
    if info.kind == "text":
        if split not in ("train", None):  # "train" is what `load` is given by default
            raise DataError("data.text_has_no_split", name=info.name, split=split)
    elif split is not None and split not in info.splits:
        known = ", ".join(info.splits)
        raise DataError("data.unknown_split", name=info.name, split=split, known=known)
    if (root is not None or download) and source == "bundled":
        raise SettingError("data.source_conflict")
    if (root is not None or download) and info.full is None:
        raise SettingError("data.no_full_set", name=info.name)
    if source == "bundled" and info.bundled is None:
        raise DataError("data.no_bundled_sample", name=info.name)


def _choose(
    info: DatasetInfo, split: str | None, source: str, root: str | Path | None, download: bool
) -> tuple[FileGroup, Path, str]:
    """Return the files to read, their folder, and ``"bundled"`` or ``"full"``."""
    bundled, full = info.bundled, info.full
    if bundled is not None and (full is None or source == "bundled"):
        return bundled, catalog.bundled_folder(), "bundled"
    assert full is not None  # every data set of the manifest has one form at least
    folder = _folder(info, root)
    # A download brings training and test set together: a run must never train on the sample
    # and be tested on the full set because only one of them is there.
    needed = _parts(split)
    if root is None:
        needed = tuple(dict.fromkeys(("train", "test", *needed)))
    if download:
        _fetch(info, full, folder, needed)
    missing = _missing(info, full, folder, needed)
    if not missing:
        return full, folder, "full"
    if source == "auto" and root is None and bundled is not None:
        return bundled, catalog.bundled_folder(), "bundled"
    raise FileError(
        "data.full_set_missing" if bundled is None else "data.full_set_missing_has_sample",
        name=info.name,
        folder=folder,
        files="\n".join(fetching.describe(file) for file in missing),
    )


def _parts(split: str | None) -> tuple[str, ...]:
    return ("train", "test") if split is None else (split,)


def _folder(info: DatasetInfo, root: str | Path | None) -> Path:
    return catalog.cache_folder() / info.name if root is None else Path(root).expanduser()


def _fetch(info: DatasetInfo, full: FileGroup, folder: Path, splits: tuple[str, ...]) -> None:
    for file in _missing(info, full, folder, splits):
        fetching.fetch_file(file, folder, has_sample=info.bundled is not None)


def _missing(
    info: DatasetInfo, full: FileGroup, folder: Path, splits: tuple[str, ...]
) -> list[FileInfo]:
    missing = {}
    for split in splits:
        if info.format == "cifar10" and _cifar_parts(folder, split):
            continue
        for file in full.of_split(split):
            if _find(file, folder) is None:
                missing[file.name] = file
    return list(missing.values())


def _find(file: FileInfo, folder: Path) -> Path | None:
    """Return where a file is, under any of its names."""
    paths = (folder / name for name in (file.name, *file.other_names))
    return next((path for path in paths if path.is_file()), None)


def _load_table(info: DatasetInfo, group: FileGroup, folder: Path, split: str | None) -> Dataset:
    (file,) = group.files
    content = files.read_checked(folder / file.name, file).read()
    inputs, targets, feature_names = table.parse_csv(content, file.name)
    if split is not None:
        rows = dict(zip(("train", "test"), stratified_split(targets), strict=True))[split]
        inputs, targets = inputs[rows], targets[rows]
    return Dataset(
        info.name,
        inputs=inputs,
        targets=targets,
        split=split,
        info=info,
        feature_names=feature_names,
    )


def _read_idx_pair(group: FileGroup, folder: Path, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    arrays = {}
    for file in group.of_split(split):
        path = _find(file, folder) or folder / file.name
        arrays[file.part] = idx.parse_idx(files.read_checked(path, file), path)
    return arrays["inputs"], arrays["targets"]


def _read_cifar(group: FileGroup, folder: Path, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    (file,) = group.files
    path = _find(file, folder)
    if path is not None:
        files.check_file(path, file)
        return cifar.read_cifar_archive(path, split)
    return cifar.join([cifar.read_cifar(part) for part in _cifar_parts(folder, split)])


def _cifar_parts(folder: Path, split: str) -> list[Path]:
    """Return the ``.bin`` files of a split, or nothing if one of them is missing."""
    for place in (folder, folder / CIFAR_FOLDER):
        paths = [place / name for name in cifar.MEMBERS[split]]
        if all(path.is_file() for path in paths):
            return paths
    return []


def _read_cdb(group: FileGroup, folder: Path, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    (file,) = group.of_split(split)
    path = _find(file, folder) or folder / file.name
    files.check_file(path, file)
    images, labels = hoda.read_cdb(path)
    return np.stack([hoda.fit_to_square(image) for image in images]), labels


READERS = {"idx": _read_idx_pair, "cifar10": _read_cifar, "cdb": _read_cdb}
