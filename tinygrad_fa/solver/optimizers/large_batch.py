"""Rules for very large batches: each parameter moves by a share of its own norm."""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.checks import number, pair
from tinygrad_fa.solver.optimizers.adaptive import MEANS, SQUARES
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.parts import blend_moments


class LARS(Optimizer):
    """Gradient descent with momentum, whose rate is measured by each parameter's own size.

        local = trust_coefficient · ‖w‖ / (‖g‖ + ‖λ·w‖)    1 if ‖w‖ or the divisor is 0
        v ← momentum · v + rate · local · (g + λ·w)        λ is the Solver's weight_decay
        w ← w − v

    ‖·‖ runs over one parameter, that is over one layer's weights.  A layer whose gradient is large
    against its weights no longer forces the whole net to go slowly.  Biases and the parameters of
    a normalisation are best left out of the decay: ``decay_mult={"*.bias": 0}``.

    Source: You, Gitman and Ginsburg, "Large batch training of convolutional networks", 2017,
    algorithm 1.

    Raises:
        SettingError: unless 0 ≤ momentum < 1 and trust_coefficient > 0.
    """

    type, slots, whole_parameters, decay_to = "LARS", ("velocity",), True, "rule"
    tex = (
        r"v \leftarrow \mu v + \alpha \frac{\eta \lVert w \rVert}{\lVert g \rVert + "
        r"\lVert \lambda w \rVert} (g + \lambda w) \qquad w \leftarrow w - v"
    )

    def __init__(self, momentum: float = 0.9, trust_coefficient: float = 0.001) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.trust_coefficient = number("trust_coefficient", trust_coefficient, above=0)

    def update(
        self,
        weights: Any,
        gradient: Any,
        velocity: Any,
        *,
        rate: float,
        iteration: int,
        penalty: Any = 0.0,
    ) -> None:
        """See the formula above."""
        size, pull = norm(weights), norm(gradient) + norm(penalty)
        local = self.trust_coefficient * size / pull if size and pull else 1.0
        gradient += penalty
        gradient *= rate * local
        velocity *= self.momentum
        velocity += gradient
        weights -= velocity


class LAMB(Optimizer):
    """Adam whose step is brought to the length of the parameter it is for.

        m, s, m̂, ŝ as in Adam
        r = m̂ / (√ŝ + eps) + λ·w                          λ is the Solver's weight_decay
        w ← w − rate · ‖w‖ / ‖r‖ · r                       the ratio is 1 if a norm is 0

    ‖·‖ runs over one parameter.  (`keras.Lamb` shrinks the weights by the decay apart from r.)

    Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
    2020, algorithm 2, with φ(x) = x.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, slots, whole_parameters = "LAMB", ("mean", "square"), True
    decay_to: str = "rule"
    tex = (
        MEANS + SQUARES + r"r = \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon} "
        r"+ \lambda w \qquad w \leftarrow w - \alpha \frac{\lVert w \rVert}{\lVert r \rVert} r"
    )

    def __init__(self, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-6) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)

    def update(
        self,
        weights: Any,
        gradient: Any,
        mean: Any,
        square: Any,
        *,
        rate: float,
        iteration: int,
        penalty: Any = 0.0,
    ) -> None:
        """See the formula above."""
        (beta1, beta2), t = self.betas, iteration + 1
        blend_moments(mean, square, gradient, beta1, beta2)
        step = backend.library(weights).sqrt(square, out=gradient)
        step /= sqrt(1 - beta2**t)
        step += self.eps
        backend.library(weights).divide(mean, step, out=step)
        step /= 1 - beta1**t
        step += penalty
        size, length = norm(weights), norm(step)
        step *= rate * (size / length if size and length else 1.0)
        weights -= step


def norm(array: Any) -> float:
    """Return the Euclidean norm of all entries together."""
    flat = backend.library(array).ravel(array)
    return sqrt(float(flat @ flat))
