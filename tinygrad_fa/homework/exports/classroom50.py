"""The folder for GitHub: a template repository with a workflow, and an autograder for Classroom 50.

Both run the public checks alone.  Classroom 50 publishes the folder of an autograder where
students can read it (its wiki, Advanced Autograding), and a workflow lies in the student's own
repository: neither is a place for answers.  The marks come from ``tinygrad-fa grade``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tinygrad_fa.homework.exports import package
from tinygrad_fa.homework.source import Homework

TEMPLATES = Path(__file__).resolve().parent / "templates" / "classroom50"


def files(
    homework: Homework, notebooks: Mapping[str, bytes], checks: str
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file.

    Args:
        homework: that is handed out.
        notebooks: those for students, by the names of their files.
        checks: what `public.checks_of` made.
    """

    def filled(name: str) -> bytes:
        return (TEMPLATES / name).read_bytes().replace(b"HOMEWORK", homework.id.encode())

    yield "README.md", filled("README.md")
    line, code = checks.encode("ascii") + b"\n", package.code()
    for place in ("template/.autograder", f"autograders/{homework.id}"):
        yield f"{place}/checks.txt", line
        yield f"{place}/tinygrad_fa.zip", code
    yield f"autograders/{homework.id}/autograder.py", filled("autograder.py")
    yield "template/.github/workflows/check.yml", filled("check.yml")
    yield "template/.gitignore", filled("gitignore")
    for name, content in notebooks.items():
        yield f"template/{name}", content
