"""How far a run of the training loop is to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from tinygrad_fa.solver.testnets import Test


@dataclass
class Plan:
    """How far a run of the loop is to go, and what there is to do on the way.

    Attributes:
        stop: how many updates there are to be in the end.
        epochs: how many epochs there are to be in the end, in a `fit`, and
        first: the number of the epoch in which it began.
        to_the_end: whether this is a `solve`, with its last snapshot, display and test.
        train_loss: whether the loss of the training data is computed anew after each epoch.
        validation_freq: a test after every so many epochs, or after those of these numbers (the
            first is 1).
        tests: the tests after an epoch; of a `fit` those of the Solver, unless others are given.
    """

    stop: int
    epochs: int | None = None
    first: int = 0
    to_the_end: bool = False
    train_loss: bool = False
    validation_freq: int | Sequence[int] = 1
    tests: Sequence[Test] = ()

    def tests_after(self, epoch: int) -> bool:
        """Return whether there is a test after the epoch of this number (the first is 0)."""
        if isinstance(self.validation_freq, int):
            return (epoch + 1) % self.validation_freq == 0
        return epoch + 1 in self.validation_freq

    def state_dict(self) -> dict[str, Any]:
        """Return the plan as plain values; the tests are the Solver's affair."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "tests"}
