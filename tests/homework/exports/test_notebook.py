"""The student's notebook: what is in it, what is not, and that Jupyter and nbgrader know it."""

from __future__ import annotations

import json
import re
import statistics
import time

import nbformat
import pytest

from tests.homework.exports.conftest import notebook_in
from tests.homework.exports.playing import STUDENT, code_of, role_of, solved
from tinygrad_fa.homework import course, personal, public, seeds
from tinygrad_fa.homework.exports import nbgrader
from tinygrad_fa.homework.exports.notebook import shown

ALLOWED = {
    "schema_version", "grade", "locked", "solution", "task", "grade_id", "points", "checksum",
    "cell_type",
}  # fmt: skip


@pytest.fixture(params=["fa", "en"])
def notebook(request, built):
    return notebook_in(built.handed_out / f"hw2.{request.param}.ipynb")


def test_it_is_a_valid_notebook(notebook):
    nbformat.validate(nbformat.from_dict(notebook))
    assert notebook["metadata"]["tinygrad_fa"]["homework"] == "hw2"


def test_it_has_an_answer_and_a_check_for_each_question(notebook, built):
    code = code_of(notebook)
    for question in built.homework.questions:
        if not question.is_written:
            assert f"def {question.function}(" in code
            assert f'check("{question.id}")' in code
    assert code.count("    ...\n") == sum(not q.is_written for q in built.homework.questions)


def test_metadata_are_those_of_nbgrader(notebook, built):
    seen, points = set(), 0
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader")
        if about is None:
            continue
        assert set(about) <= ALLOWED and about["schema_version"] == 3
        assert re.fullmatch(r"[A-Za-z0-9_-]+", about["grade_id"])
        assert about["grade_id"] not in seen
        seen.add(about["grade_id"])
        assert ("points" in about) == about["grade"]
        assert about["checksum"] == nbgrader.checksum(about, "".join(cell["source"]))
        points += about.get("points", 0)
    assert points == built.homework.points


def test_prose_of_the_other_language_is_left_out(built):
    fa, en = (json.dumps(notebook_in(built.handed_out / f"hw2.{x}.ipynb"), ensure_ascii=False)
              for x in ("fa", "en"))  # fmt: skip
    assert "گذر رو به عقب" in fa and "The backward pass" not in fa
    assert "The backward pass" in en and "گذر" not in en
    assert fa.count('<div dir=\\"rtl\\" lang=\\"fa\\">') > 7


def test_a_student_of_the_list_has_her_own_numbers_in_it(built):
    folder = built.handed_out / "students"
    assert sorted(path.name for path in folder.iterdir()) == ["400123456", "400123457"]
    one, other = (notebook_in(folder / name / "hw2.en.ipynb") for name in
                  ("400123456", "400123457"))  # fmt: skip
    assert 'student = "400123456"' in code_of(one)
    assert not [cell for cell in one["cells"] if role_of(cell) == "numbers"]
    prose = [["".join(cell["source"]) for cell in notebook["cells"]] for notebook in (one, other)]
    tables = ["".join(text for text in texts if "| `i1` |" in text) for texts in prose]
    key = seeds.space(course.read_key(built.course_key), "hw2", "personal")
    sets = {personal.variant(student, key) for student in ("400123456", "400123457")}
    assert tables[0] and len({*tables}) == len(sets)  # one key in 64 gives both the same set
    teacher = notebook_in(built.kept / "nbgrader/source/hw2/hw2.en.ipynb")
    ids = [{c["metadata"].get("nbgrader", {}).get("grade_id") for c in n["cells"]}
           for n in (one, teacher)]  # fmt: skip
    assert ids[0] == ids[1]  # so that nbgrader takes one for the other


def test_the_checks_answer_at_once(notebook, built, capsys):
    teacher = notebook_in(built.kept / f"nbgrader/source/hw2/hw2.{lang_of(notebook)}.ipynb")
    names: dict = {}
    exec(code_of(solved(notebook, teacher), "check"), names)
    for question in built.homework.questions:
        if question.is_written:
            continue
        times = []
        for _ in range(5):
            start = time.perf_counter()
            points = names["check"](question.id, names[question.function])
            times.append(time.perf_counter() - start)
        assert type(points) is float and points == question.points
        assert statistics.median(times) < 0.05
    captured = capsys.readouterr()
    assert captured.err == "" and "✘" not in captured.out


def test_the_untouched_notebook_earns_nothing(notebook, built, capsys):
    names: dict = {}
    exec(code_of(notebook, "check", "numbers"), names)
    for question in built.homework.questions:
        if not question.is_written:
            assert names["check"](question.id, names[question.function]) == 0.0


def test_the_numbers_of_everybodys_notebook_are_those_of_the_list(built):
    everybodys = notebook_in(built.handed_out / "hw2.en.ipynb")
    hers = notebook_in(built.handed_out / "students" / STUDENT / "hw2.en.ipynb")
    found = []
    for notebook in (everybodys, hers):
        names: dict = {}
        exec(code_of(notebook, "check", "numbers"), names)
        found.append(public.own_numbers(names["CHECKS"], "mine", STUDENT))
    assert found[0] == found[1]


def test_numbers_are_shown_as_tex():
    import numpy as np

    assert shown(0.30000000000000004) == "0.3"
    assert shown(np.array([[1.0, 2.5], [3.0, -4.0]])) == (
        r"\begin{bmatrix} 1 & 2.5 \\ 3 & -4 \end{bmatrix}"
    )


def lang_of(notebook):
    return notebook["metadata"]["tinygrad_fa"]["lang"]
