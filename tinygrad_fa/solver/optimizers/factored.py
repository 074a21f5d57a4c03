"""A rule that remembers rows and columns in the place of whole matrices."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.checks import number, pair
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.large_batch import norm
from tinygrad_fa.solver.optimizers.parts import blend


class Adafactor(Optimizer):
    """Adam's division with the memory of one row and one column for a whole matrix.

        ρ = min(rate, 1 / √t);   α = max(eps[1], RMS(w)) · ρ;   β = 1 − t^beta2_decay
        w ← (1 − rate · λ) · w                             λ is the Solver's weight_decay
        r ← β · r + (1 − β) · (mean of g² over each row),   c: over each column
        s = r cᵀ / mean(r)                                 in the place of the mean square
        u = g / √s
        w ← w − α · u / max(1, RMS(u) / d)

    RMS is the root of the mean square.  A parameter with one axis (a bias) has a mean square s of
    its own; one with more than two axes is a stack of matrices.  A matrix of 1,000 × 1,000 needs
    2,000 numbers beside it, Adam's 2,000,000.  eps[0] None stands for the smallest number that
    makes a difference to 1 in the weights' dtype.

    Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost",
    2018, algorithms 4 and 5, in the form of ``torch.optim.Adafactor``.

    Raises:
        SettingError: unless beta2_decay ≤ 0, eps[0] is None or > 0, eps[1] > 0 and d ≥ 1.
    """

    type, slots, whole_parameters = "Adafactor", ("row", "column", "square"), True
    decay_to = "rule"  # which looks at the size of the weights before they decay
    tex = (
        r"s = \frac{r c^{\mathsf{T}}}{\operatorname{mean}(r)} \qquad "
        r"u = \frac{g}{\sqrt{s}} \qquad "
        r"w \leftarrow w - \max(\epsilon_2, \operatorname{RMS}(w)) \min(\alpha, 1/\sqrt{t}) "
        r"\frac{u}{\max(1, \operatorname{RMS}(u) / d)}"
    )

    def __init__(
        self,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
    ) -> None:
        self.beta2_decay = number("beta2_decay", beta2_decay, most=0)
        if isinstance(eps, Sequence) and len(eps) == 2 and eps[0] is None:
            self.eps: tuple[float | None, float] = None, number("eps[1]", eps[1], above=0)
        else:
            self.eps = pair("eps", eps, (1e-30, 1e-3), above=0)
        self.d = number("d", d, least=1)

    def slot_shape(self, slot: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape without its last axis (row), its last but one (column), or whole."""
        if len(shape) < 2:
            return shape if slot == "square" else (0,)
        return {"row": shape[:-1], "column": shape[:-2] + shape[-1:], "square": (0,)}[slot]

    def update(
        self,
        weights: Any,
        gradient: Any,
        row: Any,
        column: Any,
        square: Any,
        *,
        rate: float,
        iteration: int,
        penalty: Any = 0.0,
    ) -> None:
        """See the formula above."""
        library, t = backend.library(weights), iteration + 1
        smallest = self.eps[0]
        if smallest is None:
            smallest = float(library.finfo(weights.dtype).eps)
        share = 1 - t**self.beta2_decay
        root_size = sqrt(weights.size)
        length = max(self.eps[1], norm(weights) / root_size) * min(rate, 1 / sqrt(t))
        weights -= rate * penalty
        squares = gradient * gradient
        if weights.ndim < 2:
            blend(square, squares, share)
            usual = library.maximum(square, smallest**2)
        else:
            blend(row, squares.mean(axis=-1), share)
            blend(column, squares.mean(axis=-2), share)
            middle = library.maximum(row.mean(axis=-1), smallest)
            usual = row[..., :, None] * column[..., None, :] / middle[..., None, None]
            usual = library.maximum(usual, smallest**2)
        step = gradient / library.sqrt(usual)
        step *= length / max(1.0, norm(step) / (root_size * self.d))
        weights -= step
