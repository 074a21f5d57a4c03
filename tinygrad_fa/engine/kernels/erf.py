"""The error function for a float or an array: NumPy has none.

In double precision: W. J. Cody, "Rational Chebyshev approximations for the error function", Math.
Comp. 23 (1969), three ranges, each a quotient of polynomials, good to the last digits of float64.

In single precision: erf(x) = tanh(x · p(x²)).  artanh(erf x) / x is a smooth even function; on
|x| ≤ 4 a polynomial of degree 7 in x² follows it as closely as float32 can tell (2 · 10⁻⁷ of
erf x), and beyond, erf is 1 in float32.  The coefficients are a least-squares fit of our own to
`math.erf` at Chebyshev's points, reweighted until the largest relative error was at its least.
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


_SINGLE = (
    5.422303012455929e-09,
    2.755775032870572e-08,
    -4.794427271258264e-06,
    8.459577342520154e-05,
    -0.0006148364309763422,
    -0.0001952900544736787,
    0.10276986491120899,
    1.128379247102159,
)
PART = 1 << 15  # entries of an array that are worked on at a time: they stay in the cache


def erf(x: Any) -> Any:
    """Return erf(x) = 2/√π ∫₀ˣ e^(−t²) dt, for a number or for each entry of an array."""
    if isinstance(x, (int, float)):
        return math.erf(x)
    xp = backend.library(x)
    if (
        x.dtype.kind == "c"
    ):  # a complex step comes by: to the first order in its tiny imaginary part
        slope = 2 / math.sqrt(math.pi) * xp.exp(-x.real * x.real)
        return erf(x.real) + 1j * x.imag * slope
    # Half precision is computed in single, whole numbers in double precision.
    compute, work = (
        (_single, "float32") if x.dtype in ("float16", "float32") else (_double, "float64")
    )
    out = xp.empty_like(x, dtype=work)
    if backend.device(x) != "cpu" or not x.ndim:
        out[...] = compute(xp, x.astype(work))
    else:
        step = max(1, PART * len(x) // max(1, x.size))
        for i in range(0, len(x), step):
            out[i : i + step] = compute(xp, x[i : i + step].astype(work))
    return out.astype("float16") if x.dtype == "float16" else out


def _single(xp: Any, x: Any) -> Any:
    x = xp.clip(x, -4.0, 4.0)
    x *= _horner(_SINGLE, x * x)
    return xp.tanh(x)


def _double(xp: Any, x: Any) -> Any:
    size = abs(x)
    near, far = xp.minimum(size, 0.5), xp.clip(size, 0.5, 6.0)  # erf is 1 to 17 digits past 6
    small = near * _quotient(_SMALL, near * near)
    large = 1 - xp.exp(-far * far) * _quotient(_MIDDLE, far)
    return xp.sign(x) * xp.where(size <= 0.5, small, large)


def _quotient(coefficients: tuple[tuple[float, ...], ...], x: Any) -> Any:
    above, below = (_horner(polynomial, x) for polynomial in coefficients)
    above /= below
    return above


def _horner(polynomial: tuple[float, ...], x: Any) -> Any:
    """Return the polynomial at each entry of x, coefficients from the highest power down."""
    total = polynomial[0] * x
    for coefficient in polynomial[1:-1]:
        total += coefficient
        total *= x
    total += polynomial[-1]
    return total
