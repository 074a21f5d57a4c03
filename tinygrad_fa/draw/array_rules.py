"""The rules of the op table for arrays, written out with names, shapes or numbers in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from tinygrad_fa.draw.names import name_tex
from tinygrad_fa.draw.numerals import number_tex
from tinygrad_fa.draw.templates import filled_in
from tinygrad_fa.draw.tex import Level, level
from tinygrad_fa.engine.op import Elementwise

_NUMBER = r"(?<![\w.}])-?\d+(?:\.\d+)?(?: \\times 10\^\{-?\d+\})?|\\frac\{\d+\}\{[\d.]+\}"

LONGEST_INDEX = 16  # characters; a longer one is left out

_SLOPE = r"\\frac\{\\partial [^()]*?\}\{\\partial [^()]*?\}"  # ∂L/∂z


def has_rule(op: Any, i: int) -> bool:
    """Say whether the table tells in TeX what input `i` is handed."""
    if op.array_rules:
        return op.variadic or i < len(op.array_rules)
    return issubclass(op, Elementwise) and i < len(op.partials)


def settings(node: Any) -> dict[str, Any]:
    """Return the op's attributes in TeX, by their names; a tuple has a word for each input."""
    words: dict[str, Any] = {"places": places_tex(node.attributes.get("index"))}
    for name, value in node.attributes.items():
        if name == "axis":
            words[name] = axes_tex(value, len(node.inputs[0].shape))
        elif isinstance(value, (int, float)):
            words[name] = re.sub(r"^1 \\times ", "", number_tex(float(value), 6))
        elif isinstance(value, (tuple, str)):
            words[name] = name_tex(str(value))
    return {**words, **node.op.array_fields(node.inputs, **node.attributes)}


def places_tex(index: Any) -> str:
    """Return an index as one writes it in brackets, ``0, 1{:}3``; nothing for a long one."""
    words = []
    for item in index if isinstance(index, tuple) else (index,):
        if isinstance(item, slice):
            bounds = [item.start, item.stop, *([item.step] if item.step is not None else [])]
            words.append("{:}".join("" if bound is None else str(bound) for bound in bounds))
        elif hasattr(item, "tolist") or isinstance(item, (int, list)):
            words.append(str(item.tolist() if hasattr(item, "tolist") else item))
        else:
            return ""
    text = ", ".join(words)
    return text if len(text) <= LONGEST_INDEX else ""


def axes_tex(axis: Any, ndim: int) -> str:
    """Return the axes counted from the front, ``0, 1``; nothing for all of them."""
    if axis is None:
        return ""
    axes = axis if isinstance(axis, tuple) else (axis,)
    return ", ".join(str(a % ndim if ndim else 0) for a in axes)


def summed(tex: str, before: tuple[int, ...], after: tuple[int, ...]) -> str:
    """Return `tex` of shape `before` summed over the axes that were copied from `after`."""
    axes = copied_axes(after, before)
    if not axes:
        return tex
    index = ", ".join(map(str, axes)) if len(axes) < len(before) else ""
    return clean(rf"\operatorname{{sum}}_{{{index}}}({tex})")


def copied_axes(small: tuple[int, ...], large: tuple[int, ...]) -> list[int]:
    """Return the axes of `large` along which an array of shape `small` is copied."""
    missing = len(large) - len(small)
    return [i for i, n in enumerate(large) if i < missing or (small[i - missing] == 1 and n != 1)]


def filled(node: Any, template: str, operands: Mapping[str, str], single: Collection[str]) -> str:
    """Return a template with its fields filled in, as one writes it for arrays.

    Args:
        single: the names that stand for single numbers; they are multiplied by a plain dot.

    Raises:
        GraphError: if the template (of an op of the reader's own) cannot be filled in.
    """
    words = {**settings(node), **operands}
    place = int(operands.get("index", 0))
    words = {name: w[place] if isinstance(w, tuple) else w for name, w in words.items()}
    tex = filled_in(node.op, template, words)
    if issubclass(node.op, Elementwise):
        tex = tex.replace(r"\cdot", r"\odot")
    return clean(dotted(tex, single))


def dotted(tex: str, single: Collection[str]) -> str:
    """Return `tex` with a plain dot, not ⊙, beside numbers."""
    plain = "|".join([_NUMBER, *(re.escape(name) for name in single if name)])
    tex = re.sub(rf"(^|[\s({{])({plain}) \\odot", r"\1\2 \\cdot", tex)
    return re.sub(rf"\\odot ({plain})(?=$|[\s)}}])", r"\\cdot \1", tex)


def leading_number(tex: str) -> tuple[str, str]:
    """Return the number that a product begins with, or "", and the rest of the product."""
    found = re.fullmatch(rf"({_NUMBER})(?: (?:\\cdot )?([^-+<>=*\s].*))?", tex)
    if not found or (found[2] and level(found[2]) < Level.POWER):
        return "", tex
    return found[1], found[2] or ""


def clean(tex: str) -> str:
    """Leave out factors 1, empty indices and blanks that a template leaves behind."""
    tex = re.sub(r"_\{\}", "", tex).replace(r"\frac{1}{1}", "1")
    tex = re.sub(r"\( ", "(", re.sub(r"  +", " ", tex.strip()))
    tex = re.sub(r"(?<=-) (?=\\operatorname)", "", tex) if tex.startswith("- ") else tex
    tex = re.sub(r"\\operatorname\{copy\}(?:_\{[\d, ]*\})?\(1\)", r"\\mathbf{1}", tex)
    tex = re.sub(rf"(\\[oc]dot) \(({_SLOPE}|\w)\)(?!\^)", r"\1 \2", tex)
    tex = re.sub(r" \\[oc]dot 1(?=$|[)\s])", "", tex)
    tex = re.sub(r"(\^\\top) 1(?=$|[)\s])", r"\1", tex)
    factor = r"\\(?:operatorname|mathbf|frac|underset|begin|sqrt|ln|hat)\b|[A-Za-z(]"
    tex = re.sub(rf"(^|[\s(])1 (?:\\[oc]dot (?=\S)|(?={factor}))", r"\1", tex)
    return re.sub(r"^\(((?:[^()]|\([^()]*\))*)\)$", r"\1", tex)
