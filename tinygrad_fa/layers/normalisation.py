"""Normalisation layers: numbers with mean 0 and variance 1, then scaled and shifted as trained.

They differ only in which numbers are taken together.  For images (N, C, H, W):

    BatchNorm      one channel of all images            axes N, H, W
    InstanceNorm   one channel of one image             axes H, W
    GroupNorm      a group of channels of one image     axes C/groups, H, W
    LayerNorm      the last axes of one sample
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.settings import as_fractions, whole_number


class Normalisation(Layer):
    """What the layers have in common: a weight and a bias that may be left out."""

    eps: float
    weight: Tensor | None
    bias: Tensor | None

    def start(self, shape: tuple[int, ...], weight: bool, bias: bool) -> None:
        """Make the weight of ones and the bias of zeros, as far as they are wanted."""
        library, dtype = backend.chosen(), backend.default_dtype
        self.weight = Tensor(library.ones(shape, dtype), requires_grad=True) if weight else None
        self.bias = Tensor(library.zeros(shape, dtype), requires_grad=True) if bias else None

    def scaled(self, x: Any, shape: tuple[int, ...]) -> Any:
        """Return x · weight + bias, both in `shape`."""
        if self.weight is None:
            return x if self.bias is None else x + self.bias.reshape(shape)
        weight = self.weight.reshape(shape)
        return (
            x * weight
            if self.bias is None
            else ops.scale_shift(x, weight, self.bias.reshape(shape))
        )


class GroupNorm(Normalisation):
    """Groups of channels of each sample are normalised together, in training and in use alike.

    Shapes: x (N, num_channels, …) → the same.  Source: Wu & He, ECCV 2018, eq. 7.

    Args:
        num_groups: how many groups; 1 takes all channels together, num_channels each alone.
        num_channels: how many channels there are.
        eps: is added to the variance.
        affine: whether there are weight and bias, one number per channel.

    Raises:
        SettingError: for groups that do not divide the channels.
    """

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True
    ) -> None:
        self.num_groups = whole_number("num_groups", num_groups)
        self.num_channels = whole_number("num_channels", num_channels)
        if self.num_channels % self.num_groups:
            raise SettingError("layers.norm_groups", groups=num_groups, channels=num_channels)
        self.eps = eps
        self.start((self.num_channels,), affine, affine)

    def forward(self, x: Any) -> Any:
        """Return x normalised, group by group and sample by sample."""
        x = as_fractions(x, self.weight)
        if x.ndim < 2 or x.shape[1] != self.num_channels:
            raise ShapeError(
                "layers.channels", shapes="`(N, C, …)`", channels=self.num_channels,
                shape=x.shape, layer="GroupNorm",
            )  # fmt: skip
        size = math.prod(x.shape[1:]) // self.num_groups
        groups = x.reshape(x.shape[0], self.num_groups, size)
        out = ops.standardise(groups, -1, self.eps).reshape(x.shape)
        return self.scaled(out, (1, -1) + (1,) * (x.ndim - 2))

    def extra_repr(self) -> str:
        """Return the numbers of groups and channels, and the settings."""
        affine = self.weight is not None
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={affine}"


class _SampleNorm(Normalisation):
    """Normalisation of the last axes of each sample."""

    normalized_shape: tuple[int, ...]

    def _set_shape(self, normalized_shape: int | Sequence[int]) -> None:
        several = isinstance(normalized_shape, (tuple, list))
        lengths: Any = normalized_shape if several else [normalized_shape]
        self.normalized_shape = tuple(whole_number("normalized_shape", n) for n in lengths)
        if not self.normalized_shape:
            raise SettingError("layers.whole_number", name="normalized_shape", value=(), least=1)

    def _last_axes(self, x: Tensor) -> tuple[int, ...]:
        count = len(self.normalized_shape)
        if x.shape[-count:] != self.normalized_shape:
            raise ShapeError(
                "layers.last_axes", wanted=self.normalized_shape, shape=x.shape,
                layer=type(self).__name__,
            )  # fmt: skip
        return tuple(range(-count, 0))


class LayerNorm(_SampleNorm):
    """The last axes of each sample are normalised, then scaled and shifted entry by entry.

        y = (x − mean) / √(variance + eps) · weight + bias

    Shapes: x (…, *normalized_shape) → the same.  Source: Ba, Kiros & Hinton 2016.

    Args:
        normalized_shape: the length of the last axis, or the lengths of the last axes.
        eps: is added to the (biased) variance.
        elementwise_affine: whether there are weight and bias.
        bias: whether there is a bias beside the weight.

    Raises:
        ShapeError: (when called) for an input with other last axes.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
    ) -> None:
        self._set_shape(normalized_shape)
        self.eps = eps
        self.start(self.normalized_shape, elementwise_affine, elementwise_affine and bias)

    def forward(self, x: Any) -> Any:
        """Return x normalised, sample by sample."""
        x = as_fractions(x, self.weight)
        axes = self._last_axes(x)
        return self.scaled(ops.standardise(x, axes, self.eps), self.normalized_shape)

    def extra_repr(self) -> str:
        """Return the shape and the settings."""
        affine = self.weight is not None
        bias = ", bias=False" if affine and self.bias is None else ""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={affine}{bias}"


class RMSNorm(_SampleNorm):
    """The last axes of each sample are divided by their root mean square; no mean is taken away.

        y = x / √(mean(x²) + eps) · weight

    Shapes: x (…, *normalized_shape) → the same.  Source: Zhang & Sennrich, NeurIPS 2019, eq. 4.

    Args:
        normalized_shape: the length of the last axis, or the lengths of the last axes.
        eps: is added to the mean square; None: the ε of the input's dtype.
        elementwise_affine: whether there is a weight.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
    ) -> None:
        self._set_shape(normalized_shape)
        self._eps = eps
        self.start(self.normalized_shape, elementwise_affine, False)

    def forward(self, x: Any) -> Any:
        """Return x normalised, sample by sample."""
        x = as_fractions(x, self.weight)
        squares = (x * x).mean(axis=self._last_axes(x), keepdims=True)
        smallest = backend.library(x.data).finfo(x.dtype).eps
        eps = float(smallest) if self._eps is None else self._eps
        return self.scaled(x / ops.sqrt(squares + eps), self.normalized_shape)

    def extra_repr(self) -> str:
        """Return the shape and the settings."""
        affine = self.weight is not None
        return f"{self.normalized_shape}, eps={self._eps}, elementwise_affine={affine}"
