"""The error function for a float or an array: NumPy has none.

W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969):
three ranges, each a quotient of polynomials, good to the last digits of float64.
"""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa import backend

# Coefficients of Cody's tables, highest power first.
_SMALL = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2,
     3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2,
     1.28261652607737228e3, 2.84423683343917062e3),
)  # fmt: skip
_MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0,
     6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
     1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3,
     3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip


def erf(x: Any) -> Any:
    """Return erf(x) = 2/√π ∫₀ˣ e^(−t²) dt, for a number or for each entry of an array."""
    if isinstance(x, (int, float)):
        return math.erf(x)
    xp = backend.library(x)
    size = abs(x)
    near, far = xp.minimum(size, 0.5), xp.clip(size, 0.5, 6.0)  # erf is 1 to 17 digits past 6
    small = near * _quotient(_SMALL, near * near)
    large = 1 - xp.exp(-far * far) * _quotient(_MIDDLE, far)
    return xp.sign(x) * xp.where(size <= 0.5, small, large)


def _quotient(coefficients: tuple[tuple[float, ...], ...], x: Any) -> Any:
    above, below = (_horner(polynomial, x) for polynomial in coefficients)
    return above / below


def _horner(polynomial: tuple[float, ...], x: Any) -> Any:
    total = polynomial[0]
    for coefficient in polynomial[1:]:
        total = total * x + coefficient
    return total
