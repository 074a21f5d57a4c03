"""CSV: what a spreadsheet and the learning platforms get to see."""

from __future__ import annotations

import csv
import io

import pytest

from tests.homework.reports.examples import COLUMNS, a_class
from tinygrad_fa.homework.reports.tables import canvas_csv, moodle_csv, scores_csv


def lines(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_scores_have_a_line_for_everybody_and_columns_that_stay():
    head, *rows = lines(scores_csv(a_class()))
    assert head[:11] == [
        "student", "name", "email", "earned", "points", "percent", "tier", "file", "digest",
        "refused", "notes",
    ]  # fmt: skip
    assert head[11:14] == ["backward.dz2", "backward.dz2 state", "backward.dz2 misconception"]
    assert len(head) == 11 + 3 * len(COLUMNS) and all(len(row) == len(head) for row in rows)
    first = dict(zip(head, rows[0]))
    assert first["name"] == "سارا احمدی" and first["earned"] == "8" and first["percent"] == "80.0"
    assert first["why.answer state"] == "by_hand"
    second = dict(zip(head, rows[1]))
    assert second["backward.dz2 misconception"] == "sigma_prime_of_z"
    assert second["backward.dW2 state"] == "follows" and second["backward.dW2"] == "1"
    nobody = dict(zip(head, rows[4]))
    assert nobody["refused"] == "not handed in" and nobody["earned"] == ""


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_no_cell_of_a_student_is_a_formula(lang):
    results = a_class()
    for content in (scores_csv(results), moodle_csv(results, lang), canvas_csv(results, lang)):
        for row in lines(content):
            for cell in row:
                assert not cell or cell[0] not in "=+-@", cell
                assert not set(cell) & set("\n\r\0\x1b\u202e\u200f")


def test_moodle():
    head, *rows = lines(moodle_csv(a_class(), "en"))
    assert head[:4] == ["ID number", "Full name", "Email address", "Homework 2: a net of 2-2-1"]
    assert rows[0][:4] == ["s1", "سارا احمدی", "sara@example.org", "8"]
    assert "first wrong link" in rows[1][4] and "✗ backward.dz2 0 / 1 wrong" in rows[1][4]
    assert rows[4][3] == "" and rows[4][4] == "nothing was handed in"
    assert "نخستین حلقهٔ نادرست" in lines(moodle_csv(a_class(), "fa"))[2][4]


def test_canvas():
    head, worth, *rows = lines(canvas_csv(a_class(), "fa"))
    assert head == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "تمرین ۲: شبکهٔ ۲-۲-۱",
    ]
    assert worth[0].strip() == "Points Possible" and worth[-1] == "10"
    assert rows[1] == ["Ali Karimi", "", "", "s2", "", "5.5"] and rows[4][-1] == ""
