"""The example of the warm-up runs, draws, and shows what its page says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[2] / "lessons" / "reference"
SCRIPT = REFERENCE / "warmup.py"
ROW = re.compile(r"^\| ([\d.]+) \| (no|yes) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) % \|$", re.M)


@pytest.fixture
def example(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    pytest.importorskip("matplotlib", reason="the example draws")
    return runpy.run_path(str(SCRIPT))


def table(text):
    return {(row[0], row[1]): tuple(map(float, row[2:])) for row in ROW.findall(text)}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_example_runs_and_draws(example, tmp_path, capsys, language):
    few = ["--samples", "200", "--epochs", "1", "--seeds", "1", "--rates", "0.05", "0.1"]
    example["main"]([*few, "--out", str(tmp_path / "warmup"), "--lang", language])
    assert set(table(capsys.readouterr().out)) == {
        (rate, word) for rate in ("0.05", "0.1") for word in ("no", "yes")
    }
    for name in ("warmup_rates.png", "warmup_losses.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


def test_the_two_schedules_differ_in_the_warm_up_only(example):
    without, with_warmup = example["both_schedules"](0.1, 300)
    assert (without(0), with_warmup(0)) == (0.1, 0)
    assert with_warmup(30) == 0.1 and without.length == with_warmup.length == 300


def test_both_pages_have_the_same_table():
    pages = [(REFERENCE / lang / "warmup.md").read_text(encoding="utf-8") for lang in ("en", "fa")]
    tables = [table(page) for page in pages]
    assert tables[0] == tables[1] and len(tables[0]) == 8


@pytest.mark.slow
def test_the_page_tells_what_is_measured(example, capsys):
    example["main"](["--rates", "0.1", "--seeds", "3"])
    measured = table(capsys.readouterr().out)
    (high_without, _, right_without) = measured["0.1", "no"]
    (high_with, _, right_with) = measured["0.1", "yes"]
    assert high_with < 2.6 < high_without  # ln 10 = 2.3: no better than guessing
    assert right_with > right_without
