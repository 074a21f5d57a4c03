"""Convolution and pooling, written out as their definitions say."""

import numpy as np


def padded(x, padding):
    (p, q) = padding
    return np.pad(x, ((0, 0), (0, 0), (p, p), (q, q)))


def places(shape, kernel, stride):
    rows, columns = ((n - k) // s + 1 for n, k, s in zip(shape, kernel, stride))
    return [(i, j, i * stride[0], j * stride[1]) for i in range(rows) for j in range(columns)]


def correlated(x, weight, stride, padding, **_):
    x = padded(x, padding)
    kernel = weight.shape[2:]
    where = places(x.shape[2:], kernel, stride)
    out = np.zeros((len(x), len(weight), where[-1][0] + 1, where[-1][1] + 1))
    for i, j, top, left in where:
        window = x[:, :, top : top + kernel[0], left : left + kernel[1]]
        out[:, :, i, j] = np.einsum("nchw,ochw->no", window, weight)
    return out


def weight_gradient(x, g, shape, stride, padding, **_):
    x, out = padded(x, padding), np.zeros(shape)
    for i, j, top, left in places(x.shape[2:], shape[2:], stride):
        window = x[:, :, top : top + shape[2], left : left + shape[3]]
        out += np.einsum("no,nchw->ochw", g[:, :, i, j], window)
    return out


def full(g, weight, shape, stride, padding, **_):
    """Zeros between and around g, then the turned kernel laid on every place."""
    spaced = np.zeros((*g.shape[:2], *((n - 1) * s + 1 for n, s in zip(g.shape[2:], stride))))
    spaced[:, :, :: stride[0], :: stride[1]] = g
    border = [k - 1 for k in weight.shape[2:]]
    turned = weight[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    whole = correlated(spaced, turned, (1, 1), border)
    size = [n + 2 * p for n, p in zip(shape[2:], padding)]
    more = [n - m for n, m in zip(size, whole.shape[2:])]
    whole = np.pad(whole, ((0, 0), (0, 0), (0, more[0]), (0, more[1])))
    (p, q), (h, w) = padding, shape[2:]
    return whole[:, :, p : p + h, q : q + w]


def windows_of(x, attributes):
    kernel, stride = attributes["kernel"], attributes["stride"]
    where = places(x.shape[2:], kernel, stride)
    out = np.zeros((*x.shape[:2], where[-1][0] + 1, where[-1][1] + 1, kernel[0] * kernel[1]))
    for i, j, top, left in where:
        window = x[:, :, top : top + kernel[0], left : left + kernel[1]]
        out[:, :, i, j] = window.reshape(*x.shape[:2], -1)
    return out


def unpooled(g, node, shares):
    x, kernel = node.inputs[0].data, node.attributes["kernel"]
    out = np.zeros(x.shape)
    for i, j, top, left in places(x.shape[2:], kernel, node.attributes["stride"]):
        for n, c in np.ndindex(*x.shape[:2]):
            box = (n, c, slice(top, top + kernel[0]), slice(left, left + kernel[1]))
            window = x[box].reshape(-1)
            out[box] += (g[n, c, i, j] * shares(window)).reshape(kernel)
    return out
