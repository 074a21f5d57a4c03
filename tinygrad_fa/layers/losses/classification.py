"""Losses of predicted probabilities: −ln of what was given to the truth."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.losses import (
    REDUCTIONS,
    class_labels,
    label_weights,
    mean_divisor,
    places_of,
)
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.layers.layer import as_tensor
from tinygrad_fa.layers.losses.base import Loss, like, optional_buffer, same_shape


class CrossEntropyLoss(Loss):
    """−ln softmax(scores)[label]: small when the net is sure of the right class.

    Shapes: prediction (N, classes, …), raw scores (logits) without softmax; target (N, …), whole
    numbers 0 … classes − 1, or probabilities of the prediction's shape.  The result is one
    number, or with ``"none"`` (N, …).

    Computed with the largest score taken out first, so that scores of ±1000 are no trouble.

    Args:
        reduction: ``"mean"`` of the samples, their ``"sum"``, or ``"none"``.
        weight: one number per class, by which its samples count; the mean of labels is then the
            weighted one, Σ weight·loss / Σ weight.
        ignore_index: a label that says "do not count this place", such as the padding of a text.
            If all places are ignored the mean is 0.
        label_smoothing: the share ε of the truth that is spread evenly over all classes
            (Szegedy et al., CVPR 2016, section 7).

    Raises:
        SettingError: for another reduction, or a label_smoothing that is no share.
        ShapeError, DTypeError, DataError: (when called) for shapes that do not belong together,
            and labels that are no whole numbers or name no class.
    """

    def __init__(
        self,
        reduction: str = "mean",
        weight: Any = None,
        ignore_index: int = -100,
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(reduction)
        if not 0 <= label_smoothing <= 1:
            raise SettingError("layers.probability", name="label_smoothing", value=label_smoothing)
        self.weight = optional_buffer(weight)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the cross-entropy; the target is an array or a Tensor."""
        return ops.cross_entropy(
            as_tensor(prediction),
            target,
            self.reduction,
            self.weight,
            self.ignore_index,
            self.label_smoothing,
        )


class NLLLoss(Loss):
    """−(logarithm of the probability)[label], where the net gives logarithms itself.

    ``NLLLoss()(log_softmax(scores, axis=1), labels)`` is ``CrossEntropyLoss()(scores, labels)``.

    Shapes: prediction (N, classes, …), logarithms of probabilities; target (N, …), labels.

    Args:
        reduction, weight, ignore_index: as for `CrossEntropyLoss`.
    """

    def __init__(
        self, reduction: str = "mean", weight: Any = None, ignore_index: int = -100
    ) -> None:
        super().__init__(reduction)
        self.weight, self.ignore_index = optional_buffer(weight), ignore_index

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the negative logarithms; the target is an array or a Tensor of labels."""
        prediction = as_tensor(prediction)
        labels, kept = class_labels(target, prediction.data, self.ignore_index)
        weights = label_weights(labels, kept, self.weight, prediction.data)
        losses = -prediction[places_of(labels)]
        if weights is not None:
            losses = losses * weights
        if self.reduction != "mean":
            return self.reduce(losses)
        return losses.sum() / mean_divisor(labels.size, weights)


class BCELoss(Loss):
    """−[t ln p + (1 − t) ln(1 − p)] for yes-no questions, p the predicted probability of yes.

    The logarithms are at least −100, so that a certain mistake has a large loss and no infinite
    one.  If p is the sigmoid of a score, `BCEWithLogitsLoss` of the score is more exact.

    Shapes: prediction and target alike, both from 0 to 1.

    Args:
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        weight: by how much each entry counts; it is broadcast against the losses.

    Raises:
        SettingError: for another reduction.
        ShapeError: (when called) if the shapes differ.
        DataError: (when called) if a prediction is no probability, or for the mean of no entries.
    """

    def __init__(self, reduction: str = "mean", weight: Any = None) -> None:
        super().__init__(reduction)
        self.weight = optional_buffer(weight)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the binary cross-entropy; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        array = prediction.data
        outside = (array < 0) | (array > 1)
        if outside.any():
            raise DataError("losses.not_probabilities", found=f"{float(array[outside][0]):.6g}")
        losses = -(
            target * ops.clamped_log(prediction) + (1 - target) * ops.clamped_log(1 - prediction)
        )
        return self.reduce(_weighted(losses, self.weight, prediction))


class BCEWithLogitsLoss(Loss):
    """The loss of yes-no questions for raw scores x: −[t ln σ(x) + (1 − t) ln(1 − σ(x))].

    Computed as t·softplus(−x) + (1 − t)·softplus(x): no logarithm of 0, no overflow, and no digits
    lost to 1 − σ(x).  ∂/∂x = σ(x) − t.

    Shapes: prediction and target alike; targets from 0 to 1.

    Args:
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        weight: by how much each entry counts; it is broadcast against the losses.
        pos_weight: by how much a yes counts more than a no; it is broadcast, too.

    Raises:
        SettingError: for another reduction.
        ShapeError: (when called) if the shapes differ.
        DataError: (when called) for the mean of no entries.
    """

    def __init__(self, reduction: str = "mean", weight: Any = None, pos_weight: Any = None) -> None:
        super().__init__(reduction)
        self.weight, self.pos_weight = optional_buffer(weight), optional_buffer(pos_weight)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the binary cross-entropy of scores; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        yes, no = target * ops.softplus(-prediction), (1 - target) * ops.softplus(prediction)
        losses = _weighted(yes, self.pos_weight, prediction) + no
        return self.reduce(_weighted(losses, self.weight, prediction))


def _weighted(losses: Any, weight: Tensor | None, prediction: Tensor) -> Any:
    return losses if weight is None else losses * like(weight, prediction)


class KLDivLoss(Loss):
    """How far predicted probabilities q are from the true ones p: p (ln p − ln q), summed up.

    0 if they are alike; where p = 0 nothing is added.
    Source: Kullback & Leibler, Ann. Math. Stat. 22, 1951.

    Shapes: prediction and target alike, the prediction as *logarithms* ln q.

    Args:
        reduction: ``"mean"`` of all entries, ``"sum"``, ``"none"``, or ``"batchmean"``: the sum
            divided by N, which is the divergence of the definition, the mean over the samples.
        log_target: whether the target holds logarithms ln p, too.
    """

    reductions = (*REDUCTIONS, "batchmean")

    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(reduction)
        self.log_target = log_target

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the divergence; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        if self.log_target:
            losses = target.exp() * (target - prediction)
        else:
            # 0 · ln 0 counts as 0: a 1 stands in the logarithm there.
            losses = target * ((target + (target.data == 0)).log() - prediction)
        if self.reduction != "batchmean":
            return self.reduce(losses)
        if not losses.size:
            raise DataError("engine.empty_batch")
        return losses.sum() / len(losses)
