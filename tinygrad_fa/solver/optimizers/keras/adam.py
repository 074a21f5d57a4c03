"""Adam and its descendants, as in Keras."""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.checks import number, switch
from tinygrad_fa.solver.optimizers import large_batch, nadam, signs
from tinygrad_fa.solver.optimizers.adaptive import MEANS, SQUARES
from tinygrad_fa.solver.optimizers.keras.rule import KerasRule, two_betas
from tinygrad_fa.solver.optimizers.parts import blend, blend_moments, divided_step


class Adam(KerasRule):
    """Adam with epsilon added to √s *before* the correction, as in Caffe's `Adam`.

        m ← β₁ · m + (1 − β₁) · g
        s ← β₂ · s + (1 − β₂) · g²
        w ← w − rate · √(1 − β₂^t) / (1 − β₁^t) · m / (√s + epsilon)

    It is Caffe's rule with delta = 1e-7.  With `amsgrad` the largest s so far stands for s in the
    last line.

    Source: ``keras.optimizers.Adam``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and epsilon > 0.
    """

    type = "keras.Adam"
    tex = (
        MEANS
        + SQUARES
        + r"w \leftarrow w - \alpha \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} "
        + r"\frac{m}{\sqrt{s} + \epsilon}"
    )

    def __init__(
        self,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
    ) -> None:
        self.betas = two_betas(beta_1, beta_2)
        self.eps = number("epsilon", epsilon, above=0)
        self.amsgrad = switch("amsgrad", amsgrad)
        self.slots = ("mean", "square", *("largest",) * amsgrad)

    def update(
        self,
        weights: Any,
        gradient: Any,
        mean: Any,
        square: Any,
        largest: Any = None,
        *,
        rate: float,
        iteration: int,
    ) -> None:
        """See the formula above."""
        t = iteration + 1
        blend_moments(mean, square, gradient, self.beta_1, self.beta_2)
        if largest is not None:
            square = backend.library(weights).maximum(largest, square, out=largest)
        rate *= sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        divided_step(weights, mean, square, rate, self.eps, scratch=gradient)


class AdamW(Adam):
    """`keras.Adam`, by the name under which Keras has a weight decay of 0.004 by default.

    The decay is the Solver's: ``Solver(type="keras.AdamW", weight_decay=0.004)``.

        w ← (1 − rate · λ) · w                             then as `keras.Adam`

    Source: ``keras.optimizers.AdamW``.
    """

    type = "keras.AdamW"
    tex = r"w \leftarrow (1 - \alpha \lambda) w \qquad " + Adam.tex


class Adamax(KerasRule):
    """Adamax with epsilon added to the maximum, not inside it.

        m ← β₁ · m + (1 − β₁) · g
        u ← max(β₂ · u, |g|)
        w ← w − rate / (1 − β₁^t) · m / (u + epsilon)

    Source: ``keras.optimizers.Adamax``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and epsilon > 0.
    """

    type, slots = "keras.Adamax", ("mean", "largest")
    tex = (
        MEANS + r"u \leftarrow \max(\beta_2 u, |g|) \qquad "
        r"w \leftarrow w - \frac{\alpha}{1 - \beta_1^t} \frac{m}{u + \epsilon}"
    )

    def __init__(self, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> None:
        self.betas = two_betas(beta_1, beta_2)
        self.eps = number("epsilon", epsilon, above=0)

    def update(
        self, weights: Any, gradient: Any, mean: Any, largest: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        library = backend.library(weights)
        blend(mean, gradient, self.beta_1)
        largest *= self.beta_2
        library.maximum(largest, library.abs(gradient, out=gradient), out=largest)
        weights -= rate / (1 - self.beta_1 ** (iteration + 1)) * (mean / (largest + self.eps))


class Nadam(KerasRule, nadam.Nadam):
    """`Nadam` whose momentum has grown up after 100 updates: μ_t = β₁ · (1 − ½ · 0.96^t).

        w ← w − rate · d / (√(s / (1 − β₂^t)) + epsilon)   d as in `Nadam`

    Source: ``keras.optimizers.Nadam``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and epsilon > 0.
    """

    type = "keras.Nadam"

    def __init__(self, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> None:
        betas = two_betas(beta_1, beta_2)
        nadam.Nadam.__init__(self, betas, number("epsilon", epsilon, above=0), momentum_decay=1.0)


class Lamb(KerasRule, large_batch.LAMB):
    """`LAMB` whose weight decay shrinks the weights before the step, apart from its length.

        w ← (1 − rate · λ) · w
        w ← w − rate · ‖w‖ / ‖r‖ · r                       r = m̂ / (√ŝ + epsilon)

    Source: ``keras.optimizers.Lamb``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and epsilon > 0.
    """

    type = "keras.Lamb"

    def __init__(self, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> None:
        self.betas = two_betas(beta_1, beta_2)
        self.eps = number("epsilon", epsilon, above=0)


class Lion(KerasRule, signs.Lion):
    """`Lion` with Keras's names.

        w ← w − rate · sign(β₁ · m + (1 − β₁) · g)         m ← β₂ · m + (1 − β₂) · g

    Source: ``keras.optimizers.Lion``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas.
    """

    type = "keras.Lion"

    def __init__(self, beta_1: float = 0.9, beta_2: float = 0.99) -> None:
        self.betas = two_betas(beta_1, beta_2)
