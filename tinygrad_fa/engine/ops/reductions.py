"""Ops that gather many entries into fewer: sums, means, extremes, softmax."""

import math
from functools import lru_cache

from tinygrad_fa import backend
from tinygrad_fa.engine.op import Multilinear, Op, call, library
from tinygrad_fa.engine.ops.arithmetic import exp
from tinygrad_fa.engine.ops.functions import sqrt
from tinygrad_fa.engine.ops.shapes import BroadcastTo, flip, permute, reshape

FEW_COLUMNS = 32  # up to so many it pays to lay them one after another, see `largest`


def _spread(g, x, axis, keepdims):
    """Give every entry of x the gradient of the sum it went into."""
    return call(BroadcastTo, _with_axes(g, x, axis, keepdims), shape=x.shape)


def _with_axes(g, x, axis, keepdims):
    """Put reduced axes back as axes of length 1, so that g broadcasts against x."""
    if keepdims or axis is None:  # a single number broadcasts as it is
        return g
    return reshape(g, kept_shape(x.shape, axis))


def reduced_axes(ndim, axis):
    """Return the reduced axes as a tuple of positive numbers (None means all of them)."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim if ndim else 0 for a in (axis if isinstance(axis, tuple) else (axis,)))


def kept_shape(shape, axis):
    """Return `shape` with 1 in the place of each reduced axis."""
    reduced = reduced_axes(len(shape), axis)
    return tuple(1 if i in reduced else n for i, n in enumerate(shape))


def reduced_count(shape, axis):
    """Return how many entries go into each result."""
    if axis is None:
        return math.prod(shape)
    return math.prod(shape[a] for a in reduced_axes(len(shape), axis))


class Sum(Multilinear):
    """The sum along one or more axes: its gradient is copied to every summand."""

    symbol, tex, partials = "Σ", r"\sum {x}", ("1",)
    array_tex = r"\operatorname{{sum}}_{{{axis}}}({x})"
    array_rules = (r"\operatorname{{copy}}_{{{axis}}}({g})",)

    def forward(x, *, axis=None, keepdims=False):
        return x.sum(axis=axis, keepdims=keepdims)

    def grad_x(g, out, x, *, axis=None, keepdims=False):
        return _spread(g, x, axis, keepdims)


class Mean(Multilinear):
    """The mean along one or more axes: each of n summands gets 1/n of the gradient."""

    symbol, tex, partials = "mean", r"\frac{{1}}{{n}} \sum {x}", (r"\frac{{1}}{{n}}",)
    array_tex = r"\operatorname{{mean}}_{{{axis}}}({x})"
    array_rules = (r"\frac{{1}}{{{n}}} \operatorname{{copy}}_{{{axis}}}({g})",)

    def forward(x, *, axis=None, keepdims=False):
        total = x.sum(axis=axis, keepdims=keepdims)
        return total / _count(total, x)  # a third of the time of NumPy's own mean

    def grad_x(g, out, x, *, axis=None, keepdims=False):
        return _spread(g / _count(out, x), x, axis, keepdims)

    @classmethod
    def array_fields(cls, inputs, *, axis=None, keepdims=False):
        """Return how many entries go into one mean."""
        return {"n": str(reduced_count(inputs[0].shape, axis))}


def _count(result, x):
    """Return how many entries of x went into each entry of the result, as a number to divide by."""
    return x.size / (result.size or 1) or 1


class Max(Op):
    """The largest entry; where several are equal the first in row order takes the gradient."""

    symbol, tex, partials = "max", r"\max {x}", (r"[i = \operatorname{{argmax}}]",)
    array_tex = r"\operatorname{{max}}_{{{axis}}}({x})"
    array_rules = (
        r"\operatorname{{copy}}_{{{axis}}}({g}) \odot"
        r" \operatorname{{first}}_{{{axis}}}([{x} = \operatorname{{copy}}_{{{axis}}}({out})])",
    )

    def forward(x, *, axis=None, keepdims=False):
        return x.max(axis=axis, keepdims=keepdims)

    def grad_x(g, out, x, *, axis=None, keepdims=False):
        return _with_axes(g, x, axis, keepdims) * _first_extreme(x, axis, "argmax")


class Min(Op):
    """The smallest entry; where several are equal the first in row order takes the gradient."""

    symbol, tex, partials = "min", r"\min {x}", (r"[i = \operatorname{{argmin}}]",)
    array_tex = r"\operatorname{{min}}_{{{axis}}}({x})"
    array_rules = (
        r"\operatorname{{copy}}_{{{axis}}}({g}) \odot"
        r" \operatorname{{first}}_{{{axis}}}([{x} = \operatorname{{copy}}_{{{axis}}}({out})])",
    )

    def forward(x, *, axis=None, keepdims=False):
        return x.min(axis=axis, keepdims=keepdims)

    def grad_x(g, out, x, *, axis=None, keepdims=False):
        return _with_axes(g, x, axis, keepdims) * _first_extreme(x, axis, "argmin")


def _first_extreme(x, axis, argextreme):
    """Return a mask of x's shape that is True at the first extreme along the axes."""
    array = x.data if hasattr(x, "requires_grad") else x
    joined, back = _reduced_as_one(array, axis)  # so that argmax counts in row order
    places = getattr(joined, argextreme)(axis=-1)[..., None]
    return back(library(array).arange(joined.shape[-1]) == places)


def _reduced_as_one(x, axis):
    """Return x with its reduced axes last and joined into one, and the way back."""
    reduced = tuple(sorted(reduced_axes(len(x.shape), axis)))
    kept = tuple(i for i in range(len(x.shape)) if i not in reduced)
    order = kept + reduced
    moved = [x.shape[i] for i in order]
    places = sorted(range(len(order)), key=order.__getitem__)

    def back(joined):
        return permute(reshape(joined, moved), places)

    joined_shape = (*moved[: len(kept)], reduced_count(x.shape, axis))
    return reshape(permute(x, order), joined_shape), back


class Prod(Op):
    """The product along one or more axes, right also where entries are 0."""

    symbol, tex, partials = "Π", r"\prod {x}", (r"\prod_{{j \ne i}} {x}_j",)
    array_tex = r"\operatorname{{prod}}_{{{axis}}}({x})"
    array_rules = (
        r"\operatorname{{copy}}_{{{axis}}}({g}) \odot \operatorname{{others}}_{{{axis}}}({x})",
    )

    def forward(x, *, axis=None, keepdims=False):
        return x.prod(axis=axis, keepdims=keepdims)

    def grad_x(g, out, x, *, axis=None, keepdims=False):
        return _with_axes(g, x, axis, keepdims) * _product_of_others(x, axis)


def _product_of_others(x, axis):
    """Return for each entry the product of all the others along the axes, without dividing."""
    from tinygrad_fa.engine.ops.joining import stack

    joined, back = _reduced_as_one(x, axis)
    if not joined.shape[-1]:
        return x  # no entries, no gradients
    entries = [joined[..., i] for i in range(joined.shape[-1])]
    one = entries[0] ** 0
    from_left, from_right = [one], [one]
    for left, right in zip(entries[:-1], entries[:0:-1], strict=True):
        from_left.append(from_left[-1] * left)
        from_right.append(from_right[-1] * right)
    others = [a * b for a, b in zip(from_left, reversed(from_right), strict=True)]
    return back(stack(others, axis=-1))


class CumSum(Multilinear):
    """Running sums along an axis; the gradient is the running sum from the other end."""

    symbol, tex, partials = "cumsum", r"\sum_{{j \le i}} {x}_j", (r"[j \le i]",)
    array_tex = r"\operatorname{{cumsum}}_{{{axis}}}({x})"
    array_rules = (
        r"\operatorname{{flip}}_{{{axis}}}(\operatorname{{cumsum}}_{{{axis}}}"
        r"(\operatorname{{flip}}_{{{axis}}}({g})))",
    )

    def forward(x, *, axis):
        return x.cumsum(axis=axis)

    def grad_x(g, out, x, *, axis):
        return flip(cumsum(flip(g, axis), axis), axis)


class LogSumExp(Op):
    """ln Σ eˣ, with the largest entry taken out first so that nothing overflows."""

    symbol, tex, partials = "logΣexp", r"\ln \sum e^{{{x}}}", (r"\operatorname{{softmax}}({x})",)
    array_tex = r"\ln \operatorname{{sum}}_{{{axis}}}(e^{{{x}}})"
    array_rules = (
        r"\operatorname{{copy}}_{{{axis}}}({g}) \odot \operatorname{{softmax}}_{{{axis}}}({x})",
    )

    def forward(x, *, axis=None, keepdims=False):
        lib = library(x)
        highest = x.max(axis=axis, keepdims=True)
        # An infinite maximum would give ∞ − ∞; without the shift it gives ±∞, as it should.
        highest = lib.where(lib.isfinite(highest), highest, 0)
        out = lib.log(lib.exp(x - highest).sum(axis=axis, keepdims=True)) + highest
        return out if keepdims else out.reshape(x.sum(axis=axis).shape)

    def grad_x(g, out, x, *, axis=None, keepdims=False):
        shares = exp(x - _with_axes(out, x, axis, keepdims))
        return _with_axes(g, x, axis, keepdims) * shares


def largest(x, axis):
    """Return the largest entries of an array along one axis, which stays, with length 1.

    Along the last axis the library is slow.  Two ways round: a few columns are laid one after
    another, so that it compares whole columns; and it finds the *place* of the largest entry in a
    third of the time that it takes to find the entry itself.
    """
    if axis not in (-1, x.ndim - 1):
        return x.max(axis=axis, keepdims=True)
    rows, lib = x if x.ndim == 2 else x.reshape(-1, x.shape[-1]), library(x)
    if x.shape[-1] <= FEW_COLUMNS:
        found = lib.asfortranarray(rows).max(axis=1)
    else:
        found = rows[lib.arange(len(rows)), rows.argmax(1)]
    return found.reshape(*x.shape[:-1], 1)


def summed(x, axis):
    """Return the sums of an array along one axis, which stays, with length 1.

    Along the last axis as the product with (1, …, 1): for a thousand rows a quarter of the time.
    """
    if axis not in (-1, x.ndim - 1):
        return x.sum(axis=axis, keepdims=True)
    rows = x if x.ndim == 2 else x.reshape(-1, x.shape[-1])
    return rows.dot(ones(library(x), x.shape[-1], x.dtype)).reshape(*x.shape[:-1], 1)


@lru_cache(maxsize=64)
def ones(lib, count, dtype):
    """Return (1, …, 1) of a library, read-only: a product with it is a sum."""
    return backend.freeze(lib.ones(count, dtype))


class Softmax(Op):
    """eˣ / Σ eˣ along an axis: positive shares that sum to 1."""

    symbol, tex = "softmax", r"\operatorname{{softmax}}({x})"
    partials = (r"\operatorname{{diag}}({out}) - {out} {out}^\top",)
    array_tex = r"\operatorname{{softmax}}_{{{axis}}}({x})"
    array_rules = (r"{out} \odot ({g} - \operatorname{{sum}}_{{{axis}}}({g} \odot {out}))",)

    def forward(x, *, axis):
        powers = library(x).exp(x - largest(x, axis))
        powers /= summed(powers, axis)
        return powers

    def grad_x(g, out, x, *, axis):
        weighted = g * out
        return weighted - out * sum(weighted, axis=axis, keepdims=True)


class LogSoftmax(Op):
    """The logarithm of softmax, computed as x − ln Σ eˣ."""

    symbol, tex = "log softmax", r"\ln \operatorname{{softmax}}({x})"
    partials = (r"I - \mathbf{{1}} \operatorname{{softmax}}({x})^\top",)
    array_tex = r"\ln \operatorname{{softmax}}_{{{axis}}}({x})"
    array_rules = (r"{g} - e^{{{out}}} \odot \operatorname{{sum}}_{{{axis}}}({g})",)

    def forward(x, *, axis):
        shifted = x - largest(x, axis)
        lib = library(x)
        return shifted - lib.log(summed(lib.exp(shifted), axis))

    def grad_x(g, out, x, *, axis):
        return g - exp(out) * sum(g, axis=axis, keepdims=True)


def sum(x, axis=None, keepdims=False):
    """Return the sum of the entries along `axis` (a number, a tuple, or None for all)."""
    return call(Sum, x, axis=axis, keepdims=keepdims)


def mean(x, axis=None, keepdims=False):
    """Return the mean of the entries along `axis`."""
    return call(Mean, x, axis=axis, keepdims=keepdims)


def max(x, axis=None, keepdims=False):
    """Return the largest entry along `axis`; the first of equals takes the gradient."""
    return call(Max, x, axis=axis, keepdims=keepdims)


def min(x, axis=None, keepdims=False):
    """Return the smallest entry along `axis`; the first of equals takes the gradient."""
    return call(Min, x, axis=axis, keepdims=keepdims)


def prod(x, axis=None, keepdims=False):
    """Return the product of the entries along `axis`."""
    return call(Prod, x, axis=axis, keepdims=keepdims)


def cumsum(x, axis):
    """Return the running sums along `axis`."""
    return call(CumSum, x, axis=axis)


def logsumexp(x, axis=None, keepdims=False):
    """Return ln Σ eˣ along `axis` without overflow."""
    return call(LogSumExp, x, axis=axis, keepdims=keepdims)


def softmax(x, axis=-1):
    """Return eˣ / Σ eˣ along `axis`."""
    return call(Softmax, x, axis=axis)


def log_softmax(x, axis=-1):
    """Return x − ln Σ eˣ along `axis`."""
    return call(LogSoftmax, x, axis=axis)


def var(x, axis=None, correction=1, keepdims=False):
    """Return the variance, Σ(x − mean)² / (n − correction): unbiased unless correction=0."""
    deviation = x - mean(x, axis=axis, keepdims=True)
    squares = sum(deviation * deviation, axis=axis, keepdims=keepdims)
    return squares / (reduced_count(x.shape, axis) - correction)


def std(x, axis=None, correction=1, keepdims=False):
    """Return the standard deviation, the root of `var`."""
    return sqrt(var(x, axis=axis, correction=correction, keepdims=keepdims))


def norm(x, axis=None, keepdims=False):
    """Return the Euclidean length √Σx²; its gradient at 0 is taken as 0."""
    squares = sum(x * x, axis=axis, keepdims=keepdims)
    # √ has an infinite slope at 0; a zero vector is moved to where the slope is finite and the
    # chain rule's other factor, 2x = 0, makes the gradient 0.
    at_zero = squares == 0
    return sqrt(squares + at_zero) - at_zero
