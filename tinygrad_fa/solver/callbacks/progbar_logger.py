"""`ProgbarLogger`: how far the training is, and what each epoch gave."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.language import text
from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.callbacks.values import as_number


class ProgbarLogger(Callback):
    """Shows the Solver's progress, also for ``Solver(…, progress=False)``, and a line per epoch.

    There is one progress display, `Solver.progress`: a bar (tqdm) in a terminal and in a
    notebook, plain lines where the output goes to a file.  This callback switches it on for a
    training and adds a line with all the logs after each epoch, as Keras prints it.
    """

    _shown_before: bool | None = None

    def set_solver(self, solver: Any) -> None:
        """Switch the display on; that is before it begins."""
        super().set_solver(solver)
        if self._shown_before is None:
            self._shown_before, solver.progress.shown = solver.progress.shown, True

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Say what the epoch gave."""
        numbers = {name: as_number(value) for name, value in logs.items()}
        shown = [f"{name} = {value:.6g}" for name, value in numbers.items() if value is not None]
        said = text("callbacks.epoch_line", epoch=epoch + 1, logs=", ".join(shown))
        self.solver.progress.say(said)

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Leave the display as it was."""
        self._put_back()

    def on_test_end(self, logs: dict[str, Any]) -> None:
        """Leave the display as it was, after a test without a training."""
        if not self.params.get("iterations"):
            self._put_back()

    def _put_back(self) -> None:
        if self._shown_before is not None:
            self.solver.progress.shown, self._shown_before = self._shown_before, None
