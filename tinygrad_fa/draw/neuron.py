"""One neuron of a Linear layer as a formula of numbers: what it adds up, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinygrad_fa.draw import graph as graphs
from tinygrad_fa.draw.model import Graph
from tinygrad_fa.draw.tracing import Trace
from tinygrad_fa.engine.op import Elementwise
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.linear import Linear

MOST_INPUTS = 6  # products that are drawn; the others are one number


def neuron_graph(
    trace: Trace, neuron: tuple[str, int], order: Sequence[Any], twins: Mapping[Any, Any]
) -> Graph:
    """Return the model of one neuron for the first sample: Σ wⱼ·xⱼ + b, and its activation.

    The products that weigh most are drawn one by one, the rest as their sum: ``⋯ (34)``.

    Args:
        order: the whole graph; if backward has run through it, the neuron's gradient is that of
            the graph's result.
        twins: the nodes of `order` for those of the trace.

    Raises:
        SettingError: if there is no such layer or neuron.
    """
    path, number = neuron
    call = next((call for call in trace.calls if ".".join(call.path) == path), None)
    if call is None:
        known = ", ".join(
            f"`{'.'.join(call.path)}`" for call in trace.calls if isinstance(call.layer, Linear)
        )
        raise SettingError("draw.unknown_layer", path=path, known=known)
    layer = call.layer
    count = getattr(layer, "out_features", 0)
    if not isinstance(layer, Linear) or not 0 <= number < count:
        kind = type(layer).__name__
        raise SettingError("draw.no_neuron", path=path, kind=kind, count=count)
    row = call.inputs[0].data.reshape(-1, layer.in_features)[0].tolist()
    weights = layer.weight.data[number].tolist()
    products = [(abs(w * x), j) for j, (w, x) in enumerate(zip(weights, row, strict=True))]
    if len(products) > MOST_INPUTS:
        products = sorted(products, reverse=True)[:MOST_INPUTS]
    drawn = sorted(j for _, j in products)
    total: Any = None
    for j in drawn:
        product = Value(weights[j], f"w{j}") * Value(row[j], f"x{j}")
        total = product if total is None else total + product
    if len(drawn) < len(row):
        left = sum(w * x for j, (w, x) in enumerate(zip(weights, row, strict=True))
                   if j not in drawn)  # fmt: skip
        total = total + Value(left, f"⋯ ({len(row) - len(drawn)})")
    if layer.bias is not None:
        total = total + Value(float(layer.bias.data[number]), "b")
    total.name = "z"
    gradient, total = _from_above(twins[call.results[0]], number, order, total)
    if gradient is not None:
        total.backward(gradient)
    return graphs.graph_of(total, upstream=gradient)


def _from_above(
    result: Any, number: int, order: Sequence[Any], neuron: Value
) -> tuple[float | None, Value]:
    """Return the gradient that reaches the neuron, and the neuron with its activation."""
    uses = [node for node in order if node.op and any(x is result for x in node.inputs)]
    last = result
    if len(uses) == 1 and _is_activation(uses[0]):
        last, neuron = uses[0], neuron.apply(uses[0].op, neuron)
        neuron.name = "a"
    if not graphs.ran_backward(order) or last not in set(order):
        return None, neuron
    gradient = graphs.gradients_of(order)[0][last]
    return float(gradient.reshape(-1, gradient.shape[-1])[0][number]), neuron


def _is_activation(node: Any) -> bool:
    return issubclass(node.op, Elementwise) and len(node.inputs) == 1 and not node.attributes
