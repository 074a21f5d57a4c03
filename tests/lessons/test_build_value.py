"""Lesson 3: the three engines to mend are broken as they are, and right when they are mended."""

from __future__ import annotations

import pytest

from tinygrad_fa.lessons.exercises import exercises_of
from tinygrad_fa.lessons.running import execute, execute_all
from tinygrad_fa.lessons.source import find_lesson

MENDED = {
    "mend_1": ("x.grad = node.grad * slope", "x.grad += node.grad * slope", "q6", "lost_shares"),
    "mend_2": ("for node in found:\n        for x, slope", None, "q7", "no_order"),
    "mend_3": ("if not node.inputs", "if node.inputs", "q8", "stale"),
}


@pytest.fixture(scope="module")
def names():
    return execute_all(find_lesson(3), "en")


def cell_of(name):
    (cell,) = (cell for cell in find_lesson(3).cells if f"def {name}(" in cell.text)
    return cell


@pytest.mark.parametrize("name", MENDED)
def test_a_broken_engine_differs_and_gets_its_hint(names, name):
    *_, question, slip = MENDED[name]
    assert names["differences"](names[name]) > 20
    verdict = exercises_of(find_lesson(3)).check(question, names["slopes_by"](names[name]))
    assert verdict.slip == slip


@pytest.mark.parametrize("name", MENDED)
def test_a_mended_engine_agrees_and_passes(names, name):
    wrong, right, question, _ = MENDED[name]
    cell = cell_of(name)
    right = right or wrong.replace("found", "reversed(order_of(result))")
    assert cell.text.count(wrong) == 1
    mended = type(cell)(True, None, cell.text.replace(wrong, right), cell.line)
    again = dict(names)
    execute(mended, again, "cell", show=print)
    assert again["differences"](again[name]) == 0
    assert exercises_of(find_lesson(3)).check(question, again["slopes_by"](again[name]))


def test_speaking_before_one_s_turn_gets_its_hint(names):
    def backward(result):
        for node in names["order_of"](result):
            node.grad = 0.0
        result.grad = 1.0
        names["add_and_go_on"](result)

    verdict = exercises_of(find_lesson(3)).check("q6", names["slopes_by"](backward))
    assert verdict.slip == "sent_twice"
