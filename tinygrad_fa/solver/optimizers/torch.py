"""The rules as PyTorch computes them, with PyTorch's argument names and defaults.

``Solver(type="torch.RMSprop", alpha=0.9)`` takes a rule from here, or
``Solver(optimizer=optimizers.torch.RMSprop(alpha=0.9))``.  Some of them are the plain rules, and
stand here only to be found.  What all rules of PyTorch have in common is the Solver's: ``lr``
is its rate, ``weight_decay`` its setting of the same name (with `decay_to` telling where it goes),
``maximize=True`` is the loss with the other sign.

Source of each: PyTorch 2, ``torch/optim/<name>.py``, the single-tensor form.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import number, switch
from tinygrad_fa.solver.optimizers.adaptive import Adamax, AdamW, RAdam
from tinygrad_fa.solver.optimizers.averaged import ASGD
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.factored import Adafactor
from tinygrad_fa.solver.optimizers.nadam import Nadam as NAdam
from tinygrad_fa.solver.optimizers.parts import blend, delta_step, divided_step
from tinygrad_fa.solver.optimizers.signs import Rprop

__all__ = [
    "ASGD",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "RAdam",
    "RMSprop",
    "Rprop",
]


class SGD(Optimizer):
    """Gradient descent with momentum, the rate *outside* the velocity.

        v ← momentum · v + (1 − dampening) · g             in the first update v ← g
        w ← w − rate · v                                   w ← w − rate · (g + momentum · v)
                                                           if nesterov
    Caffe's `SGD` has the rate inside v.  While the rate is constant (and dampening 0) the weights
    are the same; when it drops, this rule slows down at once, Caffe's little by little.

    Source: ``torch.optim.SGD``.

    Raises:
        SettingError: unless 0 ≤ momentum < 1 and 0 ≤ dampening ≤ 1; if nesterov is wanted without
            momentum, or with dampening.
    """

    type, slots = "torch.SGD", ("velocity",)
    tex = r"v \leftarrow \mu v + (1 - \tau) g \qquad w \leftarrow w - \alpha v"

    def __init__(
        self, momentum: float = 0.0, dampening: float = 0.0, nesterov: bool = False
    ) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.dampening = number("dampening", dampening, least=0, most=1)
        self.nesterov = switch("nesterov", nesterov)
        if nesterov and (not momentum or dampening):
            values = {"momentum": momentum, "dampening": dampening}
            raise SettingError("optimizers.nesterov_without_momentum", **values)

    def update(
        self, weights: Any, gradient: Any, velocity: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        if not self.momentum:
            weights -= rate * gradient
            return
        velocity *= self.momentum
        velocity += gradient if iteration == 0 else (1 - self.dampening) * gradient
        if self.nesterov:
            gradient += self.momentum * velocity
            weights -= rate * gradient
        else:
            weights -= rate * velocity


class Adagrad(Optimizer):
    """AdaGrad with a sum that may start above 0, and a rate that may fall.

        s ← s + g²                                         s starts at initial_accumulator_value
        w ← w − rate / (1 + t · lr_decay) · g / (√s + eps)  t: the updates made before

    With the defaults it is Caffe's `AdaGrad` with delta = 1e-10.

    Source: ``torch.optim.Adagrad``.

    Raises:
        SettingError: unless lr_decay ≥ 0, initial_accumulator_value ≥ 0 and eps > 0.
    """

    type, slots = "torch.Adagrad", ("square_sum",)
    tex = (
        r"s \leftarrow s + g^2 \qquad "
        r"w \leftarrow w - \frac{\alpha}{1 + t \eta} \frac{g}{\sqrt{s} + \epsilon}"
    )

    def __init__(
        self,
        lr_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
    ) -> None:
        self.lr_decay = number("lr_decay", lr_decay, least=0)
        self.initial_accumulator_value = number(
            "initial_accumulator_value", initial_accumulator_value, least=0
        )
        self.eps = number("eps", eps, above=0)

    def slot_start(self, slot: str) -> float:
        """Return `initial_accumulator_value`."""
        return self.initial_accumulator_value

    def update(
        self, weights: Any, gradient: Any, square_sum: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        square_sum += gradient * gradient
        rate /= 1 + iteration * self.lr_decay
        divided_step(weights, gradient, square_sum, rate, self.eps)


class Adadelta(Optimizer):
    """Caffe's `AdaDelta` with PyTorch's names and defaults; its rate is 1 as a rule.

        s ← rho · s + (1 − rho) · g²
        v = g · √((u + eps) / (s + eps))
        u ← rho · u + (1 − rho) · v²
        w ← w − rate · v

    Source: ``torch.optim.Adadelta``.

    Raises:
        SettingError: unless 0 ≤ rho < 1 and eps > 0.
    """

    type, slots = "torch.Adadelta", ("square", "square_step")
    tex = (
        r"v = g \sqrt{\frac{u + \epsilon}{s + \epsilon}} \qquad "
        r"u \leftarrow \rho u + (1 - \rho) v^2 \qquad w \leftarrow w - \alpha v"
    )

    def __init__(self, rho: float = 0.9, eps: float = 1e-6) -> None:
        self.rho = number("rho", rho, least=0, below=1)
        self.eps = number("eps", eps, above=0)

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


class RMSprop(Optimizer):
    """RMSProp with a momentum of the divided gradient, and a variance in the place of s if wanted.

        s ← alpha · s + (1 − alpha) · g²
        m ← alpha · m + (1 − alpha) · g                    only if centered; then s − m² for s below
        v ← momentum · v + g / (√s + eps)                  without momentum v is the second term
        w ← w − rate · v

    Keras puts epsilon *under* the root and the rate *inside* v (`keras.RMSprop`); with alpha 0.99
    and no momentum this is Caffe's `RMSProp`.

    Source: ``torch.optim.RMSprop``.

    Raises:
        SettingError: unless 0 ≤ alpha < 1, eps > 0 and 0 ≤ momentum < 1.
    """

    type = "torch.RMSprop"
    tex = (
        r"s \leftarrow \rho s + (1 - \rho) g^2 \qquad "
        r"v \leftarrow \mu v + \frac{g}{\sqrt{s - m^2} + \epsilon} \qquad "
        r"w \leftarrow w - \alpha v"
    )

    def __init__(
        self,
        alpha: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0.0,
        centered: bool = False,
    ) -> None:
        self.alpha = number("alpha", alpha, least=0, below=1)
        self.eps = number("eps", eps, above=0)
        self.momentum = number("momentum", momentum, least=0, below=1)
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
        blend(square, gradient * gradient, self.alpha)
        if mean is not None:
            blend(mean, gradient, self.alpha)
            square = (square - mean * mean).clip(min=0)  # rounding may lead below 0
        if not self.momentum:
            divided_step(weights, gradient, square, rate, self.eps)
            return
        root = backend.library(weights).sqrt(square)
        root += self.eps
        velocity *= self.momentum
        velocity += gradient / root
        weights -= rate * velocity


class Adam(AdamW):
    """Adam with its epsilon added *after* the correction, and the decay inside the gradient.

        m ← β₁ · m + (1 − β₁) · g
        s ← β₂ · s + (1 − β₂) · g²
        w ← w − rate · m̂ / (√ŝ + eps)                     m̂ = m / (1 − β₁^t), ŝ = s / (1 − β₂^t)

    Caffe and Keras add theirs to √s before the correction (the ε̂ of the paper): delta there is
    eps · √(1 − β₂^t) here.  With `amsgrad` the largest s so far stands for s in the last line.

    Source: ``torch.optim.Adam``; Kingma and Ba, "Adam", 2015, algorithm 1.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, decay_to = "torch.Adam", "gradient"
    tex = AdamW.tex.partition(r" \qquad ")[2]  # all but the first formula, that of the decay
