"""Standardising: the heart of batch, layer, group and instance normalisation."""

from tinygrad_fa.engine.op import Op, call
from tinygrad_fa.engine.ops.functions import sqrt
from tinygrad_fa.engine.ops.reductions import reduced_count, sum


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

    def forward(x, *, axis, eps):
        deviation = x - _mean(x, axis)
        return deviation / sqrt(_mean(deviation * deviation, axis) + eps)

    def grad_x(g, out, x, *, axis, eps):
        deviation = x - _mean(x, axis)
        sigma = sqrt(_mean(deviation * deviation, axis) + eps)
        return (g - _mean(g, axis) - out * _mean(g * out, axis)) / sigma


def _mean(x, axis):
    return sum(x, axis=axis, keepdims=True) / (reduced_count(x.shape, axis) or 1)


def standardise(x, axis, eps=1e-5):
    """Return x shifted and scaled to mean 0 and variance 1 along `axis` (a number or a tuple).

    `eps` is added to the variance, so that numbers that are all equal give 0, not 0/0.
    """
    return call(Standardise, x, axis=axis, eps=eps)
