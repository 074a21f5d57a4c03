"""Folding a net's graph: the nodes of a layer become one, or stand in a frame."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tinygrad_fa.draw.graph import MAX_NODES
from tinygrad_fa.draw.model import Graph, GraphNode, Group, Wire
from tinygrad_fa.draw.names import clean
from tinygrad_fa.draw.repeats import piled
from tinygrad_fa.draw.tracing import Call, Path, Trace
from tinygrad_fa.language.errors import GraphError, SettingError
from tinygrad_fa.layers.layer import Layer

FEW, ENOUGH = 4, 40  # a net of fewer boxes is opened, unless it would have more than that
Unit = Path | int  # a folded layer, or the place of a node


@dataclass(frozen=True)
class View:
    """What a reader wants to see of a net; see `draw`."""

    depth: int | None = None
    fold: bool = True
    expand: Sequence[str] = ()
    neuron: tuple[str, int] | None = None


def grouped(
    model: Graph, paths: Sequence[Path], own: AbstractSet[int], trace: Trace, view: View
) -> Graph:
    """Return the graph with each layer folded into a node, or framed if the view opens it.

    Args:
        model: with a node for every op.
        paths: the layer that each of its nodes belongs to; () for none.
        own: the places of the net's parameters and buffers.

    Raises:
        SettingError: if the view opens a layer that is not there.
        GraphError: if there are still more nodes than one can read.
    """
    calls = {call.path: call for call in trace.calls}
    known = [".".join(path) for path in calls]
    for pattern in view.expand:
        if not any(fnmatchcase(path, pattern) for path in known):
            raise SettingError(
                "draw.unknown_layer", path=pattern, known=", ".join(f"`{path}`" for path in known)
            )
    depth = view.depth or 1
    folded = _Folding(model, paths, own, calls, view, depth)
    while view.depth is None and view.fold and len(folded.layers) < FEW:
        deeper = _Folding(model, paths, own, calls, view, depth + 1)
        if len(deeper.members) == len(folded.members) or len(deeper.members) > ENOUGH:
            break
        folded, depth = deeper, depth + 1
    result = folded.graph()
    if view.fold:
        result = piled(result, MAX_NODES)
        if len(result.nodes) > MAX_NODES:
            raise GraphError("draw.too_many_nodes", count=len(result.nodes), most=MAX_NODES)
    return result


class _Folding:
    """One way to fold a graph.

    Attributes:
        members: of each unit, the places of its nodes in the graph that is folded.
        layers: the folded ones among the units.
        within: the places of weights that several folded layers share.
    """

    def __init__(
        self, model: Graph, paths: Sequence[Path], own: AbstractSet[int], calls: dict[Path, Call],
        view: View, depth: int,
    ) -> None:  # fmt: skip
        self.model, self.paths, self.calls, self.view, self.depth = model, paths, calls, view, depth
        self._has_parts = {path[:-1] for path in calls}
        self.unit_of: list[Unit] = []
        self.members: dict[Unit, list[int]] = {}
        for place, path in enumerate(paths):
            unit: Unit = place
            for length in range(1, len(path) + 1):
                if not self._is_open(path[:length]):
                    unit = path[:length]
                    break
            self.unit_of.append(unit)
        self.within = {place for place in own if self._is_within(place)}
        for place, unit in enumerate(self.unit_of):
            if place not in self.within:
                self.members.setdefault(unit, []).append(place)
        self.layers = [unit for unit in self.members if isinstance(unit, tuple)]

    def _is_within(self, place: int) -> bool:
        """Say whether a weight is used in folded layers only: it is then not drawn."""
        users = [self.unit_of[wire.target] for wire in self.model.nodes[place].outputs]
        return isinstance(self.unit_of[place], int) and all(isinstance(u, tuple) for u in users)

    def _is_open(self, path: Path) -> bool:
        name = ".".join(path)
        if not self.view.fold or (len(path) < self.depth and path in self._has_parts):
            return True
        return any(
            fnmatchcase(name, pattern) or pattern.startswith(f"{name}.")
            for pattern in self.view.expand
        )

    def graph(self) -> Graph:
        """Return the folded graph."""
        order = self._order()
        place_of = {unit: place for place, unit in enumerate(order)}
        folded = Graph([], [], self.model.ran_backward, self.model.mixed, is_net=self.model.is_net)
        for unit in order:
            node = self._node(unit)
            folded.nodes.append(node)
            if node.layer:
                node.layer.nodes = [place_of[unit]]
        for unit in order:
            for wire in self._wires(unit, place_of):
                folded.connect(wire)
        folded.groups = list(self._frames(order, folded))
        folded.groups += [node.layer for node in folded.nodes if node.layer]
        return folded

    def _order(self) -> list[Unit]:
        """Return the units, each after those that lead to it, else in reading order."""
        joints = {
            (self.unit_of[wire.source], self.unit_of[wire.target])
            for wire in self.model.wires
            if wire.source not in self.within
        }
        following: dict[Unit, list[Unit]] = {unit: [] for unit in self.members}
        waiting_for = dict.fromkeys(self.members, 0)
        for source, target in joints:
            if source != target:
                following[source].append(target)
                waiting_for[target] += 1
        ready = [(max(places), unit) for unit, places in self.members.items()
                 if not waiting_for[unit]]  # fmt: skip
        heapq.heapify(ready)
        order = []
        while ready:
            _, unit = heapq.heappop(ready)
            order.append(unit)
            for target in following[unit]:
                waiting_for[target] -= 1
                if not waiting_for[target]:
                    heapq.heappush(ready, (max(self.members[target]), target))
        return order

    def _node(self, unit: Unit) -> GraphNode:
        if isinstance(unit, int):
            old = self.model.nodes[unit]
            return GraphNode(old.symbol, old.is_leaf, old.name, old.value, old.gradient)
        exits = [place for place in self.members[unit] if self._leaves(place)]
        last = self.model.nodes[exits[-1]]
        layer = self._group(unit)
        return GraphNode(_short_name(unit, layer, self._frame_of(unit)), False, last.name,
                         last.value, last.gradient, layer=layer)  # fmt: skip

    def _leaves(self, place: int) -> bool:
        """Say whether a node is used outside its unit."""
        wires, unit = self.model.nodes[place].outputs, self.unit_of[place]
        return not wires or any(self.unit_of[wire.target] != unit for wire in wires)

    def _wires(self, unit: Unit, place_of: dict[Unit, int]) -> Iterator[Wire]:
        """Yield the wires into a unit; a layer has one for each node that is put in."""
        if isinstance(unit, int):
            for wire in self.model.nodes[unit].inputs:
                source = place_of[self.unit_of[wire.source]]
                yield Wire(source, place_of[unit], wire.port, wire.symbol, wire.local, wire.share,
                           wire.broadcast)  # fmt: skip
            return
        shares: dict[int, Any] = {}
        for place in self.members[unit]:
            for wire in self.model.nodes[place].inputs:
                if self.unit_of[wire.source] == unit or wire.source in self.within:
                    continue
                share, before = wire.share, shares.get(wire.source)
                shares[wire.source] = share if before is None or share is None else before + share
        for port, (source, share) in enumerate(shares.items()):
            yield Wire(place_of[self.unit_of[source]], place_of[unit], port, share=share)

    def _group(self, path: Path) -> Group:
        call = self.calls[path]
        first_in, first_out = call.inputs[:1], call.results[:1]
        return Group(
            ".".join(path), clean(type(call.layer).__name__), [],
            first_in[0].shape if first_in else None, first_out[0].shape if first_out else None,
            sum(parameter.size for parameter in call.layer.parameters()),
            gradient_norm(call.layer), above=".".join(self._frame_of(path)),
        )  # fmt: skip

    def _frame_of(self, path: Path) -> Path:
        """Return the innermost opened layer around a layer (or around nodes that belong to it)."""
        return next((path[:n] for n in range(len(path) - 1, 0, -1)), ())

    def _frames(self, order: Sequence[Unit], folded: Graph) -> Iterator[Group]:
        inside: dict[Path, list[int]] = {}
        for place, unit in enumerate(order):
            path = unit[:-1] if isinstance(unit, tuple) else self.paths[unit]
            for length in range(1, len(path) + 1):
                inside.setdefault(path[:length], []).append(place)
        for path in sorted(inside, key=len):
            if _is_closed(inside[path], folded):
                frame = self._group(path)
                frame.nodes = inside[path]
                yield frame


def _is_closed(places: Sequence[int], graph: Graph) -> bool:
    """Say whether no way leads out of these nodes and back in: only then can a frame hold them."""
    mine = set(places)
    waiting = [w.target for place in places for w in graph.nodes[place].outputs]
    outside = {place for place in waiting if place not in mine}
    waiting = list(outside)
    for place in waiting:
        for wire in graph.nodes[place].outputs:
            if wire.target in mine:
                return False
            if wire.target not in outside:
                outside.add(wire.target)
                waiting.append(wire.target)
    return True


def gradient_norm(layer: Layer) -> float | None:
    """Return the norm of all gradients that a layer's parameters have collected."""
    gradients = [p.grad.data for p in layer.parameters() if p.grad is not None]
    if not gradients:
        return None
    return float(sum(float((g * g).sum()) for g in gradients)) ** 0.5


def _short_name(path: Path, layer: Group, frame: Path) -> str:
    """Return what stands on top of a layer's box: ``conv1``, or ``0 · Conv2d`` for a number."""
    name = clean(".".join(path[len(frame) :]))
    return f"{name} · {layer.kind}" if name.replace(".", "").isdigit() else name
