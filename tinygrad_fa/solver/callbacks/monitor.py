"""`Monitor`: which metric a callback watches, and when it has become better."""

from __future__ import annotations

import math
import re
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.lasting import LastingCallback, tests_planned
from tinygrad_fa.solver.callbacks.values import as_number
from tinygrad_fa.solver.checks import Hint, choice, closest, number, whole_number

MODES = ("auto", "min", "max")
THRESHOLD_MODES = ("abs", "rel")
# What the last known word of a metric's name says of its direction.
SMALLER_IS_BETTER = {
    "loss", "cost", "error", "mse", "mae", "rmse", "msle", "nll", "perplexity", "entropy",
}  # fmt: skip
LARGER_IS_BETTER = {
    "acc", "accuracy", "auc", "f1", "precision", "recall", "iou", "dice", "r2", "score",
}  # fmt: skip


class Monitor:
    """Watches one metric of the epochs' logs.

    A value is better if it is beyond the best one by *more* than `min_delta` (exactly that much
    is not enough).  A value that is not finite is never better, and never becomes the best.

    Args:
        name: the metric's name in the logs, such as ``"val_loss"``.
        mode: ``"min"`` if smaller is better, ``"max"`` if larger is; ``"auto"`` tells it from
            the name (``val_loss``, ``accuracy``).
        min_delta: how much better is better; its sign does not matter.
        threshold_mode: ``"abs"``: `min_delta` is a difference; ``"rel"``: it is a share of the
            best value.

    Raises:
        SettingError: for a wrong setting, and for ``"auto"`` with a name that does not tell.
    """

    def __init__(
        self, name: str, mode: str = "auto", min_delta: float = 0.0, threshold_mode: str = "abs"
    ) -> None:
        if not isinstance(name, str) or not name:
            raise SettingError("callbacks.not_a_name", name="monitor", value=repr(name))
        self.name = name
        self.mode = _direction(name) if choice("mode", mode, MODES) == "auto" else mode
        self.min_delta = abs(number("min_delta", min_delta))
        self.relative = choice("threshold_mode", threshold_mode, THRESHOLD_MODES) == "rel"
        self._seen = False

    def value(self, logs: dict[str, Any], solver: Any) -> float | None:
        """Return the metric's value in these logs, or None if this epoch has none.

        An epoch without a test has no ``val_…``, which is no fault; neither is a metric that
        was there before and is missing once.

        Raises:
            SettingError: if there is no such metric; the message names those there are.
        """
        if self.name in logs:
            self._seen = True
            found = as_number(logs[self.name])
            if found is None:
                raise SettingError(
                    "callbacks.metric_not_number", name=self.name, value=repr(logs[self.name])
                )
            return found
        tested = any(name.startswith("val_") for name in logs)
        comes_later = self.name.startswith("val_") and not tested and bool(tests_planned(solver))
        if self._seen or comes_later:
            return None
        raise SettingError(
            "callbacks.no_metric",
            name=self.name,
            known=", ".join(sorted(logs)),
            hint=Hint(closest(self.name, logs)),
        )

    def better(self, value: float, best: float | None) -> bool:
        """Return whether `value` is better than `best` (None: there is no best yet)."""
        if not math.isfinite(value):
            return False
        if best is None:
            return True
        margin = self.min_delta * abs(best) if self.relative else self.min_delta
        return value + margin < best if self.mode == "min" else value - margin > best


def _direction(name: str) -> str:
    for word in reversed(re.findall("[a-z]+[0-9]*", name.lower())):
        for known, mode in ((SMALLER_IS_BETTER, "min"), (LARGER_IS_BETTER, "max")):
            if word in known or word.rstrip("0123456789") in known:
                return mode
    raise SettingError("callbacks.mode_needed", name=name)


class MonitorCallback(LastingCallback):
    """A callback that counts the epochs in which a metric has not become better."""

    monitor: Monitor
    best: float | None
    wait: int

    def reset(self) -> None:
        """Forget all epochs."""
        self.best, self.wait = None, 0

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted."""
        return {"best": self.best, "wait": self.wait}


def checked_patience(value: Any) -> int:
    """Return how many epochs in a row without improvement are too many.

    Raises:
        SettingError: if it is not a whole number of at least 1.
    """
    if value == 0 and not isinstance(value, bool):
        raise SettingError("callbacks.patience_zero")
    return whole_number("patience", value, 1)
