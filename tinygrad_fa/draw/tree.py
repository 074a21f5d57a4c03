"""The graph as a tree of text, for terminals and for readers who see no picture."""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.draw.graph import Graph, GraphNode, Wire
from tinygrad_fa.draw.numerals import gradient_text, value_text
from tinygrad_fa.draw.words import unmarked


def tree(graph: Graph, lang: str) -> str:
    """Return the graph as a tree from its result down to its leaves.

    A node that is used several times is told once; later it stands with "see above".
    """
    rows: list[tuple[str, GraphNode, Wire | None, bool]] = []
    seen: set[int] = set()
    waiting: list[tuple[int, Wire | None, str, str]] = [(len(graph.nodes) - 1, None, "", "")]
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
    titles = [lead + _title(node) for lead, node, _, _ in rows]
    width = max(map(len, titles))
    word = language.text("draw.gradient", lang)
    lines = []
    for title, (_, node, wire, again) in zip(titles, rows, strict=True):
        line = title
        if node.gradient is not None:
            line = f"{title:<{width}}   {word} {gradient_text(node.gradient)}"
            if wire is not None and len(node.outputs) > 1 and wire.share is not None:
                line += f"  (Σ: {gradient_text(wire.share)})"
        lines.append(line + (f"  {language.text('draw.see_above', lang)}" if again else ""))
    if not graph.ran_backward:
        lines.append(unmarked(language.text("draw.before_backward", lang), lang))
    return "\n".join(lines)


def _title(node: GraphNode) -> str:
    value = value_text(node.value)
    if node.is_leaf:
        return f"{node.name} = {value}" if node.name else value
    return f"[{node.symbol}] {node.name} = {value}" if node.name else f"[{node.symbol}] = {value}"
