"""Right answers pass in any form; each likely slip gets its own hint, and never the answer."""

from __future__ import annotations

import re

import pytest

from tinygrad_fa import Value, language
from tinygrad_fa.language import latin_digits, set_language
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.lessons.exercises import Exercise, Formula, Numbers, Word, exercises_of
from tinygrad_fa.lessons.source import find_lesson, list_lessons

RIGHT = {
    (1, "q1"): [10, 10.0, "۱۰", "١٠", "20/2", "(۳-۱)*۵", Value(10.0)],
    (1, "q2"): [(5, 5, 2), [5.0, 5, 2], "5, 5, 2", "(۵، ۵، ۲)", (Value(5.0), 5, "۴/۲")],
    (1, "q3"): ["+", "add", "Sum", "جمع", "دروازهٔ جمع", " Addition "],
    (1, "q4"): [-12.04, "-12.04", "−۱۲٫۰۴", "-12 - 4*0.01", "-301/25"],
    (1, "q5"): [7, "۷", "2*4-1", 7.0000001],
    (1, "q6"): ["2*x*z + y*z", "z*(2*x+y)", "(x+y)*z + x*z", "۲*x*z+y*z", "z×(x+x+y)"],
    (2, "q1"): [2, "۲", "3-2+1"],
    (2, "q2"): [0.8808, 0.881, "۰٫۸۸۱", "1/(1+exp(-2))", "sigmoid(2)"],
    (2, "q3"): [(0.315, 0.105, 0.105), "۰٫۳۱۵، ۰٫۱۰۵، ۰٫۱۰۵", (0.314981, 0.104994, 0.104994)],
    (2, "q4"): [-0.0197, "-0.02 + 0.0003", "−۰٫۰۱۹۷", -0.393224 * 0.05],
    (2, "q5"): [(0, 0.25), "۰، ۱/۴", "(0, 1/4)"],
    (2, "q6"): ["1 - t**2", "1-t^2", "(1-t)*(1+t)", "۱ − t²"],
}

SLIPS = {
    (1, "q1"): {"brackets": "-2", "lost_minus": 20, "stopped_early": "۲", "sign": -10},
    (1, "q2"): {
        "not_swapped": (2, 2, 5),
        "no_upstream": "1, 1, 2",
        "values": (3, -1, 5),
        "old_point": (-4, -4, 3),
        "sign": (-5, -5, -2),
        "unreadable": (5, 5),
    },
    (1, "q3"): {"product": "ضرب", "minus": "-", "max": "Max", "unknown": "exp", "unreadable": 3},
    (1, "q4"): {"direction": -11.96, "only_change": "−۰٫۰۴", "no_step": -16},
    (1, "q5"): {"direct_way_only": 3, "sum_way_only": "۴", "ways_multiplied": 12, "sign": -7},
    (1, "q6"): {
        "sum_way_only": "z*x",
        "direct_way_only": "x*z + y*z",
        "lost_z": "y + 2*x",
        "ways_multiplied": "x*(x+y)*z^2",
        "unreadable": "2x",
    },
    (2, "q1"): {"no_bias": 1, "lost_minus": 6, "inputs_exchanged": -4, "sign": -2},
    (2, "q2"): {"sign_of_exponent": 0.1192, "only_exponential": "e^-2", "no_reciprocal": 1.1353},
    (2, "q3"): {
        "input_for_output": (-2.642, -0.881, -0.881),
        "no_sigmoid": (3, 1, 1),
        "weights_for_inputs": (0.105, -0.21, 0.105),
        "no_bias_gradient": (0.315, 0.105, 0),
        "half_slope": (2.642, 0.881, 0.881),
    },
    (2, "q4"): {"no_step": -0.3932, "new_value": 0.7114, "input_twice": 0.0393, "sign": "۰٫۰۱۹۷"},
    (2, "q5"): {
        "value_for_slope": (0, 0.5),
        "example_point": (1, 0.1966),
        "no_exponential": (0, 1),
    },
    (2, "q6"): {
        "sigmoid_rule": "t - t^2",
        "lost_inner_factor": "0.5*(1-t*t)",
        "lost_outer_factor": "(1-t)/2*(1+t)/2",
        "sign": "t*t - 1",
        "unreadable": "1 - z",
    },
}


def exercise(number, name):
    return exercises_of(find_lesson(number)).by_name[name]


def test_every_exercise_is_tried_out():
    written = {(x.number, name) for x in list_lessons() for name in exercises_of(x).by_name}
    assert set(RIGHT) == set(SLIPS) == written
    for place, slips in SLIPS.items():
        assert len(RIGHT[place]) >= 3
        assert {slip.name for slip in exercise(*place).slips} <= set(slips)
        assert len(slips) >= 3


@pytest.mark.parametrize("place", RIGHT, ids=str)
def test_right_answers_pass_in_any_form(place):
    for answer in RIGHT[place]:
        verdict = exercise(*place).check(answer)
        assert verdict, (answer, verdict)
        assert verdict.slip == "right"


@pytest.mark.parametrize("place", SLIPS, ids=str)
def test_each_slip_gets_its_hint(place):
    for slip, answer in SLIPS[place].items():
        for chosen in language.LANGUAGES:
            set_language(chosen)
            verdict = exercise(*place).check(answer)
            assert not verdict
            assert verdict.slip == slip, (answer, verdict)
            for known in exercise(*place).slips:
                if known.name == slip:
                    assert known.hint[chosen] in verdict.text


@pytest.mark.parametrize("place", SLIPS, ids=str)
def test_no_hint_tells_the_answer(place):
    tried = exercise(*place)
    for slip in tried.slips:
        assert set(slip.hint) == {"fa", "en"}
        assert not tried.right.matches(_meant(slip.answer))
        for hint in slip.hint.values():
            if isinstance(tried.right, Formula):
                assert tried.right.text.replace(" ", "") not in hint.replace(" ", "")
            elif isinstance(tried.right, Numbers):
                found = re.findall(r"(?<![\w_.])-?\d+(?:\.\d+)?", latin_digits(hint))
                assert not {float(number) for number in found} & {
                    value for value in tried.right.values if value not in (0, 1, 2)
                }
            else:
                words = re.findall(r"\w+", hint.casefold())
                assert not set(words) & {word.casefold() for word in tried.right.spellings}


def _meant(answer):
    if isinstance(answer, Numbers):
        return answer.values
    return answer.read(answer.text) if isinstance(answer, Formula) else answer.spellings[0]


def test_an_unanswered_exercise_asks_for_an_answer():
    for chosen in language.LANGUAGES:
        set_language(chosen)
        verdict = exercise(1, "q1").check(...)
        assert verdict.slip == "unanswered"
        assert "`...`" in str(verdict)


@pytest.mark.parametrize(
    ("answer", "key_words"),
    [
        ("__import__('os')", "not a function that a formula may call"),
        ("2*", "cannot be read"),
        ("1/0", "no real, finite value"),
        (None, "NoneType"),
        (True, "bool"),
        ((1, 2), "1 number"),
        ("q", "`q`"),
    ],
)
def test_an_answer_that_cannot_be_read_is_explained(answer, key_words):
    verdict = exercise(1, "q1").check(answer)
    assert verdict.slip == "unreadable"
    assert key_words in verdict.text


def test_the_answer_is_echoed_as_it_was_understood():
    assert "`-12.04`" in str(exercise(1, "q4").check("−۱۲٫۰۴"))
    assert "`0.5`" in str(exercise(1, "q1").check("۱/۲"))


def test_unknown_names_and_exercises_are_named():
    assert "`w`" in exercise(1, "q6").check("w*z").text
    with pytest.raises(DataError) as caught:
        exercises_of(find_lesson(1)).check("q99", 1)
    assert caught.value.key == "lessons.unknown_exercise"


def test_numbers_far_from_one_are_compared_by_their_digits():
    answer = Numbers(123456.0)
    assert answer.matches((123460.0,))
    assert not answer.matches((123600.0,))


def test_a_formula_with_a_narrower_domain_is_another_formula():
    tried = Exercise("x", {}, Formula("x", ("x",), between=(-1, 1)))
    assert tried.check("sqrt(x)**2").slip == "unknown"
    assert tried.check("2*x/2")


def test_words_do_not_mind_half_spaces():
    assert Word("پس‌انتشار").matches("پس انتشار")


def test_a_notebook_shows_the_verdict_in_its_direction():
    set_language("fa")
    shown = exercise(1, "q1").check(10)._repr_mimebundle_()
    assert shown["text/markdown"].startswith('<div dir="rtl" lang="fa">\n\n✔ q1: درست است')
    marked = exercise(1, "q1").check("2*")._repr_mimebundle_()["text/markdown"]
    assert "```\n  `2*`\n     ^\n```" in marked  # the mark stays under its place
    set_language("en")
    assert 'dir="ltr"' in exercise(1, "q1").check(10)._repr_mimebundle_()["text/markdown"]
