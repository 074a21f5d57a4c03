"""Pooling: each window of an image gives one number, its largest or its mean.

Both go pixel by pixel of the *window* (a 3 x 3 window is 9 steps), each step for all windows at
once.  The largest and the sum of a window can be had in two short walks, down the columns and
then along the row of results (3 + 3 steps instead of 9)::

      1 7 2
      4 0 3     ->   5 7 8     ->   8
      5 6 8

Arrays are (N, C, H, W) and lie channels-last in memory, as in the convolutions, and are worked
through a few images at a time, so that they stay in the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinygrad_fa import backend
from tinygrad_fa.engine.kernels.geometry import Pair, Scratch, channels_first, channels_last
from tinygrad_fa.engine.kernels.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def max_pool2d(
    x: Any, *, kernel: Pair, stride: Pair, padding: Pair = (0, 0), ceil_mode: bool = False
) -> Any:
    """Return the largest number of each window.

    Shapes: x (N, C, H, W) -> (N, C, OH, OW), which lies channels-last in memory.

    Padding is -infinity: it never wins.
    """
    xp = backend.library(x)
    windows = Windows(x.shape, kernel, stride, padding, ceil_mode)
    return _combine(x, windows, xp.maximum, border=-xp.inf)


def max_pool2d_gradient(
    g: Any,
    x: Any,
    out: Any,
    *,
    kernel: Pair,
    stride: Pair,
    padding: Pair = (0, 0),
    ceil_mode: bool = False,
) -> Any:
    """Return the gradient of the input of `max_pool2d`: each g goes to where its maximum stands.

    Shapes: g and out (N, C, OH, OW), x (N, C, H, W) -> (N, C, H, W), channels-last in memory.

    Where a window holds its maximum twice, the first one in reading order takes all of g, as in
    Caffe and torch.  A pixel that wins several windows gets the sum.
    """
    xp = backend.library(g)
    windows = Windows(x.shape, kernel, stride, padding, ceil_mode)
    scratch = Scratch(xp, g.dtype)
    g = channels_last(g)
    gradient = xp.empty(channels_last(x).shape, g.dtype)
    for images, winners in _winners(x, out, windows):
        canvas = windows.canvas(scratch, "gradient", len(g[images]), 0)
        share = scratch("share", g[images].shape)
        for (i, j), pixel, wins in winners:
            if i < stride[0] and j < stride[1]:  # what no earlier pixel of a window has touched
                xp.multiply(g[images], wins, out=canvas[pixel])
            else:
                canvas[pixel] += xp.multiply(g[images], wins, out=share)
        windows.take_back(canvas, gradient[images])
    return channels_first(gradient)


def max_pool2d_pick(
    t: Any,
    x: Any,
    out: Any,
    *,
    kernel: Pair,
    stride: Pair,
    padding: Pair = (0, 0),
    ceil_mode: bool = False,
) -> Any:
    """Return the numbers of `t` at the places where the maxima of `x` stand.

    Shapes: t and x (N, C, H, W), out (N, C, OH, OW) -> (N, C, OH, OW), channels-last in memory.

    This is the derivative of `max_pool2d` in the direction `t`, and the transpose of
    `max_pool2d_gradient`: the sum of pick(t) * g is the sum of t * gradient(g).
    """
    xp = backend.library(t)
    windows = Windows(x.shape, kernel, stride, padding, ceil_mode)
    scratch = Scratch(xp, t.dtype)
    t = channels_last(t)
    picked = xp.zeros(channels_last(out).shape, t.dtype)
    for images, winners in _winners(x, out, windows):
        canvas = windows.lay(t[images], windows.canvas(scratch, "numbers", len(t[images]), 0))
        share = scratch("share", picked[images].shape)
        for _, pixel, wins in winners:
            picked[images] += xp.multiply(canvas[pixel], wins, out=share)
    return channels_first(picked)


def avg_pool2d(
    x: Any,
    *,
    kernel: Pair,
    stride: Pair,
    padding: Pair = (0, 0),
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """Return the mean of each window.

    Shapes: x (N, C, H, W) -> (N, C, OH, OW), which lies channels-last in memory.

    The sum is divided by the number of pixels of the window that lie on the image or, with
    ``count_include_pad``, on the image and its padding; what hangs over behind the padding
    (``ceil_mode``) never counts.  Source: Caffe's pooling layer and torch's ``avg_pool2d``.
    """
    xp = backend.library(x)
    windows = Windows(x.shape, kernel, stride, padding, ceil_mode)
    means = _combine(x, windows, xp.add, border=0)
    means *= _weights(windows, means, count_include_pad)
    return means


def avg_pool2d_gradient(
    g: Any,
    *,
    input_shape: tuple[int, ...],
    kernel: Pair,
    stride: Pair,
    padding: Pair = (0, 0),
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """Return the gradient of the input of `avg_pool2d`: each g, divided, goes to its whole window.

    Shapes: g (N, C, OH, OW) -> input_shape (N, C, H, W), channels-last in memory.
    """
    xp = backend.library(g)
    windows = Windows(input_shape, kernel, stride, padding, ceil_mode)
    scratch = Scratch(xp, g.dtype)
    shares = channels_last(g * _weights(windows, g, count_include_pad))
    gradient = xp.empty((windows.batch, *windows.size, windows.channels), g.dtype)
    for images in windows.chunks(g.dtype.itemsize):
        canvas = windows.canvas(scratch, "gradient", len(shares[images]), 0)
        rows = scratch("rows", canvas[windows.row_pixels(0)].shape)
        rows[...] = 0
        for j in range(windows.kernel[1]):
            rows[windows.column_pixels(j)] += shares[images]
        for i in range(windows.kernel[0]):
            canvas[windows.row_pixels(i)] += rows
        windows.take_back(canvas, gradient[images])
    return channels_first(gradient)


def _combine(x: Any, windows: Windows, combine: Callable[..., Any], border: float) -> Any:
    """Return `combine` (maximum or add) over each window, down its columns, then along the row."""
    xp = backend.library(x)
    scratch = Scratch(xp, x.dtype)
    x = channels_last(x)
    out = xp.empty((windows.batch, windows.rows, windows.columns, windows.channels), x.dtype)
    for images in windows.chunks(x.dtype.itemsize):
        canvas = windows.canvas(scratch, "canvas", len(x[images]), border)
        windows.lay(x[images], canvas)
        rows = scratch("rows", canvas[windows.row_pixels(0)].shape)
        rows[...] = canvas[windows.row_pixels(0)]
        for i in range(1, windows.kernel[0]):
            combine(rows, canvas[windows.row_pixels(i)], out=rows)
        result = out[images]
        result[...] = rows[windows.column_pixels(0)]
        for j in range(1, windows.kernel[1]):
            combine(result, rows[windows.column_pixels(j)], out=result)
    return channels_first(out)


def _winners(x: Any, out: Any, windows: Windows) -> Iterator[tuple[slice, Iterator[Any]]]:
    """Yield (images, their winners) over the batch, a few images at a time."""
    scratch = Scratch(backend.library(x), x.dtype)
    x, out = channels_last(x), channels_last(out)
    for images in windows.chunks(x.dtype.itemsize):
        canvas = windows.canvas(scratch, "canvas", len(x[images]), -backend.library(x).inf)
        yield images, _first_winners(windows.lay(x[images], canvas), out[images], windows)


def _first_winners(canvas: Any, out: Any, windows: Windows) -> Iterator[tuple[Pair, Any, Any]]:
    """Yield ((i, j), its place on the canvas, whether it wins) in reading order.

    Pixel (i, j) of a window wins if it is the window's first maximum.

    "Not less than the maximum", because nothing equals NaN: a window with a NaN in it still passes
    its gradient on, to its first pixel, where it is seen.
    """
    xp = backend.library(out)
    waiting = xp.ones(out.shape, bool)
    for i in range(windows.kernel[0]):
        for j in range(windows.kernel[1]):
            pixel = windows.pixels(i, j)
            less = canvas[pixel] < out
            wins = xp.greater(waiting, less, out=less)
            waiting ^= wins
            yield (i, j), pixel, wins


def _weights(windows: Windows, like: Any, count_include_pad: bool) -> Any:
    """Return 1 / (pixels that count) of each window, (OH, OW), in the number type of `like`."""
    xp = backend.library(like)
    down, along = (
        xp.asarray(windows.counts(axis, count_include_pad), dtype=like.dtype) for axis in (0, 1)
    )
    return 1 / (down[:, None] * along)
