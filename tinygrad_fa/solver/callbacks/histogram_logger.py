"""`HistogramLogger`: how the weights and the gradients of each parameter are spread, over time."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.callbacks.lasting import LastingCallback
from tinygrad_fa.solver.checks import whole_number


class HistogramLogger(LastingCallback):
    """Keeps histograms of weights and gradients, for `tinygrad_fa.draw.plot_histograms`.

    Numbers that are not finite are left out.

    Args:
        every: look at every so many updates; the first is always one.
        bins: how many bars a histogram has.

    Attributes:
        iterations: the updates that were looked at.
        weights, gradients: name of the parameter → one (counts, edges) for each of them; lists of
            `bins` and of `bins` + 1 numbers.
    """

    def __init__(self, every: int = 10, bins: int = 40) -> None:
        self.every = whole_number("every", every, 1)
        self.bins = whole_number("bins", bins, 2)
        self.reset()

    def reset(self) -> None:
        """Forget all histograms."""
        self.iterations: list[int] = []
        self.weights: dict[str, list[Any]] = {}
        self.gradients: dict[str, list[Any]] = {}

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Look, if it is time."""
        iteration = self.solver.iteration - 1
        if iteration % self.every:
            return
        self.iterations.append(iteration)
        for piece in self.solver.parameters.pieces:
            gradient = piece.parameter.grad
            self._add(self.weights, piece.name, piece.parameter.data)
            self._add(self.gradients, piece.name, None if gradient is None else gradient.data)

    def _add(self, kept: dict[str, list[Any]], name: str, array: Any) -> None:
        library = backend.library(None)
        numbers = [] if array is None else backend.to_numpy(array).astype("float64").reshape(-1)
        numbers = library.asarray(numbers)
        counts, edges = library.histogram(numbers[library.isfinite(numbers)], bins=self.bins)
        kept.setdefault(name, []).append([counts.tolist(), edges.tolist()])

    def state_dict(self) -> dict[str, Any]:
        """Return the histograms so far."""
        return {
            "iterations": list(self.iterations),
            "weights": {name: list(rows) for name, rows in self.weights.items()},
            "gradients": {name: list(rows) for name, rows in self.gradients.items()},
        }
