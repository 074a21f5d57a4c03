"""Walking through a graph of the engine: its reading order, its gradients, and the model of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tinygrad_fa.draw import folding
from tinygrad_fa.draw.model import Graph, GraphNode, Wire
from tinygrad_fa.draw.symbols import Words, broadcast
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.domain import outside_domain
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import GraphError, TinygradError

MAX_NODES = 300  # more than this nobody can read: unasked, a picture holds no more
MOST_NODES = 20_000  # more than this no browser can show


def reading_order(result: Any, *others: Any, most: int | None = MAX_NODES) -> list[Any]:
    """Return all nodes below `result`, each after its inputs, in the order one reads them.

    Args:
        others: further results; `result` still comes last.
        most: how many nodes there may be, where they are all written out; None for any number.

    Raises:
        GraphError: if `result` is no node, has more nodes than `most`, if a leaf was changed
            after the graph was computed, or if a node is its own ancestor.
    """
    if not isinstance(result, Node):
        raise GraphError("draw.not_a_node", type=type(result).__name__)
    order: dict[Any, None] = {}
    open_nodes = [(result, False), *((node, False) for node in others)]
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
        elif node not in order:  # opened, and not done: we came here from the node itself
            raise GraphError("draw.circle", symbol=node.op.symbol or node.op.__name__)
    if most is not None and len(order) > most:
        raise GraphError("derivation.too_many_nodes", count=len(order), most=most)
    return list(order)


def local_derivatives(node: Any) -> list[Any]:
    """Return ∂node/∂input for each input of a `Value`; None where the op has no rule."""
    return shares(node, 1.0)


def shares(node: Any, upstream: Any) -> list[Any]:
    """Return what each input is sent for the gradient `upstream`; None for constants.

    Raises:
        DomainError: if a `Value`'s op has no finite slope at its inputs.
        GraphError: if an op of the reader's own has a gradient line that fails.
    """
    out, arguments = node.data, node.operands
    back: list[Any] = []
    try:
        for x, rule in zip(node.inputs, node.op.rules_for(node.inputs), strict=True):
            wanted = rule is not None and getattr(x, "requires_grad", False)
            share = rule(upstream, out, *arguments, **node.attributes) if wanted else None
            back.append(_checked(x.fit(share), x) if wanted else None)
        return back
    except TinygradError:
        raise
    except Exception as error:
        if isinstance(node, Value) and isinstance(error, (ArithmeticError, ValueError)):
            raise outside_domain(node.op, node.inputs, slope=True) from error
        reason = f"{type(error).__name__}: {error}"
        raise GraphError("draw.broken_op", op=node.op.__name__, reason=reason) from error


def _checked(share: Any, x: Any) -> Any:
    """Return a share of the gradient if it is a number, or an array of the input's shape."""
    if isinstance(x, Value):
        if not isinstance(share, (int, float, complex)):
            raise TypeError(type(share).__name__)
        return share
    if share.shape != x.data.shape:
        raise TypeError(f"{share.shape} ≠ {x.data.shape}")
    return share


def gradients_of(
    order: Sequence[Any], upstream: Any = None
) -> tuple[dict[Any, Any], dict[Any, list[Any]]]:
    """Return ∂result/∂node for every node of `order`, and the shares each op hands back.

    With an `upstream` gradient at the result itself they are those of what comes after it.

    This is the walk of `graph.backward_pass`, with every step kept and no ``.grad`` touched.
    """
    result = order[-1]
    first = 1.0 if upstream is None else upstream
    gradients = {result: first if isinstance(result, Value) else result.upstream(upstream).data}
    handed: dict[Any, list[Any]] = {}
    for node in reversed(order):
        if node.op and node in gradients:
            handed[node] = shares(node, gradients[node])
            for x, share in zip(node.inputs, handed[node], strict=True):
                if share is not None and isinstance(x, Node):
                    gradients[x] = gradients[x] + share if x in gradients else share
    return gradients, handed


def graph_of(
    result: Any,
    called: Mapping[int, str] | None = None,
    depth: int | None = None,
    fold: bool = True,
    order: Sequence[Any] | None = None,
    upstream: float | None = None,
) -> Graph:
    """Return the model of the graph that `result` (a `Value` or a `Tensor`) was computed by.

    Args:
        called: names, by ``id``, for nodes that have none of their own.
        depth: how many ops to go back from the result; all of them unless given, or as many as
            make a readable picture if `MAX_NODES` are not enough.
        fold: whether that may be done.
        order: what `reading_order` gave for it, if it was asked already.
        upstream: the gradient at a `Value` itself, where it is a part of something larger.

    Raises:
        GraphError: see `reading_order`; also for a Tensor graph whose memory was given back.
    """
    if order is None:
        order = reading_order(result, most=None)
    cut = folding.cut(order, depth, MAX_NODES if fold else None)
    shown, inner = cut.shown, cut.opened
    if len(shown) > MOST_NODES:
        raise GraphError("draw.too_many_nodes", count=len(shown), most=MOST_NODES)
    ran = ran_backward(order)
    gradients, handed = (
        gradients_of([x for x in shown if x in inner] or shown, upstream) if ran else ({}, {})
    )
    words = Words(shown, called or {})
    nodes = []
    for x in shown:
        gradient = gradients.get(x) if x in cut.complete else None
        is_cut = bool(x.op) and x not in inner
        node = GraphNode(words.symbol(x), not x.op, words.name(x), x.data, gradient, is_cut=is_cut)
        if not is_cut and len(shown) <= MAX_NODES:
            node.formula, node.expression = words.formula(x), words.expression(x)
        nodes.append(node)
    nodes[-1].name = nodes[-1].name or words.result
    place = {node: i for i, node in enumerate(shown)}
    model = Graph(nodes, [], ran, hidden=len(order) - len(shown))
    for node in shown:
        if node in inner:
            _connect(model, node, place, handed.get(node), words.partial)
    mixed = _mixed([x for x in shown if x in cut.complete], gradients)
    model.mixed = [nodes[place[x]].name for x in mixed]
    return model


def _connect(
    model: Graph,
    node: Any,
    place: Mapping[Any, int],
    back: list[Any] | None,
    partial: Callable[[Any, int], str],
) -> None:
    """Add the wires into a computed node; `back` are the shares it hands back, if it ran."""
    locals_: list[Any] = [None] * len(node.inputs)
    if model.ran_backward and isinstance(node, Value):
        locals_ = local_derivatives(node)
    handed = locals_ if back is None else back
    ports = [i for i, x in enumerate(node.inputs) if isinstance(x, Node)]
    for port, i in enumerate(ports):
        x = node.inputs[i]
        symbol = partial(node, i) if handed[i] is not None else ""
        model.connect(
            Wire(place[x], place[node], port, symbol, locals_[i], handed[i], broadcast(node, x))
        )


def ran_backward(order: Sequence[Any]) -> bool:
    """Say whether backward has run on the last node of `order`."""
    result = order[-1]
    if isinstance(result, Value):
        return float(result.grad) != 0
    return result.size == 1 and any(x.grad is not None for x in order)


def _mixed(order: Sequence[Any], gradients: dict[Any, Any]) -> list[Any]:
    """Return the named nodes whose ``.grad`` is not the gradient of this result alone."""
    return [
        x
        for x in order
        if x.name and x.grad is not None and x in gradients and _differ(x.grad, gradients[x])
    ]


def _differ(kept: Any, ours: Any) -> bool:
    apart = abs((kept.data if isinstance(kept, Node) else kept) - ours) > 1e-5 * abs(ours)
    return bool(apart.any() if hasattr(apart, "any") else apart)
