"""Arrays on the board: small ones as matrices, large ones by their shape and length."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.draw.numerals import BOARD_DIGITS, number_tex, rounded
from tinygrad_fa.engine.op import library

LARGEST_SIDE = 4  # rows or columns of a matrix that is still written out


def as_matrix(array: Any) -> list[list[float]] | None:
    """Return the rows of an array that fits on the board, or None.

    Axes of length 1 in front of a matrix are left out: an image (1, 1, 3, 3) has three rows.
    """
    shape = tuple(array.shape)
    if not array.size or any(n != 1 for n in shape[:-2]):
        return None
    rows, columns = (1, 1, *shape)[-2:]
    if max(rows, columns) > LARGEST_SIDE:
        return None
    found: list[list[float]] = array.reshape(rows, columns).tolist()
    return found


def array_tex(array: Any) -> str | None:
    """Return the array as a matrix in TeX, a single entry as a number, or None if it is large."""
    rows = as_matrix(array)
    if rows is None:
        return None
    cells = [[number_tex(round_off(float(x), array.dtype)) for x in row] for row in rows]
    if array.size == 1 and array.ndim < 2:
        return cells[0][0]
    body = r" \\ ".join(" & ".join(row) for row in cells)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def round_off(x: float, dtype: Any) -> float:
    """Return what was meant by a number of a short dtype: 0.1, not 0.10000000149.

    The noise of float16 is left in: it shows in four digits, and ought to.
    """
    return float(f"{x:.6g}") if dtype.itemsize == 4 else x


def rounds(array: Any) -> bool:
    """Say whether a number of the array is shown rounded."""
    noise = {8: 1e-12, 4: 1e-6}.get(array.dtype.itemsize, 1e-3)
    numbers = [float(x) for x in array.reshape(-1).tolist()]
    return any(
        abs(float(rounded(x, BOARD_DIGITS)) - x) > noise * abs(x)
        for x in numbers
        if abs(x) < float("inf")
    )


def norm_tex(array: Any) -> str:
    """Return the Euclidean length of an array in TeX."""
    lib = library(array)
    wide = array.astype("float64") if array.dtype.kind == "f" else array
    return number_tex(float(lib.sqrt((wide * wide).sum())))


def shape_tex(shape: tuple[int, ...]) -> str:
    """Return ``2 \\times 3``."""
    return r" \times ".join(str(n) for n in shape)


def shaped(tex: str, shape: tuple[int, ...]) -> str:
    """Return a formula with its shape under it; a single number has none."""
    return rf"\underset{{{shape_tex(shape)}}}{{{tex}}}" if shape else tex
