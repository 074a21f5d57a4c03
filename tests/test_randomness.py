"""The one source of chance."""

import copy

import pytest

from tinygrad_fa import randomness
from tinygrad_fa.language.errors import StateError


def draw():
    return randomness.generator().random(3).tolist()


def test_a_seed_repeats_and_a_state_continues():
    randomness.manual_seed(5)
    first = draw()
    state = randomness.get_state()
    second = draw()
    randomness.manual_seed(5)
    assert draw() == first
    assert draw() == second != first
    randomness.set_state(state)
    assert draw() == second
    randomness.set_state(state)
    assert draw() == second  # the state that was handed out did not move along


def test_numbers_come_in_the_dtype_that_is_asked_for():
    assert randomness.uniform(0, 1, (2,), "float32").dtype == "float32"
    assert randomness.normal(0, 1, (2,), "float64").dtype == "float64"
    assert randomness.kept(1, (50,)).all()
    assert not randomness.kept(0, (50,)).any()


@pytest.mark.parametrize("part", [None, "bit_generator", "state", "has_uint32"])
def test_a_state_that_is_none_changes_nothing(part):
    before = randomness.get_state()
    broken = copy.deepcopy(before)
    if part is None:
        broken = [1, 2]
    else:
        del broken[part]
    with pytest.raises(StateError) as caught:
        randomness.set_state(broken)
    assert caught.value.key == "randomness.state"
    assert randomness.get_state() == before
