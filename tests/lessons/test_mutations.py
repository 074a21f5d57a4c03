"""A wrong derivative anywhere in the engine stops every lesson that uses it.

Each lesson is run once to see which gradient lines it uses.  Then every one of these lines is
made wrong in two ways, a lost sign and one per cent too much, and the lesson has to fail.
"""

from __future__ import annotations

import os

import pytest

from tinygrad_fa.engine.op import Op
from tinygrad_fa.engine.ops.arithmetic import Mul
from tinygrad_fa.engine.ops.functions import Sigmoid
from tinygrad_fa.lessons import running
from tinygrad_fa.lessons.source import find_lesson, list_lessons

WRONG = {
    "lost sign": lambda rule: lambda *a, **k: -rule(*a, **k),
    "one per cent": lambda rule: lambda *a, **k: rule(*a, **k) * 1.01,
}
LESSONS = list_lessons()


def rows(family=Op):
    found = [row for child in family.__subclasses__() for row in rows(child)]
    in_engine = family.__module__.startswith("tinygrad_fa.engine")
    return found + ([family] if family.rules and in_engine else [])


def with_rule(monkeypatch, op, index, change):
    """Change a gradient line wherever the engine keeps it: for arrays, and for floats."""
    for kept in ("rules", "float_rules"):
        rules = list(getattr(op, kept))
        rules[index] = change(rules[index])
        monkeypatch.setattr(op, kept, tuple(rules))


def used_rules(lesson):
    """Return the gradient lines that a lesson's code reads, as ``(op, index)``."""
    used = set()

    def noted(key):
        def change(rule):
            def told(*a, **k):
                used.add(key)
                return rule(*a, **k)

            return told

        return change

    with pytest.MonkeyPatch.context() as patch:
        for op in rows():
            for index, rule in enumerate(op.rules):
                if rule is not None:
                    with_rule(patch, op, index, noted((op, index)))
        running.execute_all(lesson, "en")
    return sorted(used, key=lambda key: (key[0].__name__, key[1]))


@pytest.mark.parametrize(
    ("number", "op", "index", "wrong"),
    [
        (1, Mul, 0, lambda g, out, x, y: g * x),  # x's gradient is y, not x
        (2, Mul, 1, lambda g, out, x, y: g * x * 1.000001),
        (2, Sigmoid, 0, lambda g, out, x: g * out * (1 - x)),
    ],
)
def test_a_wrong_derivative_stops_the_lesson(monkeypatch, number, op, index, wrong):
    with_rule(monkeypatch, op, index, lambda rule: wrong)
    with pytest.raises(AssertionError):
        running.execute_all(find_lesson(number), "en")


def test_the_lines_that_a_lesson_uses_are_found():
    used = {(op.__name__, index) for op, index in used_rules(find_lesson(1))}
    assert {("Add", 0), ("Add", 1), ("Mul", 0), ("Mul", 1)} <= used
    assert ("Sigmoid", 0) not in used
    assert ("Sigmoid", 0) in {(op.__name__, index) for op, index in used_rules(find_lesson(2))}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_wrong_derivative_stops_every_lesson_that_uses_it(lesson, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    survived = []
    used = used_rules(lesson)
    assert used
    for op, index in used:
        for kind, change in WRONG.items():
            with pytest.MonkeyPatch.context() as patch:
                with_rule(patch, op, index, change)
                try:
                    running.execute_all(lesson, "en")
                except Exception:  # it stopped, in whatever way
                    continue
            survived.append(f"{op.__name__}, argument {op.arguments[index]}: {kind}")
    assert survived == []
    assert os.listdir(tmp_path) == []  # a lesson leaves nothing behind
