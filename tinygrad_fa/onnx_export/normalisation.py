"""How normalising layers are written in ONNX's ops."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.onnx_export.graph import Graph, Wire
from tinygrad_fa.onnx_export.kinds import refuse, writes


@writes("BatchNorm1d", "BatchNorm2d")
def batch_norm(graph: Graph, layer: Any, x: Wire) -> str:
    """With the statistics of the training."""
    if not layer.track_running_stats:
        raise refuse(graph, layer, "track_running_stats = False")
    scale, shift = _scale_and_shift(graph, layer, layer.num_features, x)
    mean = graph.weight(layer.running_mean, "running_mean")
    variance = graph.weight(layer.running_var, "running_var")
    return graph.add(
        "BatchNormalization", x.name, scale, shift, mean, variance, epsilon=float(layer.eps)
    )


@writes("InstanceNorm1d", "InstanceNorm2d")
def instance_norm(graph: Graph, layer: Any, x: Wire) -> str:
    """Each channel of each sample by itself."""
    scale, shift = _scale_and_shift(graph, layer, layer.num_features, x)
    return graph.add("InstanceNormalization", x.name, scale, shift, epsilon=float(layer.eps))


@writes("GroupNorm")
def group_norm(graph: Graph, layer: Any, x: Wire) -> str:
    """Groups of channels of each sample."""
    scale, shift = _scale_and_shift(graph, layer, layer.num_channels, x)
    return graph.add(
        "GroupNormalization",
        x.name,
        scale,
        shift,
        epsilon=float(layer.eps),
        num_groups=layer.num_groups,
    )


@writes("LayerNorm")
def layer_norm(graph: Graph, layer: Any, x: Wire) -> str:
    """The last axes of each sample."""
    scale, shift = _scale_and_shift(graph, layer, layer.normalized_shape, x)
    return graph.add(
        "LayerNormalization",
        x.name,
        scale,
        shift,
        axis=-len(layer.normalized_shape),
        epsilon=float(layer.eps),
    )


@writes("RMSNorm")
def rms_norm(graph: Graph, layer: Any, x: Wire) -> str:
    """Divided by the root of the mean square: x / √(mean of x² + ε), scaled."""
    axes = graph.whole_numbers(list(range(-len(layer.normalized_shape), 0)), "axes")
    squares = graph.add("ReduceMean", graph.add("Mul", x.name, x.name), axes)
    smallest = backend.library(None).finfo(x.sample.dtype).eps
    eps = graph.numbers(smallest if layer._eps is None else layer._eps, x.sample, "eps")
    result = graph.add("Div", x.name, graph.add("Sqrt", graph.add("Add", squares, eps)))
    return result if layer.weight is None else graph.add("Mul", result, graph.weight(layer.weight))


@writes("LRN")
def local_response(graph: Graph, layer: Any, x: Wire) -> str:
    """Neighbouring channels."""
    if layer.norm_region != "ACROSS_CHANNELS":
        raise refuse(graph, layer, f"norm_region = {layer.norm_region}")
    numbers = {"alpha": float(layer.alpha), "beta": float(layer.beta), "bias": float(layer.k)}
    return graph.add("LRN", x.name, size=layer.size, **numbers)


def _scale_and_shift(graph: Graph, layer: Any, shape: Any, x: Wire) -> tuple[str, str]:
    """Return the names of weight and bias; a layer without them scales by 1 and shifts by 0."""
    shape = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    weight, bias = layer.weight, layer.bias
    scale = _full(graph, 1, shape, x) if weight is None else graph.weight(weight)
    shift = _full(graph, 0, shape, x) if bias is None else graph.weight(bias, "bias")
    return scale, shift


def _full(graph: Graph, number: int, shape: tuple[int, ...], x: Wire) -> str:
    """Return the name of an array of one number, in the dtype of the sample."""
    array = backend.library(None).full(shape, number, x.sample.dtype)
    return graph.constant(array, "ones" if number else "zeros")
