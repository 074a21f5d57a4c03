"""The summary of a net: what each layer gives, how much it holds, and how much it computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from tinygrad_fa import backend, language, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.layer import Layer, evaluating

Shape = tuple[int, ...]


@dataclass
class Row:
    """One layer: its dotted path ("" for the net itself), its class, and its sizes.

    `shapes` are the shapes of what it returned (mostly one) for a batch of one sample; it is
    empty if the layer was not used.  `parameters` counts the layer's own, not its sub-layers',
    and a shared one only where it comes first; `memory` is bytes of output for one sample, and
    `multiply_adds` the products of one forward pass of one sample.
    """

    path: str
    kind: str
    shapes: list[Shape]
    parameters: int
    memory: int
    multiply_adds: int


@dataclass
class Summary:
    """The rows and totals of a net, printed as a table.

    A *multiply-add* is one product of a weight (or, in attention, an activation) with a number,
    and its addition to a sum.  Each kind of layer says how many it takes (`Layer.multiply_adds`):
    Linear out · in for each row, a convolution outputs · kernel · channels it sees.  What is done
    once per entry (biases, activations, pooling, normalisation) counts as nothing.

    Attributes:
        rows: the layers that have no sub-layers, or have parameters or products of their own.
        trainable: numbers in parameters that want gradients.
        fixed: numbers in frozen parameters and in buffers.
        memory: bytes of all these.
        outputs: bytes of the outputs of all rows, for one sample.
        multiply_adds: of all rows, for one sample, forward.
    """

    rows: list[Row]
    trainable: int
    fixed: int
    memory: int
    outputs: int
    multiply_adds: int

    def __str__(self) -> str:
        names = ("layer", "kind", "shape", "parameters", "memory", "multiply_adds")
        table = [[language.text(f"net.summary_{name}") for name in names]]
        for row in self.rows:
            shapes = ", ".join(_shape_text(shape) for shape in row.shapes)
            cells = [row.path or ".", row.kind, shapes or "–", f"{row.parameters:,}"]
            table.append([*cells, size_text(row.memory), f"{row.multiply_adds:,}"])
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
            language.text("net.summary_work", None, count=_grouped(self.multiply_adds)),
        ]
        return "\n".join([lines[0], rule, *lines[1:], rule, *totals])

    __repr__ = __str__


class Call(NamedTuple):
    """What one call of a layer gave: the tensors it returned, and the products it took."""

    results: list[Tensor]
    multiply_adds: int


def summarise(net: Layer, input_shapes: Sequence[Sequence[int]], dtype: Any = None) -> Summary:
    """Run one sample of zeros through `net` and return what its layers gave.

    The net is left as it was: its mode, its gradients and the random numbers to come.

    Args:
        net: any layer.
        input_shapes: for each input the shape of one sample, without the batch axis.
        dtype: of the samples, or one for each; that of the net's first parameter unless given.

    Raises:
        SettingError: for what are no shapes, or not as many dtypes.
        ShapeError: with the layer's path, if a sample does not fit.
    """
    samples = _samples(net, input_shapes, dtype)
    random_numbers = randomness.get_state()
    try:
        with evaluating(net), _watched(net) as calls:
            net(*samples)
    finally:
        randomness.set_state(random_numbers)
    rows, trainable, fixed, memory = [], 0, 0, 0
    counted: set[int] = set()
    paths = list(net.paths())
    for number, (path, layer) in enumerate(paths):
        own = [tensor for _, tensor in layer.own_tensors()]
        # A layer that is in the net twice was called twice, in the order of its paths.
        these, comes_again = calls[id(layer)], any(one is layer for _, one in paths[number + 1 :])
        count = 1 if comes_again else len(these)
        mine, these[:count] = these[:count], []
        work = sum(call.multiply_adds for call in mine)
        if not own and not work and next(layer.children(), None):
            continue  # only a frame for its sub-layers
        new = [tensor for tensor in own if id(tensor) not in counted]
        counted.update(map(id, new))
        trainable += sum(tensor.size for tensor in new if tensor.requires_grad)
        fixed += sum(tensor.size for tensor in new if not tensor.requires_grad)
        memory += sum(tensor.data.nbytes for tensor in new)
        outputs = [out for call in mine for out in call.results]
        rows.append(
            Row(
                path,
                type(layer).__name__,
                [out.shape for out in outputs],
                sum(tensor.size for tensor in new),
                sum(out.data.nbytes for out in outputs),
                work,
            )
        )
    outputs_memory, work = sum(row.memory for row in rows), sum(row.multiply_adds for row in rows)
    return Summary(rows, trainable, fixed, memory, outputs_memory, work)


def _samples(net: Layer, shapes: Sequence[Sequence[int]], dtype: Any) -> list[Tensor]:
    """Return one sample of zeros for each shape, on the device of the net."""
    example = next((parameter.data for parameter in net.parameters()), None)
    library = backend.chosen() if example is None else backend.library(example)
    usual = backend.default_dtype if example is None else example.dtype
    dtypes = list(dtype) if isinstance(dtype, (tuple, list)) else [dtype] * len(shapes)
    if not shapes or len(dtypes) != len(shapes):
        raise SettingError("net.summary_shapes", shapes=list(shapes), dtype=dtype)
    try:
        arrays = [
            library.zeros((1, *shape), kind or usual)
            for shape, kind in zip(shapes, dtypes, strict=True)
        ]
    except (TypeError, ValueError) as error:
        raise SettingError("net.summary_shapes", shapes=list(shapes), dtype=dtype) from error
    return [Tensor.wrap(array) for array in arrays]


@contextmanager
def _watched(net: Layer) -> Iterator[dict[int, list[Call]]]:
    """Inside the ``with`` block, note the calls of each layer, in order."""
    calls: dict[int, list[Call]] = {}

    def note(layer: Layer, inputs: tuple[Any, ...], result: Any) -> None:
        found = list(_tensors(result))
        calls[id(layer)].append(Call(found, layer.multiply_adds(inputs, result)))

    with ExitStack() as stack:
        for _, layer in net.named_layers():
            calls[id(layer)] = []
            stack.enter_context(layer.register_forward_hook(note))
        yield calls


def _tensors(result: Any) -> Iterator[Tensor]:
    """Yield the tensors of a result, also of tuples in tuples (an LSTM's state)."""
    if isinstance(result, Tensor):
        yield result
    elif isinstance(result, (tuple, list)):
        for part in result:
            yield from _tensors(part)


def _shape_text(shape: Shape) -> str:
    return "(" + ", ".join(["N", *map(str, shape[1:])][: len(shape)]) + ")"


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
