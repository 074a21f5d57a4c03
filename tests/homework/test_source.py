"""A source is read, and what is wrong with it is told before anything is built or graded."""

from __future__ import annotations

import json

import pytest

from tests.homework.test_proof import SOURCE
from tinygrad_fa.homework.source import read_homework
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import TinygradError


def read(tmp_path, text, name="small.py"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_homework(path)


def test_what_is_read(tmp_path):
    homework = read(tmp_path, SOURCE)
    assert (homework.id, homework.points, homework.allow) == ("small", 7, ("numpy",))
    assert homework.titles == {"fa": "تمرین کوچک", "en": "A small homework"}
    assert list(homework.by_id) == ["net", "why"]
    assert [(c.question, c.is_teacher, c.is_code) for c in homework.cells] == [
        ("net", False, True), ("why", False, False), ("", True, True),
    ]  # fmt: skip
    assert len(homework.digest) == 64
    assert read(tmp_path, SOURCE + "\n").digest != homework.digest


def test_the_starter_has_no_solution_and_the_solution_no_marks(tmp_path):
    homework = read(tmp_path, SOURCE)
    for language in ("fa", "en"):
        starter = homework.starter(language)
        assert "np.exp" not in starter and "def net(x, w, y):\n    #" in starter
        assert "    ...\n" in starter and "class Net" not in starter
    assert "پاسخ" in homework.starter("fa") and "SOLUTION" not in homework.solution
    assert "np.exp" in homework.solution and "class Net" not in homework.solution
    assert all(not cell.is_teacher for cell in homework.cells_in("en"))


def test_the_plan_is_the_same_each_time_and_another_for_each_student(tmp_path):
    homework = read(tmp_path, SOURCE)
    one = homework.plan("400", b"k" * 16)
    assert one == read(tmp_path, SOURCE).plan("۴۰۰", b"k" * 16)
    assert one != homework.plan("401", b"k" * 16) and one != homework.plan("400", b"l" * 16)
    assert len(one) == 3 and {call.function for call in one} == {"net"}


def test_a_notebook_is_a_source_too(tmp_path):
    homework = read(tmp_path, SOURCE)
    cells = [
        {
            "cell_type": "code" if cell.is_code else "markdown", "source": cell.text,
            "metadata": {"tinygrad_fa": {
                "question": cell.question, "lang": cell.language,
                "role": "teacher" if cell.is_teacher else "",
            }},
        }
        for cell in homework.cells
    ]  # fmt: skip
    about = {"homework": "small", "title.fa": "تمرین کوچک", "title.en": "A small homework"}
    notebook = {"metadata": {"tinygrad_fa": about}, "cells": cells}
    other = read(tmp_path, json.dumps(notebook), "small.ipynb")
    assert [c.text for c in other.cells] == [c.text for c in homework.cells]
    assert other.starter() == homework.starter()
    assert other.plan("400", b"k" * 16) == homework.plan("400", b"k" * 16)
    assert other.questions[0].mutants.keys() == homework.questions[0].mutants.keys()


@pytest.mark.parametrize(
    ("old", "new", "key", "part"),
    [
        ("# title.fa: تمرین کوچک\n", "", "header", "title.fa"),
        ('"z": 1, ', '"z": float("inf"), ', "no_points", "z"),
        ("# homework: small\n", "# homework: a/b\n", "bad_id", "a/b"),
        ('# %% question="net"', '# %% qestion="net"', "marker", "7"),
        ("# Why?", "Why?", "lessons.prose_line", "Why"),
        ('id="why"', 'id="net"', "duplicate_id", "net"),
        ("QUESTIONS = [", "OTHERS = [", "no_questions", "small"),
        ("QUESTIONS = [", "QUESTIONS = ['text',", "no_question", "str"),
        ("# homework: small\n", "# homework: small\n# allow: os.path\n", "bad_package", "os.path"),
        ('{"why": Written(2)}', "{}", "no_items", "why"),
        ('"z": 1, ', '"z": "one", ', "no_points", "z"),
        ('"z": 1, ', '"z": None, ', "no_points", "z"),
        ('"z": 1, ', '"z": -1, ', "no_points", "z"),
        ('"z": 1, ', '"z": float("nan"), ', "no_points", "z"),
        ('"z": 1, ', '"q": 1, ', "no_rule", "q"),
        ('"z": 1, ', '"shape": 1, ', "name_of_array", "shape"),
        ('function="net", ', "", "no_function", "net"),
        ('function="net", ', 'function="other", ', "no_such_function", "other"),
        ('id="net", function', 'id="net", trials=0, function', "bad_limits", "net"),
        ('id="net", function', 'id="net", hints={"a": {}}, function', "unknown_item", "a"),
        ('# %% [markdown] question="why" lang="en"\n# Why?\n', "", "no_cell", "why"),
        ('question="why" lang', 'question="who" lang', "unknown_question", "who"),
        ("    ### END SOLUTION\n", "", "open_solution", "8"),
        ('# %% question="net"\n', "# %%\n", "solution_nowhere", "8"),
        ("    def z(w, x):      return w * x\n", "    def z(dz):  return dz\n", "rule_order", "dz"),
        ("class Net(Chain):", "1 / 0\nclass Net(Chain):", "teacher_cell", "24"),
        ("class Net(Chain):", "class Net(Chain:", "teacher_cell", "24"),
        ("class Net(Chain):", "raise SystemExit\nclass Net(Chain):", "teacher_cell", "24"),
        ("# Why?", "# {question wyh}", "unknown_mark", "{question wyh}"),
        ("# Why?", "# {questions why}", "unknown_mark", "18"),
        (
            '    Question(id="why", items',
            '    Question(id="why", function="net", items',
            "function_twice",
            "`why`",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, key, part):
    assert old in SOURCE
    with pytest.raises(TinygradError) as caught:
        read(tmp_path, SOURCE.replace(old, new))
    assert caught.value.key == (key if "." in key else f"homework.{key}")
    for language in ("fa", "en"):
        set_language(language)
        latin = str(caught.value).translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
        set_language(None)
        assert part in latin


@pytest.mark.parametrize("content", ["{}", "[]", "no json", '{"metadata": {"tinygrad_fa": {}}}'])
def test_a_notebook_that_is_none(tmp_path, content):
    with pytest.raises(TinygradError) as caught:
        read(tmp_path, content, "small.ipynb")
    assert caught.value.key == "homework.no_notebook"


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(TinygradError) as caught:
        read_homework(tmp_path / "nowhere.py")
    assert caught.value.key == "homework.unreadable"
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe")
    with pytest.raises(TinygradError):
        read_homework(tmp_path / "bytes.py")
    with pytest.raises(TinygradError) as caught:
        read(tmp_path, "x = 1\n")
    assert caught.value.key == "homework.no_cells"
