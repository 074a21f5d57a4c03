"""Gradient descent that also remembers the average of where it has been."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.solver.checks import number
from tinygrad_fa.solver.optimizers.base import Optimizer


class ASGD(Optimizer):
    """Gradient descent with a falling rate, and the average of the weights beside it.

        η = rate / (1 + lambd · rate · t)^alpha            t: the updates made before
        w ← (1 − lambd · η) · w − η · g
        a ← a + μ · (w − a)                                μ = 1 / max(1, t − t0)

    Until t0 updates are made a is simply w; then it is the mean of all w since.  The average lies
    in the slot "average" and is not used by the rule: it usually does better than w, which keeps
    jumping about the minimum.

    Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992;
    Bottou, "Stochastic gradient descent tricks", 2012, section 5; as in ``torch.optim.ASGD``.

    Raises:
        SettingError: unless lambd ≥ 0, alpha ≥ 0 and t0 ≥ 0.
    """

    type, slots = "ASGD", ("average",)
    tex = (
        r"\eta = \frac{\alpha}{(1 + \lambda \alpha t)^{p}} \qquad "
        r"w \leftarrow (1 - \lambda \eta) w - \eta g \qquad a \leftarrow a + \mu_t (w - a)"
    )

    def __init__(self, lambd: float = 1e-4, alpha: float = 0.75, t0: float = 1e6) -> None:
        self.lambd = number("lambd", lambd, least=0)
        self.alpha = number("alpha", alpha, least=0)
        self.t0 = number("t0", t0, least=0)

    def update(
        self, weights: Any, gradient: Any, average: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        eta = rate / (1 + self.lambd * rate * iteration) ** self.alpha
        weights *= 1 - self.lambd * eta
        gradient *= eta
        weights -= gradient
        share = 1 / max(1.0, iteration - self.t0)
        if share == 1:
            average[...] = weights
        else:
            average += share * (weights - average)
