"""The autograder for Gradescope: one zip, which holds all that grades, and the answers.

The layout is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/: ``setup.sh``
runs once, ``run_autograder`` for each submission, and writes ``results/results.json``.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tinygrad_fa.homework.exports import package
from tinygrad_fa.homework.source import Homework

TEMPLATES = Path(__file__).resolve().parent / "templates" / "gradescope"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same zip for the same homework, whenever it is made
PROGRAMS = {"setup.sh", "run_autograder"}


def autograder_zip(
    homework: Homework, key: bytes, language: str, students: Iterable[str] = ()
) -> bytes:
    """Return the zip to be uploaded as an autograder.

    Args:
        homework: whose source goes along.
        key: of the course.
        language: of what the students are told.
        students: who may hand in; empty for everybody.
    """
    settings = {"homework": f"homework/{homework.path.name}", "language": language}
    content: dict[str, bytes] = {
        **{path.name: path.read_bytes() for path in sorted(TEMPLATES.iterdir())},
        settings["homework"]: homework.path.read_bytes(),
        "course.key": f"{key.hex()}\n".encode(),
        "settings.json": json.dumps(settings, indent=1).encode() + b"\n",
        **dict(package.files()),
    }
    roster = "".join(f"{student}\n" for student in students)
    if roster:
        content["students.txt"] = roster.encode("utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name in PROGRAMS else 0o100644) << 16
            archive.writestr(entry, data)
    return packed.getvalue()
