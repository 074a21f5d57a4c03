"""A table of how well every class is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.metrics.confusion import AVERAGES, ConfusionMatrix
from tinygrad_fa.metrics.table import table


class ClassReport:
    """Accuracy, precision, recall and F1 of every class and of all together, as a table.

    Args:
        classes: how many there are, or their names.
        ignore_index: a label that says "do not count this place".

    Attributes:
        matrix: the `ConfusionMatrix` that everything is computed from.
    """

    def __init__(self, classes: int | Sequence[str], ignore_index: int | None = None) -> None:
        self.matrix = ConfusionMatrix(classes, ignore_index)

    def reset(self) -> None:
        """Start again from nothing."""
        self.matrix.reset()

    def update(self, predictions: Any, labels: Any) -> None:
        """Count a batch (see `ConfusionMatrix.update`)."""
        self.matrix.update(predictions, labels)

    def compute(self) -> dict[str, Any]:
        """Return ``accuracy``, ``macro``, ``micro`` and ``classes``.

        The last three hold ``precision``, ``recall`` and ``f1``; ``classes`` has them, with the
        number of ``samples``, under the name of each class.
        """
        measures = {name: getattr(self.matrix, name) for name in ("precision", "recall", "f1")}
        columns = {name: measure() for name, measure in measures.items()}
        classes = {
            label: {"samples": n, **{name: column[i] for name, column in columns.items()}}
            for i, (label, n) in enumerate(zip(self.matrix.names, self.matrix.samples, strict=True))
        }
        averages = {
            average: {name: measure(average) for name, measure in measures.items()}
            for average in AVERAGES
        }
        return {"accuracy": self.matrix.accuracy, **averages, "classes": classes}

    def __str__(self) -> str:
        result = self.compute()
        total = sum(self.matrix.samples)
        names = ("class", "samples", "recall", "precision", "f1")
        rows = [[language.text(f"metrics.{name}") for name in names]]
        parts = [(label, part["samples"], part) for label, part in result["classes"].items()]
        parts += [(language.text(f"metrics.{a}"), total, result[a]) for a in AVERAGES]
        for label, samples, part in parts:
            shares = [_percent(part[name]) for name in ("recall", "precision", "f1")]
            rows.append([label, str(samples), *shares])
        accuracy = _percent(result["accuracy"])
        right = sum(self.matrix.right())
        last = language.text("metrics.accuracy", None, accuracy=accuracy, right=right, total=total)
        return f"{table(rows)}\n{last}"

    def __repr__(self) -> str:
        return f"ClassReport({self.matrix!r})"


def _percent(share: float) -> str:
    return "–" if share != share else f"{100 * share:.2f}"
