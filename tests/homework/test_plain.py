"""What crosses the wall: numbers and arrays come back as they were, anything else is refused."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tinygrad_fa.homework.plain import decode, encode, read

floats = st.floats(width=64)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["shape", "values", "a"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=4, min_side=0), elements=floats))
def test_an_array_comes_back(array):
    plain = json.loads(json.dumps(encode(array), allow_nan=False))
    assert np.array_equal(decode(plain), array, equal_nan=True)
    assert np.array_equal(read(plain).array, array, equal_nan=True)
    nested = read(encode(array.tolist()))  # lists for arrays
    assert array.size == 0 or np.array_equal(nested.array, array, equal_nan=True)


@given(anything)
def test_reading_never_fails_and_gives_an_array_or_a_reason(plain):
    seen = read(plain)
    assert (seen.array is None) == bool(seen.fault)
    if seen.array is not None:
        assert seen.array.dtype == np.float64


@pytest.mark.parametrize(
    ("plain", "fault"),
    [
        (None, "missing"), ("one", "text"), ("1" * 50, "text"), ("1e3", "text"),
        ([[1, 2], [3]], "uneven"), ([1, "a"], "not_a_number"),
        ({"shape": [2, 2], "values": [1, 2, 3]}, "uneven"),
        ({"shape": [-1], "values": []}, "not_a_number"),
        ({"shape": [10**9, 0], "values": []}, "not_a_number"), ({"a": 1}, "not_a_number"),
        ({"shape": [1], "values": [[1]]}, "not_a_number"), ([True, 1.0], "not_a_number"),
        ({"shape": [True], "values": [1]}, "not_a_number"),
    ],
)  # fmt: skip
def test_what_is_no_array(plain, fault):
    assert read(plain).fault == fault


def test_numbers_that_are_not_finite_and_numbers_without_end():
    assert math.isnan(read("nan").array) and read("-inf").array == -math.inf
    assert read(10**400).array == math.inf
    assert read([1, "inf"]).array.tolist() == [1, math.inf]


def test_numbers_of_numpy_and_truth():
    given_ = {"a": np.float32(0.5), "b": (np.int64(2), np.True_)}
    assert encode(given_) == {"a": 0.5, "b": [2, True]}
    assert read(True).is_truth and read([True, False]).is_truth and not read(1).is_truth


@pytest.mark.parametrize(
    ("typed", "value"), [("1.5", 1.5), ("۱٫۵", 1.5), (" −۰٫۲۵ ", -0.25), ("٣", 3), ("-.5", -0.5)]
)
def test_a_number_that_was_typed_as_text_is_a_number(typed, value):
    seen = read(typed)
    assert seen.array == value and seen.array.shape == () and seen.text == typed
