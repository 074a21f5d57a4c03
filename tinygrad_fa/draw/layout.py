"""The built-in layout: columns from left to right, in pure Python, the same on every machine.

The method is Sugiyama's (Sugiyama, Tagawa & Toda 1981, "Methods for visual understanding of
hierarchical system structures"), in four steps:

1. a node's column is its longest way to the result, so that it stands right before its first use;
2. wires over several columns get a bend point in each column between;
3. sweeps to and fro order each column by the mean place of the neighbours (barycentres);
4. heights: every node wants to be level with its neighbours, and the least-squares answer that
   keeps the order and the distances is an isotonic regression (pool adjacent violators).

In a very large graph the wires that leave a node for far columns share their bends, like a bus
line, and leave it one by one: bends by the million would take minutes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from tinygrad_fa.draw.sweeps import MANY_SPOTS, Spot, order, set_heights

Point = tuple[float, float]

BEND_ROOM = 9.0  # above and below a wire that passes through a column
FLAT = 0.2  # a wire that climbs less is level
STRAIGHT_WEIGHT = 12.0  # how much more a long wire wants to be straight than a node to be level


@dataclass
class Placement:
    """Where everything stands.

    Attributes:
        centres: of each node's shape.
        routes: of each wire, cubic Bézier points from the source's cell to the target's: the
            start, then two control points and an end point for every piece.
        width, height: of the whole drawing, which begins at (0, 0).
        branches: the numbers of the wires whose route begins on that of another wire.
        frames: left, top, right, bottom of each frame of the graph.
    """

    centres: list[Point]
    routes: list[list[Point]]
    width: float
    height: float
    branches: frozenset[int] = frozenset()
    frames: list[tuple[float, float, float, float]] = field(default_factory=list)


class Room(Protocol):
    """How much room an item needs around its middle."""

    left: float
    right: float
    above: float
    below: float


@dataclass(frozen=True)
class Link:
    """A wire between two items: their numbers, and how far below their middles it ends."""

    source: int
    target: int
    start: float
    end: float


def placed(
    rooms: Sequence[Room],
    links: Sequence[Link],
    held: Mapping[int, int] | None = None,
    share: bool = True,
) -> Placement:
    """Return the placement of items, each one after those that lead to it.

    Args:
        rooms: how much room each item needs.
        links: the wires between them.
        held: items that are only ends of wires: 0 for those at the left edge, −1 at the right.
        share: whether wires of one source may share their bends if there are very many.
    """
    with _quiet_collector():
        return _placed(rooms, links, held or {}, share)


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Have no garbage collected inside the ``with`` block.

    Spots know each other by the ten thousand; to look through them for garbage again and again
    takes a quarter of the time of a large layout.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _placed(
    rooms: Sequence[Room], links: Sequence[Link], held: Mapping[int, int], share: bool
) -> Placement:
    columns_of = _columns(len(rooms), links, held)
    spots = [Spot(c, room.above, room.below) for c, room in zip(columns_of, rooms, strict=True)]
    threads = _Threads(links, spots, share)
    columns: list[list[Spot]] = [[] for _ in range(max(columns_of) + 1)]
    for spot in threads.all_spots():
        columns[spot.column].append(spot)
    order(columns)
    set_heights(columns)
    top = min(spot.y - spot.above for column in columns for spot in column)
    bottom = max(spot.y + spot.below for column in columns for spot in column)
    for column in columns:
        for spot in column:
            spot.y -= top
    lefts, middles, rights = _set_widths(columns, columns_of, rooms)
    routes = []
    for number, link in enumerate(links):
        source, target = spots[link.source], spots[link.target]
        bends = threads.bends[number]
        if number in threads.branches:
            route = [(rights[bends[0].column], bends[0].y)]
            bends = bends[1:]
        else:
            edge = lefts if link.source in held else rights
            route = [(edge[source.column], source.y + link.start)]
            if link.source in held:
                bend_to(route, (rights[source.column], source.y + link.start))
        for bend in bends:
            bend_to(route, (lefts[bend.column], bend.y))
            bend_to(route, (rights[bend.column], bend.y))
        bend_to(route, (lefts[target.column], target.y + link.end))
        if link.target in held:
            bend_to(route, (rights[target.column], target.y + link.end))
        routes.append(route)
    centres = [(middles[spot.column], spot.y) for spot in spots]
    return Placement(centres, routes, rights[-1], bottom - top, frozenset(threads.branches))


def _columns(count: int, links: Sequence[Link], held: Mapping[int, int]) -> list[int]:
    """Return each item's column: as far right as its first use allows, the result last."""
    inputs: list[list[int]] = [[] for _ in range(count)]
    for link in links:
        inputs[link.target].append(link.source)
    before_result = [0] * count
    for item in range(count - 1, -1, -1):  # each item stands after its inputs
        for source in inputs[item]:
            before_result[source] = max(before_result[source], before_result[item] + 1)
    most = max(before_result)
    columns = [most - steps for steps in before_result]
    for item, edge in held.items():
        columns[item] = 0 if edge == 0 else most
    return columns


class _Threads:
    """Joins the spots at the ends of every wire, over bends in the columns between.

    Attributes:
        bends: of each wire.
        branches: the wires that begin at a bend of another wire of the same source.
    """

    def __init__(self, links: Sequence[Link], spots: list[Spot], share: bool) -> None:
        self.spots = spots
        self.bends: list[list[Spot]] = []
        self.branches: set[int] = set()
        leaving, arriving = [0] * len(spots), [0] * len(spots)
        spans = 0
        for link in links:
            leaving[link.source] += 1
            arriving[link.target] += 1
            spans += spots[link.target].column - spots[link.source].column - 1
        self.are_shared = share and len(spots) + spans > MANY_SPOTS
        self._buses: dict[int, list[Spot]] = {}
        for number, spot in enumerate(spots):  # the reading order is where the ordering starts
            spot.place = float(number)
        for number, link in enumerate(links):
            alone = leaving[link.source] == arriving[link.target] == 1
            self.bends.append(self._thread(number, link, alone))

    def all_spots(self) -> list[Spot]:
        """Return the spots of the items, and every bend once."""
        bends = {id(bend): bend for bends in self.bends for bend in bends}
        return [*self.spots, *bends.values()]

    def _thread(self, number: int, link: Link, alone: bool) -> list[Spot]:
        source, target = self.spots[link.source], self.spots[link.target]
        bus = self._buses.setdefault(link.source, []) if self.are_shared else []
        wanted = target.column - source.column - 1
        if bus and wanted:
            self.branches.add(number)
            first = min(wanted, len(bus)) - 1
        else:
            first = 0
        known = len(bus)
        bus += [
            Spot(source.column + 1 + i, BEND_ROOM, BEND_ROOM, place=link.target - 0.5)
            for i in range(known, wanted)
        ]
        chain = [source, *bus[:wanted], target]
        for i in range(min(known, wanted), wanted + 1):  # the joints that are not there yet
            left, right = chain[i], chain[i + 1]
            between = left is not source and right is not target
            start = link.start if left is source else 0.0
            end = link.end if right is target else 0.0
            weight = STRAIGHT_WEIGHT if between or alone else 1.0
            right.before.append((left, start, start - end, weight))
            left.after.append((right, end, end - start, weight))
        return bus[first:wanted]


def _set_widths(
    columns: list[list[Spot]], columns_of: Sequence[int], rooms: Sequence[Room]
) -> tuple[list[float], list[float], list[float]]:
    """Return left edge, middle and right edge of every column; steep wires get wider gaps."""
    lefts, middles, rights = [], [], []
    wide_left, wide_right = [0.0] * len(columns), [0.0] * len(columns)
    for number, room in zip(columns_of, rooms, strict=True):
        wide_left[number] = max(wide_left[number], room.left)
        wide_right[number] = max(wide_right[number], room.right)
    x = 0.0
    for number, column in enumerate(columns):
        climbs = [abs(spot.y - n.y - level) for spot in column for n, _, level, _ in spot.before]
        if number:
            x += min(110.0, 12.0 + 0.6 * max(climbs, default=0.0))
        lefts.append(x)
        middles.append(x + wide_left[number])
        rights.append(middles[-1] + wide_right[number])
        x = rights[-1]
    return lefts, middles, rights


def bend_to(route: list[Point], end: Point) -> None:
    """Lengthen a route by a curve that leaves and arrives level, or its last piece if flat."""
    if len(route) > 3 and _is_flat(route[-4], route[-1]) and _is_flat(route[-4], end):
        del route[-3:]
    start = route[-1]
    middle = (start[0] + end[0]) / 2
    route += [(middle, start[1]), (middle, end[1]), end]


def _is_flat(a: Point, b: Point) -> bool:
    return abs(a[1] - b[1]) < FLAT
