"""A homework, built once for the tests of a process; and its notebook, solved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.homework.exports.playing import in_process
from tinygrad_fa.homework.building import build

ROSTER = "name,id,email\nAda,400123456,ada@example.org\nآرش,۴۰۰۱۲۳۴۵۷,arash@example.org\n"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """HW2 with a list of two students."""
    out = tmp_path_factory.mktemp("dist")
    roster = tmp_path_factory.mktemp("lists") / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    return build("hw2", out, roster=roster, run=in_process)


@pytest.fixture(scope="session")
def handed_out(built):
    """Every file that students may see, by its name."""
    return {
        path.relative_to(built.handed_out).as_posix(): path.read_bytes()
        for path in sorted(built.handed_out.rglob("*"))
        if path.is_file()
    }


def notebook_in(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
