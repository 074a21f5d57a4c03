"""The part of a training's state that is the net's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import StateError
from tinygrad_fa.solver.configuration import NOWHERE, Listing, line


def net_state(net: Any) -> dict[str, Any]:
    """Return the arrays of a net, and which of it is frozen."""
    layers = list(net.named_layers()) if hasattr(net, "named_layers") else []
    return {
        "tensors": {name: tensor.numpy() for name, tensor in _tensors(net)},
        "frozen": [name for name, tensor in net.named_parameters() if not tensor.requires_grad],
        "stays_in_eval": [path for path, layer in layers if layer._stays_in_eval],
    }


def _tensors(net: Any) -> Iterator[tuple[str, Any]]:
    yield from net.named_parameters()
    if hasattr(net, "named_buffers"):
        yield from net.named_buffers()


def check_net(net: Any, state: Mapping[str, Any]) -> None:
    """Raise an error that lists every array of another name, shape or dtype."""
    saved, here = state["tensors"], dict(_tensors(net))
    lines = []
    for name in dict.fromkeys([*saved, *here]):
        old, new = _kind(saved.get(name)), _kind(getattr(here.get(name), "data", None))
        if old != new:
            lines.append(line(name, old, new))
    if lines:
        raise StateError("snapshots.other_net", lines=Listing(lines))


def _kind(array: Any) -> str:
    return NOWHERE if array is None else f"{tuple(array.shape)} {array.dtype}"


def put_net(net: Any, state: Mapping[str, Any]) -> None:
    """Give a net the arrays that were saved, and freeze what was frozen."""
    for name, tensor in _tensors(net):
        library = backend.library(tensor.data)
        tensor.replace_data(library.array(state["tensors"][name], dtype=tensor.dtype))
    for name, parameter in net.named_parameters():
        parameter.requires_grad_(name not in state["frozen"])
    if hasattr(net, "named_layers"):
        for path, layer in net.named_layers():
            layer._stays_in_eval = path in state["stays_in_eval"]
