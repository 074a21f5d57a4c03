"""CSVLogger: no line lost, none doubled, whatever happens."""

from __future__ import annotations

import csv
import math
import resource
import signal
from contextlib import contextmanager

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, FileError, SettingError
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import CallbackWarning, CSVLogger


def rows(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


def test_a_training(learner, tmp_path):
    path = tmp_path / "logs" / "deep" / "run.csv"
    history = learner().fit(3, callbacks=[CSVLogger(path)])
    header, *lines = rows(path)
    assert header == ["epoch", "loss", "lr", "val_accuracy", "val_loss"]
    assert [line[0] for line in lines] == ["0", "1", "2"]
    for column, name in enumerate(header[1:], start=1):
        assert [float(line[column]) for line in lines] == history.history[name]  # every digit


def test_what_a_value_looks_like(scripted, tmp_path):
    values = [np.float32(0.5), Tensor([0.25]), [1, 2], "a,b", math.nan, True]
    scripted(values, CSVLogger(tmp_path / "log.csv"))
    assert [line[2] for line in rows(tmp_path / "log.csv")[1:]] == [
        "0.5", "[0.25]", "[1, 2]", "a,b", "nan", "True",
    ]  # fmt: skip


def test_append_goes_on_and_takes_away_a_line_that_was_cut_off(scripted, tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(b"epoch,lr,val_loss\r\n0,0.1,0.5\r\n1,0.1,0.2")
    with pytest.warns(CallbackWarning, match=r"was cut off \(`1,0.1,0.2`\)"):
        scripted([0.75], CSVLogger(path, append=True))
    assert rows(path) == [["epoch", "lr", "val_loss"], ["0", "0.1", "0.5"], ["0", "0.0", "0.75"]]


def test_append_to_nothing_and_to_an_empty_file(scripted, tmp_path):
    for path in (tmp_path / "new.csv", tmp_path / "empty.csv"):
        if path.stem == "empty":
            path.touch()
        scripted([0.5], CSVLogger(path, append=True))
        assert rows(path) == [["epoch", "lr", "val_loss"], ["0", "0.0", "0.5"]]


def test_without_append_the_old_file_stays_until_there_is_a_line(scripted, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("precious")
    scripted([], CSVLogger(path))
    assert path.read_text() == "precious"
    scripted([0.5], CSVLogger(path))
    assert rows(path) == [["epoch", "lr", "val_loss"], ["0", "0.0", "0.5"]]


def test_a_file_that_is_no_such_table_is_not_touched(scripted, tmp_path):
    path = tmp_path / "marks.csv"
    path.write_bytes(b"name,mark\r\nSara,20\r\n")
    with pytest.raises(DataError, match="no table of `CSVLogger`"):
        scripted([0.5], CSVLogger(path, append=True))
    assert path.read_bytes() == b"name,mark\r\nSara,20\r\n"


def test_another_training_begins_the_file_anew(scripted, tmp_path):
    logger = CSVLogger(tmp_path / "log.csv")
    scripted([0.5, 0.4], logger)
    scripted([0.3], logger)
    assert [line[2] for line in rows(tmp_path / "log.csv")] == ["val_loss", "0.3"]


@pytest.mark.parametrize("wrong", [
    {"separator": ""}, {"separator": "::"}, {"separator": '"'}, {"separator": None},
    {"filename": None}, {"filename": 3},
])  # fmt: skip
def test_wrong_settings(wrong, tmp_path):
    with pytest.raises(SettingError):
        CSVLogger(**{"filename": tmp_path / "log.csv", **wrong})


def test_a_folder_that_cannot_be_written_to_is_an_error_before_the_training(make_solver, tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "log.csv", tmp_path):
        solver = make_solver(callbacks=[CSVLogger(path)])
        with pytest.raises(FileError, match="cannot be written"):
            solver.fit(1)
        assert solver.iteration == 0
    set_language("fa")
    with pytest.raises(FileError, match="نوشته نشد"):
        make_solver(callbacks=[CSVLogger(tmp_path)]).fit(1)


@contextmanager
def full_disk(bytes_left):
    """Let the system refuse files that are longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


class FullDisk(Callback):
    """Stands around the callbacks that write, and makes the disk full in some epochs."""

    def __init__(self, epochs, bytes_left=60):
        self.epochs, self.bytes_left, self.open = epochs, bytes_left, None

    def on_epoch_end(self, epoch, logs):
        if epoch in self.epochs:
            self.open = full_disk(self.bytes_left)
            self.open.__enter__()


class Room(Callback):
    def __init__(self, full):
        self.full = full

    def on_epoch_end(self, epoch, logs):
        self.solver.afterwards(self.make)

    def make(self):
        if self.full.open:
            self.full.open.__exit__(None, None, None)
            self.full.open = None


def test_a_full_disk_is_one_warning_and_the_lines_follow(scripted, tmp_path):
    full = FullDisk({2, 3})
    values = [0.1, 0.2, 0.3, 0.4, 0.5]
    with pytest.warns(CallbackWarning, match="cannot be written to just now") as warned:
        scripted(values, full, CSVLogger(tmp_path / "log.csv"), Room(full))
    assert len(warned) == 1
    table = rows(tmp_path / "log.csv")
    assert [line[0] for line in table] == ["epoch", "0", "1", "2", "3", "4"]
    assert [line[2] for line in table[1:]] == ["0.1", "0.2", "0.3", "0.4", "0.5"]


def test_lines_that_wait_for_room_survive_a_crash(learner, tmp_path):
    full, path = FullDisk({1, 2}), tmp_path / "log.csv"
    logger = CSVLogger(path)
    solver = learner()
    with pytest.warns(CallbackWarning):
        solver.fit(2, callbacks=[full, logger, Room(full)])
    assert [line[0] for line in rows(path)] == ["epoch", "0"]
    again, other = learner(), CSVLogger(path)
    again.load_state_dict(solver.state_dict())
    other.load_state_dict(logger.state_dict())
    again.fit(2, callbacks=[other])
    assert [line[0] for line in rows(path)] == ["epoch", "0", "1", "2", "3"]
    assert float(rows(path)[2][1]) == solver.history.history["loss"][1]
