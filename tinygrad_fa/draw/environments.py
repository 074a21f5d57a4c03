r"""``\begin{bmatrix} … \end{bmatrix}``: its rows of cells, and the MathML table they make."""

from __future__ import annotations

import re

# The class that draws the brackets of a matrix.
_MATRICES = {
    "bmatrix": "matrix", "pmatrix": "matrix round", "vmatrix": "matrix bars", "matrix": "",
    "cases": "",
}  # fmt: skip
_FORMULAS = ("aligned", "align", "split", "gathered")
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


def is_known(name: str) -> bool:
    """Say whether `table` was made for an environment of this name."""
    return is_matrix(name) or name.rstrip("*") in _FORMULAS


def is_matrix(name: str) -> bool:
    """Say whether its cells stand for themselves, and are not the halves of formulas."""
    return name in _MATRICES


def table(name: str, rows: list[list[str]]) -> str:
    """Return an environment as a ``<mtable>``; its cells are MathML already.

    The brackets of a matrix are drawn by the style sheet, whatever the font has.
    """
    if not is_matrix(name):
        return f'<mtable class="aligned" displaystyle="true">{_lines(name, rows)}</mtable>'
    side = ' class="left"' if name == "cases" else ""
    lines = [[f"<mtd{side}>{cell}</mtd>" for cell in row] for row in rows]
    body = "".join(f"<mtr>{''.join(line)}</mtr>" for line in lines)
    if name == "cases":
        return f'<mrow><mo fence="true">{{</mo><mtable>{body}</mtable></mrow>'
    kind = _MATRICES[name]
    return f'<mtable class="{kind}">{body}</mtable>' if kind else f"<mtable>{body}</mtable>"


def _lines(name: str, rows: list[list[str]]) -> str:
    """Return formulas below one another: left halves end, and right ones begin, at their sign."""
    lines = ""
    for row in rows:
        lines += "<mtr>"
        for i, cell in enumerate(row):
            side = "left" if i % 2 else "right"
            side = "center" if name == "gathered" else side
            side += " next" if i and not i % 2 else ""
            lines += f'<mtd class="{side}">{cell}</mtd>'
        lines += "</mtr>"
    return lines
