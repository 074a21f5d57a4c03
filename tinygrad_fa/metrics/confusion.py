"""The confusion matrix, and what is computed from it for every class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa import backend, language
from tinygrad_fa.engine.ops.losses import class_labels
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.metrics.accuracy import as_array
from tinygrad_fa.metrics.table import table

AVERAGES = ("macro", "micro")


class ConfusionMatrix:
    """How often each class was taken for each class.

    Printed, it is a table with a row per true class and a column per predicted one.

    Args:
        classes: how many there are, or their names.
        ignore_index: a label that says "do not count this place".

    Raises:
        SettingError: for fewer than one class.

    Attributes:
        names: of the classes.
        counts: array (classes, classes) of whole numbers: [true, predicted].
        undecided: array (classes,): samples without one highest score, by true class.
    """

    counts: Any
    undecided: Any

    def __init__(self, classes: int | Sequence[str], ignore_index: int | None = None) -> None:
        names = range(classes) if isinstance(classes, int) else classes
        self.names = tuple(str(name) for name in names)
        if not self.names:
            raise SettingError("metrics.no_classes")
        self.ignore_index = ignore_index
        self.reset()

    def reset(self) -> None:
        """Start again from nothing."""
        zeros = backend.library(None).zeros  # counted in main memory, whatever computes
        self.counts = zeros((len(self.names), len(self.names)), "int64")
        self.undecided = zeros(len(self.names), "int64")

    def update(self, predictions: Any, labels: Any) -> None:
        """Count a batch.

        Args:
            predictions: scores (N, classes, …), or predicted classes: whole numbers (N, …).
            labels: whole numbers (N, …).

        Raises:
            ShapeError, DTypeError, DataError: for labels that do not fit, or another number of
                classes than this matrix has.
        """
        scores = as_array(predictions)
        if scores.dtype.kind in "iu" and scores.ndim == as_array(labels).ndim:
            scores = _as_scores(scores, len(self.names), self.ignore_index)
        if scores.ndim > 1 and scores.shape[1] != len(self.names):
            classes = len(self.names)
            raise ShapeError("metrics.classes", classes=classes, shape=scores.shape)
        true, kept = class_labels(labels, scores, self.ignore_index)
        if not true.size:
            return
        decided = (scores == scores.max(axis=1, keepdims=True)).sum(axis=1) == 1
        size, library = len(self.names), backend.library(scores)
        kept = library.ones_like(decided) if kept is None else kept
        pairs = true.astype("int64") * size + scores.argmax(axis=1)
        counted = library.bincount(pairs[kept & decided], minlength=size * size)
        undecided = library.bincount(true[kept & ~decided], minlength=size)
        self.counts = self.counts + backend.to_numpy(counted).reshape(size, size)
        self.undecided = self.undecided + backend.to_numpy(undecided)

    def compute(self) -> Any:
        """Return a copy of the counts [true, predicted]."""
        return self.counts.copy()

    @property
    def samples(self) -> list[int]:
        """How many samples each class had, the undecided ones included."""
        return [int(n) for n in self.counts.sum(axis=1) + self.undecided]

    @property
    def accuracy(self) -> float:
        """The share of right samples; NaN before there are any."""
        return _share(int(self.counts.trace()), sum(self.samples))

    def recall(self, average: str | None = None) -> Any:
        """Return for each class: of its samples, the share that was found.

        It is also called the accuracy of the class.

        Args:
            average: None for a list with a number per class; ``"macro"`` for their mean;
                ``"micro"`` for all samples taken together.

        A class that neither occurs nor was predicted has NaN and is left out of the mean; where
        only the divisor is 0 the number is 0.

        Raises:
            SettingError: for another average.
        """
        return self._averaged(average, self.right(), self.samples)

    def precision(self, average: str | None = None) -> Any:
        """Return for each class: of the samples taken for it, the share that was right.

        Arguments and rules are those of `recall`.
        """
        return self._averaged(average, self.right(), self._predicted())

    def f1(self, average: str | None = None) -> Any:
        """Return for each class the harmonic mean of precision and recall.

        It is 2 · right / (samples of the class + samples taken for it).  Arguments and rules are
        those of `recall`.  Source: van Rijsbergen, Information Retrieval, 1979, chapter 7.
        """
        doubled = [2 * n for n in self.right()]
        both = [a + b for a, b in zip(self.samples, self._predicted(), strict=True)]
        return self._averaged(average, doubled, both)

    def right(self) -> list[int]:
        """Return for each class how many samples were classified correctly."""
        return [int(n) for n in self.counts.diagonal()]

    def _predicted(self) -> list[int]:
        return [int(n) for n in self.counts.sum(axis=0)]

    def _averaged(self, average: str | None, parts: Sequence[int], wholes: Sequence[int]) -> Any:
        if average is not None and average not in AVERAGES:
            raise SettingError("metrics.average", value=average)
        total = sum(self.samples)
        if average == "micro" and total:
            return sum(parts) / sum(wholes) if sum(wholes) else 0.0
        seen = [a or b for a, b in zip(self.samples, self._predicted(), strict=True)]
        shares = [
            (part / whole if whole else 0.0) if occurs else float("nan")
            for part, whole, occurs in zip(parts, wholes, seen, strict=True)
        ]
        if average is None:
            return shares
        known = [share for share, occurs in zip(shares, seen, strict=True) if occurs]
        return sum(known) / len(known) if known else float("nan")

    def __str__(self) -> str:
        header = [language.text("metrics.true_predicted"), *self.names]
        rows = [
            [name, *(str(n) for n in row)]
            for name, row in zip(self.names, self.counts, strict=True)
        ]
        if self.undecided.any():
            header.append(language.text("metrics.undecided"))
            rows = [[*row, str(n)] for row, n in zip(rows, self.undecided, strict=True)]
        return table([header, *rows])

    def __repr__(self) -> str:
        return f"ConfusionMatrix({len(self.names)} classes, {sum(self.samples)} samples)"


def _as_scores(predicted: Any, classes: int, ignore_index: int | None) -> Any:
    """Return scores (N, classes, …) that are 1 at the predicted classes and 0 elsewhere."""
    library = backend.library(predicted)
    empty = library.zeros((len(predicted), classes, *predicted.shape[1:]), "int8")
    predicted, _ = class_labels(predicted, empty, ignore_index)
    numbers = library.arange(classes).reshape((-1,) + (1,) * (predicted.ndim - 1))
    return (library.expand_dims(predicted, 1) == numbers).astype("int8")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
