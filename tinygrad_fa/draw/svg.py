"""The SVG writer: one picture of a graph, whoever laid it out.

The forward value is blue and stands above the wire; the gradient is vermillion, italic, stands
below it and has a dashed line; the local derivative is grey beside the port it belongs to.

Nothing in the file has an id, a class or a script: any number of pictures can stand on one page.
What a replay lights up it finds by attributes, whose numbers are places in `Graph.nodes`:

    data-node="3"     the shape of node 3, and with data-label the texts beside it
    data-wire="3-1"   the lines, heads and texts of the wire into port 1 of node 3
    data-wire="3-out" the arrow that leaves node 3, if it is a result
    data-way          "forward" or "backward", of a line or a head
    data-label        what a text is: symbol, word, name, result, value, gradient, local,
                      share; in the box of a layer: layer, detail, norm
    data-mark         "fan-out": the dot where the wires of data-node part
    data-group="fc1"  the frame, or the box, of the layer of that path
"""

from __future__ import annotations

from collections.abc import Sequence

from tinygrad_fa import language
from tinygrad_fa.draw.cells import INSIDE, TRACK, Cell, Label, edge_of, text_width
from tinygrad_fa.draw.layout import Placement, Point
from tinygrad_fa.draw.legend import Legend
from tinygrad_fa.draw.model import Graph, Wire
from tinygrad_fa.draw.names import clean, one_line
from tinygrad_fa.draw.numerals import gradient_wire_text, value_wire_text
from tinygrad_fa.draw.strokes import (
    ARROW,
    BLUE,
    FONTS,
    GREY,
    INK,
    LOOKS,
    VERMILLION,
    arrow,
    direction,
    escaped,
    formula_text,
    px,
)  # fmt: skip

MARGIN = 22.0


def svg(
    graph: Graph, cells: Sequence[Cell], placement: Placement, lang: str, title: str | None
) -> str:
    """Return the picture as one SVG element."""
    title = one_line(title or "")
    legend = Legend(graph, lang)
    head = 34.0 if title else 0.0
    width = max(placement.width, legend.width, text_width(title or "", 18, True)) + 2 * MARGIN
    height = head + placement.height + legend.height + 2 * MARGIN
    left = (width - placement.width) / 2
    words = _summary(graph, lang)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{px(width)}" '
        f'height="{px(height)}" viewBox="0 0 {px(width)} {px(height)}" font-family="{FONTS}" '
        'style="max-width:100%;height:auto">',  # a wide picture shrinks to fit a notebook
        f"<title>{escaped(title or language.text('draw.picture_title', lang))}</title>",
        f"<desc>{escaped(words)}</desc>",
        f'<rect width="{px(width)}" height="{px(height)}" rx="8" fill="#FFFFFF"/>',
    ]
    if title:
        parts.append(
            f'<text x="{px(width / 2)}" y="{px(MARGIN + 14)}" text-anchor="middle" font-size="18" '
            f'font-weight="bold" fill="{INK}"{direction(title)}>{escaped(title)}</text>'
        )
    parts.append(f'<g transform="translate({px(left)} {px(MARGIN + head)})">')
    parts += _frames(graph, placement)
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
    for number, (wire, route) in enumerate(zip(graph.wires, placement.routes, strict=True)):
        for forward in (True, False) if wire.share is not None else (True,):
            shift = -track if forward else track
            start, end = wire_ends(wire, cells, placement, shift)
            if number in placement.branches:
                start = (route[0][0], route[0][1] + shift)
            marks = _marks(f"{wire.target}-{wire.port}", forward)
            moved = [(x, y + shift) for x, y in route]
            lines[forward].append(_path(start, moved, end, forward, marks))
            heads.append(_head(start, end, forward, marks))
        if len(graph.nodes[wire.source].outputs) > 1 or number in placement.branches:
            x, y = route[0]
            dots.append(
                f'<circle cx="{px(x)}" cy="{px(y)}" r="4" fill="{INK}" '
                f'data-node="{wire.source}" data-mark="fan-out"/>'
            )
    for place, (node, cell) in enumerate(zip(graph.nodes, cells, strict=True)):
        if not node.is_result:
            continue
        x, y = placement.centres[place]
        for forward in (True, False) if node.gradient is not None else (True,):
            height = y - track if forward else y + track
            start, end = (x + edge_of(cell, 0), height), (x + cell.tail, height)
            marks = _marks(f"{place}-out", forward)
            lines[forward].append(_path(start, [start], end, forward, marks))
            heads.append(_head(start, end, forward, marks))
    return [
        f'<g fill="none" stroke="{BLUE}" stroke-width="1.5">{"".join(lines[True])}</g>',
        f'<g fill="none" stroke="{VERMILLION}" stroke-width="1.5" stroke-dasharray="5 3">'
        f"{''.join(lines[False])}</g>",
        *heads,
        *dict.fromkeys(dots),
    ]


def _marks(wire: str, forward: bool) -> str:
    return f'data-wire="{wire}" data-way="{"forward" if forward else "backward"}"'


def wire_ends(
    wire: Wire, cells: Sequence[Cell], placement: Placement, shift: float = 0.0
) -> tuple[Point, Point]:
    """Return where a line touches its source's and its target's shape, `shift` below the middle."""
    (x0, y0), (x1, y1) = placement.centres[wire.source], placement.centres[wire.target]
    source, target = cells[wire.source], cells[wire.target]
    port = target.ports[wire.port] + shift
    return (x0 + edge_of(source, shift), y0 + shift), (x1 - edge_of(target, port), y1 + port)


def _path(start: Point, route: list[Point], end: Point, forward: bool, marks: str) -> str:
    """Return a line from shape to shape along the route, with room for its arrow head."""
    first, last = (start[0], end[0] - ARROW + 1) if forward else (start[0] + ARROW - 1, end[0])
    points = [f"{px(x)} {px(y)}" for x, y in route]
    curves = "".join(f"C{' '.join(points[i : i + 3])}" for i in range(1, len(points), 3))
    begin = f"M{px(first)} {px(start[1])}H{px(route[0][0])}"
    return f'<path d="{begin}{curves}H{px(last)}" {marks}/>'


def _head(start: Point, end: Point, forward: bool, marks: str) -> str:
    if forward:
        return arrow(*end, ARROW, BLUE, marks)
    return arrow(*start, -ARROW, VERMILLION, marks)


def _frames(graph: Graph, placement: Placement) -> list[str]:
    """Return the frames of opened layers, each with its path and its kind on top."""
    parts = []
    for frame, (left, top, right, bottom) in zip(graph.frames, placement.frames, strict=True):
        path = escaped(one_line(frame.path))
        title = f"{clean(frame.path)} · {frame.kind}"
        parts.append(
            f'<rect x="{px(left)}" y="{px(top)}" width="{px(right - left)}" '
            f'height="{px(bottom - top)}" rx="10" fill="{INK}" fill-opacity="0.035" '
            f'stroke="{GREY}" data-group="{path}"/>'
            f'<text x="{px(left + 12)}" y="{px(top + 19)}" font-size="12.5" font-weight="bold" '
            f'fill="{GREY}"{direction(title)} data-group="{path}">'
            f"{escaped(title)}</text>"
        )
    return parts


def _shapes(graph: Graph, cells: Sequence[Cell], placement: Placement) -> list[str]:
    shapes = []
    placed = zip(graph.nodes, cells, placement.centres, strict=True)
    for place, (node, cell, (x, y)) in enumerate(placed):
        fill = "#F0F3F6" if node.is_leaf else "#FFF6E0" if node.layer else "#FFFFFF"
        extra = ' stroke-dasharray="2 3"' if node.is_cut else ""
        group = f' data-group="{escaped(one_line(node.layer.path))}"' if node.layer else ""
        # A layer that stands for several looks like a pile of them.
        for behind in (cell.pile, cell.pile / 2) if cell.pile else ():
            shapes.append(_box(cell, x + behind, y - behind, fill, ""))
        shapes.append(_box(cell, x, y, fill, f' data-node="{place}"{group}{extra}'))
    return [f'<g stroke="{INK}" stroke-width="1.4">', *shapes, "</g>"]


def _box(cell: Cell, x: float, y: float, fill: str, more: str) -> str:
    return (
        f'<rect x="{px(x - cell.width / 2)}" y="{px(y - cell.height / 2)}" '
        f'width="{px(cell.width)}" height="{px(cell.height)}" rx="{px(cell.corner)}" '
        f'fill="{fill}"{more}/>'
    )


def _labels(cells: Sequence[Cell], placement: Placement) -> list[str]:
    by_look: dict[tuple[str, float], list[str]] = {}
    for place, (cell, centre) in enumerate(zip(cells, placement.centres, strict=True)):
        for label in cell.labels:
            by_look.setdefault((label.kind, label.size), []).append(_text(label, place, centre))
    halo = ' stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return [
        f'<g {LOOKS[kind]} font-size="{px(size)}"{"" if kind in INSIDE else halo}>'
        f"{''.join(texts)}</g>"
        for (kind, size), texts in by_look.items()
    ]


FORMULAS = ("local", "symbol", "word")  # labels that run from left to right, whatever is in them


def _text(label: Label, place: int, centre: Point) -> str:
    text, look = label.text, direction(label.text)
    if label.kind in FORMULAS:
        text, look = formula_text(text)
    at = f'data-node="{place}"' if label.port is None else f'data-wire="{place}-{label.port}"'
    return (
        f'<text x="{px(centre[0] + label.x)}" y="{px(centre[1] + label.y)}" '
        f'text-anchor="{label.anchor}"{look} {at} data-label="{label.kind}">'
        f"{escaped(text)}</text>"
    )


def _summary(graph: Graph, lang: str) -> str:
    """Return the picture in words, for readers who hear it."""
    words = []
    for node in [graph.result, *(node for node in graph.nodes if node.is_leaf or node.layer)]:
        if node is not graph.result and node.gradient is None and node.layer is None:
            continue
        line = node.name or node.symbol
        if node.value is not None:
            line += f" = {value_wire_text(node.value)}"
        if node is not graph.result and node.gradient is not None:
            line += f", {language.text('draw.gradient', lang)} {gradient_wire_text(node.gradient)}"
        if line not in words:
            words.append(line)
    return "; ".join(words)
