"""TeX: filling the templates of the op table, and reading TeX as plain text.

The op table says ``{x} \\cdot {y}``; here x and y become names, numbers or whole formulas, with
brackets where they are needed and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from string import Formatter

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip("0123456789+-−aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)


def superscript(text: str) -> str:
    """Return `text` raised (``x²``), or ``^(…)`` where Unicode lacks a letter."""
    return _shifted(text, _SUPERSCRIPTS, "^")


def subscript(text: str) -> str:
    """Return `text` lowered (``w₀``), or ``_(…)`` where Unicode lacks a letter."""
    return _shifted(text, _SUBSCRIPTS, "_")


def _shifted(text: str, alphabet: Mapping[str, str], sign: str) -> str:
    dense = text.replace(" ", "")
    if dense and all(c in alphabet for c in dense):
        return "".join(alphabet[c] for c in dense)
    simple = re.fullmatch(r"\w[₀-₉]*|\d+(\.\d+)?", text)
    return sign + (text if simple else f"({text})")


class Level(IntEnum):
    """How tightly a formula holds together; a looser one needs brackets in a tighter place."""

    CHOICE = 0  # x if … else y
    SUM = 1  # x + y
    NEGATIVE = 2  # -x
    PRODUCT = 3  # x · y
    FUNCTION = 4  # ln x
    POWER = 5  # x², eˣ
    CLOSED = 6  # a fraction, a root, brackets
    SYMBOL = 7  # one letter with its index, or one number


_RELATION = r"(?:[<>=,;(\[{]|\\(?:le|ge|lt|gt|ne|lnot|quad))$"
_NO_FUNCTION = {
    "cdot", "times", "le", "ge", "lt", "gt", "ne", "lnot", "partial", "quad", "odot", "star",
    "underset",
}  # fmt: skip
_MATRIX = re.compile(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}")
_SYMBOL = re.compile(r"(?:\{\}|[A-Za-z]|\\[a-zA-Z]+(?:\{\})?)(?:_\{\})?'*|[\d.]+")


def level(tex: str) -> Level:
    """Return how tightly the formula `tex` holds together."""
    outside = _outside_brackets(_MATRIX.sub("M", tex))
    if outside == r"\underset{}{}":  # a shape under a formula
        return level(tex[tex.index("}{") + 2 : -1])
    if _SYMBOL.fullmatch(outside):
        return Level.CLOSED if outside == r"\sqrt{}" else Level.SYMBOL
    if r"\text" in outside:
        return Level.CHOICE
    if re.search(r"(?<=\S) [+-] ", outside):
        return Level.SUM
    if outside.startswith("-"):
        return Level.NEGATIVE
    if re.search(
        r"\\cdot|\\times|\\odot|\\star|[\w}] [\w\[\\]", outside.removeprefix(_function(outside))
    ):
        return Level.PRODUCT
    if _function(outside):
        return Level.FUNCTION
    return Level.POWER if "^" in outside else Level.CLOSED


def _outside_brackets(tex: str) -> str:
    """Return `tex` with everything inside brackets left out."""
    outside, opened, previous = "", "", " "
    for c in re.sub(r"\\text\{[^{}]*\}", r"\\text", tex):
        # A bar closes what it stands close to: in |x + |y|| the second one opens.
        closes = c in ")}]" or (c == "|" and opened.endswith("|") and previous not in " ({[-")
        if closes:
            opened = opened[:-1]
        if not opened:
            outside += c
        if c in "({[" or (c == "|" and not closes):
            opened += c
        previous = "(" if c == "|" and not closes else c
    return outside


def _function(tex: str) -> str:
    """Return the function name that `tex` begins with when its argument stands without brackets."""
    found = re.match(r"\\(?:operatorname\{\}|([a-zA-Z]+)) ", tex)
    return found[0] if found and found[1] not in _NO_FUNCTION else ""


def fill(template: str, operands: Mapping[str, str]) -> str:
    """Return the template with its ``{fields}`` filled in, in brackets where they are needed."""
    pieces = [(literal, field) for literal, field, _, _ in Formatter().parse(template)]
    out = ""
    for i, (literal, field) in enumerate(pieces):
        out += literal
        if field is None:
            continue
        after = ""
        for j in range(i + 1, len(pieces)):
            after += pieces[j][0]
            if pieces[j][1] is not None:
                after += "x" if after == "" or after.isspace() else ""
                break
        operand = operands[field]
        if _needs_brackets(out, operand, after):
            operand = f"({operand})"
        if re.match(r"[\d|]", operand) and re.search(r"[\d.]\s*$", out):
            out += r"\cdot "  # two numbers side by side would read as one
        out += operand
    return _tidy(out)


def _needs_brackets(before: str, operand: str, after: str) -> bool:
    tightness, before, after = level(operand), before.rstrip(), after.lstrip()
    if after.startswith("^"):
        return tightness < Level.SYMBOL
    alone_left = not before or bool(re.search(_RELATION + r"|\\text\{[^{}]*\}$|\|$", before))
    alone_right = not after or bool(re.match(r"[<>=,;)\]}|]|\\(?:le|ge|lt|gt|ne|text)\b", after))
    if alone_left and alone_right:
        return False
    if tightness == Level.CHOICE:
        return True
    if before.endswith("-"):
        return tightness <= Level.NEGATIVE
    if before.endswith("+"):
        return operand.startswith("-")
    command = re.search(r"\\(?:operatorname\{\w+\}|([a-zA-Z]+))$", before)
    if command and command[1] not in _NO_FUNCTION:
        return tightness < Level.CLOSED
    if not alone_left:
        return tightness < Level.PRODUCT or (tightness == Level.FUNCTION and not alone_right)
    if after[0] in "+-":
        return False
    return tightness in (Level.SUM, Level.FUNCTION)


def _tidy(tex: str) -> str:
    """Work out ``^{2 - 1}`` and leave out ``^{1}``, as one does in writing."""

    def lowered(match: re.Match[str]) -> str:
        exponent = f"{float(match[1]) - 1:.10g}"
        return "" if exponent == "1" else f"^{{{exponent}}}"

    return re.sub(r"\^\{(-?\d+(?:\.\d+)?) - 1\}", lowered, tex).replace("^{1}", "")


def product(factors: Sequence[str]) -> str:
    """Return the product of formulas, without factors 1 and with one sign in front."""
    negative, kept = False, []
    for factor in factors:
        if level(factor) == Level.NEGATIVE:
            negative, factor = not negative, factor[1:]
        if factor != "1":
            kept.append(factor)
    if len(kept) > 1 or negative:
        loose = (Level.CHOICE, Level.SUM, Level.FUNCTION)
        kept = [f"({factor})" if level(factor) in loose else factor for factor in kept]
    return "-" * negative + (r" \cdot ".join(kept) or "1")


def total(terms: Sequence[str]) -> str:
    """Return the sum of formulas; a negative term is subtracted."""
    choices = len(terms) > 1 and any(level(term) == Level.CHOICE for term in terms)
    out = f"({terms[0]})" if choices and level(terms[0]) == Level.CHOICE else terms[0]
    for term in terms[1:]:
        tightness = level(term)
        if tightness == Level.CHOICE or (tightness == Level.SUM and term.startswith("-")):
            term = f"({term})"
        out += f" - {term[1:]}" if tightness == Level.NEGATIVE else f" + {term}"
    return out


def derivative(of: str, by: str) -> str:
    """Return ∂of/∂by."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"
