"""InfogainLoss: a softmax loss in which confusing two classes has a price of its own."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.blobs import blob_array
from tinygrad_fa.caffe.kinds.losses import classes_second, labels
from tinygrad_fa.caffe.kinds.spec import Made, Spec, count, kind
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.losses import class_labels
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers.layer import Layer, as_tensor


class Infogain(Layer):
    """−Σ H[label, k] · ln softmax(scores)[k] over all places and classes k, over the normaliser.

    With H the unit matrix it is SoftmaxWithLoss.

    Args:
        matrix: H, (classes, classes); None: it is a third input.
        normalization: what the sum is divided by, as for `SoftmaxWithLoss`.
        ignore_label: the label of places that do not count.
        axis: of the classes.
        results: 1, or 2 for the probabilities, too.
    """

    def __init__(
        self, matrix: Any, normalization: str, ignore_label: int | None, axis: int, results: int
    ) -> None:
        self._matrix = matrix
        self.normalization, self.ignore_label = normalization, ignore_label
        self.axis, self.results = axis, results

    def forward(self, prediction: Any, target: Any, matrix: Any = None) -> Any:
        """Return the loss, or (loss, probabilities)."""
        prediction = as_tensor(prediction)
        scores = classes_second(prediction, self.axis)
        places = (scores.shape[0], *scores.shape[2:])
        true, kept = class_labels(labels(target, places), scores.data, self.ignore_label)
        gains = as_tensor(self._matrix if matrix is None else matrix).data
        classes = scores.shape[1]
        chosen = gains.reshape(classes, classes)[true]  # (N, …, classes)
        if kept is not None:
            chosen = chosen * kept[..., None]
        axes = (0, scores.ndim - 1, *range(1, scores.ndim - 1))
        weights = Tensor.wrap(chosen.transpose(axes).astype(scores.dtype))
        valid = true.size if kept is None else int(kept.sum())
        sizes = {"VALID": valid, "FULL": true.size, "BATCH_SIZE": len(true), "NONE": 1}
        divisor = max(sizes[self.normalization], 1)
        loss = -(weights * ops.log_softmax(scores, axis=1)).sum() / divisor
        return loss if self.results == 1 else (loss, ops.softmax(prediction, axis=self.axis))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"normalization={self.normalization}, axis={self.axis}"


@kind("InfogainLoss", bottoms=(2, 3), tops=(1, 2), is_loss=True)
def infogain_loss(spec: Spec) -> Made:
    """The matrix H comes from a file (``source``) or is the third bottom."""
    settings = spec.message.infogain_loss_param
    axis = spec.axis(settings.axis)
    if axis == 0:
        raise spec.refuse("axis", 0)
    classes = spec.bottom[axis]
    if count(spec.bottoms[1]) != count(spec.bottom) // classes:
        raise spec.error("label_count", labels=spec.bottoms[1], scores=spec.bottom)
    matrix = None
    if len(spec.bottoms) == 2:
        if not settings.has("source"):
            raise spec.wrong("source", "-", "missing")
        path = settings.source
        matrix = Tensor(blob_array(wire.read_file("BlobProto", path), path, "H"))
    size = matrix.size if matrix is not None else count(spec.bottoms[2])
    if size != classes * classes:
        raise spec.wrong("source", settings.source, "matrix", classes=classes, size=size)
    loss = spec.message.loss_param
    ignored = loss.ignore_label if loss.has("ignore_label") else None
    layer = Infogain(matrix, loss.normalization, ignored, axis, spec.tops)
    return Made(layer, [(), spec.bottom][: spec.tops])
