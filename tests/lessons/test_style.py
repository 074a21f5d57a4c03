"""Persian prose looks right where Jupyter shows it, with the fonts of the pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import tinygrad_fa
from tinygrad_fa.lessons.style import JUPYTER, notebook_style, persian_font

FONTS = Path(tinygrad_fa.__file__).parent / "draw" / "fonts"
(EXTENSION,) = JUPYTER.glob("labextensions/*")


def test_the_extension_is_one_that_jupyter_loads():
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    assert package["name"] == EXTENSION.name
    entry = EXTENSION / package["jupyterlab"]["_build"]["load"]
    text = entry.read_text(encoding="utf-8")
    assert f'"{EXTENSION.name}"' in text and "window._JUPYTERLAB[name]" in text
    assert "style.css" in text and (entry.parent / "style.css").exists()


def test_its_fonts_are_those_of_the_pictures():
    fonts = list(EXTENSION.glob("static/*.woff2"))
    assert len(fonts) == 2
    for font in [*fonts, EXTENSION / "static" / "OFL.txt"]:
        assert font.read_bytes() == (FONTS / font.name).read_bytes()


def test_a_first_cell_brings_all_of_it_along():
    style = notebook_style()
    assert style.startswith("<style>") and style.count("data:font/woff2;base64,") == 2
    assert not re.search(r"url\((?!data:)", style)
    for part in (
        "text-align: start",
        "unicode-bidi: isolate",
        "mjx-container",
        "blockquote",
        "unicode-bidi: plaintext",
        "white-space: pre;",
        "white-space: nowrap",
        ":has(.jp-RenderedMarkdown.jp-OutputArea-output)",  # in either language
    ):
        assert part in style
    assert persian_font().count("@font-face") == 2 and "jp-" not in persian_font()
