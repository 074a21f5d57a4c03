"""Questions that cannot be marked as they are written are refused before anything runs."""

from __future__ import annotations

import pytest

from tinygrad_fa.homework import (
    Chain,
    Invariant,
    Question,
    Slip,
    Training,
    TypedFormula,
    draw,
    normal,
)
from tinygrad_fa.language.errors import DataError

BOTH = {"fa": "الف", "en": "a"}


class Sheet(Chain):
    def s(x, y):
        return x + y


def asked(**changes):
    given = {
        "id": "q", "function": "f", "reference": Sheet, "items": {"s": 1},
        "inputs": draw(x=normal(3), y=normal(3)),
    }  # fmt: skip
    return Question(**{**given, **changes})


def test_a_good_one_is_taken():
    question = asked(slips=(Slip("s", "a", lambda x, y: x - 2 * y, BOTH),), hints={"s": BOTH})
    assert question.points == 1


@pytest.mark.parametrize(
    ("changes", "key", "part"),
    [
        ({"id": 3}, "bad_id", "3"),
        ({"items": ["s"]}, "written_like", "items="),
        ({"items": {"s": None}}, "no_points", "`s`"),
        ({"items": {"t": 1}}, "no_rule", "`t`"),
        ({"reference": Sheet()}, "written_like", "class Backward(Chain)"),
        ({"inputs": {"x": 1}}, "written_like", "inputs="),
        ({"slips": Slip("s", "a", len, BOTH)}, "written_like", "slips=(Slip(…),)"),
        ({"forbid": "numpy.gradient"}, "written_like", "forbid="),
        ({"trials": "3"}, "written_like", "trials=3"),
        ({"seconds": 0}, "bad_limits", "time"),
        ({"follow": {"s": ["t"]}}, "unknown_item", "`t`"),
        ({"hints": {"s": "sign?"}}, "both_languages", "`fa, en`"),
        ({"hints": {"s": {"en": "sign?"}}}, "both_languages", "`fa`"),
        ({"slips": (Slip("s", "a", lambda x: x, {"fa": "الف"}),)}, "both_languages", "`en`"),
        ({"items": {"s": Invariant(1, lambda s: s > 0, {"en": "a"})}}, "both_languages", "`fa`"),
        ({"items": {"t": TypedFormula(1, "2*+x*", ("x",))}}, "bad_formula", "`2*+x*`"),
        ({"items": {"t": TypedFormula(1, "2*x*y", ("x",))}}, "bad_formula", "`y`"),
        ({"items": {"t": TypedFormula(1, "2*x", "x")}}, "written_like", "TypedFormula(1"),
        ({"items": {"t": Training(1, labels="y", accuracy=80)}, "hidden": ("y",)},
         "written_like", "accuracy=0.8"),
    ],
)  # fmt: skip
def test_what_cannot_be_marked_is_refused(changes, key, part):
    with pytest.raises(DataError) as error:
        asked(**changes)
    assert error.value.key == f"homework.{key}"
    assert "`q`" in str(error.value) or key == "bad_id"
    assert part in str(error.value)
