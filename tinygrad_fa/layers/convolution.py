"""Convolution layers."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import initialisers
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import Pair, pair, refuse_whole_numbers, whole_number


class Conv2d(Layer):
    """Small kernels slide over images; each output channel is what one kernel sees.

    Shapes: x (N, in_channels, H, W) → (N, out_channels, OH, OW) with
    ``OH = ⌊(H + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1``; weight
    (out_channels, in_channels / groups, kernel height, kernel width), bias (out_channels,).

    Weight and bias start from U(−1/√n, 1/√n), n = in_channels / groups · kernel height · width,
    as in torch.

    Args:
        in_channels: channels of the images.
        out_channels: how many kernels there are.
        kernel_size: a number, or (height, width); so are stride, padding and dilation.
        stride: how far the kernel moves.
        padding: how many zeros stand around the image.
        dilation: how far apart the pixels lie that a kernel sees; 1: side by side.
        groups: the channels are cut into so many groups that do not see each other.
        bias: whether each output channel has a number that is added.

    Raises:
        SettingError: for sizes that make no sense, or groups that do not divide the channels.
        ShapeError, DTypeError: (when called) for what is no batch of images with so many
            channels, images smaller than the kernel, or pixels that are whole numbers.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        dilation: int | Pair = 1,
        groups: int = 1,
        bias: bool = True,
    ) -> None:
        self.in_channels = whole_number("in_channels", in_channels)
        self.out_channels = whole_number("out_channels", out_channels)
        self.kernel_size = pair("kernel_size", kernel_size)
        self.stride = pair("stride", stride)
        self.padding = pair("padding", padding, least=0)
        self.dilation = pair("dilation", dilation)
        self.groups = whole_number("groups", groups)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise SettingError(
                "layers.groups",
                groups=groups,
                in_channels=in_channels,
                out_channels=out_channels,
            )
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        self.weight, self.bias = initialisers.default_parameters(shape, bias)

    def forward(self, x: Any) -> Any:
        """Return the convolution of the images x."""
        x = as_tensor(x)
        refuse_whole_numbers(x, self.weight)
        return ops.conv2d(
            x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
        )

    def extra_repr(self) -> str:
        """Return the sizes, and the settings that are not the usual ones."""
        usual = {"padding": (0, 0), "dilation": (1, 1), "groups": 1}
        unusual = [
            f", {name}={getattr(self, name)}"
            for name, value in usual.items()
            if getattr(self, name) != value
        ]
        bias = "" if self.bias is not None else ", bias=False"
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}{''.join(unusual)}{bias}"
        )
