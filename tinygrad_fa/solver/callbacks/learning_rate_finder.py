"""`LearningRateFinder`: a short trial that shows which learning rates a net can bear."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.callbacks.dispatcher import Dispatcher
from tinygrad_fa.solver.checks import number, whole_number

SMOOTHING = 0.9  # how much of the running mean of the loss is kept


class LearningRateFinder(Callback):
    """Raises the learning rate from tiny to huge, update by update, and watches the loss.

        finder = LearningRateFinder().run(solver)
        finder.suggestion        # a tenth of the rate at which the loss was least

    The rate grows by the same factor each time.  The trial ends after `steps` updates, or as
    soon as the loss is `divergence` times its least.  Then the Solver has everything back: the
    weights, the optimizer's memory, its iteration and its place in the data.

    Args:
        min_lr, max_lr: the first and the last rate, above 0.
        steps: the updates of the whole range, at least 2.
        divergence: how many times the least loss is too much, above 1.

    Attributes:
        rates, losses: what was used, and the loss before that update.
        smoothed: the running mean of the losses, corrected for its start as in Adam.
        suggestion: a tenth of the rate at which the smoothed loss is least, for there it is about
            to rise; None if it never falls.

    Raises:
        SettingError: for settings out of range; in the list of a Solver's callbacks.

    Source: L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, § 3.3 (the
    trial); J. Howard and S. Gugger, "fastai: A Layered API for Deep Learning", 2020 (a tenth).
    """

    def __init__(
        self,
        min_lr: float = 1e-7,
        max_lr: float = 10.0,
        steps: int = 100,
        divergence: float = 4.0,
    ) -> None:
        self.min_lr = number("min_lr", min_lr, above=0)
        self.max_lr = number("max_lr", max_lr, above=self.min_lr)
        self.steps = whole_number("steps", steps, 2)
        self.divergence = number("divergence", divergence, above=1)
        self.rates: list[float] = []
        self.losses: list[float] = []
        self.smoothed: list[float] = []
        self._running, self._trying = 0.0, False

    def run(self, solver: Any) -> LearningRateFinder:
        """Make the trial with this Solver, which is left as it was, and return the finder."""
        self.rates, self.losses, self.smoothed, self._running = [], [], [], 0.0
        before, callbacks, settings = solver.state_dict(), solver.callbacks, solver.settings
        solver.callbacks = Dispatcher([self])
        solver.settings = replace(settings, test_interval=0, snapshot=0, snapshot_prefix=None)
        solver.rate_factor, self._trying = 1.0, True
        try:
            solver.step(self.steps)
        except DivergenceError:
            pass  # that is what the last rates are for
        finally:
            self._trying = False
            solver.callbacks, solver.settings = callbacks, settings
            solver.load_state_dict(before)
        return self

    def plot(self, axes: Any = None) -> Any:
        """Draw the losses over the rates with matplotlib, and the suggestion; return the axes."""
        from tinygrad_fa.draw.curves import plot_rate_finder

        return plot_rate_finder(self, axes)

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Refuse a place among the callbacks of a training: a trial is none."""
        if not self._trying:
            raise SettingError("callbacks.finder_in_list")

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Set the rate of this update."""
        done = len(self.rates) / (self.steps - 1)
        self.solver.rate_override = self.min_lr * (self.max_lr / self.min_lr) ** done

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Note the loss, and end the trial if it is far too large."""
        loss = self.solver.history.loss[-1]
        self._running = SMOOTHING * self._running + (1 - SMOOTHING) * loss
        self.rates.append(logs["lr"])
        self.losses.append(loss)
        self.smoothed.append(self._running / (1 - SMOOTHING ** len(self.rates)))
        if self.smoothed[-1] > self.divergence * min(self.smoothed):
            self.solver.stop_training = True

    @property
    def suggestion(self) -> float | None:
        """A tenth of the rate at which the smoothed loss is least, or None if it never falls."""
        if not self.smoothed:
            return None
        least = min(range(len(self.smoothed)), key=lambda place: self.smoothed[place])
        return self.rates[least] / 10 if least else None
