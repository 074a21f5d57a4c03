"""Right answers pass in any form; each likely slip gets its own hint, and never the answer."""

from __future__ import annotations

import math
import re
import runpy
from functools import lru_cache
from pathlib import Path

import pytest

from tinygrad_fa import Tensor, language
from tinygrad_fa.language import latin_digits, set_language
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.lessons.exercises import (
    Array,
    Exercise,
    Formula,
    Function,
    Numbers,
    Word,
    exercises_of,
)
from tinygrad_fa.lessons.reading import shape_and_numbers
from tinygrad_fa.lessons.source import find_lesson, list_lessons

ANSWERS = Path(__file__).parent / "answers"  # a file for each lesson, with the lesson's name


def tables(lesson):
    path = ANSWERS / lesson.path.name
    assert path.exists(), f"answers to the exercises of {lesson.name} are missing: {path.name}"
    written = runpy.run_path(str(path))
    return written["RIGHT"], written["SLIPS"]


def places():
    return [(x.number, name) for x in list_lessons() for name in exercises_of(x).by_name]


@lru_cache
def answers_of(number):
    return tables(find_lesson(number))


def exercise(number, name):
    return exercises_of(find_lesson(number)).by_name[name]


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
def test_every_exercise_is_tried_out(lesson):
    right, slips = tables(lesson)
    assert set(right) == set(slips) == set(exercises_of(lesson).by_name)
    for name, wrong in slips.items():
        assert len(right[name]) >= 3, name
        assert {slip.name for slip in exercise(lesson.number, name).slips} <= set(wrong)
        assert len(set(wrong) - {"unreadable", "unknown"}) >= 3, name


@pytest.mark.parametrize("place", places(), ids=str)
def test_right_answers_pass_in_any_form(place):
    number, name = place
    for answer in answers_of(number)[0][name]:
        verdict = exercise(*place).check(answer)
        assert verdict, (answer, verdict)
        assert verdict.slip == "right"


@pytest.mark.parametrize("place", places(), ids=str)
def test_each_slip_gets_its_hint(place):
    number, name = place
    for slip, answer in answers_of(number)[1][name].items():
        for chosen in language.LANGUAGES:
            set_language(chosen)
            verdict = exercise(*place).check(answer)
            assert not verdict
            assert verdict.slip == slip, (answer, verdict)
            for known in exercise(*place).slips:
                if known.name == slip:
                    assert known.hint[chosen] in verdict.text


@pytest.mark.parametrize("place", places(), ids=str)
def test_no_hint_tells_the_answer(place):
    tried = exercise(*place)
    for slip in tried.slips:
        assert set(slip.hint) == {"fa", "en"}
        if not isinstance(tried.right, Function):
            assert not tried.right.matches(_meant(slip.answer))
        for hint in slip.hint.values():
            if isinstance(tried.right, Formula):
                assert tried.right.text.replace(" ", "") not in hint.replace(" ", "")
            elif isinstance(tried.right, (Numbers, Array)):
                found = re.findall(r"(?<![\w_.])-?\d+(?:\.\d+)?", latin_digits(hint))
                assert not {float(number) for number in found} & {
                    value
                    for value in shape_and_numbers(tried.right.values)[1]
                    if value not in (0, 1, 2)
                }
            elif isinstance(tried.right, Word):
                words = re.findall(r"\w+", hint.casefold())
                assert not set(words) & {word.casefold() for word in tried.right.spellings}


def _meant(answer):
    if isinstance(answer, (Numbers, Array)):
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


EMPTY = {"fa": "", "en": ""}
MATRIX = Exercise("m", EMPTY, Array([[1, 2, 3], [4, 5, 6]]))


@pytest.mark.parametrize(
    "answer",
    [
        [[1, 2, 3], [4, 5, 6]],
        ((1, 2, 3), ("۴", "10/2", "2*3")),
        "[[1, 2, 3], [4, 5, 6]]",
        "۱، ۲، ۳؛ ۴، ۵، ۶",
        "1, 2, max(1, 3); 4, 5, 6",
        Tensor([[1.0, 2, 3], [4, 5, 6]]),
        Tensor([[1.0, 2, 3], [4, 5, 6]]).data,
    ],
    ids=str,
)
def test_arrays_are_read_in_any_form(answer):
    assert MATRIX.check(answer), MATRIX.check(answer)


@pytest.mark.parametrize(
    ("answer", "slip"),
    [
        ("1, 4; 2, 5; 3, 6", "transposed"),
        ("-1, -2, -3; -4, -5, -6", "sign"),
        (Tensor([[0.5, 1, 1.5], [2, 2.5, 3]]), "factor"),
        ([1, 2, 3, 4, 5, 6], "shape"),
        (21, "shape"),
        ([[1, 2, 3], [4, 5]], "unreadable"),
        ([[1, 2, 3], [4, 5, None]], "unreadable"),
        ("1, 2, 3; 4, 5, seven", "unreadable"),
        ([[1, 2, 3], [4, 5, 7]], "unknown"),
        ([[0, 0, 0], [0, 0, 0]], "unknown"),
        ([[math.nan] * 3] * 2, "unknown"),
    ],
    ids=str,
)
def test_slips_with_arrays(answer, slip):
    assert MATRIX.check(answer).slip == slip


def test_a_square_array_may_be_transposed_too():
    square = Exercise("s", EMPTY, Array([[1, 2], [3, 4]]))
    assert square.check([[1, 3], [2, 4]]).slip == "transposed"
    assert square.check([[1, 2], [3, 4.1]]).slip == "unknown"
    assert "`[[1, 3], [2, 4]]`" in square.check("1 ,3; 2, 4").text


SLOPE = Exercise("f", EMPTY, Function(lambda x: 3 * x**2, lambda draw: (draw.uniform(-2, 2),)))


def test_functions_are_compared_for_random_inputs():
    assert SLOPE.check(lambda x: x * x + 2 * x * x)
    assert SLOPE.check(lambda x: [3 * x * x][0])
    assert SLOPE.check(lambda x: -3 * x**2).slip == "sign"
    assert SLOPE.check(lambda x: x**2).slip == "factor"
    assert SLOPE.check(lambda x: 3 * x).slip == "unknown"
    assert SLOPE.check(lambda x: [3 * x**2]).slip == "shape"
    assert SLOPE.check(lambda x: 3 * x**2 if x > 0 else None).slip == "shape"
    assert SLOPE.check(3).slip == "unreadable"
    failed = SLOPE.check(lambda x: x / 0)
    assert failed.slip == "unreadable"
    assert "ZeroDivisionError" in failed.text
    assert SLOPE.check(lambda: 3).slip == "unreadable"


def test_slips_that_need_no_entry():
    three = Exercise("n", EMPTY, Numbers(1, 2, 3))
    assert three.check((2, 1, 3)).slip == "order"
    assert three.check("-1, -2, -3").slip == "sign"
    assert three.check((2, 4, 6)).slip == "factor"
    assert three.check((0, 0, 0)).slip == "unknown"
    assert Exercise("n", EMPTY, Numbers(3)).check(6).slip == "unknown"  # any number is "a factor"
    assert Exercise("n", EMPTY, Numbers(0, 0)).check((1, 1)).slip == "unknown"
    product = Exercise("n", EMPTY, Formula("2*x*y", ("x", "y")))
    assert product.check("-(x+x)*y").slip == "sign"
    assert product.check("x*y").slip == "factor"
    assert product.check("2*x").slip == "named_factor"
    assert product.check("2*x*y^2").slip == "named_factor"
    assert product.check("2*x + y").slip == "unknown"


def test_words_do_not_mind_half_spaces():
    assert Word("پس‌انتشار").matches("پس انتشار")


def test_a_notebook_shows_the_verdict_in_its_direction():
    set_language("fa")
    shown = exercise(1, "q1").check(10)._repr_mimebundle_()
    assert shown["text/markdown"].startswith('<div dir="rtl" lang="fa">\n\n✔ q1: درست است')
    marked = exercise(1, "q1").check("2*")._repr_mimebundle_()["text/markdown"]
    assert "```\n   2* \n     ^\n```" in marked  # the mark stays under its place
    marked = exercise(1, "q1").check("2 < `")._repr_mimebundle_()["text/markdown"]
    assert "```\n   2 <   \n" in marked and marked.count("`") == 6 + 2 * 3
    set_language("en")
    assert 'dir="ltr"' in exercise(1, "q1").check(10)._repr_mimebundle_()["text/markdown"]


class Stubborn:
    def __float__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("chosen", language.LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, 2.0]), int, 10**400, Stubborn(), b"4",
        {4: 4}, {4}, "x + 1", "9" * 20_000,
    ],
    ids=lambda typed: f"{typed!r}"[:30],
)  # fmt: skip
def test_what_is_no_number_is_said_to_be_none(typed, chosen):
    set_language(chosen)
    for right in (Numbers(4), Array([[1, 2], [3, 5]])):
        verdict = Exercise("q", {}, right).check(typed)
        assert not verdict
        assert verdict.slip == "unreadable" or isinstance(typed, Tensor)
        assert len(verdict.text) < 400


def test_a_tensor_of_one_number_is_a_number():
    assert Exercise("q", {}, Numbers(4)).check(Tensor(4.0))
    assert Exercise("q", {}, Numbers(5, -4)).check(Tensor([5.0, -4.0]))


def test_a_long_word_is_not_repeated_in_full():
    assert len(Exercise("q", {}, Word("sum")).check("x" * 100_000).text) < 500
