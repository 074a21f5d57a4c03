"""`TerminateOnNaN`: what is to be done when a loss is no longer a number."""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.callbacks.values import as_number
from tinygrad_fa.solver.callbacks.warning import WarnOnce
from tinygrad_fa.solver.checks import choice

WAYS = ("stop", "raise", "ignore")


class TerminateOnNaN(Callback):
    """Ends the training in good order at the first loss or metric that is NaN or infinite.

    Without this callback the Solver raises a `DivergenceError` that tells which op the number
    came from.  Either way the update is left out: the weights are those before it.

    Args:
        raise_error: True is the same as ``on_nan="raise"``.
        on_nan: ``"stop"``: say it and end the training, with the hooks at its end;
            ``"raise"``: raise a `DivergenceError`, also for a metric of the tests;
            ``"ignore"``: leave the update out, warn once, and go on.

    Every number in the logs counts: loss and metrics of a batch, of an epoch, and ``val_…``.

    Raises:
        SettingError: for another `on_nan`, or one that contradicts `raise_error`.
    """

    def __init__(self, raise_error: bool = False, on_nan: str | None = None) -> None:
        if on_nan is not None and raise_error and on_nan != "raise":
            raise SettingError("solver.conflict", one="on_nan", other="raise_error")
        self.on_nan = choice("on_nan", on_nan or ("raise" if raise_error else "stop"), WAYS)
        self._warn = WarnOnce()

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Tell the Solver whether it may raise an error of its own."""
        self.solver.skips_divergence = self.on_nan != "raise"

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Leave it to the Solver again."""
        self.solver.skips_divergence = False

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Look at the numbers of a batch."""
        for name, value in logs.items():
            if value.__class__ is not float or not math.isfinite(value):
                self._look("callbacks.nan_in_batch", batch + 1, name, value)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Look at the numbers of an epoch, with those of its test."""
        for name, value in logs.items():
            self._look("callbacks.nan_in_epoch", epoch + 1, name, value)

    def on_test_end(self, logs: dict[str, Any]) -> None:
        """Look at the numbers of a test."""
        for name, value in logs.items():
            self._look("callbacks.nan_in_test", self.solver.iteration, name, value)

    def _look(self, key: str, place: int, name: str, value: Any) -> None:
        found = as_number(value)
        if found is None or math.isfinite(found) or self.solver.stop_training:
            return
        error = DivergenceError(key, name=name, value=f"{found}", place=place)
        if self.on_nan == "raise":
            raise error
        cause = self.solver.divergence  # it knows more than the logs
        if cause is not None and cause.values["iteration"] == self.solver.iteration - 1:
            error = cause
        if self.on_nan == "ignore":
            self._warn("callbacks.nan_ignored", what=error)
            return
        self.solver.stop_training = True
        self.solver.progress.say(text("callbacks.nan_stops", what=error))
