"""Graphviz: the graph as DOT source, and its program `dot` as another layout for our pictures."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tinygrad_fa.draw.cells import Cell
from tinygrad_fa.draw.graph import graph_of
from tinygrad_fa.draw.layout import Placement, Point
from tinygrad_fa.draw.model import Graph
from tinygrad_fa.draw.names import clean
from tinygrad_fa.draw.nested import PADDING, TITLE_ROOM
from tinygrad_fa.draw.numerals import gradient_wire_text, value_wire_text
from tinygrad_fa.language.errors import GraphError

if TYPE_CHECKING:
    from graphviz import Digraph

Frame = tuple[float, float, float, float]  # left, top, right, bottom
POINTS = 72.0  # in an inch: `dot` measures in inches, we count a point as a pixel


def to_dot(result: Any) -> Digraph:
    """Return the graph of `result` as a `graphviz.Digraph`: its ``.source`` is DOT.

    Every node is a record: its symbol and name, its value, its gradient.  Making it needs only
    the package; rendering it needs the program `dot`.

    Raises:
        GraphError: if `result` has no graph, or one too large to read.
    """
    return digraph(graph_of(result))


def digraph(graph: Graph) -> Digraph:
    """Return the model as a `graphviz.Digraph`."""
    from graphviz import Digraph

    dot = Digraph(
        graph_attr={"rankdir": "LR"},
        node_attr={"shape": "record", "fontname": "DejaVu Sans"},
        edge_attr={"fontname": "DejaVu Sans", "fontsize": "10", "fontcolor": "#666666"},
    )
    for place, node in enumerate(graph.nodes):
        title = node.symbol if node.is_leaf or not node.name else f"{node.symbol}  {node.name}"
        fields = [title]
        if node.layer and node.layer.kind not in title:
            fields.append(node.layer.kind)
        if node.value is not None:
            fields.append(value_wire_text(node.value))
        if node.gradient is not None:
            fields.append("∂ " + gradient_wire_text(node.gradient))
        style = "filled,rounded" if node.is_leaf else "rounded"
        dot.node(f"n{place}", "|".join(map(_record, fields)), style=style, fillcolor="#F0F3F6")
    for wire in graph.wires:
        dot.edge(f"n{wire.source}", f"n{wire.target}", headlabel=_escaped(wire.label))
    _add_frames(dot, graph, "")
    return dot


def _add_frames(dot: Digraph, graph: Graph, above: str) -> None:
    """Add the frames inside the frame `above` as clusters."""
    for number, frame in enumerate(graph.frames):
        if frame.above == above:
            with dot.subgraph(name=f"cluster_{number}") as cluster:
                cluster.attr(label=_escaped(f"{clean(frame.path)} · {frame.kind}"))
                for place in frame.nodes:
                    cluster.node(f"n{place}")
                _add_frames(cluster, graph, frame.path)


def _escaped(text: str) -> str:
    from graphviz import escape

    return str(escape(text))


def _record(text: str) -> str:
    """Return `text` so that a record label shows it and does not obey it."""
    return "".join(f"\\{c}" if c in "\\{}|<> " else c for c in text).replace('"', '\\"')


def by_dot(graph: Graph, cells: Sequence[Cell]) -> Placement:
    """Return a placement computed by the program `dot`.

    Raises:
        GraphError: if the program is missing or fails.
    """
    from graphviz import ExecutableNotFound, Source
    from graphviz.exceptions import CalledProcessError

    try:
        plain = Source(_skeleton(graph, cells)).pipe(format="plain-ext", encoding="utf-8")
    except ExecutableNotFound as error:
        raise GraphError("draw.no_dot") from error
    except CalledProcessError as error:
        raise GraphError("draw.dot_failed", reason=error) from error
    return _read(plain, graph, cells)


def _skeleton(graph: Graph, cells: Sequence[Cell]) -> str:
    """Return DOT in which every cell is one box: no text, only sizes and ports."""
    lines = [
        "digraph {",
        "rankdir=LR; ranksep=0.45; nodesep=0.2;",
        'node [fixedsize=true, label=""]',
    ]
    for place, cell in enumerate(cells):
        width = (cell.left + cell.right) / POINTS
        height = 2 * max(cell.above, cell.below) / POINTS
        ports = "|".join(f"<i{port}>" for port in range(len(cell.ports)))
        label = f"{{{{{ports}}}|<o>}}" if ports else "<o>"
        lines.append(
            f'n{place} [shape=record, width={width:.4f}, height={height:.4f}, label="{label}"]'
        )
    lines += _clusters(graph)
    lines += [f"n{w.source}:o:e -> n{w.target}:i{w.port}:w" for w in graph.wires]
    return "\n".join([*lines, "}"])


def _clusters(graph: Graph) -> list[str]:
    """Return the frames, inner ones inside outer ones, with room for their titles."""
    inside: dict[str, list[str]] = {"": []}
    for number, frame in reversed(list(enumerate(graph.frames))):
        nodes = " ".join(f"n{place};" for place in frame.nodes)
        title = f'fontsize={TITLE_ROOM:.0f} label=" " margin={PADDING + 4:.0f}'
        inner = " ".join(inside.pop(frame.path, []))
        cluster = f"subgraph cluster_{number} {{ {title} {nodes} {inner} }}"
        inside.setdefault(frame.above, []).append(cluster)
    return [cluster for clusters in inside.values() for cluster in clusters]


def _read(plain: str, graph: Graph, cells: Sequence[Cell]) -> Placement:
    """Read dot's plain-ext output, whose y points up, into a placement."""
    width = height = 0.0
    centres: list[Point] = [(0.0, 0.0)] * len(cells)
    curves: dict[tuple[str, str], list[Point]] = {}
    for line in plain.splitlines():
        kind, *words = shlex.split(line)
        if kind == "graph":
            width, height = float(words[1]) * POINTS, float(words[2]) * POINTS
        elif kind == "node":
            place = int(words[0][1:])
            cell = cells[place]
            # dot places the middle of the cell; ours is the middle of the shape in it.
            x = float(words[1]) * POINTS + (cell.left - cell.right) / 2
            centres[place] = (x, height - float(words[2]) * POINTS)
        elif kind == "edge":
            count = int(words[2])
            numbers = [float(word) * POINTS for word in words[3 : 3 + 2 * count]]
            points = [(x, height - y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            curves[words[0].split(":")[0], ":".join(words[1].split(":")[:2])] = points
    routes = []
    for wire in graph.wires:
        route = curves[f"n{wire.source}", f"n{wire.target}:i{wire.port}"]
        (x0, y0), (x1, y1) = centres[wire.source], centres[wire.target]
        begin = (x0 + cells[wire.source].right, y0)
        end = (x1 - cells[wire.target].left, y1 + cells[wire.target].ports[wire.port])
        # The ends move from the boxes that dot saw to the wires that we draw.
        slack = (end[0] - begin[0]) / 4
        route = [
            begin,
            (max(route[1][0], begin[0] + min(12, slack)), y0),
            *route[2:-2],
            (min(route[-2][0], end[0] - min(12, slack)), end[1]),
            end,
        ]
        routes.append(route)
    frames = [_around(frame.nodes, cells, centres) for frame in graph.frames]
    return Placement(centres, routes, width, height, frames=_nested(graph, frames))


def _around(nodes: Sequence[int], cells: Sequence[Cell], centres: Sequence[Point]) -> Frame:
    """Return the frame around some nodes; dot has kept everything else out of it."""
    lefts, tops, rights, bottoms = zip(
        *(
            (x - cell.left, y - cell.above, x + cell.right, y + cell.below)
            for cell, (x, y) in ((cells[place], centres[place]) for place in nodes)
        ),
        strict=True,
    )
    top = min(tops) - PADDING / 2 - TITLE_ROOM
    return min(lefts) - PADDING / 2, top, max(rights) + PADDING / 2, max(bottoms) + PADDING / 2


def _nested(graph: Graph, frames: list[Frame]) -> list[Frame]:
    """Return the frames, each wide enough for those inside it."""
    numbers = {frame.path: k for k, frame in enumerate(graph.frames)}
    for k in range(len(frames) - 1, -1, -1):  # inner ones first
        outer = numbers.get(graph.frames[k].above)
        if outer is None:
            continue
        (a, b, c, d), (left, top, right, bottom) = frames[outer], frames[k]
        pad = PADDING / 2
        frames[outer] = (
            min(a, left - pad),
            min(b, top - pad - TITLE_ROOM),
            max(c, right + pad),
            max(d, bottom + pad),
        )
    return frames
