"""Losses of predicted quantities: distances, and the loss of counts.

In all of them d = prediction − target, entry by entry, and the shapes are alike.
"""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.layers.losses.base import Loss, number, same_shape


class MSELoss(Loss):
    """The squared distance of predictions and targets, d².

    Shapes: prediction and target alike; the result is one number, or with ``"none"`` like them.

    Args:
        reduction: ``"mean"`` of all entries, their ``"sum"``, or ``"none"``.

    Raises:
        SettingError: for another reduction.
        ShapeError: (when called) if the shapes differ; they are not broadcast, because (N, 1)
            against (N,) would silently compare everybody with everybody.
        DataError: (when called) for the mean of an empty batch.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the squared distance; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        difference = prediction - target
        return self.reduce(difference * difference)


class L1Loss(Loss):
    """The distance of predictions and targets, |d|; its slope at 0 is taken as 0.

    An outlier pulls with the force 1 like everybody, not with its distance as in `MSELoss`.
    Shapes, arguments and errors are those of `MSELoss`.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the distance; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        return self.reduce((prediction - target).abs())


class HuberLoss(Loss):
    """d²/2 near the target, and from |d| = δ on a straight line of slope δ: δ(|d| − δ/2).

    Shapes and errors are those of `MSELoss`.  Source: Huber, Ann. Math. Stat. 35, 1964.

    Args:
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        delta: where the parabola becomes a line, more than 0.

    Raises:
        SettingError: for another reduction or delta.
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        self.delta = number("delta", delta, above=True)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return Huber's loss; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        return self.reduce(_huber(prediction - target, self.delta))


class SmoothL1Loss(Loss):
    """Huber's loss divided by δ = `beta`: far from the target its slope is 1, as in `L1Loss`.

    Shapes and errors are those of `MSELoss`.  Source: Girshick, Fast R-CNN, ICCV 2015, eq. 3.

    Args:
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        beta: where the parabola becomes a line; 0 leaves no parabola, that is `L1Loss`.

    Raises:
        SettingError: for another reduction or a negative beta.
    """

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction)
        self.beta = number("beta", beta)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the smooth distance; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        difference = prediction - target
        if not self.beta:
            return self.reduce(difference.abs())
        return self.reduce(_huber(difference, self.beta) / self.beta)


def _huber(difference: Any, delta: float) -> Any:
    # With c = d kept between −δ and δ, c(d − c/2) is d²/2 inside and δ(|d| − δ/2) outside.
    kept = difference.clip(-delta, delta)
    return kept * (difference - 0.5 * kept)


class LogCoshLoss(Loss):
    """ln cosh d: close to d²/2 near the target and to |d| − ln 2 far from it, smooth throughout.

    Computed as d + ln(1 + e^(−2d)) − ln 2, so that no exponential overflows.
    Shapes, arguments and errors are those of `MSELoss`.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return ln cosh of the distance; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        difference = prediction - target
        return self.reduce(difference + ops.softplus(-2 * difference) - math.log(2))


class PoissonNLLLoss(Loss):
    """The loss of a count t where the rate λ was predicted: λ − t ln λ.

    It is −ln of the Poisson probability without ln t!, on which the prediction has no influence.
    Shapes and errors are those of `MSELoss`.

    Args:
        log_input: whether ln λ is predicted (then the loss is e^prediction − t · prediction), or
            λ itself.
        eps: added to λ in the logarithm, so that a rate of 0 has one.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
    """

    def __init__(self, log_input: bool = True, eps: float = 1e-8, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.log_input, self.eps = log_input, number("eps", eps)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss of the counts; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        if self.log_input:
            return self.reduce(prediction.exp() - target * prediction)
        return self.reduce(prediction - target * (prediction + self.eps).log())
