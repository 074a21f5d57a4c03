"""What comes out of the sandbox is plain, or it does not go on."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.sandbox.answers import NotPlain, cell_errors, clean, number, plain
from tinygrad_fa.homework.sandbox.inside import plain_values

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text("abxy", min_size=1, max_size=4), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(values)
def test_plain_values_come_through_the_wall_as_they_are(value):
    encoded = json.loads(plain_values.Encoder(1000, 100_000).encode(value))
    assert plain(encoded, 1000) == as_told(value)


def as_told(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if value != value else "inf" if value > 0 else "-inf"
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [as_told(entry) for entry in value]
    if isinstance(value, dict):
        return {name: as_told(entry) for name, entry in value.items()}
    return value


@pytest.mark.parametrize(
    "value",
    [
        {"shape": [2], "values": [1.0]},
        {"shape": [True], "values": [1.0]},
        {"shape": [-1, -1], "values": [1.0]},
        {"shape": [1.0], "values": [1.0]},
        {"shape": None, "values": []},
        {"shape": [1], "values": ["one"]},
        {"shape": [1], "values": [None]},
        {"shape": [1], "values": [[1.0]]},
        {"shape": [1] * 100, "values": [1.0]},
        {"shape": [10**9, 0, 10**9], "values": 5},
        [1.0] * 101,
        {"shape": [101], "values": [1.0] * 101},
        {"shape": [101], "values": ["nan"] * 101},
        2**2000,
        [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]],
        {"a\u202e": 1, "a": 2},
    ],
)
def test_what_is_not_plain(value):
    with pytest.raises(NotPlain):
        plain(value, 100)


def test_numbers_that_json_makes_infinite():
    assert plain(json.loads("[1e999, -1e999]"), 10) == ["inf", "-inf"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b[2J\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text\x1b]52;c;AAA\x1b\\end", "textend"),
        ("a\x00b\x07c\x9bd", "abcd"),
        ("left\u202eright\u2066x\u200f", "leftrightx"),
        ("می‌شود\n\tخوب", "می‌شود\n\tخوب"),
        ("\ud800x", "x"),
        ("\x1b", ""),
        (5, ""),
    ],
)
def test_text_is_clean(said, shown):
    assert clean(said) == shown


@given(st.text())
def test_clean_text_is_text_and_stays_so(said):
    once = clean(said)
    assert clean(once) == once
    once.encode()


def test_what_a_child_tells_of_itself_is_taken_only_as_what_it_must_be():
    assert number(1.5) == 1.5
    assert [number(told) for told in (None, "9", True, [1.0])] == [0.0] * 4
    told = [[0, 0, "A\x1b[31m"], [True, 0, "b"], [-1, 0, "c"], [10**9, 0, "d"], [1], "e", [2, 0, 5]]
    assert cell_errors(told) == ["cell 1: A", "cell 3: "]
    assert cell_errors(None) == cell_errors({"0": 1}) == []
    assert len(cell_errors([[0, 0, "x"]] * 1000)) == 50
