# ruff: noqa: N805 (a row of the op table takes x where methods take self)
"""grad, vjp, jvp, jacobian, hessian: against closed forms, and against each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.op import Op
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.transforms import grad, hessian, jacobian, jvp, vjp
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import GraphError, ShapeError


def random_array(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def test_the_example_of_the_docstring():
    slope = grad(lambda x: x * x * x)
    assert slope(2.0) == 12.0
    assert grad(slope)(2.0) == 12.0
    assert grad(grad(slope))(2.0) == 6.0
    assert grad(grad(grad(slope)))(2.0) == 0.0


@given(st.floats(-2, 2))
def test_higher_derivatives_of_the_sine(x):
    f = ops.sin
    for want in (math.cos(x), -math.sin(x), -math.cos(x), math.sin(x)):
        f = grad(f)
        assert f(x) == pytest.approx(want, abs=1e-14)


def test_second_derivatives_by_create_graph():
    x, y = Value(2.0), Value(3.0)
    f = x * x * y
    f.backward(create_graph=True)
    slope = x.grad
    assert (slope.data, y.grad.data) == (12.0, 4.0)
    x.grad = y.grad = 0.0
    slope.backward()
    assert (x.grad, y.grad) == (6.0, 4.0)
    w = Tensor([1.0, 2.0], requires_grad=True)
    (w * w * w).sum().backward(create_graph=True)
    slope, w.grad = w.grad, None
    slope.sum().backward()
    assert w.grad.tolist() == [6.0, 12.0]


def test_second_derivatives_of_a_choice():
    """== of two Values asks whether they are one node, so no rule may lean on it."""
    for condition, slopes in ((0.0, (0.0, 1.0)), (1.0, (1.0, 0.0))):
        x, y = Value(2.0), Value(3.0)
        ops.where(Value(condition), x, y).backward(create_graph=True)
        assert (float(x.grad), float(y.grad)) == slopes


def test_an_argument_by_its_number():
    def f(x, y):
        return x * y * y

    assert grad(f)(2.0, 3.0) == 9.0
    assert grad(f, argument=1)(2.0, 3.0) == 12.0
    assert grad(lambda x, y: y * y)(Value(2.0), Value(5.0)).data == 0.0
    assert grad(lambda x: 7.0)(2.0) == 0.0


def test_a_node_in_gives_a_node_out():
    x = Value(2.0)
    slope = grad(lambda x: x**3)(x)
    assert isinstance(slope, Value) and slope.data == 12.0
    slope.backward()
    assert x.grad == 12.0
    array = grad(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
    assert isinstance(array, Tensor) and not array.requires_grad and array.tolist() == [2.0, 4.0]


def test_no_gradient_is_nan_where_nothing_depends_on_an_infinite_input():
    assert grad(lambda x, y: y * y)(math.inf, Value(2.0)).data == 0.0
    assert jvp(lambda x: Tensor([1.0]) * 2, [np.array([np.inf])], [np.ones(1)])[1].tolist() == [0.0]


FUNCTIONS = [
    lambda x: x.tanh() @ random_array(1, 3, 2),
    lambda x: x.softmax(axis=0) * x,
    lambda x: x.log_softmax().max(axis=1),
    lambda x: (x * x).cumsum(axis=1)[:, ::-1].flatten(),
    lambda x: ops.concatenate([x, x.T.reshape(2, 3)], axis=0).prod(axis=0),
    lambda x: x.var(axis=0) + x.norm() + x.logsumexp(),
    lambda x: ops.einsum("ij,kj->ik", x, x.exp()).pad(((1, 0), (0, 1)), 5.0),
    lambda x: ops.linear(x, x[:, :].sigmoid(), x[:, 0]).relu(),
    lambda x: ops.cross_entropy(x, np.array([2, 0]), reduction="none"),
    lambda x: ops.max_pool2d(x.reshape(1, 1, 2, 3), (2, 1)).minimum(0.1).repeat(2, axis=-1),
    lambda x: ops.conv2d(x.reshape(1, 1, 2, 3), x[None, None, :, :2], x[0, :1]),
    lambda x: ops.avg_pool2d(x.reshape(1, 1, 2, 3), 2, stride=1).unsqueeze(0).squeeze(),
    lambda x: ops.stack([part.mean() for part in x.split([1, 2], axis=1)]),
]


@pytest.mark.parametrize("number", range(len(FUNCTIONS)))
@pytest.mark.parametrize("seed", [0, 1])
def test_forward_and_reverse_mode_agree(number, seed):
    """<u, J·v> = <Jᵀ·u, v>, and both are the products with the Jacobian by finite differences."""
    f, x, v = FUNCTIONS[number], random_array(seed, 2, 3), random_array(seed + 10, 2, 3)
    out, change = jvp(f, [x], [v])
    u = random_array(seed + 20, *out.shape)
    same_out, pull_back = vjp(f, x)
    (pulled,) = pull_back(u)
    np.testing.assert_array_equal(out, same_out.data)
    assert (u * change).sum() == pytest.approx((pulled.data * v).sum(), rel=1e-12)
    step = 1e-6
    central = (f(Tensor(x + step * v)).data - f(Tensor(x - step * v)).data) / (2 * step)
    np.testing.assert_allclose(change, central, rtol=1e-7, atol=1e-8)
    matrix = jacobian(f)(x).data
    assert matrix.shape == (*out.shape, 2, 3)
    np.testing.assert_allclose((matrix * v).sum(axis=(-2, -1)), change, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(np.tensordot(u, matrix, u.ndim), pulled.data, rtol=1e-11, atol=1e-13)


def test_forward_mode_where_numbers_are_infinite():
    """A masked score of −∞, as in attention: its change is a number, not NaN."""
    mask = np.array([[0.0, -np.inf], [0.0, 0.0]])
    out, change = jvp(lambda x: x + mask, [np.ones(2)], [np.array([1.0, 2.0])])
    assert change.tolist() == [[1.0, 2.0], [1.0, 2.0]] and out[0, 1] == -np.inf
    _, change = jvp(
        lambda x: (x + mask).softmax(), [np.zeros((2, 2))], [np.array([[0.0, 1.0]] * 2)]
    )
    assert change.tolist() == [[0.0, 0.0], [-0.25, 0.25]]


class Blend(Op):
    """Σ x·y², a plain op without a tangent: forward mode reads its gradient lines backwards."""

    symbol, tex, partials = "b", "b", ("{y}^2", "2 {x} {y}")

    def forward(x, y):
        return (x * y * y).sum()

    def grad_x(g, out, x, y):
        return g * y * y

    def grad_y(g, out, x, y):
        return g * 2 * x * y


def test_forward_mode_of_an_op_without_a_tangent():
    x, y, dx, dy = (random_array(seed, 3) for seed in range(4))
    _, change = jvp(Blend.function(), [x, y], [dx, dy])
    assert change == pytest.approx((dx * y * y + 2 * x * y * dy).sum(), rel=1e-14)


def test_jvp_and_vjp_of_numbers():
    assert jvp(lambda x, y: x * y, [2.0, 3.0], [1.0, 0.5]) == (6.0, 4.0)
    out, pull_back = vjp(lambda x, y: x * y, 2.0, 3.0)
    assert out == 6.0 and pull_back(2.0) == [6.0, 4.0]


def test_hessians():
    assert hessian(lambda x, y: x * x * y)(2.0, 3.0) == [[6.0, 4.0], [4.0, 0.0]]
    a = random_array(3, 3, 3)
    quadratic = hessian(lambda x: 0.5 * x @ a @ x)(random_array(4, 3))
    np.testing.assert_allclose(quadratic.data, (a + a.T) / 2, rtol=1e-12)
    x = random_array(5, 2, 2)
    matrix = hessian(lambda x: (x.exp() * x).sum())(x)
    assert matrix.shape == (2, 2, 2, 2)
    want = np.diag(((x + 2) * np.exp(x)).reshape(-1)).reshape(2, 2, 2, 2)
    np.testing.assert_allclose(matrix.data, want, rtol=1e-12)


def test_the_jacobian_of_a_number_is_its_derivative():
    assert jacobian(lambda x: x**3)(2.0) == 12.0
    assert jacobian(lambda x: Tensor([1.0, 2.0]))(np.ones(2)).tolist() == [[0.0, 0.0]] * 2


@pytest.mark.parametrize("language", ["en", "fa"])
def test_wrong_uses(language):
    set_language(language)
    for transform in (
        lambda f: jacobian(f)(1.0),
        lambda f: vjp(f, 1.0),
        lambda f: jvp(f, [1.0], [1.0]),
    ):
        with pytest.raises(GraphError, match="`float`") as caught:
            transform(lambda x: 3.0)
        assert caught.value.key == "engine.not_a_node"
    with pytest.raises(GraphError) as caught:
        grad(lambda x: x * 2)(np.ones(2))
    assert caught.value.key == "engine.backward_needs_gradient"
    with pytest.raises(ShapeError, match=r"\(3,\)") as caught:
        vjp(lambda x: x * 2, np.ones(2))[1](np.ones(3))
    assert caught.value.key == "engine.gradient_shape"
