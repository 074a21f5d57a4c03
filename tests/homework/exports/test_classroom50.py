"""The folder for GitHub: it checks, and it knows no answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.homework.exports.conftest import notebook_in
from tests.homework.exports.playing import solved

NEEDED = {  # schemas/result-v1.schema.json of foundation50/classroom50
    "schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime",
    "score", "max-score", "tests",
}  # fmt: skip


@pytest.mark.parametrize(("is_solved", "share"), [(True, 1.0), (False, 0.0)])
def test_the_checks_run_in_a_students_repository(built, tmp_path, is_solved, share):
    template = built.handed_out / "classroom50/template"
    notebook = notebook_in(template / "hw2.en.ipynb")
    teacher = notebook_in(built.kept / "nbgrader/source/hw2/hw2.en.ipynb")
    done = solved(notebook, teacher) if is_solved else notebook
    (tmp_path / "hw2.en.ipynb").write_text(json.dumps(done), encoding="utf-8")
    summary = tmp_path / "summary.md"
    result = subprocess.run(
        [sys.executable, "-m", "tinygrad_fa.homework.exports.public_run",
         str(template / ".autograder/checks.txt"), str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(template / ".autograder/tinygrad_fa.zip"),
             "GITHUB_STEP_SUMMARY": str(summary), "CLASSROOM": "fall", "ASSIGNMENT": "hw2",
             "TINYGRAD_FA_LANG": "en", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-2000:]
    found = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert set(found) == NEEDED and found["schema"] == "classroom50/result/v1"
    assert found["classroom"] == "fall"
    asked = [q for q in built.homework.questions if not q.is_written]
    assert found["max-score"] == 100 * sum(q.points for q in asked)
    assert found["score"] == share * found["max-score"]
    assert len(found["tests"]) == len(asked)
    told = summary.read_text(encoding="utf-8")
    assert "The marks come from other numbers" in told and "`backward`" in told
    assert told == (tmp_path / "release-body.md").read_text(encoding="utf-8")


def test_the_workflow_runs_what_lies_beside_it(handed_out):
    workflow = handed_out["classroom50/template/.github/workflows/check.yml"].decode()
    for name in (".autograder/checks.txt", ".autograder/tinygrad_fa.zip"):
        assert name in workflow and f"classroom50/template/{name}" in handed_out
    assert b"HOMEWORK" not in handed_out["classroom50/README.md"]
    assert "classroom50/autograders/hw2/autograder.py" in handed_out
