"""The look of Persian prose: the font, and the rules that JupyterLab and Notebook need.

Both set every paragraph to the left and let code and formulas drift with the sentence around
them.  The class names are the same in JupyterLab 4, Notebook 7 and nbconvert's pages.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "draw" / "fonts"
_WEIGHTS = {"Regular": 400, "Bold": 700}


@cache
def persian_font(*weights: str) -> str:
    """Return rules that bring Vazirmatn along: ``persian_font("Regular", "Bold")``."""
    rules = []
    for weight in weights:
        content = (FONTS / f"Vazirmatn-{weight}.woff2").read_bytes()
        rules.append(
            f"@font-face {{ font-family: Vazirmatn; font-weight: {_WEIGHTS[weight]}; "
            f"font-display: swap; src: {as_url(content)} format('woff2') }}\n"
        )
    return "".join(rules)


def as_url(font: bytes) -> str:
    """Return a font as an address that holds the whole of it."""
    return f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})"


# Persian letters from Vazirmatn, and what it lacks (∇ σ ℒ) from the fonts behind it.
FAMILY = 'Vazirmatn, Vazir, Sahel, Tahoma, "DejaVu Sans", sans-serif'

NOTEBOOK = f"""\
.jp-RenderedMarkdown [dir=rtl] {{ font-family: {FAMILY}; line-height: 1.9 }}
.jp-RenderedMarkdown [dir=rtl] :is(p, li, td, th, h1, h2, h3, h4) {{ text-align: start }}
.jp-RenderedMarkdown [dir=rtl] :is(h1, h2, h3, h4) {{ font-family: inherit; line-height: 1.6 }}
.jp-RenderedMarkdown [dir=rtl] code {{ direction: ltr; unicode-bidi: isolate }}
.jp-RenderedMarkdown [dir=rtl] pre {{ direction: ltr; text-align: left; unicode-bidi: isolate }}
.jp-RenderedMarkdown [dir=rtl] mjx-container {{ direction: ltr; unicode-bidi: isolate }}
.jp-RenderedMarkdown [dir=rtl] table {{ margin-right: 0; margin-left: auto }}
.jp-RenderedMarkdown [dir=rtl] :is(ul, ol) {{ padding-left: 0; padding-right: 2em }}
.jp-RenderedMarkdown [dir=rtl] blockquote {{
  border-left: none; border-right: 4px solid #0072B2; padding: 0 1em; margin: 1em 0 }}
"""
