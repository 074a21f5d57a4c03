"""A derivation as a page that stands alone, and as a worksheet for A4 paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import zip_longest
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.draw.blocks import Block, Formulas, Heading, Prose, Table
from tinygrad_fa.draw.font_files import web_font
from tinygrad_fa.draw.lines import Line
from tinygrad_fa.draw.mathml import mathml, style
from tinygrad_fa.draw.picture import path_and_ending
from tinygrad_fa.draw.plain import plain
from tinygrad_fa.files import write_whole

_MARKED = re.compile(r"`([^`]*)`|(?<!\\)\$((?:\\.|[^$\\])*)\$")
_EMPTY_CELL = '<mtd><mspace class="cell" width="3.2em" height="1.3em"></mspace></mtd>'
WIDEST_ROW = 72  # characters; several lines side by side may be as wide as this
_READ, _BLANK, _KEY = "read", "blank", "key"

_STYLE = """
@page { size: A4; margin: 16mm 17mm }
body { font: 11.5pt/1.75 Vazirmatn, "Noto Naskh Arabic", Tahoma, "DejaVu Sans", sans-serif;
  max-width: 50em; margin: 1.5em auto; padding: 0 1em; color: #111; background: #fff }
h1 { font-size: 1.45em; margin: .2em 0 .5em } h2 { font-size: 1.12em; margin: 1.3em 0 .3em;
  border-bottom: 1px solid #bbb; break-after: avoid } p { margin: .45em 0 }
code { direction: ltr; unicode-bidi: isolate; font-size: .92em }
p math, td math { unicode-bidi: isolate; direction: ltr }
.formulas { direction: ltr; border-collapse: collapse; margin: .35em auto .5em 1.2em }
.formulas td { padding: .18em .25em; vertical-align: baseline; text-align: left }
.formulas td.name { text-align: right; white-space: nowrap }
.formulas td.tail + td.name { padding-left: 2.2em }
.beside td { white-space: nowrap } .beside .side { margin-right: .15em }
.formulas tr, .values tr { break-inside: avoid }
.side { display: inline-block; margin-right: .3em }
.matrix .cell { display: inline-block; min-width: 2.6em; border-bottom: 1.3px dotted #333 }
.values { border-collapse: collapse; margin: .6em auto; direction: ltr }
.values th, .values td { border: 1px solid #999; padding: .2em .8em; text-align: center }
.blank { display: inline-block; border-bottom: 1.3px dotted #333; padding-top: .5em;
  vertical-align: baseline; text-align: center; padding-bottom: .15em }
.answer { color: #b23c00; border-bottom-color: #b23c00 }
.who { display: flex; gap: 2em; margin: 0 0 1em } .who span { flex: 2 }
.who span + span { flex: 1 } .who span { border-bottom: 1px solid #333; padding-bottom: .2em }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10pt; line-height: 1.45 }
  h1 { margin: 0 0 .4em } h2 { margin: .9em 0 .2em } p { margin: .3em 0 }
  .formulas { margin: .2em auto .3em 1em } .formulas td { padding: .2em .25em }
  .values { margin: .3em auto } .values th, .values td { padding: .05em .8em } }
"""


@dataclass(frozen=True, repr=False)
class Worksheet:
    """An A4 page with blanks in the place of results, or with the answers in them.

    Attributes:
        key: whether it is the answer key.
        html: the page; print it from a browser.
    """

    blocks: Sequence[Block] = field(repr=False)
    lang: str
    key: bool = False

    @property
    def html(self) -> str:
        """The page, which needs neither network nor script."""
        return page(self.blocks, self.lang, _KEY if self.key else _BLANK)

    def save(self, path: str | Path) -> Path:
        """Write the page to ``….html`` and return the path.

        Raises:
            FileError: for another ending, or a folder that cannot be written to.
        """
        path, _ = path_and_ending(path, (".html",))
        write_whole(path, [self.html.encode()])
        return path

    def __repr__(self) -> str:
        return language.text("derivation.key_to_save" if self.key else "derivation.sheet_to_save")

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html, quote=True)}" width="100%" height="700"></iframe>'
        )


def page(blocks: Sequence[Block], lang: str, form: str = _READ) -> str:
    """Return a whole page: to be read, with blanks to be filled in, or with the answers."""
    body: list[str] = []
    title = ""
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            title = block.text if form == _READ else language.text("derivation.worksheet", lang)
            if form == _KEY:
                title += " – " + language.text("derivation.key", lang)
            body.append(f"<h1>{_words(title)}</h1>")
            body += _before(lang) if form == _BLANK else []
        elif isinstance(block, Heading):
            body.append(f"<h2>{_words(block.text)}</h2>")
        elif isinstance(block, Prose):
            if form == _READ or not block.is_answer:
                body.append(f"<p>{_words(block.text)}</p>")
        elif isinstance(block, Formulas):
            body.append(_formulas(block, form))
        else:
            body.append(_table(block, form))
    direction = "rtl" if lang == "fa" else "ltr"
    fonts = web_font() + web_font("Bold") if lang == "fa" else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" dir="{direction}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(plain_title(title))}'
        f"</title><style>{fonts}{style()}{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def plain_title(title: str) -> str:
    """Return a title without marks."""
    return _MARKED.sub(lambda m: m[1] or plain(m[2] or ""), title)


def _before(lang: str) -> list[str]:
    name, date = (language.text(f"derivation.{word}", lang) for word in ("student", "date"))
    how = language.text("derivation.worksheet_how", lang)
    return [f'<div class="who"><span>{name}:</span><span>{date}:</span></div>', f"<p>{how}</p>"]


def _words(prose: str) -> str:
    """Return prose in HTML: formulas as MathML, code isolated, everything else escaped."""
    pieces, at = [], 0
    for found in _MARKED.finditer(prose):
        pieces.append(escape(prose[at : found.start()]))
        code, tex = found.groups()
        pieces.append(mathml(tex) if tex is not None else f"<code>{escape(code)}</code>")
        at = found.end()
    return "".join(pieces) + escape(prose[at:])


def _formulas(block: Formulas, form: str) -> str:
    rows = block.rows
    columns = zip_longest(*rows, fillvalue=Line(("",), ()))
    side_by_side = any(len(row) > 1 for row in rows)
    if side_by_side and sum(max(map(_width, column)) for column in columns) > WIDEST_ROW:
        rows = [[line] for row in rows for line in row]
    written = []
    for row in rows:
        cells = []
        for line in row:
            name = mathml(line.sides[0], True) if line.sides[0] else ""
            cells.append(f'<td class="name">{name}</td>')
            cells.append(f'<td class="tail">{_tail(line, block.given, form)}</td>')
        written.append(f"<tr>{''.join(cells)}</tr>")
    kind = "formulas beside" if any(len(row) > 1 for row in rows) else "formulas"
    return f'<table class="{kind}">{"".join(written)}</table>'


def _width(line: Line) -> int:
    return sum(max(8, len(plain(side)) + 3) for side in line.sides)


def _tail(line: Line, given: int | None, form: str) -> str:
    if given is not None and not line.sides[0]:
        given = 1  # a line that goes on below another one holds answers only
    sides = []
    for i, (sign, side) in enumerate(zip(line.signs, line.sides[1:], strict=True), start=1):
        hidden = form != _READ and given is not None and i >= given
        shown = _answer(side, form) if hidden else mathml(side, True)
        sides.append(f'<span class="side">{mathml(sign)} {shown}</span>')
    return " ".join(sides)


def _answer(tex: str, form: str) -> str:
    """Return a blank as wide and as high as its answer asks for, empty or filled in."""
    width = min(32.0, max(5.0, 0.75 * len(plain(tex))))
    style = f"min-width:{width:.0f}em"
    if "bmatrix" in tex:
        height = 1.5 * (tex.count(r"\\") + 1)
        style += f";min-height:{height:.1f}em;vertical-align:middle"
    if form == _BLANK and tex.startswith(r"\begin") and tex.count(r"\begin") == 1:
        return _empty_matrix(tex)
    if form == _BLANK:
        return f'<span class="blank" style="{style}">&nbsp;</span>'
    return f'<span class="blank answer" style="{style}">{mathml(tex, True)}</span>'


def _empty_matrix(tex: str) -> str:
    """Return a matrix of the answer's shape, with room for its entries."""
    body = tex.removeprefix(r"\begin{bmatrix}").removesuffix(r"\end{bmatrix}")
    rows = (f"<mtr>{_EMPTY_CELL * (row.count('&') + 1)}</mtr>" for row in body.split(r"\\"))
    return f'<math><mtable class="matrix">{"".join(rows)}</mtable></math>'


def _table(table: Table, form: str) -> str:
    head = "".join(f"<th>{_words(word)}</th>" for word in table.head)
    rows = []
    for row in table.rows:
        cells = []
        for i, cell in enumerate(row):
            hidden = form != _READ and table.given is not None and i >= table.given
            cells.append(f"<td>{_answer(cell, form) if hidden else mathml(cell)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table class="values"><tr>{head}</tr>{"".join(rows)}</table>'
