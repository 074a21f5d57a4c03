"""The bilinear layer: how two inputs meet."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers.initialisers import default_parameters, uniform_
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.settings import as_fractions, whole_number


class Bilinear(Layer):
    """Every output weighs each pair of numbers from two inputs: ``yₖ = x₁ᵀ Wₖ x₂ + bₖ``.

    Shapes: x1 (…, in1_features), x2 (…, in2_features) → (…, out_features); weight
    (out_features, in1_features, in2_features), bias (out_features,).

    Weight and bias start from U(−1/√in1_features, 1/√in1_features), as in torch.

    Args:
        in1_features: how many numbers the first input has.
        in2_features: how many the second has.
        out_features: how many come out.
        bias: whether b is added.

    Raises:
        SettingError: for sizes below 1.
        ShapeError, DTypeError: (when called) for inputs of other sizes, or of whole numbers.
    """

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True
    ) -> None:
        self.in1_features = whole_number("in1_features", in1_features)
        self.in2_features = whole_number("in2_features", in2_features)
        self.out_features = whole_number("out_features", out_features)
        bound = 1 / math.sqrt(self.in1_features)
        shape = (self.out_features, self.in1_features, self.in2_features)
        start = partial(uniform_, low=-bound, high=bound)
        self.weight, self.bias = default_parameters(shape, bias, start, start)

    def forward(self, x1: Any, x2: Any) -> Any:
        """Return x₁ᵀ Wₖ x₂ + bₖ for every k."""
        x1, x2 = as_fractions(x1, self.weight), as_fractions(x2, self.weight)
        wanted = (self.in1_features, self.in2_features)
        given = (*x1.shape[-1:], *x2.shape[-1:])
        if given != wanted or x1.shape[:-1] != x2.shape[:-1]:
            raise ShapeError(
                "layers.bilinear_shapes", first=x1.shape, second=x2.shape, wanted=wanted
            )
        rows = math.prod(x1.shape[:-1])
        out = ops.einsum(
            "ni,kij,nj->nk",
            x1.reshape(rows, self.in1_features),
            self.weight,
            x2.reshape(rows, self.in2_features),
        ).reshape(*x1.shape[:-1], self.out_features)
        return out if self.bias is None else out + self.bias

    def multiply_adds(self, inputs: tuple[Any, ...], result: Any) -> int:
        """Return in1 · in2 for each number of the output."""
        return int(result.size) * self.in1_features * self.in2_features

    def extra_repr(self) -> str:
        """Return the sizes."""
        bias = "" if self.bias is not None else ", bias=False"
        return f"{self.in1_features}, {self.in2_features}, {self.out_features}{bias}"
