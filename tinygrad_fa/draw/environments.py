r"""``\begin{bmatrix} … \end{bmatrix}`` taken apart: rows of cells, with what is nested in them."""

from __future__ import annotations

import re

_ROW_SPACE = re.compile(r"\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm)\s*\]")
_TOKEN = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}|\\.|.", re.DOTALL)


def environment(tex: str, place: int) -> tuple[str, list[list[str]], int]:
    r"""Return the name of an environment, its rows of cells, and the place behind it.

    Args:
        place: behind its ``\begin``.

    Raises:
        ValueError: if it does not end.
    """
    opening = re.compile(r"\s*\{([a-z]+\*?)\}").match(tex, place)
    if not opening:
        raise ValueError(r"\begin")
    rows, depth, braces = [[""]], 1, 0
    place = opening.end()
    while place < len(tex):
        token = _TOKEN.match(tex, place)
        assert token is not None
        place, piece = token.end(), token[0]
        depth += piece.startswith(r"\begin{") - piece.startswith(r"\end{")
        braces += (piece == "{") - (piece == "}")
        if not depth:
            if len(rows) > 1 and not "".join(rows[-1]).strip():
                rows.pop()  # the last row ended with \\
            return opening[1], [[cell.strip() for cell in row] for row in rows], place
        if piece == r"\\" and depth == 1 and not braces:
            rows.append([""])
            space = _ROW_SPACE.match(tex, place)
            place = space.end() if space else place
        elif piece == "&" and depth == 1 and not braces:
            rows[-1].append("")
        else:
            rows[-1][-1] += piece
    raise ValueError(rf"\end{{{opening[1]}}}")
