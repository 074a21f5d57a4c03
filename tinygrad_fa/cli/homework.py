"""``tinygrad-fa homework build|prove|numbers``: make a homework, prove it, see its numbers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.cli.table import aligned

NAME = "homework"
FOUND = 1  # the exit code of ``prove`` when the homework does not mark as it should


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what one can do with a homework."""
    actions = parser.add_subparsers(metavar="build|prove|numbers", required=True, dest="action")
    build, prove, numbers = (
        actions.add_parser(action, help=_said(f"{action}_help"))
        for action in ("build", "prove", "numbers")
    )
    for own in (build, prove, numbers):
        own.add_argument("homework", metavar="HW", help=_said("grade_homework"))
    build.add_argument(
        "--out", type=Path, metavar="DIR", default=Path("dist"), help=_said("build_out")
    )
    build.add_argument("--students", type=Path, metavar="CSV", help=_said("build_students"))
    build.add_argument("--course-key", type=Path, metavar="FILE", help=_said("build_key"))
    numbers.add_argument("student", metavar="ID", help=_said("numbers_student"))
    numbers.add_argument(
        "--course-key", type=Path, metavar="FILE", required=True, help=_said("grade_course_key")
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked, and return the exit code."""
    return {"build": _build, "prove": _prove, "numbers": _numbers}[arguments.action](arguments)


def _said(name: str, /, **values: object) -> str:
    return language.text(f"cli_homework.{name}", None, **values)


def _build(arguments: argparse.Namespace) -> int:
    from tinygrad_fa.homework.building import build, faults_of

    built = build(arguments.homework, arguments.out, arguments.students, arguments.course_key)
    warnings = faults_of(built.proof, "warning")
    if warnings:
        print(_said("proof_warnings", faults=warnings))
    print(_said("built", count=len(built.files), folder=built.handed_out))
    print(_said("kept", folder=built.kept, key=built.course_key))
    return 0


def _prove(arguments: argparse.Namespace) -> int:
    from tinygrad_fa.homework.building import faults_of, find_homework, in_sandbox
    from tinygrad_fa.homework.proof import prove

    homework = find_homework(arguments.homework)
    proof = prove(homework, in_sandbox(homework))
    for level, key in (("error", "proof_errors"), ("warning", "proof_warnings")):
        faults = faults_of(proof, level)
        if faults:
            print(_said(key, faults=faults))
    if proof.ok:
        print(_said("proved", mutants=proof.mutants))
    return 0 if proof.ok else FOUND


def _numbers(arguments: argparse.Namespace) -> int:
    from tinygrad_fa.homework import course, personal, seeds
    from tinygrad_fa.homework.building import find_homework

    homework = find_homework(arguments.homework)
    key = seeds.space(course.read_key(arguments.course_key), homework.id, "personal")
    own = [question for question in homework.questions if question.personal]
    if not own:
        print(_said("no_own_numbers", homework=homework.id))
    for question in own:
        inputs = personal.numbers(question, arguments.student, key)
        for part, values in (("given", inputs), ("answers", question.reference.values(inputs))):
            print(f"{question.id}: {language.text(f'building.{part}', None)}")
            print(aligned([[name, _shown(value)] for name, value in values.items()]))
    return 0


def _shown(value: Any) -> str:
    """Return a number without the noise of its last digits, and an array as it is."""
    return str(value) if getattr(value, "shape", ()) else f"{float(value):.10g}"
