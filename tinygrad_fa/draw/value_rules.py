"""Names, formulas and local derivatives of the nodes of a `Value`'s graph."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from tinygrad_fa.draw.names import clean, name_tex, unused
from tinygrad_fa.draw.numerals import number_tex
from tinygrad_fa.draw.templates import braced, by_argument, filled_in, formula, operator_name
from tinygrad_fa.engine.op import Node

LETTERS = "qrstphvk"  # for intermediates, when they are few; many are u₁, u₂, …
CONSTANT_DIGITS = 6


def names_of(order: list[Any], called: Mapping[int, str]) -> dict[Any, str]:
    """Return a name for every node, in TeX: the reader's own, else letters nobody uses."""
    taken: set[str] = set()
    names: dict[Any, str] = {}

    def give(node: Any, wished: str) -> None:
        while wished in taken:
            wished += "'"
        taken.add(wished)
        names[node] = name_tex(wished)

    own = {x.name for x in order if x.name}
    for x in order:
        name = x.name or called.get(id(x), "")
        if x.name or (name and name not in own):
            give(x, clean(name))
    result = order[-1]
    if result not in names:
        give(result, unused(list("fghy"), taken))
    for x in order:
        if not x.op and x not in names:
            give(x, unused(list("abcdmn") + [f"c{i}" for i in range(1, 400)], taken))
    unnamed = [x for x in order if x not in names]
    free = [letter for letter in LETTERS if letter not in taken]
    if len(unnamed) > min(4, len(free)):
        used_letters = {name[:1] for name in taken}
        letter = unused([c for c in "uv" + string.ascii_lowercase if c != "e"], used_letters)
        free = [f"{letter}{i}" for i in range(1, len(unnamed) + 1)]
    for x, name in zip(unnamed, free, strict=False):
        give(x, name)
    return names


def written(root: Any, names: Mapping[Any, str], longest: int) -> str | None:
    """Return the formula of `root` in the nodes that `names` has names for; None if too long."""
    texts: dict[Any, str | None] = dict(names)
    waiting = [root]
    while waiting:
        node = waiting[-1]
        missing = [x for x in node.inputs if isinstance(x, Node) and x not in texts]
        if node in texts or not missing:
            waiting.pop()
        waiting += [] if node in texts else missing
        if node in texts or missing:
            continue
        parts = [texts[x] if isinstance(x, Node) else constant(x) for x in node.inputs]
        if not node.op:
            texts[node] = constant(node.data)
        elif None in parts:
            texts[node] = None
        else:
            words = by_argument(node.op, [part for part in parts if part is not None])
            text = filled_in(node.op, formula(node.op), words)
            texts[node] = text if len(text) <= longest else None
    return texts[root]


def partial(node: Any, i: int) -> str:
    """Return the TeX of the local derivative to input `i`; what has no rule has slope 0.

    Where the op table has a rule and no TeX for it, the slope is a function with a name.
    """
    op = node.op
    if i < len(op.partials) and not op.variadic:
        return str(op.partials[i])
    if op.rules_for(node.inputs)[i] is None:
        return "0"
    words = ", ".join("{" + word + "}" for word in op.arguments)
    return braced(operator_name(op) + rf"'_{{{i + 1}}}") + f"({words})"


def is_told(node: Any) -> bool:
    """Say whether the op table has a formula for each slope of the op."""
    rules = node.op.rules_for(node.inputs)
    return not node.op.variadic and all(rule is None for rule in rules[len(node.op.partials) :])


def constant(x: float) -> str:
    """Return a constant of a formula in TeX."""
    return number_tex(x, CONSTANT_DIGITS)
