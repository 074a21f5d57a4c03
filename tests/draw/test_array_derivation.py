"""The derivation of a tensor is read back and computed with NumPy: every formula must hold."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.draw.array_reader import ArrayReader, without_shapes
from tinygrad_fa import layers
from tinygrad_fa.draw import derive
from tinygrad_fa.draw.array_steps import ArraySteps
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.arithmetic import Mul
from tinygrad_fa.engine.ops.convolution import Conv2dBias
from tinygrad_fa.engine.ops.losses import CrossEntropy
from tinygrad_fa.engine.ops.normalisation import Standardise
from tinygrad_fa.engine.ops.products import Linear, MatMul
from tinygrad_fa.engine.ops.reductions import Mean, Softmax
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import GraphError


def leaf(dice, *shape, name=None):
    array = dice.choice([-1.0, 1.0], shape) * dice.uniform(0.3, 1.8, shape)
    return Tensor(np.asarray(array), requires_grad=True, name=name)


def check(result, gradient=None):
    """Compute every formula of the board; fail where it is not what the engine has."""
    steps = ArraySteps(result, gradient=gradient)
    order = [*steps.constants, *steps.leaves, *steps.computed]
    nodes = {steps.names[x]: x for x in order}
    assert len(nodes) == len(order)
    known = {steps.names[x]: np.asarray(x.data, float) for x in order if not x.op}
    for node in steps.computed:
        if "labels" in node.attributes:
            labels = node.attributes["labels"]
            known[steps.truth] = np.eye(node.inputs[0].shape[1])[labels]
            if node.attributes["weights"] is not None:
                known["D"] = node.attributes["weights"][:, None]
    for node in steps.computed:
        line = steps.forward_rows(node)[0][0]
        known[steps.names[node]] = agree(line.sides[1], node.data, known, nodes, node)
        node.retain_grad()
    result.backward(gradient, retain_graph=True)
    for x in [*reversed(steps.computed), *steps.leaves]:
        line = steps.chain_rows(x)[0][0]
        if x is result:
            known["d" + steps.names[x]] = np.asarray(x.grad.data, float)
        else:
            start = without_shapes(line.sides[0])
            assert start.endswith(rf"{{\partial {steps.names[x]}}}"), start
            found = agree(line.sides[1], x.grad.data, known, nodes)
            known["d" + steps.names[x]] = found
        x.grad = None


def agree(tex, wanted, known, nodes, node=None):
    try:
        found = ArrayReader(tex, known, nodes, node).all()
    except ValueError as error:
        raise ValueError(tex) from error
    if np.size(found) == wanted.size:
        found = np.reshape(found, wanted.shape)
    np.testing.assert_allclose(
        np.broadcast_to(found, wanted.shape), wanted, rtol=1e-7, atol=1e-9, err_msg=tex
    )
    return np.array(np.broadcast_to(found, wanted.shape))


ONE = [
    lambda x, d: x * 2, lambda x, d: -x, lambda x, d: x.relu(), lambda x, d: x.tanh(),
    lambda x, d: x.sigmoid(), lambda x, d: (x * 0.3).exp(), lambda x, d: x**2, lambda x, d: x / 3,
    lambda x, d: 1 / (x * x + 1), lambda x, d: (abs(x) + 0.5).log(), lambda x, d: x.sin(),
    lambda x, d: x.leaky_relu(0.1), lambda x, d: x.softplus(), lambda x, d: x * x,
    lambda x, d: (x * x + 1).sqrt(), lambda x, d: x.clip(-1.0, 1.0), lambda x, d: 1.5 - x,
    lambda x, d: x.mean() * x, lambda x, d: ops.hardtanh(x), lambda x, d: ops.elu(x),
    lambda x, d: x.flip(0) if x.ndim else x,
]  # fmt: skip
MATRIX = [
    lambda x, d: x.softmax(), lambda x, d: x.log_softmax(axis=0), lambda x, d: x.T,
    lambda x, d: x.sum(axis=0), lambda x, d: x.mean(axis=1, keepdims=True),
    lambda x, d: x.max(axis=1),
    lambda x, d: x.logsumexp(axis=1), lambda x, d: x.cumsum(axis=0), lambda x, d: x.min(axis=0),
    lambda x, d: ops.standardise(x, 0), lambda x, d: x.reshape(-1), lambda x, d: x.prod(axis=1),
    lambda x, d: x @ leaf(d, x.shape[1], 2), lambda x, d: leaf(d, 2, x.shape[0]) @ x,
    lambda x, d: x @ leaf(d, x.shape[1]), lambda x, d: leaf(d, x.shape[0]) @ x,
    lambda x, d: ops.linear(x, leaf(d, 3, x.shape[1]), leaf(d, 3)),
    lambda x, d: ops.scale_shift(x, leaf(d, x.shape[1]), leaf(d, x.shape[1])),
    lambda x, d: ops.concatenate([x, leaf(d, 1, x.shape[1]), x * 2]), lambda x, d: x[0],
    lambda x, d: x + leaf(d, x.shape[1]), lambda x, d: x * leaf(d, x.shape[0], 1),
    lambda x, d: leaf(d) * x, lambda x, d: x.maximum(leaf(d, *x.shape)), lambda x, d: x - leaf(d),
    lambda x, d: x / (leaf(d, x.shape[1]) ** 2 + 1), lambda x, d: x[:, [0, 0]],
    lambda x, d: x[1:, -1], lambda x, d: x[::2, None], lambda x, d: x[np.array([1, 0, 1])],
    lambda x, d: ops.einsum("ij,jk->ik", x, leaf(d, x.shape[1], 2)),
    lambda x, d: ops.einsum("ij->j", x), lambda x, d: ops.einsum("ij->ji", x),
    lambda x, d: ops.einsum("ij,kj->jk", x, leaf(d, 2, x.shape[1])),
    lambda x, d: ops.einsum("ij,k,i->k", x, leaf(d, 3), leaf(d, x.shape[0])),
]  # fmt: skip
TWO = [lambda x, y: x + y, lambda x, y: x * y, lambda x, y: x - y, lambda x, y: x / (y * y + 1)]


def random_tensor(seed):
    dice = np.random.default_rng(seed)
    nodes = [leaf(dice, 2, 3), leaf(dice, 3, 2)]
    for _ in range(dice.integers(1, 6)):
        x = nodes[dice.integers(len(nodes))]
        same = [y for y in nodes if y.shape == x.shape]
        kind = dice.integers(3)
        if kind == 0 and x.ndim == 2:
            nodes.append(MATRIX[dice.integers(len(MATRIX))](x, dice))
        elif kind == 1:
            nodes.append(TWO[dice.integers(len(TWO))](x, same[dice.integers(len(same))]))
        else:
            nodes.append(ONE[dice.integers(len(ONE))](x, dice))
    result = nodes[-1]
    if result.ndim == 2 and dice.integers(6) == 0:
        return ops.einsum("ij,ij->", result, leaf(dice, *result.shape))
    ends = [lambda y: y.sum(), lambda y: y.mean(), lambda y: (y * y).mean()]
    if result.ndim == 2:
        labels = dice.integers(result.shape[1], size=result.shape[0])
        ends.append(lambda y: ops.cross_entropy(y, labels))
        ends.append(lambda y: ops.cross_entropy(y, labels, reduction="none").sum())
    return ends[dice.integers(len(ends))](result)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_hundreds_of_random_derivations_hold(seed):
    check(random_tensor(seed))


def images(dice, *shape):
    return Tensor(dice.standard_normal(shape), requires_grad=True, name="X")


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding", [0, 1])
def test_convolution_and_pooling(stride, padding):
    dice = np.random.default_rng(stride + padding)
    weight, bias = leaf(dice, 3, 2, 2, 3, name="W"), leaf(dice, 3, name="b")
    out = ops.conv2d(images(dice, 2, 2, 6, 7), weight, bias, stride, padding)
    check((out * out).mean())
    check((ops.conv2d(images(dice, 1, 2, 5, 5), weight, None, stride, padding).relu()).sum())
    check((ops.max_pool2d(images(dice, 2, 1, 4, 6), 2) ** 2).sum())
    check((ops.max_pool2d(images(dice, 2, 1, 5, 5), 3, 2) ** 2).sum())
    check((ops.avg_pool2d(images(dice, 2, 1, 4, 4), 2) ** 2).mean())


def test_a_net_and_a_residual_block():
    dice = np.random.default_rng(5)
    x, labels = Tensor(dice.standard_normal((4, 3))), np.array([0, 1, 1, 0])
    net = layers.Sequential(
        layers.Linear(3, 4), layers.BatchNorm1d(4), layers.ReLU(), layers.Linear(4, 2)
    )
    for parameter in net.parameters():
        parameter.replace_data(dice.standard_normal(parameter.shape))
    check(ops.cross_entropy(net(x), labels))
    check(ops.cross_entropy(net(x), labels, weight=[1.0, 3.0]))
    check(ops.cross_entropy(net(x), labels, reduction="sum"))
    w1, w2 = leaf(dice, 3, 3, name="W1"), leaf(dice, 3, 3, name="W2")
    h = Tensor(dice.standard_normal((2, 3)), requires_grad=True, name="x")
    check((((h @ w1).relu() @ w2 + h).relu() ** 2).mean())


def test_a_result_of_many_numbers_takes_a_gradient():
    dice = np.random.default_rng(0)
    y = leaf(dice, 2, 3, name="x").softmax()
    check(y, np.arange(6.0).reshape(2, 3))
    with pytest.raises(GraphError) as caught:
        derive(y)
    assert caught.value.key == "derivation.needs_gradient"


@pytest.mark.parametrize(
    ("op", "name", "wrong", "make"),
    [
        (Mul, "partials", ("{x}", "{y}"), lambda x, w, b: (x * w.T).sum()),
        (MatMul, "array_rules", (r"{g} {y}", r"{x}^\top {g}"), lambda x, w, b: (x @ w).mean()),
        (Linear, "array_rules", ("{g} {weight}", r"{g}^\top {x}", "{g}"),
         lambda x, w, b: (ops.linear(x, w.T, b) ** 2).sum()),
        (Softmax, "array_rules", (r"{out} \odot ({g} - {g} \odot {out})",),
         lambda x, w, b: (x.softmax() * w.T).sum()),
        (Mean, "array_rules", (r"\operatorname{{copy}}_{{{axis}}}({g})",),
         lambda x, w, b: (x * w.T).mean()),
        (CrossEntropy, "array_rules", (r"\operatorname{{softmax}}_{{1}}({logits}) - Y",),
         lambda x, w, b: ops.cross_entropy(x, [0, 2])),
        (Standardise, "array_rules", (r"{g} - \operatorname{{mean}}_{{{axis}}}({g})",),
         lambda x, w, b: (ops.standardise(x, 0) * w.T).sum()),
        (Conv2dBias, "array_rules", (r"{x} \star {g}", r"{x} \star {g}", "{g}"),
         lambda x, w, b: ops.conv2d(
             x.reshape(1, 1, 2, 3), w.reshape(1, 1, 3, 2)[:, :, :1], b[:1]).sum()),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_found(monkeypatch, op, name, wrong, make):
    dice = np.random.default_rng(1)
    leaves = leaf(dice, 2, 3, name="x"), leaf(dice, 3, 2, name="w"), leaf(dice, 2, name="b")
    check(make(*leaves))
    monkeypatch.setattr(op, name, wrong)
    with pytest.raises((AssertionError, KeyError, ValueError, IndexError)):
        check(make(*leaves))


def test_a_line_says_nothing_twice_and_one_op_is_one_path():
    x = Tensor(3.0, requires_grad=True, name="x")
    text = derive(x * x + 1, "en").text
    assert "∂L/∂s = 1\n\n" in text and "1 = 1" not in text.replace("\n", "")
    assert "In s, x stands in more than one place" in text and "paths" not in text
    assert "x ← G·x + G·x" in text
    y = Tensor(2.0, requires_grad=True, name="y")
    text = derive(y * y + y, "en").text
    assert "In s, y stands in more than one place" in text
    assert "From y two paths lead to L, through the last operation and s." in text


def test_the_way_back_through_a_recurrence_is_told_in_words():
    dice = np.random.default_rng(3)
    for kind, told in ((layers.RNN, "δ₁ W"), (layers.LSTM, "κₜ⊙iₜ"), (layers.GRU, "ηₜ⊙zₜ + δₜ W")):
        out = kind(2, 3)(Tensor(dice.standard_normal((4, 1, 2)).astype("float32")))[0]
        for lang in ("en", "fa"):
            text = derive((out * out).sum(), lang).text
            assert told in text
            assert "op table" not in text and "جدول عملیات" not in text  # it was said in words


def test_numbers_in_a_fraction_are_numbers_and_rounded_ones_are_said_to_be():
    x = Tensor([1.0, 2.0], requires_grad=True, name="x")
    text = derive((x / (x * x).sum().sqrt()).sum(), "en").text
    assert "≈ −0.6·1/(2·2.236)" in text and "2⊙" not in text  # ∂f/∂s₂ · 1/(2 s₂)
    squares = Tensor([[1.0, 2.0]], requires_grad=True, name="X")
    text = derive((squares.softmax() * np.array([1.0, 2.0])).sum(), "en").text
    assert "≈ [0.2689, 0.7311]⊙([1, 2] − " in text
    two = Tensor([4.0, 9.0], requires_grad=True, name="x")
    assert "1/1" not in derive(ops.var(two), "en").text.split("hands back")[-1]
    dot = derive(x @ Tensor([3.0, 4.0], requires_grad=True, name="b"), "en").text
    assert "ᵀ 1" not in dot


def test_what_is_picked_says_where():
    x = Tensor([[1.0, 2.0, 3.0]], requires_grad=True, name="X")
    text = derive(x[0, 1] * x[0, 2], "en").text
    assert "s₁ = pick_(0, 1)(X⟨1×3⟩)" in text and "put_(0, 2)(∂f/∂s₂)" in text.replace("L", "f")
    assert "pick_(:, 1:)" in derive(x[:, 1:].sum(), "en").text
    assert "pick(X" in derive(x[..., 1].sum(), "en").text
    many = x[:, [0, 1, 2, 0, 1, 2, 0]]
    assert "pick(X" in derive(many.sum(), "en").text


def test_without_numbers_nothing_is_said_of_lengths():
    x = Tensor([1.0, 2.0], requires_grad=True, name="x")
    assert "length" in derive((x * x).sum(), "en").text
    assert "length" not in derive((x * x).sum(), "en", numbers=False).text
