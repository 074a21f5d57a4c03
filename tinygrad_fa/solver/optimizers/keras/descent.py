"""Gradient descent and its divisions by what the gradient was so far, as in Keras."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.checks import number, switch
from tinygrad_fa.solver.optimizers.keras.rule import KerasRule
from tinygrad_fa.solver.optimizers.parts import blend, delta_step


class SGD(KerasRule):
    """Gradient descent with momentum, the rate inside the velocity: Caffe's `SGD`, `Nesterov`.

        v ← momentum · v + rate · g
        w ← w − v                                          w ← w − (momentum · v + rate · g)
                                                           if nesterov
    (Keras writes v with the other sign.)

    Source: ``keras.optimizers.SGD``.

    Raises:
        SettingError: unless 0 ≤ momentum < 1.
    """

    type, slots = "keras.SGD", ("velocity",)
    tex = r"v \leftarrow \mu v + \alpha g \qquad w \leftarrow w - v"

    def __init__(self, momentum: float = 0.0, nesterov: bool = False) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.nesterov = switch("nesterov", nesterov)

    def update(
        self, weights: Any, gradient: Any, velocity: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        gradient *= rate
        velocity *= self.momentum
        velocity += gradient
        if self.nesterov:
            weights -= self.momentum * velocity + gradient
        else:
            weights -= velocity


class RMSprop(KerasRule):
    """RMSProp with epsilon under the root, and a momentum that the rate is inside of.

        s ← rho · s + (1 − rho) · g²
        m ← rho · m + (1 − rho) · g                        only if centered; then s − m² for s below
        v ← momentum · v + rate · g / √(s + epsilon)       without momentum v is the second term
        w ← w − v

    In the first update √(s + epsilon) is about √0.1 · |g|, where torch's default gives 0.1 · |g|:
    with the same rate the two go very different ways.

    Source: ``keras.optimizers.RMSprop``.

    Raises:
        SettingError: unless 0 ≤ rho < 1, 0 ≤ momentum < 1 and epsilon > 0.
    """

    type = "keras.RMSprop"
    tex = (
        r"s \leftarrow \rho s + (1 - \rho) g^2 \qquad "
        r"v \leftarrow \mu v + \alpha \frac{g}{\sqrt{s - m^2 + \epsilon}} \qquad "
        r"w \leftarrow w - v"
    )

    def __init__(
        self,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
    ) -> None:
        self.rho = number("rho", rho, least=0, below=1)
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.eps = number("epsilon", epsilon, above=0)
        self.centered = switch("centered", centered)
        self.slots = ("square", "velocity", *("mean",) * centered)

    def update(
        self,
        weights: Any,
        gradient: Any,
        square: Any,
        velocity: Any,
        mean: Any = None,
        *,
        rate: float,
        iteration: int,
    ) -> None:
        """See the formula above."""
        blend(square, gradient * gradient, self.rho)
        if mean is not None:
            blend(mean, gradient, self.rho)
            square = (square - mean * mean).clip(min=0)  # rounding may lead below 0
        gradient *= rate
        gradient /= backend.library(weights).sqrt(square + self.eps)
        if self.momentum:
            velocity *= self.momentum
            velocity += gradient
            gradient = velocity
        weights -= gradient


class Adagrad(KerasRule):
    """AdaGrad with epsilon under the root, and a sum that starts above 0.

        s ← s + g²                                         s starts at initial_accumulator_value
        w ← w − rate · g / √(s + epsilon)

    Source: ``keras.optimizers.Adagrad``.

    Raises:
        SettingError: unless initial_accumulator_value ≥ 0 and epsilon > 0.
    """

    type, slots = "keras.Adagrad", ("square_sum",)
    tex = r"s \leftarrow s + g^2 \qquad w \leftarrow w - \alpha \frac{g}{\sqrt{s + \epsilon}}"

    def __init__(self, initial_accumulator_value: float = 0.1, epsilon: float = 1e-7) -> None:
        self.initial_accumulator_value = number(
            "initial_accumulator_value", initial_accumulator_value, least=0
        )
        self.eps = number("epsilon", epsilon, above=0)

    def slot_start(self, slot: str) -> float:
        """Return `initial_accumulator_value`."""
        return self.initial_accumulator_value

    def update(
        self, weights: Any, gradient: Any, square_sum: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        square_sum += gradient * gradient
        gradient *= rate
        gradient /= backend.library(weights).sqrt(square_sum + self.eps)
        weights -= gradient


class Adadelta(KerasRule):
    """Caffe's `AdaDelta` with Keras's names and defaults.

        s ← rho · s + (1 − rho) · g²
        v = g · √((u + epsilon) / (s + epsilon))
        u ← rho · u + (1 − rho) · v²
        w ← w − rate · v

    Keras's own default for the rate is 0.001, with which it hardly moves; the paper has 1.

    Source: ``keras.optimizers.Adadelta``.

    Raises:
        SettingError: unless 0 ≤ rho < 1 and epsilon > 0.
    """

    type, slots = "keras.Adadelta", ("square", "square_step")
    tex = (
        r"v = g \sqrt{\frac{u + \epsilon}{s + \epsilon}} \qquad "
        r"u \leftarrow \rho u + (1 - \rho) v^2 \qquad w \leftarrow w - \alpha v"
    )

    def __init__(self, rho: float = 0.95, epsilon: float = 1e-7) -> None:
        self.rho = number("rho", rho, least=0, below=1)
        self.eps = number("epsilon", epsilon, above=0)

    def update(
        self,
        weights: Any,
        gradient: Any,
        square: Any,
        square_step: Any,
        *,
        rate: float,
        iteration: int,
    ) -> None:
        """See the formula above."""
        delta_step(weights, gradient, square, square_step, rate, self.rho, self.eps)
