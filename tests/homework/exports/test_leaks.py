"""No answer leaves the teacher's folder."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from tests.homework.exports.playing import code_of, in_process, role_of
from tinygrad_fa.homework import course
from tinygrad_fa.homework.building import build, find_homework
from tinygrad_fa.homework.exports.leaks import leaks
from tinygrad_fa.homework.exports.notebook import Edition, notebook_of, solution_lines
from tinygrad_fa.language.errors import DataError


def opened(name, content):
    """Return what a curious student reads in a file: text, notebooks, archives, the checks."""
    if name.endswith(".zip"):
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(x).decode("utf-8") for x in archive.namelist())
    text = content.decode("utf-8")
    if name.endswith("checks.txt"):
        return zlib.decompress(base64.b85decode(text.strip())).decode("utf-8")
    if name.endswith(".ipynb"):
        notebook = json.loads(text)
        (checks,) = (c for c in notebook["cells"] if role_of(c) == "checks")
        packed = re.search(r'CHECKS = "(.*)"', "".join(checks["source"]))[1]
        return code_of(notebook, "checks") + zlib.decompress(base64.b85decode(packed)).decode()
    return text


def test_nothing_that_is_handed_out_holds_an_answer(handed_out, built):
    names = " ".join(handed_out)
    assert "hw2.fa.ipynb" in names and "classroom50/template" in names and "worksheet" in names
    for name, content in handed_out.items():
        text = opened(name, content)
        if name.endswith((".ipynb", "checks.txt")):
            assert list(leaks(built.homework, text)) == []
            assert "QUESTIONS" not in text and "Chain" not in text and "BEGIN SOLUTION" not in text


def test_neither_the_course_key_nor_that_of_the_grading_is_handed_out(handed_out, built):
    from tinygrad_fa.homework import seeds

    key = course.read_key(built.course_key)
    secrets = (key, seeds.space(key, "hw2", "grading"))
    forms = [f(secret) for secret in secrets for f in (bytes, lambda x: x.hex().encode(),
             base64.b64encode, base64.b85encode)]  # fmt: skip
    for name, content in handed_out.items():
        text = opened(name, content).encode("utf-8") + content
        assert not any(form in text for form in forms), name


def test_numbers_of_the_grading_are_not_in_the_public_checks(handed_out, built):
    from tinygrad_fa.homework import seeds

    key = seeds.space(course.read_key(built.course_key), "hw2", "grading")
    text = opened("checks.txt", handed_out["classroom50/autograders/hw2/checks.txt"])
    for question in built.homework.questions:
        if question.personal or not question.inputs:
            continue
        for call in question.plan("400123456", key):
            if not call.item:
                assert json.dumps(call.arguments)[1:-1] not in text
    right = find_homework("hw2").by_id["forward"]
    drawn = right.drawn(seeds.random_source(seeds.space(course.read_key(built.course_key), "hw2",
                                            "public"), "", "forward", 0))  # fmt: skip
    # A sigmoid has so many digits that no input is the same by chance.
    value = float(right.reference.values(drawn)["o"])
    assert f"{value!r}" not in text  # a fingerprint, not the value


def test_each_kind_of_answer_is_found():
    homework = find_homework("hw2")
    assert ("backward", "do = o - y") in leaks(homework, "x = 1\n    do = o - y\n")
    assert ("backward", "do * o * (1 - o)") in leaks(homework, "dz = do*o*(1 - o)")
    assert ("formula", "(o - y)*o*(1 - o)*w5*i1") in leaks(homework, "# (o-y)*o*(1-o)*w5*i1")
    assert list(leaks(homework, "### BEGIN SOLUTION"))
    assert list(leaks(homework, homework.starter())) == []
    assert "from math import exp" not in solution_lines(homework)["forward"]


def test_a_homework_that_tells_an_answer_is_not_built(tmp_path):
    source = find_homework("hw2").path.read_text(encoding="utf-8")
    shared = "# %%\ndef helper(i1, w1, i2, w2):\n    h1 = i1 * w1 + i2 * w2\n    return h1\n\n"
    path = tmp_path / "hw2.py"
    path.write_text(source.replace("# %% teacher", shared + "# %% teacher"), encoding="utf-8")
    with pytest.raises(DataError) as error:
        build(path, tmp_path / "dist", run=in_process)
    assert error.value.key == "building.leak" and "i1 * w1 + i2 * w2" in str(error.value)
    assert not list((tmp_path / "dist").rglob("*.ipynb"))


def test_a_teachers_notebook_does_hold_them(built):
    notebook = notebook_of(built.homework, Edition("en", "", with_solutions=True))
    assert list(leaks(built.homework, code_of(notebook)))
