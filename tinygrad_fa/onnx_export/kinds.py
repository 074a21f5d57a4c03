"""How each kind of layer is written in ONNX's ops: one function each, found by its name.

Source of the ops: https://onnx.ai/onnx/operators.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.onnx_export.graph import Graph, Wire

Writer = Callable[[Graph, Any, Wire], str]
WRITERS: dict[str, Writer] = {}


def writes(*kinds: str) -> Callable[[Writer], Writer]:
    """Make the function below the writer of these kinds of layers."""

    def note(writer: Writer) -> Writer:
        WRITERS.update(dict.fromkeys(kinds, writer))
        return writer

    return note


def refuse(graph: Graph, layer: Any, setting: str) -> SettingError:
    """Return the error for a setting that ONNX has no op for."""
    return SettingError(
        "onnx.no_such_setting", layer=graph.place, kind=type(layer).__name__, setting=setting
    )


# Layers that are one op, with the attributes it needs.
SAME_NAME: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    "ReLU": ("Relu", lambda layer: {}),
    "Sigmoid": ("Sigmoid", lambda layer: {}),
    "Tanh": ("Tanh", lambda layer: {}),
    "Softsign": ("Softsign", lambda layer: {}),
    "Mish": ("Mish", lambda layer: {}),
    "Hardswish": ("HardSwish", lambda layer: {}),
    "Hardsigmoid": ("HardSigmoid", lambda layer: {"alpha": 1 / 6, "beta": 0.5}),
    "ELU": ("Elu", lambda layer: {"alpha": float(layer.alpha)}),
    "SELU": ("Selu", lambda layer: {"alpha": 1.6732632423543772, "gamma": 1.0507009873554805}),
    "LeakyReLU": ("LeakyRelu", lambda layer: {"alpha": float(layer.negative_slope)}),
    "GELU": ("Gelu", lambda layer: {"approximate": layer.approximate}),
    "Softmax": ("Softmax", lambda layer: {"axis": layer.dim}),
    "LogSoftmax": ("LogSoftmax", lambda layer: {"axis": layer.dim}),
}


@writes(*SAME_NAME)
def one_op(graph: Graph, layer: Any, x: Wire) -> str:
    """An activation that is an op of ONNX."""
    kind, attributes = SAME_NAME[type(layer).__name__]
    return graph.add(kind, x.name, **attributes(layer))


@writes("Dropout", "Dropout2d")
def nothing(graph: Graph, layer: Any, x: Wire) -> str:
    """What is only there in training."""
    return x.name


@writes("ReLU6", "Hardtanh")
def clip(graph: Graph, layer: Any, x: Wire) -> str:
    """Between two bounds."""
    low, high = (0, 6) if type(layer).__name__ == "ReLU6" else (layer.min_val, layer.max_val)
    bounds = [graph.numbers(bound, x.sample, name) for bound, name in ((low, "min"), (high, "max"))]
    return graph.add("Clip", x.name, *bounds)


@writes("SiLU")
def silu(graph: Graph, layer: Any, x: Wire) -> str:
    """The input times its sigmoid."""
    return graph.add("Mul", x.name, graph.add("Sigmoid", x.name))


@writes("LogSigmoid")
def log_sigmoid(graph: Graph, layer: Any, x: Wire) -> str:
    """The logarithm of the sigmoid: ln σ(x) = −softplus(−x)."""
    return graph.add("Neg", graph.add("Softplus", graph.add("Neg", x.name)))


@writes("Softplus")
def softplus(graph: Graph, layer: Any, x: Wire) -> str:
    """A smooth ReLU, softplus(βx) / β."""
    beta = graph.numbers(layer.beta, x.sample, "beta")
    return graph.add("Div", graph.add("Softplus", graph.add("Mul", x.name, beta)), beta)


@writes("PReLU")
def prelu(graph: Graph, layer: Any, x: Wire) -> str:
    """One slope per channel: axes behind it are added, for ONNX compares from the right."""
    slope = layer.weight.numpy()
    if slope.size > 1:
        slope = slope.reshape(-1, *[1] * (x.sample.ndim - 2))
    return graph.add("PRelu", x.name, graph.constant(slope, "weight"))


@writes("Flatten")
def flatten(graph: Graph, layer: Any, x: Wire) -> str:
    """All axes from `start_dim` on become one: 0 keeps an axis, −1 stands for the rest."""
    shape = graph.whole_numbers([0] * layer.start_dim + [-1], "shape")
    return graph.add("Reshape", x.name, shape)


@writes("Linear")
def linear(graph: Graph, layer: Any, x: Wire) -> str:
    """A product and a sum, x Wᵀ + b; for rows that is an op of ONNX."""
    if x.sample.ndim == 2:
        return graph.add("Gemm", x.name, *_weight_and_bias(graph, layer), transB=1)
    turned = graph.constant(layer.weight.numpy().T.copy(), "weight_turned")
    result = graph.add("MatMul", x.name, turned)
    if layer.bias is None:
        return result
    return graph.add("Add", result, graph.weight(layer.bias, "bias"))


def _weight_and_bias(graph: Graph, layer: Any) -> list[str]:
    """Return the names of the weight and of the bias, if there is one."""
    weight = graph.weight(layer.weight)
    return [weight] if layer.bias is None else [weight, graph.weight(layer.bias, "bias")]


@writes("Embedding")
def embedding(graph: Graph, layer: Any, x: Wire) -> str:
    """Rows of the table."""
    return graph.add("Gather", graph.weight(layer.weight), x.name, axis=0)


@writes("Conv1d", "Conv2d", "ConvTranspose2d")
def convolution(graph: Graph, layer: Any, x: Wire) -> str:
    """ONNX has the same layouts; its padding is told for both ends of each axis."""
    turned = type(layer).__name__ == "ConvTranspose2d"
    padding = _listed(layer.padding)
    return graph.add(
        "ConvTranspose" if turned else "Conv",
        x.name,
        *_weight_and_bias(graph, layer),
        strides=_listed(layer.stride),
        pads=padding + padding,
        dilations=_listed(layer.dilation),
        group=layer.groups,
        output_padding=_listed(layer.output_padding) if turned else None,
    )


def _listed(extent: Any) -> list[int]:
    return list(extent) if isinstance(extent, (tuple, list)) else [extent]


@writes("MaxPool2d", "AvgPool2d")
def pool(graph: Graph, layer: Any, x: Wire) -> str:
    """Windows; where a last, smaller one counts, `ceil_mode` is set."""
    average = type(layer).__name__ == "AvgPool2d"
    return graph.add(
        "AveragePool" if average else "MaxPool",
        x.name,
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.stride),
        pads=[*layer.padding, *layer.padding],
        ceil_mode=int(layer.ceil_mode),
        count_include_pad=int(layer.count_include_pad) if average else None,
    )


@writes("AdaptiveAvgPool2d")
def adaptive_pool(graph: Graph, layer: Any, x: Wire) -> str:
    """Windows of one size, where the lengths can be divided so."""
    sides, wanted = x.sample.shape[2:], layer.output_size
    if any(side % number for side, number in zip(sides, wanted, strict=True)):
        raise refuse(graph, layer, f"output_size = {tuple(wanted)} of {tuple(sides)}")
    window = [side // number for side, number in zip(sides, wanted, strict=True)]
    return graph.add("AveragePool", x.name, kernel_shape=window, strides=window)


@writes("GlobalAvgPool", "GlobalMaxPool")
def global_pool(graph: Graph, layer: Any, x: Wire) -> str:
    """The mean, or the largest, of each channel."""
    axes = graph.whole_numbers(list(range(2, x.sample.ndim)), "axes")
    kind = "ReduceMean" if type(layer).__name__ == "GlobalAvgPool" else "ReduceMax"
    return graph.add(kind, x.name, axes, keepdims=int(layer.keepdims))


@writes("Upsample")
def upsample(graph: Graph, layer: Any, x: Wire) -> str:
    """Larger images: copies of the nearest point, or lines between the points."""
    factors = backend.library(None).asarray([1, 1, *layer.scale_factor], "float32")
    scales = graph.constant(factors, "scales")
    if layer.mode == "nearest":
        how = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    else:
        corners = "align_corners" if layer.align_corners else "half_pixel"
        how = {"coordinate_transformation_mode": corners}
    mode = "nearest" if layer.mode == "nearest" else "linear"
    return graph.add("Resize", x.name, "", scales, mode=mode, **how)
