"""Gradescope, Classroom 50 and JUnit: files that other programs read."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from tests.homework.reports.examples import COLUMNS, RIGHT, a_class, submission
from tinygrad_fa.homework.reports.machines import (
    classroom50_json,
    gradescope_json,
    junit_xml,
)
from tinygrad_fa.homework.reports.results import Column, Results, Row

ROWS = a_class().handed_in


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_gradescope(row, lang):
    found = json.loads(gradescope_json(a_class(), row, lang))
    assert found["score"] == row.earned and found["stdout_visibility"] == "hidden"
    marked = [test for test in found["tests"] if "score" in test]
    assert sum(test["score"] for test in marked) == pytest.approx(row.earned)
    for test in found["tests"]:
        assert test["output_format"] == "text" and test["visibility"] == "visible"
        assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069]", test["output"])
    for test in marked:
        assert (test["status"] == "passed") == (test["score"] >= test["max_score"])


def test_gradescope_says_what_went_wrong():
    tests = {t["name"]: t for t in json.loads(gradescope_json(a_class(), ROWS[1], "en"))["tests"]}
    assert tests["backward.dW2"]["status"] == "passed"
    assert tests["backward.dW2"]["output"].startswith("follows from your earlier error")
    assert "derivative of the sigmoid" in tests["backward.dz2"]["output"]
    assert "score" not in tests["why.answer"]


REQUIRED = {  # schemas/result-v1.schema.json of foundation50/classroom50
    "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit",
    "release", "review", "datetime", "score", "max-score", "tests",
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_classroom50_keeps_to_its_schema(row):
    found = json.loads(classroom50_json(a_class(), row, "fa", {}))
    assert set(found) == REQUIRED and found["schema"] == "classroom50/result/v1"
    for name in REQUIRED - {"score", "max-score", "tests"}:
        assert isinstance(found[name], str) and found[name]
    assert found["submission"].startswith("submit/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["datetime"])
    assert 0 <= found["score"] <= found["max-score"]
    for test in found["tests"]:
        assert isinstance(test["passed"], bool) and test["test-name"]
        assert isinstance(test["score"], int) and 0 <= test["score"] <= test["max-score"]


def test_classroom50_counts_parts_of_points_in_hundredths():
    found = json.loads(classroom50_json(a_class(), ROWS[1], "en", {}))
    assert (found["score"], found["max-score"]) == (550, 800)
    whole = Results("hw", {}, (Column("q", "a", 2.0),), ())
    found = json.loads(classroom50_json(whole, Row("s"), "en", {}))
    assert (found["score"], found["max-score"], found["tests"]) == (0, 2, [])


def test_classroom50_takes_the_names_of_its_runner():
    given = {
        "CLASSROOM": "dl", "ASSIGNMENT": "hw2", "SUBMISSION_TAG": "submit/2026-a",
        "COMMIT_URL": "c", "RELEASE_URL": "r", "REVIEW_URL": "v",
        "DATETIME": "2026-11-21T10:00:00Z",
    }  # fmt: skip
    found = json.loads(classroom50_json(a_class(), ROWS[0], "en", given))
    assert [found[name] for name in ("classroom", "submission", "commit", "release", "review")] == [
        "dl", "submit/2026-a", "c", "r", "v",
    ]  # fmt: skip
    assert found["datetime"] == "2026-11-21T10:00:00Z"


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_junit(lang):
    tree = ElementTree.fromstring(junit_xml(a_class(), lang))
    suites = tree.findall("testsuite")
    assert [suite.get("name") for suite in suites][:2] == ["s1", "s2"] and len(suites) == 7
    assert suites[0].attrib == {
        "name": "s1", "tests": "7", "failures": "0", "errors": "0", "skipped": "1",
    }  # fmt: skip
    assert (suites[1].get("failures"), suites[2].get("errors")) == ("2", "5")
    assert suites[4].get("skipped") == str(len(COLUMNS))
    assert (
        suites[1].find("testcase/failure").get("message") == {"fa": "نادرست", "en": "wrong"}[lang]
    )


def test_numbers_that_only_nearly_add_up_are_rounded():
    columns = tuple(Column("q", f"i{n}", 0.1) for n in range(10))
    row = Row("s", "", "", submission("s", RIGHT))
    assert Results("hw", {}, columns, (row,)).points == 1.0
