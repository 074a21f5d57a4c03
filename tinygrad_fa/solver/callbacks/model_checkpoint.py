"""`ModelCheckpoint`: the net, or the whole training, on the disk while it is trained."""

from __future__ import annotations

import math
import os
import string
from pathlib import Path
from typing import Any

from tinygrad_fa import saving
from tinygrad_fa.files import make_folder, make_writable_folder
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.net import Net
from tinygrad_fa.solver.callbacks.lambda_callback import LambdaCallback
from tinygrad_fa.solver.callbacks.lasting import LastingCallback, tests_planned
from tinygrad_fa.solver.callbacks.monitor import Monitor
from tinygrad_fa.solver.callbacks.values import plain
from tinygrad_fa.solver.callbacks.warning import WarnOnce
from tinygrad_fa.solver.checks import Hint, closest, number, whole_number

WEIGHTS, WHOLE = ".safetensors", ".snapshot"


class ModelCheckpoint(LastingCallback):
    """Saves the net, or everything a training needs to go on, after epochs or batches.

        ModelCheckpoint("best.safetensors", save_weights_only=True, save_best_only=True)
        ModelCheckpoint("run/{epoch:03d}-{val_loss:.4f}.snapshot", keep=3)

    The first file is read by `net.load`, the second by `Solver.restore`; of either `load_net` makes
    the net again, if it is a `Net`.  A file is written whole
    or not at all: a crash, a full disk, or a missing metric never costs the one that was there.

    Args:
        filepath: the name; ``{epoch}`` and ``{batch}`` (from 1) and the metrics of the logs may
            stand in it.  It ends in ``.safetensors`` (weights) or ``.snapshot`` (all).  Missing
            folders are made.
        monitor: the metric that says which net is best.
        verbose: 1: say what is saved.
        save_best_only: save only what is better than all before.
        save_weights_only: parameters and buffers, instead of a snapshot of the training.
        mode: ``"min"``, ``"max"``, or ``"auto"``, which tells it from the name.
        save_freq: ``"epoch"``, or after how many updates.
        initial_value_threshold: only what is better than this counts as better.
        keep: how many of the files it wrote are kept, the latest; None: all.

    Attributes:
        best: the best value so far, or None.
        saved: the paths of the files that are kept, the latest last.

    Raises:
        SettingError: for a wrong setting; before the training, if `filepath` names a metric
            that there will not be; at the end of the first epoch, if `monitor` does.
        FileError: before the training, if the folder cannot be written to.  Later trouble with
            the disk is a warning, and is tried again.
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
        keep: int | None = None,
    ) -> None:
        self.save_weights_only = bool(save_weights_only)
        self.save_freq = save_freq
        if save_freq != "epoch":
            whole_number("save_freq", save_freq, 1)
        self.filepath, self._fields = self._checked(filepath)
        self.verbose = verbose
        self.monitor = Monitor(monitor, mode) if save_best_only else None
        if save_best_only and save_freq != "epoch" and monitor.startswith("val_"):
            raise SettingError("callbacks.no_test_in_batch", name=monitor)
        self.keep = None if keep is None else whole_number("keep", keep, 1)
        threshold = initial_value_threshold
        if threshold is not None:
            number("initial_value_threshold", threshold)
        self.initial_value_threshold = threshold
        self._warn = WarnOnce()
        self.reset()

    def _checked(self, filepath: Any) -> tuple[str, list[str]]:
        """Return the name pattern and the names in it."""
        if not isinstance(filepath, (str, os.PathLike)):
            raise SettingError("callbacks.not_a_name", name="filepath", value=repr(filepath))
        path = os.fspath(filepath)
        suffix = WEIGHTS if self.save_weights_only else WHOLE
        if not path.endswith(suffix):
            raise SettingError("callbacks.suffix", path=path, suffix=suffix)
        try:
            parts = list(string.Formatter().parse(path))
            fields = [name for _, name, _, _ in parts if name is not None]
            path.format(**{name: 1 if name in ("epoch", "batch") else 0.5 for name in fields})
        except (ValueError, IndexError, KeyError, AttributeError) as error:
            raise SettingError("callbacks.bad_pattern", path=path, reason=error) from error
        return path, fields

    def reset(self) -> None:
        """Forget the best value and the files."""
        self.best = self.initial_value_threshold
        self.saved: list[str] = []
        self.epoch = 0  # under way

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """See that the file can be written, before hours are spent on what it is to hold."""
        if not any(_is_yours(one) for one in self.solver.callbacks.callbacks):
            self._check_names(self._names_to_come())
        folder = Path(self.filepath).parent
        if "{" not in str(folder):
            make_writable_folder(folder)

    def _names_to_come(self) -> set[str]:
        metrics = {"loss", *self.solver.metrics}
        if self.save_freq != "epoch":
            return metrics | {"batch_loss", "lr"}
        names = metrics | {"train_loss", "lr"}
        for place, test in enumerate(tests_planned(self.solver)):
            of_test = f"val_{test.name}_" if place else "val_"
            names |= {of_test + name for name in metrics | {"accuracy"}}
        return names

    def _check_names(self, known: Any) -> None:
        allowed = {*known, "epoch", *([] if self.save_freq == "epoch" else ["batch"])}
        for name in self._fields:
            if name not in allowed:
                raise SettingError(
                    "callbacks.unknown_field",
                    path=self.filepath,
                    name=name,
                    known=", ".join(sorted(allowed)),
                    hint=Hint(closest(name, allowed)),
                )

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any]) -> None:
        """Note which epoch it is."""
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Save, if this is the batch for it."""
        if self.save_freq != "epoch" and self.solver.iteration % self.save_freq == 0:
            self._save_if_better(logs, batch=batch + 1)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Save, if this is the epoch for it."""
        self.epoch = epoch
        if self.save_freq == "epoch":
            self._save_if_better(logs)

    def _save_if_better(self, logs: dict[str, Any], **place: int) -> None:
        value = None
        if self.monitor is not None:
            value = self.monitor.value(logs, self.solver)
            if value is None or not self.monitor.better(value, self.best):
                return
        self._check_names(logs)
        path = Path(self.filepath.format(epoch=self.epoch + 1, **place, **_formattable(logs)))
        if self.save_weights_only:
            self._save(path, value)
        else:  # the callbacks after this one have yet to note what happened
            self.solver.afterwards(lambda: self._save(path, value))

    def _save(self, path: Path, value: float | None) -> None:
        best, saved = self.best, list(self.saved)
        if value is not None:
            self.best = value
        self.saved = [*(old for old in saved if old != str(path)), str(path)]
        too_many = self.saved[: -self.keep] if self.keep else []
        self.saved = self.saved[len(too_many) :]
        try:
            make_folder(path.parent)
            if self.save_weights_only:
                _save_weights(self.solver.net, path)
            else:  # with this callback's own state as it will be when it is read
                self.solver.snapshot(path)
        except OSError as error:
            self.best, self.saved = best, saved
            self._warn("callbacks.not_saved", path=path, reason=error)
            return
        for old in too_many:
            Path(old).unlink(missing_ok=True)
        if self.verbose:
            self.solver.progress.say(text("callbacks.saved", path=path))

    def state_dict(self) -> dict[str, Any]:
        """Return the best value, and which files are there."""
        return {"best": self.best, "saved": list(self.saved), "epoch": self.epoch}


def _save_weights(net: Any, path: Path) -> None:
    """Write the weights; those of a `Net` together with what `load_net` needs to make it again."""
    if isinstance(net, Net):
        net.save(path)
    else:
        saving.save(net.state_dict(), path)


def _is_yours(callback: Any) -> bool:
    """Return whether a callback has code of the user, which may write more into the logs."""
    ours = type(callback).__module__.startswith(str(__package__))
    return not ours or isinstance(callback, LambdaCallback)


def _formattable(logs: dict[str, Any]) -> dict[str, Any]:
    """Return the logs as numbers that ``{val_loss:.4f}`` can show; None would not do."""
    values = {name: plain(value) for name, value in logs.items()}
    return {name: math.nan if value is None else value for name, value in values.items()}
