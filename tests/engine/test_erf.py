"""The error function against the standard library's, for floats and arrays of both precisions."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinygrad_fa.engine.kernels.erf import erf


def true_erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


def test_the_whole_range():
    x = np.concatenate([np.linspace(-7, 7, 20_001), np.geomspace(1e-300, 1, 500)])
    np.testing.assert_allclose(erf(x), true_erf(x), rtol=5e-16, atol=0)


def test_the_seams_between_the_ranges():
    seams = np.array([0.5, 6.0, -0.5, -6.0])
    x = np.concatenate([seams, np.nextafter(seams, 9), np.nextafter(seams, -9)])
    np.testing.assert_allclose(erf(x), true_erf(x), rtol=5e-16, atol=0)


@given(arrays("float64", 5, elements=st.floats(-1e300, 1e300)))
def test_any_numbers(x):
    np.testing.assert_allclose(erf(x), true_erf(x), rtol=5e-16, atol=5e-324)
    np.testing.assert_array_equal(erf(-x), -erf(x))


def test_single_precision():
    x = np.concatenate([np.linspace(-5, 5, 80_001), np.geomspace(1e-30, 1, 500)]).astype("float32")
    assert erf(x).dtype == "float32"
    np.testing.assert_allclose(erf(x), true_erf(x), rtol=2.5e-7)


def test_other_kinds_of_numbers():
    x = np.array([-1, 0, 2])
    np.testing.assert_allclose(erf(x), true_erf(x), rtol=5e-16)
    half = erf(np.array([-0.3, 0.7], "float16"))
    assert half.dtype == "float16"
    np.testing.assert_allclose(half, true_erf([-0.3, 0.7]), rtol=1e-3)


def test_a_complex_step():
    x = np.linspace(-3, 3, 101)
    out = erf(x + 1e-20j)
    np.testing.assert_allclose(out.real, true_erf(x), rtol=5e-16)
    np.testing.assert_allclose(out.imag / 1e-20, 2 / np.sqrt(np.pi) * np.exp(-x * x), rtol=1e-14)


def test_memory_of_any_kind():
    """Large arrays are computed in parts; neither that nor the order in memory may be seen."""
    x = np.random.default_rng(0).standard_normal((70, 31, 40))
    for view in (x, x[::-2, :, 3:], x.transpose(2, 0, 1), x.astype("float32").T, x.reshape(-1)):
        rtol = 5e-16 if view.dtype == "float64" else 2.5e-7
        np.testing.assert_allclose(erf(view), true_erf(view), rtol=rtol)


def test_special_numbers():
    assert erf(np.array([np.inf, -np.inf, 0.0])).tolist() == [1.0, -1.0, 0.0]
    assert np.isnan(erf(np.array([np.nan]))).all()
    assert erf(np.ones((0, 3))).shape == (0, 3) and erf(np.array(1.0)).shape == ()


def test_a_python_number():
    assert erf(0.3) == math.erf(0.3) and type(erf(1)) is float
