"""A line of mathematics on the board."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A chain of equal things: ``q = x + y = -2 + 5 = 3``.

    Attributes:
        sides: the things, in TeX.
        signs: what stands before each side but the first, "=" or "\\approx".
    """

    sides: tuple[str, ...]
    signs: tuple[str, ...]
