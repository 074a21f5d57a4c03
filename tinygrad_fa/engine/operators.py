"""The operators and methods that `Value` and `Tensor` share.

Each operator names a row of the op table; each method *is* the function of that name in
`tinygrad_fa.ops`: ``x.exp()`` and ``ops.exp(x)`` are one thing.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.ops import arithmetic, functions
from tinygrad_fa.engine.ops.arithmetic import Add, Div, Mul, Neg, Pow, Sub


class Operators(Node):
    """Arithmetic with ``+ - * / **`` from both sides, and the functions of one number."""

    __slots__ = ()
    __array_ufunc__ = None  # so that NumPy leaves ``array * node`` to the node

    def __add__(self, other: Any) -> Any:
        return self.apply(Add, self, other)

    def __sub__(self, other: Any) -> Any:
        return self.apply(Sub, self, other)

    def __mul__(self, other: Any) -> Any:
        return self.apply(Mul, self, other)

    def __truediv__(self, other: Any) -> Any:
        return self.apply(Div, self, other)

    def __pow__(self, other: Any) -> Any:
        return self.apply(Pow, self, other)

    def __neg__(self) -> Any:
        return self.apply(Neg, self)

    # The node stands on the right: 2 + x, 2 - x, …
    def __radd__(self, other: Any) -> Any:
        return self.apply(Add, other, self)

    def __rsub__(self, other: Any) -> Any:
        return self.apply(Sub, other, self)

    def __rmul__(self, other: Any) -> Any:
        return self.apply(Mul, other, self)

    def __rtruediv__(self, other: Any) -> Any:
        return self.apply(Div, other, self)

    def __rpow__(self, other: Any) -> Any:
        return self.apply(Pow, other, self)

    exp, log, sqrt = arithmetic.exp, arithmetic.log, functions.sqrt
    sin, cos, tanh = functions.sin, functions.cos, functions.tanh
    sigmoid, relu, softplus = functions.sigmoid, functions.relu, functions.softplus
    leaky_relu, gelu, clip = functions.leaky_relu, functions.gelu, functions.clip
    abs = __abs__ = functions.abs
    pow, maximum, minimum = arithmetic.pow, arithmetic.maximum, arithmetic.minimum
