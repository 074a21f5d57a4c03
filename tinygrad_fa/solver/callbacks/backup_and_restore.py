"""`BackupAndRestore`: a training that was killed goes on by itself when it is started again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tinygrad_fa.files import make_writable_folder
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.callbacks.warning import WarnOnce
from tinygrad_fa.solver.checks import whole_number

NAME = "backup.snapshot"


class BackupAndRestore(Callback):
    """Keeps a snapshot of the training, and goes on from it if there is one.

        solver.fit(50, callbacks=[BackupAndRestore("backup")])

    Start the same program again after a crash or a power cut: it goes on where it was, inside
    the epoch, too, and ends with the very numbers of a training that was never interrupted.
    ``fit(50)`` then means 50 epochs in all.

    Args:
        backup_dir: the folder of the snapshot; it is made if it is missing.
        save_freq: ``"epoch"``, or after how many updates.
        delete_checkpoint: delete the snapshot when the training has come to its end.

    Raises:
        SettingError: for a wrong setting.
        FileError: before the training, if the folder cannot be written to.  Later trouble with
            the disk is a warning, and the last snapshot stays.
        DataError, StateError: if the snapshot there is damaged, or of another training.
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: str | int = "epoch",
        delete_checkpoint: bool = True,
    ) -> None:
        if not isinstance(backup_dir, (str, os.PathLike)):
            raise SettingError("callbacks.not_a_name", name="backup_dir", value=repr(backup_dir))
        if save_freq != "epoch":
            whole_number("save_freq", save_freq, 1)
        self.path = Path(backup_dir) / NAME
        self.save_freq, self.delete_checkpoint = save_freq, bool(delete_checkpoint)
        self._broken_off = False
        self._warn = WarnOnce()

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Go back to where the training was, if it was here before."""
        self._broken_off = False
        make_writable_folder(self.path.parent)
        if self.path.exists() and self.solver.iteration == 0:
            self.solver.restore(self.path)
            said = text("callbacks.goes_on", path=self.path, iteration=self.solver.iteration)
            self.solver.progress.say(said)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Take a snapshot, if this is the batch for it."""
        if self.save_freq != "epoch" and self.solver.iteration % self.save_freq == 0:
            self.solver.afterwards(self._save)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Take a snapshot, if this is the epoch for it."""
        if self.save_freq == "epoch":
            self.solver.afterwards(self._save)

    def _save(self) -> None:
        try:
            self.solver.snapshot(self.path)
        except OSError as error:
            self._warn("callbacks.not_saved", path=self.path, reason=error)

    def on_exception(self, exception: BaseException, logs: dict[str, Any]) -> None:
        """Note that the training has not come to its end."""
        self._broken_off = True

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Delete the snapshot, unless the training is to go on."""
        if self.delete_checkpoint and not self._broken_off and not self.solver.interrupted:
            self.path.unlink(missing_ok=True)
