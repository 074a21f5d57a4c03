"""The epoch that is under way: its number, how far it is, and its means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinygrad_fa.solver.evaluation import Means


class Epoch:
    """Counts the epochs of a training, and the batches in the one under way.

    An epoch that was stopped in its middle is closed, and opened again when the training goes
    on: it keeps its number, and in the end its means are those of all its batches.

    Args:
        metrics: what is measured during the training, by name.

    Attributes:
        number: of the epoch; the first is 0.
        batch: how many iterations of it were made.
        is_open: whether callbacks were told that it begins, and not yet that it ended.
        means: the mean loss and the metrics of its iterations so far.
    """

    def __init__(self, metrics: Mapping[str, Any]) -> None:
        self._metrics = metrics
        self.number = self.batch = 0
        self.is_open = False
        self.means = Means(metrics, classified=False)

    def open(self) -> None:
        """Begin the epoch, or go on with it."""
        self.is_open = True

    def close(self, length: int) -> None:
        """End the epoch; if it is as long as it should be, the next one is due."""
        self.is_open = False
        if self.batch >= length:
            self.number, self.batch = self.number + 1, 0
            self.means = Means(self._metrics, classified=False)

    def state_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        means = self.means.state_dict()
        return {"number": self.number, "batch": self.batch, "open": self.is_open, "means": means}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` returned."""
        self.number, self.batch, self.is_open = state["number"], state["batch"], state["open"]
        self.means = Means(self._metrics, classified=False)
        self.means.load_state_dict(state["means"])
