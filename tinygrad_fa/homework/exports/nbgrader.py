"""Metadata of cells as nbgrader 0.9 writes it (schema version 3), so that it knows our notebooks.

nbgrader opens, validates and collects them; the marks that count come from our own grading.  A
cell is of one of four kinds:

- `answer`: code that the student writes;
- `check`: ``check("q")``, which is locked, worth the question's points, and whose last value is
  the number of points that the public checks give;
- `essay`: a written answer, which a human marks;
- `locked`: what nobody shall change.
"""

from __future__ import annotations

import hashlib
from typing import Any

SCHEMA = 3


def answer(identity: str) -> dict[str, Any]:
    """Return the metadata of a cell with the student's code."""
    return _metadata(identity, "code", solution=True)


def check(identity: str, points: float) -> dict[str, Any]:
    """Return the metadata of a cell that asks the public checks."""
    return _metadata(identity, "code", grade=True, locked=True, points=points)


def essay(identity: str, points: float) -> dict[str, Any]:
    """Return the metadata of a written answer."""
    return _metadata(identity, "markdown", grade=True, solution=True, points=points)


def locked(identity: str, cell_type: str = "code") -> dict[str, Any]:
    """Return the metadata of a cell that is read only."""
    return _metadata(identity, cell_type, locked=True)


def checksum(metadata: dict[str, Any], source: str) -> str:
    """Return the checksum by which nbgrader sees whether a cell was changed.

    It is MD5 of: source, type, "True" or "False" for grade, solution and locked, the cell's id, and
    its points where it has some (nbgrader 0.9.6, ``utils.compute_checksum``).
    """
    parts = [source, metadata["cell_type"]]
    parts += [str(metadata[name]) for name in ("grade", "solution", "locked")]
    parts.append(metadata["grade_id"])
    if metadata["grade"]:
        parts.append(str(float(metadata["points"])))
    return hashlib.md5("".join(parts).encode("utf-8"), usedforsecurity=False).hexdigest()


def _metadata(
    identity: str,
    cell_type: str,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "cell_type": cell_type, "grade": grade, "grade_id": identity, "locked": locked,
        "schema_version": SCHEMA, "solution": solution, "task": False,
    }  # fmt: skip
    if points is not None:
        found["points"] = points
    return found
