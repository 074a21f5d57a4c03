"""What the pages of the reports have in common: their frame, their look, and how text gets in.

Nothing of what a student has written is ever taken for HTML: it is cleaned and escaped here.
Should that fail one day, the page's own policy still forbids scripts and anything from outside.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from tinygrad_fa.draw.font_files import web_font
from tinygrad_fa.homework.reports.cleaning import visible
from tinygrad_fa.homework.reports.words import word

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"


def page(title: str, body: str, lang: str) -> str:
    """Return a whole page, which needs nothing beside itself.

    Args:
        title: plain text.
        body: HTML.
        lang: ``"fa"`` or ``"en"``.
    """
    direction = "rtl" if lang == "fa" else "ltr"
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{plain(title)}</title>\n<style>\n{_style(lang)}</style>\n</head>\n"
        f'<body lang="{lang}">\n{body}\n<footer>{plain(word("made_by", lang))}</footer>\n'
        "</body>\n</html>\n"
    )


def plain(text: str) -> str:
    """Return text as HTML: cleaned and escaped."""
    return html.escape(visible(text))


def isolated(text: str) -> str:
    """Return a name, an id or a file name as HTML that cannot disturb the line around it."""
    return f'<bdi dir="auto">{plain(" ".join(text.split()))}</bdi>'


def code(text: str) -> str:
    """Return code as HTML; it reads from left to right."""
    return f'<code dir="ltr">{plain(text)}</code>'


def prose(text: str) -> str:
    """Return a sentence of ours as HTML: what stands in `backticks` is code."""
    parts = re.split(r"`([^`\n]*)`", text)
    return "".join(code(part) if i % 2 else plain(part) for i, part in enumerate(parts))


def printed(text: str) -> str:
    """Return what a program has printed as HTML."""
    return f'<pre dir="ltr">{plain(text)}</pre>'


def track(share: float) -> str:
    """Return a bar that is filled to a share from 0 to 1."""
    percent = 100 * min(1.0, max(0.0, share))
    return f'<div class="track"><div style="width:{percent:.1f}%"></div></div>'


@cache
def _style(lang: str) -> str:
    rules = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    if lang != "fa":
        return rules
    return f"{web_font('Regular')}\n{web_font('Bold')}\n{rules}"
