"""Cutting a graph that is too large to read: what is near the result is shown.

A node's *distance* is the longest way from it to the result.  Everything that uses a node is
nearer than the node itself: so where we cut by distance, all paths through a node that is shown
are shown too, and its gradient is the sum of the shares one sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from tinygrad_fa.engine.op import Node

READABLE = 100  # nodes of a picture that had to be cut


@dataclass
class Cut:
    """What is left of a graph.

    Attributes:
        shown: the nodes that are drawn, each after its inputs.
        opened: those of them whose inputs are drawn as well.
        complete: those all of whose uses are drawn.
    """

    shown: list[Any]
    opened: set[Any]
    complete: set[Any]


def cut(order: Sequence[Any], depth: int | None, most: int | None) -> Cut:
    """Return the part of the graph within `depth` ops of its result (the last of `order`).

    Args:
        depth: None for the whole graph; or, if that has more than `most` nodes, as far as
            `READABLE` nodes reach, and at least one op.
        most: None for any number of nodes.
    """
    if depth is None and (most is None or len(order) <= most):
        opened = {node for node in order if node.op}
        return Cut(list(order), opened, set(order))
    distance: dict[Any, int] = {order[-1]: 0}
    for node in reversed(order):
        for x in node.inputs if node.op else ():
            if isinstance(x, Node):
                distance[x] = max(distance.get(x, 0), distance[node] + 1)
    if depth is None:
        depth = _readable(distance)
    opened = {node for node in order if node.op and distance[node] < depth}
    inputs = {x for node in opened for x in node.inputs if isinstance(x, Node)}
    complete = {node for node in order if distance[node] <= depth}
    shown = complete | inputs
    return Cut([node for node in order if node in shown], opened, complete)


def _readable(distance: dict[Any, int]) -> int:
    counts = [0] * (max(distance.values()) + 1)
    for steps in distance.values():
        counts[steps] += 1
    return max(1, sum(total <= READABLE for total in accumulate(counts)) - 1)
