"""Whatever a student writes, it is shown as text and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.reports.cleaning import cell, file_name, one_line, visible

ANY = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07ok", "ok"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061cb", "ab"),
        ("می\u200cشود", "می\u200cشود"),
        ("a\ud800b", "ab"),
        ("a\0b\x07c\x7f", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\U000e0041\U000e0042x", "x"),
        ("a" + "\u0301" * 50 + "b", "a" + "\u0301" * 4 + "b"),
    ],
)
def test_what_cannot_be_seen_is_left_out(text, shown):
    assert visible(text) == shown


@given(ANY)
def test_no_control_and_no_mark_of_direction_is_left(text):
    for letter in visible(text):
        assert letter in "\n\t\u200c\u200d" or unicodedata.category(letter)[0] != "C"


def test_giant_texts_are_cut():
    assert len(visible("x" * 10**7, 100)) < 110
    assert len(visible("\0" * 10**7 + "x", 100)) < 110
    assert one_line(" a \n\n b\t c ") == "a b c"


HIDDEN = ["", "\t", "\r", "\n", " ", "\u200f", "\x1b[0m", "\ufeff"]


@pytest.mark.parametrize("start", [*(h + "=" for h in HIDDEN), "+", "-", "@", "＝", "|", "%"])
def test_no_cell_is_a_formula(start):
    assert cell(f"{start}1+1").startswith("'")


@given(ANY)
def test_cells_are_one_line_and_no_formula(text):
    found = cell(text)
    assert "\n" not in found and "\r" not in found
    assert found[:1] not in ("=", "+", "-", "@")


@given(ANY)
def test_file_names_stay_in_their_folder(text):
    name = file_name(text)
    assert name and "/" not in name and "\\" not in name and name[0] != "." and len(name) < 80
    assert ":" not in name and "\0" not in name


def test_file_names_of_different_ids_are_different():
    ids = ["a", "A", "../a", "..a", "a/", "a:", "con", "CON", "nul.x", "", ".", "۱۲", "12"]
    ids += ["a" * 90, "a" * 91, "سارا", "ali", "Ali"]
    names = {file_name(name).casefold() for name in ids}
    assert len(names) == len(ids)
    assert file_name("سارا") == "سارا" and file_name("99123-4") == "99123-4"
