"""Rules that look at the sign of the gradient only, never at its size."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import number, pair
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.parts import blend, signs


class Lion(Optimizer):
    """Every weight moves by exactly the rate, in the direction of momentum and gradient.

        w ← (1 − rate · λ) · w                             λ is the Solver's weight_decay
        w ← w − rate · sign(β₁ · m + (1 − β₁) · g)
        m ← β₂ · m + (1 − β₂) · g

    One slot only, half of Adam's.  All steps are of full length, so the rate should be three to
    ten times smaller than Adam's, and the decay as many times larger (optax has 0.001).

    Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas.
    """

    type, slots, decay_to = "Lion", ("mean",), "weights"
    tex = (
        r"w \leftarrow (1 - \alpha \lambda) w - \alpha "
        r"\operatorname{sign}(\beta_1 m + (1 - \beta_1) g) \qquad "
        r"m \leftarrow \beta_2 m + (1 - \beta_2) g"
    )

    def __init__(self, betas: tuple[float, float] = (0.9, 0.99)) -> None:
        self.betas = pair("betas", betas, (0.9, 0.99), least=0, below=1)

    def update(
        self, weights: Any, gradient: Any, mean: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        beta1, beta2 = self.betas
        direction = beta1 * mean
        direction += (1 - beta1) * gradient
        step = signs(direction)
        step *= rate
        weights -= step
        blend(mean, gradient, beta2)


class Rprop(Optimizer):
    """A step size for every weight, longer while the sign stays, shorter when it turns.

        σ = sign(g · g_before)
        η ← η · (etas[1] if σ > 0, etas[0] if σ < 0, 1 else), kept within step_sizes
        g ← 0 where σ < 0                                  no step back over the valley
        w ← w − η · sign(g)
        g_before ← g

    The learning rate is only where η starts; no policy changes it afterwards.  For whole-batch
    gradients: the sign of a small batch's gradient turns too often.

    Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning",
    1993, in the form "iRprop−" of Igel and Hüsken, 2000, as in ``torch.optim.Rprop``.

    Raises:
        SettingError: unless 0 < etas[0] < 1 < etas[1] and 0 < step_sizes[0] ≤ step_sizes[1].
    """

    type, slots = "Rprop", ("before", "step_size")
    tex = (
        r"\eta \leftarrow \operatorname{clip}(\eta \, \eta^{\pm}) \qquad "
        r"w \leftarrow w - \eta \operatorname{sign}(g)"
    )

    def __init__(
        self,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50.0),
    ) -> None:
        self.etas = pair("etas", etas, (0.5, 1.2), above=0)
        number("etas[0]", self.etas[0], below=1)
        number("etas[1]", self.etas[1], above=1)
        self.step_sizes = pair("step_sizes", step_sizes, (1e-6, 50.0), above=0)
        if self.step_sizes[0] > self.step_sizes[1]:
            raise SettingError("optimizers.order", name="step_sizes", value=self.step_sizes)

    def update(
        self,
        weights: Any,
        gradient: Any,
        before: Any,
        step_size: Any,
        *,
        rate: float,
        iteration: int,
    ) -> None:
        """See the formula above."""
        library = backend.library(weights)
        step_size[step_size == 0] = rate  # a slot that has not been used yet
        shorter, longer = map(weights.dtype.type, self.etas)
        turn = gradient * before
        step_size *= library.where(turn > 0, longer, weights.dtype.type(1))
        step_size *= library.where(turn < 0, shorter, weights.dtype.type(1))
        library.clip(step_size, *self.step_sizes, out=step_size)
        gradient *= turn >= 0
        weights -= step_size * signs(gradient)
        before[...] = gradient
