"""What stands in a node's shape and beside its ports: names, op symbols, short formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinygrad_fa.draw.array_rules import settings
from tinygrad_fa.draw.names import clean, name_tex, unused
from tinygrad_fa.draw.numerals import PICTURE_DIGITS, number_tex, number_text, value_text
from tinygrad_fa.draw.plain import compact, plain
from tinygrad_fa.draw.templates import by_argument
from tinygrad_fa.draw.tex import fill
from tinygrad_fa.engine.op import Elementwise, Node

LONGEST_SYMBOL = 16  # characters of a local derivative's formula beside its number
LONGEST_OP = 10  # characters of a formula in an op's own shape
LONGEST_EXPRESSION = 24  # characters of a formula in the place of a name


class Words:
    """Finds the words of one graph: names, and formulas with its names in them.

    Args:
        order: its nodes, the result last.
        called: names for nodes (by ``id``) that have none of their own, such as the variables
            that hold them.
    """

    def __init__(self, order: Sequence[Any], called: Mapping[int, str]) -> None:
        own = {x.name for x in order if x.name}
        # The variable x may hold another node than the one whose name is "x".
        self._called = {
            id(x): called[id(x)] for x in order if called.get(id(x), "") not in {"", *own}
        }
        taken = {clean(name) for name in (*own, *self._called.values())}
        named = self._name(order[-1]) or not order[-1].op
        self.result = "" if named else plain(name_tex(unused(list("fghy"), taken)))
        # In the circle of a power stands x², unless x is the name of something else here.
        self.any_input = unused(list("xutvs"), taken)
        self._expressions: dict[int, str] = {}  # in TeX, by id: "" where it is too long

    def _name(self, node: Any) -> str:
        return str(node.name or self._called.get(id(node), ""))

    def name(self, node: Any) -> str:
        """Return the readable name of a node (w₀), or "" if it has none."""
        name = self._name(node)
        return plain(name_tex(name)) if name else ""

    def symbol(self, node: Any) -> str:
        """Return what stands in the shape: the op, with its constants, or the leaf's name."""
        if not node.op:
            return self.name(node) or value_text(node.data)
        sign = _sign(node.op)
        constants = [x for x in node.inputs if not isinstance(x, Node)]
        if not constants or not isinstance(constants[0], (int, float)):
            return sign
        stands_right = len(node.inputs) == 2 and not isinstance(node.inputs[1], Node)
        if len(sign) == 1 and (stands_right or sign in "+×"):
            return _with_constant(sign, constants[0])
        text = self._filled(node.op.tex, self._operands(node))
        return text if text and len(text) <= LONGEST_OP else sign

    def partial(self, node: Any, i: int) -> str:
        """Return the local derivative to input `i` as a short formula, or ""."""
        if i >= len(node.op.partials) or node.op.variadic:
            return ""
        template = node.op.partials[i]
        unnamed = [
            argument
            for argument, x in zip(node.op.arguments, node.inputs, strict=True)
            if isinstance(x, Node) and not self._name(x) and f"{{{argument}}}" in template
        ]
        if unnamed and sum(isinstance(x, Node) for x in node.inputs) > 1:
            return ""  # a formula with nameless letters tells nothing; its number will do
        operands = self._operands(node)
        formula = self._filled(node.op.tex, operands, short=False)
        sign = rf"\mathrm{{{_sign(node.op)}}}"
        operands["out"] = formula if formula and len(plain(formula)) <= 3 else sign
        text = self._filled(template, operands)
        return text if len(text) <= LONGEST_SYMBOL else ""

    def formula(self, node: Any) -> str:
        """Return how a `Value` was computed, in numbers: ``−2 + 5``; "" for a leaf or an array."""
        if not node.op or not isinstance(node.data, float):
            return ""
        operands = {
            argument: number_tex(getattr(x, "data", x), PICTURE_DIGITS)
            for argument, x in zip(node.op.arguments, node.inputs, strict=False)
        }
        return plain(self._filled(node.op.tex, operands, short=False))

    def expression(self, node: Any) -> str:
        """Return how a node without a name was computed, in names: ``x·y + 1``; "" if that is long.

        It must have been asked for the node's inputs before.
        """
        if self._name(node) or not node.op:
            return ""
        words = [self._mentioned(x) for x in node.inputs]
        tex = ""
        if all(words):
            named = {**settings(node), **by_argument(node.op, words)}
            tex = self._filled(node.op.array_tex or node.op.tex, named, short=False)
        text = plain(tex)
        self._expressions[id(node)] = tex if len(text) <= LONGEST_EXPRESSION else ""
        return text if len(text) <= LONGEST_EXPRESSION else ""

    def _mentioned(self, x: Any) -> str:
        """Return what stands for an input in a formula, or "" if nothing does."""
        if not isinstance(x, Node):
            return number_tex(x, PICTURE_DIGITS) if isinstance(x, (int, float)) else str(x)
        if self._name(x):
            return name_tex(self._name(x))
        if x.op:
            return self._expressions.get(id(x), "")
        return number_tex(x.data, PICTURE_DIGITS) if isinstance(x.data, float) else ""

    def _operands(self, node: Any) -> dict[str, str]:
        def shown(x: Any) -> str:
            if not isinstance(x, Node):
                return number_tex(x, PICTURE_DIGITS) if isinstance(x, (int, float)) else str(x)
            return name_tex(self._name(x) or self.any_input)

        return {a: shown(x) for a, x in zip(node.op.arguments, node.inputs, strict=False)}

    @staticmethod
    def _filled(template: str, operands: Mapping[str, str], short: bool = True) -> str:
        """Return a template filled in; "" for one that is wrong (in an op of the reader's own)."""
        try:
            tex = fill(template, operands)
        except (KeyError, ValueError, IndexError):
            return ""
        return compact(tex) if short else tex


def broadcast(node: Any, x: Any) -> str:
    """Return ``(3,)→(2, 3)`` where an op copies a smaller array x to its result's shape."""
    before, after = getattr(x.data, "shape", ()), getattr(node.data, "shape", ())
    if before == after or not issubclass(node.op, Elementwise):
        return ""
    return f"{before}→{after}"


def _sign(op: Any) -> str:
    return clean(str(op.symbol or op.__name__))


def _with_constant(sign: str, constant: float) -> str:
    number = number_text(float(constant))
    if number.startswith("−") and sign in "+−":
        return {"+": "−", "−": "+"}[sign] + number[1:]
    return sign + number
