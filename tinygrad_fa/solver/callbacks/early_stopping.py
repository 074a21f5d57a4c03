"""`EarlyStopping`: end the training when it has stopped improving."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.language import text
from tinygrad_fa.solver.callbacks.monitor import Monitor, MonitorCallback, checked_patience
from tinygrad_fa.solver.checks import number, whole_number


class EarlyStopping(MonitorCallback):
    """Stops the training after `patience` epochs in a row without improvement.

        solver.fit(100, callbacks=[EarlyStopping(patience=5, restore_best_weights=True)])

    Args:
        monitor: the metric to watch, by its name in the logs.
        min_delta: an improvement is a change of more than this; its sign does not matter.
        patience: how many epochs in a row may pass without one, at least 1: with 1 the first
            epoch that is no better ends the training.
        verbose: 1: say when the training is stopped.
        mode: ``"min"``, ``"max"``, or ``"auto"``, which tells it from the name.
        baseline: epochs no better than this value are counted, too, even where each is better
            than the one before.
        restore_best_weights: put the weights (and buffers) of the best epoch back at the end of
            the training, also where it was not stopped early.  Ctrl-C only pauses it.
        start_from_epoch: the first epoch to be looked at.

    Attributes:
        best, best_epoch: the best value, and the epoch it comes from; None before the first.
        stopped_epoch: the epoch after which the training was stopped, or None.

    A value that is not finite is no improvement, and counts.

    Raises:
        SettingError: for a wrong setting; and at the end of the first epoch if there is no such
            metric.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 1,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        self.monitor = Monitor(monitor, mode, min_delta)
        self.patience = checked_patience(patience)
        self.verbose = verbose
        self.baseline = None if baseline is None else number("baseline", baseline)
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = whole_number("start_from_epoch", start_from_epoch, 0)
        self.reset()

    def reset(self) -> None:
        """Forget all epochs."""
        super().reset()
        self.best_epoch: int | None = None
        self.stopped_epoch: int | None = None
        self.best_weights: dict[str, Any] | None = None

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Begin anew if the last training was stopped here."""
        if self.stopped_epoch is not None:
            self.reset()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Look at the metric, and stop the training if that was one epoch too many."""
        value = self.monitor.value(logs, self.solver)
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self.monitor.better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.solver.net.state_dict()
            if self.baseline is None or self.monitor.better(value, self.baseline):
                self.wait = 0
        if self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.solver.stop_training = True
            if self.verbose:
                self.solver.progress.say(text("callbacks.stopped_early", **self._told(epoch)))

    def _told(self, epoch: int) -> dict[str, Any]:
        best = "-" if self.best is None else f"{self.best:.6g}"
        return {"epoch": epoch + 1, "name": self.monitor.name, "best": best, "wait": self.wait}

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Put the best weights back, unless the training is only paused."""
        if self.best_weights is not None and not self.solver.interrupted:
            self.solver.net.load_state_dict(self.best_weights)
            if self.verbose and self.best_epoch is not None:
                told = self._told(self.best_epoch)
                self.solver.progress.say(text("callbacks.best_restored", **told))

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted, with the best weights."""
        own = ("best_epoch", "stopped_epoch", "best_weights")
        return {**super().state_dict(), **{name: getattr(self, name) for name in own}}
