"""What a picture says in words below itself: that backward has not run, or what is folded."""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.draw.model import Graph
from tinygrad_fa.draw.words import unmarked


def notes(graph: Graph, lang: str) -> list[str]:
    """Return the sentences that belong below the picture of a graph."""
    told = []
    is_run = graph.result.value is not None
    if graph.is_sheet:
        pass  # of names alone there is nothing to say
    elif not is_run:
        told.append(language.text("draw.net_wired", lang))
    elif graph.is_net:
        told.append(language.text("draw.net_alone", lang))
    elif not graph.ran_backward:
        told.append(language.text("draw.before_backward", lang))
    if graph.net_is_missing:
        told.append(language.text("draw.net_missing", lang))
    if graph.hidden:
        drawn = sum(not node.is_cut for node in graph.nodes)
        hidden = f"{graph.hidden:,}"
        told.append(language.text("draw.cut", lang, hidden=hidden, shown=drawn))
    if any(wire.broadcast for wire in graph.wires):
        told.append(language.text("draw.broadcast", lang))
    folded = [node.layer for node in graph.nodes if node.layer]
    if folded and is_run:
        first = next((layer for layer in folded if layer.times == 1), folded[0])
        told.append(language.text("draw.folded", lang, path=first.path.split(" … ")[0]))
    if graph.mixed:
        names = ", ".join(f"`{name}`" for name in graph.mixed)
        told.append(language.text("draw.mixed_gradients", lang, names=names))
    return [unmarked(sentence, lang) for sentence in told]
