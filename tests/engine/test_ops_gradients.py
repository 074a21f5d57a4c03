# ruff: noqa: E501 (a case is one line of a table)
"""Every function of the op table: its numbers against NumPy, its gradients by four witnesses.

A case is a function of arrays, the same as a formula in plain NumPy, and the shapes to try it on:
a list of them, or a number n for any n shapes that broadcast against each other.  Numbers are drawn
where the function is smooth: away from kinks, poles and ties.
"""

import math
from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor

Case = namedtuple("Case", "name function formula shapes domain")
LABELS = np.array([2, 0])
MASK = np.array([[True, False, True], [False, False, True]])
SQUARE = [((2, 3),), ((3, 1),), ((2, 0),), ((0, 2),)]
CUBE = [((2, 3, 2),), ((1, 2, 3),), ((2, 0, 2),)]
FULL = [((2, 3),), ((1, 4),), ((3,),), ((2, 1, 2),), ((),)]  # without empty ones
IMAGES = [((2, 2, 4, 5),), ((1, 1, 3, 3),)]
PRODUCTS = [((2, 3), (3, 2)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((4, 2, 3), (3, 2))]
PRODUCTS += [((1, 2, 3), (2, 3, 1)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,)), ((2, 0), (0, 3))]
PRODUCTS += [((0, 3), (3, 2)), ((2, 3), (2, 3, 1))]


def smooth(rng, shapes):
    return [rng.uniform(-2, 2, shape) for shape in shapes]


def positive(rng, shapes):
    return [rng.uniform(0.3, 2.5, shape) for shape in shapes]


def distinct(rng, shapes):
    """Numbers that differ by a quarter at least, from each other and from 0."""
    sizes = [math.prod(shape) for shape in shapes]
    numbers = (rng.permutation(sum(sizes)) - sum(sizes) // 2) * 0.25 + 0.125
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes)]


def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


def np_softmax(x, axis=-1):
    powers = np.exp(x)
    return powers / powers.sum(axis=axis, keepdims=True)


def np_pool(x, combine):
    n, c, h, w = x.shape
    out = np.empty((n, c, h // 2, w // 2))
    for i in range(h // 2):
        for j in range(w // 2):
            out[:, :, i, j] = combine(x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2], axis=(2, 3))
    return out


def np_conv(x, w, b):
    n, _, height, width = x.shape
    out = np.empty((n, w.shape[0], height - 1, width - 1))
    for i in range(height - 1):
        for j in range(width - 1):
            out[:, :, i, j] = np.einsum("nchw,ochw->no", x[:, :, i : i + 2, j : j + 2], w) + b
    return out


def np_conv1d(x, w):
    """Kernels of two numbers."""
    windows = np.stack([x[:, :, :-1], x[:, :, 1:]], -1)
    return np.einsum("nclk,ock->nol", windows, w)


def np_painted(x, w):
    """Each pixel becomes the kernel times its number; stride 2 and kernels 2 × 2 do not overlap."""
    n, _, height, width = x.shape
    return np.einsum("nchw,coij->nohiwj", x, w).reshape(n, w.shape[1], 2 * height, 2 * width)


def np_two_means(x):
    """The mean of the left and of the right two of three columns."""
    row = x.mean(axis=2, keepdims=True)
    return (row[..., :2] + row[..., 1:]) / 2


def np_halfway(x):
    """Two rows become four, a quarter, a half and a quarter of the way apart."""
    first, second = x[:, :, 0], x[:, :, 1]
    return np.stack([first, 0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second, second], 2)


def np_lrn(x):
    """Three channels, α = 1/2, β = 3/4, k = 2."""
    around = [sum((x**2)[:, max(c - 1, 0) : c + 2].swapaxes(0, 1)) for c in range(x.shape[1])]
    return x / (2 + 0.5 / 3 * np.stack(around, 1)) ** 0.75


def np_cross_entropy(x):
    return -np.log(np_softmax(x))[np.arange(len(x)), LABELS[: len(x)]].mean()


def np_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def np_rnn(drive, weight, h, squash=np.tanh):
    states = [h]
    for step in drive:
        states.append(squash(step + states[-1] @ weight.T))
    return np.stack(states[1:])


def np_lstm(x, weight_x, weight_h, bias, h, c):
    states = []
    for step in x:
        i, f, g, o = np.split(step @ weight_x.T + bias + h @ weight_h.T, 4, axis=-1)
        c = np_sigmoid(f) * c + np_sigmoid(i) * np.tanh(g)
        h = np_sigmoid(o) * np.tanh(c)
        states.append(h)
    return np.stack([*states, c])


def np_lstm_back(x, *weights_and_starts):
    *states, c = np_lstm(x[::-1], *weights_and_starts)
    return np.stack([*states[::-1], c])


def np_gru(drive, weight, bias, h):
    steps = []
    for step in drive:
        (r, z, n), (mr, mz, m) = (np.split(v, 3, axis=-1) for v in (step, h @ weight.T + bias))
        r, z = np_sigmoid(r + mr), np_sigmoid(z + mz)
        n = np.tanh(n + r * m)
        h = (1 - z) * n + z * h
        steps.append([r, z, n, m, h])
    return np.array(steps)


# Shapes of (drive, weight, [bias for the GRU,] states …) by the number of gates.
RECURRENCES = {
    gates: [
        ((t, n, gates * 2), (gates * 2, 2), *[(gates * 2,)] * (gates == 3), (n, 2))
        for t, n in ((3, 2), (1, 1), (2, 0))
    ]
    for gates in (1, 3)
}
LSTMS = [
    ((t, n, 3), (8, 3), (8, 2), (8,), (n, 2), (n, 2)) for t, n in ((3, 2), (1, 1), (2, 0), (5, 1))
]


CASES = [
    Case("add", ops.add, np.add, 2, smooth),
    Case("sub", ops.sub, np.subtract, 2, smooth),
    Case("mul", ops.mul, np.multiply, 2, smooth),
    Case("div", ops.div, np.divide, 2, positive),
    Case("neg", ops.neg, np.negative, 1, smooth),
    Case("pow", ops.pow, np.power, 2, positive),
    Case("pow", lambda x: x**2 + 3**x + x**-1 + x**0, lambda x: x**2 + 3**x + 1 / x + 1, 1, positive),
    Case("exp", ops.exp, np.exp, 1, smooth),
    Case("log", ops.log, np.log, 1, positive),
    Case("sqrt", ops.sqrt, np.sqrt, 1, positive),
    Case("sin", ops.sin, np.sin, 1, smooth),
    Case("cos", ops.cos, np.cos, 1, smooth),
    Case("tanh", ops.tanh, np.tanh, 1, smooth),
    Case("sigmoid", ops.sigmoid, lambda x: 1 / (1 + np.exp(-x)), 1, smooth),
    Case("softplus", ops.softplus, lambda x: np.log(1 + np.exp(x)), 1, smooth),
    Case("relu", ops.relu, lambda x: x * (x > 0), 1, distinct),
    Case("leaky_relu", lambda x: ops.leaky_relu(x, 0.2), lambda x: np.maximum(0.2 * x, x), 1, distinct),
    Case("leaky_relu", ops.leaky_relu, lambda x, s: np.where(x > 0, x, s * x), 2, distinct),
    Case("gelu", ops.gelu, lambda x: x * (1 + erf(x / math.sqrt(2))) / 2, 1, smooth),
    Case(
        "gelu",
        lambda x: ops.gelu(x, approximate="tanh"),
        lambda x: x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
        1,
        smooth,
    ),
    Case("elu", lambda x: ops.elu(x, 0.7), lambda x: np.where(x > 0, x, 0.7 * np.expm1(x)), 1, distinct),
    Case("elu", ops.elu, lambda x, a: np.where(x > 0, x, a * np.expm1(x)), 2, distinct),
    Case("selu", ops.selu, lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)), 1, distinct),
    Case("silu", ops.silu, lambda x: x / (1 + np.exp(-x)), 1, smooth),
    Case("mish", ops.mish, lambda x: x * np.tanh(np.log(1 + np.exp(x))), 1, smooth),
    Case("log_sigmoid", ops.log_sigmoid, lambda x: -np.log(1 + np.exp(-x)), 1, smooth),
    Case("softsign", ops.softsign, lambda x: x / (1 + np.abs(x)), 1, distinct),
    Case("hardtanh", lambda x: ops.hardtanh(x, -0.5, 0.5), lambda x: np.clip(x, -0.5, 0.5), 1, distinct),
    Case("hardtanh", lambda x, a: ops.hardtanh(x, a, ops.abs(a) + 9), lambda x, a: np.clip(x, a, 9 + np.abs(a)), 2, distinct),
    Case("hardtanh", lambda x, b: ops.hardtanh(x, -ops.abs(b) - 9, b), lambda x, b: np.clip(x, -9 - np.abs(b), b), 2, distinct),
    Case("relu6", lambda x: ops.relu6(3 * x + 3), lambda x: np.clip(3 * x + 3, 0, 6), 1, distinct),
    Case("hardsigmoid", ops.hardsigmoid, lambda x: np.clip(x + 3, 0, 6) / 6, 1, distinct),
    Case("hardswish", ops.hardswish, lambda x: x * np.clip(x + 3, 0, 6) / 6, 1, distinct),
    Case("abs", ops.abs, np.abs, 1, distinct),
    Case("clip", lambda x: ops.clip(x, -0.5, 0.5), lambda x: np.clip(x, -0.5, 0.5), 1, distinct),
    Case("clip", ops.clip, lambda x, a, b: np.minimum(np.maximum(x, a), b), 3, distinct),
    Case("maximum", ops.maximum, np.maximum, 2, distinct),
    Case("minimum", ops.minimum, np.minimum, 2, distinct),
    Case("where", lambda x, y: ops.where(x > y, x * y, y), lambda x, y: np.where(x > y, x * y, y), 2, distinct),
    Case("sum", ops.sum, np.sum, 1, smooth),
    Case("sum", lambda x: ops.sum(x, axis=(0, -1)), lambda x: x.sum((0, -1)), CUBE, smooth),
    Case("sum", lambda x: ops.sum(x, axis=1, keepdims=True), lambda x: x.sum(1, keepdims=True), CUBE, smooth),
    Case("mean", ops.mean, np.mean, FULL, smooth),
    Case("mean", lambda x: ops.mean(x, axis=(0, 1)), lambda x: x.mean((0, 1)), CUBE[:2], smooth),
    Case("var", ops.var, lambda x: np.var(x, ddof=1), FULL[:4], smooth),
    Case("var", lambda x: ops.var(x, -1, correction=0), lambda x: x.var(-1), FULL[:4], smooth),
    Case("std", lambda x: ops.std(x, axis=1), lambda x: x.std(1, ddof=1), [((2, 3),), ((0, 3),)], distinct),
    Case("norm", ops.norm, lambda x: np.sqrt((x**2).sum()), FULL, positive),
    Case("norm", lambda x: ops.norm(x, axis=0, keepdims=True), lambda x: np.sqrt((x**2).sum(0, keepdims=True)), CUBE, positive),
    Case("max", ops.max, np.max, FULL, distinct),
    Case("max", lambda x: ops.max(x, axis=(0, 2), keepdims=True), lambda x: x.max((0, 2), keepdims=True), CUBE[:2], distinct),
    Case("min", lambda x: ops.min(x, axis=1), lambda x: x.min(1), [((2, 3),), ((0, 3),)], distinct),
    Case("prod", ops.prod, np.prod, 1, smooth),
    Case("prod", lambda x: ops.prod(x, axis=(0, -1)), lambda x: x.prod((0, -1)), CUBE, smooth),
    Case("cumsum", lambda x: ops.cumsum(x, axis=-1), lambda x: x.cumsum(-1), SQUARE, smooth),
    Case("logsumexp", ops.logsumexp, lambda x: np.log(np.exp(x).sum()), FULL, smooth),
    Case("logsumexp", lambda x: ops.logsumexp(x, 0), lambda x: np.log(np.exp(x).sum(0)), SQUARE[:3], smooth),
    Case("softmax", lambda x: ops.softmax(x, axis=0), lambda x: np_softmax(x, 0), SQUARE[:3], smooth),
    Case("log_softmax", ops.log_softmax, lambda x: np.log(np_softmax(x)), SQUARE[:2], smooth),
    Case("clamped_log", ops.clamped_log, np.log, 1, positive),
    Case("cross_entropy", lambda x: ops.cross_entropy(x, LABELS[: x.shape[0]]), np_cross_entropy, [((2, 3),), ((1, 4),)], smooth),
    Case("reshape", lambda x: ops.reshape(x, -1, 1), lambda x: x.reshape(-1, 1), FULL, smooth),
    Case("flatten", lambda x: ops.flatten(x, 1), lambda x: x.reshape(len(x), -1), CUBE[:2], smooth),
    Case("transpose", lambda x: ops.transpose(x, 0, -1), lambda x: x.swapaxes(0, -1), CUBE, smooth),
    Case("permute", lambda x: ops.permute(x, 1, 2, 0), lambda x: x.transpose(1, 2, 0), CUBE, smooth),
    Case("squeeze", ops.squeeze, np.squeeze, FULL, smooth),
    Case("unsqueeze", lambda x: ops.unsqueeze(x, -1), lambda x: x[..., None], 1, smooth),
    Case("broadcast_to", lambda x: ops.broadcast_to(x, 4, 2, 3), lambda x: np.broadcast_to(x, (4, 2, 3)), [((2, 3),), ((1,),), ((2, 1),)], smooth),
    Case("flip", lambda x: ops.flip(x, axis=0), lambda x: x[::-1], SQUARE, smooth),
    Case("pad", lambda x: ops.pad(x, ((1, 0), (2, 1)), 7.0), lambda x: np.pad(x, ((1, 0), (2, 1)), constant_values=7), SQUARE, smooth),
    Case("repeat", lambda x: ops.repeat(x, 3, axis=-1), lambda x: x.repeat(3, -1), SQUARE, smooth),
    Case("astype", lambda x: ops.astype(x, x.dtype), lambda x: x, 1, smooth),
    Case("concatenate", lambda x, y: ops.concatenate([x, y, x], axis=1), lambda x, y: np.concatenate([x, y, x], 1), [((2, 3), (2, 1)), ((2, 0), (2, 2))], smooth),
    Case("stack", lambda x, y: ops.stack([x, y], axis=-1), lambda x, y: np.stack([x, y], -1), [((2, 3), (2, 3)), ((0,), (0,))], smooth),
    Case("split", lambda x: sum(part * part.sum() for part in ops.split(x, 2, axis=1)), lambda x: sum(p * p.sum() for p in np.split(x, 2, 1)), [((2, 4),), ((0, 2),)], smooth),
    Case("getitem", lambda x: ops.getitem(x, (slice(None, None, -1), None, 1)), lambda x: x[::-1, None, 1], [((3, 2),), ((0, 2),)], smooth),
    Case("getitem", lambda x: x[[0, -1, 0]] * x[np.array([[True], [False]])[:, 0]][0], lambda x: x[[0, -1, 0]] * x[0], [((2, 3),), ((2, 0),)], smooth),
    Case("getitem", lambda x: x[MASK] + x[0, [0, 1, 1]], lambda x: x[MASK] + x[0, [0, 1, 1]], [((2, 3),)], smooth),
    Case("matmul", ops.matmul, np.matmul, PRODUCTS, smooth),
    Case("linear", ops.linear, lambda x, w, b: x @ w.T + b, [((2, 3), (4, 3), (4,)), ((3,), (2, 3), (2,)), ((2, 2, 3), (1, 3), (1,)), ((0, 3), (2, 3), (2,))], smooth),
    Case("linear", ops.linear, lambda x, w: x @ w.T, [((2, 3), (4, 3))], smooth),
    Case("einsum", lambda x, y: ops.einsum("bij,bjk->ik", x, y), lambda x, y: np.einsum("bij,bjk->ik", x, y), [((2, 2, 3), (2, 3, 1)), ((0, 2, 1), (0, 1, 2))], smooth),
    Case("einsum", lambda x, y, z: ops.einsum("i,ij,k", x, y, z), lambda x, y, z: np.einsum("i,ij,k", x, y, z), [((2,), (2, 3), (2,))], smooth),
    Case("einsum", lambda x: ops.einsum("ij->j", x), lambda x: x.sum(0), SQUARE, smooth),
    Case("conv2d", ops.conv2d, np_conv, [((2, 2, 3, 4), (3, 2, 2, 2), (3,))], smooth),
    Case("conv2d", ops.conv2d, lambda x, w: np_conv(x, w, 0), [((1, 2, 3, 3), (1, 2, 2, 2))], smooth),
    Case("conv1d", ops.conv1d, np_conv1d, [((2, 2, 4), (3, 2, 2))], smooth),
    Case("conv_transpose2d", lambda x, w: ops.conv_transpose2d(x, w, stride=2), np_painted, [((2, 2, 2, 3), (2, 3, 2, 2)), ((0, 1, 2, 2), (1, 1, 2, 2))], smooth),
    Case("adaptive_avg_pool2d", lambda x: ops.adaptive_avg_pool2d(x, (1, 2)), np_two_means, [((2, 2, 2, 3),), ((0, 1, 3, 3),)], smooth),
    Case("upsample", lambda x: ops.upsample(x, (1, 2)), lambda x: x.repeat(2, axis=3), IMAGES, smooth),
    Case("upsample", lambda x: ops.upsample(x, (2, 1), "bilinear"), np_halfway, [((1, 2, 2, 3),), ((0, 1, 2, 2),)], smooth),
    Case("lrn", lambda x: ops.lrn(x, 3, 0.5, 0.75, 2.0), np_lrn, [((2, 3, 2, 1),), ((1, 1, 2, 2),), ((0, 2, 1, 1),)], smooth),
    Case("max_pool2d", lambda x: ops.max_pool2d(x, 2), lambda x: np_pool(x, np.max), IMAGES, distinct),
    Case("avg_pool2d", lambda x: ops.avg_pool2d(x, 2), lambda x: np_pool(x, np.mean), IMAGES, smooth),
    Case("sort", lambda x: ops.sort(x)[0], np.sort, SQUARE, distinct),
    Case("sort", lambda x: ops.sort(x, 0, descending=True)[0] * x, lambda x: -np.sort(-x, 0) * x, SQUARE, distinct),
    Case("topk", lambda x: ops.topk(x, 2, axis=0)[0], lambda x: -np.sort(-x, 0)[:2], [((3, 2),), ((2, 0),)], distinct),
    Case("topk", lambda x: ops.topk(x, 1, largest=False)[0], lambda x: np.sort(x)[..., :1], [((2, 3),), ((1,),), ((0, 2),)], distinct),
    Case("gather", lambda x: ops.gather(x, [[1, 0, 1], [0, 0, 1]], axis=0), lambda x: np.take_along_axis(x, np.array([[1, 0, 1], [0, 0, 1]]), 0), [((2, 3),)], smooth),
    Case("gather", lambda x: ops.gather(x, np.zeros((2, 0), int), axis=1), lambda x: x[:, :0], [((2, 3),)], smooth),
    Case("scatter_add", lambda x, y: ops.scatter_add(x, [[1, 1, 0], [0, 2, 0]], y, axis=1), lambda x, y: x + np.array([[y[0, 2], y[0, 0] + y[0, 1], 0], [y[1, 0] + y[1, 2], 0, y[1, 1]]]), [((2, 3), (2, 3))], smooth),
    Case("scatter", lambda x, y: ops.scatter(x, [[1], [2]], y, axis=-1), lambda x, y: np.array([[x[0, 0], y[0, 0], x[0, 2]], [x[1, 0], x[1, 1], y[1, 0]]]), [((2, 3), (2, 1))], smooth),
    Case("embedding", lambda w: ops.embedding([[2, 0, 2], [2, 1, 0]], w), lambda w: w[[[2, 0, 2], [2, 1, 0]]], [((3, 2),), ((3, 0),), ((4, 1),)], smooth),
    Case("embedding", lambda w: ops.embedding([], w), lambda w: w[:0], [((3, 2),)], smooth),
    Case("tril", ops.tril, np.tril, CUBE + SQUARE, smooth),
    Case("tril", lambda x: ops.tril(x, -1), lambda x: np.tril(x, -1), CUBE + SQUARE, smooth),
    Case("triu", lambda x: ops.triu(x, 1), lambda x: np.triu(x, 1), CUBE + SQUARE, smooth),
    Case("trace", ops.trace, lambda x: np.trace(x, axis1=-2, axis2=-1), CUBE + SQUARE, smooth),
    Case("outer", ops.outer, np.outer, [((2,), (3,)), ((1,), (0,))], smooth),
    Case("dot", ops.dot, np.dot, [((3,), (3,)), ((0,), (0,))], smooth),
    Case("standardise", lambda x: ops.standardise(x, axis=-1), lambda x: (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5), [*CUBE, ((1, 4),)], distinct),
    Case("standardise", lambda x: ops.standardise(x, (0, 2), 0.1), lambda x: (x - x.mean((0, 2), keepdims=True)) / np.sqrt(x.var((0, 2), keepdims=True) + 0.1), CUBE[:2], smooth),
    Case("scale_shift", ops.scale_shift, lambda x, w, b: x * w + b, [((2, 3, 2), (3, 1), (1, 1, 2)), ((2, 3), (3,), ()), ((0, 3), (1, 1), (0, 1)), ((1,), (1,), (1,))], smooth),
    Case("rnn", ops.rnn, np_rnn, RECURRENCES[1], smooth),
    Case("rnn", lambda a, w, h: ops.rnn(a, w, h, relu=True, reverse=True), lambda a, w, h: np_rnn(a[::-1], w, h, lambda z: z * (z > 0))[::-1], RECURRENCES[1], smooth),
    Case("lstm", ops.lstm, np_lstm, LSTMS, smooth),
    Case("lstm", lambda *x: ops.lstm(*x, reverse=True), np_lstm_back, LSTMS, smooth),
    Case("gru", ops.gru, np_gru, RECURRENCES[3], smooth),
    Case("gru", lambda *x: ops.gru(*x, reverse=True), lambda a, *x: np_gru(a[::-1], *x)[::-1], RECURRENCES[3], smooth),
]  # fmt: skip
WITHOUT_GRADIENT = {"argmax", "argmin", "argsort"}
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def arrays_for(case, data):
    if isinstance(case.shapes, int):
        sides = {"min_side": 0, "max_side": 3, "max_dims": 3}
        shapes = mutually_broadcastable_shapes(num_shapes=case.shapes, **sides)
        shapes = data.draw(shapes.map(lambda found: found.input_shapes))
    else:
        shapes = data.draw(st.sampled_from(case.shapes))
    return case.domain(np.random.default_rng(data.draw(st.integers(0, 2**32))), shapes)


def gradients(function, arrays, make=Tensor):
    leaves = [make(x).requires_grad_() for x in arrays]
    out = function(*leaves)
    weights = np.cos(1 + np.arange(out.size).reshape(out.shape))  # no symmetry hides an error
    (out * weights.astype(out.dtype)).sum().backward()
    return out, [leaf.grad for leaf in leaves]


def test_the_table_covers_every_function():
    assert {case.name for case in CASES} | WITHOUT_GRADIENT == set(ops.__all__)


@EACH
@settings(max_examples=25)
@given(data=st.data())
def test_numbers_of_numpy(case, data):
    arrays = arrays_for(case, data)
    out = case.function(*map(Tensor, arrays))
    want = case.formula(*arrays)
    assert out.shape == np.shape(want) and out.dtype == "float64"
    np.testing.assert_allclose(out.data, want, rtol=1e-12, atol=1e-13)
    # The same function reads raw arrays, and then it is NumPy and nothing else.
    np.testing.assert_allclose(case.function(*arrays), out.data, rtol=1e-14, atol=1e-15)


@EACH
@settings(max_examples=12)
@given(data=st.data())
def test_gradients_by_four_witnesses(case, data):
    report = check_gradients(case.function, *arrays_for(case, data), order=2, max_entries=5)
    assert report.ok, report


@EACH
@settings(max_examples=12)
@given(data=st.data())
def test_shapes_and_dtypes_of_gradients(case, data):
    """In float32 and in float64, also for empty arrays, and nearly the same numbers in both."""
    arrays = arrays_for(case, data)
    out, slopes = gradients(case.function, arrays)
    small_out, small_slopes = gradients(case.function, [x.astype("float32") for x in arrays])
    assert small_out.dtype == "float32"
    for x, slope, small in zip([*arrays, None], [*slopes, out], [*small_slopes, small_out]):
        assert small.dtype == "float32" and slope.dtype == "float64"
        assert x is None or slope.shape == small.shape == x.shape
        scale = 1 + np.abs(slope.data).max(initial=0)
        assert np.abs(slope.data - small.data).max(initial=0) <= 1e-5 * scale


@EACH
@settings(max_examples=5)
@given(data=st.data())
def test_memory_of_any_kind(case, data):
    """Arrays that are turned round, stretched out or read-only give the same numbers."""
    arrays = arrays_for(case, data)
    out, slopes = gradients(case.function, arrays)
    for disguise in (backwards, with_gaps, in_columns):
        for make in (Tensor, Tensor.wrap):  # copied, and with these very strides
            got, got_slopes = gradients(case.function, [disguise(x) for x in arrays], make)
            np.testing.assert_allclose(got.data, out.data, rtol=1e-13, atol=1e-14)
            for slope, want in zip(got_slopes, slopes):
                np.testing.assert_allclose(slope.data, want.data, rtol=1e-12, atol=1e-13)


def backwards(x):
    turned = np.flip(np.flip(x).copy())
    turned.setflags(write=False)
    return turned


def with_gaps(x):
    wide = np.full((*x.shape, 2), np.nan)
    wide[..., 0] = x
    return wide[..., 0]


def in_columns(x):
    return np.array(x, order="F")


@pytest.mark.parametrize("name", sorted(WITHOUT_GRADIENT - {"argsort"}))
def test_places_have_no_gradient(name):
    array = np.array([[1.0, 3.0, 3.0], [5.0, 0.0, 0.0]])
    x = Tensor(array, requires_grad=True)
    for axis in (None, 0, -1):
        out = getattr(ops, name)(x, axis=axis)
        assert not out.requires_grad and out.dtype.kind == "i"
        assert (out.data == getattr(np, name)(array, axis=axis)).all()  # the first of equals
