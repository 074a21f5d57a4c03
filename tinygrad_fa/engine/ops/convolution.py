"""Convolution of images: the op, and the two ops that are its gradients.

A convolution is linear in the images and linear in the weight.  So its two gradients are linear
maps as well, and the three ops are each other's derivatives, to any order.

Nothing else is needed for its relatives: a sequence is an image of height 1, and the transposed
convolution, which makes images larger, *is* the way back of a convolution that makes them smaller.
"""

from tinygrad_fa.engine import kernels
from tinygrad_fa.engine.op import Multilinear, Op, call
from tinygrad_fa.engine.ops.shapes import reshape
from tinygrad_fa.engine.ops.windows import (
    check_images,
    check_sequences,
    check_window,
    pair,
    single,
)
from tinygrad_fa.language.errors import SettingError, ShapeError


class Conv2d(Multilinear):
    """The cross-correlation of x (N, C, H, W) with weight (O, C/groups, kh, kw)."""

    symbol, tex = "conv", "{x} * {weight}"
    partials = (r"{weight}^{{\text{{turned}}}} *", "{x} *")
    array_tex = r"{x} \star {weight}"
    array_rules = (r"{g} *_{{\mathrm{{full}}}} {weight}", r"{x} \star {g}")

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
    array_tex = r"{x} \star {weight} + {bias}"
    array_rules = (*Conv2d.array_rules, r"\operatorname{{sum}}_{{0, 2, 3}}({g})")

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
    """The gradient of the images: g spread back through the weight (a transposed convolution)."""

    symbol, tex, partials = "convᵀ", r"{g} *^\top {weight}", ("{weight}", "{g}")
    array_tex = r"{g} *_{{\mathrm{{full}}}} {weight}"

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
    array_tex = r"\operatorname{{sum}}_{{0, 2, 3}}({x})"
    array_rules = (r"\operatorname{{copy}}_{{0, 2, 3}}({g})",)

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
    _check_channels(x, weight, groups)
    check_window(x, weight.shape[2:], pair(stride), pair(padding), pair(dilation))
    if bias is None:
        return call(Conv2d, x, weight, **settings)
    return call(Conv2dBias, x, weight, bias, **settings)


def conv1d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Return the convolution of sequences x (N, C, L) with weight (O, C/groups, k): (N, O, OL).

    It is `conv2d` for images of height 1; OL follows from L as the width does there.

    Raises:
        ShapeError: for sequences or weights whose channels do not fit, or a kernel larger than
            the padded sequence.
    """
    stride, padding, dilation = single(stride), single(padding), single(dilation)
    check_sequences(x)
    _check_channels(x, weight, groups)
    check_window(x, weight.shape[2:], stride, padding, dilation)
    out = conv2d(
        reshape(x, (*x.shape[:2], 1, x.shape[2])),
        reshape(weight, (*weight.shape[:2], 1, weight.shape[2])),
        bias,
        (1, *stride),
        (0, *padding),
        (1, *dilation),
        groups,
    )
    return reshape(out, (*out.shape[:2], out.shape[3]))


def conv_transpose2d(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Return the transposed convolution of images x (N, C, H, W): each pixel paints the kernel.

    The weight is (C, O/groups, kh, kw).  It undoes the sizes of a `conv2d` with the same settings
    and is the gradient of that convolution's input.  Height and width of the result:
    (size − 1)·stride − 2·padding + dilation·(kernel − 1) + 1 + output_padding, the last because
    several sizes give the same size under a stride; less than the stride.

    Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016), ch. 4.

    Raises:
        ShapeError: for images or weights whose channels do not fit, or padding that leaves
            nothing.
        SettingError: for an output_padding that is not less than the stride.
    """
    stride, padding, dilation = pair(stride), pair(padding), pair(dilation)
    output_padding = pair(output_padding)
    check_images(x)
    _check_channels(x, weight, groups, transposed=True)
    if any(extra >= step for extra, step in zip(output_padding, stride, strict=True)):
        raise SettingError("engine.output_padding", output_padding=output_padding, stride=stride)
    axes = zip(
        x.shape[2:], weight.shape[2:], stride, padding, dilation, output_padding, strict=True
    )
    size = tuple((n - 1) * s - 2 * p + d * (k - 1) + 1 + more for n, k, s, p, d, more in axes)
    if min(size) <= 0:
        raise ShapeError("engine.transposed_size", size=x.shape[2:], padding=padding, result=size)
    outputs = weight.shape[1] * groups
    out = call(
        Conv2dInputGradient,
        x,
        weight,
        input_shape=(x.shape[0], outputs, *size),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )
    return out if bias is None else out + reshape(bias, (outputs, 1, 1))


def _check_channels(x, weight, groups, transposed=False):
    """Refuse a weight for inputs of another number of axes or channels."""
    if len(weight.shape) != len(x.shape):
        raise ShapeError("engine.conv_weight", shape=x.shape, weight=weight.shape)
    wanted = weight.shape[0] if transposed else weight.shape[1] * groups
    if x.shape[1] != wanted or weight.shape[0] % groups:
        key = "engine.conv_transpose_shapes" if transposed else "engine.conv_shapes"
        raise ShapeError(key, wanted=wanted, shape=x.shape, weight=weight.shape, groups=groups)
