"""Building: what is written where, who may read it, and what stops it."""

from __future__ import annotations

import json
import stat

import pytest

from tests.homework.exports.playing import in_process
from tinygrad_fa.homework import course
from tinygrad_fa.homework.building import build, find_homework, folder_of
from tinygrad_fa.language.errors import DataError, FileError

SMALL = """\
# ---
# homework: tiny
# title.fa: کوچک
# title.en: Tiny
# ---

# %% [markdown] lang="fa"
# # تمرین کوچک
# %% [markdown] lang="en"
# # A small homework
# %% question="double"
def double(x):
    ### BEGIN SOLUTION
    y = 2 * x
    ### END SOLUTION
    return {"y": y}
# %% teacher
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import draw, uniform
from tinygrad_fa.homework.questions import Question


class Double(Chain):
    def y(x):
        return FACTOR * x


FACTOR = 2
QUESTIONS = [
    Question(id="double", function="double", reference=Double, items={"y": 1},
             inputs=draw(x=uniform(1, 3))),
]
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "tiny.py"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_a_name_is_that_of_a_shipped_homework():
    assert find_homework("hw2").id == "hw2"
    with pytest.raises(DataError) as error:
        find_homework("hw99")
    assert error.value.key == "building.no_homework" and "hw1, hw2" in str(error.value)


def test_what_is_kept_is_nobodys_business(built):
    key_folder = built.course_key.parent
    assert stat.S_IMODE(key_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(built.course_key.stat().st_mode) == 0o600
    kept = {path.relative_to(built.kept).as_posix() for path in built.kept.rglob("*")}
    assert {"hw2.py", "manifest.json", "gradescope.zip", "answers.fa.html", "answers.en.html",
            "nbgrader/source/hw2/hw2.fa.ipynb"} <= kept  # fmt: skip
    for path in built.files:
        if path.is_relative_to(built.kept):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    manifest = json.loads((built.kept / "manifest.json").read_text("utf-8"))
    assert manifest["students"] == 2 and sum(manifest["points"].values()) == built.homework.points
    assert course.read_key(built.course_key).hex() not in json.dumps(manifest)


def test_the_same_key_gives_the_same_files(small, tmp_path):
    first = build(small, tmp_path / "a", run=in_process)
    second = build(small, tmp_path / "b", course_key=first.course_key, run=in_process)
    other = build(small, tmp_path / "c", run=in_process)

    def contents(built):
        return {p.name: p.read_bytes() for p in built.files if p.suffix != ".zip"}

    assert contents(first) == contents(second) != contents(other)
    again = build(small, tmp_path / "a", run=in_process)
    assert contents(again) == contents(first)  # the key that is there is kept


def test_a_homework_that_does_not_mark_as_it_should_is_not_built(small, tmp_path):
    small.write_text(SMALL.replace("FACTOR = 2", "FACTOR = 3"), encoding="utf-8")
    with pytest.raises(DataError) as error:
        build(small, tmp_path / "dist", run=in_process)
    assert error.value.key == "building.not_proved" and "double.y" in str(error.value)
    assert not (tmp_path / "dist").exists()


def test_a_folder_that_cannot_be_written_to_is_named(small, tmp_path):
    (tmp_path / "dist").write_text("a file", encoding="utf-8")
    with pytest.raises(FileError) as error:
        build(small, tmp_path / "dist", run=in_process)
    assert "dist" in str(error.value)


def test_folders_of_students_never_meet():
    ids = ["400123", "a/b", "a_b", "a:b", "علی", "../x", "A@x.org"]
    folders = [folder_of(student) for student in ids]
    assert len(set(folders)) == len(ids)
    assert not [name for name in folders if "/" in name or "." in name or ":" in name]
    assert folder_of("۴۰۰") == folder_of("400")
