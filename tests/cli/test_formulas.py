"""``derive``, ``draw``, ``replay`` and ``check``: formulas from the command line."""

from __future__ import annotations

import pytest

from tinygrad_fa.cli import main
from tinygrad_fa.cli.formula import read_numbers

COURSE = ["(x+y)*z", "x=-2", "y=5", "z=-4"]


def test_derive_writes_the_derivation(capsys):
    assert main(["derive", *COURSE]) == 0
    said = capsys.readouterr().out
    for number in ("−12", "−4", "3"):
        assert number in said or number.replace("−", "-") in said


def test_derive_writes_markdown_to_a_file(tmp_path, capsys):
    path = tmp_path / "new" / "f.md"
    assert main(["derive", *COURSE, "--format", "markdown", "--out", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    assert "$" in path.read_text(encoding="utf-8")
    assert "frac" in path.read_text(encoding="utf-8")


def test_derive_writes_what_the_ending_says(tmp_path, capsys):
    for name, sign in (("f.html", "<math"), ("f.md", "$$"), ("f.txt", "f = (x + y)·z")):
        assert main(["derive", *COURSE, "--out", str(tmp_path / name)]) == 0
        assert sign in (tmp_path / name).read_text(encoding="utf-8")
    assert main(["derive", *COURSE, "--format", "html", "--out", str(tmp_path / "g")]) == 0
    assert (tmp_path / "g").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_derive_writes_a_worksheet_and_its_answers(tmp_path, capsys):
    sheet, key = tmp_path / "sheet.html", tmp_path / "new" / "key.html"
    assert main(["derive", *COURSE, "--worksheet", str(sheet), "--key", str(key)]) == 0
    said = capsys.readouterr().out
    assert str(sheet) in said and str(key) in said and "∂" not in said
    assert "−12" not in sheet.read_text(encoding="utf-8")
    assert "−12" in key.read_text(encoding="utf-8")
    assert main(["--lang", "fa", "derive", *COURSE, "--worksheet", str(sheet)]) == 0
    assert "کاربرگ" in sheet.read_text(encoding="utf-8")


def test_derive_writes_second_derivatives(capsys):
    assert main(["derive", "x**2*y", "x=2", "y=3", "--order", "2"]) == 0
    assert "∂²f/∂x∂y" in capsys.readouterr().out


def test_derive_speaks_persian(capsys):
    assert main(["--lang", "fa", "derive", *COURSE]) == 0
    assert "مشتق" in capsys.readouterr().out


def test_draw_writes_a_picture(tmp_path, capsys):
    path = tmp_path / "f.svg"
    assert main(["draw", *COURSE, "--out", str(path)]) == 0
    assert path.read_text(encoding="utf-8").lstrip().startswith(("<svg", "<?xml"))
    assert str(path) in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["svg", "html", "tex", "dot", "txt"])
def test_the_ending_decides_the_form_of_a_picture(ending, tmp_path, capsys):
    path = tmp_path / f"f.{ending}"
    assert main(["draw", *COURSE, "--out", str(path)]) == 0
    first = {"svg": "<svg", "html": "<!DOCTYPE html>", "tex": "\\documentclass", "dot": "digraph"}
    assert path.read_text(encoding="utf-8").startswith(first.get(ending, "[×] f = −12"))
    assert main(["draw", *COURSE, "--out", str(tmp_path / "f.jpeg")]) == 2
    assert "`.svg`, `.png`, `.pdf`, `.html`" in capsys.readouterr().err


def test_replay_writes_a_page(tmp_path, capsys):
    path = tmp_path / "new" / "page.html"
    assert main(["--lang", "fa", "replay", *COURSE, "--out", str(path)]) == 0
    assert '<html lang="fa" dir="rtl">' in path.read_text(encoding="utf-8")
    assert str(path) in capsys.readouterr().out
    assert main(["replay", "-x*y", "x=1", "y=2", "--out", str(tmp_path / "page.svg")]) == 2
    assert ".html" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "name"), [("derive", "f.md"), ("draw", "f.svg"), ("replay", "f.html")]
)
def test_a_place_that_cannot_be_written_is_told(command, name, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main([command, *COURSE, "--out", str(tmp_path / "file" / name)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    (tmp_path / name).mkdir()
    assert main([command, *COURSE, "--out", str(tmp_path / name)]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_check_prints_the_four_witnesses(capsys):
    assert main(["check", *COURSE]) == 0
    said = capsys.readouterr().out
    assert [line.split()[:2] for line in said.splitlines()[1:4]] == [
        ["x", "-4"],
        ["y", "-4"],
        ["z", "3"],
    ]
    assert "agree" in said


def test_check_at_a_kink_is_code_1(capsys):
    assert main(["check", "relu(x)", "x=0"]) == 1
    assert "DISAGREE" in capsys.readouterr().out


@pytest.mark.parametrize("formula", ["-x*y", "-(x+y)", "-2*x*y", "- x*y"])
def test_a_formula_may_begin_with_a_minus(formula, capsys):
    assert main(["check", formula, "x=2", "y=3"]) == 0
    assert "agree" in capsys.readouterr().out


def test_a_formula_without_names(capsys):
    assert main(["derive", "2*3"]) == 0
    assert "6" in capsys.readouterr().out


def test_a_formula_with_a_name_called_f(capsys):
    assert main(["check", "f*g", "f=2", "g=3"]) == 0
    assert main(["derive", "f*g", "f=2", "g=3"]) == 0


def test_numbers_may_be_formulas_and_persian():
    words = ["x=1/4", "y=-pi", "z=۲٫۵", " w = 3"]
    assert read_numbers(words) == {"x": 0.25, "y": pytest.approx(-3.14159265), "z": 2.5, "w": 3.0}


def test_an_ending_that_says_something_else_is_refused(tmp_path, capsys):
    for option, name in (
        ("--out", "f.pdf"), ("--out", "f"), ("--worksheet", "w.txt"), ("--key", "k.md"),
    ):  # fmt: skip
        assert main(["derive", *COURSE, option, str(tmp_path / name)]) == 2
        assert "ending" in capsys.readouterr().err
    assert main(["derive", *COURSE, "--out", str(tmp_path / "f.MD")]) == 0
    assert "$$" in (tmp_path / "f.MD").read_text("utf-8")
    assert main(["race", "--out", str(tmp_path / "race.xyz")]) == 2
    assert ".gif" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["f.MD"]
