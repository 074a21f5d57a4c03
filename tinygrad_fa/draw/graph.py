"""The neutral model of a graph: what every picture, text and file of it is made from.

A `Picture` of a graph knows nodes and wires.  A node is a leaf or the result of an op; a wire
leads from a node to an input port of another and carries, forward, the node's value and,
backward, the share of the gradient that the op hands back through that port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa.draw.names import clean, name_tex, unused
from tinygrad_fa.draw.numerals import PICTURE_DIGITS, number_tex, number_text, value_text
from tinygrad_fa.draw.plain import compact, plain
from tinygrad_fa.draw.tex import fill
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.domain import outside_domain
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import GraphError

MAX_NODES = 300  # more than this nobody can read
LONGEST_SYMBOL = 16  # characters of a local derivative's formula beside its number


@dataclass(frozen=True)
class Wire:
    """From a node to an input port.

    Attributes:
        source, target: the nodes' places in `Graph.nodes`.
        port: which of the target's drawn inputs it is, counted from 0.
        symbol: the local derivative ∂target/∂input as a short formula, or "".
        local: its number (an array graph has none), or None before backward.
        share: what backward sends over this wire: upstream gradient × local derivative.
    """

    source: int
    target: int
    port: int
    symbol: str = ""
    local: float | None = None
    share: Any = None

    @property
    def label(self) -> str:
        """The local derivative as it is written at the port: ``z=−4``, ``1``."""
        if self.local is None:
            return self.symbol
        number = number_text(self.local)
        return f"{self.symbol}={number}" if self.symbol not in ("", number) else number


@dataclass
class GraphNode:
    """A leaf or the result of an op.

    Attributes:
        symbol: what stands in its box or circle.
        is_leaf: whether nothing was computed to get it.
        name: what the reader calls it, made readable (w₀), or "".
        value: its number or array.
        gradient: ∂result/∂node, or None before backward.
        inputs: the wires into it, in the order of its ports.
        outputs: the wires that leave it.
    """

    symbol: str
    is_leaf: bool
    name: str
    value: Any
    gradient: Any = None
    inputs: list[Wire] = field(default_factory=list)
    outputs: list[Wire] = field(default_factory=list)


@dataclass
class Graph:
    """The nodes, each after its inputs (the result is the last one), and the wires.

    Attributes:
        ran_backward: whether there are gradients to show.
        mixed: names of nodes whose ``.grad`` holds the gradients of other passes too.
    """

    nodes: list[GraphNode]
    wires: list[Wire]
    ran_backward: bool
    mixed: list[str]

    @property
    def result(self) -> GraphNode:
        """The node that everything else leads to."""
        return self.nodes[-1]


def reading_order(result: Any) -> list[Any]:
    """Return all nodes below `result`, each after its inputs, in the order one reads them.

    Raises:
        GraphError: if `result` is no node, has more nodes than anyone can read, or if a leaf
            was changed after the graph was computed.
    """
    if not isinstance(result, Node):
        raise GraphError("draw.not_a_node", type=type(result).__name__)
    order: dict[Any, None] = {}
    open_nodes = [(result, False)]
    seen: set[Any] = set()
    while open_nodes:
        node, inputs_done = open_nodes.pop()
        if inputs_done:
            order[node] = None
        elif node not in seen:
            seen.add(node)
            open_nodes.append((node, True))
            if node.op:
                graph.check_unchanged(node)
                children = [x for x in node.inputs if isinstance(x, Node)]
                open_nodes += [(x, False) for x in reversed(children)]
    if len(order) > MAX_NODES:
        raise GraphError("draw.too_many_nodes", count=len(order), most=MAX_NODES)
    return list(order)


def local_derivatives(node: Any) -> list[Any]:
    """Return ∂node/∂input for each input of a `Value`; None where the op has no rule."""
    return shares(node, 1.0)


def shares(node: Any, upstream: Any) -> list[Any]:
    """Return what each input is sent for the gradient `upstream`; None for constants.

    Raises:
        DomainError: if a `Value`'s op has no finite slope at its inputs.
    """
    out, arguments = node.operands(False)
    back: list[Any] = []
    try:
        for x, rule in zip(node.inputs, node.op.rules_for(node.inputs), strict=True):
            wanted = rule is not None and getattr(x, "requires_grad", False)
            share = rule(upstream, out, *arguments, **node.attributes) if wanted else None
            back.append(x.fit(share) if wanted else None)
        return back
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        if isinstance(node, Value):
            raise outside_domain(node.op, node.inputs, slope=True) from error
        raise


def gradients_of(order: list[Any]) -> tuple[dict[Any, Any], dict[Any, list[Any]]]:
    """Return ∂result/∂node for every node of `order`, and the shares each op hands back.

    This is the walk of `graph.backward_pass`, with every step kept and no ``.grad`` touched.
    """
    result = order[-1]
    gradients = {result: 1.0 if isinstance(result, Value) else result.upstream(None).data}
    handed: dict[Any, list[Any]] = {}
    for node in reversed(order):
        if node.op and node in gradients:
            handed[node] = shares(node, gradients[node])
            for x, share in zip(node.inputs, handed[node], strict=True):
                if share is not None and isinstance(x, Node):
                    gradients[x] = gradients[x] + share if x in gradients else share
    return gradients, handed


def graph_of(result: Any) -> Graph:
    """Return the model of the graph that `result` (a `Value` or a `Tensor`) was computed by.

    Raises:
        GraphError: see `reading_order`; also for a Tensor graph whose memory was given back.
    """
    order = reading_order(result)
    place = {node: i for i, node in enumerate(order)}
    ran = _ran_backward(order)
    gradients, handed = gradients_of(order) if ran else ({}, {})
    words = _Words(order)
    nodes = [
        GraphNode(words.symbol(x), not x.op, words.name(x), x.data, gradients.get(x)) for x in order
    ]
    nodes[-1].name = nodes[-1].name or words.result
    wires = []
    for node in order:
        if not node.op:
            continue
        shown = ran and isinstance(node, Value)
        locals_ = local_derivatives(node) if shown else [None] * len(node.inputs)
        back = handed.get(node, locals_)
        ports = [i for i, x in enumerate(node.inputs) if isinstance(x, Node)]
        for port, i in enumerate(ports):
            symbol = words.partial(node, i) if back[i] is not None else ""
            source = place[node.inputs[i]]
            wire = Wire(source, place[node], port, symbol, locals_[i], back[i])
            wires.append(wire)
            nodes[source].outputs.append(wire)
            nodes[place[node]].inputs.append(wire)
    return Graph(nodes, wires, ran, [nodes[place[x]].name for x in _mixed(order, gradients)])


def _ran_backward(order: list[Any]) -> bool:
    result = order[-1]
    if isinstance(result, Value):
        return float(result.grad) != 0
    return result.size == 1 and any(x.grad is not None for x in order)


def _mixed(order: list[Any], gradients: dict[Any, Any]) -> list[Any]:
    """Return the named nodes whose ``.grad`` is not the gradient of this result alone."""
    return [
        x
        for x in order
        if x.name and x.grad is not None and x in gradients and _differ(x.grad, gradients[x])
    ]


def _differ(kept: Any, ours: Any) -> bool:
    apart = abs((kept.data if isinstance(kept, Node) else kept) - ours) > 1e-5 * abs(ours)
    return bool(apart.any() if hasattr(apart, "any") else apart)


class _Words:
    """Finds the words of one graph: names, and formulas with its names in them."""

    def __init__(self, order: list[Any]) -> None:
        taken = {clean(x.name) for x in order if x.name}
        named = order[-1].name or not order[-1].op
        self.result = "" if named else plain(name_tex(unused(list("fghy"), taken)))
        # In the circle of a power stands x², unless x is the name of something else here.
        self.any_input = unused(list("xutvs"), taken)

    @staticmethod
    def name(node: Any) -> str:
        return plain(name_tex(node.name)) if node.name else ""

    def symbol(self, node: Any) -> str:
        """Return what stands in the shape: the op, with its constants, or the leaf's name."""
        if not node.op:
            return self.name(node) or value_text(node.data)
        constants = [x for x in node.inputs if not isinstance(x, Node)]
        if not constants or isinstance(constants[0], complex):
            return node.op.symbol
        sign = node.op.symbol
        stands_right = len(node.inputs) == 2 and not isinstance(node.inputs[1], Node)
        if len(sign) == 1 and (stands_right or sign in "+×"):
            return _with_constant(sign, constants[0])
        text = compact(fill(node.op.tex, self._operands(node)))
        return text if len(text) <= 10 else node.op.symbol

    def partial(self, node: Any, i: int) -> str:
        """Return the local derivative to input `i` as a short formula, or ""."""
        if i >= len(node.op.partials) or node.op.variadic:
            return ""
        template = node.op.partials[i]
        unnamed = [
            argument
            for argument, x in zip(node.op.arguments, node.inputs, strict=True)
            if isinstance(x, Node) and not x.name and f"{{{argument}}}" in template
        ]
        if unnamed and sum(isinstance(x, Node) for x in node.inputs) > 1:
            return ""  # a formula with nameless letters tells nothing; its number will do
        operands = self._operands(node)
        formula = fill(node.op.tex, operands)
        short = len(plain(formula)) <= 3
        operands["out"] = formula if short else rf"\mathrm{{{node.op.symbol}}}"
        text = compact(fill(template, operands))
        return text if len(text) <= LONGEST_SYMBOL else ""

    def _operands(self, node: Any) -> dict[str, str]:
        def shown(x: Any) -> str:
            if not isinstance(x, Node):
                return str(x) if isinstance(x, complex) else number_tex(x, PICTURE_DIGITS)
            return name_tex(x.name or self.any_input)

        return {a: shown(x) for a, x in zip(node.op.arguments, node.inputs, strict=False)}


def _with_constant(sign: str, constant: float) -> str:
    number = number_text(float(constant))
    if number.startswith("−") and sign in "+−":
        return {"+": "−", "−": "+"}[sign] + number[1:]
    return sign + number
