"""The built-in layout: columns from left to right, in pure Python, the same on every machine.

The method is Sugiyama's (Sugiyama, Tagawa & Toda 1981, "Methods for visual understanding of
hierarchical system structures"), in four steps:

1. a node's column is its longest way to the result, so that it stands right before its first use;
2. wires over several columns get a bend point in each column between;
3. sweeps to and fro order each column by the mean place of the neighbours (barycentres);
4. heights: every node wants to be level with its neighbours, and the least-squares answer that
   keeps the order and the distances is an isotonic regression (pool adjacent violators).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tinygrad_fa.draw.cells import Cell
from tinygrad_fa.draw.graph import Graph

Point = tuple[float, float]

ROW_GAP = 14.0
BEND_ROOM = 9.0  # above and below a wire that passes through a column
ORDER_SWEEPS, HEIGHT_SWEEPS = 12, 40
STRAIGHT_WEIGHT = 12.0  # how much more a long wire wants to be straight than a node to be level


@dataclass
class Placement:
    """Where everything stands.

    Attributes:
        centres: of each node's shape.
        routes: of each wire, cubic Bézier points from the source's cell to the target's: the
            start, then two control points and an end point for every piece.
        width, height: of the whole drawing, which begins at (0, 0).
    """

    centres: list[Point]
    routes: list[list[Point]]
    width: float
    height: float


@dataclass
class _Spot:
    """A place in a column: a node, or the bend of a wire that passes by."""

    column: int
    above: float
    below: float
    before: list[tuple[_Spot, float, float]] = field(default_factory=list)  # spot, our y, weight
    after: list[tuple[_Spot, float, float]] = field(default_factory=list)  # spot, its y, weight
    place: float = 0.0
    y: float = 0.0


def layered(graph: Graph, cells: Sequence[Cell]) -> Placement:
    """Return the placement of a graph whose nodes need the room of `cells`."""
    columns_of = _columns(graph)
    spots = [_Spot(c, cell.above, cell.below) for c, cell in zip(columns_of, cells, strict=True)]
    passing = [_thread(graph, cells, spots, i) for i in range(len(graph.wires))]
    columns: list[list[_Spot]] = [[] for _ in range(max(columns_of) + 1)]
    for spot in [*spots, *(bend for bends in passing for bend in bends)]:
        columns[spot.column].append(spot)
    _order(columns)
    _set_heights(columns)
    top = min(spot.y - spot.above for column in columns for spot in column)
    bottom = max(spot.y + spot.below for column in columns for spot in column)
    for column in columns:
        for spot in column:
            spot.y -= top
    lefts, middles, rights = _set_widths(columns, spots, cells)
    centres = [(middles[spot.column], spot.y) for spot in spots]
    routes = []
    for wire, bends in zip(graph.wires, passing, strict=True):
        source, target = spots[wire.source], spots[wire.target]
        route = [(rights[source.column], source.y)]
        for bend in bends:
            _bend(route, (lefts[bend.column], bend.y))
            _bend(route, (rights[bend.column], bend.y))
        _bend(route, (lefts[target.column], target.y + cells[wire.target].ports[wire.port]))
        routes.append(route)
    return Placement(centres, routes, rights[-1], bottom - top)


def _columns(graph: Graph) -> list[int]:
    """Return each node's column: as far right as its first use allows, the result last."""
    before_result = [0] * len(graph.nodes)
    for place in range(len(graph.nodes) - 1, -1, -1):  # each node stands after its inputs
        for wire in graph.nodes[place].inputs:
            before_result[wire.source] = max(before_result[wire.source], before_result[place] + 1)
    most = max(before_result)
    return [most - steps for steps in before_result]


def _thread(graph: Graph, cells: Sequence[Cell], spots: list[_Spot], number: int) -> list[_Spot]:
    """Join the spots of a wire's ends, over bends in the columns between; return the bends."""
    wire = graph.wires[number]
    source, target = spots[wire.source], spots[wire.target]
    bends = [_Spot(c, BEND_ROOM, BEND_ROOM) for c in range(source.column + 1, target.column)]
    port = cells[wire.target].ports[wire.port]
    chain = [source, *bends, target]
    for left, right in pairwise(chain):
        between = left is not source and right is not target
        alone = len(graph.nodes[wire.source].outputs) == len(graph.nodes[wire.target].inputs) == 1
        weight = STRAIGHT_WEIGHT if between or alone else 1.0
        end = port if right is target else 0.0
        right.before.append((left, end, weight))
        left.after.append((right, end, weight))
    # The reading order of the formula is where the ordering starts from.
    source.place = float(wire.source)
    for bend in bends:
        bend.place = wire.target - 0.5
    return bends


def _order(columns: list[list[_Spot]]) -> None:
    """Order each column so that few wires cross; the best order met on the way is kept."""
    for column in columns:
        column.sort(key=lambda spot: spot.place)
    _number(columns)
    best, fewest = [list(column) for column in columns], _crossings(columns)
    for sweep in range(ORDER_SWEEPS):
        if not fewest:
            break
        leftwards = sweep % 2 == 0
        for column in columns[::-1] if leftwards else columns:
            for spot in column:
                neighbours = spot.after if leftwards else spot.before
                if neighbours:
                    # The port decides between two inputs of one node: it counts a little.
                    spot.place = sum(n.place + port / 1e4 for n, port, _ in neighbours) / len(
                        neighbours
                    )
            column.sort(key=lambda spot: spot.place)
            _number([column])
        crossings = _crossings(columns)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
    columns[:] = best
    _number(columns)


def _number(columns: list[list[_Spot]]) -> None:
    for column in columns:
        for place, spot in enumerate(column):
            spot.place = float(place)


def _crossings(columns: list[list[_Spot]]) -> int:
    """Count the wires that cross: pairs whose ends stand in opposite order."""
    count = 0
    for column in columns:
        seen: list[float] = []
        for spot in column:
            ends = sorted(n.place + port / 1e4 for n, port, _ in spot.after)
            count += sum(len(seen) - bisect_left(seen, end + 1e-9) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def _set_heights(columns: list[list[_Spot]]) -> None:
    for column in columns:
        y = 0.0
        for spot in column:
            spot.y = y + spot.above
            y = spot.y + spot.below + ROW_GAP
    for sweep in range(HEIGHT_SWEEPS):
        # The last sweep looks at inputs only: an op then stands in the middle of them.
        last = sweep == HEIGHT_SWEEPS - 1
        for column in columns if sweep % 2 else columns[::-1]:
            wishes = [_wish(spot, only_inputs=last) for spot in column]
            offsets, offset = [], 0.0
            for i, spot in enumerate(column):
                if i:
                    offset += column[i - 1].below + ROW_GAP + spot.above
                offsets.append(offset)
            free = [wish - o for (wish, _), o in zip(wishes, offsets, strict=True)]
            fitted = isotonic(free, [weight for _, weight in wishes])
            for spot, y, o in zip(column, fitted, offsets, strict=True):
                spot.y = y + o


def _wish(spot: _Spot, only_inputs: bool) -> tuple[float, float]:
    """Return the height that `spot` would like, and how much it matters to it."""
    pulls = [(n.y - port, weight) for n, port, weight in spot.before]
    if not only_inputs:
        pulls += [(n.y + port, weight) for n, port, weight in spot.after]
    total = sum(weight for _, weight in pulls)
    if not total:
        return spot.y, 1.0
    return sum(y * weight for y, weight in pulls) / total, total


def isotonic(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the non-decreasing numbers nearest to `wishes` in weighted least squares."""
    blocks: list[list[float]] = []  # mean, weight, length
    for wish, weight in zip(wishes, weights, strict=True):
        blocks.append([wish, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, heavy, length = blocks.pop()
            last = blocks[-1]
            last[0] = (last[0] * last[1] + mean * heavy) / (last[1] + heavy)
            last[1] += heavy
            last[2] += length
    return [mean for mean, _, length in blocks for _ in range(int(length))]


def _set_widths(
    columns: list[list[_Spot]], spots: list[_Spot], cells: Sequence[Cell]
) -> tuple[list[float], list[float], list[float]]:
    """Return left edge, middle and right edge of every column; steep wires get wider gaps."""
    lefts, middles, rights = [], [], []
    x = 0.0
    for number, column in enumerate(columns):
        mine = [cell for spot, cell in zip(spots, cells, strict=True) if spot.column == number]
        climbs = [abs(spot.y + port - n.y) for spot in column for n, port, _ in spot.before]
        if number:
            x += min(110.0, 12.0 + 0.6 * max(climbs, default=0.0))
        lefts.append(x)
        middles.append(x + max(cell.left for cell in mine))
        rights.append(middles[-1] + max(cell.right for cell in mine))
        x = rights[-1]
    return lefts, middles, rights


def _bend(route: list[Point], end: Point) -> None:
    """Lengthen a route by a curve that leaves and arrives level."""
    start = route[-1]
    middle = (start[0] + end[0]) / 2
    route += [(middle, start[1]), (middle, end[1]), end]
