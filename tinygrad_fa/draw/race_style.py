"""How the ways of a race look: colours that everybody can tell apart, each with its own dashes.

Colours are those of Okabe and Ito without black, which is the outline of every line: so the yellow
one is seen on white, too.  Seven colours and six patterns have no common divisor, so that 42 lines
(as many as the Solver has rules) are 42 pairs.  Source: Okabe and Ito, "Color universal design",
2002.
"""

from __future__ import annotations

from typing import NamedTuple

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442")
DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (9, 4),
    (3, 3),
    (9, 3, 3, 3),
    (14, 4),
    (6, 2, 2, 2, 2, 2),
)
WIDTH = 3.2  # of a line, in pixels
OUTLINE = 1.4  # how much wider the black line below it is


class Style(NamedTuple):
    """The look of one way."""

    colour: str
    dashes: tuple[float, ...]  # pixels drawn, left out, drawn, …; () for a line without gaps


def style(number: int) -> Style:
    """Return the look of the way of that number."""
    return Style(COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)])
