"""The backward pass: long chains, shared nodes, freed graphs, changed data."""

import time

import numpy as np
import pytest

from tinygrad_fa.engine import graph, ops
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import GraphError


def leaf(data, **settings):
    return Tensor(np.asarray(data, dtype="float64"), requires_grad=True, **settings)


def test_a_chain_of_a_million_additions():
    x = Value(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + 1.0
    y.backward()
    assert (y.data, x.grad) == (1_000_001.0, 1.0)
    del y  # and it is forgotten without a recursion, too


def test_a_chain_of_tensors_deeper_than_the_recursion_limit():
    x = leaf(1.0)
    y = x
    for _ in range(20_000):
        y = y + 1.0
    y.backward()
    assert x.grad.item() == 1.0


@pytest.mark.parametrize("make", [Value, leaf], ids=["Value", "Tensor"])
def test_doubling_sixty_times(make):
    x = make(1.0)
    y = x
    for _ in range(60):
        y = y + y
    start = time.perf_counter()
    y.backward()
    assert float(x.grad) == 2.0**60
    assert time.perf_counter() - start < 1  # each node once, not once per way


@pytest.mark.parametrize("make", [Value, leaf], ids=["Value", "Tensor"])
def test_a_shared_node(make):
    a = make(3.0)
    b = a + a
    c = b + b
    c.backward()
    assert float(a.grad) == 4.0
    d = make(2.0)
    (d * d * d + d * 2 + d).backward()
    assert float(d.grad) == 15.0


def test_backward_twice_on_values():
    x = Value(3.0)
    y = x**3
    y.backward()
    assert x.grad == 27.0
    x.grad = y.grad = 0.0
    y.backward()
    assert x.grad == 27.0
    y.backward()  # without zeroing: added up, and the second pass is not fed by the first
    assert x.grad == 54.0
    z = y * 2
    z.backward()
    assert (x.grad, y.grad) == (54.0 + 54.0, 2.0 + 2.0)


def test_gradients_accumulate_until_zero_grad():
    w = leaf([1.0, -2.0])
    for times in (1, 2, 3):
        (w * w).sum().backward()
        assert w.grad.tolist() == [2.0 * times, -4.0 * times]
    w.zero_grad()
    assert w.grad is None
    (w * 3).sum().backward()
    assert w.grad.tolist() == [3.0, 3.0]


def test_backward_of_a_leaf():
    for x in (Value(3.0), leaf(3.0)):
        x.backward()
        assert float(x.grad) == 1.0
        x.backward()
        assert float(x.grad) == 2.0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_freed_graph(language):
    set_language(language)
    x = leaf([1.0, 2.0])
    squares = x * x
    y = squares.sum()
    y.backward()
    for again in (y, squares.mean(), (squares * squares).sum()):  # also through what is left of it
        with pytest.raises(GraphError) as caught:
            again.backward()
        assert caught.value.key == "engine.freed_graph"
        assert "`backward(retain_graph=True)`" in str(caught.value)
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_graph_that_is_kept():
    x = leaf([1.0, 2.0])
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward(create_graph=True)  # keeps it as well
    y.backward()
    assert x.grad.tolist() == [6.0, 12.0]
    with pytest.raises(GraphError):
        y.backward()


def test_memory_is_given_back():
    x = leaf(np.ones(4))
    y = (x * x).sum()
    y.backward()
    assert y.op is not None and not isinstance(y.inputs, tuple)
    with pytest.raises(GraphError):
        list(y.inputs)


def test_an_upstream_gradient():
    x = leaf([1.0, 2.0, 3.0])
    (x * x).backward([1.0, 10.0, 100.0])
    assert x.grad.tolist() == [2.0, 40.0, 600.0]
    given = np.ones(3)
    x.zero_grad()
    (x + 0).backward(given)
    given[0] = 99.0
    assert x.grad.tolist() == [1.0, 1.0, 1.0]
    v = Value(3.0)
    (v * v).backward(0.5)
    assert v.grad == 3.0


def test_a_leaf_changed_between_forward_and_backward():
    x = leaf([1.0, 2.0], name="x")
    y = (x * x).sum()
    x.data = [5.0, 6.0]
    with pytest.raises(GraphError, match="`x` was changed after `×`") as caught:
        y.backward()
    assert caught.value.key == "engine.changed_input"
    assert x.grad is None
    (x * x).sum().backward()  # computed again, all is well
    assert x.grad.tolist() == [10.0, 12.0]


def test_a_parameter_replaced_between_forward_and_backward():
    x = leaf([1.0, 2.0])
    y = (x * x).sum()
    x.replace_data(np.array([5.0, 6.0]))
    with pytest.raises(GraphError):
        y.backward()


def test_a_value_changed_between_forward_and_backward():
    x, other = Value(3.0, name="x"), Value(1.0)
    y = x * x + 1
    other.data = 2.0  # of no importance to y
    y.backward()
    assert x.grad == 6.0
    x.data = 4.0
    for create_graph in (False, True):
        with pytest.raises(GraphError, match="`x`"):
            y.backward(create_graph=create_graph)
    assert x.grad == 6.0


def test_a_constant_array_mutated_after_its_use():
    x, constant = leaf([1.0, 2.0]), np.array([10.0, 20.0])
    y = (x * constant).sum()
    constant[:] = -1.0
    y.backward()
    assert x.grad.tolist() == [10.0, 20.0]


def test_an_index_mutated_after_its_use():
    x, index, mask = leaf([1.0, 2.0, 3.0]), np.array([0, 1]), np.array([True, False, False])
    y = x[index].sum() + 10 * x[mask].sum()
    index[0], mask[:] = 2, True
    y.backward()
    assert x.grad.tolist() == [11.0, 1.0, 0.0]


def test_labels_mutated_after_their_use():
    x, labels = leaf([[0.0, 0.0]]), np.array([0])
    y = ops.cross_entropy(x, labels)
    labels[0] = 1
    y.backward()
    assert x.grad.tolist() == [[-0.5, 0.5]]


def test_the_users_own_array_mutated():
    mine = np.array([1.0, 2.0])
    x = Tensor(mine, requires_grad=True)
    y = (x * x).sum()
    mine[:] = 100.0
    y.backward()
    assert x.data.tolist() == [1.0, 2.0] and x.grad.tolist() == [2.0, 4.0]


def test_inside_no_grad():
    x = leaf([1.0, 2.0])
    with no_grad():
        y = x * x
        with no_grad():
            pass
        assert not (y * x).requires_grad  # the inner block gave back what it found
    assert not y.requires_grad and y.op is None
    with pytest.raises(GraphError) as caught:
        y.sum().backward()
    assert caught.value.key == "engine.nothing_to_differentiate"
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / 0  # noqa: B018
    assert (x * x).requires_grad and graph.recording


def test_detach_cuts_the_graph():
    x = leaf([2.0])
    ((x * x).detach() * x).sum().backward()
    assert x.grad.tolist() == [4.0]


def test_retain_grad():
    x = leaf([1.0, 2.0])
    hidden = (x * 3).retain_grad()
    other = x * 5
    (hidden * hidden + other).sum().backward()
    assert hidden.grad.tolist() == [6.0, 12.0]
    assert other.grad is None  # a computed tensor keeps its gradient only when asked
    assert x.grad.tolist() == [23.0, 41.0]


def test_leaves_that_want_no_gradient():
    x, frozen = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    frozen.requires_grad_(False)
    (x * frozen).sum().backward()
    assert frozen.grad is None and x.grad.tolist() == [3.0, 4.0]


def test_topological_order():
    x, y = Value(2.0), Value(3.0)
    q = x + y
    f = q * x
    assert graph.topological_order(f) == [q, f]
    assert graph.topological_order(x) == []
