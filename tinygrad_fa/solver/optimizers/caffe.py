"""Caffe's update rules, as Caffe computes them (``src/caffe/solvers/*_solver.cpp``).

In the formulas w is a weight, g its gradient, t the number of the update (1 for the first) and
rate the learning rate.  The arrays change in place, and `gradient` serves as scratch paper.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa.solver.checks import number
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.parts import blend, blend_moments, delta_step, divided_step


class SGD(Optimizer):
    """Gradient descent with momentum: a ball that rolls downhill and keeps its speed.

        v ← momentum · v + rate · g
        w ← w − v

    The rate is *inside* the velocity: when the rate drops, the old speed is kept and only dies
    away with `momentum`.  (PyTorch keeps it outside: w ← w − rate · v, where v is a sum of
    gradients.  While the rate is constant both give the same weights.)

    Source: Caffe, ``sgd_solver.cpp``; Polyak, "Some methods of speeding up the convergence of
    iteration methods", 1964, equation (9).

    Raises:
        SettingError: unless 0 ≤ momentum < 1.
    """

    type, slots = "SGD", ("velocity",)
    tex = r"v \leftarrow \mu v + \alpha g \qquad w \leftarrow w - v"

    def __init__(self, momentum: float = 0.0) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)

    def update(
        self, weights: Any, gradient: Any, velocity: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        gradient *= rate
        velocity *= self.momentum
        velocity += gradient
        weights -= velocity


class Nesterov(Optimizer):
    """Momentum that looks ahead: the gradient is taken where the velocity is about to lead.

        v_new ← momentum · v + rate · g
        w     ← w − ((1 + momentum) · v_new − momentum · v)

    The weights that are kept *are* the look-ahead point, so no second forward pass is needed.

    Source: Caffe, ``nesterov_solver.cpp``; Sutskever, Martens, Dahl and Hinton, "On the
    importance of initialization and momentum in deep learning", 2013, equations (3) and (4),
    with the look-ahead point as the variable.

    Raises:
        SettingError: unless 0 ≤ momentum < 1.
    """

    type, slots = "Nesterov", ("velocity",)
    tex = (
        r"v' \leftarrow \mu v + \alpha g \qquad "
        r"w \leftarrow w - \left((1 + \mu) v' - \mu v\right) \qquad v \leftarrow v'"
    )

    def __init__(self, momentum: float = 0.9) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)

    def update(
        self, weights: Any, gradient: Any, velocity: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        gradient *= rate
        velocity *= self.momentum
        weights += velocity  # + momentum · v
        velocity += gradient
        weights -= (1 + self.momentum) * velocity


class AdaGrad(Optimizer):
    """A rate of its own for every weight: the more it was pulled so far, the smaller its steps.

        s ← s + g²
        w ← w − rate · g / (√s + delta)

    The sum only grows, so the steps only shrink: good where few weights get a gradient at a
    time, tiring in long trainings.  `momentum` has no place in it; Caffe refuses it.

    Source: Caffe, ``adagrad_solver.cpp``; Duchi, Hazan and Singer, "Adaptive subgradient
    methods", 2011, figure 1 (diagonal form).

    Raises:
        SettingError: unless delta > 0.
    """

    type, slots, refused = "AdaGrad", ("square_sum",), ("momentum",)
    tex = r"s \leftarrow s + g^2 \qquad w \leftarrow w - \alpha \frac{g}{\sqrt{s} + \delta}"

    def __init__(self, delta: float = 1e-8) -> None:
        self.delta = number("delta", delta, above=0)

    def update(
        self, weights: Any, gradient: Any, square_sum: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        square_sum += gradient * gradient
        divided_step(weights, gradient, square_sum, rate, self.delta)


class RMSProp(Optimizer):
    """AdaGrad that forgets: the mean of the squares in the place of their sum.

        s ← rms_decay · s + (1 − rms_decay) · g²
        w ← w − rate · g / (√s + delta)

    (PyTorch has 0.99 too, Keras 0.9; Keras adds its epsilon under the root, and both know a
    momentum, which Caffe refuses: `torch.RMSprop`, `keras.RMSprop`.)

    Source: Caffe, ``rmsprop_solver.cpp``; Tieleman and Hinton, "Neural networks for machine
    learning", lecture 6e, 2012.

    Raises:
        SettingError: unless 0 ≤ rms_decay < 1 and delta > 0.
    """

    type, slots, refused = "RMSProp", ("square",), ("momentum",)
    tex = (
        r"s \leftarrow \rho s + (1 - \rho) g^2 \qquad "
        r"w \leftarrow w - \alpha \frac{g}{\sqrt{s} + \delta}"
    )

    def __init__(self, rms_decay: float = 0.99, delta: float = 1e-8) -> None:
        self.rms_decay = number("rms_decay", rms_decay, least=0, below=1)
        self.delta = number("delta", delta, above=0)

    def update(
        self, weights: Any, gradient: Any, square: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        blend(square, gradient * gradient, self.rms_decay)
        divided_step(weights, gradient, square, rate, self.delta)


class AdaDelta(Optimizer):
    """Steps measured by the steps before them, so that a rate of 1 fits any unit.

        s ← momentum · s + (1 − momentum) · g²
        v = g · √((u + delta) / (s + delta))
        u ← momentum · u + (1 − momentum) · v²
        w ← w − rate · v

    Caffe's setting `momentum` is the paper's ρ, the memory of both means; u, the mean of the
    squared steps, is of the steps before they are multiplied by the rate.  Caffe's own default
    for momentum is 0 (no memory at all); here it is the 0.95 of the paper.  (`torch.Adadelta` and
    `keras.Adadelta` have the same formula with other defaults.)

    Source: Caffe, ``adadelta_solver.cpp``; Zeiler, "ADADELTA", 2012, algorithm 1.

    Raises:
        SettingError: unless 0 ≤ momentum < 1 and delta > 0.
    """

    type, slots = "AdaDelta", ("square", "square_step")
    tex = (
        r"s \leftarrow \rho s + (1 - \rho) g^2 \qquad "
        r"v = g \sqrt{\frac{u + \delta}{s + \delta}} \qquad "
        r"u \leftarrow \rho u + (1 - \rho) v^2 \qquad w \leftarrow w - \alpha v"
    )

    def __init__(self, momentum: float = 0.95, delta: float = 1e-8) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.delta = number("delta", delta, above=0)

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
        delta_step(weights, gradient, square, square_step, rate, self.momentum, self.delta)


class Adam(Optimizer):
    """Momentum, divided by the size that the gradient usually has at this weight.

        m ← momentum · m + (1 − momentum) · g              the mean of the gradient
        s ← momentum2 · s + (1 − momentum2) · g²           the mean of its square
        w ← w − rate · √(1 − momentum2^t) / (1 − momentum^t) · m / (√s + delta)

    `momentum` and `momentum2` are the paper's β₁ and β₂.  The factor with t takes out the pull
    towards 0 of the first updates, when m and s have hardly begun.  `delta` is added to the
    square root *before* that correction (the ε̂ of the paper): PyTorch's ``eps`` corresponds to
    delta / √(1 − momentum2^t).  Caffe's own default for momentum is 0; here it is 0.9, the
    value of the paper, and a Caffe file that leaves it out is read as 0.

    Source: Caffe, ``adam_solver.cpp``; Kingma and Ba, "Adam", 2015, algorithm 1 with the order
    of computation from the end of section 2.

    Raises:
        SettingError: unless 0 ≤ momentum < 1, 0 ≤ momentum2 < 1 and delta > 0.
    """

    type, slots = "Adam", ("mean", "square")
    tex = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad "
        r"s \leftarrow \beta_2 s + (1 - \beta_2) g^2 \qquad "
        r"w \leftarrow w - \alpha \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} "
        r"\frac{m}{\sqrt{s} + \delta}"
    )

    def __init__(
        self, momentum: float = 0.9, momentum2: float = 0.999, delta: float = 1e-8
    ) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.momentum2 = number("momentum2", momentum2, least=0, below=1)
        self.delta = number("delta", delta, above=0)

    def update(
        self, weights: Any, gradient: Any, mean: Any, square: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        t = iteration + 1
        corrected_rate = rate * sqrt(1 - self.momentum2**t) / (1 - self.momentum**t)
        blend_moments(mean, square, gradient, self.momentum, self.momentum2)
        divided_step(weights, mean, square, corrected_rate, self.delta, scratch=gradient)
