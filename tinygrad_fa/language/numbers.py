"""Numbers in code as short as they can be told."""

from __future__ import annotations

import re
import struct

_FRACTION = re.compile(r"\d+\.\d{7,}(?:e[+-]?\d+)?")


def shortened(code: str) -> str:
    """Return code in which fractions of float32 are short: 0.9, not 0.8999999761581421.

    Settings that come from Caffe's files were rounded to float32.  Of the decimal fractions that
    are rounded to the same number the shortest is shown; other numbers keep all their digits.
    """
    return _FRACTION.sub(lambda found: _short(found[0]), code)


def _short(written: str) -> str:
    number = float(written)
    if _as_float32(number) != number:
        return written
    briefs = (float(f"{number:.{digits}g}") for digits in range(1, 10))
    return repr(next(brief for brief in briefs if _as_float32(brief) == number))


def _as_float32(number: float) -> float | None:
    """Return the float32 number next to this one; None if it is too large for float32."""
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return None
