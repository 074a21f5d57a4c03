"""The proof-reader finds each kind of mistake, and finds none in the lessons."""

from __future__ import annotations

import re
import shutil
import string
from pathlib import Path

import pytest

from tinygrad_fa import lessons
from tinygrad_fa.language.messages.lessons import MESSAGES
from tinygrad_fa.lessons.glossary import read_glossary
from tinygrad_fa.lessons.lint import (
    first_uses,
    lint_claims,
    lint_code,
    lint_lesson,
    lint_persian,
)
from tinygrad_fa.lessons.source import find_lesson, lessons_folder, list_lessons, read_lesson

GLOSSARY = read_glossary(lessons_folder())
SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in Path(lessons.__file__).parent.glob("*.py")
)


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
def test_the_lessons_are_clean(lesson):
    assert [str(problem) for problem in lint_lesson(lesson)] == []


@pytest.mark.parametrize(
    ("prose", "rule"),
    [
        ("گراديان است", "lint_letter"),
        ("شبكه است", "lint_letter"),
        ("عدد ٤ است", "lint_letter"),
        ("کشیـده", "lint_letter"),
        ("نشانهٔ \u200e پنهان", "lint_letter"),
        ("یک ، دو", "lint_mark"),
        ("یک, دو", "lint_mark"),
        ("چرا?", "lint_mark"),
        ("یک،دو", "lint_mark"),
        ("پایان .", "lint_mark"),
        ("« نقل»", "lint_mark"),
        ("عدد می شود", "lint_half_space"),
        ("عدد نمی شود", "lint_half_space"),
        ("وزن ها را ببینید", "lint_half_space"),
        ("کد `Value` ها", "lint_half_space"),
        ("لایه ی خطی", "lint_half_space"),
        ("پایان‌ واژه", "lint_half_space"),
        ("پس‌‌انتشار", "lint_half_space"),
        ("عدد 12 است", "lint_digits"),
        ("عدد 0.5 است", "lint_digits"),
        ("عدد −۴ است", "lint_digits"),
        ("عدد ۰.۵ است", "lint_digits"),
        ("نسبت ∂f/∂x است", "lint_bare_formula"),
        ("پس x = ۳ است", "lint_bare_formula"),
        ("Adam یک روش است", "lint_latin_start"),
        ("خوب است.\n\n`Value` عدد است", "lint_latin_start"),
        ("گرادیانت آن", "lint_term"),
        ("تلفات کم شد", "lint_term"),
        ("عدد $x = ۳$ است", "lint_persian_formula"),
        ("متن:\n\n$$\\text{ضرر} = 3$$", "lint_persian_formula"),
        ("قاعدهٔ زنجیری را ببینید", "lint_term"),
    ],
)
def test_each_mistake_is_found(prose, rule):
    assert rule in {problem.rule for problem in lint_persian(prose, GLOSSARY, "here")}


@pytest.mark.parametrize(
    "prose",
    [
        "می‌شود، نمی‌کند؛ گرادیان‌ها و لایهٔ خطی؟ «نقل قول» (در پرانتز).",
        "عدد $-4$ و `x = -4` و CIFAR-10 و ۰٫۵ و ۵۰٬۰۰۰ درست‌اند.",
        "کلاس `Value`‌ها و batch‌ها",
        "متن:\n\n$$x = -4 \\text{, }$$\n\nمتن",
        "متن:\n\n1. یک\n2. دو",
        "گراف محاسباتی (computation graph) و گرادیان محلی (هم‌چنین: مشتق محلی).",
        "[پیوند](https://example.org/a?b=1) در متن",
    ],
)
def test_good_prose_passes(prose):
    assert lint_persian(prose, GLOSSARY, "here") == []


def test_a_first_use_carries_its_english():
    assert first_uses("گرادیان (gradient) و سپس گرادیان", GLOSSARY, "here") == []
    (found,) = first_uses("گرادیان و سپس گرادیان (gradient)", GLOSSARY, "here")
    assert (found.rule, found.found) == ("lint_first_use", "گرادیان")
    assert "gradient" in str(found)
    # «گرادیان محلی» is a term of its own, and a heading is no first use
    assert first_uses("# گرادیان\n\nگرادیان محلی (local gradient)", GLOSSARY, "here") == []
    assert first_uses("گام نخست را ببینید", GLOSSARY, "here") == []  # an everyday word
    assert first_uses("تابع ReLU را ببینید", GLOSSARY, "here") == []  # its own English


def test_persian_in_code_stands_alone_on_its_line():
    good = 'print("گرادیان")\n# توضیح\nx = 1  # words\n'
    assert lint_code(good, "here") == []
    assert lint_code('print("گرادیان", x, "است")', "here")[0].rule == "lint_code_line"
    assert lint_code("x = 1  # توضیح", "here")[0].rule == "lint_code_line"


@pytest.mark.parametrize(
    "code",
    ["# مانند x", "# گراف را ببینید.", "# سطر `a` پایین", "# گام 1 را ببینید", 'x = "پایان؟"'],
)
def test_persian_in_code_is_one_piece_without_an_end_mark(code):
    assert [problem.rule for problem in lint_code(code, "here")] == ["lint_code_turn"]
    for good in ("# گام ۱، سپس گام ۲", "# همهٔ سطرها، نخستِ آن", 'x = "لایهٔ"', "# x, then y."):
        assert lint_code(good, "here") == []


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("assert q == 3", "assert q", ["lint_claim", "lint_claim"]),
        ("sum: $q = 3$", "sum: $q = 1 + 2$", ["lint_twins"]),
        ("sum: $q = 3$", "sum", ["lint_twins"]),
        ("sum: $q = 3$", "sum: $q \\approx 3.5$", ["lint_claim", "lint_twins"]),
        ("sum: $q = 3$", "sum: $q = 3$, and 2.5", ["lint_number"]),
        ("sum: $q = 3$", "sum: $q = 3$, and $2.5 q$", ["lint_number"]),
        ("ببینید: $q = 3$", "ببینید: $q = 3$ و ۲٫۵", ["lint_number"]),
        ("sum: $q = 3$", "sum: $q = 3$, and `2.5`, $2.5\\ldots$, Python 3.10.1", []),
    ],
)
def test_claims_are_asserted_and_the_same_in_both_languages(small_folder, old, new, rules):
    assert lint_claims(find_lesson(7, small_folder)) == []
    path = small_folder / "07_short.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert [problem.rule for problem in lint_claims(find_lesson(7, small_folder))] == rules


def test_a_number_that_code_computes_may_be_told(small_folder):
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8").replace("$q = 3$", "$q = 3$ ($2.5$)")
    path.write_text(text.replace("q == 3", "q == 3 and q - 0.5 == 2.5"), encoding="utf-8")
    assert lint_claims(find_lesson(7, small_folder)) == []


def found_in(path, old, new):
    """Return the rules that a lesson without mistakes breaks once `old` has become `new`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return {problem.rule for problem in lint_lesson(read_lesson(path))}


@pytest.fixture
def real_lesson(tmp_path):
    folder = tmp_path / "lessons"
    shutil.copytree(lessons_folder(), folder, ignore=shutil.ignore_patterns("*.ipynb"))
    return folder / "01_chain_rule.py"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("# ## پرسش", "# ## مسئله", "lint_anatomy"),
        ("# ## By hand", "# ## On paper", "lint_anatomy"),
        ("# ## The picture", "# ### The picture", "lint_anatomy"),
        ("# ## What goes wrong, and why", "# ## One page", "lint_anatomy"),
        ("tg.check_gradients(", "print(", "lint_anatomy"),
        ("tg.derive(", "print(", "lint_anatomy"),
        ("{exercise q3}", "{exercise q2}", "lint_exercise"),
        ("{exercise q3}", "", "lint_exercise"),
        ("{exercise q3}", "{exercise q33}", "lint_exercise"),
        ('check("q3", ...)', 'check("q4", ...)', "lint_exercise"),
        ("**Exercise 7 (hard).**", "**Exercise 7 (easy).**", "lint_grade"),
        ("**تمرین ۷ (دشوار).**", "**تمرین ۷.**", "lint_grade"),
        ("# Our function is", "# <span>Our</span> function is", "lint_markup"),
    ],
)
def test_a_lesson_has_all_of_its_parts(real_lesson, old, new, rule):
    assert found_in(real_lesson, old, new) >= {rule}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("تابع ما این است", "تابع ما اين است", "lint_letter"),
        ("تابع ما این است", "تابع ما\u200f این است", "lint_letter"),
        ("تابع ما این است", "تابع ما این است, ", "lint_mark"),
        ("تابع ما این است", "تابع ها این است", "lint_half_space"),
        ("تابع ما این است", "تابع 3 این است", "lint_digits"),
        ("تابع ما این است", "تابع ∂f/∂x این است", "lint_bare_formula"),
        ("تابع ما این است", "Adam این است", "lint_latin_start"),
        ("تابع ما این است", "تابع $۳$ این است", "lint_persian_formula"),
        ("تابع ما این است", "گرادیانت ما این است", "lint_term"),
        ("مشتق (derivative)", "مشتق", "lint_first_use"),
        ("# fa: رو به جلو،", "# fa: رو به q", "lint_code_turn"),
        ('print("q =", q, "  f =", f)', 'print("جلو", q, "عقب", f)', "lint_code_line"),
        ("(-4) = -12", "(-4) = -13", "lint_claim"),
        ("$0.001$", "$0.0011$", "lint_number"),
        ("assert (q, f) == (3, -12)", "assert (q, f == (3, -12)", "lint_syntax"),
    ],
)
def test_each_rule_reads_the_lessons(real_lesson, old, new, rule):
    assert found_in(real_lesson, old, new) >= {rule}


@pytest.mark.parametrize("part", ["question=", "Slip("])
def test_the_texts_of_exercises_are_read_too(real_lesson, part):
    path = real_lesson.parent / "exercises" / real_lesson.name
    before, opening, after = path.read_text(encoding="utf-8").partition(part)
    after = after.replace('"fa": "', '"fa": "گراديان ', 1)
    path.write_text(before + opening + after, encoding="utf-8")
    assert "lint_letter" in {problem.rule for problem in lint_lesson(read_lesson(real_lesson))}


def test_the_glossary_is_in_order():
    persian = [term.spoken for term in GLOSSARY]
    assert len(GLOSSARY) > 150
    for term in GLOSSARY:
        assert term.english
        assert term.persian
        assert not {*term.also, *term.avoid} & set(persian)
        assert not re.search("[يىكۀـ٠-٩\u200e\u200f]", term.persian)


def test_texts_and_uses_match():
    used = set(re.findall(r"""["']lessons\.(\w+)["']""", SOURCES))
    used |= set(re.findall(r'"(lint_\w+)"', SOURCES))
    assert used == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_texts_have_both_languages_with_the_same_fields(name):
    fields = [
        {field for _, field, _, _ in string.Formatter().parse(MESSAGES[name][chosen]) if field}
        for chosen in ("en", "fa")
    ]
    assert fields[0] == fields[1]
    prose = re.sub(r"\{\w+\}", "x", MESSAGES[name]["fa"])
    found = lint_persian(f"متن: {prose}", GLOSSARY, name)
    assert [str(problem) for problem in found] == []
