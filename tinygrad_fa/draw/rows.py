"""A picture that is too wide for a page, in rows: as a text goes on in the next line.

It is broken only where a single wire leads on.  That wire turns back below its row, and comes in
again from the left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinygrad_fa.draw.cells import Cell
from tinygrad_fa.draw.layout import Placement, Point, bend_to
from tinygrad_fa.draw.model import Graph

WIDEST = 1500.0  # a wider picture would have letters too small to read on a page
WORTHWHILE = 0.75  # rows must be that much shorter than the whole
ROW_SPACE = 38.0  # between two rows
TURN = 40.0  # room at both sides for the wires that turn
BULGE = 46.0  # how far the control points of a turn stand out
Span = tuple[float, float]


def in_rows(graph: Graph, cells: Sequence[Cell], whole: Placement) -> Placement:
    """Return the placement in rows, or as it is if it is narrow or cannot be broken well."""
    if whole.width <= WIDEST:
        return whole
    breaks = _chosen(_breaks(graph, cells, whole), whole.width)
    edges = [0.0, *(right for _, right in breaks)]
    ends = [*(left for left, _ in breaks), whole.width]
    if (
        not breaks
        or max(b - a for a, b in zip(edges, ends, strict=True)) > WORTHWHILE * whole.width
    ):
        return whole
    return _Rows(graph, cells, whole, edges, ends).placement()


def _breaks(graph: Graph, cells: Sequence[Cell], whole: Placement) -> list[Span]:
    """Return the gaps, from left to right, that nothing lies in but one wire."""
    taken = [
        (x - cell.left, x + cell.right) for cell, (x, _) in zip(cells, whole.centres, strict=True)
    ]
    taken += [(left, right) for left, _, right, _ in whole.frames]
    gaps, reached = [], 0.0
    for left, right in sorted(taken):
        if left > reached + 1 and reached:
            gaps.append((reached, left))
        reached = max(reached, right)
    change: list[tuple[float, int]] = []  # where wires begin and end
    for wire in graph.wires:
        change.append((whole.centres[wire.source][0], 1))
        change.append((whole.centres[wire.target][0], -1))
    change.sort()
    found, running, at = [], 0, 0
    for left, right in gaps:
        while at < len(change) and change[at][0] <= left:
            running += change[at][1]
            at += 1
        if running == 1:
            found.append((left, right))
    return found


def _chosen(gaps: Sequence[Span], width: float) -> list[Span]:
    """Return the gaps at which rows of about the same width end."""
    row = width / math.ceil(width / WIDEST)
    chosen: list[Span] = []
    start = 0.0
    while width - start > WIDEST:
        later = [gap for gap in gaps if gap[0] > start + row / 3]
        if not later:
            break
        chosen.append(min(later, key=lambda gap: abs(gap[0] - start - row)))
        start = chosen[-1][1]
    return chosen


class _Rows:
    """Moves everything to its row; `starts` and `ends` are the old x where each row is cut out."""

    def __init__(
        self, graph: Graph, cells: Sequence[Cell], whole: Placement,
        starts: Sequence[float], ends: Sequence[float],
    ) -> None:  # fmt: skip
        self.graph, self.cells, self.whole = graph, cells, whole
        self.starts, self.ends = starts, ends
        spans: list[list[float]] = [[] for _ in starts]
        for cell, (x, y) in zip(cells, whole.centres, strict=True):
            spans[self._row(x)] += [y - cell.above, y + cell.below]
        for left, top, _, bottom in whole.frames:
            spans[self._row(left)] += [top, bottom]
        for route in whole.routes:
            for x, y in route[::3]:
                spans[self._row(x)] += [y - 9, y + 9]
        self.bottoms: list[float] = []
        y = 0.0
        self.shifts: list[Point] = []
        for start, span in zip(starts, spans, strict=True):
            self.shifts.append((TURN - start, y - min(span)))
            self.bottoms.append(y + max(span) - min(span))
            y = self.bottoms[-1] + ROW_SPACE
        self.right = TURN + max(end - start for start, end in zip(starts, ends, strict=True))

    def _row(self, x: float) -> int:
        return sum(x >= start - 0.5 for start in self.starts[1:])

    def _moved(self, point: Point) -> Point:
        dx, dy = self.shifts[self._row(point[0])]
        return point[0] + dx, point[1] + dy

    def placement(self) -> Placement:
        """Return the placement in rows."""
        centres = [self._moved(centre) for centre in self.whole.centres]
        frames = []
        for left, top, right, bottom in self.whole.frames:
            (x, y) = self._moved((left, top))
            frames.append((x, y, x + right - left, y + bottom - top))
        routes = [self._route(route) for route in self.whole.routes]
        return Placement(centres, routes, self.right + TURN, self.bottoms[-1], frames=frames)

    def _route(self, route: Sequence[Point]) -> list[Point]:
        new = [self._moved(route[0])]
        for i in range(0, len(route) - 3, 3):
            begin, end = self._row(route[i][0]), self._row(route[i + 3][0])
            if begin == end:
                new += [self._moved(point) for point in route[i + 1 : i + 4]]
            for row in range(begin, end):
                self._turn(new, row, self._moved(route[i + 3]))
        return new

    def _turn(self, route: list[Point], row: int, goal: Point) -> None:
        """Lead a route out of a row at its right, back below it, and in from the left."""
        out = self.shifts[row][0] + self.ends[row]
        back = self.bottoms[row] + ROW_SPACE / 2
        y = route[-1][1]
        bend_to(route, (out, y))
        route += [(out + BULGE, y), (out + BULGE, back), (out, back)]
        bend_to(route, (TURN, back))
        route += [(TURN - BULGE, back), (TURN - BULGE, goal[1]), (TURN, goal[1])]
        bend_to(route, goal)
