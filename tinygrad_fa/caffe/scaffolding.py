"""What Caffe tells of a net when it sets it up: shapes, memory, which layers need backward.

Caffe puts a Split layer behind every blob that several layers read; our gradients add up without.
They are listed here all the same, so that the figures are Caffe's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from tinygrad_fa.caffe.kinds import Shape
from tinygrad_fa.caffe.net import CaffeNet

BYTES = 4  # of a number in Caffe's float build


@dataclass(frozen=True)
class Row:
    """One layer as Caffe sets it up.

    Args:
        layer: its name.
        tops: the shapes of what it makes.
        loss_weight: of its first top, None for 0.
        memory: bytes of all tops so far (tops that are made in place are counted again).
        needs_backward: whether gradients flow through it.
    """

    layer: str
    tops: tuple[Shape, ...]
    loss_weight: float | None
    memory: int
    needs_backward: bool


def scaffolding(net: CaffeNet) -> list[Row]:
    """Return a row for each layer of a net, in the order in which Caffe sets them up."""
    rows: list[Row] = []
    memory = 0
    for name, tops, loss_weight, needs_backward in _layers(net):
        memory += BYTES * sum(prod(shape) for shape in tops)
        rows.append(Row(name, tuple(tops), loss_weight or None, memory, needs_backward))
    return rows


def _layers(net: CaffeNet) -> Iterator[tuple[str, list[Shape], float, bool]]:
    readers = _readers(net)
    for number, line in enumerate(net.lines):
        weight = line.loss_weights[0] if line.loss_weights else 0.0
        yield line.name, line.shapes, weight, line.needs_backward
        for place, (blob, shape) in enumerate(zip(line.makes, line.shapes, strict=True)):
            copies = readers.get((number, place), []) + [False] * bool(line.loss_weights[place])
            if len(copies) > 1:
                name = f"{blob}_{line.name}_{place}_split"
                yield name, [shape] * len(copies), 0.0, any(copies) and line.needs_backward


def _readers(net: CaffeNet) -> dict[tuple[int, int], list[bool]]:
    """Return for each (layer, top) whether each of its readers sends a gradient back."""
    maker: dict[str, tuple[int, int]] = {}
    readers: dict[tuple[int, int], list[bool]] = {}
    for number, line in enumerate(net.lines):
        for place, name in enumerate(line.reads):
            back = line.needs_backward and place not in line.blocked
            readers.setdefault(maker[name], []).append(back)
        for place, name in enumerate(line.makes):
            maker[name] = number, place
    return readers
