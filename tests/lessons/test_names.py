"""The table of names in Caffe, Keras and PyTorch: complete, and alike in both languages."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tinygrad_fa import layers, metrics
from tinygrad_fa.caffe.kinds import KINDS
from tinygrad_fa.caffe.schema import message_type
from tinygrad_fa.layers import fillers
from tinygrad_fa.solver.optimizers import CAFFE
from tinygrad_fa.solver.policies import POLICIES
from tinygrad_fa.solver.settings import Settings

FOLDER = Path(__file__).parents[2] / "lessons" / "reference"
PAGES = {language: (FOLDER / language / "names.md").read_text("utf-8") for language in ("en", "fa")}


def rows(page):
    """Return the cells of every row of the tables, heads and rules left out."""
    lines = [line for line in page.splitlines() if line.startswith("|")]
    heads = {i for i, line in enumerate(lines[1:]) if line.startswith("|---")}
    kept = [line for i, line in enumerate(lines) if i not in heads and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def code(text):
    return re.findall(r"`[^`]*`", text)


@pytest.mark.parametrize("language", PAGES)
def test_every_setting_has_a_row(language):
    named = {
        word for row in rows(PAGES[language]) for word in re.findall(r"\w+", " ".join(code(row[0])))
    }
    assert {setting.name for setting in fields(Settings)} <= named
    assert set(message_type("SolverParameter").fields) <= named
    assert {rule.type for rule in CAFFE} | set(POLICIES) <= named


def test_both_languages_name_the_same():
    english, persian = rows(PAGES["en"]), rows(PAGES["fa"])
    assert len(english) == len(persian) > 60
    for one, other in zip(english, persian):
        assert len(one) == len(other) == 4
        assert code(one[0]) == code(other[0])
        for cell, twin in zip(one, other):
            assert sorted(code(cell)) == sorted(code(twin)), (cell, twin)
            assert bool(cell) == bool(twin)


def test_what_is_named_exists():
    table = rows(PAGES["en"].split("## Layers")[1])
    for caffes, ours, _, _ in table:
        (first, *_) = code(caffes)
        name = first.strip("`")
        assert name in KINDS or name in fillers.FILLERS
        for word in code(ours):
            called = re.match(r"`(?:metrics\.)?(\w+)", word).group(1)
            assert any(hasattr(room, called) for room in (layers, metrics, layers.initialisers))
