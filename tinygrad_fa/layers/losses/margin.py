"""Losses that ask for a margin: enough is enough, what is right by more costs nothing."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.losses import class_labels, class_weights, one_hot, places_of
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import as_tensor
from tinygrad_fa.layers.losses.base import (
    Loss,
    like,
    number,
    optional_buffer,
    same_shape,
    signs,
)


class HingeLoss(Loss):
    """max(0, 1 − t·x) for scores x and targets t that are −1 or 1.

    Shapes: prediction and target alike.  The slope at the bend itself is taken as 0.

    Args:
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        squared: whether the loss is the square of that.

    Raises:
        SettingError: for another reduction.
        ShapeError, DataError: (when called) for shapes that differ, and other targets than ±1.
    """

    def __init__(self, reduction: str = "mean", squared: bool = False) -> None:
        super().__init__(reduction)
        self.squared = squared

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the hinge loss; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        losses = ops.relu(1 - signs(target) * prediction)
        return self.reduce(losses * losses if self.squared else losses)


class SoftMarginLoss(Loss):
    """ln(1 + e^(−t·x)) for scores x and targets t that are −1 or 1: a hinge without a bend.

    It is `BCEWithLogitsLoss` for targets that are called −1 and 1 in place of 0 and 1.
    Shapes, arguments and errors are those of `HingeLoss`.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the logistic loss; the target is an array or a Tensor."""
        prediction, target = same_shape(prediction, target)
        return self.reduce(ops.softplus(-signs(target) * prediction))


class MultiMarginLoss(Loss):
    """The hinge loss of several classes: Σ over the wrong ones of max(0, margin − s_y + s_j) / C.

    The right class y shall have a score larger than every other by the margin.  Lectures that do
    not divide by the number of classes C (CS231n) have C times this loss.
    Source: Weston & Watkins, ESANN 1999.

    Shapes: prediction (N, classes), target (N,), labels.  The result is one number, or with
    ``"none"`` (N,).

    Args:
        p: 1, or 2 for the squares.
        margin: by how much a score must be larger.
        weight: one number per class, by which the losses of its samples are multiplied.
        reduction: ``"mean"`` (over the samples, whatever their weights), ``"sum"`` or ``"none"``.
    """

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Any = None, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction)
        if p not in (1, 2):
            raise SettingError("losses.one_of", name="p", value=p, known="`1`, `2`")
        self.p, self.margin, self.weight = p, float(margin), optional_buffer(weight)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the multi-class hinge loss; the target is an array or a Tensor of labels."""
        prediction, labels, wrong = _classes(prediction, target)
        right = prediction[places_of(labels)].unsqueeze(1)
        losses = ops.relu(self.margin - right + prediction) * wrong
        losses = (losses * losses if self.p == 2 else losses).sum(axis=1) / prediction.shape[1]
        if self.weight is not None:
            losses = losses * class_weights(self.weight, prediction.data)[labels]
        return self.reduce(losses)


class CategoricalHingeLoss(Loss):
    """max(0, 1 − s_y + the highest wrong score), a score below 0 counting as 0: Keras's form.

    Shapes: prediction (N, classes), target (N,), labels.  The result is one number, or with
    ``"none"`` (N,).

    Args:
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor of labels."""
        prediction, labels, wrong = _classes(prediction, target)
        right = prediction[places_of(labels)]
        highest = (prediction * wrong).max(axis=1)
        return self.reduce(ops.relu(1 - right + highest))


def _classes(prediction: Any, target: Any) -> tuple[Any, Any, Any]:
    """Return scores (N, classes), labels (N,), and 1 where a class is the wrong one."""
    prediction = as_tensor(prediction)
    labels, _ = class_labels(target, prediction.data)
    if prediction.ndim != 2:
        raise ShapeError("engine.logits_shape", logits=prediction.shape, labels=labels.shape)
    return prediction, labels, 1 - one_hot(labels, prediction.data)


class HingeEmbeddingLoss(Loss):
    """For a distance x: x itself if two things are alike (t = 1), max(0, margin − x) if not (−1).

    Shapes: prediction and target alike.

    Args:
        margin: how far apart different things shall be.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
    """

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = float(margin)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor of −1 and 1."""
        prediction, target = same_shape(prediction, target)
        alike = signs(target).data > 0
        return self.reduce(ops.where(alike, prediction, ops.relu(self.margin - prediction)))


class MarginRankingLoss(Loss):
    """max(0, −t (x₁ − x₂) + margin): x₁ shall be the larger one if t = 1, x₂ if t = −1.

    Shapes: all three alike.

    Args:
        margin: by how much it shall be larger.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
    """

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = float(margin)

    def forward(self, first: Any, second: Any, target: Any) -> Any:
        """Return the ranking loss; the target is an array or a Tensor of −1 and 1."""
        first, second = same_shape(first, second)
        first, target = same_shape(first, target)
        return self.reduce(ops.relu(self.margin - signs(target) * (first - second)))


class CosineEmbeddingLoss(Loss):
    """1 − cos(x₁, x₂) if two things are alike (t = 1), max(0, cos(x₁, x₂) − margin) if not (−1).

    The cosine is x₁·x₂ / √((|x₁|² + ε)(|x₂|² + ε)), ε = 10⁻¹², which is 0 for a zero vector.

    Shapes: the two inputs (N, features), the target (N,).  The result is one number, or with
    ``"none"`` (N,).

    Args:
        margin: from −1 to 1; the cosine that different things may have.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
    """

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = float(margin)

    def forward(self, first: Any, second: Any, target: Any) -> Any:
        """Return the loss; the target is an array or a Tensor of −1 and 1."""
        first, second = same_shape(first, second)
        target = like(target, first)
        if first.ndim != 2 or target.shape != first.shape[:1]:
            raise ShapeError("losses.pair_shapes", inputs=first.shape, target=target.shape)
        lengths = [(x * x).sum(axis=1) + 1e-12 for x in (first, second)]
        cosine = (first * second).sum(axis=1) / (lengths[0] * lengths[1]).sqrt()
        alike = signs(target).data > 0
        return self.reduce(ops.where(alike, 1 - cosine, ops.relu(cosine - self.margin)))


class TripletMarginLoss(Loss):
    """max(0, |a − p| − |a − n| + margin): the anchor shall be nearer to p than to n.

    Distances are Minkowski's of order `p`, with ε added to every difference so that they have a
    slope at 0.  Source: Schroff, Kalenichenko & Philbin (FaceNet), CVPR 2015.

    Shapes: all three (…, features).  The result is one number, or with ``"none"`` (…).

    Args:
        margin: by how much nearer, more than 0.
        p: the order of the distance, at least 1; 2 is Euclid's.
        eps: added to the differences.
        swap: whether the negative's distance is that to the anchor or to the positive, whichever
            is smaller.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction)
        self.margin = number("margin", margin, above=True)
        self.p, self.eps, self.swap = number("p", p, least=1), number("eps", eps), swap

    def forward(self, anchor: Any, positive: Any, negative: Any) -> Any:
        """Return the loss of the triplets."""
        anchor, positive = same_shape(anchor, positive)
        anchor, negative = same_shape(anchor, negative)
        far = self._distance(anchor, negative)
        if self.swap:
            far = ops.minimum(far, self._distance(positive, negative))
        return self.reduce(ops.relu(self._distance(anchor, positive) - far + self.margin))

    def _distance(self, x: Any, y: Any) -> Any:
        difference = x - y + self.eps
        if self.p == 2:
            return difference.norm(axis=-1)
        return (difference.abs() ** self.p).sum(axis=-1) ** (1 / self.p)
