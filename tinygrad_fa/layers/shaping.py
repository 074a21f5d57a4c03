"""Layers that only change shapes."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import whole_number


class Flatten(Layer):
    """All axes from `start_dim` on become one: (N, C, H, W) → (N, C·H·W).

    Args:
        start_dim: the first axis that is joined; 1 keeps the samples of a batch apart.

    Raises:
        SettingError: for an axis below 0.
        ShapeError: (when called) for an input without that axis.
    """

    def __init__(self, start_dim: int = 1) -> None:
        self.start_dim = whole_number("start_dim", start_dim, least=0)

    def forward(self, x: Any) -> Any:
        """Return x with the axes joined."""
        x = as_tensor(x)
        if x.ndim <= self.start_dim:
            raise ShapeError("layers.flatten_axes", axis=self.start_dim, shape=x.shape)
        return ops.flatten(x, self.start_dim)

    def extra_repr(self) -> str:
        """Return the first axis that is joined, if it is not the usual one."""
        return "" if self.start_dim == 1 else f"start_dim={self.start_dim}"
