"""Trees of plain values and arrays: taken apart and put together without losing a bit."""

from __future__ import annotations

import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tinygrad_fa.language.errors import StateError
from tinygrad_fa.solver.packing import pack, unpack

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
DTYPES = st.sampled_from(["f4", "f8", "i8", "u1", "?"])
ARRAYS = DTYPES.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0))
)
NUMBERS = st.floats(width=32).map(np.float32) | st.integers(0, 9).map(np.int64)
LEAVES = PLAIN | ARRAYS | NUMBERS | st.lists(st.floats(), min_size=16, max_size=20)
LEAVES |= st.lists(st.integers(), min_size=16, max_size=20)
KEYS = st.text() | st.integers() | st.tuples(st.integers(), st.text())
TREES = st.recursive(
    LEAVES,
    lambda inside: (
        st.lists(inside) | st.lists(inside).map(tuple) | st.dictionaries(KEYS, inside, max_size=4)
    ),
    max_leaves=12,
)


def same(one, other):
    """Return whether two trees are alike to the last bit, types and all."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (np.ndarray, np.generic)):
        return (
            one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return repr(one) == repr(other)
    return one == other


@given(TREES)
def test_a_tree_comes_back_as_it_was(tree):
    packed = pack(tree)
    json.loads(packed.text, parse_constant=pytest.fail)  # plain JSON, without NaN
    assert same(unpack(packed.arrays, packed.text), tree)


def test_the_state_of_a_random_generator_is_kept():
    state = np.random.PCG64(3).state
    assert unpack(*pack(state)) == state


def test_arrays_whose_places_have_one_name_are_kept_apart():
    tree = {"a/b": np.zeros(1), "a": {"b": np.ones(2)}, "c": [np.ones(3)]}
    packed = pack(tree)
    assert list(packed.arrays) == ["a/b", "a/b#2", "c/0"]
    assert same(unpack(*packed), tree)


def test_a_long_list_of_numbers_is_an_array_and_comes_back_as_a_list():
    losses = [0.1 * i for i in range(1000)]
    packed = pack({"loss": losses, "mixed": [1.0] * 20 + [2]})
    assert packed.arrays["loss"].dtype == "float64" and len(packed.arrays) == 1
    assert unpack(*packed) == {"loss": losses, "mixed": [1.0] * 20 + [2]}


@pytest.mark.parametrize("value", [{1, 2}, object(), len, b"bytes", 1j, range(3)])
def test_what_is_no_plain_value_is_refused_with_its_place(value):
    with pytest.raises(StateError) as caught:
        pack({"callbacks": [{"state": {"seen": value}}]})
    assert caught.value.key == "snapshots.not_plain"
    assert "callbacks/0/state/seen" in str(caught.value)
    assert type(value).__name__ in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        '{"$array": "missing"}',
        '{"$array": ["x"]}',
        '{"$array": "x", "more": 1}',
        '{"$eval": "x"}',
        '{"$float": "x"}',
        '{"$float": 1}',
        '{"$items": [[1]]}',
        '{"$items": [[[1], 2]]}',
        '{"$tuple": 3}',
        "NaN",
        "9" * 100,
        "[" * 100_000,
        "1",  # the array is left over
    ],
)
def test_a_text_that_pack_has_not_written_is_a_value_error(text):
    with pytest.raises(ValueError):
        unpack({"x": np.zeros(2)}, text)


MARKS = st.sampled_from(["$array", "$row", "$number", "$items", "$tuple", "$float", "a"])


@given(st.recursive(PLAIN, lambda inside: st.lists(inside) | st.dictionaries(MARKS, inside)))
def test_no_json_makes_anything_but_a_tree_or_a_value_error(plain):
    with suppress(ValueError):
        unpack({"x": np.zeros(2)}, json.dumps(plain))
