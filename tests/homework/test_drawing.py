"""Inputs are drawn as they are asked for, and the same from the same source."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.drawing import (
    bits,
    choice,
    draw,
    integers,
    normal,
    one_hot,
    tenths,
    uniform,
)  # fmt: skip
from tinygrad_fa.language.errors import SettingError

sources = st.integers(0, 10**6).map(random.Random)


@given(sources)
def test_every_kind(source):
    drawn = draw(
        n=integers(2, 5), x=normal("n", 3, away=0.1, digits=2), u=uniform(-1, 2, 4, away=0.5),
        b=bits(6), c=choice((1, 5)), t=tenths(-1, 1, 7), h=one_hot("n", 4), rate=0.5,
        y=lambda x, rate: rate * x,
    )(source)  # fmt: skip
    n = drawn["n"]
    assert 2 <= n <= 5 and drawn["x"].shape == (n, 3) and drawn["h"].shape == (n, 4)
    assert (abs(drawn["x"]) >= 0.1).all() and np.allclose(drawn["x"], drawn["x"].round(2), atol=0)
    assert (abs(drawn["u"]) >= 0.5).all() and (drawn["u"] >= -1).all() and (drawn["u"] <= 2).all()
    assert set(drawn["b"]) <= {0, 1} and drawn["c"] in (1, 5)
    assert (drawn["t"] != 0).all() and np.allclose(drawn["t"] * 10, (drawn["t"] * 10).round())
    assert (drawn["h"].sum(axis=1) == 1).all()
    assert np.array_equal(drawn["y"], 0.5 * drawn["x"])


def test_all_values_of_a_kind_come_up():
    source = random.Random(1)
    assert set(integers(1, 6, 200).drawn(source, {})) == set(range(1, 7))
    assert abs(normal(4000).drawn(source, {}).std() - 1) < 0.05


def test_the_same_source_gives_the_same_numbers():
    drawing = draw(x=normal(2, 2), y=integers(0, 9))
    one, other = drawing(random.Random(3)), drawing(random.Random(3))
    assert np.array_equal(one["x"], other["x"]) and one["y"] == other["y"]
    assert not np.array_equal(one["x"], drawing(random.Random(4))["x"])


def test_conditions():
    drawing = draw(x=integers(0, 9), y=integers(0, 9)).such_that(lambda x, y: x < y)
    assert all(d["x"] < d["y"] for d in (drawing(random.Random(i)) for i in range(30)))
    with pytest.raises(SettingError) as caught:
        draw(x=bits()).such_that(lambda x: x > 1)(random.Random(0))
    assert caught.value.key == "homework.no_such_numbers"
    for empty in (lambda: uniform(2, 1), lambda: uniform(-1, 1, away=2), lambda: integers(3, 2)):
        with pytest.raises(SettingError) as caught:
            empty()
        assert caught.value.key == "homework.empty_range"
