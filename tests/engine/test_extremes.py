"""Very large, very small, infinite and missing numbers; torch's own answers as golden numbers.

`tests/data/torch_keras/activations.json` holds what torch 2.13.0 computed in float64, at ordinary
places and at 0, ±30 and ±800, to be compared with rtol 1e-9 and atol 1e-12.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value

GOLDEN = Path(__file__).parent.parent / "data" / "torch_keras" / "activations.json"
OURS = {
    "relu": ops.relu,
    "leaky_relu": ops.leaky_relu,
    "sigmoid": ops.sigmoid,
    "tanh": ops.tanh,
    "softplus": ops.softplus,
    "gelu": ops.gelu,
    "gelu_tanh": lambda x: ops.gelu(x, approximate="tanh"),
    "elu": ops.elu,
    "selu": ops.selu,
    "silu": ops.silu,
    "mish": ops.mish,
    "relu6": ops.relu6,
    "hardsigmoid": ops.hardsigmoid,
    "hardswish": ops.hardswish,
    "logsigmoid": ops.log_sigmoid,
    "softsign": ops.softsign,
    "exp": ops.exp,
    "abs": ops.abs,
    "softmax(last axis)": ops.softmax,
    "log_softmax(last axis)": ops.log_softmax,
    "logsumexp(last axis)": lambda x: ops.logsumexp(x, axis=-1),
}
CASES = {case["fn"]: case for case in json.loads(GOLDEN.read_text())["cases"]}


def leaf(data):
    return Tensor(np.array(data, dtype="float64"), requires_grad=True)


def slope_rtol(name):
    """Torch's slope of hardsigmoid is a sixth in float32, also in float64: right to 7 digits."""
    return 1e-7 if name == "hardsigmoid" else 1e-9


@pytest.mark.parametrize("name", OURS)
def test_torchs_numbers(name):
    case = CASES[name]
    x = leaf(case["x"])
    y = OURS[name](x)
    np.testing.assert_allclose(y.data, case["y"], rtol=1e-9, atol=1e-12)
    y.backward(np.array(case["upstream"]))
    np.testing.assert_allclose(x.grad.data, case["grad"], rtol=slope_rtol(name), atol=1e-12)


@pytest.mark.parametrize("name", [name for name in OURS if "axis" not in name])
def test_torchs_numbers_on_values(name):
    case = CASES[name]
    for at, value, upstream, slope in zip(case["x"], case["y"], case["upstream"], case["grad"]):
        x = Value(at)
        y = OURS[name](x)
        y.backward(upstream)
        assert y.data == pytest.approx(value, rel=1e-9, abs=1e-12)
        assert x.grad == pytest.approx(slope, rel=slope_rtol(name), abs=1e-12)


@pytest.mark.parametrize("far", [30.0, 800.0, 1000.0, 1e300, math.inf])
def test_functions_far_out(far):
    for make in (lambda n: Tensor(np.array(n)), Value):
        high, low = make(far), make(-far)
        assert float(high.sigmoid().data) == pytest.approx(1.0, abs=1e-12)
        assert float(low.sigmoid().data) == pytest.approx(0.0, abs=1e-12)
        assert float(high.softplus().data) == pytest.approx(far)
        assert float(low.softplus().data) == pytest.approx(0.0, abs=1e-12)
        assert (float(high.tanh().data), float(low.tanh().data)) == (1.0, -1.0)
        assert (float(high.relu().data), float(low.relu().data)) == (far, 0.0)


def test_the_sigmoid_keeps_its_digits_on_the_small_side():
    x = leaf([-30.0, -300.0, -700.0])
    y = x.sigmoid()
    np.testing.assert_allclose(y.data, np.exp(x.data), rtol=1e-12)
    y.sum().backward()
    np.testing.assert_allclose(x.grad.data, np.exp(x.data), rtol=1e-12)


@pytest.mark.parametrize("shift", [0.0, 30.0, -30.0, 800.0, -800.0, 1000.0, -1000.0, 1e15])
def test_softmax_and_its_family_do_not_see_a_shift(shift):
    near = np.array([[0.5, -1.0, 2.0], [3.0, 3.0, -4.0]])
    labels = np.array([2, 0])
    x, moved = leaf(near), leaf(near + shift)
    rounding = 1e-12 + 4 * np.spacing(abs(shift))  # what the shift itself costs
    for f in (ops.softmax, ops.log_softmax, lambda x: ops.cross_entropy(x, labels)):
        np.testing.assert_allclose(f(moved).data, f(x).data, atol=rounding, rtol=rounding)
    np.testing.assert_allclose(
        ops.logsumexp(moved, axis=1).data - shift, ops.logsumexp(x, axis=1).data, atol=rounding
    )
    ops.cross_entropy(x, labels).backward()
    ops.cross_entropy(moved, labels).backward()
    np.testing.assert_allclose(moved.grad.data, x.grad.data, atol=rounding)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cross_entropy_at_a_thousand(dtype):
    logits = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 0.0]], dtype)
    x = Tensor(logits, requires_grad=True)
    loss = ops.cross_entropy(x, [0, 0])  # the first right, the second as wrong as can be
    loss.backward()
    assert loss.item() == 1000.0
    assert x.grad.tolist() == [[0.0, 0.0, 0.0], [-0.5, 0.5, 0.0]]


def test_infinite_scores():
    masked = leaf([[0.0, -np.inf, 0.0]])
    assert masked.softmax().tolist() == [[0.5, 0.0, 0.5]]
    assert masked.log_softmax().tolist()[0][1] == -math.inf
    assert ops.logsumexp(masked).item() == pytest.approx(math.log(2))
    (masked.softmax() * np.array([1.0, 2.0, 3.0])).sum().backward()
    assert masked.grad.tolist() == [[-0.5, 0.0, 0.5]]
    masked.zero_grad()
    ops.logsumexp(masked).backward()
    assert masked.grad.tolist() == [[0.5, 0.0, 0.5]]
    assert ops.logsumexp(leaf([np.inf, 0.0])).item() == math.inf


def test_the_logsumexp_of_nothing_but_minus_infinity():
    with np.errstate(divide="ignore"):
        assert ops.logsumexp(leaf([-np.inf, -np.inf])).item() == -math.inf


def test_nan_is_never_hidden():
    x = leaf([np.nan, 1.0])
    for f in (ops.relu, ops.abs, ops.sigmoid, ops.softplus, ops.gelu, ops.leaky_relu, ops.softmax):
        assert np.isnan(f(x).data[0]), f
    for f in (ops.max, ops.min, ops.sum, ops.logsumexp, ops.norm):
        assert math.isnan(f(x).item()), f


def test_the_length_of_a_zero_vector():
    x = leaf([0.0, 0.0])
    y = x.norm()
    y.backward()
    assert (y.item(), x.grad.tolist()) == (0.0, [0.0, 0.0])
    x = leaf([[3.0, 4.0], [0.0, 0.0]])
    x.norm(axis=1).sum().backward()
    np.testing.assert_allclose(x.grad.data, [[0.6, 0.8], [0.0, 0.0]], rtol=1e-15)


def test_variance_far_from_zero():
    x = np.array([1.0, 2.0, 3.0, 4.0]) + 1e8  # Σx² − (Σx)²/n would lose every digit
    assert ops.var(Tensor(x)).item() == pytest.approx(5 / 3, rel=1e-12)
    assert ops.var(Tensor(x), correction=0).item() == pytest.approx(5 / 4, rel=1e-12)
    assert ops.std(Tensor(x)).item() == pytest.approx(math.sqrt(5 / 3), rel=1e-12)


TIES = [  # entries, axis, where the gradient of max goes: the first maximum in row order
    ([[1.0, 3.0], [3.0, 3.0]], None, [[0.0, 1.0], [0.0, 0.0]]),
    ([[1.0, 3.0], [3.0, 3.0]], 0, [[0.0, 1.0], [1.0, 0.0]]),
    ([[1.0, 3.0], [3.0, 3.0]], 1, [[0.0, 1.0], [1.0, 0.0]]),
    ([[1.0, 3.0], [3.0, 3.0]], (1, 0), [[0.0, 1.0], [0.0, 0.0]]),
    ([[2.0, 2.0], [2.0, 2.0]], None, [[1.0, 0.0], [0.0, 0.0]]),
]


@pytest.mark.parametrize(("entries", "axis", "want"), TIES)
def test_ties_go_to_the_first(entries, axis, want):
    for f, sign in ((ops.max, 1.0), (ops.min, -1.0)):
        x = leaf(np.array(entries) * sign)
        f(x, axis=axis).sum().backward()
        assert x.grad.tolist() == want


@pytest.mark.parametrize("zeros", [0, 1, 2, 3])
def test_a_product_with_zeros(zeros):
    numbers = np.array([2.0, 3.0, 5.0])
    numbers[:zeros] = 0.0
    x = leaf(numbers)
    ops.prod(x).backward()
    others = [np.prod(np.delete(numbers, i)) for i in range(3)]
    assert x.grad.tolist() == others


def test_a_place_picked_twice_gets_both_gradients():
    x = leaf([1.0, 2.0, 3.0])
    (x[[0, 0, 2]] * np.array([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [11.0, 0.0, 100.0]
