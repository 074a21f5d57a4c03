"""The autograder for Gradescope: one zip, which holds all that grades, and the answers.

The layout is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/: ``setup.sh``
runs once, ``run_autograder`` for each submission, and writes ``results/results.json``.
"""

from __future__ import annotations

import json
from pathlib import Path

from tinygrad_fa.homework.exports import package
from tinygrad_fa.homework.source import Homework

TEMPLATES = Path(__file__).resolve().parent / "templates" / "gradescope"
PROGRAMS = {"setup.sh", "run_autograder"}


def autograder_zip(homework: Homework, key: bytes, language: str, roster: bytes = b"") -> bytes:
    """Return the zip to be uploaded as an autograder.

    Args:
        homework: whose source goes along.
        key: of the course.
        language: of what the students are told.
        roster: the CSV file of the students; with it, ids come from their addresses.
    """
    settings = {"homework": f"homework/{homework.path.name}", "language": language}
    content: dict[str, bytes] = {
        **{path.name: path.read_bytes() for path in sorted(TEMPLATES.iterdir())},
        settings["homework"]: homework.path.read_bytes(),
        "course.key": f"{key.hex()}\n".encode(),
        "settings.json": json.dumps(settings, indent=1).encode() + b"\n",
        **dict(package.files()),
    }
    if roster:
        content["students.csv"] = roster
    return package.zipped(content, PROGRAMS)
