"""The look of Persian prose: the font, and the rules that JupyterLab and Notebook need.

The rules are a stylesheet inside a small extension, which JupyterLab 4 and Notebook 7 load by
themselves where `tinygrad_fa` is installed.  Elsewhere (VS Code, an exported page) the first
cell of a Persian notebook brings them along.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

JUPYTER = Path(__file__).resolve().parent / "assets" / "jupyter"  # as a part of JUPYTER_PATH
_STATIC = JUPYTER / "labextensions" / "tinygrad-fa-persian" / "static"
LICENCE = _STATIC / "OFL.txt"


@cache
def notebook_style() -> str:
    """Return the rules with the fonts inside, as an element for the first cell's result."""
    rules = (_STATIC / "style.css").read_text(encoding="utf-8")
    return f"<style>\n{_with_fonts_inside(rules)}</style>"


@cache
def persian_font() -> str:
    """Return the rules that bring Vazirmatn along, its two weights inside."""
    rules = (_STATIC / "style.css").read_text(encoding="utf-8")
    return _with_fonts_inside("".join(re.findall(r"@font-face \{.*?\}\n", rules, re.DOTALL)))


def as_url(font: Path) -> str:
    """Return a font as an address that holds the whole of it."""
    return f"url(data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()})"


def _with_fonts_inside(rules: str) -> str:
    return re.sub(r"url\((\S+\.woff2)\)", lambda found: as_url(_STATIC / found[1]), rules)
