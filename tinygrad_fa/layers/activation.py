"""Activation functions as layers: each works entry by entry and has no parameters."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.layers.layer import Layer, as_tensor


class ReLU(Layer):
    """max(0, x); the slope at exactly 0 is taken as 0."""

    def forward(self, x: Any) -> Any:
        """Return max(0, x)."""
        return ops.relu(as_tensor(x))


class Sigmoid(Layer):
    """σ(x) = 1 / (1 + e⁻ˣ)."""

    def forward(self, x: Any) -> Any:
        """Return σ(x)."""
        return ops.sigmoid(as_tensor(x))


class Tanh(Layer):
    """The hyperbolic tangent."""

    def forward(self, x: Any) -> Any:
        """Return tanh x."""
        return ops.tanh(as_tensor(x))
