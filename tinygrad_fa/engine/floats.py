"""The functions of NumPy that the op table needs, for one Python number.

A rule of the table such as ``library(x).exp(x)`` reads the same for a float and for an array;
this module is the `library` of a float (and of a complex number, for the complex-step check).
Comparisons of complex numbers look at the real part, as a small imaginary step must not decide
which side of a kink a number is on.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

pi = math.pi


def _for_both(name: str) -> Callable[[Any], Any]:
    real, complex_ = getattr(math, name), getattr(cmath, name)

    def function(x: Any) -> Any:
        return complex_(x) if type(x) is complex else real(x)

    function.__name__ = name
    return function


exp, log, sqrt = _for_both("exp"), _for_both("log"), _for_both("sqrt")
sin, cos, tanh = _for_both("sin"), _for_both("cos"), _for_both("tanh")


def log1p(x: Any) -> Any:
    """Return log(1 + x), exact for small x."""
    return cmath.log(1 + x) if type(x) is complex else math.log1p(x)


def expm1(x: Any) -> Any:
    """Return exp(x) − 1, exact for small x."""
    return cmath.exp(x) - 1 if type(x) is complex else math.expm1(x)


def maximum(x: Any, y: Any) -> Any:
    """Return the larger number; the first one where they are equal; NaN if one of them is."""
    return x if x.real >= y.real or x != x else y


def minimum(x: Any, y: Any) -> Any:
    """Return the smaller number; the first one where they are equal; NaN if one of them is."""
    return x if x.real <= y.real or x != x else y


def sign(x: Any) -> float:
    """Return −1, 0 or 1."""
    return float((x.real > 0) - (x.real < 0))


def where(condition: Any, x: Any, y: Any) -> Any:
    """Return `x` if the condition holds, else `y`."""
    return x if condition else y
