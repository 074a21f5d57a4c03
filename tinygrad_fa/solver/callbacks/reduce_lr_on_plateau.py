"""`ReduceLROnPlateau`: a smaller learning rate when the loss no longer falls."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.language import text
from tinygrad_fa.solver.callbacks.monitor import Monitor, MonitorCallback, checked_patience
from tinygrad_fa.solver.checks import number, whole_number


class ReduceLROnPlateau(MonitorCallback):
    """Multiplies the learning rate by `factor` after `patience` epochs without improvement.

        callbacks=[ReduceLROnPlateau(factor=0.5, patience=3)]

    It changes `Solver.rate_factor`, a multiplier over the schedule: so it goes together with a
    warm-up, a cosine, or any other schedule.

    Args:
        monitor: the metric to watch, by its name in the logs.
        factor: what the rate is multiplied by, above 0 and below 1.
        patience: how many epochs in a row may pass without improvement, at least 1.
        verbose: 1: say when the rate is reduced.
        mode: ``"min"``, ``"max"``, or ``"auto"``, which tells it from the name.
        min_delta: an improvement is a change of more than this.
        cooldown: for so many epochs after a reduction no epoch is counted.
        min_lr: no reduction makes the rate smaller than this.
        threshold_mode: ``"abs"``: `min_delta` is a difference; ``"rel"``: a share of the best
            value (PyTorch's way).

    Attributes:
        best, wait: the best value so far, and the epochs since then that count.
        cooldown_counter: for how many epochs more none is counted.

    A value that is not finite is no improvement, and counts.

    Raises:
        SettingError: for a wrong setting; and at the end of the first epoch if there is no such
            metric.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        threshold_mode: str = "abs",
    ) -> None:
        self.monitor = Monitor(monitor, mode, min_delta, threshold_mode)
        self.factor = number("factor", factor, above=0, below=1)
        self.patience = checked_patience(patience)
        self.verbose = verbose
        self.cooldown = whole_number("cooldown", cooldown, 0)
        self.min_lr = number("min_lr", min_lr, least=0)
        self.reset()

    def reset(self) -> None:
        """Forget all epochs (the rate stays as it is)."""
        super().reset()
        self.cooldown_counter = 0

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Look at the metric, and reduce the rate if that was one epoch too many."""
        value = self.monitor.value(logs, self.solver)
        if value is None:
            return
        resting = self.cooldown_counter > 0
        self.cooldown_counter -= resting
        if self.monitor.better(value, self.best):
            self.best, self.wait = value, 0
        else:
            self.wait = 0 if resting else self.wait + 1
        if self.wait >= self.patience:
            self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        rate = self.solver.history.lr[-1]  # the one used last
        if rate <= self.min_lr:
            return
        # The schedule may be anywhere; the multiplier is what takes it to the new rate now.
        share = max(self.factor, self.min_lr / rate)
        self.solver.rate_factor *= share
        self.cooldown_counter, self.wait = self.cooldown, 0
        if self.verbose:
            shown = {"epoch": epoch + 1, "rate": f"{rate * share:.6g}"}
            self.solver.progress.say(text("callbacks.rate_reduced", **shown))

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted (`rate_factor` is the Solver's own to save)."""
        return {**super().state_dict(), "cooldown_counter": self.cooldown_counter}
