"""The graph as a tree of text, for terminals and for readers who see no picture."""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.draw.model import Graph, GraphNode, Group, Wire
from tinygrad_fa.draw.notes import notes
from tinygrad_fa.draw.numerals import gradient_wire_text, value_wire_text


def tree(graph: Graph, lang: str) -> str:
    """Return the graph as a tree from its result (or results) down to its leaves.

    A node that is used several times is told once; later it stands with "see above".
    """
    rows: list[tuple[str, GraphNode, Wire | None, bool]] = []
    seen: set[int] = set()
    results = [place for place, node in enumerate(graph.nodes) if not node.outputs]
    waiting: list[tuple[int, Wire | None, str, str]] = [(place, None, "", "") for place in results]
    while waiting:
        place, wire, indent, branch = waiting.pop()
        node = graph.nodes[place]
        again = place in seen and not node.is_leaf
        seen.add(place)
        rows.append((indent + branch, node, wire, again))
        if again:
            continue
        below = indent + {"": "", "├─ ": "│  ", "└─ ": "   "}[branch]
        for i, child in reversed(list(enumerate(node.inputs))):
            last = i == len(node.inputs) - 1
            waiting.append((child.source, child, below, "└─ " if last else "├─ "))
    titles = [lead + _title(node, lang) for lead, node, _, _ in rows]
    width = max(map(len, titles))
    word = language.text("draw.gradient", lang)
    lines = []
    for title, (_, node, wire, again) in zip(titles, rows, strict=True):
        line = title
        if node.gradient is not None:
            line = f"{title:<{width}}   {word} {gradient_wire_text(node.gradient)}"
            if wire is not None and len(node.outputs) > 1 and wire.share is not None:
                line += f"  (Σ: {gradient_wire_text(wire.share)})"
        lines.append(line + (f"  {language.text('draw.see_above', lang)}" if again else ""))
    return "\n".join([*lines, *notes(graph, lang)])


def _title(node: GraphNode, lang: str) -> str:
    name = node.name
    if node.layer:
        return _layer_title(node, node.layer, lang)
    if not node.is_leaf:
        name = f"[{node.symbol}] {name}".strip() + (" ⋯" if node.is_cut else "")
    if node.value is None:
        return name
    value = value_wire_text(node.value)
    return f"{name} = {value}" if name else value


def _layer_title(node: GraphNode, layer: Group, lang: str) -> str:
    """Return ``[fc1] Linear (8, 4) → (8, 2), 10 parameters, ‖∇‖ = 0.3``."""
    words = [f"[{node.symbol}] {layer.kind}"]
    if layer.shape_in is not None and layer.shape_out is not None:
        words[0] += f" {layer.shape_in} → {layer.shape_out}"
    if layer.parameters:
        words.append(language.text("draw.parameters", lang, count=f"{layer.parameters:,}"))
    if layer.gradient_norm is not None:
        words.append(f"‖∇‖ = {gradient_wire_text(layer.gradient_norm)}")
    return ", ".join(words)
