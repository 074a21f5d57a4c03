"""A net without data: its layers as they are wired, without shapes and values."""

from __future__ import annotations

from tinygrad_fa.draw.graph import MAX_NODES
from tinygrad_fa.draw.grouping import View, gradient_norm
from tinygrad_fa.draw.model import Graph, GraphNode, Group, Wire
from tinygrad_fa.draw.names import clean
from tinygrad_fa.draw.repeats import piled
from tinygrad_fa.language.errors import GraphError
from tinygrad_fa.layers.containers import Sequential
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.wiring import Line
from tinygrad_fa.net import Net


def wired_graph(net: Layer, view: View) -> Graph:
    """Return the layers of a net in a chain, or as `Net.graph` has wired them.

    Raises:
        GraphError: if only a run can tell how the layers are joined, or there are too many.
    """
    plain = isinstance(net, Sequential) and type(net).forward in (Sequential.forward, Net.forward)
    if not plain or view.expand or view.neuron or view.depth not in (None, 1) or not view.fold:
        raise GraphError("draw.net_needs_input")
    assert isinstance(net, Sequential)
    wiring = net._wiring if isinstance(net, Net) else None
    graph = Graph([], [], False, is_net=True)
    made: dict[str, int] = {}
    if wiring is not None:
        inputs, lines = wiring.inputs, wiring.lines
    else:
        before = ("x", *net._sequence)
        inputs = ("x",)
        lines = tuple(
            Line(name, (read,), (name,)) for read, name in zip(before, net._sequence, strict=False)
        )
    for name in inputs:
        made[name] = len(graph.nodes)
        graph.nodes.append(GraphNode(clean(name), True, clean(name), None))
    for name, reads, makes in lines:
        place = len(graph.nodes)
        graph.nodes.append(_folded(name, net[name], place))
        for port, read in enumerate(reads):
            graph.connect(Wire(made[read], place, port))
        made.update(dict.fromkeys(makes, place))
    graph.groups = [node.layer for node in graph.nodes if node.layer]
    graph = piled(graph, MAX_NODES)
    if len(graph.nodes) > MAX_NODES:
        raise GraphError("draw.too_many_nodes", count=len(graph.nodes), most=MAX_NODES)
    return graph


def _folded(name: str, layer: Layer, place: int) -> GraphNode:
    kind = clean(type(layer).__name__)
    count = sum(parameter.size for parameter in layer.parameters())
    group = Group(name, kind, [place], parameters=count, gradient_norm=gradient_norm(layer))
    return GraphNode(
        f"{name} · {kind}" if name.isdigit() else clean(name), False, "", None, layer=group
    )
