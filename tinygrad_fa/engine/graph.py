"""The one backward pass: walk the graph from its result to its leaves, once per node.

The walk is a loop, not a recursion, so a chain of a million nodes is no trouble.  A node's turn
comes when all the nodes that used it have sent their shares: that is the whole reason for an
order.  So ``y = y + y`` a hundred times is a hundred steps, not 2¹⁰⁰.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any

from tinygrad_fa.engine.op import Node
from tinygrad_fa.language.errors import GraphError

recording = True  # whether tensors remember how they are made; `no_grad` turns it off
clock = 0  # counts changes of leaves; what was computed before a change must not be walked after


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute with tensors inside the ``with`` block without remembering any graph."""
    global recording
    before, recording = recording, False
    try:
        yield
    finally:
        recording = before


def note_change() -> int:
    """Advance the clock because the data of a leaf is changed, and return the new time."""
    global clock
    clock += 1
    return clock


def check_unchanged(node: Any) -> None:
    """Refuse to differentiate a node whose input was changed after the node was computed.

    Raises:
        GraphError: naming the input; its gradient rule would mix old results with new data.
    """
    for x in node.inputs:
        if isinstance(x, Node) and x.op is None and x.made_at > node.made_at:  # type: ignore[attr-defined]
            raise GraphError("engine.changed_input", name=x.name or "?", symbol=node.op.symbol)


def count_uses(result: Node) -> dict[Any, int]:
    """Return how many times each computed node below `result` is used as an input."""
    uses: dict[Any, int] = {}
    kind = type(result)
    found = [result] if result.op else []
    for node in found:  # the list grows while we walk along it
        for x in node.inputs:
            if type(x) is kind and x.op:
                if x in uses:
                    uses[x] += 1
                else:
                    uses[x] = 1
                    found.append(x)
    return uses


def backward_pass(
    result: Node,
    upstream: Any,
    create_graph: bool = False,
    free: bool = False,
    keep: AbstractSet[Any] = frozenset(),
) -> dict[Any, Any]:
    """Return the gradients of `result` for the leaves (and other keepers) it depends on.

    The chain rule, node by node from the result back: a node hands each input its own gradient
    times the local derivative, and what reaches an input over several ways is added up.

    Args:
        upstream: the gradient at `result` itself, 1 for a plain derivative.
        create_graph: compute with nodes instead of raw numbers, so that the gradients can be
            differentiated again.
        free: forget each node's inputs when it is done, so that memory is given back early.
        keep: computed nodes whose gradients are wanted too.
    """
    pending = {result: upstream}
    uses = count_uses(result)
    ready: list[Any] = [result] if result.op else []
    ours: set[Any] = set()  # sums made here, which nobody else holds: they may grow in place
    kind: Any = type(result)
    while ready:
        node: Any = ready.pop()
        if node.made_at != clock:
            check_unchanged(node)
        kept = node.keeps_gradient or node in keep
        gradient = pending.get(node) if kept else pending.pop(node, None)
        op, inputs = node.op, node.inputs
        if create_graph:
            told = (gradient, node, *inputs)
        else:
            told = (gradient, node._data, *node.operands)
        settings = node.attributes
        for x, rule in zip(inputs, op.rules_for(inputs) if op.variadic else op.rules):  # noqa: B905
            if type(x) is not kind or not x.requires_grad:
                continue  # a constant
            if gradient is not None and rule is not None:
                share = x.fit(rule(*told, **settings))
                if x not in pending:
                    pending[x] = share
                elif create_graph or x not in ours:
                    pending[x] = pending[x] + share
                    ours.add(x)
                else:
                    pending[x] += share
            if x.op:
                others = uses.pop(x) - 1  # (or x would be held, with its data, to the end)
                if others:
                    uses[x] = others
                else:  # nobody else will send it a share: its turn has come
                    ready.append(x)
        if free:
            node.forget_inputs()
    return pending


def topological_order(result: Node) -> list[Any]:
    """Return the computed nodes below `result`, each one after all of its inputs."""
    uses = count_uses(result)
    ready, order = [result] if result.op else [], []
    while ready:
        node = ready.pop()
        order.append(node)
        for x in node.inputs:
            if x in uses:
                uses[x] -= 1
                if not uses[x]:
                    ready.append(x)
    return order[::-1]
