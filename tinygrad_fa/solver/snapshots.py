"""Snapshots: files from which a training is taken up again as if it had never stopped.

``PREFIX_iter_N.snapshot`` holds the whole state after N updates, in one safetensors file: the
arrays by name (``net/tensors/fc.weight``), the rest as JSON in its metadata, and a checksum of
both.  A file is written beside its name and renamed when it is complete and on the disk, so one
that has the name is whole; older ones are deleted only after that.
"""

from __future__ import annotations

import os
import re
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from typing import Any

from tinygrad_fa import saving
from tinygrad_fa.files import make_folder, make_writable_folder, remove_leftovers
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DataError, FileError, SettingError, StateError
from tinygrad_fa.net import DESCRIPTION, Net
from tinygrad_fa.solver import state
from tinygrad_fa.solver.callbacks.monitor import Monitor
from tinygrad_fa.solver.configuration import Listing
from tinygrad_fa.solver.packing import Packed, pack, unpack

SUFFIX = ".snapshot"
FORMAT = "1"  # of the files: another number is for a reader that does not exist yet
DEFAULT_PREFIX = "snapshot"


def stem(solver: Any) -> Path:
    """Return the path of the snapshot of this iteration, without its suffix.

    A prefix that is a folder (or ends with a slash) gives ``FOLDER/snapshot_iter_N``.
    """
    given = os.fspath(solver.settings.snapshot_prefix or DEFAULT_PREFIX)
    prefix = Path(given).expanduser()
    if given.endswith(("/", os.sep)) or prefix.is_dir():
        prefix = prefix / DEFAULT_PREFIX
    return prefix.with_name(f"{prefix.name}_iter_{solver.iteration}")


def _target(solver: Any, path: str | os.PathLike[str] | None) -> Path:
    base = stem(solver)
    return base.with_name(base.name + SUFFIX) if path is None else Path(path).expanduser()


def write(solver: Any, path: str | os.PathLike[str] | None = None) -> Path:
    """Write a snapshot, by default ``PREFIX_iter_N.snapshot``, and return its path.

    Raises:
        FileError: if it cannot be written; an older file of that name is untouched.
        StateError: if something in the state is no plain value, such as a callback's.
    """
    base, target = stem(solver), _target(solver, path)
    make_folder(target.parent)
    if path is None:  # noted before it is written, so that the file knows itself
        solver._written.setdefault(base.name, [target.name])
    # With the description `load_net` can make the net again from the snapshot alone.
    described = solver.net.description(solver) if isinstance(solver.net, Net) else None
    beside = {"written": solver._written, "described": described}
    packed = pack({**state.collect(solver), **beside})
    metadata = {
        "tinygrad_fa": "snapshot",
        "format": FORMAT,
        "iteration": str(solver.iteration),
        "written_at": f"{time.time():.6f}",
        "checksum": _checksum(packed),
        "state": packed.text,
    }
    saving.save(packed.arrays, target, metadata)
    if path is None:
        others = [file for writer in solver.snapshot_writers for file in writer(solver, base)]
        solver._written[base.name] = [target.name, *(Path(file).name for file in others)]
    return target


@dataclass(frozen=True, repr=False)
class Restored:
    """What `Solver.restore` has done.

    Attributes:
        path: the file.
        iteration: how many updates the training had made.
        notes: a line for each thing that is not as it was, and each file that was passed over.
    """

    path: Path
    iteration: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = text("snapshots.restored", None, path=self.path, iteration=self.iteration)
        if self.notes:
            told += "\n" + text("snapshots.notes", None, lines=Listing(list(self.notes)))
        return told

    def __repr__(self) -> str:
        return str(self)


def between_iterations(solver: Any, wish: str) -> None:
    """See that no iteration is under way.

    Raises:
        StateError: if one is; the message says how a callback asks for the same.
    """
    if not solver._at_rest:
        raise StateError("snapshots.in_the_middle", wish=wish)


def take(solver: Any, path: str | os.PathLike[str] | None) -> Path:
    """Write a snapshot now, or at the end of the iteration that is under way; return its path."""
    if not solver._leads:  # of several processes one writes
        return _target(solver, path)
    if solver._at_rest:
        return write(solver, path)
    target = _target(solver, path)
    solver.afterwards(lambda: write(solver, None if path is None else target))
    return target


def restore(solver: Any, path: str | os.PathLike[str], strict: bool) -> Restored:
    """Put the state of a file into a Solver; see `Solver.restore`."""
    between_iterations(solver, "restore")
    if os.fspath(path).endswith((".solverstate", ".solverstate.h5")):
        from tinygrad_fa.caffe.solverstate import restore_solverstate

        restore_solverstate(solver, path)
        return Restored(Path(path), solver.iteration)
    if os.fspath(path).endswith((".caffemodel", ".caffemodel.h5")):
        raise DataError("snapshots.is_a_model", path=path)
    file, saved, passed_over = find(path)
    notes = state.put_back(solver, saved, strict)
    solver._written = _own_files(saved.get("written"))
    solver._memory.forget()
    done = Restored(file, solver.iteration, (*passed_over, *notes))
    if done.notes:
        solver.progress.say(str(done))
    return done


def _own_files(written: Any) -> dict[str, list[str]]:
    """Return the names of snapshots and their files, as far as they may be believed.

    `prune` deletes what stands here, so that a file from a stranger must not name another's.
    """
    if not isinstance(written, dict):
        return {}
    return {
        name: [str(file) for file in files if re.fullmatch(re.escape(name) + r"\.[a-z0-9.]+", file)]
        for name, files in written.items()
        if re.fullmatch(r"[^/\\]+_iter_[0-9]+", name) and isinstance(files, list)
    }


def _checksum(packed: Packed) -> str:
    """Return a number that changes with any bit of the state (CRC-32)."""
    number = zlib.crc32(packed.text.encode())
    for name in sorted(packed.arrays):
        array = packed.arrays[name]
        number = zlib.crc32(f"{name} {array.dtype.name} {array.shape}".encode(), number)
        plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
        number = zlib.crc32(plain.reshape(-1).view("u1").data, number)
    return f"{number:08x}"


def prune(solver: Any) -> None:
    """Delete what is neither among the latest `snapshot_keep` snapshots nor the best.

    Only files that this training has written count, also before it was taken up again: what
    another training has left under the same prefix is nobody's to delete.
    """
    keep = solver.settings.snapshot_keep
    if keep is None:
        return
    folder, best = stem(solver).parent, _best(solver)
    for name in list(solver._written)[:-keep]:
        if name != best:
            for file in solver._written.pop(name):
                with suppress(OSError):  # one that is open elsewhere (Windows) is left behind
                    (folder / file).unlink(missing_ok=True)


def _best(solver: Any) -> str | None:
    """Return the name of the snapshot whose own test had the best result, if one is wanted."""
    if solver.settings.snapshot_best is None:
        return None
    monitor = Monitor(solver.settings.snapshot_best)
    name, sign = monitor.name.removeprefix("val_"), 1 if monitor.mode == "min" else -1
    results = {test.iteration: test.logs() for test in solver.history.tests if not test.number}
    if results and not any(name in logs for logs in results.values()):
        known = ", ".join(sorted({key for logs in results.values() for key in logs}))
        raise SettingError("snapshots.no_metric", name=monitor.name, known=known)
    # A NaN is no result.
    scores = {n: sign * logs[name] for n, logs in results.items() if logs.get(name, nan) < inf}
    written = {name: scores.get(number(name)) for name in solver._written}
    scored = {name: score for name, score in written.items() if score is not None}
    return min(scored, key=lambda name: scored[name], default=None)


def number(name: str) -> int:
    """Return how many updates had been made, from the name of a snapshot."""
    return int(name.rpartition("_iter_")[2])


def probe(solver: Any) -> None:
    """See that snapshots can be written, before hours of training have gone by.

    Raises:
        FileError: if the folder cannot be made or written to.
        SettingError: if it is not known which way `snapshot_best` is better.
    """
    settings = solver.settings
    if settings.snapshot_best is not None:
        Monitor(settings.snapshot_best)
    if not settings.snapshot and settings.snapshot_prefix is None:
        return
    folder = stem(solver).parent
    if folder == solver._probed:
        return
    make_writable_folder(folder)
    remove_leftovers(folder)
    solver._probed = folder


# Reading ----------------------------------------------------------------------------------


def read(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read one snapshot file; return the state that was saved.

    Raises:
        FileError: if it cannot be read.
        DataError: if it is no snapshot, or damaged in any bit.
    """
    arrays, metadata = saving.load(path)
    _check_kind(path, metadata)
    packed = Packed(arrays, metadata.get("state", ""))
    try:
        if metadata.get("checksum") != _checksum(packed):
            raise ValueError("CRC-32")
        tree = unpack(*packed)
        if not isinstance(tree, dict):
            raise ValueError(type(tree).__name__)
    except ValueError as error:
        raise DataError("snapshots.damaged", path=path, reason=error) from error
    return tree


def is_snapshot(path: str | os.PathLike[str]) -> bool:
    """Return whether a file holds a snapshot.

    Raises:
        FileError, DataError: if it cannot be read.
    """
    return saving.load_metadata(path).get("tinygrad_fa") == "snapshot"


def net_of(path: str | os.PathLike[str]) -> saving.Saved:
    """Return the net of a snapshot as `Net.save` would have written it.

    Raises:
        FileError, DataError: as `read`.
    """
    tree = read(path)
    try:
        tensors, described = dict(tree["net"]["tensors"]), tree.get("described")
    except (KeyError, TypeError, ValueError) as error:
        raise DataError("snapshots.damaged", path=path, reason=repr(error)) from error
    return saving.Saved(tensors, {DESCRIPTION: described} if isinstance(described, str) else {})


def _check_kind(path: Any, metadata: dict[str, str]) -> None:
    if metadata.get("tinygrad_fa") != "snapshot":
        raise DataError("snapshots.not_a_snapshot", path=path)
    if metadata.get("format") != FORMAT:
        found = str(metadata.get("format"))[:20]
        raise DataError("snapshots.other_format", path=path, found=found, known=FORMAT)


def find(path: str | os.PathLike[str]) -> tuple[Path, dict[str, Any], list[str]]:
    """Return the snapshot that a path stands for, its state, and what had to be passed over.

    Args:
        path: a file; or a folder, or a prefix, of which the latest snapshot that can be read is
            taken (the latest is the one that was written last, not the one of most iterations).

    Raises:
        FileError: if there is none, or the file cannot be read.
        DataError: if it is no snapshot, or damaged.
    """
    given = Path(path).expanduser()
    if given.is_file():
        return given, read(given), []
    passed_over: list[str] = []
    for candidate in _candidates(given, passed_over):
        try:
            return candidate, read(candidate), passed_over
        except (DataError, FileError) as error:
            passed_over.append(str(error))
    if passed_over:
        raise DataError("snapshots.none_readable", path=path, lines="\n".join(passed_over))
    raise FileError("snapshots.none_found", path=path)


def _candidates(given: Path, passed_over: list[str]) -> list[Path]:
    """Return the snapshots of a folder or a prefix, the one that was written last first."""
    folder, start = (given, "") if given.is_dir() else (given.parent, given.name)
    pattern = re.compile(re.escape(start) + (".*" if not start else "_iter_[0-9]+"))
    found: list[tuple[float, int, Path]] = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else []:
        if file.suffix != SUFFIX or not pattern.fullmatch(file.stem):
            continue
        try:
            metadata = saving.load_metadata(file)
            _check_kind(file, metadata)
            found.append((float(metadata["written_at"]), int(metadata["iteration"]), file))
        except (DataError, FileError) as error:
            passed_over.append(str(error))
        except (KeyError, ValueError) as error:
            passed_over.append(str(DataError("snapshots.damaged", path=file, reason=error)))
    return [file for _, _, file in sorted(found, reverse=True)]
