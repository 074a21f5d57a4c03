"""More activation functions: smooth ones, and the ones that imitate them with straight lines."""

from tinygrad_fa.engine.op import Elementwise, call, library
from tinygrad_fa.engine.ops.arithmetic import exp, minimum
from tinygrad_fa.engine.ops.functions import abs, sigmoid, softplus, tanh

# Klambauer et al. 2017, eq. 14: with these two numbers mean 0 and variance 1 are a fixed point.
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


class Elu(Elementwise):
    """x for x > 0, α(eˣ − 1) otherwise; the slope at exactly 0 is α."""

    symbol, tex = "ELU", r"\operatorname{{ELU}}({x})"
    partials = (
        r"[{x} > 0] + {alpha} e^{{{x}}} \cdot [{x} \le 0]",
        r"(e^{{{x}}} - 1) \cdot [{x} \le 0]",
    )

    def forward(x, alpha):
        lib = library(x)
        return lib.maximum(x, 0.0) + alpha * lib.expm1(lib.minimum(x, 0.0))

    def grad_x(g, out, x, alpha):
        # The minimum keeps eˣ from overflowing where it is not wanted.
        return g * (x > 0) + g * alpha * exp(minimum(x, 0.0)) * (x <= 0)

    def grad_alpha(g, out, x, alpha):
        return g * (exp(minimum(x, 0.0)) - 1)


class HardTanh(Elementwise):
    """x kept between low and high; at the bounds themselves the slope is 0."""

    symbol, tex = "hard tanh", r"\min(\max({x}, {low}), {high})"
    partials = (r"[{low} < {x} < {high}]", r"[{x} \le {low}]", r"[{x} \ge {high}]")

    def forward(x, low, high):
        lib = library(x)
        return lib.minimum(lib.maximum(x, low), high)

    def grad_x(g, out, x, low, high):
        return g * (x > low) * (x < high)

    def grad_low(g, out, x, low, high):
        return g * (x <= low)

    def grad_high(g, out, x, low, high):
        return g * (x >= high)


def elu(x, alpha=1.0):
    """Return x for x > 0 and alpha · (eˣ − 1) otherwise (Clevert et al. 2016, eq. 15)."""
    return call(Elu, x, alpha)


def selu(x):
    """Return 1.0507 · ELU(x) with α = 1.6733 (Klambauer et al. 2017, eq. 2)."""
    return SELU_SCALE * elu(x, SELU_ALPHA)


def silu(x):
    """Return x·σ(x), also called swish (Elfwing et al. 2018; Ramachandran et al. 2017)."""
    return x * sigmoid(x)


def mish(x):
    """Return x·tanh(softplus x) (Misra 2020, eq. 1)."""
    return x * tanh(softplus(x))


def log_sigmoid(x):
    """Return ln σ(x), without overflow for any x."""
    return -softplus(-x)


def softsign(x):
    """Return x / (1 + |x|): like tanh, but it approaches ±1 slowly."""
    return x / (1 + abs(x))


def hardtanh(x, low=-1.0, high=1.0):
    """Return x kept between `low` and `high`; the slope at the bounds is taken as 0."""
    return call(HardTanh, x, low, high)


def relu6(x):
    """Return min(max(0, x), 6); the slope at 0 and at 6 is taken as 0."""
    return hardtanh(x, 0.0, 6.0)


def hardsigmoid(x):
    """Return min(max(0, x + 3), 6) / 6: σ with straight lines; the slope at ±3 is 0."""
    return relu6(x + 3.0) / 6


def hardswish(x):
    """Return x · hardsigmoid(x) (Howard et al. 2019, section 5.2): silu with straight lines."""
    return x * hardsigmoid(x)
