"""What the rules of Keras have in common."""

from __future__ import annotations

from tinygrad_fa.solver.checks import number
from tinygrad_fa.solver.optimizers.base import Optimizer


class KerasRule(Optimizer):
    """What the rules of Keras have in common: a decoupled decay, and some names."""

    decay_to = "weights"
    betas: tuple[float, float]
    eps: float

    @property
    def beta_1(self) -> float:
        """How much of the mean gradient is kept."""
        return self.betas[0]

    @property
    def beta_2(self) -> float:
        """How much of the mean square is kept."""
        return self.betas[1]

    @property
    def epsilon(self) -> float:
        """What keeps a divisor away from 0."""
        return self.eps


def two_betas(beta_1: float, beta_2: float) -> tuple[float, float]:
    """Return both as a pair, each at least 0 and below 1."""
    first = number("beta_1", beta_1, least=0, below=1)
    return first, number("beta_2", beta_2, least=0, below=1)
