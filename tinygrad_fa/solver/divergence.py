"""The first number that is not finite: where it came from, and what helps."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError


class Phrase:
    """A part of a message, in the language in use when it is shown."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values

    def __str__(self) -> str:
        return text(self.key, None, **self.values)


def is_finite(array: Any) -> bool:
    """Return whether every number of the array is finite."""
    return bool(backend.library(array).isfinite(array).all())


def divergence(
    iteration: int, loss: float, rate: float, named: Iterable[tuple[str, Tensor]], result: Tensor
) -> DivergenceError:
    """Return the error that tells what is known of a loss or gradient that is not finite.

    Args:
        iteration: the update that was not made.
        loss: its loss.
        rate: its learning rate.
        named: the parameters by name.
        result: the loss of the batch, with its graph.
    """
    names = {id(parameter): name for name, parameter in named}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # overflow is what this is about
        order = graph.topological_order(result)
        origin = first_result(order, names)
        gradients: dict[Any, Any] = {}
        if order:
            start = result.upstream(None).data
            gradients = graph.backward_pass(result, start, keep=set(order))
        if origin is None:
            origin = _first_gradient(order, gradients)
        largest = _largest_gradient(gradients, names)
    return DivergenceError(
        "solver.diverged",
        iteration=iteration,
        loss=f"{loss:.6g}",
        rate=f"{rate:.6g}",
        advice=_advice(rate, origin),
        origin=origin or Phrase("solver.diverged_unknown"),
        largest=largest or "",
        found=origin is not None,
    )


def _advice(rate: float, origin: Phrase | None) -> Phrase | str:
    """Return what helps; of data that is not finite the origin has said it."""
    if origin is not None and origin.key == "solver.diverged_data":
        return ""
    return Phrase("solver.diverged_advice", rate=f"{rate:.6g}", tenth=f"{rate / 10:.6g}")


def divergence_of_gradients(
    iteration: int, loss: float, rate: float, net: Any, results: Iterable[Tensor]
) -> DivergenceError:
    """Return the error that tells what is known of summed gradients that are not finite.

    Args:
        iteration, loss, rate: as for `divergence`.
        net: whose parameters have these gradients.
        results: the losses of the batches, computed again, for their graphs are gone.
    """
    named = list(net.named_parameters())
    gradients = [tensor.grad for _, tensor in named if tensor.grad is not None]
    each_is_finite = all(is_finite(gradient.data) for gradient in gradients)
    errors = [divergence(iteration, loss, rate, named, result) for result in results]
    found = next((error for error in errors if error.values["found"]), None)
    if found is not None:
        return found
    error = errors[-1]
    if each_is_finite:
        error.values["origin"] = Phrase("solver.diverged_norm")
    elif len(errors) > 1:
        error.values["origin"] = Phrase("solver.diverged_sum", count=len(errors))
    return error


def first_result(order: list[Any], names: dict[int, str]) -> Phrase | None:
    """Return which number of the forward pass was the first that is not finite."""
    for node in order:
        for x in node.inputs:
            if isinstance(x, Tensor) and x.op is None and not is_finite(x.data):
                if id(x) in names:
                    return Phrase("solver.diverged_parameter", name=names[id(x)])
                return Phrase("solver.diverged_data", shape=x.shape)
        if not is_finite(node.data):
            return Phrase("solver.diverged_op", op=_op_name(node), shape=node.shape)
    return None


def _first_gradient(order: list[Any], gradients: dict[Any, Any]) -> Phrase | None:
    """Return the op whose gradient rule was the first to give a number that is not finite."""
    for node in reversed(order):
        gradient = gradients.get(node)
        arrays = [x.data if isinstance(x, Tensor) else x for x in node.inputs]
        for x, rule in zip(node.inputs, node.op.rules_for(node.inputs), strict=True):
            if gradient is None or rule is None or not getattr(x, "requires_grad", False):
                continue
            if not is_finite(rule(gradient, node.data, *arrays, **node.attributes)):
                return Phrase("solver.diverged_gradient", op=_op_name(node), shape=node.shape)
    return None


def _op_name(node: Any) -> str:
    return str(node.op.__name__) if node.op else "?"


def _largest_gradient(gradients: dict[Any, Any], names: dict[int, str]) -> Phrase | None:
    sizes = {
        names[id(leaf)]: float(abs(share).max())
        for leaf, share in gradients.items()
        if id(leaf) in names and share.size
    }
    not_finite = [name for name, size in sizes.items() if not math.isfinite(size)]
    if not_finite:
        return Phrase(
            "solver.diverged_not_finite",
            name=not_finite[0],
            count=len(not_finite),
            total=len(sizes),
        )
    if sizes:
        name = max(sizes, key=lambda name: sizes[name])
        return Phrase("solver.diverged_largest", name=name, size=f"{sizes[name]:.6g}")
    return None
