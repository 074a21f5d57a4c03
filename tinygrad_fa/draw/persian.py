"""Persian labels for matplotlib: joined letters, in the right order, whatever its version.

Since 3.11 matplotlib shapes and orders text itself (HarfBuzz, SheenBidi); before that it sets the
letters one by one from left to right, and they must be joined and turned round beforehand.  Doing
so for the newer one would turn them round twice.
"""

from __future__ import annotations

import re
from importlib import import_module

from tinygrad_fa.language.errors import SettingError

SHAPES_ITSELF = (3, 11)
_MARK = "\u200e"  # an invisible left-to-right letter
_START = "\u200f"  # an invisible right-to-left letter
_PERSIAN = re.compile("[\u0600-\u06ff]")
# A word of Latin letters or digits, also Persian ones, with what belongs to it: −4, ∂f/∂x, ۹۰٪.
_OUTSIDE = "\\s\u0600-\u0669\u066d-\u06ef\u06fa-\u06ff\u200c،؛؟«»()"
_LATIN_WORD = re.compile(f"[^{_OUTSIDE}]*[A-Za-z0-9\u06f0-\u06f9][^{_OUTSIDE}]*")


def fa(label: str) -> str:
    """Return a Persian label as matplotlib must be given it, so that it is read rightly.

    A label without Persian letters comes back as it is.  Formulas between ``$`` are better kept
    in labels of their own: mixed with Persian, they need the two packages below in any version.

    Raises:
        SettingError: if this matplotlib is too old to shape Persian, and ``arabic-reshaper`` and
            ``python-bidi`` are not installed.
    """
    if not _PERSIAN.search(label):
        return label
    if "$" not in label:
        # Signs at the edges of a number or a formula would wander to its other side.
        label = _LATIN_WORD.sub(lambda found: _MARK + found[0] + _MARK, label)
        if matplotlib_version() >= SHAPES_ITSELF:
            # The first letter decides where a line begins; a Persian one begins on the right.
            return _START + label if label[0] == _MARK else label
    try:
        # Else it would drop the hamza of لایهٔ, too.
        keeping = {"delete_harakat": False}
        reshape = import_module("arabic_reshaper").ArabicReshaper(keeping).reshape
        display = import_module("bidi.algorithm").get_display
    except ImportError as error:
        raise SettingError("curves.no_shaper") from error
    shaped: str = display(reshape(label), base_dir="R")
    return shaped.replace(_MARK, "")


def matplotlib_version() -> tuple[int, int]:
    """Return the first two numbers of matplotlib's version."""
    major, minor = import_module("matplotlib").__version__.split(".")[:2]
    return int(major), int(minor)
