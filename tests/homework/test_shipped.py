"""The homeworks that are shipped: they prove themselves, in both languages, in good Persian."""

from __future__ import annotations

import re
import textwrap

import pytest

from tests.homework.exports.playing import in_process
from tinygrad_fa.homework.building import find_homework
from tinygrad_fa.homework.exports.leaks import leaks
from tinygrad_fa.homework.proof import prove
from tinygrad_fa.lessons.glossary import read_glossary
from tinygrad_fa.lessons.lint import first_uses, lint_code, lint_persian
from tinygrad_fa.lessons.source import lessons_folder

GLOSSARY = read_glossary(lessons_folder())
GRADES = {"fa": ("آسان", "میانه", "دشوار"), "en": ("easy", "medium", "hard")}
NAMES = ("hw1", "hw2", "hw3", "hw4", "hw5")


@pytest.fixture(params=NAMES)
def homework(request):
    return find_homework(request.param)


def test_there_are_five():
    shipped = sorted(path.stem for path in (lessons_folder() / "homework").glob("*.py"))
    assert tuple(shipped) == NAMES


def test_it_marks_as_it_should(homework):
    proof = prove(homework, in_process)
    assert [x.texts["en"] for x in proof.problems if x.level == "error"] == []
    assert proof.mutants > 50


def test_its_persian_is_clean(homework):
    prose = [cell for cell in homework.cells if cell.language == "fa" and not cell.is_code]
    texts = [re.sub(r"\{\w+ \w+\}", "", cell.text) for cell in prose]
    found = [str(x) for x in first_uses("\n\n".join(texts), GLOSSARY, homework.id)]
    for question in homework.questions:
        texts += [hint["fa"] for hint in question.hints.values()]
        texts += [slip.text["fa"] for slip in question.slips]
    found += [str(x) for text in texts for x in lint_persian(text, GLOSSARY, homework.id)]
    for cell in homework.cells:
        if cell.is_code and not cell.is_teacher:
            found += [str(x) for x in lint_code(cell.text, homework.id)]
    assert found == []


def test_both_languages_ask_the_same(homework):
    for chosen in ("fa", "en"):
        cells = [cell for cell in homework.cells if cell.language == chosen]
        headings = re.findall(r"^## .*$", "\n".join(cell.text for cell in cells), re.MULTILINE)
        assert len(headings) == len(homework.questions)
        for heading in headings:
            assert heading.endswith(tuple(f"({grade})" for grade in GRADES[chosen]))
        marks = re.findall(r"\{question (\w+)\}", "\n".join(cell.text for cell in cells))
        assert marks == [question.id for question in homework.questions]
    formulas = [
        sorted(re.findall(r"\$\$.*?\$\$", "\n".join(
            cell.text for cell in homework.cells if cell.language == chosen), re.DOTALL))
        for chosen in ("fa", "en")
    ]  # fmt: skip
    assert formulas[0] == formulas[1]


def test_it_has_questions_of_all_grades_and_a_written_one(homework):
    text = "\n".join(cell.text for cell in homework.cells if cell.language == "en")
    assert all(f"({grade})" in text for grade in GRADES["en"])
    assert any(question.is_written for question in homework.questions)


def test_most_items_have_a_hint_in_both_languages(homework):
    asked = [q for q in homework.questions if not q.is_written]
    assert all(set(hint) == {"fa", "en"} for q in asked for hint in q.hints.values())
    assert sum(bool(q.hints) for q in asked) >= len(asked) - 2


def test_what_is_handed_out_tells_nothing(homework):
    assert list(leaks(homework, homework.starter("fa"))) == []
    assert list(leaks(homework, homework.starter("en"))) == []


def test_the_made_up_images_can_be_learnt_and_are_all_different():
    import random

    question = find_homework("hw5").by_id["classify"]
    one, other = (question.drawn(random.Random(seed)) for seed in (1, 2))
    assert one["images"].shape == (300, 3, 32, 32) and one["unseen"].shape == (100, 3, 32, 32)
    assert (one["images"] != other["images"]).any()
    assert sorted(set(one["truth"].tolist())) == list(range(10))
    assert "truth" in question.hidden


def test_the_homework_in_the_manual_is_one(tmp_path):
    manual = (lessons_folder() / "README.md").read_text(encoding="utf-8")
    start = manual.index("    # ---\n    # homework: gate")
    block = manual[start : manual.index("\n\n- ", start)]
    path = tmp_path / "gate.py"
    path.write_text(textwrap.dedent(block), encoding="utf-8")
    proof = prove(find_homework(path), in_process)
    assert proof.problems == () and proof.mutants > 5
