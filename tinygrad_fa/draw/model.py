"""The neutral model of a graph: what every picture, text and file of it is made from.

A `Picture` of a graph knows nodes and wires.  A node is a leaf, the result of an op, or a whole
layer that is folded; a wire leads from a node to an input port of another and carries, forward,
the node's value and, backward, the share of the gradient that is handed back through that port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa.draw.numerals import number_text

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Wire:
    """From a node to an input port.

    Attributes:
        source, target: the nodes' places in `Graph.nodes`.
        port: which of the target's drawn inputs it is, counted from 0.
        symbol: the local derivative ∂target/∂input as a short formula, or "".
        local: its number (an array graph has none), or None before backward.
        share: what backward sends over this wire: upstream gradient × local derivative.
        broadcast: how a smaller array is copied on its way in (``(3,)→(2, 3)``), or "".
    """

    source: int
    target: int
    port: int
    symbol: str = ""
    local: float | None = None
    share: Any = None
    broadcast: str = ""

    @property
    def label(self) -> str:
        """What is written at the port: ``z=−4``, ``1``, ``(3,)→(2, 3)``."""
        if self.broadcast:
            return self.broadcast
        if self.local is None:
            return self.symbol
        number = number_text(self.local)
        return f"{self.symbol}={number}" if self.symbol not in ("", number) else number


@dataclass
class Group:
    """A layer of a net: folded into one node, or opened into a frame around its nodes.

    Attributes:
        path: its dotted path in the net, ``conv1``; of repeated ones first and last.
        kind: its class, ``Conv2d``.
        nodes: the places in `Graph.nodes` of what is drawn of it.
        shape_in, shape_out: of its first input and its first result, or None if unknown.
        parameters: how many numbers it learns.
        gradient_norm: of all its parameters together, or None before backward.
        times: how many such layers stand one after another here.
        above: the path of the frame it stands in, or "".
    """

    path: str
    kind: str
    nodes: list[int]
    shape_in: Shape | None = None
    shape_out: Shape | None = None
    parameters: int = 0
    gradient_norm: float | None = None
    times: int = 1
    above: str = ""


@dataclass
class GraphNode:
    """A leaf, the result of an op, or a folded layer.

    Attributes:
        symbol: what stands in its box or circle.
        is_leaf: whether nothing was computed to get it.
        name: what the reader calls it, made readable (w₀), or "".
        value: its number or array, or None if nothing was computed yet.
        gradient: ∂result/∂node, or None before backward.
        inputs: the wires into it, in the order of its ports.
        outputs: the wires that leave it.
        layer: the layer that is folded into this node, or None.
        is_cut: whether what it was computed from is not drawn.
        formula: how its number was computed, in numbers (``−2 + 5``), or "".
        expression: how it was computed, in the names of others (``x + y``), or "" if that is long.
    """

    symbol: str
    is_leaf: bool
    name: str
    value: Any
    gradient: Any = None
    inputs: list[Wire] = field(default_factory=list)
    outputs: list[Wire] = field(default_factory=list)
    layer: Group | None = None
    is_cut: bool = False
    formula: str = ""
    expression: str = ""

    @property
    def is_result(self) -> bool:
        """Whether it was computed and nothing here uses it."""
        return not self.outputs and not self.is_leaf


@dataclass
class Graph:
    """The nodes, each after its inputs (the result is the last one), and the wires.

    Attributes:
        ran_backward: whether there are gradients to show.
        mixed: names of nodes whose ``.grad`` holds the gradients of other passes too.
        hidden: how many nodes are not drawn because the graph was cut.
        groups: the layers of a net, folded or opened; an outer one before those in it.
        is_sheet: whether it is a sheet of formulas, whose values nobody shows.
        is_net: whether it is a net alone, which has no backward before there is a loss.
        net_is_missing: whether there are parameters of a net in it, and the net was not found.
    """

    nodes: list[GraphNode]
    wires: list[Wire]
    ran_backward: bool
    mixed: list[str] = field(default_factory=list)
    hidden: int = 0
    groups: list[Group] = field(default_factory=list)
    is_net: bool = False
    is_sheet: bool = False
    net_is_missing: bool = False

    @property
    def result(self) -> GraphNode:
        """The node that everything else leads to."""
        return self.nodes[-1]

    @property
    def frames(self) -> list[Group]:
        """The layers that are opened: a frame is drawn around the nodes of each."""
        folded = {id(node.layer) for node in self.nodes if node.layer}
        return [group for group in self.groups if id(group) not in folded]

    def connect(self, wire: Wire) -> None:
        """Add a wire to the graph and to the nodes at its ends."""
        self.wires.append(wire)
        self.nodes[wire.source].outputs.append(wire)
        self.nodes[wire.target].inputs.append(wire)
