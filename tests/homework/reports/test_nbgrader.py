"""Points in nbgrader's gradebook: written by our code, read by nbgrader's own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.homework.nbgrader_venv import programs_of_nbgrader
from tests.homework.reports.examples import a_class
from tinygrad_fa.homework.reports.nbgrader import write_back
from tinygrad_fa.language.errors import SettingError

REPOSITORY = Path(__file__).resolve().parents[3]

PROGRAM = """
import json, sys
sys.path.insert(0, {repository!r})
from nbgrader.api import Gradebook
from tests.homework.reports.examples import a_class
from tinygrad_fa.homework.reports.nbgrader import write_back

database = {database!r}
if {known}:
    with Gradebook(database) as gradebook:
        gradebook.add_assignment("hw2")
        for notebook in ("hw2.en", "hw2.fa"):
            gradebook.add_notebook(notebook, "hw2")
            for name, points in (("backward", 6), ("stable", 2)):
                gradebook.add_grade_cell(f"{{name}}-check", notebook, "hw2", max_score=points,
                                         cell_type="code")
                gradebook.add_solution_cell(f"{{name}}-code-4", notebook, "hw2")
            gradebook.add_grade_cell("why-answer", notebook, "hw2", max_score=2,
                                     cell_type="markdown")
count = write_back(a_class(), database, "en")
if {known}:
    with Gradebook(database) as gradebook:
        submission = gradebook.find_submission("hw2", "s1")
        notebook = submission.notebooks[0].name
        gradebook.find_grade("why-answer", notebook, "hw2", "s1").manual_score = 1.5
        gradebook.db.commit()
assert write_back(a_class(), database, "en") == count  # writing twice is writing once
with Gradebook(database) as gradebook:
    found = {{}}
    for submission in gradebook.assignment_submissions("hw2"):
        found[submission.student.id] = {{
            "score": submission.score, "manual": submission.needs_manual_grade,
            "grades": {{g.name: [g.auto_score, g.needs_manual_grade]
                       for n in submission.notebooks for g in n.grades
                       if g.auto_score is not None}},
            "comments": [c.auto_comment for n in submission.notebooks for c in n.comments
                         if c.auto_comment],
        }}
print(json.dumps([count, found]))
"""


def run(tmp_path, known):
    program = tmp_path / "program.py"
    database = f"sqlite:///{tmp_path / 'gradebook.db'}"
    text = PROGRAM.format(repository=str(REPOSITORY), database=database, known=known)
    program.write_text(text, encoding="utf-8")
    programs = programs_of_nbgrader()
    path = os.pathsep.join([str(programs), os.environ["PATH"]])  # nbgrader starts `alembic`
    done = subprocess.run(
        [programs / "python", str(program)], capture_output=True, text=True, timeout=120,
        cwd=tmp_path, env={**os.environ, "TINYGRAD_FA_LANG": "en", "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_an_assignment_of_nbgrader_gets_our_points_and_keeps_those_by_hand(tmp_path):
    count, found = run(tmp_path, known=True)
    assert count == len(a_class().handed_in) == len(found)
    assert found["s1"]["score"] == 8 + 1.5 and not found["s1"]["manual"]
    assert found["s1"]["grades"]["backward-check"] == [6.0, False]
    assert found["s2"]["score"] == 5.5 and found["s2"]["grades"]["why-answer"] == [0.0, True]
    assert any("derivative of the sigmoid" in comment for comment in found["s2"]["comments"])
    assert found["s4"]["score"] == 0


@pytest.mark.slow
def test_an_assignment_that_nbgrader_has_never_seen_is_entered(tmp_path):
    _, found = run(tmp_path, known=False)
    assert found["s2"]["grades"] == {
        "backward-check": [3.5, False], "stable-check": [2.0, False], "why-check": [0.0, True],
    }  # fmt: skip
    assert found["s2"]["score"] == 5.5


def test_without_nbgrader_it_is_said_what_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nbgrader.api", None)
    with pytest.raises(SettingError) as caught:
        write_back(a_class(), "sqlite://", "en")
    assert caught.value.key == "grading.no_nbgrader"
