"""Numbers of one's own: tidy, the same every time, and every slip gives another answer."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.homework.marking import KEY, net_question, states
from tinygrad_fa.homework import personal
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import draw, tenths


class Mine(Chain):
    def h(i, w):
        return i * w

    def z(h, v):
        return h * v

    def o(z):
        return 1 / (1 + np.exp(-z))

    def dz(o, y):
        return (o - y) * o * (1 - o)

    def dv(dz, h):
        return dz * h


QUESTION = net_question(
    items={"h": 1, "z": 1, "o": 1, "dz": 1, "dv": 1}, reference=Mine, personal=True,
    tolerance=1e-3, inputs=draw(i=tenths(-3, 3), w=tenths(-2, 2), v=tenths(-2, 2), y=0.25),
)  # fmt: skip
students = st.integers(0, 10**7).map(str)


@settings(max_examples=25, deadline=None)
@given(students)
def test_they_are_tidy_and_the_slips_lie_apart(student):
    numbers = personal.numbers(QUESTION, student, KEY)
    assert numbers == personal.numbers(QUESTION, f" {student} ", KEY)
    values = QUESTION.reference.values(numbers)
    hundredths = float(values["h"]) * 100
    assert abs(hundredths - round(hundredths)) < 1e-6
    right_ones = [x for x in personal.too_near(QUESTION, numbers, values) if not x[1]]
    assert right_ones == []


def test_the_tidiest_of_many_are_taken():
    drawn = [personal.of_variant(QUESTION, n, KEY) for n in range(20)]
    hundredths = [float(QUESTION.reference.values(x)["z"]) * 100 for x in drawn]
    tidy = sum(abs(x - round(x)) < 1e-6 for x in hundredths)
    assert tidy >= 15  # of numbers with three factors each most have three digits


def test_students_differ_and_the_key_decides():
    sets = {personal.variant(str(student), KEY) for student in range(400)}
    assert len(sets) == personal.VARIANTS
    one, other = (personal.numbers(QUESTION, "7", key) for key in (KEY, KEY[::-1]))
    assert one != other


def test_slips_that_lie_too_near_are_seen():
    numbers = {"i": 1.0, "w": 1.0, "v": 1.0, "y": 0.25}
    near = personal.too_near(QUESTION, numbers, QUESTION.reference.values(numbers))
    assert ("h", "", "dropped_factor") in near


def test_a_plan_asks_once_with_her_own_numbers():
    calls = QUESTION.plan("400", KEY, b"another key of the tests")
    assert len(calls) == 1
    mine = personal.numbers(QUESTION, "400", b"another key of the tests")
    assert calls[0].arguments == mine
    assert states(QUESTION, lambda **k: {x: v.round(3) for x, v in Mine.values(k).items()}) == (
        dict.fromkeys(QUESTION.items, "right")
    )
