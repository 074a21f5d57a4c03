"""Tests of a net: the loss and the accuracy on data it is not trained with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tinygrad_fa.metrics import Accuracy


@dataclass(frozen=True, eq=False)
class TestNet:
    """What a net is tested with; a Solver may have several.

    Args:
        data: batches, or a pair of arrays, as for ``Solver(train=…)``.
        net: the net that is tested; it shares its weights with the net that is trained, by their
            names.  None: the net that is trained, itself, in eval mode.
        loss: the loss that judges it; None: that of the training.
        iterations: how many batches a test takes; None: `test_iter`, or all of them once.
        name: what results and lines call it.
    """

    __test__ = False  # pytest: this is not a test of ours

    data: Any
    net: Any = None
    loss: Any = None
    iterations: int | None = None
    name: str | None = None


class Means:
    """The mean loss and the accuracy of batches that are added one by one.

    Args:
        loss: the loss function; places that it ignores do not count for the accuracy, either.
    """

    def __init__(self, loss: Any = None) -> None:
        self.samples = 0
        self.loss_sum = 0.0
        ignored = getattr(loss, "ignore_index", getattr(loss, "ignore_label", None))
        self._classified = Accuracy(ignore_index=ignored)

    def add(self, loss: float, samples: int, scores: Any = None, targets: Any = None) -> None:
        """Add a batch.

        Args:
            loss: the mean over the samples.
            samples: how many there are.
            scores: array of predictions, and
            targets: array of what they should be, if the accuracy shall be counted; where the
                targets are no classes there is none.
        """
        self.samples += samples
        self.loss_sum += loss * samples
        if scores is not None and are_labels(targets, scores):
            self._classified.update(scores, targets)

    @property
    def loss(self) -> float:
        """The mean over all samples (not over batches, of which the last may be smaller)."""
        return self.loss_sum / self.samples if self.samples else float("nan")

    @property
    def accuracy(self) -> float | None:
        """The share of samples that are classified correctly, or None."""
        return self._classified.compute() if self._classified.count else None


def are_labels(targets: Any, scores: Any) -> bool:
    """Return whether targets (N, …) are labels of classes for scores (N, classes, …)."""
    fit = scores.ndim == targets.ndim + 1 and scores.ndim > 1 and scores.shape[1] > 1
    return fit and targets.dtype.kind in "iu"


class SmoothedLoss:
    """The mean of the last `window` losses: what a training prints (Caffe's average_loss)."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.losses: list[float] = []
        self.value = 0.0
        self._count = 0

    def add(self, loss: float) -> float:
        """Add a loss and return the mean."""
        if len(self.losses) < self.window:
            self.losses.append(loss)
            self.value += (loss - self.value) / len(self.losses)
        else:
            place = self._count % self.window
            self.value += (loss - self.losses[place]) / self.window
            self.losses[place] = loss
        self._count += 1
        return self.value
