"""The fonts that travel with the package: Vazirmatn for Persian, DejaVu Sans for formulas.

Both are cut down to the letters and signs of lessons and pictures; ``fonts/manifest.json`` says
what was kept, where they come from and under which licences they may be passed on.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("fonts")


def font_files() -> list[Path]:
    """Return the fonts that a program is told to draw with."""
    return sorted(FOLDER.glob("*.ttf"))


@cache
def web_font(weight: str = "Regular") -> str:
    """Return the CSS that brings Vazirmatn to a page that must do without the network.

    Where an installation has lost the font there is none.

    Args:
        weight: "Regular" or "Bold".
    """
    try:
        content = b64encode((FOLDER / f"Vazirmatn-{weight}.woff2").read_bytes()).decode()
    except OSError:
        return ""  # the page names fonts of the reader's machine after it
    number = {"Regular": 400, "Bold": 700}[weight]
    return (
        f"@font-face{{font-family:Vazirmatn;font-weight:{number};font-display:swap;"
        f"src:url(data:font/woff2;base64,{content}) format('woff2')}}"
    )
