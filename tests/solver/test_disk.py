"""A disk that is full, or fails, while a snapshot is written; and what is left lying about."""

from __future__ import annotations

import errno
import os
import time

import numpy as np
import pytest

from tinygrad_fa import files
from tinygrad_fa.language.errors import FileError
from tinygrad_fa.solver import snapshots
from tinygrad_fa.solver.callbacks import Callback


class Disk:
    """A disk with so much room; None: as much as one likes."""

    def __init__(self, room=None):
        self.room = room

    def open(self, *arguments):
        return Full(open(*arguments), self)


class Full:
    """A file on such a disk."""

    def __init__(self, file, disk):
        self.file, self.disk = file, disk

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, part):
        part = bytes(part)
        if self.disk.room is not None:
            fits, self.disk.room = part[: self.disk.room], max(self.disk.room - len(part), 0)
            if len(fits) < len(part):
                self.file.write(fits)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.file.write(part)


@pytest.fixture
def disk(monkeypatch):
    disk = Disk()
    monkeypatch.setattr(files, "open", disk.open, raising=False)
    return disk


@pytest.fixture
def make(make_solver, tmp_path):
    def new(**settings):
        given = {"type": "Adam", "snapshot": 2, "snapshot_prefix": tmp_path / "run", "max_iter": 6}
        return make_solver(**{**given, **settings})

    return new


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def fail(*arguments):
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("share", np.linspace(0, 0.999, 12))
def test_a_disk_that_is_full_at_any_byte(share, make, disk, tmp_path):
    solver = make()
    solver.step(2)
    (first,) = tmp_path.iterdir()
    content = first.read_bytes()
    disk.room = int(share * len(content))
    with pytest.raises(FileError) as caught:
        solver.solve()
    assert caught.value.key == "files.cannot_write"
    assert "run_iter_4.snapshot" in str(caught.value)
    assert os.strerror(errno.ENOSPC) in str(caught.value)
    assert names(tmp_path) == ["run_iter_2.snapshot"] and first.read_bytes() == content

    # Nothing is lost: with room again the training goes on, with the very same numbers.
    assert solver.iteration == 4
    disk.room = None
    solver.solve()
    straight = make(snapshot_prefix=tmp_path / "other")
    straight.solve()
    for one, other in zip(solver.net.parameters(), straight.net.parameters()):
        assert np.array_equal(one.data, other.data)
    assert solver.history.loss == straight.history.loss


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_while_forcing_or_renaming(step, make, tmp_path, monkeypatch):
    solver = make()
    solver.step(2)
    monkeypatch.setattr(files.os, step, fail)
    with pytest.raises(FileError) as caught:
        solver.step(2)
    assert os.strerror(errno.EIO) in str(caught.value)
    assert names(tmp_path) == ["run_iter_2.snapshot"]
    monkeypatch.undo()
    assert snapshots.read(tmp_path / "run_iter_2.snapshot")["iteration"] == 2


def test_the_callbacks_learn_of_the_error(make, disk):
    told = []

    class Listen(Callback):
        def on_exception(self, exception, logs):
            told.append(type(exception))

        def on_train_end(self, logs):
            told.append("end")

    solver = make(callbacks=[Listen()])
    disk.room = 10
    with pytest.raises(FileError):
        solver.solve()
    assert told == [FileError, "end"]


def test_an_older_snapshot_goes_only_when_the_new_one_is_there(make, disk, tmp_path):
    solver = make(snapshot_keep=1)
    solver.step(2)
    disk.room = 100
    with pytest.raises(FileError):
        solver.step(2)
    assert names(tmp_path) == ["run_iter_2.snapshot"]
    disk.room = None
    solver.step(2)
    assert names(tmp_path) == ["run_iter_6.snapshot"]


def test_what_a_killed_program_left_is_cleared_away_when_it_is_old(make, tmp_path):
    left, fresh, others = (
        tmp_path / name for name in (f".{'a' * 16}.part", f".{'b' * 16}.part", ".mine.part")
    )
    for file in (left, fresh, others):
        file.write_bytes(b"half")
    for file in (left, others):
        os.utime(file, (time.time() - 7200,) * 2)
    make().step(1)
    assert not left.exists() and fresh.exists() and others.exists()


def test_trying_the_folder_leaves_nothing_behind(make, tmp_path):
    make(snapshot=100).step(1)
    assert names(tmp_path) == []
