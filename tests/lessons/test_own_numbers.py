"""Each student has numbers of her own: the same every time, tidy, and every slip can be told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa import Value
from tinygrad_fa.lessons.exercises import exercises_of
from tinygrad_fa.lessons.own_numbers import (
    SLIPS_OF_LOSS,
    SLIPS_OF_SUMS,
    SLIPS_OF_WEIGHTS,
    SLIPS_OF_Z,
    WEIGHTS,
    _are_apart,
    after_step,
    forward,
    gradients,
    own_net,
    predicted_change,
)
from tinygrad_fa.lessons.source import find_lesson

students = st.text(max_size=12) | st.integers(0, 10**9).map(str)


def engine(numbers):
    leaves = {name: Value(number) for name, number in numbers.items()}
    h1 = leaves["i1"] * leaves["w1"] + leaves["i2"] * leaves["w2"]
    h2 = leaves["i1"] * leaves["w3"] + leaves["i2"] * leaves["w4"]
    z = h1 * leaves["w5"] + h2 * leaves["w6"]
    loss = (z.sigmoid() - leaves["y"]) ** 2 / 2
    loss.backward()
    return leaves, h1, h2, z, loss


def test_the_numbers_of_a_student_stay_what_they_are():
    # A homework that was handed out must have the same numbers next year.
    assert own_net("400123456") == {
        "i1": -1, "i2": 2, "w1": -0.2, "w2": -0.9, "w3": 0.2, "w4": -0.2, "w5": -0.8, "w6": 0.9,
        "y": 0,
    }  # fmt: skip


def test_digits_blanks_and_case_do_not_make_another_student():
    assert own_net("۴۰۰۱۲۳۴۵۶") == own_net(" 400 123 456 ") == own_net("400123456")
    assert own_net("AB-1") == own_net("ab-1") != own_net("ab-2")


def test_students_have_different_numbers():
    assert len({tuple(own_net(str(number)).values()) for number in range(300)}) == 300


@settings(max_examples=60, deadline=None)
@given(students)
def test_the_numbers_are_tidy_and_the_gradients_are_the_engine_s(student):
    numbers = own_net(student)
    leaves, h1, h2, z, loss = engine(numbers)
    seen, slopes = forward(numbers), gradients(numbers)
    assert abs(round(h1.data, 1) - h1.data) < 1e-12 and abs(round(h2.data, 1) - h2.data) < 1e-12
    assert abs(round(z.data, 2) - z.data) < 1e-12
    assert abs(seen["J"] - loss.data) < 1e-12
    assert abs(slopes["z"] - z.grad) < 1e-12
    assert all(abs(slopes[name] - leaves[name].grad) < 1e-12 for name in WEIGHTS)
    assert abs(slopes["z"]) > 0.02
    stepped = engine(after_step(numbers))[-1].data
    assert stepped < loss.data - 0.02
    norm = math.hypot(*(leaves[name].grad for name in WEIGHTS))
    assert abs(predicted_change(numbers) + 0.5 * norm**2) < 1e-12


@settings(max_examples=40, deadline=None)
@given(students)
def test_every_slip_is_told_from_every_other(student):
    exercises = exercises_of(find_lesson(4), student)
    for exercise in exercises.by_name.values():
        assert exercise.check(_given(exercise.right)).slip == "right"
        for slip in exercise.slips:
            assert exercise.check(_given(slip.answer)).slip == slip.name, (exercise.name, slip)


def _given(answer):
    return answer.values if hasattr(answer, "values") else answer.text


@pytest.mark.parametrize("slip", [*SLIPS_OF_Z, *SLIPS_OF_WEIGHTS])
def test_a_slip_changes_the_gradients(slip):
    numbers = own_net("1")
    assert gradients(numbers, slip) != gradients(numbers)


@pytest.mark.parametrize("slip", [*SLIPS_OF_SUMS, *SLIPS_OF_LOSS])
def test_a_slip_changes_the_values(slip):
    numbers = own_net("1")
    assert forward(numbers, slip) != forward(numbers)
    assert numbers == own_net("1")


def test_a_slip_is_what_its_name_says():
    numbers = own_net("1")
    seen, right = forward(numbers), gradients(numbers)
    slope = seen["o"] * (1 - seen["o"])
    wrong = gradients(numbers, "input_for_output")["z"] / (seen["o"] - numbers["y"])
    assert abs(wrong - seen["o"] * (1 - seen["z"])) < 1e-12
    assert abs(gradients(numbers, "no_slope")["w5"] * slope - right["w5"]) < 1e-12
    assert abs(gradients(numbers, "half_kept")["w1"] * 2 - right["w1"]) < 1e-12
    lost = gradients(numbers, "lost_outer_weight")
    assert abs(lost["w3"] * numbers["w6"] - right["w3"]) < 1e-12 and lost["w5"] == right["w5"]
    exchanged = gradients(numbers, "outer_exchanged")
    assert abs(exchanged["w1"] / numbers["w6"] * numbers["w5"] - right["w1"]) < 1e-12
    own = gradients(numbers, "weight_for_input")
    assert abs(own["w6"] - right["z"] * numbers["w6"]) < 1e-12 and own["w1"] == right["w1"]


def test_answers_that_could_be_taken_for_each_other_are_refused():
    assert _are_apart([(1.0, 0.0), (1.0, 0.01), (-1.0, 0.0)])
    assert not _are_apart([(1.0, 0.0), (2.0, 0.0), (1.001, 0.001)])
    assert not _are_apart([(100.0,), (100.3,)])  # far from one the digits count
