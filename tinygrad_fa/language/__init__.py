"""Messages in Persian and English: one catalog per room, one language at a time.

The language is Persian (``"fa"``) or English (``"en"``).  It is read from the environment
variable ``TINYGRAD_FA_LANG`` and can be changed at any time with `set_language`.  A text is
looked up when it is *shown*, so an error raised in one language may be printed in the other.
"""

from __future__ import annotations

import os
import re
from importlib import import_module

LANGUAGES = ("fa", "en")
DEFAULT_LANGUAGE = "en"

_chosen: str | None = None


def get_language() -> str:
    """Return the language in use: the chosen one, else ``TINYGRAD_FA_LANG``, else English."""
    if _chosen is not None:
        return _chosen
    wished = os.environ.get("TINYGRAD_FA_LANG", "").lower()[:2]
    return wished if wished in LANGUAGES else DEFAULT_LANGUAGE


def set_language(language: str | None) -> None:
    """Choose ``"fa"`` or ``"en"`` for all texts; ``None`` goes back to the environment's wish.

    Raises:
        SettingError: for any other language.
    """
    global _chosen
    if language is not None and language not in LANGUAGES:
        from tinygrad_fa.language.errors import SettingError

        raise SettingError("language.unknown_language", language=language)
    _chosen = language


def text(key: str, language: str | None = None, /, **values: object) -> str:
    """Return the text ``room.name`` with its ``{fields}`` filled in.

    In Persian, digits of running prose become ۰–۹; code in backticks and words with Latin
    letters (``conv1``, ``CIFAR-10``) keep theirs.  Lists that were filled in get Persian commas.
    """
    room, _, name = key.partition(".")
    catalog = import_module(f"tinygrad_fa.language.messages.{room}").MESSAGES
    language = language or get_language()
    filled = catalog[name][language].format(**values)
    return _with_persian_commas(persian_digits(filled)) if language == "fa" else filled


_CODE_OR_LATIN_WORD = re.compile(r"(`[^`]*`|\$[^$]*\$|[\w./\\:+-]*[A-Za-z][\w./\\:+-]*)")
_COMMA = re.compile(r"(`[^`]*`|\$[^$]*\$|\([^()]*\))|, ")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_LATIN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫٬", "01234567890123456789.,")


def persian_digits(prose: str) -> str:
    """Return `prose` with Persian digits, leaving code, formulas and Latin words alone."""
    parts = _CODE_OR_LATIN_WORD.split(prose)
    parts[::2] = [_persian_numbers(part) for part in parts[::2]]
    return "".join(parts)


def _with_persian_commas(prose: str) -> str:
    """Return `prose` with ، between the entries of its lists, but not in code or in brackets."""
    return _COMMA.sub(lambda found: found[1] or "، ", prose)


def _persian_numbers(prose: str) -> str:
    with_signs = re.sub(r"(?<=\d)\.(?=\d)", "٫", prose)
    with_signs = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "٬", with_signs)  # 50,000
    return with_signs.translate(_PERSIAN_DIGITS)


def latin_digits(typed: str) -> str:
    """Return `typed` with Persian and Arabic digits and decimal signs as Latin ones."""
    return typed.translate(_LATIN_DIGITS)
