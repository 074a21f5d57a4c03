"""Comparisons and places: results without a gradient, because they move in jumps."""

from tinygrad_fa.engine.op import Elementwise, Op, call


class Less(Elementwise):
    """x < y, entry by entry."""

    symbol, tex = "<", "[{x} < {y}]"

    def forward(x, y):
        return x < y


class LessEqual(Elementwise):
    """x ≤ y, entry by entry."""

    symbol, tex = "≤", r"[{x} \le {y}]"

    def forward(x, y):
        return x <= y


class Equal(Elementwise):
    """x = y, entry by entry."""

    symbol, tex = "=", "[{x} = {y}]"

    def forward(x, y):
        return x == y


class NotEqual(Elementwise):
    """x ≠ y, entry by entry."""

    symbol, tex = "≠", r"[{x} \ne {y}]"

    def forward(x, y):
        return x != y


class ArgMax(Op):
    """The place of the largest entry along an axis; the first of equals."""

    symbol, tex = "argmax", r"\operatorname{{argmax}} {x}"

    def forward(x, *, axis=None):
        return x.argmax(axis=axis)


class ArgMin(Op):
    """The place of the smallest entry along an axis; the first of equals."""

    symbol, tex = "argmin", r"\operatorname{{argmin}} {x}"

    def forward(x, *, axis=None):
        return x.argmin(axis=axis)


def argmax(x, axis=None):
    """Return the place of the largest entry along `axis` (in row order for None)."""
    return call(ArgMax, x, axis=axis)


def argmin(x, axis=None):
    """Return the place of the smallest entry along `axis` (in row order for None)."""
    return call(ArgMin, x, axis=axis)
