"""Functions of one number, entry by entry: roots, waves, and activations."""

import math

from tinygrad_fa.engine.kernels.erf import erf
from tinygrad_fa.engine.op import Elementwise, call, library
from tinygrad_fa.engine.ops.arithmetic import exp, maximum


class Sqrt(Elementwise):
    """The square root; its slope at 0 is infinite."""

    symbol, tex, partials = "√", r"\sqrt{{{x}}}", (r"\frac{{1}}{{2 {out}}}",)

    def forward(x):
        return library(x).sqrt(x)

    def grad_x(g, out, x):
        return g / (2 * out)


class Sin(Elementwise):
    """sin x, x in radians."""

    symbol, tex, partials = "sin", r"\sin {x}", (r"\cos {x}",)

    def forward(x):
        return library(x).sin(x)

    def grad_x(g, out, x):
        return g * cos(x)


class Cos(Elementwise):
    """cos x, x in radians."""

    symbol, tex, partials = "cos", r"\cos {x}", (r"-\sin {x}",)

    def forward(x):
        return library(x).cos(x)

    def grad_x(g, out, x):
        return -g * sin(x)


class Tanh(Elementwise):
    """The hyperbolic tangent."""

    symbol, tex, partials = "tanh", r"\tanh {x}", ("1 - {out}^2",)

    def forward(x):
        return library(x).tanh(x)

    def grad_x(g, out, x):
        return g * (1 - out * out)


class Sigmoid(Elementwise):
    """σ(x) = 1 / (1 + e⁻ˣ), written so that neither exponential can overflow.

    The numerator is 1 for x ≥ 0 and eˣ for x < 0: both forms are the same fraction.
    """

    symbol, tex, partials = "σ", r"\sigma({x})", ("{out} \\cdot (1 - {out})",)

    def forward(x):
        lib = library(x)
        return lib.exp(lib.minimum(x, 0.0)) / (1 + lib.exp(-lib.maximum(x, -x)))

    def grad_x(g, out, x):
        return g * out * (1 - out)


class Relu(Elementwise):
    """max(0, x); the slope at exactly 0 is taken as 0."""

    symbol, tex, partials = "ReLU", r"\max(0, {x})", ("[{x} > 0]",)

    def forward(x):
        # NumPy's clip(0, ∞) gains 10 µs at 10⁵ numbers, loses half the time at 10³, and at 10⁶
        # both wait for memory.
        return library(x).maximum(x, 0.0)

    def grad_x(g, out, x):
        return g * (out > 0)


class LeakyRelu(Elementwise):
    """x for x > 0, slope·x otherwise; the slope at exactly 0 is `slope`."""

    symbol, tex = "leaky ReLU", r"\max({slope} {x}, {x})"
    partials = (r"[{x} > 0] + {slope} [{x} \le 0]", r"{x} \cdot [{x} \le 0]")

    def forward(x, slope):
        lib = library(x)
        return lib.maximum(x, 0.0) + slope * lib.minimum(x, 0.0)

    def grad_x(g, out, x, slope):
        return g * (x > 0) + g * slope * (x <= 0)

    def grad_slope(g, out, x, slope):
        return g * x * (x <= 0)


class Softplus(Elementwise):
    """ln(1 + eˣ), written so that eˣ cannot overflow."""

    symbol, tex, partials = "softplus", r"\ln(1 + e^{{{x}}})", (r"\sigma({x})",)

    def forward(x):
        lib = library(x)
        return lib.maximum(x, 0.0) + lib.log1p(lib.exp(-lib.maximum(x, -x)))

    def grad_x(g, out, x):
        return g * sigmoid(x)


class Erf(Elementwise):
    """The error function 2/√π ∫₀ˣ e^(−t²) dt."""

    symbol, tex, partials = (
        "erf",
        r"\mathrm{{erf}}({x})",
        (r"\frac{{2}}{{\sqrt{{\pi}}}} e^{{-{x}^2}}",),
    )
    analytic = False  # computed for real numbers only

    def forward(x):
        return erf(x)

    def grad_x(g, out, x):
        return g * (2 / math.sqrt(math.pi)) * exp(-x * x)


class Abs(Elementwise):
    """|x|; the slope at exactly 0 is taken as 0."""

    symbol, tex, partials = "|x|", "|{x}|", (r"\operatorname{{sign}} {x}",)

    def forward(x):
        return library(x).maximum(x, -x)

    def grad_x(g, out, x):
        return g * (x > 0) - g * (x < 0)


class Clip(Elementwise):
    """x kept between low and high; at the bounds themselves the gradient still goes to x.

    Where low is larger than high, high wins.
    """

    symbol, tex = "clip", r"\operatorname{{clip}}({x}, {low}, {high})"
    partials = (r"[{low} \le {x} \le {high}]", "[{x} < {low}]", "[{x} > {high}]")

    def forward(x, low, high):
        lib = library(x)
        return lib.minimum(lib.maximum(x, low), high)

    def grad_x(g, out, x, low, high):
        return g * (x >= low) * (x <= high)

    def grad_low(g, out, x, low, high):
        return g * (x < low) * (low <= high)

    def grad_high(g, out, x, low, high):
        return g * (maximum(x, low) > high)


class Where(Elementwise):
    """x where the condition holds, y elsewhere."""

    symbol, tex = "where", r"{x} \text{{ if }} {condition} \text{{ else }} {y}"
    partials = ("0", "[{condition}]", r"[\lnot {condition}]")

    def forward(condition, x, y):
        return library(condition, x, y).where(condition, x, y)

    def grad_x(g, out, condition, x, y):
        return where(condition, g, 0.0)

    def grad_y(g, out, condition, x, y):
        return where(condition, 0.0, g)


sqrt, sin, cos, tanh = (op.function() for op in (Sqrt, Sin, Cos, Tanh))
sigmoid, relu, softplus = (op.function() for op in (Sigmoid, Relu, Softplus))
where = Where.function()


def abs(x):
    """Return |x|; the slope at exactly 0 is taken as 0."""
    return call(Abs, x)


def leaky_relu(x, negative_slope=0.01):
    """Return x for x > 0 and negative_slope · x otherwise."""
    return call(LeakyRelu, x, negative_slope)


def clip(x, low, high):
    """Return x kept between the numbers low and high."""
    return call(Clip, x, low, high)


def gelu(x, approximate="none"):
    """Return x·Φ(x), Φ the normal distribution (Hendrycks & Gimpel 2016, eq. 1–2).

    ``approximate="tanh"`` is the paper's 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))).
    """
    if approximate == "tanh":
        return 0.5 * x * (1 + tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1 + call(Erf, x * math.sqrt(0.5)))
