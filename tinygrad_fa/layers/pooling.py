"""Pooling layers: each window of an image becomes one number."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import Pair, as_fractions, pair


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
        x = as_fractions(x)
        return ops.max_pool2d(x, self.kernel_size, self.stride, self.padding, self.ceil_mode)


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
        x = as_fractions(x)
        return ops.avg_pool2d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )

    def extra_repr(self) -> str:
        """Return the sizes of the windows, and whether the padding counts."""
        return f"{super().extra_repr()}, count_include_pad={self.count_include_pad}"


class AdaptiveAvgPool2d(Layer):
    """The mean of each of so many windows as are wanted, whatever the size of the image.

    Shapes: x (N, C, H, W) → (N, C, *output_size).

    Window i of n along an axis of length L goes from ⌊i L / n⌋ to ⌈(i + 1) L / n⌉: where n does
    not divide L, neighbouring windows overlap by one pixel.

    Args:
        output_size: a number, or (height, width).

    Raises:
        SettingError: for sizes that make no sense.
        ShapeError: (when called) for what is no batch of images, or images without pixels.
    """

    def __init__(self, output_size: int | Pair) -> None:
        self.output_size = pair("output_size", output_size)

    def forward(self, x: Any) -> Any:
        """Return the means of the windows of x."""
        x = as_fractions(x)
        return ops.adaptive_avg_pool2d(x, self.output_size)

    def extra_repr(self) -> str:
        """Return the size that is wanted."""
        return f"output_size={self.output_size}"


class _GlobalPool(Layer):
    """What the layers have in common that make one number of each channel."""

    def __init__(self, keepdims: bool = False) -> None:
        self.keepdims = bool(keepdims)

    def _places(self, x: Any) -> tuple[Any, tuple[int, ...]]:
        """Return x as a tensor, and the axes that are pooled."""
        x = as_tensor(x)
        if x.ndim < 3 or 0 in x.shape[2:]:
            raise ShapeError("layers.global_pool", layer=type(self).__name__, shape=x.shape)
        return x, tuple(range(2, x.ndim))

    def extra_repr(self) -> str:
        """Return whether the pooled axes stay."""
        return f"keepdims={self.keepdims}"


class GlobalAvgPool(_GlobalPool):
    """The mean of each channel over all its places.

    Shapes: x (N, C, H, W) or (N, C, L) → (N, C), or with `keepdims` (N, C, 1, 1) or (N, C, 1).

    Args:
        keepdims: whether the pooled axes stay, with length 1.

    Raises:
        ShapeError: (when called) for an input without places, or without axes for them.
    """

    def forward(self, x: Any) -> Any:
        """Return the mean of each channel."""
        x, places = self._places(x)
        return x.mean(places, self.keepdims)


class GlobalMaxPool(_GlobalPool):
    """The largest number of each channel; the first of equals takes the gradient.

    Shapes: x (N, C, H, W) or (N, C, L) → (N, C), or with `keepdims` (N, C, 1, 1) or (N, C, 1).

    Args:
        keepdims: whether the pooled axes stay, with length 1.

    Raises:
        ShapeError: (when called) for an input without places, or without axes for them.
    """

    def forward(self, x: Any) -> Any:
        """Return the largest number of each channel."""
        x, places = self._places(x)
        return x.max(places, self.keepdims)
