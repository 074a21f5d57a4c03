"""Functions of functions: gradients, Jacobians and Hessians, backward and forward.

    slope = grad(lambda x: x * x * x)
    slope(2.0)                    # 12.0
    grad(slope)(2.0)              # 12.0, the second derivative 6x

Each transform takes a function of numbers (computed with `Value`) or of arrays (computed with
`Tensor`).  A node that is given as an argument is used as it is, and then the result can be
differentiated again: that is why ``grad(grad(f))`` works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import GraphError


def as_leaf(x: Any) -> Any:
    """Return a node for `x`: a node that takes gradients as it is, else a fresh leaf."""
    if isinstance(x, Node) and x.requires_grad:
        return x
    if isinstance(x, Real):
        return Value(x)
    from tinygrad_fa.engine.tensor import Tensor

    return Tensor(x, requires_grad=True)


def _plain(node: Any, wanted_as: Sequence[Any]) -> Any:
    """Return a result as a node if a node was given, as a number or a Tensor otherwise."""
    if any(isinstance(x, Node) and x.requires_grad for x in wanted_as):
        return node
    return node.data if isinstance(node, Value) else node.detach()


def _gradients(result: Any, upstream: Any, leaves: Sequence[Any]) -> list[Any]:
    """Return ∂result/∂leaf as nodes; a leaf that result does not depend on has gradient 0."""
    found = graph.backward_pass(result, upstream, create_graph=True, keep=set(leaves))
    return [found[x] if x in found else _zero_node(x) for x in leaves]


def _zero(x: Any) -> Any:
    """Return 0 in the shape of a number or an array (x * 0 would be NaN where x is infinite)."""
    return 0.0 if isinstance(x, (float, complex)) else backend.library(x).zeros_like(x)


def _zero_node(x: Any) -> Any:
    return Value(0.0) if isinstance(x, Value) else x.wrap(_zero(x.data))


def _node(result: Any) -> Any:
    """Return the result of a function that a transform was given, if it can be differentiated."""
    if not isinstance(result, Node):
        raise GraphError("engine.not_a_node", type=type(result).__name__)
    return result


def grad(f: Callable[..., Any], argument: int = 0) -> Callable[..., Any]:
    """Return the function that computes ∂f/∂(argument number `argument`); f returns one number.

    Raises:
        GraphError: (when called) if f returns more than one number.
    """

    def gradient(*inputs: Any) -> Any:
        nodes = [as_leaf(x) if i == argument else x for i, x in enumerate(inputs)]
        result = f(*nodes)
        if not _depends(result):
            return _plain(_zero_node(nodes[argument]), inputs[argument : argument + 1])
        upstream = Value(1.0) if isinstance(result, Value) else result.upstream(None)
        (found,) = _gradients(result, upstream, [nodes[argument]])
        return _plain(found, inputs)

    return gradient


def vjp(f: Callable[..., Any], *inputs: Any) -> tuple[Any, Callable[[Any], list[Any]]]:
    """Return f(inputs) and the map from an upstream gradient to the inputs' gradients.

    This is the vector–Jacobian product uᵀJ that every backward pass is made of.
    """
    leaves = [as_leaf(x) for x in inputs]
    result = _node(f(*leaves))

    def pull_back(upstream: Any) -> list[Any]:
        start = as_leaf(upstream) if isinstance(result, Value) else result.upstream(upstream)
        return [_plain(g, inputs) for g in _gradients(result, start, leaves)]

    return _plain(result, inputs), pull_back


def jvp(f: Callable[..., Any], inputs: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return f(inputs) and its change J·ẋ for changes ẋ of the inputs, by forward mode.

    The graph is walked once from the leaves to the result, each op turning the changes of its
    inputs into the change of its output (`Op.tangent`).  Shapes as the inputs; raw numbers out.
    """
    leaves = [as_leaf(x) for x in inputs]
    result = _node(f(*leaves))
    return result.data, forward_pass(result, leaves, [_raw(t) for t in tangents])


def forward_pass(result: Any, leaves: Sequence[Any], changes: Sequence[Any]) -> Any:
    """Return how `result` changes when the leaves change: forward mode along its graph."""
    change_of: dict[Any, Any] = dict(zip(leaves, changes, strict=True))
    for node in graph.topological_order(result):
        changes_in = [change_of.get(x) if isinstance(x, Node) else None for x in node.inputs]
        if all(change is None for change in changes_in):
            continue
        numbers = [_raw(x) for x in node.inputs]
        change = node.op.tangent(node.data, numbers, changes_in, **node.attributes)
        if change is None:
            change = _transposed_twice(node, changes_in)
        if hasattr(node.data, "shape") and getattr(change, "shape", ()) != node.data.shape:
            change = _zero(node.data) + change  # a change that was broadcast
        change_of[node] = change
    return change_of[result] if result in change_of else _zero(result.data)


def _transposed_twice(node: Any, changes_in: Sequence[Any]) -> Any:
    """Return a node's change by reading its gradient rule backwards.

    A gradient line is linear in g: it applies the transposed Jacobian.  Differentiating it with
    respect to g transposes once more, which gives the Jacobian itself.
    """
    from tinygrad_fa.engine.tensor import Tensor

    total = _zero(node.data)
    out = Tensor.wrap(node.data)
    arguments = [x.detach() if isinstance(x, Tensor) else x for x in node.inputs]
    rules = node.op.rules_for(node.inputs)
    for change, rule in zip(changes_in, rules, strict=True):
        if change is not None and rule is not None:
            g = Tensor(_zero(node.data), requires_grad=True)
            share = rule(g, out, *arguments, **node.attributes)
            total = total + graph.backward_pass(share, change)[g]
    return total


def _raw(x: Any) -> Any:
    return x.data if isinstance(x, Node) else x


def _depends(result: Any) -> bool:
    return isinstance(result, Node) and result.requires_grad


def jacobian(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the function that computes all ∂fᵢ/∂xⱼ of a function of one tensor (or number).

    The result has the shape of f(x) followed by the shape of x: one backward pass per entry.
    """

    def matrix(x: Any) -> Any:
        from tinygrad_fa.engine.ops import reshape, stack

        leaf = as_leaf(x)
        result = _node(f(leaf))
        if isinstance(result, Value):
            (slope,) = _gradients(result, Value(1.0), [leaf])
            return _plain(slope, [x])
        rows = [
            _gradients(entry, entry.upstream(None), [leaf])[0]
            if _depends(entry)
            else _zero_node(leaf)
            for entry in result.flatten()
        ]
        return _plain(reshape(stack(rows), (*result.shape, *leaf.shape)), [x])

    return matrix


def hessian(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that computes all second derivatives of a function of one result.

    For a function of one tensor the shape is x's shape twice; for a function of n numbers it is
    an n×n list of lists.
    """

    def matrix(*inputs: Any) -> Any:
        if isinstance(as_leaf(inputs[0]), Value):
            n = len(inputs)
            return [[grad(grad(f, i), j)(*inputs) for j in range(n)] for i in range(n)]
        return jacobian(grad(f))(*inputs)

    return matrix
