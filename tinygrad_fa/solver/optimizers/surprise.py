"""Adam with another measure of what is usual: how far the gradient is from what was expected."""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa.solver.checks import number, pair
from tinygrad_fa.solver.optimizers.adaptive import MEANS
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.parts import blend, divided_step, signs


class AdaBelief(Optimizer):
    """Adam divided by the surprise: large steps where the gradient is as expected.

        m ← β₁ · m + (1 − β₁) · g
        s ← β₂ · s + (1 − β₂) · (g − m)² + eps
        w ← w − rate · m̂ / (√ŝ + eps)                     m̂ = m / (1 − β₁^t), ŝ = s / (1 − β₂^t)

    Source: Zhuang et al., "AdaBelief optimizer", 2020, algorithm 2.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, slots = "AdaBelief", ("mean", "surprise")
    tex = (
        MEANS
        + r"s \leftarrow \beta_2 s + (1 - \beta_2) (g - m)^2 + \epsilon \qquad "
        + r"w \leftarrow w - \alpha \frac{m / (1 - \beta_1^t)}"
        + r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}"
    )

    def __init__(self, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-16) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)

    def update(
        self, weights: Any, gradient: Any, mean: Any, surprise: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        (beta1, beta2), t = self.betas, iteration + 1
        blend(mean, gradient, beta1)
        gradient -= mean
        gradient *= gradient
        blend(surprise, gradient, beta2, scratch=gradient)
        surprise += self.eps
        root = sqrt(1 - beta2**t)
        divided_step(
            weights, mean, surprise, rate * root / (1 - beta1**t), self.eps * root, scratch=gradient
        )


class Yogi(Optimizer):
    """Adam whose mean square grows and shrinks by a fixed share of g², whatever its own size.

        m ← β₁ · m + (1 − β₁) · g
        s ← s − (1 − β₂) · sign(s − g²) · g²
        w ← w − rate · m̂ / (√ŝ + eps)                     m̂ = m / (1 − β₁^t), ŝ = s / (1 − β₂^t)

    When gradients suddenly become small, Adam's s falls at once and its steps leap; Yogi's falls
    slowly.  m and s start at `initial_accumulator`.

    Source: Zaheer et al., "Adaptive methods for nonconvex optimization", 2018, algorithm 2, with
    Adam's correction of the first updates as in optax.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas, eps > 0 and initial_accumulator ≥ 0.
    """

    type, slots = "Yogi", ("mean", "square")
    tex = (
        MEANS
        + r"s \leftarrow s - (1 - \beta_2) \operatorname{sign}(s - g^2) g^2 \qquad "
        + r"w \leftarrow w - \alpha \frac{m / (1 - \beta_1^t)}"
        + r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}"
    )

    def __init__(
        self,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-3,
        initial_accumulator: float = 1e-6,
    ) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)
        self.initial_accumulator = number("initial_accumulator", initial_accumulator, least=0)

    def slot_start(self, slot: str) -> float:
        """Return `initial_accumulator`."""
        return self.initial_accumulator

    def update(
        self, weights: Any, gradient: Any, mean: Any, square: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        (beta1, beta2), t = self.betas, iteration + 1
        blend(mean, gradient, beta1)
        gradient *= gradient
        direction = signs(square - gradient)
        direction *= gradient
        direction *= 1 - beta2
        square -= direction
        root = sqrt(1 - beta2**t)
        divided_step(
            weights, mean, square, rate * root / (1 - beta1**t), self.eps * root, scratch=gradient
        )
