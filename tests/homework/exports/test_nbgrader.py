"""The real nbgrader opens, validates and releases our notebooks; jupyter executes them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.homework.exports.conftest import notebook_in
from tests.homework.exports.playing import code_of, solved
from tests.homework.nbgrader_venv import programs_of_nbgrader

REPOSITORY = Path(__file__).resolve().parents[3]


def run(folder, *command):
    programs = programs_of_nbgrader()
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    done = subprocess.run(
        [programs / command[0], *command[1:]], cwd=folder, capture_output=True, text=True,
        timeout=300, env={**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(params=["fa", "en"])
def notebooks(request, built):
    """A student's notebook and that of the teacher."""
    name = f"hw2.{request.param}.ipynb"
    return name, notebook_in(built.handed_out / name), notebook_in(
        built.kept / "nbgrader/source/hw2" / name
    )  # fmt: skip


@pytest.mark.slow
def test_it_validates_what_is_solved_and_not_what_is_untouched(notebooks, tmp_path):
    name, student, teacher = notebooks
    for done, said in ((solved(student, teacher), "Success!"), (student, "VALIDATION FAILED")):
        (tmp_path / name).write_text(json.dumps(done), encoding="utf-8")
        code, told = run(tmp_path, "nbgrader", "validate", name)
        assert code == 0 and said in told
        assert "changed" not in told  # the checksums are as nbgrader computes them


@pytest.mark.slow
def test_it_releases_the_teachers_notebook_as_ours(notebooks, tmp_path):
    name, student, teacher = notebooks
    folder = tmp_path / "source" / "hw2"
    folder.mkdir(parents=True)
    (folder / name).write_text(json.dumps(teacher), encoding="utf-8")
    code, told = run(tmp_path, "nbgrader", "generate_assignment", "hw2", "--create")
    assert code == 0, told[-2000:]
    released = notebook_in(tmp_path / "release" / "hw2" / name)
    assert "BEGIN SOLUTION" not in code_of(released)

    def marked(notebook):
        return [
            {k: v for k, v in c["metadata"]["nbgrader"].items() if k != "checksum"}
            for c in notebook["cells"]
            if "nbgrader" in c["metadata"]
        ]

    assert marked(released) == marked(student)
    locked = [
        (c["metadata"]["nbgrader"]["checksum"], d["metadata"]["nbgrader"]["checksum"])
        for c, d in zip(released["cells"], student["cells"])
        if c["metadata"].get("nbgrader", {}).get("locked")
    ]
    assert locked and all(theirs == ours for theirs, ours in locked)


@pytest.mark.slow
def test_it_releases_the_students_notebook_itself(notebooks, tmp_path):
    name, student, _ = notebooks
    folder = tmp_path / "source" / "hw2"
    folder.mkdir(parents=True)
    (folder / name).write_text(json.dumps(student), encoding="utf-8")
    code, told = run(tmp_path, "nbgrader", "generate_assignment", "hw2", "--create")
    assert code == 0, told[-2000:]
    assert (tmp_path / "release" / "hw2" / name).exists()


@pytest.mark.slow
def test_jupyter_executes_it(notebooks, tmp_path):
    name, student, teacher = notebooks
    (tmp_path / name).write_text(json.dumps(solved(student, teacher)), encoding="utf-8")
    code, told = run(tmp_path, "jupyter", "execute", "--inplace", name)
    assert code == 0, told[-2000:]
    outputs = [o for c in notebook_in(tmp_path / name)["cells"] for o in c.get("outputs", [])]
    values = [o["data"]["text/plain"] for o in outputs if o["output_type"] == "execute_result"]
    assert [float("".join(v)) for v in values] == [6.0, 3.0, 9.0, 4.0, 3.0, 2.0]
    assert not [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
