"""Reports that other programs read: Gradescope, Classroom 50, and whatever understands JUnit."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from tinygrad_fa.homework.records import QuestionVerdict, Verdict
from tinygrad_fa.homework.reports.cleaning import one_line, visible
from tinygrad_fa.homework.reports.results import Results, Row
from tinygrad_fa.homework.reports.words import feedback, said, state, why

UNKNOWN_TIME = "1970-01-01T00:00:00Z"
HUNDREDTHS = 100


def gradescope_json(results: Results, row: Row, lang: str) -> bytes:
    """Return ``results.json`` as Gradescope's autograders write it.

    The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/.  Everything is
    plain text there, so that nothing a student writes is taken for HTML.  What a human marks has
    no score of its own and does not lower the sum.
    """
    found: dict[str, Any] = {
        "score": row.earned,
        "output": _overall(row, lang),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _gradescope_test(question, verdict, lang)
            for question in (row.verdict.questions if row.verdict else ())
            for verdict in question.verdicts
        ],
        "extra_data": {
            "homework": results.homework,
            "tier": row.verdict.tier if row.verdict else "",
            "digest": row.verdict.digest if row.verdict else "",
        },
    }
    return _json(found)


def _gradescope_test(question: QuestionVerdict, verdict: Verdict, lang: str) -> dict[str, Any]:
    lines = [state(verdict, lang), *why(verdict, lang)]
    test: dict[str, Any] = {
        "name": one_line(f"{question.question}.{verdict.item}"),
        "name_format": "text",
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": "visible",
    }
    if verdict.state != "by_hand":
        status = "passed" if verdict.earned >= verdict.points else "failed"
        test |= {"score": verdict.earned, "max_score": verdict.points, "status": status}
    return test


def classroom50_json(
    results: Results, row: Row, lang: str, environment: Mapping[str, str] | None = None
) -> bytes:
    """Return ``result.json`` as Classroom 50 wants it (``classroom50/result/v1``).

    The format: https://github.com/foundation50/classroom50, schemas/result-v1.schema.json.  The
    links come from the variables that its runner sets (its wiki, Advanced Autograding); on the
    teacher's own machine they name the submission.  Its scores are whole numbers, so where the
    homework has parts of points, everything is counted in hundredths.

    Args:
        environment: the variables; by default those of this process.
    """
    given = os.environ if environment is None else environment
    scale = 1 if _is_whole(results, row) else HUNDREDTHS
    digest = row.verdict.digest if row.verdict else ""
    submission = given.get("SUBMISSION_TAG", "")
    if not submission.startswith("submit/"):
        submission = f"submit/{digest[:12] or 'nothing'}"
    tests: list[dict[str, Any]] = [
        {
            "test-name": one_line(f"{question.question}.{verdict.item}"),
            "passed": verdict.earned >= verdict.points,
            "score": min(round(scale * verdict.earned), round(scale * verdict.points)),
            "max-score": round(scale * verdict.points),
            "output": " ".join([state(verdict, lang), *why(verdict, lang)]),
        }
        for question in (row.verdict.questions if row.verdict else ())
        for verdict in question.verdicts
        if verdict.state != "by_hand"
    ]
    commit = given.get("COMMIT_URL") or submission
    found = {
        "schema": "classroom50/result/v1",
        "classroom": given.get("CLASSROOM") or "local",
        "assignment": given.get("ASSIGNMENT") or results.homework,
        "assignment_type": given.get("MODE") or "individual",
        "owner": one_line(row.student) or "unknown",
        "submission": submission,
        "commit": commit,
        "release": given.get("RELEASE_URL") or submission,
        "review": given.get("REVIEW_URL") or commit,
        "datetime": given.get("DATETIME") or UNKNOWN_TIME,
        "score": sum(test["score"] for test in tests),
        "max-score": _most(results, row, scale),
        "tests": tests,
    }
    return _json(found)


def _is_whole(results: Results, row: Row) -> bool:
    numbers = [float(column.points) for column in results.columns]
    numbers += [float(verdict.earned) for verdict in row.by_column.values()]
    return all(number.is_integer() for number in numbers)


def _most(results: Results, row: Row, scale: int) -> int:
    """Return what the items that a program marks are worth, also where they are not in the row."""
    by_hand = {name for name, verdict in row.by_column.items() if verdict.state == "by_hand"}
    return sum(
        round(scale * column.points)
        for column in results.columns
        if (column.question, column.item) not in by_hand
    )


def junit_xml(results: Results, lang: str) -> bytes:
    """Return the class as JUnit XML: a suite for each student, a test case for each item."""
    suites = ElementTree.Element("testsuites", name=one_line(results.homework))
    for row in results.rows:
        suite = ElementTree.SubElement(suites, "testsuite", name=one_line(row.student) or "?")
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for column in results.columns:
            verdict = row.by_column.get((column.question, column.item))
            case = ElementTree.SubElement(
                suite, "testcase", classname=one_line(column.question), name=one_line(column.item)
            )
            counts["tests"] += 1
            kind = _junit_kind(verdict)
            if kind is None:
                continue
            counts[{"failure": "failures", "error": "errors"}.get(kind, kind)] += 1
            reason = state(verdict, lang) if verdict else _overall(row, lang)
            told = ElementTree.SubElement(case, kind, message=one_line(reason))
            told.text = "\n".join(why(verdict, lang)) if verdict else ""
        suite.attrib.update({name: str(count) for name, count in counts.items()})
    ElementTree.indent(suites)
    content: bytes = ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _junit_kind(verdict: Verdict | None) -> str | None:
    if verdict is None or verdict.state == "by_hand":
        return "skipped"
    if verdict.state == "failed":
        return "error"
    return None if verdict.earned >= verdict.points else "failure"


def _overall(row: Row, lang: str) -> str:
    if row.verdict is None or row.verdict.refused:
        return feedback(row, lang)
    return "\n".join(visible(said(note, lang)) for note in row.verdict.notes)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
