"""Every text about optimizers and policies exists, in both languages, with the same fields."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from tinygrad_fa import solver
from tinygrad_fa.language.messages.optimizers import MESSAGES

SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in Path(solver.__file__).parent.rglob("*.py")
)


def test_texts_and_uses_match():
    assert set(re.findall(r'"optimizers\.(\w+)"', SOURCES)) == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_both_languages_have_the_same_fields(name):
    fields = [
        {field for _, field, _, _ in string.Formatter().parse(MESSAGES[name][chosen]) if field}
        for chosen in ("en", "fa")
    ]
    assert fields[0] == fields[1]
    assert not re.search("[يكىۀـ٠-٩\u200e\u200f]| ،|,[آ-ی]", MESSAGES[name]["fa"])
