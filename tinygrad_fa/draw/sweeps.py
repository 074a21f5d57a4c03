"""The two halves of a layered layout that go to and fro: the order of a column, and the heights.

Both are sweeps over the columns in which each spot asks its neighbours where it should stand.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

ROW_GAP = 14.0
ORDER_SWEEPS, HEIGHT_SWEEPS = 12, 40
MANY_SPOTS = 4000  # more nodes and bends than this: sweeps are fewer
HUGE = 30_000  # more than this: as few sweeps as can be


@dataclass
class Spot:
    """A place in a column: a node, or the bend of a wire that passes by."""

    column: int
    above: float
    below: float
    # Of each wire: the spot at its other end, how far below that one's middle it ends there, how
    # far above it we would have to stand for the wire to be level, and how much that matters.
    before: list[tuple[Spot, float, float, float]] = field(default_factory=list)
    after: list[tuple[Spot, float, float, float]] = field(default_factory=list)
    place: float = 0.0
    y: float = 0.0


def order(columns: list[list[Spot]]) -> None:
    """Order each column so that few wires cross; the best order met on the way is kept."""
    for column in columns:
        column.sort(key=lambda spot: spot.place)
    _number(columns)
    if sum(map(len, columns)) > HUGE:  # counting crossings would take longer than all the rest
        for leftwards in (True, False):
            _sort(columns, leftwards)
        return
    best, fewest = [list(column) for column in columns], _crossings(columns)
    for sweep in range(_sweeps(ORDER_SWEEPS, columns)):
        if not fewest:
            break
        _sort(columns, leftwards=sweep % 2 == 0)
        crossings = _crossings(columns)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
    columns[:] = best
    _number(columns)


def _sort(columns: list[list[Spot]], leftwards: bool) -> None:
    """Sort every column by the mean places of its neighbours in the one that was sorted before."""
    for column in columns[::-1] if leftwards else columns:
        for spot in column:
            neighbours = spot.after if leftwards else spot.before
            if neighbours:
                # The port decides between two inputs of one node: it counts a little.
                places = [n.place + port / 1e4 for n, port, _, _ in neighbours]
                spot.place = sum(places) / len(places)
        column.sort(key=lambda spot: spot.place)
        _number([column])


def _sweeps(most: int, columns: list[list[Spot]]) -> int:
    """Return how many sweeps a layout takes: fewer if it is very large."""
    return max(2, min(most, most * MANY_SPOTS // (1 + sum(map(len, columns)))))


def _number(columns: list[list[Spot]]) -> None:
    for column in columns:
        for place, spot in enumerate(column):
            spot.place = float(place)


def _crossings(columns: list[list[Spot]]) -> int:
    """Count the wires that cross: pairs whose ends stand in opposite order."""
    count = 0
    for column in columns:
        seen: list[float] = []
        for spot in column:
            ends = sorted(n.place + port / 1e4 for n, port, _, _ in spot.after)
            count += sum(len(seen) - bisect_left(seen, end + 1e-9) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def set_heights(columns: list[list[Spot]]) -> None:
    """Give every spot its height, in the order that its column has."""
    for column in columns:
        y = 0.0
        for spot in column:
            spot.y = y + spot.above
            y = spot.y + spot.below + ROW_GAP
    sweeps = _sweeps(HEIGHT_SWEEPS, columns) // 2 * 2
    for sweep in range(sweeps):
        # The last sweep looks at inputs only: an op then stands in the middle of them.
        last = sweep == sweeps - 1
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


def _wish(spot: Spot, only_inputs: bool) -> tuple[float, float]:
    """Return the height that `spot` would like, and how much it matters to it."""
    pulls = [(n.y + level, weight) for n, _, level, weight in spot.before]
    if not only_inputs:
        pulls += [(n.y + level, weight) for n, _, level, weight in spot.after]
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
