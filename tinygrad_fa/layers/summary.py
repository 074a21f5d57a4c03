"""The summary of a net: what each layer gives, and how much it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tinygrad_fa import backend, language, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers.layer import Layer, evaluating

Shape = tuple[int, ...]


@dataclass
class Row:
    """One layer: its dotted path ("" for the net itself), its class, and its sizes.

    `shapes` are the shapes of what it returned (mostly one) for a batch of one sample; it is
    empty if the layer was not used.  `parameters` counts the layer's own, not its sub-layers',
    and a shared one only where it comes first; `memory` is bytes of output for one sample.
    """

    path: str
    kind: str
    shapes: list[Shape]
    parameters: int
    memory: int


@dataclass
class Summary:
    """The rows and totals of a net, printed as a table.

    Attributes:
        rows: the layers that have no sub-layers, or have parameters of their own.
        trainable: numbers in parameters that want gradients.
        fixed: numbers in frozen parameters and in buffers.
        memory: bytes of all these.
        outputs: bytes of the outputs of all rows, for one sample.
    """

    rows: list[Row]
    trainable: int
    fixed: int
    memory: int
    outputs: int

    def __str__(self) -> str:
        names = ("layer", "kind", "shape", "parameters", "memory")
        table = [[language.text(f"net.summary_{name}") for name in names]]
        for row in self.rows:
            shapes = ", ".join("(" + ", ".join(["N", *map(str, s[1:])]) + ")" for s in row.shapes)
            cells = [row.path or ".", row.kind, shapes or "–", f"{row.parameters:,}"]
            table.append([*cells, size_text(row.memory)])
        widths = [max(len(line[i]) for line in table) for i in range(len(names))]
        lines = [_aligned(line, widths) for line in table]
        rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
        totals = [
            language.text(
                "net.summary_total",
                None,
                total=_grouped(self.trainable + self.fixed),
                trainable=_grouped(self.trainable),
                fixed=_grouped(self.fixed),
                memory=size_text(self.memory),
            ),
            language.text("net.summary_outputs", None, memory=size_text(self.outputs)),
        ]
        return "\n".join([lines[0], rule, *lines[1:], rule, *totals])

    __repr__ = __str__


def summarise(net: Layer, input_shape: Sequence[int], dtype: Any = None) -> Summary:
    """Run one sample of zeros through `net` and return what its layers gave.

    The net is left as it was: its mode, its gradients and the random numbers to come.

    Args:
        net: any layer.
        input_shape: the shape of one sample, without the batch axis.
        dtype: of the sample; that of the net's first parameter unless given.

    Raises:
        ShapeError: with the layer's path, if the sample does not fit.
    """
    dtype = dtype or next((p.dtype for p in net.parameters()), backend.default_dtype)
    sample = Tensor.wrap(backend.chosen().zeros((1, *input_shape), dtype))
    random_numbers = randomness.get_state()
    try:
        with evaluating(net), _watched(net) as results:
            net(sample)
    finally:
        randomness.set_state(random_numbers)
    rows, trainable, fixed, memory = [], 0, 0, 0
    counted: set[int] = set()
    for path, layer in net.paths():
        own = [x for _, x in layer.attributes() if isinstance(x, Tensor) and x.op is None]
        if not own and next(layer.children(), None):
            continue  # only a frame for its sub-layers
        new = [tensor for tensor in own if id(tensor) not in counted]
        counted.update(map(id, new))
        trainable += sum(tensor.size for tensor in new if tensor.requires_grad)
        fixed += sum(tensor.size for tensor in new if not tensor.requires_grad)
        memory += sum(tensor.data.nbytes for tensor in new)
        # A layer that is in the net twice was called twice, in the order of its paths.
        calls = results.get(id(layer), [])
        outputs = calls.pop(0) if len(calls) > 1 else calls[0] if calls else []
        rows.append(
            Row(
                path,
                type(layer).__name__,
                [out.shape for out in outputs],
                sum(tensor.size for tensor in new),
                sum(out.data.nbytes for out in outputs),
            )
        )
    return Summary(rows, trainable, fixed, memory, sum(row.memory for row in rows))


@contextmanager
def _watched(net: Layer) -> Iterator[dict[int, list[list[Tensor]]]]:
    """Inside the ``with`` block, note the tensors that each layer returns, call by call."""
    results: dict[int, list[list[Tensor]]] = {}
    before: list[tuple[Layer, Any]] = []
    try:
        for _, layer in net.named_layers():
            before.append((layer, vars(layer).get("forward")))
            vars(layer)["forward"] = _noting(layer.forward, results.setdefault(id(layer), []))
        yield results
    finally:
        for layer, forward in before:
            del vars(layer)["forward"]
            if forward is not None:  # somebody had put one there
                vars(layer)["forward"] = forward


def _noting(forward: Callable[..., Any], calls: list[list[Tensor]]) -> Callable[..., Any]:
    def noting_forward(*inputs: Any, **settings: Any) -> Any:
        result = forward(*inputs, **settings)
        parts = result if isinstance(result, (tuple, list)) else [result]
        calls.append([part for part in parts if isinstance(part, Tensor)])
        return result

    return noting_forward


def size_text(count: float) -> str:
    """Return a number of bytes as a reader likes it: ``512 B``, ``1.6 MiB``."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.4g} {unit}"
        count /= 1024
    return f"{count:.4g} GiB"


def _grouped(number: int) -> str:
    """Return a number with its thousands set apart, for a sentence in the reader's language."""
    return f"{number:,}".replace(",", "٬" if language.get_language() == "fa" else ",")


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return a line of the table: words to the left, numbers to the right."""
    words = [f"{c:<{w}}" for c, w in zip(cells[:3], widths[:3], strict=True)]
    numbers = [f"{c:>{w}}" for c, w in zip(cells[3:], widths[3:], strict=True)]
    return "  ".join([*words, *numbers])
