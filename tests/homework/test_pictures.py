"""The picture of a chain: every name, the first wrong link lit by colour and by a sign."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.homework.marking import marked, net_question, right
from tests.homework.test_public import slipped
from tinygrad_fa.draw.strokes import VERMILLION
from tinygrad_fa.homework.items import Written
from tinygrad_fa.homework.pictures import picture_of
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.language.errors import SettingError

QUESTION = net_question()


def drawn(function, lang="en"):
    return picture_of(QUESTION, list(marked(QUESTION, function).values()), lang)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_value_is_there_and_the_picture_is_well_formed(lang):
    svg = drawn(slipped, lang)
    ElementTree.fromstring(svg)
    texts = re.findall(r">([^<>]+)</text>", svg)
    assert {"W", "x", "y", "z", "o", "dz", "dW"} <= set(texts)
    assert ("نخستین حلقهٔ نادرست" in svg) == (lang == "fa")
    assert "layers as they are wired" not in svg


def test_the_first_wrong_link_is_lit_by_colour_and_by_a_sign():
    svg = drawn(slipped)
    lit = re.findall(rf'<path stroke="{VERMILLION}" stroke-width="3.5"[^>]*data-wire="(\d+)-', svg)
    names = ["W", "x", "y", "z", "o", "dz", "dW", "new_W"]
    assert {names[int(place)] for place in lit} == {"dz"} and len(lit) == 2
    assert svg.count("✗") == 2 and svg.count("↷") == 3 and svg.count("✓") == 3  # one in the legend


def test_nothing_is_lit_where_all_is_right():
    svg = drawn(right)
    assert "✗" not in svg and 'stroke-width="3.5"' not in svg and "✓" in svg


def test_no_number_is_shown():
    shown = "".join(re.findall(r">([^<>]+)</text>", drawn(slipped)))
    assert not re.search(r"\d\.\d", shown)


def test_a_question_without_a_chain_has_no_picture_and_the_language_must_be_there():
    assert picture_of(Question(id="why", items={"why": Written(1)}), []) == ""
    with pytest.raises(SettingError):
        drawn(right, "xx")
