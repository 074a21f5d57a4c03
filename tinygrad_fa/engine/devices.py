"""Tensors on the way from one device to another: main memory, GPU and back."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.op import Multilinear
from tinygrad_fa.engine.ops.shapes import astype
from tinygrad_fa.language.errors import SettingError

DTYPES = ("float16", "float32", "float64")


class Moved(Multilinear):
    """The same numbers on another device; the gradient comes back to x's own."""

    symbol, tex, partials = "→", "{x}", ("1",)

    def forward(x: Any, *, library: Any) -> Any:  # noqa: N805
        """Return x as an array of `library`."""
        return backend.move(x, library)

    def grad_x(g: Any, out: Any, x: Any, *, library: Any) -> Any:  # noqa: N805
        """Return g as an array of x's library."""
        return move(g, backend.library(x.data if hasattr(x, "requires_grad") else x))


def move(x: Any, library: Any) -> Any:
    """Return x, a tensor or an array, with its numbers in another library."""
    if not hasattr(x, "requires_grad"):
        return backend.move(x, library)
    return x if backend.library(x.data) is library else x.apply(Moved, x, library=library)


def to(x: Any, target: str) -> Any:
    """Return x in another dtype or on another device (x itself, if nothing changes).

    Args:
        x: a tensor; gradients flow back to it in its own dtype, on its own device.
        target: ``float16``, ``float32`` or ``float64``; ``cpu`` or ``gpu``.

    Raises:
        SettingError: for another target, or a device that is not there.
    """
    if target in DTYPES:
        return x if x.dtype == target else astype(x, target)
    return move(x, named(target))


def named(target: str) -> Any:
    """Return the library of a device.

    Raises:
        SettingError: if it is the name of none, or the device is not there.
    """
    if not backend.is_known(target):
        raise SettingError("engine.unknown_target", target=target)
    return backend.named(target)
