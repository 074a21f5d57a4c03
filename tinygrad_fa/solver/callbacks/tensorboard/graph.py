"""The graph of a net for TensorBoard: its ops, in boxes that are its layers."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver.callbacks.tensorboard.protobuf import content, whole


class GraphRecorder:
    """Watches one call of a net and writes down which op was made where.

    `begin` puts hooks on the layers, `end` takes them away and returns the GraphDef.  Where a
    layer's call begins, what is new in its inputs belongs to the layer around it; where it ends,
    what is new in its result is its own.
    """

    def __init__(self, net: Any) -> None:
        self.net = net
        self._handles: list[Any] = []
        self._names: dict[int, str] = {}  # id of a tensor → name of its node
        self._kept: list[Any] = []  # so that no id is given twice
        self._nodes: list[bytes] = []
        self._taken: Counter[str] = Counter()
        self._parameters: dict[int, str] = {}
        self._inside: list[str] = []  # the layers whose calls are under way

    def begin(self) -> None:
        """Watch the next call of the net."""
        self._parameters = {id(tensor): name for name, tensor in self.net.named_parameters()}
        for path, layer in self.net.named_layers():
            self._handles.append(layer.register_forward_pre_hook(partial(self._enter, path)))
            self._handles.append(layer.register_forward_hook(partial(self._leave, path)))

    def end(self) -> bytes | None:
        """Watch no longer; return the graph, or None if the net was not called."""
        for handle in self._handles:
            handle.remove()
        nodes = b"".join(self._nodes)
        self._handles, self._names, self._kept, self._nodes = [], {}, [], []
        return nodes + content(4, whole(1, 22)) if nodes else None

    def _enter(self, path: str, layer: Any, inputs: Any) -> None:
        around = self._inside[-1] if self._inside else ""
        self._see(around, inputs)
        self._inside.append(path)

    def _leave(self, path: str, layer: Any, inputs: Any, result: Any) -> None:
        self._see(path, result)
        self._inside.pop()

    def _see(self, path: str, tensors: Any) -> None:
        for one in tensors if isinstance(tensors, (tuple, list)) else [tensors]:
            if isinstance(one, (tuple, list)):
                self._see(path, one)
            elif isinstance(one, Tensor):
                self._walk(path, one)

    def _walk(self, path: str, last: Tensor) -> None:
        """Write the nodes that lead to `last` and are not written yet, inputs first."""
        stack = [(last, False)]
        while stack:
            tensor, inputs_done = stack.pop()
            if id(tensor) in self._names:
                continue
            inputs = [x for x in tensor.inputs or () if isinstance(x, Tensor)]
            if inputs_done or not inputs:
                self._write(path, tensor, inputs)
            else:
                stack.append((tensor, True))
                stack.extend((x, False) for x in inputs)

    def _write(self, path: str, tensor: Tensor, inputs: list[Tensor]) -> None:
        self._kept.append(tensor)
        parameter = self._parameters.get(id(tensor))
        if parameter is not None:
            kind, wished = "Parameter", parameter.replace(".", "/")
        elif tensor.op is None and not self._inside:
            kind, wished = "Placeholder", "input"
        else:
            kind = "Constant" if tensor.op is None else tensor.op.__name__
            wished = f"{path.replace('.', '/')}/{kind}" if path else kind
        self._taken[wished] += 1
        count = self._taken[wished]
        name = wished if count == 1 else f"{wished}_{count - 1}"
        self._names[id(tensor)] = name
        sides = b"".join(content(2, whole(1, length)) for length in tensor.shape)
        shapes = content(1, content(7, sides))  # AttrValue.list.shape
        attribute = content(1, "_output_shapes") + content(2, shapes)
        edges = b"".join(content(3, self._names[id(x)]) for x in inputs)
        self._nodes.append(
            content(1, content(1, name) + content(2, kind) + edges + content(5, attribute))
        )
