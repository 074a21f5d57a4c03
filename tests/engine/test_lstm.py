"""The LSTM's quick way back says what its formulas say, however long and wide the walk is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.lstm import STEPS_AT_ONCE
from tinygrad_fa.engine.ops.recurrence import on_cache_lines
from tinygrad_fa.engine.tensor import Tensor


def leaves(steps, batch, inputs, size, dtype="float64"):
    dice = np.random.default_rng(steps)
    rows = 4 * size
    shapes = [(steps, batch, inputs), (rows, inputs), (rows, size), (rows,), *[(batch, size)] * 2]
    return [Tensor(dice.standard_normal(s).astype(dtype), requires_grad=True) for s in shapes]


def gradients(loss, inputs, **settings):
    for x in inputs:
        x.zero_grad()
    loss.backward(**settings)
    return [x.grad.data for x in inputs]


@given(
    steps=st.integers(1, 3 * STEPS_AT_ONCE),
    batch=st.integers(0, 3),
    inputs=st.integers(0, 3),
    size=st.integers(1, 3),
    reverse=st.booleans(),
)
def test_in_place_and_as_formulas(steps, batch, inputs, size, reverse):
    arguments = leaves(steps, batch, inputs, size)
    states = ops.lstm(*arguments, reverse=reverse)
    weights = np.random.default_rng(0).standard_normal(states.shape)  # the last c counts as well
    loss = (states * weights).sum()
    in_place = gradients(loss, arguments, retain_graph=True)
    again = gradients(loss, arguments, retain_graph=True)
    formulas = gradients(loss, arguments, create_graph=True)
    for first, second, third in zip(in_place, again, formulas):
        np.testing.assert_array_equal(first, second)  # the first pass spoilt nothing
        np.testing.assert_allclose(first, third, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("wanted", range(6))
def test_one_gradient_alone(wanted):
    arguments = leaves(5, 2, 3, 4)
    every = gradients(ops.lstm(*arguments).sum(), arguments)
    alone = [x if i == wanted else x.detach() for i, x in enumerate(arguments)]
    (one,) = gradients(ops.lstm(*alone).sum(), [arguments[wanted]])
    np.testing.assert_array_equal(one, every[wanted])


def test_float32_stays_float32_and_near():
    narrow, wide = leaves(9, 4, 5, 6, "float32"), leaves(9, 4, 5, 6)
    out = ops.lstm(*narrow)
    assert out.dtype == "float32"
    for small, large in zip(gradients(out.sum(), narrow), gradients(ops.lstm(*wide).sum(), wide)):
        assert small.dtype == "float32"
        np.testing.assert_allclose(small, large, rtol=1e-4, atol=1e-5)


@given(
    shape=st.lists(st.integers(0, 9), min_size=1, max_size=3),
    dtype=st.sampled_from(["float16", "float32", "float64", "complex128"]),
)
def test_on_cache_lines(shape, dtype):
    array = on_cache_lines(np, tuple(shape), np.dtype(dtype))
    assert array.shape == tuple(shape) and array.dtype == dtype
    assert array.flags.c_contiguous and array.flags.writeable
    assert array.size == 0 or array.ctypes.data % 64 == 0
