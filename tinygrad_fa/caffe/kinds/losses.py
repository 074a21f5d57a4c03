"""Kinds of layers that judge: the losses, and Accuracy.

A loss gives its figure without its ``loss_weight``; the net knows the weights (`loss_weights`),
and the Solver adds the losses up.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.kinds.spec import Made, Shape, Spec, count, kind
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.losses import class_labels, one_hot
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import (
    CaffeHingeLoss,
    EuclideanLoss,
    SigmoidCrossEntropyLoss,
    SoftmaxWithLoss,
)
from tinygrad_fa.layers.layer import Layer, as_tensor

SMALLEST = 1e-20  # kLOG_THRESHOLD: what a probability counts as at least


def labels(target: Any, shape: Shape) -> Any:
    """Return labels, be they fractions and of whatever shape, as whole numbers of this shape."""
    data = target.data if isinstance(target, Tensor) else target
    if data.dtype.kind == "f":
        data = data.astype("int64")
    return data.reshape(shape)


def classes_second(x: Any, axis: int) -> Any:
    """Return scores with the axis of the classes behind that of the samples: (N, classes, …)."""
    if axis == 1:
        return x
    others = [place for place in range(x.ndim) if place not in (0, axis)]
    return ops.permute(x, (0, axis, *others))


class SoftmaxLoss(SoftmaxWithLoss):
    """SoftmaxWithLoss with the classes along any axis, and the probabilities as a second result."""

    def __init__(
        self, normalization: str, ignore_label: int | None, axis: int = 1, results: int = 1
    ) -> None:
        super().__init__(normalization, ignore_label)
        self.axis, self.results = axis, results

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss, or (loss, probabilities)."""
        prediction = as_tensor(prediction)
        scores = classes_second(prediction, self.axis)
        places = (scores.shape[0], *scores.shape[2:])
        loss = super().forward(scores, labels(target, places))
        return loss if self.results == 1 else (loss, ops.softmax(prediction, axis=self.axis))


@kind("SoftmaxWithLoss", bottoms=(2, 2), tops=(1, 2), is_loss=True)
def softmax_with_loss(spec: Spec) -> Made:
    """−ln of the true class's probability."""
    axis = spec.axis(spec.message.softmax_param.axis)
    if axis == 0:
        raise spec.refuse("axis", 0)
    _check_labels(spec, axis)
    settings = spec.message.loss_param
    layer = SoftmaxLoss(_normalization(settings, "VALID"), _ignored(settings), axis, spec.tops)
    return Made(layer, [(), spec.bottom][: spec.tops])


class SigmoidLoss(SigmoidCrossEntropyLoss):
    """SigmoidCrossEntropyLoss of a target that may come in another shape."""

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss."""
        prediction, target = as_tensor(prediction), as_tensor(target)
        return super().forward(prediction, target.reshape(prediction.shape))


@kind("SigmoidCrossEntropyLoss", bottoms=(2, 2), tops=(1, 2), is_loss=True)
def sigmoid_cross_entropy_loss(spec: Spec) -> Made:
    """Each output is a yes or no of its own."""
    if spec.tops > 1:
        raise spec.refuse("top", spec.message.top[1])
    _check_counts(spec)
    settings = spec.message.loss_param
    return Made(SigmoidLoss(_normalization(settings, "BATCH_SIZE"), _ignored(settings)), [()])


class Euclidean(EuclideanLoss):
    """EuclideanLoss of a target that may come in another shape."""

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss."""
        prediction, target = as_tensor(prediction), as_tensor(target)
        return super().forward(prediction, target.reshape(prediction.shape))


@kind("EuclideanLoss", bottoms=(2, 2), is_loss=True)
def euclidean_loss(spec: Spec) -> Made:
    """Half the squared distance."""
    _check_counts(spec)
    return Made(Euclidean(), [()])


class Hinge(CaffeHingeLoss):
    """HingeLoss of labels that may be fractions."""

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the loss."""
        prediction = as_tensor(prediction)
        rows = prediction.reshape((len(prediction.data), -1))
        return super().forward(rows, labels(target, (len(rows.data),)))


@kind("HingeLoss", bottoms=(2, 2), is_loss=True)
def hinge_loss(spec: Spec) -> Made:
    """max(0, 1 ∓ score), or its square."""
    if count(spec.bottoms[1]) != spec.bottom[0]:
        raise spec.error("label_count", labels=spec.bottoms[1], scores=spec.bottom)
    return Made(Hinge(spec.message.hinge_loss_param.norm), [()])


class Contrastive(Layer):
    """Σ [y d² + (1 − y) max(0, margin − d)²] / (2N), d the distance of two samples, y = "alike".

    The old form (`legacy_version`) takes max(0, margin − d²) in the place of the square.
    Source: Hadsell, Chopra & LeCun 2006, eq. 4; Caffe's ContrastiveLoss.
    """

    def __init__(self, margin: float = 1.0, legacy_version: bool = False) -> None:
        self.margin, self.legacy_version = margin, legacy_version

    def forward(self, first: Any, second: Any, alike: Any) -> Any:
        """Return the loss of pairs (N, C), (N, C), (N,)."""
        difference = as_tensor(first) - as_tensor(second)
        samples = len(difference.data)
        difference = difference.reshape((samples, -1))
        squares = (difference * difference).sum(1)
        data = alike.data if isinstance(alike, Tensor) else alike
        same = Tensor.wrap((data.reshape(-1).astype("int64") != 0).astype(squares.dtype))
        if self.legacy_version:
            apart = ops.relu(self.margin - squares)
        else:
            # √ has no slope at 0: where the two are equal a tiny number keeps it finite.
            zero = Tensor.wrap((squares.data == 0).astype(squares.dtype) * SMALLEST)
            apart = ops.relu(self.margin - ops.sqrt(squares + zero))
            apart = apart * apart
        return (same * squares + (1 - same) * apart).sum() / (2 * samples)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"margin={self.margin}, legacy_version={self.legacy_version}"


@kind("ContrastiveLoss", bottoms=(3, 3), is_loss=True)
def contrastive_loss(spec: Spec) -> Made:
    """Pairs that are alike come together, others go apart."""
    first, second, alike = spec.bottoms
    if first != second or count(alike) != first[0]:
        shapes = ", ".join(f"`{shape}`" for shape in spec.bottoms)
        raise spec.error("bottom_shapes", shapes=shapes)
    settings = spec.message.contrastive_loss_param
    return Made(Contrastive(settings.margin, settings.legacy_version), [()])


class MultinomialLogistic(Layer):
    """−Σ ln(probability of the true class) / N of probabilities that a Softmax layer made."""

    def forward(self, shares: Any, target: Any) -> Any:
        """Return the loss of probabilities (N, classes)."""
        shares = as_tensor(shares)
        rows = shares.reshape((len(shares.data), -1))
        true = labels(target, (len(rows.data),))
        true, _ = class_labels(true, rows.data)
        picked = one_hot(true, rows.data)
        logarithms = ops.log(ops.maximum(rows, SMALLEST))
        return -(logarithms * Tensor.wrap(picked)).sum() / len(rows.data)


@kind("MultinomialLogisticLoss", bottoms=(2, 2), is_loss=True)
def multinomial_logistic_loss(spec: Spec) -> Made:
    """−ln of the true class's probability, which a layer below has computed."""
    if count(spec.bottoms[1]) != spec.bottom[0]:
        raise spec.error("label_count", labels=spec.bottoms[1], scores=spec.bottom)
    return Made(MultinomialLogistic(), [()])


class CaffeAccuracy(Layer):
    """The share of samples whose true class is among the `top_k` best; a tie counts as wrong.

    Args:
        top_k: how many classes may be named.
        axis: of the classes.
        ignore_label: a label that does not count.
        results: 1, or 2 for the share of each class, too.
    """

    def __init__(
        self, top_k: int = 1, axis: int = 1, ignore_label: int | None = None, results: int = 1
    ) -> None:
        self.top_k, self.axis, self.ignore_label = top_k, axis, ignore_label
        self.results = results

    def forward(self, prediction: Any, target: Any) -> Any:
        """Return the share of right samples, or (share, share of each class)."""
        scores = classes_second(as_tensor(prediction), self.axis).data
        library = backend.library(scores)
        given = labels(target, (scores.shape[0], *scores.shape[2:]))
        true, kept = class_labels(given, scores, self.ignore_label)
        kept = library.ones(true.shape, bool) if kept is None else kept
        place = library.expand_dims(true.astype("int64"), 1)
        own = library.take_along_axis(scores, place, axis=1)
        right = ((scores >= own).sum(axis=1) <= self.top_k) & kept
        share = _share(right.sum(), kept.sum())
        result = Tensor.wrap(library.asarray(share, scores.dtype))
        if self.results == 1:
            return result
        each = [
            _share((right & (true == c)).sum(), (kept & (true == c)).sum())
            for c in range(scores.shape[1])
        ]
        return result, Tensor.wrap(library.asarray(each, scores.dtype))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"top_k={self.top_k}"


def _share(right: Any, counted: Any) -> float:
    return float(right) / float(counted) if counted else 0.0


@kind("Accuracy", bottoms=(2, 2), tops=(1, 2))
def accuracy(spec: Spec) -> Made:
    """The share of right samples."""
    settings = spec.message.accuracy_param
    axis = spec.axis(settings.axis)
    if axis == 0:
        raise spec.refuse("axis", 0)
    _check_labels(spec, axis)
    many = spec.positive(settings, "top_k")
    if many > spec.bottom[axis]:
        raise spec.wrong("top_k", many, "at_most", most=spec.bottom[axis])
    layer = CaffeAccuracy(many, axis, _ignored(settings), spec.tops)
    return Made(layer, [(), (spec.bottom[axis],)][: spec.tops])


def _normalization(settings: Message, default: str) -> str:
    if settings.has("normalization"):
        return str(settings.normalization)
    if settings.has("normalize"):
        return "VALID" if settings.normalize else "BATCH_SIZE"
    return default


def _ignored(settings: Message) -> int | None:
    return settings.ignore_label if settings.has("ignore_label") else None


def _check_labels(spec: Spec, axis: int) -> None:
    places = count(spec.bottom) // max(spec.bottom[axis], 1)
    if count(spec.bottoms[1]) != places:
        raise spec.error("label_count", labels=spec.bottoms[1], scores=spec.bottom)


def _check_counts(spec: Spec) -> None:
    first, second = spec.bottoms
    if count(first) != count(second) or first[0] != second[0]:
        shapes = ", ".join(f"`{shape}`" for shape in spec.bottoms)
        raise spec.error("bottom_shapes", shapes=shapes)
