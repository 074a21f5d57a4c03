"""Texts in both languages at once, as verdicts carry them."""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.homework.records import Texts


def in_both(key: str, **values: object) -> Texts:
    """Return the text ``room.name`` in Persian and English."""
    return {name: language.text(key, name, **values) for name in language.LANGUAGES}
