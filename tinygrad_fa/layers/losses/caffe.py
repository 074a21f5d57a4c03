"""Caffe's losses: the same distances, divided by what Caffe divides by.

They have no `reduction`: each is one number, a sum over a *normaliser*, times `loss_weight`.
Figures and rules: BVLC/Caffe 1.0, `loss_layer.cpp` and the layers of these names.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.op import call
from tinygrad_fa.engine.ops.losses import CappedCrossEntropy, class_labels, label_weights, one_hot
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.layers.layer import as_tensor
from tinygrad_fa.layers.losses.base import Loss, one_of, same_shape

NORMALIZATIONS = ("VALID", "FULL", "BATCH_SIZE", "NONE")


class _CaffeLoss(Loss):
    """A loss of one number, times `loss_weight`; see the top of this file."""

    def __init__(self, loss_weight: float = 1.0) -> None:
        super().__init__("sum")
        self.loss_weight = float(loss_weight)

    def over(self, losses: Tensor, count: int) -> Any:
        """Return the sum of the losses, divided by `count`, times `loss_weight`.

        Raises:
            DataError: for a batch without samples.
        """
        if not losses.size:
            raise DataError("engine.empty_batch")
        return losses.sum() * (self.loss_weight / count)


class _NormalizedLoss(_CaffeLoss):
    def __init__(self, normalization: str, ignore_label: int | None, loss_weight: float) -> None:
        super().__init__(loss_weight)
        self.normalization = one_of("normalization", normalization, NORMALIZATIONS)
        self.ignore_label = ignore_label

    def count(self, samples: int, places: int, valid: int) -> int:
        """Return what the sum is divided by, at least 1."""
        counts = {"VALID": valid, "FULL": places, "BATCH_SIZE": samples, "NONE": 1}
        return max(counts[self.normalization], 1)


class SoftmaxWithLoss(_NormalizedLoss):
    """−ln softmax(scores)[label], summed over all places and divided by the normaliser.

    Shapes: prediction (N, classes, …), raw scores; target (N, …), labels.

    The loss of one place is at most 87.34, −ln of the smallest float32 number, as in Caffe; its
    gradient is softmax − one-hot all the same, so that the mistake can still be unlearnt.

    Args:
        normalization: the sum is divided by the number of places that count (``"VALID"``), of
            all places (``"FULL"``), of samples (``"BATCH_SIZE"``), or by 1 (``"NONE"``).
        ignore_label: the label of places that do not count.
        loss_weight: a factor of the loss.

    Raises:
        SettingError: for another normalization.
        ShapeError, DTypeError, DataError: (when called) as for `CrossEntropyLoss`.
    """

    def __init__(
        self,
        normalization: str = "VALID",
        ignore_label: int | None = None,
        loss_weight: float = 1.0,
    ) -> None:
        super().__init__(normalization, ignore_label, loss_weight)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor of labels."""
        prediction = as_tensor(prediction)
        labels, kept = class_labels(target, prediction.data, self.ignore_label)
        valid = labels.size if kept is None else int(kept.sum())
        weights = label_weights(labels, kept, None, prediction.data)
        settings = {"labels": labels, "weights": weights, "divisor": None, "saved": []}
        losses = call(CappedCrossEntropy, prediction, **settings)
        return self.over(losses, self.count(len(labels), labels.size, valid))


class SigmoidCrossEntropyLoss(_NormalizedLoss):
    """−[t ln σ(x) + (1 − t) ln(1 − σ(x))], summed and divided by the normaliser.

    Unless told otherwise that is the number of *samples*, so that the losses of all outputs of a
    sample are added up (SoftmaxWithLoss divides by the places).

    Shapes: prediction (N, …), raw scores; target alike, from 0 to 1.

    Args:
        normalization: as for `SoftmaxWithLoss`; every output is a place.
        ignore_label: the target of places that do not count.
        loss_weight: a factor of the loss.
    """

    def __init__(
        self,
        normalization: str = "BATCH_SIZE",
        ignore_label: int | None = None,
        loss_weight: float = 1.0,
    ) -> None:
        super().__init__(normalization, ignore_label, loss_weight)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        losses = target * ops.softplus(-prediction) + (1 - target) * ops.softplus(prediction)
        valid = losses.size
        if self.ignore_label is not None:
            kept = target.data != self.ignore_label
            valid = int(kept.sum())
            losses = losses * kept
        return self.over(losses, self.count(len(losses), losses.size, valid))


class EuclideanLoss(_CaffeLoss):
    """Σ (prediction − target)² / (2N): half the squared distance, the mean over the samples.

    The factor ½ makes the gradient (prediction − target) / N.  `MSELoss` has neither the ½ nor
    the sum over the outputs of a sample.

    Shapes: prediction and target alike, (N, …).

    Args:
        loss_weight: a factor of the loss.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        difference = prediction - target
        return self.over(difference * difference, 2 * len(difference.data))


class CaffeHingeLoss(_CaffeLoss):
    """Σ max(0, 1 ∓ s_j) / N, − for the right class, + for the others: Caffe's HingeLoss.

    Shapes: prediction (N, classes), target (N,), labels.

    Args:
        norm: ``"L1"``, or ``"L2"`` for the squares.
        loss_weight: a factor of the loss.
    """

    def __init__(self, norm: str = "L1", loss_weight: float = 1.0) -> None:
        super().__init__(loss_weight)
        self.norm = one_of("norm", norm, ("L1", "L2"))

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor of labels."""
        prediction = as_tensor(prediction)
        labels, _ = class_labels(target, prediction.data)
        losses = ops.relu(1 + (1 - 2 * one_hot(labels, prediction.data)) * prediction)
        return self.over(losses * losses if self.norm == "L2" else losses, len(labels))
