"""The steps of a derivation by hand: names, values, local derivatives, the chain rule.

Everything is computed from the graph; its words come from the op table (`Op.tex`, `Op.partials`)
and nowhere else.  No ``.grad`` is read or changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinygrad_fa.draw.graph import MAX_NODES, gradients_of, local_derivatives, reading_order
from tinygrad_fa.draw.lines import Line
from tinygrad_fa.draw.numerals import BOARD_DIGITS, is_exact, number_tex
from tinygrad_fa.draw.templates import by_argument, filled_in, formula
from tinygrad_fa.draw.tex import derivative, fill, product, total
from tinygrad_fa.draw.value_rules import constant, is_told, names_of, partial, written
from tinygrad_fa.engine.op import Node

LONGEST_FORMULA = 160  # characters of TeX; a longer formula is told step by step only


class Steps:
    """The graph of a `Value`, worked out by hand.

    Args:
        result: what is differentiated.
        numbers: whether the lines hold numbers besides symbols.
        called: names, by ``id``, for nodes that have none of their own.
        most: how many nodes the graph may have.

    Attributes:
        leaves, computed: the nodes, each after its inputs.
        names: the TeX of each node's name.
        users: for each node the nodes that use it, in backward order.
        gradients: ∂result/∂node of every node.
        untold: the names of ops without a formula for a slope that is needed here.

    Raises:
        GraphError: if `result` is no `Value`, or its graph is too large to read.
    """

    def __init__(
        self,
        result: Any,
        numbers: bool = True,
        called: Mapping[int, str] | None = None,
        most: int = MAX_NODES,
    ) -> None:
        order = reading_order(result, most=most)
        self.result: Any = result
        self.numbers = numbers
        self.leaves = [x for x in order if not x.op]
        self.computed = [x for x in order if x.op]
        self.names = names_of(order, called or {})
        gradients, _ = gradients_of(order)
        self.gradients = {x: gradients.get(x, 0.0) for x in order}
        self._locals = {node: _by_input(node) for node in self.computed}
        self.users: dict[Any, list[Any]] = {x: [] for x in order}
        for node in reversed(self.computed):
            for x in dict.fromkeys(node.inputs):
                if isinstance(x, Node):
                    self.users[x].append(node)
        self._formulas: dict[Any, str | None] = {}
        self.untold = sorted({x.op.__name__ for x in self.computed if not is_told(x)})

    def formula(self) -> str | None:
        """Return the whole formula of the result, or None if it is too long for a line."""
        return written(self.result, {x: self.names[x] for x in self.leaves}, LONGEST_FORMULA)

    def leaf_values(self) -> list[str]:
        """Return ``x = -2`` for every leaf."""
        signs = [r"\approx" if _rounds(x.data) else "=" for x in self.leaves]
        return [
            f"{self.names[x]} {sign} {_number(x.data)}"
            for x, sign in zip(self.leaves, signs, strict=True)
        ]

    def forward_lines(self) -> list[Line]:
        """Return name = formula = numbers = value for every computed node."""
        return [
            self._line(
                [self.names[node], filled_in(node.op, formula(node.op), self._symbols(node))],
                filled_in(node.op, formula(node.op), _numbers(node)),
                node.data,
                any(_rounds(x.data) for x in node.inputs if isinstance(x, Node)),
            )
            for node in self.computed
        ]

    def _line(self, symbols: list[str], numbers: str, value: float, rounded: bool) -> Line:
        """Return a line that goes from symbols over numbers (maybe rounded) to the value."""
        equals = [(side, "=") for side in symbols]
        if self.numbers:
            sign = r"\approx" if rounded else "="
            last = r"\approx" if rounded or _rounds(value) else "="
            equals += [(numbers, sign)] if numbers != _number(value) else []
            equals.append((_number(value), last))
        # Where neighbours say the same, one is enough.
        kept = [
            (side, sign)
            for i, (side, sign) in enumerate(equals)
            if i == 0 or side != equals[i - 1][0]
        ]
        return Line(tuple(side for side, _ in kept), tuple(sign for _, sign in kept[1:]))

    def local_lines(self, node: Any) -> list[Line]:
        """Return ∂node/∂input = formula = numbers = value for every input of a node."""
        lines = []
        for x, value in self._locals[node].items():
            lines.append(self._local_line(self.local_name(node, x), node, x, value))
        return lines

    def _local_line(self, start: str, node: Any, x: Any, value: float) -> Line:
        numbers = self.local(node, x, numbers=True)
        rounded = any(_rounds(y.data) for i in places(node, x) for y in _mentioned(node, i))
        # Which side of a condition the numbers are on is exact, however they are written.
        rounded = rounded and "[" not in numbers
        return self._line([start, self.local(node, x)], numbers, value, rounded)

    def local_name(self, node: Any, x: Any) -> str:
        """Return ∂node/∂x, the derivative of one op alone.

        Where the result uses x directly and over other nodes too, ∂f/∂x is the sum of all
        paths; the derivative of the last op alone is then written ∂/∂x (formula).
        """
        if node is self.result and len(self.users[x]) > 1:
            written = filled_in(node.op, formula(node.op), self._symbols(node))
            return rf"\frac{{\partial}}{{\partial {self.names[x]}}}({written})"
        return derivative(self.names[node], self.names[x])

    def local(self, node: Any, x: Any, numbers: bool = False) -> str:
        """Return ∂node/∂x in symbols or numbers; where x stands in two places, both are added."""
        operands = _numbers(node) if numbers else self._symbols(node)
        return total([filled_in(node.op, partial(node, i), operands) for i in places(node, x)])

    def chain_line(self, x: Any) -> Line:
        """Return the chain rule for ∂result/∂x: products over the ops that use x, added up."""
        f, users = self.names[self.result], self.users[x]
        start = derivative(f, self.names[x])
        if not users:
            return Line((start, "1"), ("=",))
        if users == [self.result]:  # the op next to the result: nothing to multiply by
            return self._local_line(start, self.result, x, self.gradients[x])
        symbols, substituted, rounded = [], [], False
        for user in users:
            step, local = self.local_name(user, x), _number(self._locals[user][x])
            rounded |= _rounds(self._locals[user][x]) or _rounds(self.gradients[user])
            if user is self.result:
                symbols.append(step)
                substituted.append(local)
                continue
            symbols.append(rf"{derivative(f, self.names[user])} \cdot {step}")
            numbers = {"upstream": _number(self.gradients[user]), "local": local}
            substituted.append(fill(r"{upstream} \cdot {local}", numbers))
        return self._line(
            [start, " + ".join(symbols)], _added(substituted), self.gradients[x], rounded
        )

    def final_formula(self, x: Any) -> str | None:
        """Return ∂result/∂x in symbols, multiplied out along the chain; None if it is too long."""
        if not self._formulas:
            self._formulas[self.result] = "1"
            for node in reversed([*self.leaves, *self.computed][:-1]):
                self._formulas[node] = self._multiplied_out(node)
        return self._formulas[x]

    def _multiplied_out(self, x: Any) -> str | None:
        terms = []
        for user in self.users[x]:
            upstream = self._formulas[user]
            if upstream is None:
                return None
            terms.append(product([upstream, self.local(user, x)]))
        text = total(terms)
        return text if len(text) <= LONGEST_FORMULA else None

    def final_line(self, x: Any) -> Line:
        """Return ∂result/∂x = formula = value, the answer for the leaf x."""
        formula = self.final_formula(x)
        start, value = derivative(self.names[self.result], self.names[x]), self.gradients[x]
        if formula is None:
            return Line((start, _number(value)), (r"\approx" if _rounds(value) else "=",))
        return self._line([start, formula], _number(value), value, rounded=False)

    def _symbols(self, node: Any) -> dict[str, str]:
        words = [self.names[x] if isinstance(x, Node) else constant(x) for x in node.inputs]
        return {**by_argument(node.op, words), "out": self.names[node]}

    def value(self, x: Any) -> str:
        """Return a node's value in TeX."""
        return _number(x.data)

    def gradient(self, x: Any) -> str:
        """Return ∂result/∂x as a number in TeX."""
        return _number(self.gradients[x])


def places(node: Any, x: Any) -> list[int]:
    """Return at which inputs of `node` x stands."""
    return [i for i, other in enumerate(node.inputs) if other is x]


def _by_input(node: Any) -> dict[Any, float]:
    """Return ∂node/∂x for each node x among the inputs, over all the places where it stands."""
    values = local_derivatives(node)
    nodes = dict.fromkeys(x for x in node.inputs if isinstance(x, Node))
    return {x: sum(values[i] or 0.0 for i in places(node, x)) for x in nodes}


def _mentioned(node: Any, i: int) -> list[Any]:
    """Return the nodes that the local derivative to input `i` is written with."""
    named = [*zip(node.op.arguments, node.inputs, strict=False), ("out", node)]
    return [y for word, y in named if isinstance(y, Node) and f"{{{word}}}" in partial(node, i)]


def _numbers(node: Any) -> dict[str, str]:
    words = [_number(x.data) if isinstance(x, Node) else constant(x) for x in node.inputs]
    return {**by_argument(node.op, words), "out": _number(node.data)}


def _number(x: float) -> str:
    return number_tex(x, BOARD_DIGITS)


def _rounds(x: float) -> bool:
    return not is_exact(x, BOARD_DIGITS)


def _added(terms: list[str]) -> str:
    """Return a sum of numbers; a term with a sign in front stands in brackets."""
    return " + ".join([terms[0], *(f"({t})" if t.startswith("-") else t for t in terms[1:])])
