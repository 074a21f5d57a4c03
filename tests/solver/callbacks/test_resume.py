"""A training that was killed and taken up again equals one that was not, with every callback."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tests.solver.examples import CALLBACKS as MAKE
from tinygrad_fa.language.errors import FileError, SettingError
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import (
    CALLBACKS,
    BackupAndRestore,
    CallbackWarning,
    ReduceLROnPlateau,
    SwapEMAWeights,
)

from .test_csv_logger import FullDisk, Room

EPOCHS = 6


class PowerCutError(Exception):
    """The power is cut."""


class Kill(Callback):
    """Takes a snapshot after one update and cuts the power after a later one."""

    def __init__(self, snapshot_at, kill_at, path):
        self.snapshot_at, self.kill_at, self.path = snapshot_at, kill_at, path

    def on_train_batch_end(self, batch, logs):
        if self.solver.iteration == self.snapshot_at:
            self.solver.snapshot(self.path)

    def on_train_batch_begin(self, batch, logs):
        if self.solver.iteration == self.kill_at:
            raise PowerCutError


class Plateau(Callback):
    """Makes the loss of the tests one that rises now and then, so that the others have to act."""

    def on_epoch_end(self, epoch, logs):
        logs["val_loss"] = [1.0, 0.9, 0.95, 0.91, 0.7, 0.8][epoch]


# These two are about the interruption itself, and have tests of their own.
ALONE = {"BackupAndRestore", "LearningRateFinder"}


def test_every_callback_is_tried():
    assert {name.partition(" ")[0] for name in MAKE} | ALONE == set(CALLBACKS)


def told(state):
    """Return a state in a form that can be compared: arrays as bytes."""
    if isinstance(state, dict):
        return {name: told(part) for name, part in state.items() if name != "files"}
    if isinstance(state, np.ndarray):
        return state.shape, state.dtype, state.tobytes()
    if isinstance(state, float) and math.isnan(state):
        return "nan"
    return state


def outcome(solver, callback, folder):
    """Return everything that a training leaves behind."""
    history = solver.history
    files = {
        path.name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "tfevents" not in path.name
    }
    state = told(callback.state_dict())
    if "saved" in state:
        state["saved"] = [Path(path).name for path in state["saved"]]
    return {
        "weights": told(solver.net.state_dict()),
        "loss": history.loss,
        "lr": history.lr,
        "epochs": told(history.history),
        "iteration": solver.iteration,
        "factor": solver.rate_factor,
        "state": state,
        "files": files,
    }


@pytest.mark.filterwarnings("ignore::tinygrad_fa.solver.callbacks.CallbackWarning")
@pytest.mark.parametrize(("snapshot_at", "kill_at"), [(1, 2), (4, 8), (6, 10), (9, 9), (10, 11)])
@pytest.mark.parametrize("name", sorted(MAKE))
def test_killed_and_resumed_is_never_interrupted(learner, tmp_path, name, snapshot_at, kill_at):
    def train(folder, *more):
        folder.mkdir(exist_ok=True)
        callback = MAKE[name](folder)
        solver = learner()
        return solver, callback, [Plateau(), callback, *more]

    whole, callback, callbacks = train(tmp_path / "whole")
    whole.fit(EPOCHS, callbacks=callbacks)
    wanted = outcome(whole, callback, tmp_path / "whole")

    path = tmp_path / "killed.snapshot"
    killed, _, callbacks = train(tmp_path / "again", Kill(snapshot_at, kill_at, path))
    with pytest.raises(PowerCutError):
        killed.fit(EPOCHS, callbacks=callbacks)

    again, callback, callbacks = train(tmp_path / "again")
    again.restore(path)
    again.fit(EPOCHS, callbacks=callbacks)
    assert outcome(again, callback, tmp_path / "again") == wanted


# BackupAndRestore ---------------------------------------------------------------------------


@pytest.mark.parametrize("save_freq", ["epoch", 1, 2, 5])
@pytest.mark.parametrize("kill_at", [0, 1, 4, 6, 11])
def test_backup_goes_on_by_itself(learner, tmp_path, save_freq, kill_at):
    def callbacks(*more):
        backup = BackupAndRestore(tmp_path / "backup", save_freq)
        return [Plateau(), backup, SwapEMAWeights(0.8), ReduceLROnPlateau(patience=1), *more]

    whole = learner()
    wanted = whole.fit(4, callbacks=callbacks())
    assert list((tmp_path / "backup").iterdir()) == []  # it is not needed any more

    killed = learner()
    with pytest.raises(PowerCutError):
        killed.fit(4, callbacks=callbacks(Kill(None, kill_at, None)))

    again = learner()
    history = again.fit(4, callbacks=callbacks())
    assert history.loss == wanted.loss and history.lr == wanted.lr
    assert told(history.history) == told(wanted.history)
    assert told(again.net.state_dict()) == told(whole.net.state_dict())
    assert list((tmp_path / "backup").iterdir()) == []


def test_it_says_that_it_goes_on(learner, tmp_path, capsys):
    def callbacks(*more):
        return [BackupAndRestore(tmp_path), *more]

    with pytest.raises(PowerCutError):
        learner().fit(3, callbacks=callbacks(Kill(None, 4, None)))
    learner().fit(3, callbacks=callbacks())
    assert "The training goes on after 3 iterations, from" in capsys.readouterr().out


def test_a_backup_can_be_kept(learner, tmp_path):
    learner().fit(2, callbacks=[BackupAndRestore(tmp_path, delete_checkpoint=False)])
    assert [path.name for path in tmp_path.iterdir()] == ["backup.snapshot"]


def test_a_pause_keeps_the_backup(learner, tmp_path):
    class Pause(Callback):
        def on_epoch_end(self, epoch, logs):
            self.solver.request_stop()

    learner().fit(3, callbacks=[BackupAndRestore(tmp_path), Pause()])
    assert [path.name for path in tmp_path.iterdir()] == ["backup.snapshot"]


def test_a_full_disk_keeps_the_last_backup(learner, tmp_path):
    full = FullDisk({1})
    callbacks = [full, BackupAndRestore(tmp_path, delete_checkpoint=False), Room(full)]
    solver = learner()
    with pytest.warns(CallbackWarning, match="could not be saved"):
        solver.fit(2, callbacks=callbacks)
    again = learner()
    again.restore(tmp_path / "backup.snapshot")
    assert again.iteration == 3


def test_wrong_settings_of_a_backup(learner, tmp_path):
    for wrong in ({"backup_dir": 3}, {"backup_dir": tmp_path, "save_freq": "batch"},
                  {"backup_dir": tmp_path, "save_freq": 0}):  # fmt: skip
        with pytest.raises(SettingError):
            BackupAndRestore(**wrong)
    (tmp_path / "file").touch()
    with pytest.raises(FileError):
        learner().fit(1, callbacks=[BackupAndRestore(tmp_path / "file")])
