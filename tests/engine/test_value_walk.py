# ruff: noqa: N805 (a row of the op table takes x where methods take self)
"""`Value.backward` is `graph.backward_pass` written out: the two must agree on every graph."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine import graph, ops
from tinygrad_fa.engine.float_walk import MANY
from tinygrad_fa.engine.op import Elementwise
from tinygrad_fa.engine.value import Value

CHOICES = (  # steps that stay finite whatever came before
    lambda r, x, y: x + y,
    lambda r, x, y: x - y,
    lambda r, x, y: (x * y).tanh(),
    lambda r, x, y: x / (1 + y * y),
    lambda r, x, y: 2.5 - x,
    lambda r, x, y: 0.5 * x + x,
    lambda r, x, y: x.sin(),
    lambda r, x, y: -y.cos(),
    lambda r, x, y: x.maximum(y),
    lambda r, x, y: x.clip(y, 1.0),
    lambda r, x, y: ops.where(x > y, x * x, y).sigmoid(),
    lambda r, x, y: (x * x + 0.1) ** (y.tanh()),
    lambda r, x, y: x.leaky_relu(y.sigmoid()),
    lambda r, x, y: x,
)


def random_graph(seed, steps):
    random = Random(seed)
    leaves = [Value(random.uniform(-2, 2)) for _ in range(random.randint(1, 4))]
    nodes = list(leaves)
    for _ in range(steps):
        x, y = random.choice(nodes), random.choice(nodes[-6:])
        node = random.choice(CHOICES)(random, x, y)
        nodes.append(node if abs(node.data) < 1e3 else node.tanh())
    return leaves, nodes[-1] + random.choice(nodes)


@given(st.integers(0, 10**9), st.integers(0, 60))
def test_the_two_walks_agree(seed, steps):
    leaves, result = random_graph(seed, steps)
    general = graph.backward_pass(result, 1.5)
    result.backward(1.5)
    for node, gradient in general.items():
        assert node.grad == pytest.approx(gradient, rel=1e-12, abs=1e-300)
    below = {result, *graph.topological_order(result), *leaves}
    assert all(node.grad == 0.0 for node in below - set(general))  # nothing but these was touched
    assert all(node.waiting is None for node in below if node.op)


@given(st.integers(0, 10**9), st.integers(0, 40))
def test_a_second_pass_adds_the_same_again(seed, steps):
    _, result = random_graph(seed, steps)
    result.backward()
    first = {node: node.grad for node in graph.backward_pass(result, 1.0)}
    result.backward()
    for node, gradient in first.items():
        assert node.grad == pytest.approx(2 * gradient, rel=1e-12)


@given(st.integers(0, 10**9), st.integers(0, 30))
def test_create_graph_gives_the_same_numbers(seed, steps):
    leaves, result = random_graph(seed, steps)
    result.backward()
    numbers = [x.grad for x in leaves]
    for x in {*graph.backward_pass(result, 1.0)}:
        x.grad = 0.0
    result.backward(create_graph=True)
    for x, want in zip(leaves, numbers):
        assert float(x.grad) == pytest.approx(want, rel=1e-12, abs=1e-300)


class Fuse(Elementwise):
    """x·y, until it is lit: then its gradient line is interrupted."""

    symbol, tex, partials = "fuse", "{x} {y}", ("{y}", "{x}")
    lit: list = []

    def forward(x, y):
        return x * y

    def grad_x(g, out, x, y):
        if Fuse.lit:
            raise Fuse.lit.pop()
        return g * y

    def grad_y(g, out, x, y):
        return g * x


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), TypeError("a slip")])
def test_an_interrupted_pass_leaves_no_trace(error):
    x, y = Value(2.0), Value(3.0)
    q = x + y
    f = Fuse.function()(q, x) + q
    f.backward()
    before = [node.grad for node in (x, y, q, f)]
    Fuse.lit.append(error)
    with pytest.raises(type(error)):
        f.backward()
    assert [node.grad for node in (x, y, q, f)] == before == [8.0, 3.0, 3.0, 1.0]
    f.backward()
    assert [node.grad for node in (x, y, q, f)] == [16.0, 6.0, 6.0, 2.0]


def test_an_interruption_while_the_nodes_are_found():
    class Interrupting(tuple):
        __slots__ = ()
        armed = True

        def __iter__(self):
            if Interrupting.armed:
                Interrupting.armed = False
                raise KeyboardInterrupt
            return super().__iter__()

    x = Value(2.0)
    y = x * x
    z = y * 3 + x
    z.backward()
    y.first, y.second = Interrupting(y.inputs), MANY
    with pytest.raises(KeyboardInterrupt):
        z.backward()
    assert (x.grad, y.grad, z.grad) == (13.0, 3.0, 1.0)
    z.backward()
    assert (x.grad, y.grad, z.grad) == (26.0, 6.0, 2.0)
