"""What a derivation is put together from, and how each block looks in Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tinygrad_fa.draw.lines import Line
from tinygrad_fa.draw.plain import plain
from tinygrad_fa.draw.words import unmarked

# Two factors side by side, with shapes under them or entries in them, need room between them.
_NEIGHBOURS = re.compile(r"(?<=[}p]) (?=\\underset|\\begin\{bmatrix)")
WIDEST_LINE = 80  # characters; a longer line of formulas is broken before one of its signs


@dataclass(frozen=True)
class Heading:
    """The title of a section; level 1 is the whole derivation's."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Prose:
    """A paragraph, with formulas between dollar signs.

    Attributes:
        is_answer: whether it tells a result, so that a worksheet leaves it out.
    """

    text: str
    is_answer: bool = False


@dataclass(frozen=True)
class Formulas:
    """Rows of mathematics, one line or several side by side, their equals signs in columns.

    Attributes:
        given: how many sides of each line a worksheet gives away; None for all of them.
    """

    rows: list[list[Line]]
    given: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows of formulas under headings of words.

    Attributes:
        given: how many columns a worksheet gives away; None for all of them.
    """

    head: list[str]
    rows: list[list[str]]
    given: int | None = None


Block = Heading | Prose | Formulas | Table


def markdown_of(blocks: Sequence[Block], lang: str) -> str:
    """Return Markdown with LaTeX: Persian prose runs from right to left, formulas do not."""
    pieces: list[str] = []
    prose: list[str] = []
    for block in [*blocks, None]:
        if isinstance(block, (Heading, Prose)):
            mark = "#" * (block.level + 1) + " " if isinstance(block, Heading) else ""
            prose.append(mark + block.text)
            continue
        if isinstance(block, Table):  # its headings are words
            prose.append(markdown_table(block))
            continue
        if prose:
            words = "\n\n".join(prose)
            # The blank lines inside let Markdown see that there is Markdown inside.
            rtl = f'<div dir="rtl" lang="fa">\n\n{words}\n\n</div>'
            pieces.append(rtl if lang == "fa" else words)
            prose = []
        if isinstance(block, Formulas):
            pieces.append(aligned(block.rows))
    return _upright("\n\n".join(pieces)) + "\n"


def text_of(blocks: Sequence[Block], lang: str) -> str:
    """Return plain text for a terminal."""
    pieces = []
    for block in blocks:
        if isinstance(block, Heading):
            title = unmarked(block.text, lang)
            pieces.append(f"{title}\n{('=' if block.level == 1 else '-') * len(title)}")
        elif isinstance(block, Prose):
            pieces.append(unmarked(block.text, lang))
        elif isinstance(block, Formulas):
            pieces.append(text_rows(block.rows))
        else:
            pieces.append(text_table(block))
    return "\n\n".join(pieces)


def aligned(rows: list[list[Line]]) -> str:
    """Return display mathematics; a long line goes on below its first equals sign."""
    # A little more room between the rows, so that fractions do not touch.
    body = " \\\\[4pt]\n".join(" & ".join(_tex_line(line) for line in row) for row in rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _tex_line(line: Line) -> str:
    text, length = line.sides[0] + " &", 0
    for relation, written in zip(line.signs, line.sides[1:], strict=True):
        side = _stretched(_NEIGHBOURS.sub(r" \\enspace ", written))
        width = len(plain(written))
        if length and length + width > WIDEST_LINE:
            text += " \\\\\n&"
            length = 0
        text += f" {relation} {side}"
        length += width
    return text


def _upright(markdown: str) -> str:
    r"""Return Markdown without ``\operatorname``, which GitHub refuses (github/markup#1688)."""
    markdown = re.sub(r"\\operatorname\{(\w+)\}(?= [\w\\{])", r"\\mathop{\\mathrm{\1}}", markdown)
    return markdown.replace(r"\operatorname{", r"\mathrm{")


def _stretched(tex: str) -> str:
    """Return TeX with brackets around matrices as high as the matrices are."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for i, c in enumerate(tex):
        if c in "([":
            opened.append(i)
        elif c in ")]" and opened:
            start = opened.pop()
            if "bmatrix" in tex[start:i] and tex[start] + c in ("()", "[]"):
                pairs.append((start, i))
    for place, word in sorted(
        [(start, r"\left") for start, _ in pairs] + [(end, r"\right") for _, end in pairs],
        reverse=True,
    ):
        tex = tex[:place] + word + tex[place:]
    return tex


def text_rows(rows: list[list[Line]]) -> str:
    """Return the rows as plain text, with their columns one below the other."""
    cells = [[(plain(line.sides[0]), _text_tail(line)) for line in row] for row in rows]
    columns = max(len(row) for row in cells)
    names = [max(len(row[c][0]) for row in cells if len(row) > c) for c in range(columns)]
    # A line's end is filled up only where another line stands beside it.
    tails = [
        max((len(row[c][1]) for row in cells if len(row) > c + 1), default=0)
        for c in range(columns)
    ]
    texts = []
    for row in cells:
        text = ""
        for column, (name, tail) in enumerate(row):
            text += f"  {name:<{names[column]}}{tail:<{tails[column]}}   "
        texts.append(text.rstrip())
    return "\n".join(texts)


def _text_tail(line: Line) -> str:
    """Return everything from the first equals sign on."""
    pairs = zip(line.signs, line.sides[1:], strict=True)
    return "".join(f" {plain(relation)} {plain(side)}" for relation, side in pairs)


def markdown_table(table: Table) -> str:
    """Return a table in Markdown, its cells in mathematics."""
    rows = [table.head, [":-:"] * len(table.head)]
    rows += [[f"${cell}$" for cell in row] for row in table.rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def text_table(table: Table) -> str:
    """Return a table in plain text, its columns set right."""
    rows = [table.head, *([plain(cell) for cell in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  " + "   ".join(f"{cell:>{w}}" for cell, w in zip(row, widths, strict=True))
        for row in rows
    ]
    rule = "  " + "-" * (len(lines[0]) - 2)
    return "\n".join([lines[0], rule, *lines[1:]])
