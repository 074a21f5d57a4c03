"""Nets as graphs: their layers found, and folded to a node each.

A net that is drawn with an input is run under watch.  Of a loss, the net below it is run again on
the same input, and the two graphs are laid over each other: nodes with the same op and the same
inputs, down to the same leaves, are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import FrameType, ModuleType
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.draw import graph as graphs
from tinygrad_fa.draw import tracing, wanted
from tinygrad_fa.draw.grouping import View, grouped
from tinygrad_fa.draw.model import Graph, GraphNode, Wire
from tinygrad_fa.draw.neuron import neuron_graph
from tinygrad_fa.draw.tracing import Path, Trace
from tinygrad_fa.draw.wired import wired_graph
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import GraphError, SettingError, TinygradError
from tinygrad_fa.layers.layer import Layer

MOST_TRIES = 6  # leaves of a loss that are tried as the input of the net
LARGEST_HOLDER = 200  # attributes or items of a thing that is searched for nets


def net_graph(
    net: Layer, inputs: Sequence[Any], shape: Sequence[int] | None, called: Mapping[int, str],
    view: View,
) -> Graph:  # fmt: skip
    """Return the model of a net: of what it makes of `inputs`, or only of its wiring.

    Args:
        shape: of one sample of zeros, where there are no inputs.
        called: names of the inputs, by ``id``.
    """
    if not inputs and shape is None:
        return wired_graph(net, view)
    if not inputs and shape is not None:
        sample = wanted.lengths("input_shape", shape)
        inputs = [backend.new_array(backend.chosen().zeros((1, *sample)))]
    usual = ["x"] if len(inputs) == 1 else [f"x{i}" for i in range(len(inputs))]
    names = [
        getattr(x, "name", None) or called.get(id(x), name)
        for x, name in zip(inputs, usual, strict=True)
    ]
    trace = tracing.run(net, tracing.leaves(net, inputs, names))
    results = [result for result in trace.results if result.op]
    if not results:
        raise GraphError("draw.nothing_recorded")
    order = graphs.reading_order(*results, most=None)
    if view.neuron is not None:
        return neuron_graph(trace, view.neuron, order, {x: x for x in order})
    model = graphs.graph_of(order[-1], called, fold=False, order=order)
    model.is_net = True
    model.nodes[-1].name = ""
    return _folded(model, order, trace.maker_paths(), net, trace, view)


def loss_graph(
    loss: Any, where: Any, called: Mapping[int, str], view: View
) -> Graph:  # fmt: skip
    """Return the model of a Tensor graph, folded by the layers of the net that it holds.

    Args:
        where: the net, or the frame among whose variables (and its callers') it is looked for.
    """
    if not isinstance(where, (Layer, FrameType)):
        raise SettingError("draw.bad_net", type=type(where).__name__)
    order = graphs.reading_order(loss, most=None)
    for net in [where] if isinstance(where, Layer) else _nets(order, where):
        found = _laid_over(net, order)
        if found is None:
            continue
        trace, paths, twins = found
        if view.neuron is not None:
            return neuron_graph(trace, view.neuron, order, twins)
        called = {**{id(x): "x" for x in trace.inputs}, **called}
        model = graphs.graph_of(loss, called, fold=False, order=order)
        return _folded(model, order, paths, net, trace, view)
    for setting in ("expand", "neuron"):
        if getattr(view, setting):
            raise SettingError("draw.only_for_nets", setting=setting)
    model = graphs.graph_of(loss, called, view.depth, view.fold, order)
    names = [x.name or "" for x in order if not x.op]
    # A reader gives a name once; layers call their parameters alike.
    model.net_is_missing = names.count("weight") > 1 or any("." in name for name in names)
    return model


def _nets(order: Sequence[Any], frame: Any) -> Iterator[Layer]:
    """Yield the layers that a frame, or one that called it, knows and whose parameters we see."""
    leaves = {id(x) for x in order if not x.op}
    found: dict[int, tuple[int, Layer]] = {}
    for layer in _layers_known_to(frame):
        used = sum(id(parameter) in leaves for parameter in layer.parameters())
        if used:
            found.setdefault(id(layer), (used, layer))
    return (net for _, net in sorted(found.values(), key=lambda pair: -pair[0]))


def _layers_known_to(frame: Any) -> Iterator[Layer]:
    """Yield the layers in the variables of a frame and of those that called it.

    Also those one step farther: ``self.net``, ``solver.net``, ``nets[0]``.
    """
    seen: set[int] = set()
    while frame is not None:
        for variables in (frame.f_locals, frame.f_globals):
            if id(variables) in seen:
                continue
            seen.add(id(variables))
            for thing in list(variables.values()):
                if isinstance(thing, Layer):
                    yield thing
                elif id(thing) not in seen:
                    seen.add(id(thing))
                    yield from (inner for inner in _held_by(thing) if isinstance(inner, Layer))
        frame = frame.f_back


def _held_by(thing: Any) -> list[Any]:
    """Return the items of a small list or dict, or the attributes of an object."""
    if isinstance(thing, (ModuleType, type)):
        return []
    if isinstance(thing, (list, tuple)):
        return list(thing) if len(thing) <= LARGEST_HOLDER else []
    held = thing if isinstance(thing, dict) else getattr(thing, "__dict__", None)
    return list(held.values()) if isinstance(held, dict) and len(held) <= LARGEST_HOLDER else []


def _laid_over(
    net: Layer, order: Sequence[Any]
) -> tuple[Trace, dict[Any, Path], dict[Any, Any]] | None:
    """Return a run of `net` that is a part of the graph, and how the two fit.

    That is the layer of each computed node of the graph, and for each node of the run its twin.
    """
    parameters = {id(parameter) for parameter in net.parameters()}
    others = [x for x in order if not x.op and id(x) not in parameters]
    others += [Tensor.wrap(array) for x in order if x.op for array in _indices(x)]
    for leaf in others[:MOST_TRIES]:
        try:
            trace = tracing.run(net, [leaf], mark=False)
        except (TinygradError, TypeError, ValueError, IndexError, AttributeError):
            continue  # this leaf is not what the net was given
        results = [result for result in trace.results if result.op]
        if not results:
            continue
        known = {*parameters, id(leaf)}
        patterns: dict[Any, int] = {}
        ours = _numbers(order, known, patterns)
        again = graphs.reading_order(*results, most=None)
        theirs = _numbers(again, known, patterns)
        if theirs[again[-1]] not in set(ours.values()):
            continue
        made = trace.maker_paths()
        path_of: dict[int, Path] = {}
        for node in again:
            path_of.setdefault(theirs[node], made.get(node, ()))
        paths = {x: path_of.get(ours[x], ()) for x in order if x.op}
        numbered = {number: x for x, number in ours.items()}
        return trace, paths, {node: numbered[theirs[node]] for node in again}
    return None


def _numbers(order: Sequence[Any], known: set[int], patterns: dict[Any, int]) -> dict[Any, int]:
    """Return for each node the number of its pattern: nodes computed alike have the same."""
    numbers: dict[Any, int] = {}
    for x in order:
        pattern: Any
        if x.op:
            pattern = (x.op, *(numbers[y] if isinstance(y, Node) else repr(y) for y in x.inputs))
        else:
            pattern = ("leaf", id(x)) if id(x) in known else ("leaf", x.data.shape)
        numbers[x] = patterns.setdefault(pattern, len(patterns))
    return numbers


def _folded(
    model: Graph, order: Sequence[Any], made: Mapping[Any, Path], net: Layer, trace: Trace,
    view: View,
) -> Graph:  # fmt: skip
    """Return the model of `order` folded by the layers that made its nodes."""
    paths, own = _paths(order, made, trace.inputs), _own(net, order)
    for x in trace.inputs:
        users = [place for place, node in enumerate(order) if _takes_as_index(node, x)]
        if users:  # whole numbers take no gradient, so the engine has no node for them
            model = _with_input(model, x, users)
            paths, own = [(), *paths], {place + 1 for place in own}
            order = [x, *order]
    return grouped(model, paths, own, trace, view)


def _indices(node: Any) -> Iterator[Any]:
    """Yield the arrays of whole numbers that an op was told as a setting."""
    for value in node.attributes.values():
        if backend.is_array(value) and value.dtype.kind in "iu":
            yield value


def _takes_as_index(node: Any, x: Tensor) -> bool:
    return bool(node.op) and any(
        array.shape == x.shape and bool((array == x.data).all()) for array in _indices(node)
    )


def _with_input(model: Graph, x: Tensor, users: Sequence[int]) -> Graph:
    """Return the model with a leaf for `x` before everything else, and wires to its users."""
    name = x.name or "x"
    leaf = GraphNode(name, True, name, x.data)
    result = replace(model, nodes=[leaf], wires=[])
    result.nodes += [replace(node, inputs=[], outputs=[]) for node in model.nodes]
    for wire in model.wires:
        result.connect(replace(wire, source=wire.source + 1, target=wire.target + 1))
    for place in users:
        result.connect(Wire(0, place + 1, len(result.nodes[place + 1].inputs)))
    return result


def _own(net: Layer, order: Sequence[Any]) -> set[int]:
    """Return the places of the net's own parameters and buffers."""
    own = {id(tensor) for _, tensor in (*net.named_parameters(), *net.named_buffers())}
    return {place for place, x in enumerate(order) if id(x) in own}


def _paths(order: Sequence[Any], made: Mapping[Any, Path], inputs: Sequence[Tensor]) -> list[Path]:
    """Return the layer of each node of `order`; a leaf belongs to the layer that alone uses it."""
    paths: dict[Any, Path] = {x: made.get(x, ()) for x in order if x.op}
    for x in order:
        for y in x.inputs if x.op else ():
            if isinstance(y, Node) and not y.op:
                paths[y] = _common(paths[y], paths[x]) if y in paths else paths[x]
    paths.update(dict.fromkeys(inputs, ()))
    return [paths[x] for x in order]


def _common(a: Path, b: Path) -> Path:
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    return a[:same]
