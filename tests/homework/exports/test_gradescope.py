"""The autograder for Gradescope, used as its README says, in a clean folder."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile

import pytest

from tests.homework.exports.conftest import notebook_in
from tests.homework.exports.playing import STUDENT, solved
from tinygrad_fa.homework.exports import gradescope, gradescope_run


def test_the_zip_holds_what_grades_and_is_always_the_same(built):
    content = (built.kept / "gradescope.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        modes = {i.filename: i.external_attr >> 16 & 0o777 for i in archive.infolist()}
    assert {"setup.sh", "run_autograder", "README.md", "requirements.txt", "course.key",
            "students.csv", "homework/hw2.py", "tinygrad_fa/__init__.py"} <= set(names)  # fmt: skip
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755 and modes["course.key"] == 0o644
    assert not [x for x in names if "__pycache__" in x or "_lessons" in x]
    twice = [gradescope.autograder_zip(built.homework, b"k" * 32, "en") for _ in range(2)]
    assert twice[0] == twice[1]


@pytest.mark.parametrize(
    ("users", "student", "is_sure"),
    [
        ([{"email": "ada@example.org"}], "400123456", True),
        ([{"email": "ADA@example.org", "sid": None}], "400123456", True),
        ([{"email": "x@example.org", "sid": "400123456"}], "400123456", True),
        ([{"email": "nobody@example.org"}], "typed", False),
        ([], "typed", False),
    ],
)
def test_the_student_is_the_one_of_the_list(tmp_path, users, student, is_sure):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/students.csv").write_text("id,email\n400123456,ada@example.org\n")
    (tmp_path / "submission_metadata.json").write_text(json.dumps({"users": users}))
    files = {"hw2.py": b'student = "typed"\n'}
    assert gradescope_run.student_of(tmp_path, files) == (student, is_sure)


def test_without_a_list_the_notebook_tells_who_it_is(tmp_path):
    assert gradescope_run.student_of(tmp_path, {"hw2.py": b"student = 'me'"}) == ("me", False)
    assert gradescope_run.student_of(tmp_path, {"hw2.txt": b""}) == ("", False)


@pytest.mark.slow
def test_it_runs_as_its_documentation_says(built, tmp_path):
    for name in ("source", "submission", "results"):
        (tmp_path / name).mkdir()
    with zipfile.ZipFile(built.kept / "gradescope.zip") as archive:
        archive.extractall(tmp_path / "source")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    } | {"AUTOGRADER_ROOT": str(tmp_path)}

    def run(program):
        command = ["bash", str(tmp_path / "source" / program)]
        done = subprocess.run(
            command, cwd="/", env=environment, capture_output=True, text=True, timeout=500
        )
        assert done.returncode == 0, done.stderr[-3000:]

    run("setup.sh")
    blank = notebook_in(built.handed_out / "hw2.fa.ipynb")
    teacher = notebook_in(built.kept / "nbgrader/source/hw2/hw2.fa.ipynb")
    path = tmp_path / "submission" / "hw2.fa.ipynb"
    metadata = {"users": [{"email": "ada@example.org", "name": "Ada", "id": 1}]}
    (tmp_path / "submission_metadata.json").write_text(json.dumps(metadata))
    scores = []
    for notebook in (solved(blank, teacher, STUDENT), blank):
        path.write_text(json.dumps(notebook), encoding="utf-8")
        run("run_autograder")
        results = json.loads((tmp_path / "results/results.json").read_text("utf-8"))
        scores.append(results["score"])
        assert {"score", "tests", "output"} <= set(results)
    by_hand = sum(question.points for question in built.homework.questions if question.is_written)
    assert scores == [built.homework.points - by_hand, 0.0]
    shutil.rmtree(tmp_path / "submission")
    (tmp_path / "submission").mkdir()
    os.symlink("/etc/passwd", path)
    run("run_autograder")
    results = json.loads((tmp_path / "results/results.json").read_text("utf-8"))
    assert results["score"] == 0.0 and "root:" not in json.dumps(results)
