"""The fast convolution and its gradients against loops, identities and awkward arrays."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinygrad_fa.engine.kernels import (
    conv2d,
    conv2d_bias_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
    geometry,
    output_size,
    unroll,
)

pairs = {
    name: st.tuples(st.integers(low, high), st.integers(low, high))
    for name, low, high in [("stride", 1, 3), ("padding", 0, 2), ("dilation", 1, 2)]
}


@st.composite
def convolutions(draw):
    """Draw (x, w, out_size, attributes): small, odd-shaped, in float64."""
    attributes = {name: draw(pair) for name, pair in pairs.items()}
    attributes["groups"] = groups = draw(st.integers(1, 3))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    # 1 and 2 channels are written out number by number, 13 and 25 row by row.
    channels, outputs = draw(st.sampled_from([1, 2, 13, 25])), draw(st.integers(1, 3))
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    axes = (size, kernel, attributes["stride"], attributes["padding"], attributes["dilation"])
    out_size = tuple(output_size(*axis) for axis in zip(*axes))
    assume(min(out_size) > 0)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.standard_normal((draw(st.integers(1, 3)), groups * channels, *size))
    w = rng.standard_normal((groups * outputs, channels, *kernel))
    return x, w, out_size, attributes


def like_normal(shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def close(a, b):
    """Compare to 1e-12 of the largest number, which is what float64 sums can promise."""
    assert a.shape == b.shape and a.dtype == b.dtype
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-12 * max(1.0, np.abs(b).max(initial=0)))


@given(convolutions(), st.sampled_from([1, 2_000, geometry.SCRATCH_BYTES]))
@settings(max_examples=150, deadline=None)
def test_conv_and_gradients_match_the_loops(reference, case, scratch_bytes):
    """Whatever the chunks: one row of one image at a time, some rows, or everything at once."""
    x, w, out_size, attributes = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unroll, "SCRATCH_BYTES", scratch_bytes)
        out = conv2d(x, w, **attributes)
        g = like_normal(out.shape)
        dx = conv2d_input_gradient(g, w, input_shape=x.shape, **attributes)
        dw = conv2d_weight_gradient(g, x, weight_shape=w.shape, **attributes)
    close(out, reference.conv2d(x, w, out_size, **attributes))
    loop_dx, loop_dw = reference.conv2d_gradients(g, x, w, **attributes)
    close(dx, loop_dx)
    close(dw, loop_dw)


@given(convolutions())
@settings(deadline=None)
def test_gradients_are_the_transposes_of_the_convolution(case):
    """<conv(x, w), g> = <x, dx> = <w, dw>."""
    x, w, _, attributes = case
    out = conv2d(x, w, **attributes)
    g = like_normal(out.shape)
    expected = np.vdot(out, g)
    dx = conv2d_input_gradient(g, w, input_shape=x.shape, **attributes)
    dw = conv2d_weight_gradient(g, x, weight_shape=w.shape, **attributes)
    size = np.abs(out).ravel() @ np.abs(g).ravel() + 1
    assert abs(np.vdot(x, dx) - expected) < 1e-12 * size
    assert abs(np.vdot(w, dw) - expected) < 1e-12 * size


CASES = {
    "few channels": ((3, 2, 9, 8), (4, 2, 3, 3), {}),
    "many channels": ((3, 16, 9, 8), (4, 16, 3, 3), {}),
    "same size": ((3, 16, 9, 8), (4, 16, 5, 5), {"padding": (2, 2)}),
    "strided": ((3, 16, 9, 8), (4, 16, 3, 3), {"stride": (2, 2), "padding": (1, 0)}),
    "grouped": ((3, 16, 9, 8), (4, 8, 3, 3), {"groups": 2}),
    "1 x 1": ((3, 32, 5, 5), (4, 32, 1, 1), {}),
    "kernel as large as the image": ((3, 16, 5, 4), (4, 16, 5, 4), {}),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request):
    x_shape, w_shape, attributes = request.param
    return like_normal(x_shape, 1), like_normal(w_shape, 2), attributes


def all_three(x, w, g, attributes):
    return (
        conv2d(x, w, **attributes),
        conv2d_input_gradient(g, w, input_shape=x.shape, **attributes),
        conv2d_weight_gradient(g, x, weight_shape=w.shape, **attributes),
    )


def disguises(array):
    """Yield the same numbers in arrays with other strides."""
    yield np.asfortranarray(array)
    yield np.ascontiguousarray(array.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    yield np.ascontiguousarray(array[::-1, :, ::-1, ::-1])[::-1, :, ::-1, ::-1]
    yield np.repeat(array, 2, axis=3)[..., ::2]


def test_strides_do_not_matter_and_arguments_stay_as_they_are(case):
    x, w, attributes = case
    g = like_normal(conv2d(x, w, **attributes).shape)
    expected = all_three(x, w, g, attributes)
    for arrays in zip(*map(disguises, (x, w, g))):
        for array in arrays:
            array.flags.writeable = False
        for result, due in zip(all_three(*arrays, attributes), expected):
            close(result, due)


def test_a_broadcast_gradient_is_taken(case):
    x, w, attributes = case
    shape = conv2d(x, w, **attributes).shape
    flat = np.broadcast_to(1.0, shape)  # what the gradient of a plain sum looks like
    for result, due in zip(
        all_three(x, w, flat, attributes), all_three(x, w, flat + 0, attributes)
    ):
        close(result, due)


def test_results_lie_channels_last(case):
    x, w, attributes = case
    out = conv2d(x, w, **attributes)
    dx = conv2d_input_gradient(out, w, input_shape=x.shape, **attributes)
    for images in (out, dx):
        assert images.transpose(0, 2, 3, 1).flags.c_contiguous
    dw = conv2d_weight_gradient(out, x, weight_shape=w.shape, **attributes)
    assert dw.flags.c_contiguous


def test_an_empty_batch_gives_empty_images_and_zero_kernels(case):
    x, w, attributes = case
    full = conv2d(x, w, **attributes)
    out, dx, dw = all_three(x[:0], w, full[:0], attributes)
    assert out.shape == (0, *full.shape[1:])
    assert dx.shape == (0, *x.shape[1:])
    assert dw.shape == w.shape and not dw.any()
    assert not conv2d_bias_gradient(out).any()


def test_a_complex_step_gives_the_derivative(case):
    """conv(x + i h t) has the imaginary part h conv(t), in each argument."""
    x, w, attributes = case
    t, v, b = like_normal(x.shape, 3), like_normal(w.shape, 4), like_normal(len(w), 5)
    step = 1e-30
    close(conv2d(x + 1j * step * t, w, **attributes).imag / step, conv2d(t, w, **attributes))
    close(conv2d(x, w + 1j * step * v, **attributes).imag / step, conv2d(x, v, **attributes))
    out = conv2d(x, w, bias=1j * step * b, **attributes)
    close(out.imag / step, np.broadcast_to(b[:, None, None], out.shape) + 0)


def test_gradients_are_linear_in_a_complex_g(case):
    """No conjugate anywhere: complex numbers only carry a second real number along."""
    x, w, attributes = case
    shape = conv2d(x, w, **attributes).shape
    real, imaginary = like_normal(shape, 3), like_normal(shape, 4)
    results = all_three(x + 0j, w + 0j, real + 1j * imaginary, attributes)
    for part, g in (("real", real), ("imag", imaginary)):
        expected = all_three(x, w, g, attributes)
        for result, due in zip(results[1:], expected[1:]):
            close(getattr(result, part), due)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_the_number_type_is_kept(case, dtype):
    x, w, attributes = case
    x, w = x.astype(dtype), w.astype(dtype)
    bias = np.ones(len(w), dtype)
    out = conv2d(x, w, bias=bias, **attributes)
    for result in (*all_three(x, w, out, attributes), out, conv2d_bias_gradient(out)):
        assert result.dtype == dtype


def test_bias_and_its_gradient(case):
    x, w, attributes = case
    bias = like_normal(len(w), 6)
    out = conv2d(x, w, bias=bias, **attributes)
    close(out, conv2d(x, w, **attributes) + bias[:, None, None])
    close(conv2d_bias_gradient(out), out.sum((0, 2, 3)))


def test_memory_stays_flat():
    """The columns of the whole batch would be 25 times the input; we need a small part of that."""
    x = np.zeros((64, 16, 32, 32), np.float32)
    w, attributes = np.zeros((16, 16, 5, 5), np.float32), {"padding": (2, 2)}
    tracemalloc.start()
    try:
        for kernel in (0, 1, 2):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            if kernel == 0:
                conv2d(x, w, **attributes)
            elif kernel == 1:
                conv2d_input_gradient(x, w, input_shape=x.shape, **attributes)
            else:
                conv2d_weight_gradient(x, x, weight_shape=w.shape, **attributes)
            assert tracemalloc.get_traced_memory()[1] - before < 1.8 * x.nbytes
    finally:
        tracemalloc.stop()
