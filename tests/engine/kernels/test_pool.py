"""Fast pooling and its gradients against loops, ties, identities and awkward arrays."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinygrad_fa.engine.kernels import (
    avg_pool2d,
    avg_pool2d_gradient,
    geometry,
    max_pool2d,
    max_pool2d_gradient,
    max_pool2d_pick,
    output_size,
    windows,
)


@st.composite
def pools(draw):
    """Draw (x, out_size, attributes); x holds few different numbers, so that ties abound."""
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    ceil_mode = draw(st.booleans())
    axes = zip(size, kernel, stride, padding)
    out_size = tuple(output_size(*axis, ceil_mode=ceil_mode) for axis in axes)
    assume(min(out_size) > 0)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.integers(-2, 3, (draw(st.integers(1, 3)), draw(st.integers(1, 3)), *size)) * 1.0
    return (
        x,
        out_size,
        {
            "kernel": kernel,
            "stride": stride,
            "padding": padding,
            "ceil_mode": ceil_mode,
        },
    )


def like_normal(shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def loop_attributes(attributes):
    return {name: attributes[name] for name in ("kernel", "stride", "padding")}


@given(pools(), st.sampled_from([1, geometry.SCRATCH_BYTES]))
@settings(max_examples=200, deadline=None)
def test_max_pool_and_gradient_match_the_loops(reference, case, scratch_bytes):
    x, out_size, attributes = case
    g = like_normal((*x.shape[:2], *out_size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "SCRATCH_BYTES", scratch_bytes)
        out = max_pool2d(x, **attributes)
        dx = max_pool2d_gradient(g, x, out, **attributes)
    loop_out, loop_dx = reference.max_pool2d(x, g, out_size, **loop_attributes(attributes))
    np.testing.assert_array_equal(out, loop_out)
    np.testing.assert_allclose(dx, loop_dx, rtol=0, atol=1e-12)


@given(pools())
@settings(deadline=None)
def test_pick_is_the_transpose_of_the_gradient(case):
    x, _, attributes = case
    out = max_pool2d(x, **attributes)
    t, g = like_normal(x.shape), like_normal(out.shape)
    picked = max_pool2d_pick(t, x, out, **attributes)
    dx = max_pool2d_gradient(g, x, out, **attributes)
    assert abs(np.vdot(picked, g) - np.vdot(t, dx)) < 1e-12 * (1 + np.abs(t).sum())
    np.testing.assert_array_equal(max_pool2d_pick(x, x, out, **attributes), out)


@given(pools(), st.booleans(), st.sampled_from([1, geometry.SCRATCH_BYTES]))
@settings(max_examples=150, deadline=None)
def test_avg_pool_matches_the_loops_and_its_transpose(
    reference, case, count_include_pad, scratch_bytes
):
    x, out_size, attributes = case
    mean = {**attributes, "count_include_pad": count_include_pad}
    g = like_normal((*x.shape[:2], *out_size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "SCRATCH_BYTES", scratch_bytes)
        out = avg_pool2d(x, **mean)
        dx = avg_pool2d_gradient(g, input_shape=x.shape, **mean)
    expected = reference.avg_pool2d(
        x, out_size, count_include_pad=count_include_pad, **loop_attributes(attributes)
    )
    np.testing.assert_allclose(out, expected, rtol=0, atol=1e-12)
    assert abs(np.vdot(out, g) - np.vdot(x, dx)) < 1e-12 * (1 + np.abs(g).sum() * np.abs(x).max())


def test_equal_maxima_give_all_to_the_first_in_reading_order():
    """In [[0, 5], [5, 5]] the 5 of the upper row comes first, though it stands further right."""
    x = np.array([[[[0.0, 5.0], [5.0, 5.0]]]])
    pool = {"kernel": (2, 2), "stride": (2, 2)}
    out = max_pool2d(x, **pool)
    dx = max_pool2d_gradient(np.ones_like(out), x, out, **pool)
    np.testing.assert_array_equal(dx[0, 0], [[0, 1], [0, 0]])


def test_a_pixel_that_wins_several_windows_gets_the_sum():
    x = np.zeros((1, 1, 5, 5))
    x[0, 0, 2, 2] = 1
    pool = {"kernel": (3, 3), "stride": (2, 2)}
    out = max_pool2d(x, **pool)
    g = np.array([[[[1.0, 2.0], [4.0, 8.0]]]])
    dx = max_pool2d_gradient(g, x, out, **pool)
    assert dx[0, 0, 2, 2] == 15 and dx.sum() == 15


def test_a_window_with_nan_passes_its_gradient_on():
    x = np.array([[[[1.0, 2.0], [np.nan, 3.0]]]])
    pool = {"kernel": (2, 2), "stride": (2, 2)}
    out = max_pool2d(x, **pool)
    assert np.isnan(out).all()
    assert max_pool2d_gradient(np.ones_like(out), x, out, **pool).sum() == 1


def test_means_at_the_edge_by_hand():
    """Size 4, kernel 3, stride 2, padding 1, rounded up: windows of columns ..01, 123, 3.(.)"""
    x = np.ones((1, 1, 4, 4))
    pool = {"kernel": (3, 3), "stride": (2, 2), "padding": (1, 1), "ceil_mode": True}
    along = np.array([2 / 3, 1, 1 / 2])  # the last window holds one pixel and one of padding
    np.testing.assert_allclose(avg_pool2d(x, **pool)[0, 0], np.outer(along, along))
    np.testing.assert_allclose(avg_pool2d(x, count_include_pad=False, **pool), 1)


CASES = {
    "LeNet": ((3, 4, 6, 6), {"kernel": (2, 2), "stride": (2, 2)}),
    "cifar10_quick": ((3, 4, 8, 8), {"kernel": (3, 3), "stride": (2, 2), "ceil_mode": True}),
    "padded": ((3, 4, 7, 6), {"kernel": (3, 2), "stride": (2, 1), "padding": (1, 1)}),
    "sparse": ((3, 4, 9, 8), {"kernel": (2, 1), "stride": (3, 4)}),
    "as large as the image": ((3, 4, 5, 6), {"kernel": (5, 6), "stride": (1, 1)}),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request):
    shape, attributes = request.param
    return like_normal(shape, 1), attributes


def all_five(x, g, attributes):
    out = max_pool2d(x, **attributes)
    return (
        out,
        max_pool2d_gradient(g, x, out, **attributes),
        max_pool2d_pick(x * x, x, out, **attributes),
        avg_pool2d(x, **attributes),
        avg_pool2d_gradient(g, input_shape=x.shape, **attributes),
    )


def test_strides_do_not_matter_and_arguments_stay_as_they_are(case):
    x, attributes = case
    g = like_normal(max_pool2d(x, **attributes).shape)
    for turn in (np.asfortranarray, lambda a: np.repeat(a, 2, axis=1)[:, ::2]):
        other_x, other_g = turn(x), turn(g)
        other_x.flags.writeable = other_g.flags.writeable = False
        for result, due in zip(all_five(other_x, other_g, attributes), all_five(x, g, attributes)):
            np.testing.assert_array_equal(result, due)
            assert result.transpose(0, 2, 3, 1).flags.c_contiguous


def test_an_empty_batch(case):
    x, attributes = case
    g = max_pool2d(x, **attributes)
    for result, full in zip(all_five(x[:0], g[:0], attributes), all_five(x, g, attributes)):
        assert result.shape == (0, *full.shape[1:])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_the_number_type_is_kept(case, dtype):
    x, attributes = case
    x = x.astype(dtype)
    g = max_pool2d(x, **attributes)
    assert all(result.dtype == dtype for result in all_five(x, g, attributes))


def test_a_complex_step_gives_the_derivative(case):
    x, attributes = case
    t, step = like_normal(x.shape, 2), 1e-30
    stepped = x + 1j * step * t
    out = max_pool2d(x, **attributes)
    np.testing.assert_allclose(
        max_pool2d(stepped, **attributes).imag / step, max_pool2d_pick(t, x, out, **attributes)
    )
    np.testing.assert_allclose(
        avg_pool2d(stepped, **attributes).imag / step, avg_pool2d(t, **attributes), atol=1e-15
    )
