"""The steps of a derivation for Tensors: names, shapes, matrices, and the chain rule for arrays.

∂L/∂X is the array of X's shape that holds the slope of L for every entry of X.  The formulas come
from the op table (`Op.array_tex`, `Op.array_rules`, `Op.partials`) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tinygrad_fa.draw import array_rules
from tinygrad_fa.draw.array_names import ArrayNames
from tinygrad_fa.draw.arrays import array_tex, norm_tex, rounds, shaped
from tinygrad_fa.draw.graph import MAX_NODES, gradients_of, reading_order
from tinygrad_fa.draw.lines import Line
from tinygrad_fa.draw.names import unused
from tinygrad_fa.draw.numerals import number_tex
from tinygrad_fa.draw.plain import plain
from tinygrad_fa.draw.templates import braced, by_argument, formula, operator_name
from tinygrad_fa.draw.tex import derivative, fill, total
from tinygrad_fa.engine.op import Elementwise, Node
from tinygrad_fa.language.errors import GraphError

WIDEST_NUMBERS = 150  # characters of plain text; a longer line of matrices is left out
CONSTANT_DIGITS = 6


@dataclass(frozen=True)
class Copied:
    """An input that an op copied: its gradient is summed along `axes`."""

    node: Any
    x: Any
    axes: list[int]


class ArraySteps:
    """The graph of a `Tensor`, worked out by hand.

    Args:
        result: what is differentiated.
        numbers: whether small arrays are written out.
        gradient: the upstream gradient at a result that is no single number.
        called: names, by ``id``, for nodes without one.
        most: how many nodes the graph may have.

    Attributes:
        leaves, constants, computed: nodes that want a gradient, that want none, and the others.
        names: the TeX of each node's name.
        users: for each node the (node, place) pairs that send it a share, in backward order.
        gradients: ∂L/∂node.
        loss: the TeX of what is differentiated: the result's name, or a letter for what follows.
        upstream_letter, truth: letters for the upstream gradient and for the true classes.

    Raises:
        GraphError: for a graph too large to read or given back already, and for a result of many
            numbers without `gradient`.
    """

    def __init__(
        self,
        result: Any,
        numbers: bool = True,
        gradient: Any = None,
        called: Mapping[int, str] | None = None,
        most: int = MAX_NODES,
    ) -> None:
        order = reading_order(result, most=most)
        if not result.requires_grad:
            raise GraphError("engine.nothing_to_differentiate")
        if result.size != 1 and gradient is None:
            raise GraphError("derivation.needs_gradient", shape=result.shape)
        self.result: Any = result
        self.numbers = numbers
        self.computed = [x for x in order if x.op]
        self.leaves = [x for x in order if not x.op and x.requires_grad]
        self.constants = [x for x in order if not x.op and not x.requires_grad]
        self.names = ArrayNames(order, called or {})
        self.gradients, self._handed = gradients_of(order, gradient)
        self.given = gradient is not None
        names = {self.names[x] for x in order}
        self.loss = unused(["L", "J", "E"], names) if self.given else self.names[result]
        self.users: dict[Any, list[tuple[Any, int]]] = {x: [] for x in order}
        for node in reversed(self.computed):
            for i, share in enumerate(self._handed.get(node, ())):
                if share is not None:
                    self.users[node.inputs[i]].append((node, i))
        self.copied = [self._copied(node, i) for node in self.computed for i in self._places(node)]
        # Letters beside those of the nodes: the upstream gradient in a rule, and the true classes.
        self.upstream_letter = unused(["G", "V", "S"], names)
        self.truth = unused(["Y", "T", "C"], names)

    def _places(self, node: Any) -> list[int]:
        return [i for i, share in enumerate(self._handed.get(node, ())) if share is not None]

    def _copied(self, node: Any, i: int) -> Copied:
        x = node.inputs[i]
        return Copied(node, x, array_rules.copied_axes(x.shape, self._before_fitting(node, i)))

    def _before_fitting(self, node: Any, i: int) -> tuple[int, ...]:
        """Return the shape of what the op's rule gives, before it is summed to its input's."""
        if issubclass(node.op, Elementwise):
            return tuple(node.shape)
        shape = tuple(node.inputs[i].shape)
        if node.op.__name__ == "MatMul" and 1 < len(shape) < node.ndim + 1:
            return (*node.shape[:-2], *shape[-2:])  # batches of matrices broadcast, too
        return shape

    # --- formulas ----------------------------------------------------------------------------

    def formula(self, node: Any, shapes: bool = True, numbers: bool = False) -> str:
        """Return the op's formula with names (and shapes under them) or matrices in it."""
        operands = self._operands(node, shapes, numbers)
        single = {self._shown(x, shapes, numbers) for x in (*node.inputs,) if _is_single(x)}
        return array_rules.filled(node, formula(node.op, arrays=True), operands, single)

    def _operands(self, node: Any, shapes: bool, numbers: bool) -> dict[str, str]:
        words = [self._shown(x, shapes, numbers) for x in node.inputs]
        named = by_argument(node.op, words)
        return {**named, "out": self._shown(node, shapes, numbers), "truth": self.truth}

    def _shown(self, x: Any, shapes: bool, numbers: bool) -> str:
        if not isinstance(x, Node):
            return number_tex(float(x), CONSTANT_DIGITS)
        if numbers:
            return array_tex(x.data) or self.names[x]
        return shaped(self.names[x], x.data.shape) if shapes else self.names[x]

    def derivative(self, x: Any, shapes: bool = True) -> str:
        """Return ∂L/∂x, with its shape."""
        tex = derivative(self.loss, self.names[x])
        return shaped(tex, x.shape) if shapes else tex

    def rule(self, node: Any, i: int, shapes: bool = True, numbers: bool = False) -> str:
        """Return what `node` hands its input `i`: ∂L/∂node, put through the op's rule."""
        return self.rule_for(node, i, self.upstream(node, shapes, numbers), shapes, numbers)

    def upstream(self, node: Any, shapes: bool = True, numbers: bool = False) -> str:
        """Return ∂L/∂node as a symbol or a matrix; 1 for the loss itself."""
        if node is self.result and not self.given:
            return "1"
        if numbers:
            return array_tex(self.gradients[node]) or self.derivative(node, False)
        return self.derivative(node, shapes)

    def rule_for(
        self, node: Any, i: int, upstream: str, shapes: bool = True, numbers: bool = False
    ) -> str:
        """Return what an upstream gradient of this name becomes for input `i`."""
        op, x = node.op, node.inputs[i]
        operands = {**self._operands(node, shapes, numbers), "g": upstream, "index": str(i)}
        others = [self._shown(y, shapes, numbers) for j, y in enumerate(node.inputs) if j != i]
        operands["others"] = "".join(f", {other}" for other in others)
        single = {self._shown(y, shapes, numbers) for y in node.inputs if _is_single(y)}
        if _is_single(node):
            single |= {upstream, operands["out"]}
        if not array_rules.has_rule(op, i):
            own = operator_name(op)
            return fill(braced(own) + r"^{{\top}}_{{{i}}}({g})", {**operands, "i": str(i + 1)})
        if op.array_rules:
            template = op.array_rules[0 if op.variadic else i]
            tex = array_rules.filled(node, template, operands, single)
        else:
            partial = array_rules.filled(node, op.partials[i], operands, single)
            tex = _times(upstream, partial, single)
        return array_rules.summed(tex, self._before_fitting(node, i), tuple(x.shape))

    # --- rows --------------------------------------------------------------------------------

    def value_rows(self, nodes: list[Any]) -> list[list[Line]]:
        """Return ``X = matrix`` for each node, or its length ‖X‖ where it is large."""
        return [[self._value_line(shaped(self.names[x], x.shape), x.data)] for x in nodes]

    def _value_line(self, name: str, array: Any) -> Line:
        tex = array_tex(array)
        if tex is not None:
            return Line((name, tex), (_sign(rounds(array)),))
        return Line((rf"\Vert {name} \Vert", norm_tex(array)), (r"\approx",))

    def forward_rows(self, node: Any) -> list[list[Line]]:
        """Return name = formula, = numbers, = value for a computed node."""
        name = shaped(self.names[node], node.shape)
        rows = [[Line((name, self.formula(node)), ("=",))]]
        parts = [x.data for x in node.inputs if isinstance(x, Node)]
        sides = (self.formula(node, shapes=False), self.formula(node, numbers=True))
        return rows + self._number_rows(sides, parts, node.data, name)

    def _number_rows(
        self, sides: tuple[str, str], parts: list[Any], value: Any, name: str
    ) -> list[list[Line]]:
        """Return = formula with numbers, = value; `sides` are the formula in letters and so."""
        if not self.numbers:
            return []
        tex = array_tex(value)
        if tex is None:
            return [[self._value_line(name, value)]]
        rows: list[list[Line]] = []
        letters, substituted = sides
        if letters == tex:  # ∂L/∂s = 1: there is nothing to work out
            return rows
        written = [array_tex(x) for x in parts]
        pairs = zip(parts, written, strict=True)
        inexact = any(rounds(x) for x, text in pairs if text and text in substituted)
        short = None not in written and len(plain(substituted)) <= WIDEST_NUMBERS
        if short and substituted not in (tex, letters):
            rows.append([Line(("", substituted), (_sign(inexact),))])
        rows.append([Line(("", tex), (_sign(inexact or rounds(value)),))])
        return rows

    def chain_rows(self, x: Any) -> list[list[Line]]:
        """Return ∂L/∂x: the shares of all ops that use x, added up; then the numbers."""
        start = self.derivative(x)
        if not self.users[x]:  # the result itself
            upstream = array_tex(self.gradients[x])
            if not self.given:
                return [[Line((start, "1"), ("=",))]]
            return (
                [[self._value_line(start, self.gradients[x])]] if upstream or self.numbers else []
            )
        terms = [self.rule(node, i) for node, i in self.users[x]]
        rows = [[Line((start, total(terms)), ("=",))]]
        letters = total([self.rule(node, i, shapes=False) for node, i in self.users[x]])
        numbers = total([self.rule(node, i, numbers=True) for node, i in self.users[x]])
        parts = [self.gradients[node] for node, _ in self.users[x]]
        parts += [y.data for node, _ in self.users[x] for y in node.inputs if isinstance(y, Node)]
        made = [node.data for node, _ in self.users[x] if (array_tex(node.data) or "∅") in numbers]
        return rows + self._number_rows((letters, numbers), parts + made, self.gradients[x], start)

    def rule_rows(self, node: Any) -> list[list[Line]]:
        """Return what the op hands each input for an upstream gradient G."""
        shares: dict[Any, list[str]] = {}  # an input that stands in two places gets both
        for i in self._places(node):
            tex = self.rule_for(node, i, self.upstream_letter, shapes=False)
            shares.setdefault(node.inputs[i], []).append(tex)
        return [
            [Line((self.names[x], total(terms)), (r"\leftarrow",))] for x, terms in shares.items()
        ]

    def is_told(self, node: Any) -> bool:
        """Say whether the op table has a formula for each share that the node hands back."""
        return all(array_rules.has_rule(node.op, i) for i in self._places(node))


def _is_single(x: Any) -> bool:
    return isinstance(x, Node) and x.data.ndim == 0


def _sign(inexact: bool) -> str:
    return r"\approx" if inexact else "="


def _times(upstream: str, partial: str, single: set[str]) -> str:
    """Return upstream ⊙ partial, as short as it can be written."""
    if partial == "1":
        return upstream
    if partial == "-1":
        return fill("-{g}", {"g": upstream})
    if upstream == "1":
        return partial
    number, rest = array_rules.leading_number(partial)
    if number and not rest:
        return fill(r"{n} \cdot {g}", {"n": number, "g": upstream})
    if number:
        tex = rf"{number} \cdot {upstream} \odot {rest}"
        return array_rules.clean(array_rules.dotted(tex, single))
    tex = fill(r"{g} \odot {partial}", {"g": upstream, "partial": partial})
    return array_rules.clean(array_rules.dotted(tex, single))
