"""Cells: how much room a node needs with everything that is written beside it.

A cell holds, from left to right: the ends of the wires that come in, with the local derivatives;
the shape; the beginning of the wire that leaves, with the value above and the gradient below.
Cells never overlap, and wires bend only between them: so no label can meet another one.

Lengths are in SVG pixels, positions relative to the centre of the shape, y downwards.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace

from tinygrad_fa import language
from tinygrad_fa.draw.model import Graph, GraphNode, Wire
from tinygrad_fa.draw.numerals import gradient_wire_text, value_wire_text

RADIUS = 21.0
LEAF_HEIGHT = 34.0
FONT_SIZES = {
    "value": 15.0, "gradient": 15.0, "share": 13.0, "local": 12.0,
    "symbol": 17.0, "word": 14.0, "name": 17.0, "result": 17.0,
    "layer": 15.0, "detail": 12.5, "norm": 12.5,
}  # fmt: skip
BOLD = {"value", "gradient", "share", "layer", "norm", "result"}
INSIDE = {"symbol", "word", "name", "layer", "detail", "norm"}  # what stands in the shape itself
SMALL = 12.5  # the size of a shape or of several numbers on a wire, where one number has 15
PILE = 8.0
LINE = 18.0  # from line to line in the box of a layer
PORT_DISTANCE = 22.0  # between the input ports of an op with two inputs
WIDE_PORT_DISTANCE = 40.0  # where labels stand on both sides of a wire
SHORTEST_WIRE_END = 18.0
SPACE = 8.0  # between a label and what stands beside it
TRACK = 2.5  # how far the forward line lies above, the backward line below, the middle of a wire


@dataclass(frozen=True)
class Label:
    """A text in a picture.

    Attributes:
        kind: one of `FONT_SIZES`; it decides the look.
        x, y: the anchor, on the text's baseline.
        anchor: "start", "middle" or "end": what the anchor is of the text.
        port: the input port whose wire it tells of; None if it tells of the node.
        small: whether it is set smaller than others of its kind.
    """

    text: str
    kind: str
    x: float
    y: float
    anchor: str = "middle"
    port: int | None = None
    small: bool = False

    @property
    def size(self) -> float:
        """The font size."""
        return SMALL if self.small else FONT_SIZES[self.kind]

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of the ink."""
        width = text_width(self.text, self.size, self.kind in BOLD)
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * width
        return left, self.y - 0.78 * self.size, left + width, self.y + 0.22 * self.size


@dataclass
class Cell:
    """The room of one node; `left`, `right`, `above`, `below` are measured from the centre.

    Attributes:
        width, height, corner: of the shape, and the radius of its corners.
        ports: how far below the centre each wire comes in.
        labels: the texts in the shape and beside it.
        tail: where the arrow that leaves a result ends, or 0.
        pile: how far like shapes behind it look out above and to the right.
    """

    width: float
    height: float
    corner: float
    ports: list[float] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    above: float = 0.0
    below: float = 0.0
    tail: float = 0.0
    pile: float = 0.0


# Persian letters that are wide, always or where they are joined to nothing on their left.
_WIDE_PERSIAN = re.compile("[سشصض]|[بپتثسشصضکگفقی](?![\u0620-\u06ff])")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide `text` is; the letters are measured on DejaVu Sans, a wide font."""
    return sum(map(_letter_width, text)) * size * (1.1 if bold else 1.0)


def _letter_width(c: str) -> float:
    if c in "ijlI|'.,·:;!′ ":
        return 0.34
    if c in "frt()[]/-":
        return 0.41
    if c in "mwMW%@−+×=<>≤≥÷∞":
        return 0.86
    if c in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉ᵀˣʸᵗᵘ\u200c":
        return 0.43
    if "\u0600" <= c <= "\u06ff":
        return 0.56
    if c > "\u2e80":
        return 1.0
    return 0.72 if c.isupper() else 0.64


def cells_of(graph: Graph, lang: str | None = None) -> list[Cell]:
    """Return the cell of every node, with words in `lang` (the language in use for None)."""
    shared = [len(node.outputs) > 1 for node in graph.nodes]
    return [
        _cell(node, [shared[wire.source] for wire in node.inputs], lang) for node in graph.nodes
    ]


def _cell(node: GraphNode, shared: list[bool], lang: str | None) -> Cell:
    """Return a node's cell; `shared` says of each input whether it is used elsewhere too."""
    wide = len(shared) > 2 or (len(shared) > 1 and any(shared))
    distance = WIDE_PORT_DISTANCE if wide else PORT_DISTANCE
    ports = [(i - (len(shared) - 1) / 2) * distance for i in range(len(shared))]
    reach = ports[-1] + (9 if wide else 0) if ports else 0.0
    cell = _layer_shape(node, reach, lang) if node.layer else _shape(node, reach, len(shared))
    cell.ports = ports
    for port, wire in enumerate(node.inputs):
        cell.labels += _port_labels(wire, cell, port, wide, shared[port])
    if node.is_cut:
        cell.labels.append(Label("⋯", "local", -cell.width / 2 - 6, 4, "end"))
    _label_output(node, cell)
    boxes = [label.box() for label in cell.labels]
    half = cell.width / 2
    top = cell.height / 2 + cell.pile
    cell.left = max(cell.left, half + SHORTEST_WIRE_END, *(SPACE - box[0] for box in boxes))
    cell.right = max(cell.right, *(box[2] + SPACE for box in boxes))
    cell.above = max(top, *(-box[1] for box in boxes))
    cell.below = max(cell.height / 2, *(box[3] for box in boxes))
    return cell


def _shape(node: GraphNode, reach: float, inputs: int) -> Cell:
    """Return the box of a leaf, or the circle of an op (a pill if its symbol is long)."""
    height = LEAF_HEIGHT if node.is_leaf else 2 * max(RADIUS, reach)
    kind = "name" if node.is_leaf else "symbol" if len(node.symbol) < 3 else "word"
    symbol_width = text_width(node.symbol, FONT_SIZES[kind])
    symbol_width += len(_WIDE_PERSIAN.findall(node.symbol)) * 0.35 * FONT_SIZES[kind]
    # Three ports and more make a tall shape; otherwise an op is a circle if its symbol is short.
    narrowest = 56.0 if node.is_leaf else 2 * RADIUS if inputs > 2 else height
    width = narrowest if symbol_width <= narrowest - 8 else symbol_width + 22
    cell = Cell(width, height, 8.0 if node.is_leaf else min(width, height) / 2)
    cell.labels.append(Label(node.symbol, kind, 0, 0.36 * FONT_SIZES[kind]))
    return cell


def _layer_shape(node: GraphNode, reach: float, lang: str | None) -> Cell:
    """Return the box of a folded layer: its path, its kind, what it learns."""
    layer = node.layer
    assert layer is not None
    lines = [(node.symbol, "layer")]
    if layer.kind not in node.symbol:  # "0 · Conv2d" says it already
        lines.append((layer.kind, "detail"))
    if layer.parameters:
        count = f"{layer.parameters:,}"
        lines.append((language.text("draw.parameters", lang, count=count), "detail"))
    if layer.gradient_norm is not None:
        lines.append((f"‖∇‖ = {gradient_wire_text(layer.gradient_norm)}", "norm"))
    widest = max(text_width(text, FONT_SIZES[kind], kind in BOLD) for text, kind in lines)
    height = max(LINE * len(lines) + 16, 2 * reach + 18)
    cell = Cell(widest + 24, height, 8.0, pile=PILE if layer.times > 1 else 0.0)
    for i, (text, kind) in enumerate(lines):
        y = (i - (len(lines) - 1) / 2) * LINE + 0.36 * FONT_SIZES[kind]
        cell.labels.append(Label(text, kind, 0, y))
    return cell


def _port_labels(wire: Wire, cell: Cell, port: int, wide: bool, shared: bool) -> list[Label]:
    """Return the local derivative at an input port, and what this wire brings back if shared."""
    y, size = cell.ports[port], FONT_SIZES["local"]
    beside = -cell.width / 2 - 4
    above = y - TRACK - 5
    if len(cell.ports) == 1:
        local = Label(wire.label, "local", 0, cell.height / 2 + 5 + size, port=port)
    elif wide:
        local = Label(wire.label, "local", beside, above, "end", port)
    elif port == 0:
        local = Label(wire.label, "local", beside + 9, above, "end", port)
    else:
        local = Label(wire.label, "local", beside + 9, y + TRACK + 4 + size, "end", port)
    labels = [local] if wire.label else []
    if shared and wire.share is not None:
        below = y + TRACK + 3 + FONT_SIZES["share"]
        labels.append(
            Label(gradient_wire_text(wire.share), "share", beside - 8, below, "end", port)
        )
    return labels


def _label_output(node: GraphNode, cell: Cell) -> None:
    """Add the value above, the gradient below, the wire that leaves the node."""
    value = "" if node.value is None else value_wire_text(node.value)
    if node.name and value and not node.is_leaf and not node.is_result and not node.layer:
        value = f"{node.name} = {value}"
    gradient = "" if node.gradient is None else gradient_wire_text(node.gradient)
    if len(node.outputs) > 1 and gradient:
        gradient = f"Σ = {gradient}"
    small = getattr(node.value, "size", 1) != 1
    labels = [
        Label(value, "value", 0, -TRACK - 6, small=small),
        Label(gradient, "gradient", 0, 0, small=small),
    ]
    size = labels[1].size
    length = max(text_width(label.text, size, True) for label in labels) + 2 * SPACE
    edge = cell.width / 2 + cell.pile
    middle = edge + length / 2 + 2
    depths = (-TRACK - 6, TRACK + 5 + 0.78 * size)
    cell.labels += [
        replace(label, x=middle, y=y) for label, y in zip(labels, depths, strict=True) if label.text
    ]
    cell.right = edge + length + 4
    if node.is_result:
        cell.tail = cell.right + 4
        if node.name:
            cell.labels.append(Label(node.name, "result", cell.right + 10, 6, "start"))


def edge_of(cell: Cell, y: float) -> float:
    """Return how far right of its centre the rounded shape reaches at height `y`."""
    into_corner = max(0.0, abs(y) - (cell.height / 2 - cell.corner))
    return cell.width / 2 - cell.corner + math.sqrt(max(0.0, cell.corner**2 - into_corner**2))
