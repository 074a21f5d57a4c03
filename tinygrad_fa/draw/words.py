"""Prose with formulas and code in it, as plain text that also reads well from right to left."""

from __future__ import annotations

import re

from tinygrad_fa.draw.plain import plain

_MARKED = re.compile(r"`([^`]*)`|(?<!\\)\$((?:\\.|[^$\\])*)\$")
_WORD = re.compile(r"\w+′*")
# Between these two characters a text keeps its own direction, whatever stands around it.
_ISOLATE, _END_ISOLATE = "\u2066", "\u2069"


def unmarked(prose: str, lang: str) -> str:
    """Return `prose` with its ``$formulas$`` as plain text and its `` `code` `` without marks.

    In Persian both are isolated, so that signs and brackets stay on their side.
    """

    def shown(match: re.Match[str]) -> str:
        text = plain(match[2]) if match[2] is not None else match[1]
        if lang != "fa" or _WORD.fullmatch(text):
            return text
        return _ISOLATE + text + _END_ISOLATE

    return _MARKED.sub(shown, prose)
