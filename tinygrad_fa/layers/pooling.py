"""Pooling layers: each window of an image becomes one number."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import Pair, pair


class _Pool2d(Layer):
    """What the pooling layers have in common: the windows."""

    def __init__(
        self,
        kernel_size: int | Pair,
        stride: int | Pair | None = None,
        padding: int | Pair = 0,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size = pair("kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else pair("stride", stride)
        self.padding = pair("padding", padding, least=0)
        self.ceil_mode = bool(ceil_mode)
        if any(2 * p > k for p, k in zip(self.padding, self.kernel_size, strict=True)):
            raise SettingError(
                "layers.pool_padding", padding=self.padding, kernel_size=self.kernel_size
            )

    def extra_repr(self) -> str:
        """Return the sizes of the windows."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool2d(_Pool2d):
    """The largest number of each window of an image.

    Shapes: x (N, C, H, W) → (N, C, OH, OW), ``OH = ⌊(H + 2 padding − kernel) / stride⌋ + 1``.

    Of equal numbers the first one in reading order takes the gradient.

    Args:
        kernel_size: a number, or (height, width) of the window; so are stride and padding.
        stride: how far the window moves; as far as it is large, unless given.
        padding: how wide the border is; it never wins.
        ceil_mode: round OH up, so that a last window may hang over the edge (Caffe's rule).

    Raises:
        SettingError: for sizes that make no sense, or padding of more than half the window.
        ShapeError: (when called) for what is no batch of images, or images that are too small.
    """

    def forward(self, x: Any) -> Any:
        """Return the maxima of the windows of x."""
        return ops.max_pool2d(
            as_tensor(x), self.kernel_size, self.stride, self.padding, self.ceil_mode
        )


class AvgPool2d(_Pool2d):
    """The mean of each window of an image.

    Shapes: x (N, C, H, W) → (N, C, OH, OW), ``OH = ⌊(H + 2 padding − kernel) / stride⌋ + 1``.

    Args:
        kernel_size: a number, or (height, width) of the window; so are stride and padding.
        stride: how far the window moves; as far as it is large, unless given.
        padding: how many zeros stand around the image.
        ceil_mode: round OH up, so that a last window may hang over the edge (Caffe's rule).
        count_include_pad: whether the zeros of the padding count in the mean.

    Raises:
        SettingError: for sizes that make no sense, or padding of more than half the window.
        ShapeError: (when called) for what is no batch of images, or images that are too small.
    """

    def __init__(
        self,
        kernel_size: int | Pair,
        stride: int | Pair | None = None,
        padding: int | Pair = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode)
        self.count_include_pad = bool(count_include_pad)

    def forward(self, x: Any) -> Any:
        """Return the means of the windows of x."""
        return ops.avg_pool2d(
            as_tensor(x),
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )

    def extra_repr(self) -> str:
        """Return the sizes of the windows, and whether the padding counts."""
        return f"{super().extra_repr()}, count_include_pad={self.count_include_pad}"
