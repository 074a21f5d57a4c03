"""Standardising, and scaling again: the heart of batch, layer, group and instance normalisation."""

from tinygrad_fa.engine.op import Node, Op, call, library
from tinygrad_fa.engine.ops.functions import sqrt
from tinygrad_fa.engine.ops.reductions import kept_shape, reduced_axes, reduced_count, sum
from tinygrad_fa.engine.ops.shapes import reshape
from tinygrad_fa.language.errors import ShapeError


class Standardise(Op):
    """(x − mean) / √(variance + ε) along axes: mean 0 and variance 1.

    The variance is the biased one, Σ(x − mean)² / n.  The mean and the length of x no longer
    matter for the result; so the gradient is what is left of g when its mean and its share along
    `out` are taken away (Ioffe & Szegedy 2015, section 3).
    """

    symbol, tex = "standardise", r"\frac{{{x} - \mu}}{{\sqrt{{\sigma^2 + \varepsilon}}}}"
    partials = (
        r"\frac{{1}}{{\sigma}} (I - \frac{{1}}{{n}} \mathbf{{1}}\mathbf{{1}}^\top"
        r" - \frac{{1}}{{n}} {out} {out}^\top)",
    )
    array_tex = (
        r"\frac{{{x} - \operatorname{{mean}}_{{{axis}}}({x})}}"
        r"{{\sqrt{{\operatorname{{var}}_{{{axis}}}({x}) + {eps}}}}}"
    )
    array_rules = (
        r"\frac{{1}}{{\sqrt{{\operatorname{{var}}_{{{axis}}}({x}) + {eps}}}}} \odot ({g}"
        r" - \operatorname{{mean}}_{{{axis}}}({g})"
        r" - {out} \odot \operatorname{{mean}}_{{{axis}}}({g} \odot {out}))",
    )

    def forward(x, *, axis, eps):
        count = reduced_count(x.shape, axis) or 1
        deviation = x - _sum(x, axis) / count
        deviation /= sqrt(_sum(deviation, axis, deviation) / count + eps)
        return deviation

    def grad_x(g, out, x, *, axis, eps):
        # With += and its like an array is changed in place, and a node is replaced by a new one.
        count = reduced_count(x.shape, axis) or 1
        slope = out * (_sum(g, axis, out) / count)
        slope += _sum(g, axis) / count
        slope -= g
        slope /= -spread(x, out, axis, eps)[1]
        return slope


class ScaleShift(Op):
    """x · weight + bias, where weight and bias are broadcast to the shape of x."""

    symbol, tex = "· +", r"{x} \cdot {weight} + {bias}"
    partials = ("{weight}", "{x}", "1")
    array_tex = r"{x} \odot {weight} + {bias}"
    array_rules = (r"{g} \odot {weight}", r"{sum_of_weight}({g} \odot {x})", "{sum_of_bias}({g})")

    def forward(x, weight, bias):
        lib, out = library(x, weight, bias), x * weight
        in_place = lib.result_type(out, bias) == out.dtype
        return lib.add(out, bias, out=out) if in_place else out + bias

    def grad_x(g, out, x, weight, bias):
        return g * weight

    def grad_weight(g, out, x, weight, bias):
        return reshape(_sum(g, _stretched(weight.shape, x.shape), x), weight.shape)

    def grad_bias(g, out, x, weight, bias):
        return reshape(_sum(g, _stretched(bias.shape, x.shape)), bias.shape)

    @classmethod
    def array_fields(cls, inputs):
        """Return the sums over the axes along which weight and bias are copied."""
        sums = {}
        for name, factor in zip(("sum_of_weight", "sum_of_bias"), inputs[1:], strict=True):
            axes = _stretched(factor.shape, inputs[0].shape)
            index = ", ".join(map(str, axes)) if len(axes) < len(inputs[0].shape) else ""
            sums[name] = rf"\operatorname{{sum}}_{{{index}}}" if axes else ""
        return sums


def spread(x, out, axis, eps):
    """Return (variance, σ = √(variance + ε)) of an x along axes, read off `out` = standardise(x).

    The covariance of x and `out` is variance / σ =: q, so σ² − qσ − ε = 0: no array of distances
    from the mean is made a second time.  (The mean of `out` is 0 but for rounding, and rounding
    counts where x is far from 0.)
    """
    count = reduced_count(x.shape, axis) or 1
    q = (_sum(x, axis, out) - _sum(x, axis) / count * _sum(out, axis)) / count
    sigma = (q + sqrt(q * q + 4 * eps)) / 2
    return q * sigma, sigma


def _sum(x, axis, y=None):
    """Return Σ x, or Σ x·y, along axes that are kept with length 1.

    For arrays Einstein's sum does it in one reading, without an array of the products.
    """
    if isinstance(x, Node) or x.dtype.kind not in "fc":  # (small whole numbers would overflow)
        return sum(x if y is None else x * y, axis=axis, keepdims=True)
    reduced = reduced_axes(x.ndim, axis)
    letters = "abcdefghijklmnopqrstuvwxyz"[: x.ndim]
    kept = "".join(letter for i, letter in enumerate(letters) if i not in reduced)
    factors, inputs = ([x], letters) if y is None else ([x, y], f"{letters},{letters}")
    total = library(x).einsum(f"{inputs}->{kept}", *factors)
    return total.reshape(kept_shape(x.shape, axis))


def _stretched(shape, target):
    """Return the axes of `target` along which `shape` is broadcast to it."""
    missing = len(target) - len(shape)
    return tuple(
        i for i, n in enumerate(target) if i < missing or (shape[i - missing] == 1 and n != 1)
    )


def standardise(x, axis, eps=1e-5):
    """Return x shifted and scaled to mean 0 and variance 1 along `axis` (a number or a tuple).

    `eps` is added to the variance, so that numbers that are all equal give 0, not 0/0.
    """
    return call(Standardise, x, axis=axis, eps=eps)


def scale_shift(x, weight, bias):
    """Return x · weight + bias; weight and bias are broadcast, x is not.

    Raises:
        ShapeError: if weight or bias does not fit the shape of x.
    """
    for name, factor in (("weight", weight), ("bias", bias)):
        pairs = zip(factor.shape[::-1], x.shape[::-1], strict=False)
        if len(factor.shape) > len(x.shape) or any(n not in (1, m) for n, m in pairs):
            raise ShapeError("engine.scale_shift", name=name, found=factor.shape, shape=x.shape)
    return call(ScaleShift, x, weight, bias)
