"""Running a net under watch: which layer computed which node.

While the net runs, every layer has a hook before and after its `forward`, and each call advances
the engine's clock by one tick: so what a call has made is told from what was there before.  Nothing
is noted in the tensors themselves, and a training step costs what it always did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.op import Multilinear
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers.layer import Layer

Path = tuple[str, ...]


class Same(Multilinear):
    """x itself: what a layer gives that hands on its input (Dropout in eval mode)."""

    symbol, tex, partials = "=", "{x}", ("1",)

    def forward(x: Any) -> Any:  # noqa: N805
        """Return x."""
        return x

    def grad_x(g: Any, out: Any, x: Any) -> Any:  # noqa: N805
        """Return the gradient as it is."""
        return g


@dataclass
class Call:
    """One call of a layer.

    Attributes:
        path: the names of the layers it is in, then its own (with a number when called again).
        began: the engine's time.
        inputs, results: the tensors that went in and came out.
    """

    path: Path
    layer: Layer
    began: int
    inputs: list[Tensor]
    results: list[Tensor] = field(default_factory=list)


@dataclass
class Trace:
    """A run of a net.

    Attributes:
        inputs, results: the tensors that went in and came out.
        calls: the calls of its layers, each before those that it made itself.
        maker: the innermost call that made each computed node.
    """

    inputs: list[Tensor]
    results: list[Tensor]
    calls: list[Call]
    maker: dict[Tensor, Call]

    def maker_paths(self) -> dict[Tensor, Path]:
        """Return the path of the layer that made each computed node."""
        return {node: call.path for node, call in self.maker.items()}


def run(net: Layer, inputs: Sequence[Any], mark: bool = True) -> Trace:
    """Call `net` with `inputs` under watch, and leave it as it was.

    Args:
        mark: let a layer that hands on its input appear as a node of its own.
    """
    watch = _Watch(net, mark)
    with _undone(net), watch.hooks():
        result = net(*inputs)
    return Trace(list(tensors(inputs)), list(tensors(result)), watch.calls, watch.maker)


def leaves(net: Layer, inputs: Sequence[Any], names: Sequence[str]) -> list[Any]:
    """Return inputs as the net's own kind of numbers, as leaves that want gradients.

    So what is done to an input before the first weight comes into the graph, too.
    """
    example = next((parameter.data for parameter in net.parameters()), None)
    made = []
    for x, name in zip(inputs, names, strict=True):
        array = x.data if isinstance(x, Tensor) else backend.new_array(x)
        fractions = array.dtype.kind == "f"
        if example is not None and fractions:
            array = array.astype(example.dtype)
        leaf = Tensor(array, name=name)
        made.append(leaf.requires_grad_() if fractions else leaf)
    return made


def tensors(result: Any) -> Iterator[Tensor]:
    """Yield the tensors of a result, also of tuples in tuples (an LSTM's state)."""
    if isinstance(result, Tensor):
        yield result
    elif isinstance(result, (tuple, list)):
        for part in result:
            yield from tensors(part)


class _Watch:
    def __init__(self, net: Layer, mark: bool) -> None:
        self.net, self.mark = net, mark
        self.calls: list[Call] = []
        self.maker: dict[Tensor, Call] = {}
        self._open: list[Call] = []
        self._counts: dict[Path, int] = {}

    @contextmanager
    def hooks(self) -> Iterator[None]:
        """Watch all layers below the net inside the ``with`` block."""
        with ExitStack() as stack:
            for path, layer in self.net.named_layers():
                if path:
                    stack.enter_context(layer.register_forward_pre_hook(self._before))
                    stack.enter_context(layer.register_forward_hook(self._after))
            yield

    def _before(self, layer: Layer, inputs: tuple[Any, ...]) -> None:
        above = self._open[-1] if self._open else None
        path = (
            *(above.path if above else ()),
            self._name(layer, above.layer if above else self.net),
        )
        self._counts[path] = self._counts.get(path, 0) + 1
        if self._counts[path] > 1:
            path = (*path[:-1], f"{path[-1]} ({self._counts[path]})")
        call = Call(path, layer, graph.note_change(), list(tensors(inputs)))
        self.calls.append(call)
        self._open.append(call)

    def _name(self, layer: Layer, above: Layer) -> str:
        paths = [path for path, one in above.paths() if one is layer and path]
        paths = paths or [path for path, one in self.net.paths() if one is layer]
        return min(paths, key=len)

    def _after(self, layer: Layer, inputs: tuple[Any, ...], result: Any) -> Any:
        call = self._open.pop()
        if self.mark and any(result is x for x in call.inputs) and result.requires_grad:
            result = result.apply(Same, result)
        call.results = list(tensors(result))
        waiting, seen = list(call.results), set(call.results)
        for node in waiting:  # the list grows while we walk along it
            if node.op and node.made_at >= call.began:
                self.maker.setdefault(node, call)  # unless a layer inside this one made it
                new = {x for x in node.inputs if isinstance(x, Tensor)} - seen
                seen |= new
                waiting += new
        return result


@contextmanager
def _undone(net: Layer) -> Iterator[None]:
    """Record a graph inside the ``with`` block; then put random numbers and buffers back."""
    numbers, recording = randomness.get_state(), graph.recording
    before = [(tensor, tensor.data) for _, tensor in net.named_buffers()]
    graph.recording = True
    try:
        yield
    finally:
        graph.recording = recording
        randomness.set_state(numbers)
        for tensor, data in before:
            if tensor.data is not data:
                tensor.replace_data(data)
