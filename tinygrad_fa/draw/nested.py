"""The built-in layout of a whole graph: each frame is laid out by itself, then as one large item.

So nothing can stand in a frame but what belongs to it.  A wire into a frame ends at the frame's
left edge, level with the *entry* where it goes on inside; one that leaves does so from an *exit*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinygrad_fa.draw.cells import Cell
from tinygrad_fa.draw.layout import BEND_ROOM, Link, Placement, Point, bend_to, placed
from tinygrad_fa.draw.model import Graph, Wire
from tinygrad_fa.draw.rows import in_rows

PADDING = 16.0  # between a frame and what stands in it
TITLE_ROOM = 24.0  # for the title of a frame, at its top
ROOT = -1  # the level of what stands in no frame
Item = tuple[str, int]  # ("node" | "frame" | "entry" | "exit", its number)


@dataclass
class _Box:
    left: float
    right: float
    above: float
    below: float


@dataclass
class _Level:
    """A frame (or the whole picture) that is laid out.

    Attributes:
        placement: of its items, which are those of `number`.
        links: the link that each wire takes on this level.
        entries, exits: how high the wires of a source come in, or go out.
    """

    placement: Placement
    number: dict[Item, int]
    links: dict[int, int]
    entries: dict[int, float]
    exits: dict[int, float]


def layered(graph: Graph, cells: Sequence[Cell]) -> Placement:
    """Return the placement of a graph, frames and all, whose nodes need the room of `cells`."""
    return in_rows(graph, cells, _in_one_row(graph, cells))


def _in_one_row(graph: Graph, cells: Sequence[Cell]) -> Placement:
    if graph.frames:
        return _Nested(graph, cells).whole()
    links = [Link(w.source, w.target, 0.0, cells[w.target].ports[w.port]) for w in graph.wires]
    return placed(cells, links)


class _Nested:
    """Lays out the frames of one graph, inner ones first."""

    def __init__(self, graph: Graph, cells: Sequence[Cell]) -> None:
        self.graph, self.cells = graph, cells
        self.frames = graph.frames
        numbers = {frame.path: k for k, frame in enumerate(self.frames)}
        self.above = [numbers.get(frame.above, ROOT) for frame in self.frames]
        home = [ROOT] * len(graph.nodes)
        for k, frame in enumerate(self.frames):  # inner frames come later
            for place in frame.nodes:
                home[place] = k
        self.ways = [self._way(k) for k in home]  # of each node, the levels from outside to it
        self.levels: dict[int, _Level] = {}
        for k in range(len(self.frames) - 1, ROOT - 1, -1):
            self.levels[k] = self._level(k)

    def _way(self, level: int) -> list[int]:
        way = [level]
        while way[0] != ROOT:
            way.insert(0, self.above[way[0]])
        return way

    def _item(self, place: int, level: int) -> Item | None:
        """Return what stands for a node on a level: itself, the frame it is in, or nothing."""
        way = self.ways[place]
        if level not in way:
            return None
        depth = way.index(level)
        return ("node", place) if depth == len(way) - 1 else ("frame", way[depth + 1])

    def _level(self, level: int) -> _Level:
        joints: dict[tuple[Item, Item, int, int], list[int]] = {}
        items: dict[Item, float] = {}  # each with its first node's place, the reading order
        for place in range(len(self.graph.nodes)):
            item = self._item(place, level)
            if item is not None:
                items.setdefault(item, place)
        for number, wire in enumerate(self.graph.wires):
            source, target = self._item(wire.source, level), self._item(wire.target, level)
            if source == target:
                continue
            source = source or ("entry", wire.source)
            target = target or ("exit", wire.source)
            port = wire.port if target[0] == "node" else -1  # wires into a frame share the way
            joints.setdefault((source, target, wire.source, port), []).append(number)
            items.setdefault(source, wire.source - len(self.graph.nodes))
            items.setdefault(target, wire.source + len(self.graph.nodes))
        order = _sorted(items, [(source, target) for source, target, _, _ in joints])
        number_of = {item: i for i, item in enumerate(order)}
        links: list[Link] = []
        taken: dict[int, int] = {}
        for (source, target, _, _), wires in joints.items():
            wire = self.graph.wires[wires[0]]
            start, end = self._end(source, wire, False), self._end(target, wire, True)
            taken.update(dict.fromkeys(wires, len(links)))
            links.append(Link(number_of[source], number_of[target], start, end))
        held = {i: 0 if item[0] == "entry" else -1 for i, item in enumerate(order)
                if item[0] in ("entry", "exit")}  # fmt: skip
        placement = placed([self._room(item) for item in order], links, held, share=False)
        heights = {item: placement.centres[i][1] for item, i in number_of.items()}
        entries = {place: y for (kind, place), y in heights.items() if kind == "entry"}
        exits = {place: y for (kind, place), y in heights.items() if kind == "exit"}
        return _Level(placement, number_of, taken, entries, exits)

    def _room(self, item: Item) -> Cell | _Box:
        kind, number = item
        if kind == "node":
            return self.cells[number]
        if kind == "frame":
            inside = self.levels[number].placement
            width, height = inside.width + 2 * PADDING, inside.height + 2 * PADDING + TITLE_ROOM
            return _Box(width / 2 + 4, width / 2 + 4, height / 2, height / 2)
        return _Box(0.0, 0.0, BEND_ROOM, BEND_ROOM)

    def _end(self, item: Item, wire: Wire, into: bool) -> float:
        """Return how far below the middle of an item a wire ends there."""
        kind, number = item
        if kind == "frame":
            level = self.levels[number]
            inside = (level.entries if into else level.exits)[wire.source]
            return inside - level.placement.height / 2 + TITLE_ROOM / 2
        return self.cells[number].ports[wire.port] if kind == "node" and into else 0.0

    def whole(self) -> Placement:
        """Return the placement of all nodes, wires and frames."""
        root = self.levels[ROOT].placement
        corners: dict[int, Point] = {ROOT: (0.0, 0.0)}  # where each level's drawing begins
        boxes = []
        for k in range(len(self.frames)):  # outer ones first
            outer = self.levels[self.above[k]]
            x, y = outer.placement.centres[outer.number["frame", k]]
            x, y = x + corners[self.above[k]][0], y + corners[self.above[k]][1]
            inside = self.levels[k].placement
            left, top = x - inside.width / 2, y - inside.height / 2 + TITLE_ROOM / 2
            corners[k] = (left, top)
            right, bottom = left + inside.width, top + inside.height
            top -= TITLE_ROOM
            boxes.append((left - PADDING, top - PADDING, right + PADDING, bottom + PADDING))
        centres = []
        for place, way in enumerate(self.ways):
            level = self.levels[way[-1]]
            x, y = level.placement.centres[level.number["node", place]]
            centres.append((x + corners[way[-1]][0], y + corners[way[-1]][1]))
        routes = [
            self._route(number, wire, corners) for number, wire in enumerate(self.graph.wires)
        ]
        return Placement(centres, routes, root.width, root.height, frames=boxes)

    def _route(self, number: int, wire: Wire, corners: dict[int, Point]) -> list[Point]:
        """Return a wire's route: out of its source's frames, across, and into its target's."""
        out, into = self.ways[wire.source], self.ways[wire.target]
        common = sum(a == b for a, b in zip(out, into, strict=False))
        route: list[Point] = []
        for k in [*reversed(out[common:]), *into[common - 1 :]]:
            level, (dx, dy) = self.levels[k], corners[k]
            piece = [(x + dx, y + dy) for x, y in level.placement.routes[level.links[number]]]
            if route:
                bend_to(route, piece[0])
                route += piece[1:]
            else:
                route = piece
        return route


def _sorted(items: dict[Item, float], joints: Sequence[tuple[Item, Item]]) -> list[Item]:
    """Return the items, each after those that lead to it, else in reading order."""
    following: dict[Item, list[Item]] = {item: [] for item in items}
    waiting_for = dict.fromkeys(items, 0)
    for source, target in joints:
        following[source].append(target)
        waiting_for[target] += 1
    ready = sorted((item for item in items if not waiting_for[item]), key=items.__getitem__)
    order = []
    while ready:
        item = ready.pop(0)
        order.append(item)
        free = []
        for target in following[item]:
            waiting_for[target] -= 1
            if not waiting_for[target]:
                free.append(target)
        ready = sorted([*ready, *free], key=items.__getitem__) if free else ready
    return order
