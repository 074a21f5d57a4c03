"""Adam with Nesterov's look ahead."""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa.solver.checks import number, pair, switch
from tinygrad_fa.solver.optimizers.adaptive import MEANS, SQUARES
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.parts import blend, divided_step


class Nadam(Optimizer):
    """Adam that looks ahead as Nesterov does, with a momentum that grows from β₁/2 towards β₁.

        μ_t = β₁ · (1 − ½ · 0.96^(t · momentum_decay));   Π_t = μ_1 · μ_2 ⋯ μ_t
        m, s as in Adam, with β₁ and β₂
        d = (1 − μ_t) / (1 − Π_t) · g + μ_{t+1} / (1 − Π_{t+1}) · m
        w ← w − rate · d / (√(s / (1 − β₂^t)) + eps)

    The same as ``torch.optim.NAdam``; `keras.Nadam` has a momentum_decay of 1, that is, its
    momentum has grown up after 100 updates and not after 25,000.  With `decoupled_weight_decay`
    the decay works as in AdamW.

    Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016, algorithm 2 and the schedule
    of its experiments (momentum_decay = 1 / 250).

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas, eps > 0 and momentum_decay ≥ 0.
    """

    type, slots, remembered = "Nadam", ("mean", "square"), ("momenta",)
    tex = (
        MEANS
        + SQUARES
        + r"w \leftarrow w - \frac{\alpha}{\sqrt{s / (1 - \beta_2^t)} + \epsilon} \left("
        + r"\frac{1 - \mu_t}{1 - \prod_{i=1}^{t} \mu_i} g "
        + r"+ \frac{\mu_{t+1}}{1 - \prod_{i=1}^{t+1} \mu_i} m \right)"
    )

    def __init__(
        self,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
    ) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)
        self.momentum_decay = number("momentum_decay", momentum_decay, least=0)
        self.decoupled_weight_decay = switch("decoupled_weight_decay", decoupled_weight_decay)
        if decoupled_weight_decay:
            self.decay_to = "weights"
        # How many μ were multiplied, and their product.  It is remembered, because a schedule may
        # have changed β₁ on the way.
        self.momenta: tuple[int, float] = 0, 1.0

    def momentum_at(self, t: int) -> float:
        """Return μ_t, the momentum of update number t (1 for the first)."""
        return self.betas[0] * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))

    def momentum_product(self, t: int) -> float:
        """Return μ_1 · μ_2 ⋯ μ_t, multiplied from the left (always the same bits)."""
        count, product = self.momenta if self.momenta[0] <= t else (0, 1.0)
        for i in range(count + 1, t + 1):
            product *= self.momentum_at(i)
        self.momenta = t, product
        return product

    def update(
        self, weights: Any, gradient: Any, mean: Any, square: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        (beta1, beta2), t = self.betas, iteration + 1
        blend(mean, gradient, beta1)
        blend(square, gradient * gradient, beta2)
        now, ahead = self.momentum_at(t), self.momentum_at(t + 1)
        product = self.momentum_product(t)
        gradient *= (1 - now) / (1 - product)
        gradient += ahead / (1 - product * ahead) * mean
        root = sqrt(1 - beta2**t)
        divided_step(weights, gradient, square, rate * root, self.eps * root)
