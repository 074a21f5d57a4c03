"""Layers that repeat, one after another, drawn once: ``blocks.0 … blocks.11 ×12``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tinygrad_fa.draw.model import Graph, GraphNode, Group

FEWEST = 3  # repetitions
LONGEST = 6  # layers that repeat together
ENDS = 2  # layers that stay at both ends of a chain that is too long


def piled(graph: Graph, most: int) -> Graph:
    """Return the graph with every run of like layers in the place of one node.

    If more than `most` nodes are left, long chains of unlike layers keep only their ends.
    """
    runs: list[tuple[list[int], int]] = []  # places, and how many of them repeat together
    for chain in _chains(graph):
        marks = [_mark(graph.nodes[place].layer) for place in chain]
        start = 0
        while start < len(chain):
            period, count = _best(marks, start)
            if count >= FEWEST:
                runs.append((chain[start : start + period * count], period))
            start += period * count
    result = _merged(graph, runs)
    if len(result.nodes) > most:
        long = [chain[ENDS:-ENDS] for chain in _chains(result) if len(chain) > 3 * ENDS]
        result = _merged(result, [(chain, len(chain)) for chain in long])
    return result


def _merged(graph: Graph, runs: Sequence[tuple[list[int], int]]) -> Graph:
    """Return the graph with one node for each run."""
    if not runs:
        return graph
    merged = {places[0]: places for places, _ in runs}
    periods = {places[0]: period for places, period in runs}
    gone = {place for run in merged.values() for place in run[:-1]}
    runs_last = {run[-1]: first for first, run in merged.items()}
    result = Graph([], [], graph.ran_backward, graph.mixed, graph.hidden, is_net=graph.is_net)
    new_place: dict[int, int] = {}
    for place, node in enumerate(graph.nodes):
        if place in gone:
            continue
        first = runs_last.get(place)
        for old in merged[first] if first is not None else [place]:
            new_place[old] = len(result.nodes)
        result.nodes.append(
            replace(node, inputs=[], outputs=[])
            if first is None
            else _pile([graph.nodes[p] for p in merged[first]], periods[first])
        )
    for wire in graph.wires:
        source, target = new_place[wire.source], new_place[wire.target]
        if source != target:
            result.connect(replace(wire, source=source, target=target))
    for place, node in enumerate(result.nodes):
        if node.layer:
            node.layer.nodes = [place]
    for frame in graph.frames:
        places = sorted({new_place[place] for place in frame.nodes})
        result.groups.append(replace(frame, nodes=places))
    result.groups += [node.layer for node in result.nodes if node.layer]
    return result


def _chains(graph: Graph) -> list[list[int]]:
    """Return the longest chains of folded layers that stand in one frame, one wire apart."""
    chains: list[list[int]] = []
    seen: set[int] = set()
    for place in range(len(graph.nodes)):
        chain: list[int] = []
        at: int | None = place
        while at is not None and at not in seen and graph.nodes[at].layer:
            chain.append(at)
            seen.add(at)
            at = _next(graph, at)
        if len(chain) >= FEWEST:
            chains.append(chain)
    return chains


def _next(graph: Graph, place: int) -> int | None:
    node = graph.nodes[place]
    if len(node.outputs) != 1:
        return None
    target = graph.nodes[node.outputs[0].target]
    alike = node.layer and target.layer and node.layer.above == target.layer.above
    return node.outputs[0].target if alike and len(target.inputs) == 1 else None


def _mark(layer: Group | None) -> tuple[object, ...]:
    assert layer is not None
    return layer.kind, layer.parameters, layer.shape_out


def _best(marks: Sequence[tuple[object, ...]], start: int) -> tuple[int, int]:
    """Return the period and the count of the longest repetition that begins here."""
    best = (1, 1)
    for period in range(1, LONGEST + 1):
        pattern = marks[start : start + period]
        count = 1
        while marks[start + count * period : start + (count + 1) * period] == pattern:
            count += 1
        if count >= FEWEST and period * count > best[0] * best[1]:
            best = (period, count)
    return best


def _pile(nodes: Sequence[GraphNode], period: int) -> GraphNode:
    """Return one node for a run of layers."""
    layers = [node.layer for node in nodes if node.layer]
    first, last = layers[0], layers[-1]
    norms = [layer.gradient_norm for layer in layers if layer.gradient_norm is not None]
    times = len(nodes) // period
    count = sum(layer.times for layer in layers)
    if times > 1:
        kind = " + ".join(layer.kind for layer in layers[:period])
    else:
        kind = f"{count} × Layer"
    ends = first.path.split(" … ")[0], last.path.split(" … ")[-1]
    group = Group(
        " … ".join(ends), kind, [], first.shape_in, last.shape_out,
        sum(layer.parameters for layer in layers),
        sum(norm * norm for norm in norms) ** 0.5 if norms else None, times, first.above,
    )  # fmt: skip
    names = [node.symbol.split(" · ")[0] for node in (nodes[0], nodes[-1])]
    symbol = f"{names[0]} … {names[1]}" + (f"  ×{times}" if times > 1 else "")
    return GraphNode(symbol, False, "", nodes[-1].value, nodes[-1].gradient, layer=group)
