"""A rule for linear models with very many inputs, as in Keras."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.checks import number
from tinygrad_fa.solver.optimizers.keras.rule import KerasRule


class Ftrl(KerasRule):
    """The rule "follow the regularised leader": the best weights for all gradients so far.

        s' = s + g'²;   g' = g + 2 · l2_shrinkage · w
        z ← z + g' − (s'^p − s^p) / rate · w               p = −learning_rate_power
        w ← (clip(z, −l1, l1) − z) / (s'^p / rate + 2 · l2 + beta / rate)
        s ← s'

    With l1 above 0 a weight is exactly 0 until its gradients agree; made for linear models with
    millions of inputs that are mostly absent.  s starts at initial_accumulator_value.

    Source: ``keras.optimizers.Ftrl``; McMahan et al., "Ad click prediction", 2013, algorithm 1.

    Raises:
        SettingError: unless learning_rate_power ≤ 0 and the others are at least 0.
    """

    type, slots = "keras.Ftrl", ("square_sum", "linear")
    tex = (
        r"z \leftarrow z + g - \frac{s'^p - s^p}{\alpha} w \qquad "
        r"w \leftarrow \frac{\operatorname{clip}(z, -\lambda_1, \lambda_1) - z}"
        r"{s'^p / \alpha + 2 \lambda_2 + \beta / \alpha}"
    )

    def __init__(
        self,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
    ) -> None:
        self.learning_rate_power = number("learning_rate_power", learning_rate_power, most=0)
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        for name, value in self.settings().items():
            if name != "learning_rate_power":
                setattr(self, name, number(name, value, least=0))

    def slot_start(self, slot: str) -> float:
        """Return `initial_accumulator_value` for the sum of squares, 0 for z."""
        return self.initial_accumulator_value if slot == "square_sum" else 0.0

    def update(
        self,
        weights: Any,
        gradient: Any,
        square_sum: Any,
        linear: Any,
        *,
        rate: float,
        iteration: int,
    ) -> None:
        """See the formula above."""
        power, l1 = -self.learning_rate_power, self.l1_regularization_strength
        if not rate:
            return  # the formula divides by the rate
        gradient += 2 * self.l2_shrinkage_regularization_strength * weights
        before = square_sum**power
        square_sum += gradient * gradient
        after = square_sum**power
        linear += gradient - (after - before) / rate * weights
        after += self.beta
        after /= rate
        after += 2 * self.l2_regularization_strength
        weights[...] = (backend.library(weights).clip(linear, -l1, l1) - linear) / after
