"""Every text exists in both languages, with the same fields, and the Persian is well set."""

from __future__ import annotations

import re
import string
from importlib import import_module
from pathlib import Path

import pytest

from tinygrad_fa import language
from tinygrad_fa.language import messages

PACKAGE = Path(messages.__file__).resolve().parents[2]
ROOMS = sorted(path.stem for path in Path(messages.__file__).parent.glob("[!_]*.py"))
CATALOGS = {room: import_module(f"tinygrad_fa.language.messages.{room}").MESSAGES for room in ROOMS}
KEYS = [f"{room}.{name}" for room, catalog in CATALOGS.items() for name in catalog]


def texts(key):
    room, _, name = key.partition(".")
    return CATALOGS[room][name]


def fields(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_say_it_with_the_same_fields(key):
    assert set(texts(key)) == {"en", "fa"}
    assert all(text.strip() for text in texts(key).values())
    assert fields(texts(key)["en"]) == fields(texts(key)["fa"])


@pytest.mark.parametrize("key", KEYS)
def test_backticks_come_in_pairs(key):
    assert all(text.count("`") % 2 == 0 for text in texts(key).values())


CODE = re.compile(r"`[^`]*`|\$[^$]*\$|\{[^}]*\}")

# What is wrong in Persian prose, outside code, formulas and fields.
FAULTS = {
    "Arabic ي ى ك ۀ, kashida, Arabic digits, direction marks": r"[يىكۀـ٠-٩\u200e\u200f]",
    "a blank before a Persian mark": r" [،؛؟]",
    "a Latin comma, semicolon or question mark between Persian letters": r"[آ-ی‌][,;?]|[,;][آ-ی]",
    "«می» or «نمی» standing alone": r"(?<![آ-ی‌])ن?می ",
    "«ها» or «های» standing alone": r" ها(ی|یی)?(?![آ-ی])",
    "a half-space at the end of a word, or two": r"\u200c(?![آ-یA-Za-z`{])|\u200c\u200c",
    "a half-space at the beginning of a word": r"(?<![آ-یءأؤئٔA-Za-z`}])\u200c",
    "ezafe after a silent he as a separate ی": r"ه ی(?![آ-ی])",
    "two blanks": r"[^\n ]  +\S",
}


@pytest.mark.parametrize("key", KEYS)
def test_the_persian_is_well_set(key):
    prose = CODE.sub("`", texts(key)["fa"])
    found = {fault: re.search(pattern, prose) for fault, pattern in FAULTS.items()}
    assert not {fault: match.group() for fault, match in found.items() if match}


@pytest.mark.parametrize(
    ("fault", "prose"),
    [
        ("Arabic", "شبكه"),
        ("a blank before", "وزن ، بایاس"),
        ("a Latin comma", "وزن, بایاس"),
        ("«می»", "شبکه می بیند"),
        ("«ها»", "لایه ها"),
        ("a half-space at the end", "لایه\u200c و"),
        ("a half-space at the beginning", " \u200cلایه"),
        ("ezafe", "لایه ی خطی"),
        ("two blanks", "لایهٔ  خطی"),
    ],
)
def test_the_faults_are_found(fault, prose):
    (pattern,) = (pattern for name, pattern in FAULTS.items() if name.startswith(fault))
    assert re.search(pattern, prose)


def keys_in_the_code():
    """Return the keys that stand in the code as strings; a {field} in one stands for any name."""
    rooms = "|".join(ROOMS)
    face = PACKAGE / "__init__.py"  # its strings are names of modules
    for path in PACKAGE.rglob("*.py"):
        if path != face and path.parent.name != "messages":
            code = path.read_text(encoding="utf-8")
            yield from re.findall(rf"""["']((?:{rooms})\.\w*(?:{{[^"']*?}}\w*)*)["']""", code)


def test_lists_in_persian_have_persian_commas():
    told = language.text("draw.unknown_layer", "fa", path="a, b", known="`conv1`, `fc (1, 2)`, `x`")
    assert told.endswith("`conv1`، `fc (1, 2)`، `x`.")
    assert "`a, b`" in told


def test_texts_and_code_match():
    used = set(keys_in_the_code())
    assert {key for key in used if "{" not in key} <= set(KEYS)
    patterns = [re.sub(r"\\\{.*?\\\}", r"\\w+", re.escape(key)) for key in used]
    idle = [key for key in KEYS if not any(re.fullmatch(pattern, key) for pattern in patterns)]
    assert not idle
