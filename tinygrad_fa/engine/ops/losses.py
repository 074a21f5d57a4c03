"""Losses that are computed in one op, because in pieces they would overflow."""

from tinygrad_fa.engine.op import Op, call, library
from tinygrad_fa.engine.ops.reductions import softmax
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError


class CrossEntropy(Op):
    """−ln softmax(logits)[label] over a batch: logits (N, classes), labels (N,).

    ∂/∂logits = softmax − one-hot (divided by N for the mean): predicted minus true.
    Computed from ln Σ eˣ with the largest logit taken out, so logits of ±1000 are fine.
    """

    symbol, tex = "CE", r"-\frac{{1}}{{N}} \sum_i \ln \operatorname{{softmax}}({logits})_{{i, y_i}}"
    partials = (r"\frac{{1}}{{N}}(\operatorname{{softmax}}({logits}) - \mathbf{{1}}_y)",)

    def forward(logits, *, labels, reduction):
        lib = library(logits)
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_sums = lib.log(lib.exp(shifted).sum(axis=1))
        losses = log_sums - shifted[lib.arange(len(labels)), labels]
        if reduction == "none":
            return losses
        return losses.sum() / (len(labels) if reduction == "mean" else 1)

    def grad_logits(g, out, logits, *, labels, reduction):
        array = logits.data if hasattr(logits, "requires_grad") else logits
        truth = labels[:, None] == library(array).arange(array.shape[1])
        predicted = softmax(logits, axis=1)
        if reduction == "none":
            g = g.reshape((-1, 1))
        elif reduction == "mean":
            g = g / len(labels)
        return (predicted - truth.astype(array.dtype)) * g


def cross_entropy(logits, labels, reduction="mean"):
    """Return the cross-entropy of logits (N, classes) and whole-number labels (N,).

    `reduction` is ``"mean"`` or ``"sum"`` of the N losses, or ``"none"``.

    Raises:
        ShapeError: if the logits are no matrix, or there is not one label per row.
        DTypeError: if the labels are not whole numbers.
        DataError: if the batch is empty, or a label names no class.
    """
    if reduction not in ("mean", "sum", "none"):
        raise SettingError("engine.reduction", reduction=reduction)
    array = logits.data if hasattr(logits, "requires_grad") else logits
    return call(CrossEntropy, logits, labels=_checked(labels, array), reduction=reduction)


def _checked(labels, logits):
    """Return a copy of the labels in the logits' library, if each row has one that fits."""
    labels = library(logits).array(labels.data if hasattr(labels, "requires_grad") else labels)
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ShapeError("engine.logits_shape", logits=logits.shape, labels=labels.shape)
    if not labels.size:
        raise DataError("engine.empty_batch")
    last = logits.shape[1] - 1
    if labels.dtype.kind not in "iu":
        raise DTypeError("engine.labels_dtype", last=last, dtype=labels.dtype)
    low, high = labels.min(), labels.max()
    if low < 0 or high > last:
        row = int(labels.argmin() if low < 0 else labels.argmax())
        raise DataError("engine.labels", last=last, found=f"`labels[{row}] = {labels[row]}`")
    return labels
