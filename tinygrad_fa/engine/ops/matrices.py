"""Ops of matrices and vectors: triangles, trace, inner and outer products."""

from tinygrad_fa.engine.op import Multilinear, call, library
from tinygrad_fa.engine.ops.products import matmul
from tinygrad_fa.engine.ops.shapes import reshape
from tinygrad_fa.language.errors import ShapeError


class Tril(Multilinear):
    """The entries on and below a diagonal; above it there are zeros."""

    symbol, tex, partials = "◣", r"\operatorname{{tril}} {x}", (r"[j \le i + k]",)
    array_rules = (r"\operatorname{{tril}}({g})",)

    def forward(x, *, diagonal):
        return library(x).tril(x, diagonal)

    def grad_x(g, out, x, *, diagonal):
        return tril(g, diagonal)


class Triu(Multilinear):
    """The entries on and above a diagonal; below it there are zeros."""

    symbol, tex, partials = "◥", r"\operatorname{{triu}} {x}", (r"[j \ge i + k]",)
    array_rules = (r"\operatorname{{triu}}({g})",)

    def forward(x, *, diagonal):
        return library(x).triu(x, diagonal)

    def grad_x(g, out, x, *, diagonal):
        return triu(g, diagonal)


class Trace(Multilinear):
    """The sum of the diagonal of the last two axes."""

    symbol, tex, partials = "tr", r"\operatorname{{tr}} {x}", ("I",)
    array_rules = (r"{g} \cdot I",)

    def forward(x):
        return x.trace(axis1=-2, axis2=-1)

    def grad_x(g, out, x):
        diagonal = library(x.data if hasattr(x, "requires_grad") else x).eye(
            *x.shape[-2:], dtype=x.dtype
        )
        return reshape(g, (*g.shape, 1, 1)) * diagonal


class Outer(Multilinear):
    """Every entry of x times every entry of y: (n,) and (m,) → (n, m)."""

    symbol, tex, partials = "⊗", r"{x} {y}^\top", ("{y}", "{x}")
    array_rules = ("{g} {y}", r"{g}^\top {x}")

    def forward(x, y):
        return x.reshape(-1, 1) * y

    def grad_x(g, out, x, y):
        return matmul(g, y)

    def grad_y(g, out, x, y):
        return matmul(x, g)


class Dot(Multilinear):
    """The sum of the products of the entries of two vectors."""

    symbol, tex, partials = "·", r"{x}^\top {y}", (r"{y}^\top", r"{x}^\top")
    array_rules = (r"{g} \cdot {y}", r"{g} \cdot {x}")

    def forward(x, y):
        return x @ y

    def grad_x(g, out, x, y):
        return g * y

    def grad_y(g, out, x, y):
        return g * x


def tril(x, diagonal=0):
    """Return the lower triangle of the last two axes; `diagonal` 1 keeps one more, −1 one less."""
    return call(Tril, _matrix("tril", x), diagonal=diagonal)


def triu(x, diagonal=0):
    """Return the upper triangle of the last two axes; `diagonal` 1 keeps one less, −1 one more."""
    return call(Triu, _matrix("triu", x), diagonal=diagonal)


def trace(x):
    """Return the sum of the diagonal of a matrix, or of each matrix (…, n, m)."""
    return call(Trace, _matrix("trace", x))


def outer(x, y):
    """Return the outer product x yᵀ of two vectors."""
    _refuse_all_but_vectors("outer", x, y)
    return call(Outer, x, y)


def dot(x, y):
    """Return the inner product of two vectors of the same length."""
    _refuse_all_but_vectors("dot", x, y)
    if x.shape != y.shape:
        raise ShapeError("engine.dot_lengths", left=x.shape, right=y.shape)
    return call(Dot, x, y)


def _matrix(name, x):
    if len(x.shape) < 2:
        raise ShapeError("engine.matrix", op=name, shape=x.shape)
    return x


def _refuse_all_but_vectors(name, x, y):
    if len(x.shape) != 1 or len(y.shape) != 1:
        raise ShapeError("engine.vectors", op=name, left=x.shape, right=y.shape)
