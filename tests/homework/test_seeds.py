"""Numbers come from keys: the same for ever, and no space tells of another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework import seeds
from tinygrad_fa.language.errors import SettingError

COURSE = b"0123456789abcdef"


def test_the_numbers_stay_what_they_are():
    # Numbers that were handed out must be found again when they are graded, next year too.
    key = seeds.space(COURSE, "hw2", "grading")
    assert key.hex() == "717332e2090a1489677c612b706a1ac815d72129caabd9ef7d09ba751066f072"
    source = seeds.random_source(key, "400123", "backward", 0)
    assert source.random() == 0.76240537146455


def test_spaces_homeworks_questions_students_and_trials_are_all_different():
    keys = {seeds.space(COURSE, x, s) for x in ("hw1", "hw2") for s in seeds.SPACES}
    assert len(keys) == 6
    drawn = {
        seeds.random_source(key, student, question, trial).random()
        for key in keys for student in "ab" for question in "cd" for trial in (0, 1)
    }  # fmt: skip
    assert len(drawn) == 48


def test_parts_do_not_run_into_each_other():
    one = seeds.random_source(COURSE, "ab", "c", 0).random()
    assert one != seeds.random_source(COURSE, "a", "bc", 0).random()
    assert seeds.random_source(COURSE, "a", "b1", 1) != seeds.random_source(COURSE, "a", "b", 11)


@given(st.text(max_size=20))
def test_digits_blanks_case_and_arabic_letters_make_no_other_student(student):
    persian = student.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert seeds.normal_name(persian) == seeds.normal_name(student)
    assert seeds.normal_name(f" {student} \u200f") == seeds.normal_name(student)


def test_known_names():
    assert seeds.normal_name("۴۰۰ ۱۲۳") == "400123"
    assert seeds.normal_name("علي كريمي") == seeds.normal_name("علی کریمی")
    assert seeds.normal_name("AB-1") == "ab-1" != seeds.normal_name("ab-2")


def test_a_key_is_long_enough_and_not_shown():
    with pytest.raises(SettingError) as caught:
        seeds.space(b"short", "hw1", "public")
    assert caught.value.key == "homework.short_key"
    with pytest.raises(SettingError) as caught:
        seeds.space(COURSE, "hw1", "secret")
    assert caught.value.key == "homework.unknown_space"
    assert COURSE.decode() not in f"{seeds.Key(COURSE)} {seeds.Key(COURSE)!r}"
