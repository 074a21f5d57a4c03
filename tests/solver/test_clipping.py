"""Clipping: what comes out is within the bound and points the same way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver import SGD, Settings
from tinygrad_fa.solver.clipping import clip, norm
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.update import apply_update

entries = st.lists(
    st.floats(-1e3, 1e3).map(lambda number: round(number, 6)), min_size=1, max_size=5
)
orders = st.sampled_from([1.0, 2.0, 3.0, math.inf])


def clipped(first, second, **settings):
    """Return the two gradients after clipping, as if they were those of two parameters."""
    tensors = [Tensor(np.zeros(len(numbers)), requires_grad=True) for numbers in (first, second)]
    for tensor, numbers in zip(tensors, (first, second)):
        tensor.grad = Tensor(np.array(numbers, dtype="float64"))
    flat = FlatParameters([("a", tensors[0]), ("b", tensors[1])])
    flat.gather()
    scale = clip(flat, Settings(**settings), flat.squared_norm())
    return [scale * piece.gradient for piece in flat.pieces]


def length(arrays, order):
    sizes = np.abs(np.concatenate(arrays))
    return sizes.max() if order == math.inf else (sizes**order).sum() ** (1 / order)


@given(entries, entries, st.floats(0.01, 100), orders, st.sampled_from(["norm", "torch.norm"]))
def test_all_together(first, second, bound, order, kind):
    found = clipped(first, second, clip_gradients=bound, clip_type=kind, clip_norm_type=order)
    before = [np.array(first), np.array(second)]
    assert length(found, order) <= bound * (1 + 1e-12)
    if length(before, order) < bound - 2e-6:
        assert all(np.array_equal(a, b) for a, b in zip(found, before))
    elif kind == "norm" and length(before, order) > bound:
        assert length(found, order) == pytest.approx(bound, rel=1e-9)
    both, raw = np.concatenate(found), np.concatenate(before)
    assert np.abs(both * length(before, order) - raw * length(found, order)).max() <= 1e-6 * bound


@given(entries, entries, st.floats(0.01, 100), orders)
def test_each_parameter_by_itself(first, second, bound, order):
    kind = "parameter_norm"
    found = clipped(first, second, clip_gradients=bound, clip_type=kind, clip_norm_type=order)
    for gradient, before in zip(found, (first, second)):
        whole = length([np.array(before)], order)
        np.testing.assert_allclose(gradient, np.array(before) * min(1, bound / (whole or 1)))


@given(entries, entries, st.floats(0.01, 100))
def test_each_entry_by_itself(first, second, bound):
    found = clipped(first, second, clip_gradients=bound, clip_type="value")
    for gradient, before in zip(found, (first, second)):
        assert gradient.tolist() == [min(max(x, -bound), bound) for x in before]


@pytest.mark.parametrize("kind", ["norm", "torch.norm", "parameter_norm", "value"])
def test_a_negative_bound_is_none(kind):
    found = clipped([3.0, 4.0], [-12.0], clip_gradients=-1, clip_type=kind)
    assert [gradient.tolist() for gradient in found] == [[3.0, 4.0], [-12.0]]


@pytest.mark.parametrize("kind", ["norm", "parameter_norm", "value"])
def test_clipping_sees_the_sum_over_iter_size_and_not_the_weight_decay(kind):
    """Caffe: clip the sum, take the mean, add the decay."""
    w = Tensor(np.array([2.0]), requires_grad=True)
    flat = FlatParameters([("w", w)], SGD())
    w.grad = Tensor(np.array([8.0]))
    flat.gather()
    settings = Settings(clip_gradients=4.0, clip_type=kind, iter_size=2, weight_decay=0.5)
    apply_update(flat, SGD(), settings, 1.0, 0, flat.squared_norm())
    assert w.tolist() == [2.0 - (4.0 / 2 + 0.5 * 2.0)]


def test_the_norm_of_nothing_is_zero():
    assert norm([np.zeros(0)], math.inf) == norm([np.zeros(0)], 2) == norm([], 1) == 0.0


def test_norms_of_large_float32_numbers_do_not_overflow():
    big = np.array([3e30, 4e30], dtype="float32")
    assert norm([big], 2) == pytest.approx(5e30, rel=1e-6)
    assert norm([big, big], 1) == pytest.approx(14e30, rel=1e-6)
