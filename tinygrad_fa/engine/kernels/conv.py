"""Convolution of images, and its two gradients, as matrix products.

A convolution is one dot product per output pixel: the window of the image under the kernel,
times the kernel.  Write each window as one row of a matrix, and the whole layer is a matrix
product, which the processor does at ten times the speed of anything else.

Writing *every* window out makes the image kh * kw times as large.  We write out only its
horizontal part; the vertical part is already there, as rows further down::

    image (one channel)       unrolled: kw = 3 pixels side by side, for every image row

      a b c d                   row 0:  [a b c]  [b c d]
      e f g h                   row 1:  [e f g]  [f g h]
      i j k l                   row 2:  [i j k]  [j k l]
      m n o p                   row 3:  [m n o]  [n o p]

    output row 0  =  row 0 @ W[0]    +  row 1 @ W[1]    +  row 2 @ W[2]
    output row 1  =  row 1 @ W[0]    +  row 2 @ W[1]    +  row 3 @ W[2]

    both at once  =  rows 0-1 @ W[0] +  rows 1-2 @ W[1] +  rows 2-3 @ W[2]

So each kernel row W[i] is one matrix product with a *slice* of the same matrix, and the copying
is kw-fold instead of (kh kw)-fold (5x5 kernel, 32 channels, 100 images of 32 x 32: 51 ms
against 60, of which the products alone take 48).

Images are (N, C, H, W), as a user writes them, but the numbers lie channels-last in memory
(N, H, W, C): then kw neighbouring pixels are one run of kw * C numbers, copied as a block.
The gradients write the unrolled matrix anew instead of keeping it, which takes a tenth of the
time of the products and keeps the memory of a training step flat.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.kernels.geometry import Pair, Scratch, channels_first, channels_last, every
from tinygrad_fa.engine.kernels.unroll import Unrolling


def conv2d(
    x: Any,
    w: Any,
    *,
    bias: Any = None,
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
) -> Any:
    """Return the convolution (cross-correlation) of the images `x` with the kernels `w`.

    Shapes: x (N, C, H, W), w (O, C / groups, kh, kw), bias (O,) -> (N, O, OH, OW), which lies
    channels-last in memory.

    Formula: out[n, o, p, q] = bias[o] + sum over c, i, j of w[o, c, i, j] times
    x[n, c, p * stride + i * dilation - padding, q * stride + j * dilation - padding].

    The bias is added while a chunk of the result is still in the cache, at no cost that could be
    measured; a pass over the whole result afterwards costs up to 30 % (3 channels, 32 x 32).
    """
    xp = backend.library(x)
    plan = Unrolling(x.shape, w.shape, stride, padding, dilation, groups)
    matrices = plan.matrices(w, plan.parts)
    addend = 0 if bias is None else plan.bias_row(bias)
    dtype = xp.result_type(*(array for array in (x, w, bias) if array is not None))
    out = xp.empty((plan.batch, plan.rows, plan.width, plan.outputs), dtype)
    scratch = Scratch(xp, dtype)
    for where, columns in plan.columns(x):
        pixels = plan.pixels(out[where])
        shape = (groups, -1, pixels.shape[-1])
        total, product = scratch("total", pixels.shape), scratch("product", pixels.shape)
        xp.matmul(columns[0], matrices[0], out=total.reshape(shape))
        for window_rows, matrix in zip(columns[1:], matrices[1:], strict=True):
            xp.matmul(window_rows, matrix, out=product.reshape(shape))
            total += product
        xp.add(total, addend, out=pixels)
    return channels_first(out)


def conv2d_weight_gradient(
    g: Any,
    x: Any,
    *,
    weight_shape: tuple[int, ...],
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
) -> Any:
    """Return the gradient with respect to the kernels, given the gradient `g` of the output.

    Shapes: g (N, O, OH, OW), x (N, C, H, W) -> weight_shape (O, C / groups, kh, kw).

    Formula: from out = rows @ W[i] follows dW[i] = rows.T @ g, summed over all images.
    """
    xp = backend.library(x)
    plan = Unrolling(x.shape, weight_shape, stride, padding, dilation, groups)
    blank = xp.zeros(weight_shape, xp.result_type(g, x))
    gradients = plan.matrices(blank, plan.parts)
    g = channels_last(g)
    for where, columns in plan.columns(x):
        pixels = plan.pixels(g[where])
        pixels = pixels.reshape(groups, -1, pixels.shape[-1])
        for gradient, window_rows in zip(gradients, columns, strict=True):
            gradient += window_rows.swapaxes(1, 2) @ pixels
    return plan.kernels(gradients)


def conv2d_bias_gradient(g: Any) -> Any:
    """Return the gradient with respect to the bias: g (N, O, OH, OW) summed to (O,).

    As a product with ones it takes a third to a fifth of the time of ``g.sum((0, 2, 3))``.
    """
    xp = backend.library(g)
    pixels = channels_last(g).reshape(-1, g.shape[1])
    return xp.ones(len(pixels), g.dtype) @ pixels


def conv2d_input_gradient(
    g: Any,
    w: Any,
    *,
    input_shape: tuple[int, ...],
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
) -> Any:
    """Return the gradient with respect to the images, given the gradient `g` of the output.

    Shapes: g (N, O, OH, OW), w (O, C / groups, kh, kw) -> input_shape (N, C, H, W), which lies
    channels-last in memory.

    Formula: dx[n, c, y, x] = sum of g[n, o, p, q] w[o, c, i, j] over all o, p, q, i, j with
    p * stride + i * dilation - padding = y, and likewise q, j and x.
    """
    axes = zip(dilation, w.shape[2:], padding, strict=True)
    border = tuple(d * (k - 1) - p for d, k, p in axes)
    grows_little = input_shape[2] * input_shape[3] <= 1.25 * g.shape[2] * g.shape[3]
    if tuple(stride) == (1, 1) and min(border) >= 0 and grows_little:
        turned = _turned_half_round(w, groups)
        return conv2d(g, turned, padding=border, dilation=dilation, groups=groups)
    plan = Unrolling(input_shape, w.shape, stride, padding, dilation, groups)
    return _run_backwards(g, w, plan)


def _turned_half_round(w: Any, groups: int) -> Any:
    """Return the kernels that carry a gradient back: turned by 180 degrees, inputs for outputs.

    A pixel that stood at the upper left of a window sees that window's output to its own lower
    right.  So, at stride 1, the gradient is a convolution of g with the turned kernels::

        a b c          i h g        g gets a border of dilation * (k - 1) - padding, so that the
        d e f    ->    f e d        result has the size of the input.  With much padding that is
        g h i          c b a        the quicker way (51 ms against 71, 5x5 over 32 channels);
                                    without any it multiplies by many zeros (4.9 ms against 2.8).
    """
    outputs, channels, *kernel = w.shape
    by_group = w.reshape(groups, outputs // groups, channels, *kernel).swapaxes(1, 2)
    return by_group.reshape(groups * channels, outputs // groups, *kernel)[:, :, ::-1, ::-1]


def _run_backwards(g: Any, w: Any, plan: Unrolling) -> Any:
    """Return the gradient of the images by the steps of `conv2d` in the opposite order."""
    xp = backend.library(g)
    dtype = xp.result_type(g, w)
    scratch = Scratch(xp, dtype)
    matrices = plan.matrices(w, plan.kernel[0]).swapaxes(2, 3)
    g = channels_last(g)
    out = xp.empty((plan.batch, *plan.size, plan.all_channels), dtype)
    for images, bands in plan.chunks(dtype.itemsize):
        count = images.stop - images.start
        padded = xp.zeros((count, *plan.padded_size, plan.groups, plan.channels), dtype)
        for band in bands:
            pixels = plan.pixels(g[images, band])
            unrolled = _unrolled_gradient(pixels, matrices, plan, band, scratch)
            _roll_up(unrolled, padded[:, plan.rows_under(band)], plan)
        out[images] = padded[plan.inside].reshape(out[images].shape)
    return channels_first(out)


def _unrolled_gradient(
    pixels: Any, matrices: Any, plan: Unrolling, band: slice, scratch: Scratch
) -> Any:
    """Return the gradient of the unrolled rows under a band of output pixels.

    From out = rows @ W[i] follows d rows = g @ W[i].T, added up where the slices of rows overlap.
    """
    xp = backend.library(pixels)
    under, numbers = plan.rows_under(band), (*pixels.shape[2:4], plan.kernel[1], plan.channels)
    unrolled = scratch("unrolled", (plan.groups, under.stop - under.start, *numbers))
    product = scratch("product", (*pixels.shape[:2], *numbers))
    unrolled[...] = 0
    g = pixels.reshape(plan.groups, -1, pixels.shape[-1])
    for part, matrix in enumerate(matrices):
        xp.matmul(g, matrix, out=product.reshape(plan.groups, -1, matrix.shape[-1]))
        unrolled[:, plan.rows_of(part, band)] += product
    return unrolled


def _roll_up(unrolled: Any, padded: Any, plan: Unrolling) -> None:
    """Add the kw pixels that were written side by side back onto the image they came from."""
    for j in range(plan.kernel[1]):
        columns = every(plan.stride[1], j * plan.dilation[1], plan.width)
        padded[:, :, columns] += unrolled[..., j, :].transpose(2, 1, 3, 0, 4)
