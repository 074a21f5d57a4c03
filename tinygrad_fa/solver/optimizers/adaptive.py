"""Descendants of Adam, in the form and with the argument names of PyTorch where it has them.

In the formulas m is the running mean of the gradient g, s that of its square (β₁ and β₂ are the
two `betas`), t the number of the update (1 for the first).  The arrays change in place.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.checks import number, pair, switch
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.parts import blend, blend_moments, divided_step

MEANS = r"m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad "
SQUARES = r"s \leftarrow \beta_2 s + (1 - \beta_2) g^2 \qquad "


class AdamW(Optimizer):
    """Adam whose weight decay shrinks the weights themselves, not the gradient.

        w ← (1 − rate · λ) · w                             λ is the Solver's weight_decay
        m ← β₁ · m + (1 − β₁) · g
        s ← β₂ · s + (1 − β₂) · g²
        w ← w − rate · m̂ / (√ŝ + eps)                     m̂ = m / (1 − β₁^t), ŝ = s / (1 − β₂^t)

    In Adam a decay inside the gradient is divided by √s like the rest of it, so weights with large
    gradients hardly decay.  Here all decay alike ("decoupled").  Give the decay to the Solver:
    ``Solver(type="AdamW", weight_decay=0.01)``; PyTorch's default is 0.01, Keras's 0.004, and with
    the Solver's own default of 0 this is `torch.Adam`.  With `amsgrad` the largest s so far stands
    for s in the last line.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2, with
    the decay multiplied by the rate as in ``torch.optim.AdamW``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, decay_to = "AdamW", "weights"
    tex = (
        r"w \leftarrow (1 - \alpha \lambda) w \qquad "
        + MEANS
        + SQUARES
        + r"w \leftarrow w - \alpha \frac{m / (1 - \beta_1^t)}"
        + r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}"
    )

    def __init__(
        self,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        amsgrad: bool = False,
    ) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)
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
        (beta1, beta2), t = self.betas, iteration + 1
        blend_moments(mean, square, gradient, beta1, beta2)
        if largest is not None:
            square = backend.library(weights).maximum(largest, square, out=largest)
        # Numerator and denominator times √(1 − β₂^t): one pass over the weights less.
        root = sqrt(1 - beta2**t)
        divided_step(
            weights, mean, square, rate * root / (1 - beta1**t), self.eps * root, scratch=gradient
        )


class AMSGrad(Optimizer):
    """Adam divided by the largest mean square so far, so that its steps cannot grow again.

        m ← β₁ · m + (1 − β₁) · g
        s ← β₂ · s + (1 − β₂) · g²
        l ← max(l, s)
        w ← w − rate · m / (√l + eps)

    This is the paper's rule, without Adam's correction of the first updates.  ``torch.Adam`` and
    ``keras.Adam`` with ``amsgrad=True`` keep that correction.

    Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond", 2018, algorithm 2.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, slots = "AMSGrad", ("mean", "square", "largest")
    tex = (
        MEANS
        + SQUARES
        + r"l \leftarrow \max(l, s) \qquad w \leftarrow w - \alpha \frac{m}{\sqrt{l} + \epsilon}"
    )

    def __init__(self, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)

    def update(
        self,
        weights: Any,
        gradient: Any,
        mean: Any,
        square: Any,
        largest: Any,
        *,
        rate: float,
        iteration: int,
    ) -> None:
        """See the formula above."""
        blend_moments(mean, square, gradient, self.betas[0], self.betas[1])
        backend.library(weights).maximum(largest, square, out=largest)
        divided_step(weights, mean, largest, rate, self.eps, scratch=gradient)


class Adamax(Optimizer):
    """Adam with the largest gradient in the place of the root of the mean square.

        m ← β₁ · m + (1 − β₁) · g
        u ← max(β₂ · u, |g| + eps)                         a maximum that fades
        w ← w − rate / (1 − β₁^t) · m / u

    The paper has no eps and divides 0 by 0 where the gradient was always 0; PyTorch (and this
    rule) adds it inside the maximum, `keras.Adamax` to u.

    Source: Kingma and Ba, "Adam", 2015, algorithm 2; ``torch.optim.Adamax`` for eps.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, slots = "Adamax", ("mean", "largest")
    tex = (
        MEANS + r"u \leftarrow \max(\beta_2 u, |g| + \epsilon) \qquad "
        r"w \leftarrow w - \frac{\alpha}{1 - \beta_1^t} \frac{m}{u}"
    )

    def __init__(self, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)

    def update(
        self, weights: Any, gradient: Any, mean: Any, largest: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        library, (beta1, beta2) = backend.library(weights), self.betas
        blend(mean, gradient, beta1)
        size = library.abs(gradient, out=gradient)
        size += self.eps
        largest *= beta2
        library.maximum(largest, size, out=largest)
        weights -= rate / (1 - beta1 ** (iteration + 1)) * (mean / largest)


class RAdam(Optimizer):
    """Adam that waits with the division until it knows the size of the gradient well enough.

        m, s, m̂, ŝ as in Adam;   ρ_∞ = 2 / (1 − β₂) − 1;   ρ = ρ_∞ − 2 t β₂^t / (1 − β₂^t)
        w ← w − rate · r · m̂ · √(1 − β₂^t) / (√s + eps)   if ρ > 5
        w ← w − rate · m̂                                   else
        r = √( (ρ − 4)(ρ − 2) ρ_∞ / ((ρ_∞ − 4)(ρ_∞ − 2) ρ) )

    ρ tells how many gradients the mean square is worth.  In the first updates (five, with
    β₂ = 0.999) it is too few, and the rule is plain momentum; r then brings Adam in by degrees: a
    warm-up that nobody has to set.  With `decoupled_weight_decay` the decay works as in AdamW.

    Source: Liu et al., "On the variance of the adaptive learning rate and beyond", 2020, algorithm
    2; the threshold 5 and the place of eps as in ``torch.optim.RAdam``.

    Raises:
        SettingError: unless 0 ≤ β < 1 for both betas and eps > 0.
    """

    type, slots = "RAdam", ("mean", "square")
    tex = (
        MEANS
        + SQUARES
        + r"w \leftarrow w - \alpha r \frac{m}{1 - \beta_1^t} \frac{\sqrt{1 - \beta_2^t}}"
        + r"{\sqrt{s} + \epsilon} \qquad r = \sqrt{\frac{(\rho - 4)(\rho - 2) \rho_\infty}"
        + r"{(\rho_\infty - 4)(\rho_\infty - 2) \rho}}"
    )

    def __init__(
        self,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        decoupled_weight_decay: bool = False,
    ) -> None:
        self.betas = pair("betas", betas, (0.9, 0.999), least=0, below=1)
        self.eps = number("eps", eps, above=0)
        self.decoupled_weight_decay = switch("decoupled_weight_decay", decoupled_weight_decay)
        if decoupled_weight_decay:
            self.decay_to = "weights"

    def update(
        self, weights: Any, gradient: Any, mean: Any, square: Any, *, rate: float, iteration: int
    ) -> None:
        """See the formula above."""
        (beta1, beta2), t = self.betas, iteration + 1
        blend_moments(mean, square, gradient, beta1, beta2)
        rate /= 1 - beta1**t
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * t * beta2**t / (1 - beta2**t)
        if length <= 5:
            weights -= rate * mean
            return
        trust = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        rate *= sqrt(trust) * sqrt(1 - beta2**t)
        divided_step(weights, mean, square, rate, self.eps, scratch=gradient)
