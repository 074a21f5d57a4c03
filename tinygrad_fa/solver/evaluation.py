"""Tests of a net: the loss and the accuracy on data it is not trained with."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend


def accuracy_count(scores: Any, labels: Any) -> int | None:
    """Return how many samples are classified correctly; None if the targets are no classes.

    A sample is correct if the score of its true class is larger than every other score.  Where
    scores are equal nothing has been decided, and that counts as wrong (Caffe's rule): a net
    that gives every class the same score is right about nothing.

    Args:
        scores: array (N, classes) or (N, classes, …).
        labels: array (N,) or (N, …) of whole numbers.
    """
    if labels.dtype.kind not in "iu" or scores.ndim != labels.ndim + 1 or scores.ndim < 2:
        return None
    library = backend.library(scores)
    true_class = library.expand_dims(library.asarray(labels, dtype="int64"), 1)
    true_scores = library.take_along_axis(scores, true_class, axis=1)
    return int(((scores >= true_scores).sum(axis=1) == 1).sum())


class Means:
    """The mean loss and the accuracy of batches that are added one by one."""

    def __init__(self) -> None:
        self.samples = 0
        self.loss_sum = 0.0
        self.labels = 0
        self.correct: int | None = None

    def add(self, loss: float, samples: int, correct: int | None = None, labels: int = 0) -> None:
        """Add a batch; its loss is the mean over `samples` samples."""
        self.samples += samples
        self.loss_sum += loss * samples
        if correct is not None:
            self.correct = (self.correct or 0) + correct
            self.labels += labels

    @property
    def loss(self) -> float:
        """The mean over all samples (not over batches, of which the last may be smaller)."""
        return self.loss_sum / self.samples if self.samples else float("nan")

    @property
    def accuracy(self) -> float | None:
        """The share of samples that are classified correctly, or None."""
        return None if self.correct is None else self.correct / max(self.labels, 1)


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
