"""What every drawn thing is made of: colours, fonts, looks, arrow heads, and safe text.

The colours are Okabe and Ito's, which all readers can tell apart ("Color universal design",
2008); and none of them stands alone: position, slant and dashes say the same.
"""

from __future__ import annotations

import re
from html import escape

BLUE, VERMILLION, GREY, INK = "#0072B2", "#D55E00", "#666666", "#1A1A1A"
FONTS = "'DejaVu Sans',Verdana,'Segoe UI',sans-serif"
PERSIAN_FONTS = "Vazirmatn,'DejaVu Sans',Tahoma,sans-serif"
ARROW = 8.0

LOOKS = {
    "value": f'fill="{BLUE}" font-weight="bold"',
    "gradient": f'fill="{VERMILLION}" font-weight="bold" font-style="italic"',
    "share": f'fill="{VERMILLION}" font-weight="bold" font-style="italic"',
    "local": f'fill="{GREY}"',
    "symbol": f'fill="{INK}"',
    "word": f'fill="{INK}"',
    "name": f'fill="{INK}"',
    "result": f'fill="{INK}" font-weight="bold"',
    "layer": f'fill="{INK}" font-weight="bold"',
    "detail": f'fill="{INK}"',
    "norm": f'fill="{VERMILLION}" font-weight="bold" font-style="italic"',
}


def px(x: float) -> str:
    """Return a coordinate with one decimal, or none."""
    return f"{x:.1f}".removesuffix(".0")


def escaped(text: str) -> str:
    """Return `text` with nothing in it that XML takes for markup."""
    return escape(text, quote=True)


def arrow(x: float, y: float, length: float, colour: str, marks: str = "") -> str:
    """Return an arrow head whose tip is at (x, y); a negative length points to the left."""
    back, half = px(x - length), abs(length) * 0.42
    marks = f" {marks}" if marks else ""
    return (
        f'<path d="M{px(x)} {px(y)}L{back} {px(y - half)}V{px(y + half)}Z" fill="{colour}"{marks}/>'
    )


def direction(text: str) -> str:
    """Return attributes for a text that may hold letters written from right to left."""
    if any("\u0590" <= c <= "\u08ff" for c in text):
        return f' font-family="{PERSIAN_FONTS}" style="unicode-bidi:plaintext"'
    return ""


_PERSIAN_NAME = re.compile("[\u0590-\u08ff](?:[^\\W²³¹\u2070-\u209f]|[\u200c ])*")  # without x²


def formula_text(text: str) -> tuple[str, str]:
    """Return a formula and attributes for it: left to right, with each Persian name for itself.

    Without that a name would draw signs and numbers after it to its own side: ``3=وزن``.
    """
    isolated = _PERSIAN_NAME.sub("\u2068\\g<0>\u2069", text)
    if isolated == text:
        return text, ""
    return isolated, f' font-family="{PERSIAN_FONTS}" style="direction:ltr;unicode-bidi:isolate"'
