"""Places of entries: ties, NaN, places named twice, wrong places; matrices of wrong shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, IndexRangeError, SettingError, ShapeError


def leaf(numbers):
    return Tensor(np.array(numbers, "float64"), requires_grad=True)


@given(st.data())
def test_the_order_is_stable_both_ways(data):
    """Of equals the first stands first; few different numbers make many ties."""
    shape = data.draw(array_shapes(max_dims=3, max_side=5))
    x = data.draw(arrays("float64", shape, elements=st.integers(-2, 2).map(float)))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    up, down = ops.argsort(Tensor(x), axis).data, ops.argsort(Tensor(x), axis, descending=True).data
    np.testing.assert_array_equal(up, np.argsort(x, axis, kind="stable"))
    np.testing.assert_array_equal(down, np.argsort(-x, axis, kind="stable"))
    values, places = ops.sort(Tensor(x), axis, descending=True)
    np.testing.assert_array_equal(values.data, -np.sort(-x, axis))
    np.testing.assert_array_equal(np.take_along_axis(x, places.data, axis), values.data)


def test_ties_send_their_gradients_in_order():
    x = leaf([2.0, 1.0, 2.0, 1.0])
    values, places = ops.sort(x)
    (values * np.array([1.0, 2.0, 3.0, 4.0])).sum().backward()
    assert places.tolist() == [1, 3, 0, 2] and x.grad.tolist() == [3.0, 1.0, 4.0, 2.0]
    largest, places = ops.topk(x, 1)
    assert places.tolist() == [0] and largest.tolist() == [2.0]


def test_nan_is_larger_than_everything():
    x = Tensor([1.0, np.nan, 3.0])
    assert ops.argsort(x).tolist() == [0, 2, 1]
    assert ops.argsort(x, descending=True).tolist() == [1, 2, 0]


def test_places_of_all_in_row_order():
    x = Tensor([[3.0, 1.0], [2.0, 1.0]])
    assert ops.argsort(x, axis=None).tolist() == [1, 3, 2, 0]
    assert ops.argsort(x, axis=None, descending=True).tolist() == [0, 2, 1, 3]
    assert ops.argsort(np.array([2, 1], "uint8"), descending=True).tolist() == [0, 1]


def test_topk_of_nothing_and_all():
    x = Tensor([[3.0, 1.0, 2.0]])
    assert ops.topk(x, 0)[0].shape == (1, 0)
    assert ops.topk(x, 3, largest=False)[0].tolist() == [[1.0, 2.0, 3.0]]


@given(st.integers(0, 6), st.integers(1, 5), st.integers(0, 2**32))
def test_gather_and_scatter_add_are_each_others_transpose(count, length, seed):
    rng = np.random.default_rng(seed)
    index = rng.integers(0, length, (2, count))
    x, y = rng.standard_normal((2, length)), rng.standard_normal((2, count))
    added = ops.scatter_add(np.zeros_like(x), index, y, axis=1)
    assert (ops.gather(x, index, axis=1) * y).sum() == pytest.approx((x * added).sum())
    table = ops.embedding(index, x.T)  # rows of a table are gathered just so
    assert table.shape == (2, count, 2)


def test_scatter_puts_and_scatter_add_adds():
    x, source = leaf([[1.0, 2.0, 3.0]]), leaf([[10.0, 20.0]])
    assert ops.scatter_add(x, [[2, 2]], source, axis=1).tolist() == [[1.0, 2.0, 33.0]]
    out = ops.scatter(x, [[2, 0]], source, axis=1)
    assert out.tolist() == [[20.0, 2.0, 10.0]]
    (out * np.array([[1.0, 2.0, 3.0]])).sum().backward()
    assert x.grad.tolist() == [[0.0, 2.0, 0.0]] and source.grad.tolist() == [[3.0, 1.0]]


def test_what_is_replaced_may_be_infinite():
    out = ops.scatter(np.array([np.inf, 1.0]), np.array([0]), np.array([5.0]), axis=0)
    assert out.tolist() == [5.0, 1.0]


def test_the_index_may_change_afterwards():
    x, index = leaf([1.0, 2.0]), np.array([0, 0])
    out = ops.gather(x, index, axis=0)
    index[:] = 1
    out.sum().backward()
    assert x.grad.tolist() == [2.0, 0.0]


X = Tensor(np.zeros((2, 3)))
WRONG = [
    (lambda: ops.topk(X, 4), "engine.topk", SettingError),
    (lambda: ops.topk(X, -1), "engine.topk", SettingError),
    (lambda: ops.sort(X, axis=2), "engine.axis", ShapeError),
    (lambda: ops.gather(X, [[3], [0]], axis=1), "engine.index_outside", IndexRangeError),
    (lambda: ops.gather(X, [[-1], [0]], axis=1), "engine.index_outside", IndexRangeError),
    (lambda: ops.gather(X, [[0.5], [0]], axis=1), "engine.index_dtype", DTypeError),
    (lambda: ops.gather(X, [0, 1], axis=1), "engine.index_shape", ShapeError),
    (lambda: ops.gather(X, [[0]], axis=1), "engine.index_shape", ShapeError),
    (lambda: ops.scatter_add(X, [[0], [1]], X, axis=1), "engine.source_shape", ShapeError),
    (
        lambda: ops.scatter(X, [[0, 0], [1, 2]], X[:, :2], axis=1),
        "engine.scatter_twice",
        SettingError,
    ),
    (lambda: ops.embedding([2], X), "engine.index_outside", IndexRangeError),
    (lambda: ops.embedding([0], X[0]), "engine.matrix", ShapeError),
    (lambda: ops.tril(X[0]), "engine.matrix", ShapeError),
    (lambda: ops.trace(X[0]), "engine.matrix", ShapeError),
    (lambda: ops.outer(X, X[0]), "engine.vectors", ShapeError),
    (lambda: ops.dot(X, X), "engine.vectors", ShapeError),
    (lambda: ops.dot(X[0], X[0, :2]), "engine.dot_lengths", ShapeError),
    (lambda: ops.rnn(X, X, X), "engine.recurrence", ShapeError),
    (lambda: ops.gru(np.zeros((0, 1, 6)), X, X, np.zeros((1, 2))), "engine.recurrence", ShapeError),
    *[
        (lambda shapes=shapes: ops.lstm(*map(np.zeros, shapes)), "engine.lstm", ShapeError)
        for shapes in (  # x, weight_x, weight_h, bias, h, c
            ((0, 1, 3), (8, 3), (8, 2), (8,), (1, 2), (1, 2)),
            ((1, 3), (8, 3), (8, 2), (8,), (1, 2), (1, 2)),
            ((4, 1, 5), (8, 3), (8, 2), (8,), (1, 2), (1, 2)),
            ((4, 1, 3), (8, 3), (8, 2), (1,), (1, 2), (1, 2)),
            ((4, 1, 3), (6, 3), (6, 2), (6,), (1, 2), (1, 2)),
            ((4, 1, 3), (8, 3), (8, 2), (8,), (1, 2), (3, 2)),
        )
    ],
]


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("wrong", "key", "error"), WRONG)
def test_wrong_uses(wrong, key, error, language):
    set_language(language)
    try:
        with pytest.raises(error) as caught:
            wrong()
        assert caught.value.key == key
        assert str(caught.value)
    finally:
        set_language(None)
