"""The four operations, powers, and the choice of the larger number."""

from tinygrad_fa.engine.op import Elementwise, call, library


class Add(Elementwise):
    """x + y."""

    symbol, tex, partials = "+", "{x} + {y}", ("1", "1")

    def forward(x, y):
        return x + y

    def grad_x(g, out, x, y):
        return g

    def grad_y(g, out, x, y):
        return g


class Sub(Elementwise):
    """x − y."""

    symbol, tex, partials = "−", "{x} - {y}", ("1", "-1")

    def forward(x, y):
        return x - y

    def grad_x(g, out, x, y):
        return g

    def grad_y(g, out, x, y):
        return -g


class Mul(Elementwise):
    """x · y."""

    symbol, tex, partials = "×", r"{x} \cdot {y}", ("{y}", "{x}")

    def forward(x, y):
        return x * y

    def grad_x(g, out, x, y):
        return g * y

    def grad_y(g, out, x, y):
        return g * x


class Div(Elementwise):
    """x / y."""

    symbol, tex = "÷", r"\frac{{{x}}}{{{y}}}"
    partials = (r"\frac{{1}}{{{y}}}", r"-\frac{{{x}}}{{{y}^2}}")

    def forward(x, y):
        return x / y

    def grad_x(g, out, x, y):
        return g / y

    def grad_y(g, out, x, y):
        return -g * out / y


class Neg(Elementwise):
    """−x."""

    symbol, tex, partials = "×−1", "-{x}", ("-1",)

    def forward(x):
        return -x

    def grad_x(g, out, x):
        return -g


class Pow(Elementwise):
    """x to the power y.

    ∂/∂x at x = 0, y = 0 is 0 (the power is the constant 1 there); ∂/∂y at x = 0 is 0.
    """

    symbol, tex = "xʸ", "{x}^{{{y}}}"
    partials = (r"{y} \cdot {x}^{{{y} - 1}}", r"{x}^{{{y}}} \cdot \ln {x}")

    def forward(x, y):
        return x**y

    def grad_x(g, out, x, y):
        # For y = 0 the exponent stays 0, so that 0 · x⁻¹ never meets x = 0.  (Not y − (y != 0):
        # for two Values == asks whether they are the same node.)
        return g * y * x ** (y - (y > 0) - (y < 0))

    def grad_y(g, out, x, y):
        # Where x = 0 the power is 0 too, and log(0 + 1) keeps the product 0 instead of NaN.
        return g * out * log(x + (x >= 0) * (x <= 0))


class Exp(Elementwise):
    """e to the x: its derivative is itself."""

    symbol, tex, partials = "exp", "e^{{{x}}}", ("{out}",)

    def forward(x):
        return library(x).exp(x)

    def grad_x(g, out, x):
        return g * out


class Log(Elementwise):
    """The natural logarithm."""

    symbol, tex, partials = "ln", r"\ln {x}", (r"\frac{{1}}{{{x}}}",)

    def forward(x):
        return library(x).log(x)

    def grad_x(g, out, x):
        return g / x


class Maximum(Elementwise):
    """The larger of x and y, entry by entry; where they are equal, x is taken."""

    symbol, tex, partials = "max", r"\max({x}, {y})", ("[{x} \\ge {y}]", "[{x} < {y}]")

    def forward(x, y):
        return library(x, y).maximum(x, y)

    def grad_x(g, out, x, y):
        return g * (x >= y)

    def grad_y(g, out, x, y):
        return g * (x < y)


class Minimum(Elementwise):
    """The smaller of x and y, entry by entry; where they are equal, x is taken."""

    symbol, tex, partials = "min", r"\min({x}, {y})", ("[{x} \\le {y}]", "[{x} > {y}]")

    def forward(x, y):
        return library(x, y).minimum(x, y)

    def grad_x(g, out, x, y):
        return g * (x <= y)

    def grad_y(g, out, x, y):
        return g * (x > y)


add, sub, mul, div, neg = (op.function() for op in (Add, Sub, Mul, Div, Neg))
exp, log, maximum, minimum = (op.function() for op in (Exp, Log, Maximum, Minimum))


def pow(x, y):
    """Return x to the power y; each may be a node or a number."""
    return call(Pow, x, y)
