"""The SVG writer: one picture of a graph, whoever laid it out.

The forward value is blue and stands above the wire; the gradient is vermillion, italic, stands
below it and has a dashed line; the local derivative is grey beside the port it belongs to.  So
position, slant and dashes say the same as the colours, which are Okabe and Ito's and can be told
apart by all readers.  Nothing in the file has an id, a class or a script: any number of pictures
can stand on one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tinygrad_fa import language
from tinygrad_fa.draw.cells import FONT_SIZES, TRACK, Cell, Label, edge_of, text_width
from tinygrad_fa.draw.graph import Graph, Wire
from tinygrad_fa.draw.layout import Placement, Point
from tinygrad_fa.draw.numerals import gradient_text, value_text
from tinygrad_fa.draw.words import unmarked

BLUE, VERMILLION, GREY, INK = "#0072B2", "#D55E00", "#666666", "#1A1A1A"
FONTS = "'DejaVu Sans',Verdana,'Segoe UI',sans-serif"
PERSIAN_FONTS = "Vazirmatn,'DejaVu Sans',Tahoma,sans-serif"
MARGIN = 22.0
ARROW = 8.0

_LOOKS = {
    "value": f'fill="{BLUE}" font-weight="bold"',
    "gradient": f'fill="{VERMILLION}" font-weight="bold" font-style="italic"',
    "share": f'fill="{VERMILLION}" font-weight="bold" font-style="italic"',
    "local": f'fill="{GREY}"',
    "symbol": f'fill="{INK}"',
    "word": f'fill="{INK}"',
    "name": f'fill="{INK}"',
    "result": f'fill="{INK}" font-weight="bold"',
}


def svg(
    graph: Graph, cells: Sequence[Cell], placement: Placement, lang: str, title: str | None
) -> str:
    """Return the picture as one SVG element."""
    legend = _Legend(graph, lang)
    head = 34.0 if title else 0.0
    width = max(placement.width, legend.width, text_width(title or "", 18, True)) + 2 * MARGIN
    height = head + placement.height + legend.height + 2 * MARGIN
    left = (width - placement.width) / 2
    words = _summary(graph, lang)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_n(width)}" '
        f'height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}" font-family="{FONTS}" '
        'style="max-width:100%;height:auto">',  # a wide picture shrinks to fit a notebook
        f"<title>{_e(title or language.text('draw.picture_title', lang))}</title>",
        f"<desc>{_e(words)}</desc>",
        f'<rect width="{_n(width)}" height="{_n(height)}" rx="8" fill="#FFFFFF"/>',
    ]
    if title:
        parts.append(
            f'<text x="{_n(width / 2)}" y="{_n(MARGIN + 14)}" text-anchor="middle" font-size="18" '
            f'font-weight="bold" fill="{INK}" {_direction(title)}>{_e(title)}</text>'
        )
    parts.append(f'<g transform="translate({_n(left)} {_n(MARGIN + head)})">')
    parts += _wires(graph, cells, placement)
    parts += _shapes(graph, cells, placement)
    parts += _labels(cells, placement)
    parts.append("</g>")
    parts.append(legend.drawn(width / 2, MARGIN + head + placement.height))
    parts.append("</svg>")
    return "\n".join(parts)


def _wires(graph: Graph, cells: Sequence[Cell], placement: Placement) -> list[str]:
    lines: dict[bool, list[str]] = {True: [], False: []}
    heads, dots = [], []
    # Without gradients the only line runs in the middle.
    track = TRACK if graph.ran_backward else 0.0
    for wire, route in zip(graph.wires, placement.routes, strict=True):
        for forward in (True, False) if wire.share is not None else (True,):
            shift = -track if forward else track
            start, end = wire_ends(wire, cells, placement, shift)
            lines[forward].append(_path(start, [(x, y + shift) for x, y in route], end, forward))
            heads.append(_head(start, end, forward))
        if len(graph.nodes[wire.source].outputs) > 1:
            x, y = route[0]
            dots.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4" fill="{INK}"/>')
    if not graph.result.is_leaf:
        x, y = placement.centres[-1]
        start_x, end_x = x + edge_of(cells[-1], 0), x + cells[-1].labels[-1].x - 6
        for forward in (True, False) if graph.result.gradient is not None else (True,):
            height = y - track if forward else y + track
            start, end = (start_x, height), (end_x, height)
            lines[forward].append(_path(start, [start], end, forward))
            heads.append(_head(start, end, forward))
    return [
        f'<g fill="none" stroke="{BLUE}" stroke-width="1.5">{"".join(lines[True])}</g>',
        f'<g fill="none" stroke="{VERMILLION}" stroke-width="1.5" stroke-dasharray="5 3">'
        f"{''.join(lines[False])}</g>",
        *dict.fromkeys(heads),
        *dict.fromkeys(dots),
    ]


def wire_ends(
    wire: Wire, cells: Sequence[Cell], placement: Placement, shift: float = 0.0
) -> tuple[Point, Point]:
    """Return where a line touches its source's and its target's shape, `shift` below the middle."""
    (x0, y0), (x1, y1) = placement.centres[wire.source], placement.centres[wire.target]
    source, target = cells[wire.source], cells[wire.target]
    port = target.ports[wire.port] + shift
    return (x0 + edge_of(source, shift), y0 + shift), (x1 - edge_of(target, port), y1 + port)


def _path(start: Point, route: list[Point], end: Point, forward: bool) -> str:
    """Return a line from shape to shape along the route, with room for its arrow head."""
    first, last = (start[0], end[0] - ARROW + 1) if forward else (start[0] + ARROW - 1, end[0])
    points = [f"{_n(x)} {_n(y)}" for x, y in route]
    curves = "".join(f"C{' '.join(points[i : i + 3])}" for i in range(1, len(points), 3))
    return f'<path d="M{_n(first)} {_n(start[1])}H{_n(route[0][0])}{curves}H{_n(last)}"/>'


def _head(start: Point, end: Point, forward: bool) -> str:
    return _arrow(*end, ARROW, BLUE) if forward else _arrow(*start, -ARROW, VERMILLION)


def _arrow(x: float, y: float, length: float, colour: str) -> str:
    back, half = _n(x - length), abs(length) * 0.42
    return f'<path d="M{_n(x)} {_n(y)}L{back} {_n(y - half)}V{_n(y + half)}Z" fill="{colour}"/>'


def _shapes(graph: Graph, cells: Sequence[Cell], placement: Placement) -> list[str]:
    shapes = []
    for node, cell, (x, y) in zip(graph.nodes, cells, placement.centres, strict=True):
        corner = 8.0 if node.is_leaf else min(cell.width, cell.height) / 2
        fill = "#F0F3F6" if node.is_leaf else "#FFFFFF"
        shapes.append(
            f'<rect x="{_n(x - cell.width / 2)}" y="{_n(y - cell.height / 2)}" '
            f'width="{_n(cell.width)}" height="{_n(cell.height)}" rx="{_n(corner)}" fill="{fill}"/>'
        )
    return [f'<g stroke="{INK}" stroke-width="1.4">', *shapes, "</g>"]


def _labels(cells: Sequence[Cell], placement: Placement) -> list[str]:
    by_kind: dict[str, list[str]] = {}
    for cell, centre in zip(cells, placement.centres, strict=True):
        for label in cell.labels:
            by_kind.setdefault(label.kind, []).append(_text(label, centre))
    halo = 'stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return [
        f'<g {_LOOKS[kind]} font-size="{_n(FONT_SIZES[kind])}" '
        f"{'' if kind in ('symbol', 'word', 'name') else halo}>{''.join(texts)}</g>"
        for kind, texts in by_kind.items()
    ]


def _text(label: Label, centre: Point) -> str:
    return (
        f'<text x="{_n(centre[0] + label.x)}" y="{_n(centre[1] + label.y)}" '
        f'text-anchor="{label.anchor}" {_direction(label.text)}>{_e(label.text)}</text>'
    )


def _direction(text: str) -> str:
    """Return attributes for a text that may hold letters written from right to left."""
    if any("\u0590" <= c <= "\u08ff" for c in text):
        return f'font-family="{PERSIAN_FONTS}" style="unicode-bidi:plaintext"'
    return ""


class _Legend:
    """The line under the picture that says what the colours, slants and dashes mean."""

    def __init__(self, graph: Graph, lang: str) -> None:
        self.lang = lang
        self.rtl = lang == "fa"
        kinds = ["value"]
        if graph.ran_backward:
            kinds += ["gradient", "local"]
            if any(len(node.outputs) > 1 for node in graph.nodes):
                kinds.append("sum")
        self.items = [(kind, language.text(f"draw.legend_{kind}", lang)) for kind in kinds]
        self.notes = []
        if not graph.ran_backward:
            self.notes.append(unmarked(language.text("draw.before_backward", lang), lang))
        if graph.mixed:
            names = ", ".join(f"`{name}`" for name in graph.mixed)
            note = language.text("draw.mixed_gradients", lang, names=names)
            self.notes.append(unmarked(note, lang))
        self.widths = [text_width(text, 13) + 80 for _, text in self.items]
        self.width = max([sum(self.widths), *(text_width(note, 13) for note in self.notes)])
        self.height = 46.0 + 22 * len(self.notes)

    def drawn(self, middle: float, top: float) -> str:
        """Return the legend, centred at `middle`, below `top`."""
        y = top + 38
        x = middle + (sum(self.widths) / 2 if self.rtl else -sum(self.widths) / 2)
        towards = -1 if self.rtl else 1
        direction = "rtl" if self.rtl else "ltr"
        text = (
            f'font-family="{PERSIAN_FONTS if self.rtl else FONTS}" font-size="13" fill="{INK}" '
            f'style="direction:{direction};unicode-bidi:isolate"'
        )
        parts = []
        for (kind, words), width in zip(self.items, self.widths, strict=True):
            sample = x + towards * 22
            parts.append(self._sample(kind, sample, y))
            parts.append(
                f'<text x="{_n(x + towards * 53)}" y="{_n(y + 4)}" text-anchor="start" {text}>'
                f"{_e(words)}</text>"
            )
            x += towards * width
        for number, note in enumerate(self.notes, start=1):
            parts.append(
                f'<text x="{_n(middle)}" y="{_n(y + 8 + 22 * number)}" text-anchor="middle" {text}>'
                f"{_e(note)}</text>"
            )
        return f"<g>{''.join(parts)}</g>"

    @staticmethod
    def _sample(kind: str, x: float, y: float) -> str:
        if kind == "local":
            return (
                f'<circle cx="{_n(x + 13)}" cy="{_n(y)}" r="8" fill="none" stroke="{INK}"/>'
                f'<text x="{_n(x + 2)}" y="{_n(y + 4)}" text-anchor="end" font-size="12" '
                f"{_LOOKS['local']}>z=4</text>"
            )
        if kind == "sum":
            return (
                f'<circle cx="{_n(x - 8)}" cy="{_n(y)}" r="4" fill="{INK}"/>'
                f'<text x="{_n(x + 8)}" y="{_n(y + 5)}" text-anchor="middle" font-size="15" '
                f"{_LOOKS['gradient']}>Σ</text>"
            )
        forward = kind == "value"
        colour = BLUE if forward else VERMILLION
        start, end, head = (x - 16, x + 9, x + 16) if forward else (x + 16, x - 9, x - 16)
        dashes = "" if forward else ' stroke-dasharray="5 3"'
        digit_y = y - 4 if forward else y + 15
        line_y = y + 3 if forward else y
        return (
            f'<path d="M{_n(start)} {_n(line_y)}H{_n(end)}" stroke="{colour}" stroke-width="1.5"'
            f"{dashes}/>{_arrow(head, line_y, ARROW if forward else -ARROW, colour)}"
            f'<text x="{_n(x)}" y="{_n(digit_y)}" text-anchor="middle" font-size="12" '
            f"{_LOOKS[kind]}>2</text>"
        )


def _summary(graph: Graph, lang: str) -> str:
    """Return the picture in words, for readers who hear it."""
    result = graph.result
    words = [f"{result.name or result.symbol} = {value_text(result.value)}"]
    for node in graph.nodes:
        if node.is_leaf and node.gradient is not None:
            line = f"{node.name or node.symbol} = {value_text(node.value)}"
            words.append(
                f"{line}, {language.text('draw.gradient', lang)} {gradient_text(node.gradient)}"
            )
    return "; ".join(words)


def _n(x: float) -> str:
    """Return a coordinate with one decimal, or none."""
    return f"{x:.1f}".removesuffix(".0")


def _e(text: str) -> str:
    """Return `text` with nothing in it that XML takes for markup."""
    return escape(text, quote=True)
