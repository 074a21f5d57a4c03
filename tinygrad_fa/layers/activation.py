"""Activation functions as layers: they work entry by entry, but for softmax and its logarithm.

Only `PReLU` has a parameter.  Names, settings and the slopes at kinks are torch's.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import whole_number


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


class SiLU(Layer):
    """x·σ(x), also called swish.  Source: Elfwing, Uchibe & Doya 2018, eq. 9."""

    def forward(self, x: Any) -> Any:
        """Return x·σ(x)."""
        return ops.silu(as_tensor(x))


class SELU(Layer):
    """1.0507 · ELU(x), α = 1.6733: keeps mean 0 and variance 1.  Source: Klambauer et al. 2017."""

    def forward(self, x: Any) -> Any:
        """Return the scaled ELU."""
        return ops.selu(as_tensor(x))


class Mish(Layer):
    """x · tanh(softplus x).  Source: Misra 2020, eq. 1."""

    def forward(self, x: Any) -> Any:
        """Return x · tanh(softplus x)."""
        return ops.mish(as_tensor(x))


class ReLU6(Layer):
    """min(max(0, x), 6); the slope at 0 and at 6 is taken as 0."""

    def forward(self, x: Any) -> Any:
        """Return min(max(0, x), 6)."""
        return ops.relu6(as_tensor(x))


class Hardsigmoid(Layer):
    """min(max(0, x + 3), 6) / 6: σ drawn with straight lines; the slope at ±3 is taken as 0."""

    def forward(self, x: Any) -> Any:
        """Return the straight-line σ."""
        return ops.hardsigmoid(as_tensor(x))


class Hardswish(Layer):
    """x · hardsigmoid(x).  Source: Howard et al. 2019, section 5.2."""

    def forward(self, x: Any) -> Any:
        """Return x · hardsigmoid(x)."""
        return ops.hardswish(as_tensor(x))


class LogSigmoid(Layer):
    """ln σ(x), without overflow for any x."""

    def forward(self, x: Any) -> Any:
        """Return ln σ(x)."""
        return ops.log_sigmoid(as_tensor(x))


class Softsign(Layer):
    """x / (1 + |x|)."""

    def forward(self, x: Any) -> Any:
        """Return x / (1 + |x|)."""
        return ops.softsign(as_tensor(x))


class LeakyReLU(Layer):
    """x for x > 0, negative_slope · x otherwise.  Source: Maas, Hannun & Ng 2013, section 2.

    Args:
        negative_slope: the slope for x ≤ 0.
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = negative_slope

    def forward(self, x: Any) -> Any:
        """Return the leaky ReLU of x."""
        return ops.leaky_relu(as_tensor(x), self.negative_slope)

    def extra_repr(self) -> str:
        """Return the slope."""
        return f"negative_slope={self.negative_slope}"


class PReLU(Layer):
    """A leaky ReLU whose slope for x ≤ 0 is trained.  Source: He et al., ICCV 2015, eq. 1.

    Shapes: x of any shape with one slope; with several, (N, num_parameters, …).  Parameter: weight
    (num_parameters,).

    Args:
        num_parameters: 1 slope for all, or one for each channel.
        init: what the slopes start from.

    Raises:
        ShapeError: (when called) for an input with another number of channels.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        self.num_parameters = whole_number("num_parameters", num_parameters)
        start = backend.chosen().full(self.num_parameters, init, dtype=backend.default_dtype)
        self.weight = Tensor(start, requires_grad=True)

    def forward(self, x: Any) -> Any:
        """Return x for x > 0 and slope · x otherwise."""
        x, slope = as_tensor(x), self.weight
        if self.num_parameters > 1:
            if x.ndim < 2 or x.shape[1] != self.num_parameters:
                raise ShapeError(
                    "layers.channels", shapes="`(N, C, …)`", channels=self.num_parameters,
                    shape=x.shape, layer="PReLU",
                )  # fmt: skip
            slope = slope.reshape((-1,) + (1,) * (x.ndim - 2))
        return ops.leaky_relu(x, slope)

    def extra_repr(self) -> str:
        """Return how many slopes there are."""
        return f"num_parameters={self.num_parameters}"


class ELU(Layer):
    """x for x > 0, α(eˣ − 1) otherwise.  Source: Clevert, Unterthiner & Hochreiter 2016, eq. 15.

    Args:
        alpha: α; far to the left the result is −α.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def forward(self, x: Any) -> Any:
        """Return the ELU of x."""
        return ops.elu(as_tensor(x), self.alpha)

    def extra_repr(self) -> str:
        """Return α."""
        return f"alpha={self.alpha}"


class GELU(Layer):
    """x·Φ(x), Φ the normal distribution.  Source: Hendrycks & Gimpel 2016, eq. 1 and 2.

    Args:
        approximate: ``"none"``, or ``"tanh"`` for the paper's formula with a tanh.
    """

    def __init__(self, approximate: str = "none") -> None:
        if approximate not in ("none", "tanh"):
            raise SettingError("layers.gelu_approximate", value=approximate)
        self.approximate = approximate

    def forward(self, x: Any) -> Any:
        """Return x·Φ(x)."""
        return ops.gelu(as_tensor(x), self.approximate)

    def extra_repr(self) -> str:
        """Return the way it is computed."""
        return f"approximate={self.approximate!r}"


class Softplus(Layer):
    """ln(1 + e^(βx)) / β: a ReLU without a corner.

    Args:
        beta: β; the larger, the sharper the bend.
    """

    def __init__(self, beta: float = 1.0) -> None:
        if not beta > 0:
            raise SettingError("layers.positive", name="beta", value=beta)
        self.beta = beta

    def forward(self, x: Any) -> Any:
        """Return the softplus of x."""
        return ops.softplus(as_tensor(x) * self.beta) / self.beta

    def extra_repr(self) -> str:
        """Return β."""
        return f"beta={self.beta}"


class Hardtanh(Layer):
    """x kept between two bounds; the slope at the bounds is taken as 0.

    Args:
        min_val: the lower bound.
        max_val: the upper bound, larger than the lower one.
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0) -> None:
        if not min_val < max_val:
            raise SettingError("layers.bounds", low=min_val, high=max_val)
        self.min_val, self.max_val = min_val, max_val

    def forward(self, x: Any) -> Any:
        """Return x kept between the bounds."""
        return ops.hardtanh(as_tensor(x), self.min_val, self.max_val)

    def extra_repr(self) -> str:
        """Return the bounds."""
        return f"min_val={self.min_val}, max_val={self.max_val}"


class Softmax(Layer):
    """eˣ / Σ eˣ along an axis: positive shares that sum to 1.

    `CrossEntropyLoss` wants its scores without it.

    Args:
        dim: the axis along which the shares sum to 1.
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Return the shares."""
        return ops.softmax(as_tensor(x), axis=self.dim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"dim={self.dim}"


class LogSoftmax(Layer):
    """The logarithm of `Softmax`, computed as x − ln Σ eˣ.

    Args:
        dim: the axis along which the shares sum to 1.
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Return the logarithms of the shares."""
        return ops.log_softmax(as_tensor(x), axis=self.dim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"dim={self.dim}"
