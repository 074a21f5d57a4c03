"""Losses: one number that says how far the predictions are from the targets."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor


class _Loss(Layer):
    """What the losses have in common: how the losses of the samples become one number."""

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in ("mean", "sum", "none"):
            raise SettingError("engine.reduction", reduction=reduction)
        self.reduction = reduction

    def extra_repr(self) -> str:
        """Return the reduction, if it is not the usual one."""
        return "" if self.reduction == "mean" else f"reduction={self.reduction!r}"


class MSELoss(_Loss):
    """The squared distance of predictions and targets, (prediction − target)².

    Shapes: prediction and target alike; the result is one number, or with ``"none"`` like them.

    Args:
        reduction: ``"mean"`` of all entries, their ``"sum"``, or ``"none"``.

    Raises:
        SettingError: for another reduction.
        ShapeError: (when called) if the shapes differ; they are not broadcast, because (N, 1)
            against (N,) would silently compare everybody with everybody.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the squared distance; the target is an array or a Tensor."""
        prediction = as_tensor(prediction)
        if target.__class__ is not Tensor:
            target = Tensor(target, dtype=prediction.dtype)
        if prediction.shape != target.shape:
            raise ShapeError(
                "layers.target_shape", prediction=prediction.shape, target=target.shape
            )
        difference = prediction - target
        squares = difference * difference
        if self.reduction == "none":
            return squares
        return squares.mean() if self.reduction == "mean" else squares.sum()


class CrossEntropyLoss(_Loss):
    """−ln softmax(scores)[label]: small when the net is sure of the right class.

    Shapes: prediction (N, classes), raw scores (logits) without softmax; target (N,), whole
    numbers 0 … classes − 1.  The result is one number, or with ``"none"`` (N,).

    Computed with the largest score taken out first, so that scores of ±1000 are no trouble.

    Args:
        reduction: ``"mean"`` of the samples, their ``"sum"``, or ``"none"``.

    Raises:
        SettingError: for another reduction.
        ShapeError, DTypeError, DataError: (when called) for shapes that do not belong together,
            and labels that are no whole numbers or name no class.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the cross-entropy; the target is an array or a Tensor of labels."""
        return ops.cross_entropy(as_tensor(prediction), target, self.reduction)
