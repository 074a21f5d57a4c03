"""The share of samples that are classified correctly."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.ops.losses import class_labels
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError


class Accuracy:
    """The share of samples whose true class has one of the `top_k` highest scores.

    A sample is right if fewer than `top_k` *other* classes have a score that is as high or higher.

    Args:
        top_k: 1, or more for "among the first k".
        ignore_index: a label that says "do not count this place".

    Raises:
        SettingError: for a top_k that is no whole number of at least 1.

    Attributes:
        correct: how many samples were right.
        count: how many were counted.
    """

    def __init__(self, top_k: int = 1, ignore_index: int | None = None) -> None:
        if isinstance(top_k, bool) or not isinstance(top_k, int) or top_k < 1:
            raise SettingError("metrics.top_k", value=top_k)
        self.top_k, self.ignore_index = top_k, ignore_index
        self.reset()

    def reset(self) -> None:
        """Start again from nothing."""
        self.correct = self.count = 0

    def update(self, scores: Any, labels: Any) -> None:
        """Count a batch: scores (N, classes, …) and labels (N, …).

        Raises:
            ShapeError, DTypeError, DataError: for labels that do not fit the scores.
        """
        scores = as_array(scores)
        labels, kept = class_labels(labels, scores, self.ignore_index)
        library = backend.library(scores)
        true_class = library.expand_dims(labels.astype("int64"), 1)
        true_scores = library.take_along_axis(scores, true_class, axis=1)
        as_high = (~(scores < true_scores)).sum(axis=1)  # with itself, and with every NaN
        right = as_high <= self.top_k
        if library.isnan(scores).any():
            right = right & ~library.isnan(scores).any(axis=1)
        self.correct += int(right.sum() if kept is None else (right & kept).sum())
        self.count += int(labels.size if kept is None else kept.sum())

    def compute(self) -> float:
        """Return the share of right samples; NaN before there are any."""
        return self.correct / self.count if self.count else float("nan")

    def __repr__(self) -> str:
        top = "" if self.top_k == 1 else f"top_k={self.top_k}, "
        return f"Accuracy({top}{self.compute():.4f}, {self.correct}/{self.count})"


def as_array(x: Any) -> Any:
    """Return scores or labels as an array."""
    if isinstance(x, Tensor):
        return x.data
    return x if backend.is_array(x) else backend.chosen().asarray(x)
