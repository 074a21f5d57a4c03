"""Convolution layers."""

from __future__ import annotations

from math import prod
from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import initialisers
from tinygrad_fa.layers.initialisers import Initialiser
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.settings import Pair, as_fractions, pair, whole_number


class _Convolution(Layer):
    """What the convolution layers have in common: their settings and their parameters."""

    _extent: Any = staticmethod(pair)  # a kernel's size, stride, …: two numbers, or one
    _transposed = False

    def _set_up(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        groups: int,
        bias: bool,
        weight_init: Initialiser | None,
        bias_init: Initialiser | None,
    ) -> None:
        self.in_channels = whole_number("in_channels", in_channels)
        self.out_channels = whole_number("out_channels", out_channels)
        self.kernel_size = self._extent("kernel_size", kernel_size)
        self.stride = self._extent("stride", stride)
        self.padding = self._extent("padding", padding, least=0)
        self.dilation = self._extent("dilation", dilation)
        self.groups = whole_number("groups", groups)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise SettingError(
                "layers.groups",
                groups=groups,
                in_channels=in_channels,
                out_channels=out_channels,
            )
        kernel = self.kernel_size if isinstance(self.kernel_size, tuple) else (self.kernel_size,)
        from_, to = self.in_channels, self.out_channels
        if self._transposed:
            from_, to = to, from_
        channels = (to, from_ // self.groups)
        self.weight, self.bias = initialisers.default_parameters(
            (*channels, *kernel), bias, weight_init, bias_init, outputs=self.out_channels
        )

    def multiply_adds(self, inputs: tuple[Any, ...], result: Any) -> int:
        """Return kernel · channels for each output; a transposed one counts its inputs instead."""
        counted = inputs[0] if self._transposed else result
        return int(counted.size) * prod(self.weight.shape[1:])

    def extra_repr(self) -> str:
        """Return the sizes, and the settings that are not the usual ones."""
        none = self._extent("", 0, least=0)
        one = self._extent("", 1)
        usual = {"padding": none, "output_padding": none, "dilation": one, "groups": 1}
        unusual = [
            f", {name}={getattr(self, name)}"
            for name, value in usual.items()
            if getattr(self, name, value) != value
        ]
        bias = "" if self.bias is not None else ", bias=False"
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}{''.join(unusual)}{bias}"
        )


class Conv2d(_Convolution):
    """Small kernels slide over images; each output channel is what one kernel sees.

    Shapes: x (N, in_channels, H, W) → (N, out_channels, OH, OW) with
    ``OH = ⌊(H + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1``; weight
    (out_channels, in_channels / groups, kernel height, kernel width), bias (out_channels,).

    Weight and bias start from U(−1/√n, 1/√n), n = in_channels / groups · kernel height · width,
    as in torch, unless another initialiser is given.

    Args:
        in_channels: channels of the images.
        out_channels: how many kernels there are.
        kernel_size: a number, or (height, width); so are stride, padding and dilation.
        stride: how far the kernel moves.
        padding: how many zeros stand around the image.
        dilation: how far apart the pixels lie that a kernel sees; 1: side by side.
        groups: the channels are cut into so many groups that do not see each other.
        bias: whether each output channel has a number that is added.
        weight_init: fills the weight: a function of `tinygrad_fa.initialisers`, or one's own.
        bias_init: fills the bias.

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
        weight_init: Initialiser | None = None,
        bias_init: Initialiser | None = None,
    ) -> None:
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
            weight_init, bias_init,
        )  # fmt: skip

    def forward(self, x: Any) -> Any:
        """Return the convolution of the images x."""
        x = as_fractions(x, self.weight)
        return ops.conv2d(
            x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
        )


class Conv1d(_Convolution):
    """Small kernels slide along sequences; each output channel is what one kernel sees.

    Shapes: x (N, in_channels, L) → (N, out_channels, OL) with
    ``OL = ⌊(L + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1``; weight
    (out_channels, in_channels / groups, kernel), bias (out_channels,).

    Args:
        in_channels: numbers at each place of the sequences.
        out_channels: how many kernels there are.
        kernel_size: how many places a kernel sees.
        stride: how far the kernel moves.
        padding: how many zeros stand before and behind the sequence.
        dilation: how far apart the places lie that a kernel sees; 1: side by side.
        groups: the channels are cut into so many groups that do not see each other.
        bias: whether each output channel has a number that is added.
        weight_init: fills the weight, as for `Conv2d`.
        bias_init: fills the bias.

    Raises:
        SettingError: for sizes that make no sense, or groups that do not divide the channels.
        ShapeError, DTypeError: (when called) for what is no batch of sequences with so many
            channels, sequences shorter than the kernel, or whole numbers.
    """

    _extent = staticmethod(whole_number)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
        groups: int = 1,
        bias: bool = True,
        weight_init: Initialiser | None = None,
        bias_init: Initialiser | None = None,
    ) -> None:
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
            weight_init, bias_init,
        )  # fmt: skip

    def forward(self, x: Any) -> Any:
        """Return the convolution of the sequences x."""
        x = as_fractions(x, self.weight)
        return ops.conv1d(
            x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
        )


class ConvTranspose2d(_Convolution):
    """Each pixel paints a kernel, times its number, into a larger image.

    Shapes: x (N, in_channels, H, W) → (N, out_channels, OH, OW) with
    ``OH = (H − 1) stride − 2 padding + dilation (kernel − 1) + 1 + output_padding``; weight
    (in_channels, out_channels / groups, kernel height, kernel width), bias (out_channels,).

    It is the gradient of a `Conv2d` with the same settings: that one makes images smaller, this
    one makes them larger again.  Weight and bias start from U(−1/√n, 1/√n),
    n = out_channels / groups · kernel height · width, as in torch.

    Args:
        in_channels: channels of the images.
        out_channels: channels of the larger images.
        kernel_size: a number, or (height, width); so are the four settings after it.
        stride: how far apart neighbouring pixels paint.
        padding: how much is cut off all around.
        output_padding: how much is added below and to the right; less than the stride.
        groups: the channels are cut into so many groups that do not see each other.
        bias: whether each output channel has a number that is added.
        dilation: how far apart the pixels of the kernel are painted; 1: side by side.
        weight_init: fills the weight, as for `Conv2d`.
        bias_init: fills the bias.

    Raises:
        SettingError: for sizes that make no sense, or groups that do not divide the channels.
        ShapeError, DTypeError: (when called) for what is no batch of images with so many
            channels, padding that leaves nothing, or pixels that are whole numbers.
    """

    _transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        output_padding: int | Pair = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | Pair = 1,
        weight_init: Initialiser | None = None,
        bias_init: Initialiser | None = None,
    ) -> None:
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
            weight_init, bias_init,
        )  # fmt: skip
        self.output_padding = pair("output_padding", output_padding, least=0)
        if any(extra >= step for extra, step in zip(self.output_padding, self.stride, strict=True)):
            raise SettingError(
                "engine.output_padding", output_padding=self.output_padding, stride=self.stride
            )

    def forward(self, x: Any) -> Any:
        """Return the transposed convolution of the images x."""
        x = as_fractions(x, self.weight)
        return ops.conv_transpose2d(
            x,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.output_padding,
            self.groups,
            self.dilation,
        )
