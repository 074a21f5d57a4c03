"""Templates of the op table: finding them, and filling them in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tinygrad_fa.draw.tex import fill
from tinygrad_fa.language.errors import GraphError


def formula(op: Any, arrays: bool = False) -> str:
    """Return the op's formula as a template; an op of the reader's own may have none."""
    tex = (arrays and op.array_tex) or op.tex
    if tex:
        return str(tex)
    words = ", ".join("{" + word + "}" for word in op.arguments)
    return braced(operator_name(op)) + f"({words})"


def operator_name(op: Any) -> str:
    """Return the op's own name as a function in TeX."""
    letters = re.sub(r"[^A-Za-z0-9]", "", op.__name__) or "f"
    return rf"\operatorname{{{letters}}}"


def braced(tex: str) -> str:
    """Return TeX as a part of a template, its braces doubled."""
    return tex.replace("{", "{{").replace("}", "}}")


def by_argument(op: Any, words: Sequence[str]) -> dict[str, str]:
    """Return the words by the names of the op's arguments; the last of them may hold several."""
    named = dict(zip(op.arguments, words, strict=False))
    if op.variadic and len(words) != len(op.arguments):
        last = len(op.arguments) - 1
        named[op.arguments[last]] = ", ".join(words[last:])
    return named


def filled_in(op: Any, template: str, words: Mapping[str, str]) -> str:
    """Return a template of an op with its fields filled in.

    Raises:
        GraphError: if it is wrong (in an op of the reader's own).
    """
    try:
        return fill(template, words)
    except (KeyError, ValueError, IndexError) as error:
        name = op.__name__
        raise GraphError("derivation.template", op=name, template=template, reason=error) from error
