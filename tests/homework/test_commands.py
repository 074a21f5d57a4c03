"""The commands ``homework`` and ``grade`` at the command line."""

from __future__ import annotations

import pytest

from tests.homework.small_class import SOURCE, write_class
from tinygrad_fa.cli import main
from tinygrad_fa.homework.sandbox import probe

TIERS = [tier.letter for tier in probe() if tier.available and tier.letter in "AB"]
needs_sandbox = pytest.mark.skipif(not TIERS, reason="there is no sandbox")


@pytest.fixture
def folder(tmp_path):
    write_class(tmp_path, ["right", "slope_of_z", "no_python"])
    return tmp_path


@needs_sandbox
def test_prove(folder, capsys):
    assert main(["homework", "prove", str(folder / "small.py")]) == 0
    assert "marks as it should" in capsys.readouterr().out
    wrong = folder / "wrong.py"
    wrong.write_text(SOURCE.replace("    dz = (o - y)", "    dz = (y - o)", 1), encoding="utf-8")
    assert main(["--lang", "fa", "homework", "prove", str(wrong)]) == 1
    assert "`neuron.dz`" in capsys.readouterr().out


def test_numbers(folder, capsys):
    text = SOURCE.replace("seconds=1.0,\n        inputs", "personal=True,\n        inputs")
    (folder / "small.py").write_text(text, encoding="utf-8")
    words = ["homework", "numbers", str(folder / "small.py"), "--course-key"]
    words.append(str(folder / "course.key"))
    assert main([*words, "s1"]) == 0
    first = capsys.readouterr().out
    assert first.startswith("neuron:") and "dz" in first
    assert main([*words, "s1"]) == 0 and capsys.readouterr().out == first


@needs_sandbox
def test_build(folder, capsys):
    out = folder / "dist"
    assert main(["homework", "build", str(folder / "small.py"), "--out", str(out)]) == 0
    assert str(out / "small") in capsys.readouterr().out
    assert (out / "key" / "course.key").is_file()


def test_the_ladder(capsys):
    assert main(["grade", "--tiers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines[::2]] == ["A", "B", "C", "D"]


@needs_sandbox
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_grade(folder, capsys, monkeypatch, lang):
    monkeypatch.setenv("PYTHONPATH", ".")
    words = ["grade", str(folder / "submissions"), "--homework", str(folder / "small.py"), "--out"]
    words += [str(folder / "results"), "--jobs", "1", "--lang", lang]
    assert main(words) == 0
    captured = capsys.readouterr()
    assert {"en": ": 3; graded before: 0", "fa": "۳ پاسخ"}[lang] in captured.out
    assert "3/3" in captured.err and "\r" not in captured.err  # no bar where there is no screen
    assert main([*words, "--resume"]) == 0
    assert {"en": "graded before: 3", "fa": "۳ پاسخ پیش‌تر"}[lang] in capsys.readouterr().out
