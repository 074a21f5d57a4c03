"""Numbers as one writes them on the board: a few digits, a real minus sign, powers of ten."""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa.draw.tex import superscript

PICTURE_DIGITS = 3  # significant digits beside a wire
BOARD_DIGITS = 4  # significant digits in a derivation, which a reader follows with a calculator


def number_text(x: float, digits: int = PICTURE_DIGITS) -> str:
    """Return `x` for a picture or a terminal: ``−0.197``, ``1.5×10⁻⁷``, ``∞``, ``NaN``."""
    if not math.isfinite(x):
        return "NaN" if math.isnan(x) else "∞" if x > 0 else "−∞"
    mantissa, _, exponent = rounded(x, digits).partition("e")
    power = "×10" + superscript(str(int(exponent))) if exponent else ""
    return mantissa.replace("-", "−") + power


def number_tex(x: float, digits: int = BOARD_DIGITS) -> str:
    """Return `x` in TeX: ``-0.1966``, ``1.5 \\times 10^{-7}``, ``\\infty``."""
    if not math.isfinite(x):
        return r"\mathrm{NaN}" if math.isnan(x) else r"\infty" if x > 0 else r"-\infty"
    mantissa, _, exponent = rounded(x, digits).partition("e")
    return mantissa + (rf" \times 10^{{{int(exponent)}}}" if exponent else "")


def rounded(x: float, digits: int) -> str:
    """Return finite `x` with `digits` significant digits, as Python writes numbers.

    Whole numbers below a million keep all their digits, and the whole part of other numbers is
    not cut below a hundred thousand: 1234 stays 1234.
    """
    if x == int(x) and abs(x) < 1e6:
        return str(int(x))
    if 1000 <= abs(x) < 1e5 and digits < 5:
        return f"{x:.0f}"
    return f"{x:.{digits}g}"


def is_exact(x: float, digits: int) -> bool:
    """Say whether the number that is shown for `x` is `x` itself, up to the noise of floats."""
    return not math.isfinite(x) or math.isclose(float(rounded(x, digits)), x, rel_tol=1e-12)


def value_text(x: Any) -> str:
    """Return a number, or the shape of an array of several entries."""
    if hasattr(x, "shape"):
        if x.size != 1:
            return "(" + ", ".join(str(n) for n in x.shape) + ("," if x.ndim == 1 else "") + ")"
        x = x.item()
    return number_text(float(x))


def gradient_text(g: Any) -> str:
    """Return a gradient as a number, or the norm ‖g‖ of an array of several entries."""
    if hasattr(g, "shape") and g.size != 1:
        return "‖" + number_text(float((g * g).sum()) ** 0.5) + "‖"
    return value_text(g)


def value_wire_text(x: Any) -> str:
    """Return what stands above a wire: a number, up to three of them, or the shape of an array.

    An array that holds something else than numbers says so: ``(64, 10) ∋ NaN``.
    """
    if not hasattr(x, "shape") or x.size == 1:
        return value_text(x)
    if x.ndim == 1 and 0 < x.size <= 3:
        return "[" + ", ".join(number_text(float(entry)) for entry in x) + "]"
    return value_text(x) + _strange(x)


def gradient_wire_text(g: Any) -> str:
    """Return what stands below a wire: a number, up to three of them, or a norm ‖g‖."""
    if getattr(g, "ndim", 0) == 1 and 1 < g.size <= 3:
        return value_wire_text(g)
    return gradient_text(g)


def _strange(x: Any) -> str:
    if x.dtype.kind not in "fc":
        return ""
    if (x != x).any():
        return " ∋ NaN"
    return " ∋ ∞" if (abs(x) == math.inf).any() else ""
