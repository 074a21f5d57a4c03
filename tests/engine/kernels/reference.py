"""Convolution and pooling as their formulas read: the oracle that the fast kernels must match."""

from itertools import product

import numpy as np


def padded(x, padding, fill=0.0, extra=(0, 0)):
    """Lay images on a canvas with a border of `fill`, wider by `extra` below and to the right."""
    sides = [(0, 0), (0, 0), *((p, p + e) for p, e in zip(padding, extra))]
    return np.pad(x, sides, constant_values=fill)


def conv2d(x, w, out_size, stride, padding, dilation, groups):
    """Return the convolution, one output pixel and one kernel at a time."""
    x, per_group = padded(x, padding), len(w) // groups
    out = np.zeros((len(x), len(w), *out_size), np.result_type(x, w))
    for o, p, q, i, j in product(*map(range, (len(w), *out_size, *w.shape[2:]))):
        first = o // per_group * w.shape[1]
        row, column = p * stride[0] + i * dilation[0], q * stride[1] + j * dilation[1]
        out[:, o, p, q] += x[:, first : first + w.shape[1], row, column] @ w[o, :, i, j]
    return out


def conv2d_gradients(g, x, w, stride, padding, dilation, groups):
    """Return the gradients of images and kernels by walking every product of the formula."""
    canvas, per_group = padded(x, padding), len(w) // groups
    dx, dw = np.zeros_like(canvas), np.zeros_like(w)
    for o, p, q, i, j in product(*map(range, (len(w), *g.shape[2:], *w.shape[2:]))):
        first = o // per_group * w.shape[1]
        row, column = p * stride[0] + i * dilation[0], q * stride[1] + j * dilation[1]
        seen = np.s_[:, first : first + w.shape[1], row, column]
        dx[seen] += np.outer(g[:, o, p, q], w[o, :, i, j])
        dw[o, :, i, j] += g[:, o, p, q] @ canvas[seen]
    height, width = x.shape[2:]
    return dx[:, :, padding[0] :, padding[1] :][:, :, :height, :width], dw


def windows(x_shape, out_size, kernel, stride, padding):
    """Yield ((p, q), rows, columns): the part of each window that lies on the image."""
    for p, q in product(*map(range, out_size)):
        top, left = p * stride[0] - padding[0], q * stride[1] - padding[1]
        rows = slice(max(top, 0), min(top + kernel[0], x_shape[2]))
        columns = slice(max(left, 0), min(left + kernel[1], x_shape[3]))
        yield (p, q), rows, columns


def max_pool2d(x, g, out_size, kernel, stride, padding):
    """Return the maxima, and the gradient of x with g at each first maximum in reading order."""
    out, dx = np.zeros((*x.shape[:2], *out_size)), np.zeros(x.shape)
    for (p, q), rows, columns in windows(x.shape, out_size, kernel, stride, padding):
        for n, c in np.ndindex(x.shape[:2]):
            window = x[n, c, rows, columns]
            place = np.unravel_index(window.argmax(), window.shape)
            out[n, c, p, q] = window[place]
            dx[n, c, rows, columns][place] += g[n, c, p, q]
    return out, dx


def avg_pool2d(x, out_size, kernel, stride, padding, count_include_pad):
    """Return the means; padding counts if asked for, what hangs over behind it never does."""
    out = np.zeros((*x.shape[:2], *out_size), x.dtype)
    for (p, q), rows, columns in windows(x.shape, out_size, kernel, stride, padding):
        window = x[:, :, rows, columns]
        count = window.shape[2] * window.shape[3]
        if count_include_pad:
            ends = (p * stride[0] + kernel[0], q * stride[1] + kernel[1])
            sizes = (x.shape[2] + 2 * padding[0], x.shape[3] + 2 * padding[1])
            starts = (p * stride[0], q * stride[1])
            count = int(np.prod([min(e, s) - b for b, e, s in zip(starts, ends, sizes)]))
        out[:, :, p, q] = window.sum((2, 3)) / count
    return out
