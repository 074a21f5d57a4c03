"""Losses of classes, computed so that no exponential overflows and no logarithm is infinite."""

import math
from functools import lru_cache

from tinygrad_fa import backend
from tinygrad_fa.engine.op import Elementwise, Node, Op, call, library
from tinygrad_fa.engine.ops.arithmetic import maximum
from tinygrad_fa.engine.ops.reductions import largest, log_softmax, softmax, sum, summed
from tinygrad_fa.engine.ops.shapes import astype
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError

REDUCTIONS = ("mean", "sum", "none")
LARGEST_OF_CAFFE = -math.log(2.0**-126)  # of float32, the smallest normal number (FLT_MIN)


class CrossEntropy(Op):
    """−ln softmax(logits)[label]: logits (N, classes, …), labels (N, …).

    ∂/∂logits = softmax − one-hot (divided by N for the mean): predicted minus true.
    Computed from ln Σ eˣ with the largest logit taken out, so logits of ±1000 are fine.
    `weights` (N, …) multiply the losses; `divisor` divides their sum, None leaves them apart.
    What the way back would have to compute again, eˣ, its sums and the places of the labels, goes
    into the list `saved`.
    """

    symbol, tex = "CE", r"-\frac{{1}}{{N}} \sum_i \ln \operatorname{{softmax}}({logits})_{{i, y_i}}"
    partials = (r"\frac{{1}}{{N}}(\operatorname{{softmax}}({logits}) - \mathbf{{1}}_y)",)
    array_tex = (
        r"-{share} \operatorname{{sum}}_{{{summed}}}({weights} {truth} \odot"
        r" \ln \operatorname{{softmax}}_{{1}}({logits}))"
    )
    array_rules = (
        r"{share} {weights} (\operatorname{{softmax}}_{{1}}({logits}) - {truth})"
        r" \odot {copied}({g})",
    )

    def forward(logits, *, labels, weights, divisor, saved):
        lib = library(logits)
        shifted = logits - largest(logits, axis=1)
        powers, places = lib.exp(shifted), places_of(labels)
        sums = summed(powers, axis=1)
        saved[:] = powers, sums, places
        losses = lib.log(sums).reshape(labels.shape) - shifted[places]
        if weights is not None:
            losses = losses * weights
        return losses if divisor is None else losses.sum() / divisor

    def grad_logits(g, out, logits, *, labels, weights, divisor, saved):
        if isinstance(logits, Node):
            slope = softmax(logits, axis=1) - one_hot(labels, logits.data)
        else:
            powers, sums, places = saved
            slope = powers / sums
            slope[places] -= 1
        g = g.reshape(beside_classes(labels.shape)) if divisor is None else g / divisor
        if weights is not None:
            g = g * weights.reshape(beside_classes(labels.shape))
        slope *= g  # in place, if it is an array
        return slope

    @classmethod
    def array_fields(cls, inputs, *, labels, weights, divisor, saved):
        """Return 1/N, D for the weights, and what losses that are left apart need besides."""
        apart = divisor is None
        return {
            "share": "" if divisor in (None, 1) else rf"\frac{{1}}{{{divisor:.6g}}}",
            "weights": "" if weights is None else r"D \odot",
            "summed": "1" if apart else "",
            "copied": r"\operatorname{copy}_{1}" if apart else "",
        }


class CappedCrossEntropy(CrossEntropy):
    """CrossEntropy with losses of at most 87.34: a probability counts as FLT_MIN at least.

    The gradient is softmax − one-hot all the same, so that the mistake can still be unlearnt.
    Source: BVLC/Caffe 1.0, `softmax_loss_layer.cpp`.
    """

    symbol, tex = "CE", rf"\min({CrossEntropy.tex}, -\ln \varepsilon)"

    def forward(logits, **settings):
        losses = CrossEntropy.forward(logits, **settings)
        return library(losses).minimum(losses, LARGEST_OF_CAFFE)


class ClampedLog(Elementwise):
    """The natural logarithm, at least −100: the loss of a certain mistake stays finite.

    Below 10⁻¹² the slope 1/x stays what it is there, so that the mistake can still be unlearnt.
    """

    symbol, tex = "ln", r"\max(\ln {x}, -100)"
    partials = (r"\frac{{1}}{{\max({x}, 10^{{-12}})}}",)

    def forward(x):
        lib = library(x)
        positive = lib.where(x <= 0, 1.0, x)
        return lib.where(x <= 0, -100.0, lib.maximum(lib.log(positive), -100.0))

    def grad_x(g, out, x):
        return g / maximum(x, 1e-12)


def clamped_log(x):
    """Return ln x, but nowhere less than −100 (which it is for x ≤ 0, too)."""
    return call(ClampedLog, x)


def cross_entropy(
    logits, target, reduction="mean", weight=None, ignore_index=-100, label_smoothing=0.0
):
    """Return the cross-entropy of logits (N, classes, …) and their true classes.

    Args:
        logits: scores, without softmax.
        target: labels (N, …), whole numbers; or probabilities of the logits' shape.
        reduction: ``"mean"`` or ``"sum"`` of the losses, or ``"none"``: (N, …).
        weight: one number per class, by which its losses count; the mean of labels is then the
            weighted one.
        ignore_index: a label that says "do not count this place".
        label_smoothing: the share ε of the truth that is spread evenly over all classes
            (Szegedy et al., CVPR 2016, section 7).

    Raises:
        SettingError: for another reduction.
        ShapeError: if the shapes do not belong together.
        DTypeError: if the labels are not whole numbers.
        DataError: for a mean of nothing, or a label that names no class.
    """
    if reduction not in REDUCTIONS:
        raise SettingError("engine.reduction", reduction=reduction, known=_listed(REDUCTIONS))
    array = logits.data if hasattr(logits, "requires_grad") else logits
    if _are_probabilities(target, array):
        return _of_probabilities(logits, array, target, reduction, weight, label_smoothing)
    labels, kept = class_labels(target, array, ignore_index)
    weights = label_weights(labels, kept, weight, array)
    if not label_smoothing:
        divisor = None if reduction == "none" else 1
        if reduction == "mean":
            divisor = mean_divisor(labels.size, weights)
        settings = {"labels": labels, "weights": weights, "divisor": divisor, "saved": []}
        return call(CrossEntropy, logits, **settings)
    truth = _smoothed(one_hot(labels, array), label_smoothing, weight)
    if kept is not None:
        truth = truth * kept.reshape(beside_classes(labels.shape))
    return _reduced(_against(logits, truth), reduction, weights)


def class_labels(labels, scores, ignore_index=None):
    """Return (labels, kept): the labels, checked, as an array in the library of the scores.

    `kept` says which places count; it is None if all of them do.  The labels of the others are
    set to 0, so that they name a class like everybody's.

    Raises:
        ShapeError: unless scores are (N, classes, …) and labels (N, …).
        DTypeError: if the labels are not whole numbers.
        DataError: if a label names no class and is not `ignore_index`.
    """
    lib = library(scores)
    if hasattr(labels, "requires_grad"):
        labels = backend.move(labels.data, lib)  # what a Tensor holds does not change
    else:
        labels = lib.array(backend.move(labels, lib))
    if scores.ndim < 2 or labels.shape != (scores.shape[0], *scores.shape[2:]):
        raise ShapeError("engine.logits_shape", logits=scores.shape, labels=labels.shape)
    if not labels.size:
        return labels.astype("int64"), None
    last = scores.shape[1] - 1
    if labels.dtype.kind not in "iu":
        raise DTypeError("engine.labels_dtype", last=last, dtype=labels.dtype)
    kept, one_is_wrong = None, _largest_unsigned(labels) > last
    if ignore_index is not None and (one_is_wrong or 0 <= ignore_index <= last):
        kept = labels != ignore_index
        labels = lib.where(kept, labels, 0)
        one_is_wrong = _largest_unsigned(labels) > last
    if one_is_wrong:
        place = int(labels.argmin() if labels.min() < 0 else labels.argmax())
        index = ", ".join(str(int(i)) for i in lib.unravel_index(place, labels.shape))
        found = f"`labels[{index}] = {labels.reshape(-1)[place]}`"
        raise DataError("engine.labels", last=last, found=found)
    return labels, kept


def _largest_unsigned(labels):
    """Return the largest label, read as if there were no sign: those below 0 are larger than all.

    The place of the largest number is found sooner than the number itself.
    """
    row = labels.reshape(-1).view(_without_sign(library(labels), labels.dtype))
    return row[row.argmax()]


@lru_cache(maxsize=16)
def _without_sign(lib, dtype):
    return lib.dtype(dtype.str.replace("i", "u"))


def label_weights(labels, kept, weight, scores):
    """Return by how much each label's place counts, or None if all count 1.

    Raises:
        ShapeError: unless there is one weight per class.
    """
    dtype = scores.dtype
    if weight is None:
        return None if kept is None else kept.astype(dtype)
    weights = class_weights(weight, scores)[labels]
    return weights if kept is None else weights * kept


def class_weights(weight, scores):
    """Return the weights of the classes as an array like the scores (N, classes, …).

    Raises:
        ShapeError: unless there is one weight per class.
    """
    given = weight.data if hasattr(weight, "requires_grad") else weight
    weights = backend.move(given, library(scores), scores.dtype)
    if weights.shape != scores.shape[1:2]:
        raise ShapeError("engine.class_weights", classes=scores.shape[1], shape=weights.shape)
    return weights


def mean_divisor(count, weights):
    """Return what a sum of losses is divided by for the mean: their number, or all weights.

    Where everything is ignored the sum is 0 and so is the mean (as in Caffe; torch has NaN).

    Raises:
        DataError: if there are no losses at all.
    """
    if not count:
        raise DataError("engine.empty_batch")
    return count if weights is None else float(weights.sum().real) or 1


def places_of(labels):
    """Return the index that picks the entry of each label's class out of (N, classes, …)."""
    lib = library(labels)
    if labels.ndim == 1:
        return lib.arange(len(labels)), labels
    places = [
        lib.arange(n).reshape((-1,) + (1,) * (labels.ndim - 1 - axis))
        for axis, n in enumerate(labels.shape)
    ]
    return (places[0], labels, *places[1:])


def one_hot(labels, scores):
    """Return an array like the scores (N, classes, …): 1 at each label's class, 0 elsewhere."""
    truth = library(scores).zeros(scores.shape, scores.dtype)
    truth[places_of(labels)] = 1
    return truth


def beside_classes(shape):
    """Return (N, 1, …) for (N, …): the shape in which it broadcasts along the classes."""
    return (shape[0], 1, *shape[1:])


def _are_probabilities(target, logits):
    """Return whether the target gives a probability to each class, not a label."""
    kind = getattr(getattr(target, "dtype", None), "kind", None)
    if kind is None:
        target = backend.move(target, library(logits))
        kind = target.dtype.kind
    return kind in ("f", "c") and target.shape == logits.shape and logits.ndim > 1


def _of_probabilities(logits, array, target, reduction, weight, smoothing):
    if hasattr(target, "requires_grad"):
        checked = "c" in (target.dtype.kind, array.dtype.kind)  # by a complex step
        if not checked and target.dtype != array.dtype:
            target = astype(target, array.dtype)
    else:
        target = library(array).array(backend.move(target, library(array), array.dtype))
    return _reduced(_against(logits, _smoothed(target, smoothing, weight)), reduction, None)


def _smoothed(truth, smoothing, weight):
    """Return the probabilities (N, classes, …) with a share spread evenly, times the weights."""
    if smoothing:
        truth = truth * (1 - smoothing) + smoothing / truth.shape[1]
    if weight is None:
        return truth
    array = truth.data if hasattr(truth, "requires_grad") else truth
    return truth * class_weights(weight, array).reshape((-1,) + (1,) * (array.ndim - 2))


def _against(logits, truth):
    return -sum(truth * log_softmax(logits, axis=1), axis=1)


def _reduced(losses, reduction, weights):
    if reduction == "none":
        return losses
    total = sum(losses)
    return total if reduction == "sum" else total / mean_divisor(math.prod(losses.shape), weights)


def _listed(names):
    return ", ".join(f"`{name}`" for name in names)
