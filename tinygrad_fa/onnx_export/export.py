"""A net as an ONNX file: its layers one after the other, or as they are wired."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import Add, Concat, Layer, Residual, Sequential
from tinygrad_fa.layers.layer import evaluating
from tinygrad_fa.net import Net
from tinygrad_fa.onnx_export.graph import Graph, Wire
from tinygrad_fa.onnx_export.kinds import WRITERS

OPSET = 21  # the first that normalises groups channel by channel


def export_onnx(
    net: Layer,
    path: str | os.PathLike[str],
    *input_shapes: Sequence[int],
    dtype: Any = None,
) -> Path:
    """Write a feed-forward net as an ONNX file, for other programs to run; return its path.

    The net is written as it works in eval mode, for batches of any size: dropout is left out, and
    a BatchNorm uses its statistics.  Layers are written one by one, so a `forward` of one's own,
    recurrent layers and attention cannot be.

    Args:
        net: a `Net` in sequence or wired as a graph, or a layer.
        input_shapes: one shape for each input of the net, without the batch axis.
        dtype: of the inputs, or one for each (``"int64"`` for numbers of words); that of the
            parameters unless given.

    Raises:
        SettingError: without the package ``onnx``, and for a layer or a setting that has no
            counterpart in ONNX (the error names it).
        ShapeError: if the net does not take such inputs.
        FileError: if the file cannot be written.
    """
    graph = Graph()
    helper = graph.onnx.helper
    wires = [
        Wire(graph.name("input" if len(input_shapes) == 1 else f"input{number}"), sample)
        for number, sample in enumerate(_samples(net, input_shapes, dtype))
    ]
    with evaluating(net):
        results = _write(graph, net, wires, "")
    outputs = []
    for number, wire in enumerate(results):  # a result may be an input, or two results the same
        name = graph.name("output" if len(results) == 1 else f"output{number}")
        graph.nodes.append(helper.make_node("Identity", [wire.name], [name], name=name))
        outputs.append(Wire(name, wire.sample))
    written = helper.make_graph(
        graph.nodes,
        getattr(net, "name", None) or type(net).__name__,
        [_announced(helper, wire) for wire in wires],
        [_announced(helper, wire) for wire in outputs],
        graph.weights,
    )
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model_gen_version(
        written, opset_imports=[opset], producer_name="tinygrad_fa"
    )
    graph.onnx.checker.check_model(model, full_check=True)
    write_whole(path, [model.SerializeToString()])
    return Path(path)


def _samples(net: Layer, shapes: Sequence[Sequence[int]], dtype: Any) -> list[Tensor]:
    """Return one sample of zeros for each input."""
    example = next((parameter.data for parameter in net.parameters()), None)
    library = backend.chosen() if example is None else backend.library(example)
    usual = backend.default_dtype if example is None else example.dtype
    dtypes = list(dtype) if isinstance(dtype, (tuple, list)) else [dtype] * len(shapes)
    if not shapes or len(dtypes) != len(shapes):
        raise SettingError("net.summary_shapes", shapes=list(shapes), dtype=dtype)
    return [
        Tensor.wrap(library.zeros((1, *shape), kind or usual))
        for shape, kind in zip(shapes, dtypes, strict=True)
    ]


def _announced(helper: Any, wire: Wire) -> Any:
    """Return what a file says of an input or output: any number of samples of this shape."""
    kind = helper.np_dtype_to_tensor_dtype(wire.sample.data.dtype)
    return helper.make_tensor_value_info(wire.name, kind, ["N", *wire.sample.shape[1:]])


def _write(graph: Graph, layer: Layer, inputs: list[Wire], path: str) -> list[Wire]:
    """Write a layer, with those in it, and return its results."""
    if type(layer).forward in (Sequential.forward, Net.forward):
        if isinstance(layer, Net) and layer._wiring is not None:
            return _write_wired(graph, layer, inputs, path)
        (wire,) = inputs
        for name, one in zip(layer._sequence, layer, strict=True):  # type: ignore[attr-defined, call-overload]
            (wire,) = _write(graph, one, [wire], _join(path, name))
        return [wire]
    graph.place = path or type(layer).__name__
    if isinstance(layer, Residual):
        return [_write_residual(graph, layer, inputs, path)]
    if isinstance(layer, (Concat, Add)):
        return [_write_branches(graph, layer, inputs, path)]
    writer = WRITERS.get(type(layer).__name__)
    if writer is None or not layer._is_ours or len(inputs) != 1:
        known = ", ".join(sorted(WRITERS))
        kind = type(layer).__name__
        raise SettingError("onnx.no_such_layer", layer=graph.place, kind=kind, known=known)
    (x,) = inputs
    sample = layer(x.sample)
    return [Wire(writer(graph, layer, x), sample)]


def _write_wired(graph: Graph, net: Net, inputs: list[Wire], path: str) -> list[Wire]:
    """Write the lines of a net that is wired as a graph."""
    wiring = net._wiring
    assert wiring is not None
    wires = dict(zip(wiring.inputs, inputs, strict=True))
    for line in wiring.lines:
        layer = vars(net)[line.layer]
        results = _write(graph, layer, [wires[n] for n in line.reads], _join(path, line.layer))
        wires.update(zip(line.makes, results, strict=True))
    return [wires[name] for name in wiring.outputs]


def _write_residual(graph: Graph, layer: Residual, inputs: list[Wire], path: str) -> Wire:
    (x,) = inputs
    (through,) = _write(graph, layer.layer, inputs, _join(path, "layer"))
    around = x
    if layer.shortcut is not None:
        (around,) = _write(graph, layer.shortcut, inputs, _join(path, "shortcut"))
    graph.place = path or "Residual"
    return Wire(graph.add("Add", through.name, around.name), through.sample)


def _write_branches(graph: Graph, layer: Concat | Add, inputs: list[Wire], path: str) -> Wire:
    """Write the branches; without any the inputs themselves are joined."""
    ends = inputs
    if branches := list(layer.children()):
        ends = [_write(graph, one, inputs, _join(path, name))[0] for name, one in branches]
    graph.place = path or type(layer).__name__
    names, samples = [end.name for end in ends], [end.sample for end in ends]
    if isinstance(layer, Concat):
        joined = Concat(axis=layer.axis)(*samples)
        return Wire(graph.add("Concat", *names, axis=layer.axis), joined)
    return Wire(graph.add("Sum", *names), Add()(*samples))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
