"""Formulas in TeX as MathML, which browsers show by themselves: no script, no network.

latex2mathml does the reading.  What it does not know and our formulas use is put into words that
it knows first: ``aligned`` becomes ``align*``, and the space ``[4pt]`` after a line is left out.
"""

from __future__ import annotations

import re
from functools import cache

from tinygrad_fa.language.errors import DataError, SettingError

_OTHER_WORDS = (
    (r"\\(begin|end)\{(?:aligned|split|gathered)\}", r"\\\1{align*}"),
    (r"\\\\\[[^\]]*\]", r"\\\\"),
    (r"\\(?:tfrac|dfrac)", r"\\frac"),
    (r"\\tag\{[^}]*\}", ""),
    # In braces a matrix has brackets of its own height, and can be raised to a power.
    (r"(?s)(\\begin\{([bp])matrix\}.*?\\end\{\2matrix\})", r"{\1}"),
)
# Signs that latex2mathml takes for letters.
_OPERATORS = "⟹⟶⟸⟵⟺↦⊤ʹ"
_NAME_BEFORE_LETTER = re.compile(r"<mi>[a-z]{2,}</mi>(?=<m(?:i|n|row|sub|sup|frac)\b)")
_PRIME = re.compile(r"<msup>(<mi>[^<]+</mi>)<mi>(&#x0203[234];)</mi></msup>")
_MINUS_OF_A_NUMBER = re.compile(
    r"(<mo(?: [^>]*)?>(?!&#x00029;|&#x0005D;|&#x0007C;|&#x0007D;)[^<]+</mo>(?:<mspace [^>]*/>)?)"
    r"<mo>(&#x02212;|&#x0002B;)</mo>"
)


@cache
def mathml(tex: str, display: bool = False) -> str:
    """Return a formula as a ``<math>`` element.

    Args:
        tex: the formula without its dollar signs.
        display: whether it stands on a line of its own.

    Raises:
        SettingError: if latex2mathml is not installed.
        DataError: if the formula cannot be read.
    """
    try:
        from latex2mathml.converter import convert
    except ImportError as error:
        raise SettingError("lessons.no_book") from error
    known = tex.strip()
    for pattern, words in _OTHER_WORDS:
        known = re.sub(pattern, words, known)
    try:
        found: str = convert(known, display="block" if display else "inline")
    except Exception as error:  # each kind of mistake has a class of its own there
        raise DataError("lessons.formula_unread", tex=tex, reason=type(error).__name__) from error
    if "\\" in found or "<mi>&</mi>" in found or "merror" in found:
        raise DataError("lessons.formula_unread", tex=tex, reason="MathML")
    found = re.sub(
        r"<mi>(&#x[0-9A-Fa-f]+;|.)</mi>",
        lambda sign: f"<mo>{sign[1]}</mo>" if _character(sign[1]) in _OPERATORS else sign[0],
        found,
    )
    found = found.replace("<mi />", "<mi></mi>")
    found = found.replace('<mn mathvariant="bold">1</mn>', "<mn>𝟏</mn>")  # all ones
    # A function's name stands apart from its letter, and close to its bracket: tanh z, max(0, z).
    found = re.sub(r"<mo>(max|min|log|exp)</mo>", r"<mi>\1</mi>", found)
    found = _NAME_BEFORE_LETTER.sub(r'\g<0><mspace width="0.17em"></mspace>', found)
    # A prime is a raised sign by itself; raised once more it would be small and far up.
    found = _PRIME.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', found)
    # A minus after another sign belongs to the number behind it and stands close to it.
    return _MINUS_OF_A_NUMBER.sub(r'\1<mo form="prefix">\2</mo>', found)


def _character(written: str) -> str:
    return chr(int(written[3:-1], 16)) if written.startswith("&#x") else written
