"""Convolution of images: the op, and the two ops that are its gradients.

A convolution is linear in the images and linear in the weight.  So its two gradients are linear
maps as well, and the three ops are each other's derivatives, to any order.
"""

from tinygrad_fa.engine import kernels
from tinygrad_fa.engine.op import Multilinear, Op, call
from tinygrad_fa.engine.ops.windows import check_images, check_window, pair
from tinygrad_fa.language.errors import ShapeError


class Conv2d(Multilinear):
    """The cross-correlation of x (N, C, H, W) with weight (O, C/groups, kh, kw)."""

    symbol, tex = "conv", "{x} * {weight}"
    partials = (r"{weight}^{{\text{{turned}}}} *", "{x} *")

    def forward(x, weight, **settings):
        return kernels.conv2d(x, weight, **settings)

    def grad_x(g, out, x, weight, **settings):
        return call(Conv2dInputGradient, g, weight, input_shape=x.shape, **settings)

    def grad_weight(g, out, x, weight, **settings):
        return call(Conv2dWeightGradient, g, x, weight_shape=weight.shape, **settings)


class Conv2dBias(Op):
    """Convolution with a bias (O,) added to each output channel, in one go."""

    symbol, tex = "conv+b", "{x} * {weight} + {bias}"
    partials = (*Conv2d.partials, "1")

    def forward(x, weight, bias, **settings):
        return kernels.conv2d(x, weight, bias=bias, **settings)

    def grad_x(g, out, x, weight, bias, **settings):
        return Conv2d.grad_x(g, out, x, weight, **settings)

    def grad_weight(g, out, x, weight, bias, **settings):
        return Conv2d.grad_weight(g, out, x, weight, **settings)

    def grad_bias(g, out, x, weight, bias, **settings):
        return call(SumOverPixels, g)

    @classmethod
    def tangent(cls, out, inputs, tangents, **settings):
        """Return the product rule, with the bias's change added to every pixel."""
        change = Conv2d.tangent(out, inputs[:2], tangents[:2], **settings)
        if tangents[2] is None:
            return change
        bias_change = tangents[2][:, None, None]
        return bias_change + (out * 0 if change is None else change)


class Conv2dInputGradient(Multilinear):
    """The gradient of the images: g spread back through the weight."""

    symbol, tex, partials = "convᵀ", r"{g} *^\top {weight}", ("{weight}", "{g}")

    def forward(g, weight, *, input_shape, **settings):
        return kernels.conv2d_input_gradient(g, weight, input_shape=input_shape, **settings)

    def grad_g(u, out, g, weight, *, input_shape, **settings):
        return call(Conv2d, u, weight, **settings)

    def grad_weight(u, out, g, weight, *, input_shape, **settings):
        return call(Conv2dWeightGradient, g, u, weight_shape=weight.shape, **settings)


class Conv2dWeightGradient(Multilinear):
    """The gradient of the weight: g laid over the images, summed over the batch."""

    symbol, tex, partials = "conv∂w", "{x} * {g}", ("{x}", "{g}")

    def forward(g, x, *, weight_shape, **settings):
        return kernels.conv2d_weight_gradient(g, x, weight_shape=weight_shape, **settings)

    def grad_g(u, out, g, x, *, weight_shape, **settings):
        return call(Conv2d, x, u, **settings)

    def grad_x(u, out, g, x, *, weight_shape, **settings):
        return call(Conv2dInputGradient, g, u, input_shape=x.shape, **settings)


class SumOverPixels(Multilinear):
    """The sum over images and pixels, (N, C, H, W) → (C,): the gradient of a channel's bias."""

    symbol, tex, partials = "Σ", r"\sum_{{n, h, w}} {x}", ("1",)

    def forward(x):
        return kernels.conv2d_bias_gradient(x)

    def grad_x(g, out, x):
        return g.reshape(-1, 1, 1) + x * 0


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Return the convolution of images x (N, C, H, W) with weight (O, C/groups, kh, kw).

    Output height and width: ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.  It is
    the cross-correlation all deep-learning libraries call convolution: the kernel is not turned.

    Raises:
        ShapeError: for images or weights whose channels do not fit, or a kernel larger than the
            padded image.
    """
    settings = {
        "stride": pair(stride),
        "padding": pair(padding),
        "dilation": pair(dilation),
        "groups": groups,
    }
    check_images(x)
    wanted = weight.shape[1] * groups
    if x.shape[1] != wanted or weight.shape[0] % groups:
        raise ShapeError(
            "engine.conv_shapes", wanted=wanted, shape=x.shape, weight=weight.shape, groups=groups
        )
    check_window(x, weight.shape[2:], pair(stride), pair(padding), pair(dilation))
    if bias is None:
        return call(Conv2d, x, weight, **settings)
    return call(Conv2dBias, x, weight, bias, **settings)
