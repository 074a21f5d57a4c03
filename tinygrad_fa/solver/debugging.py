"""`debug_info`: the mean size of every result, parameter and gradient (Caffe's debug_info)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver.scaffolding import every_tensor


@contextmanager
def watched(solver: Any) -> Iterator[None]:
    """Inside the ``with`` block, tell the sizes of what passes through the net of a Solver.

    A size is the mean of |x|.  Told are, in this order: the results of each layer and its
    parameters, when it has computed them; the gradients of these results on the way back; the
    gradients of the parameters; and the norms of all parameters and gradients together.
    """
    report = solver.report

    with ExitStack() as stack:
        for path, layer in solver.net.named_layers():
            if next(layer.children(), None) is None:  # the frames around them repeat their results
                stack.enter_context(_watch_forward(report, path, layer))
                stack.enter_context(_watch_backward(report, path, layer))
        yield
    for piece in solver.parameters.pieces:
        gradient = piece.parameter.grad
        if gradient is not None:
            layer, _, name = piece.name.rpartition(".")
            report.tell("debug_backward", layer=layer, what=name, size=mean_size(gradient.data))
    report.tell("debug_parameters", **norms(solver.parameters.pieces))


def _watch_forward(report: Any, path: str, layer: Any) -> Any:
    def note(_: Any, inputs: tuple[Any, ...], result: Any) -> None:
        for number, tensor in enumerate(every_tensor(result)):
            what = "output" if not number else f"output {number}"
            report.tell("debug_forward", layer=path, what=what, size=mean_size(tensor.data))
        for name, tensor in layer.own_tensors():
            report.tell("debug_forward", layer=path, what=name, size=mean_size(tensor.data))

    return layer.register_forward_hook(note)


def _watch_backward(report: Any, path: str, layer: Any) -> Any:
    def note(_: Any, gradient: Tensor) -> None:
        report.tell("debug_backward", layer=path, what="output", size=mean_size(gradient.data))

    return layer.register_backward_hook(note)


def mean_size(array: Any) -> float:
    """Return the mean of |x|; 0 for an empty array."""
    return float(abs(array).mean()) if array.size else 0.0


def norms(pieces: Any) -> dict[str, float]:
    """Return the L1 and L2 norms of all parameters together, and of their gradients."""
    sums = {"l1_data": 0.0, "l1_gradient": 0.0, "l2_data": 0.0, "l2_gradient": 0.0}
    for piece in pieces:
        gradient = piece.parameter.grad
        for what, array in (("data", piece.parameter.data), ("gradient", gradient)):
            if array is None:
                continue
            wide = (array.data if isinstance(array, Tensor) else array).astype("float64")
            sums[f"l1_{what}"] += float(backend.library(wide).abs(wide).sum())
            sums[f"l2_{what}"] += float((wide * wide).sum())
    return {name: value**0.5 if name.startswith("l2") else value for name, value in sums.items()}
