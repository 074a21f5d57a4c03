"""A formula sheet: its rules, their order, and values computed with a student's own ones."""

from __future__ import annotations

import numpy as np
import pytest

from tests.homework.marking import Net
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.language.errors import DataError

INPUTS = {"W": np.array([[1.0, -1.0]]), "x": np.array([0.5, 0.25]), "y": np.array([1.0])}


def test_values_are_those_of_the_formulas():
    values = Net.values(INPUTS)
    assert list(values) == ["z", "o", "dz", "dW", "new_W"]
    o = 1 / (1 + np.exp(-0.25))
    assert np.allclose(values["dz"], (o - 1) * o * (1 - o))
    assert Net.inputs() == ("W", "x", "y")
    assert Net.rules["dz"].formula == "(o - y) * o * (1 - o)"


def test_own_values_take_the_place_of_the_right_ones_below():
    own = Net.values(INPUTS, {"dz": np.array([2.0])})
    right = Net.values(INPUTS)
    assert np.array_equal(own["dz"], right["dz"])  # the rule itself is not touched
    assert np.array_equal(own["dW"], [[1.0, 0.5]])
    assert np.array_equal(own["new_W"], INPUTS["W"] - 0.5 * own["dW"])


def test_a_rule_without_a_value_stops_no_other_one():
    values = Net.values(INPUTS, {"z": np.array([[1.0, 2.0], [3.0, 4.0]]), "dz": np.array(["a"])})
    assert values["dW"] is None and values["new_W"] is None and values["o"].shape == (2, 2)


def test_ancestors():
    assert Net.ancestors("dW") == ["z", "o", "dz"]
    assert Net.ancestors("z") == []


def test_a_sheet_continues_another_one():
    class More(Net):
        def twice(dW):
            return 2 * dW

    assert list(More.rules) == [*Net.rules, "twice"]
    assert np.array_equal(More.values(INPUTS)["twice"], 2 * Net.values(INPUTS)["dW"])


def test_rules_come_in_the_order_of_computing():
    with pytest.raises(DataError) as caught:
        type("Wrong", (Chain,), {"b": lambda a: a, "a": lambda x: x})
    assert caught.value.key == "homework.rule_order"
    with pytest.raises(DataError) as caught:
        type("Stars", (Chain,), {"a": lambda *x: x})
    assert caught.value.key == "homework.rule_arguments"


def test_a_rule_without_source_is_refused_when_its_source_is_wanted():
    names = {}
    exec("def a(x): return x", names)
    chain = type("Lost", (Chain,), {"a": names["a"]})
    with pytest.raises(DataError) as caught:
        chain.rules["a"].tree  # noqa: B018
    assert caught.value.key == "homework.no_source"
