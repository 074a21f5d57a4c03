"""What lies in the attributes of a layer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, NamedTuple

from tinygrad_fa.engine.tensor import Tensor


class Member(NamedTuple):
    """A tensor of a layer, under its dotted path."""

    name: str
    tensor: Tensor
    is_parameter: bool


def tensors_and_layers(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield (dotted name, tensor or layer) of what an attribute holds: itself, or its elements."""
    if isinstance(value, Tensor) or hasattr(value, "named_parameters"):
        yield name, value
    elif isinstance(value, (list, tuple)):
        for i, element in enumerate(value):
            yield from tensors_and_layers(f"{name}.{i}", element)
    elif isinstance(value, dict):
        for key, element in value.items():
            yield from tensors_and_layers(f"{name}.{key}", element)


def is_running(method: Callable[..., Any], layer: Any) -> bool:
    """Return whether ``method`` of `layer` is under way.

    Python's own stack is asked, because a counter would make every call of every layer slower for
    the sake of the few that set a new tensor.
    """
    code = method.__code__
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code is code and frame.f_locals["self"] is layer:
            return True
        frame = frame.f_back
    return False
