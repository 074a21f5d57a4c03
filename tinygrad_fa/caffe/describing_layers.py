"""The layers of ours that Caffe has, too: what it calls them, and their settings."""

from __future__ import annotations

from collections.abc import Callable
from math import prod, sqrt
from typing import Any

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.layers import (
    ELU,
    LRN,
    Add,
    AvgPool2d,
    BatchNorm1d,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    Hardtanh,
    Layer,
    LeakyReLU,
    Linear,
    MaxPool2d,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)

# (type, fields of the LayerParameter), one or more of them
Described = list[tuple[str, dict[str, Any]]]


def describe(layer: Layer, axes: int) -> Described | None:
    """Return what Caffe calls a layer that gets an input of so many axes.

    Returns:
        None if Caffe has the layer, but not with these settings.

    Raises:
        KeyError: if it has no such layer.
    """
    kind = next((kind for kind in type(layer).__mro__ if kind in LAYERS), type(layer))
    return LAYERS[kind](layer, axes)


def _plain(kind: str) -> Callable[[Any, int], Described]:
    return lambda layer, axes: [(kind, {})]


def _with(kind: str, param: str, message: str, **fields: str) -> Callable[[Any, int], Described]:
    """Describe a layer whose settings have another name in Caffe: field → attribute of ours."""

    def describe(layer: Any, axes: int) -> Described:
        told = {field: getattr(layer, attribute) for field, attribute in fields.items()}
        return [(kind, {param: Message(message, **told)})]

    return describe


def _window(settings: Message, kernel: Any, stride: Any, pad: Any) -> None:
    """Tell kernel, stride and pad, by one number where height and width are alike."""
    repeated = settings.field("pad").repeated
    for name, short, (height, width), usual in (
        ("kernel_size", "kernel", kernel, None),
        ("stride", "stride", stride, 1),
        ("pad", "pad", pad, 0),
    ):
        if height == width == usual:
            continue
        if height == width:
            setattr(settings, name, [height] if repeated else height)
        else:
            setattr(settings, f"{short}_h", height)
            setattr(settings, f"{short}_w", width)


def _convolution(layer: Any, axes: int) -> Described | None:
    transposed = isinstance(layer, ConvTranspose2d)
    if transposed and layer.output_padding != (0, 0):
        return None
    settings = Message("ConvolutionParameter", num_output=layer.out_channels)
    _window(settings, layer.kernel_size, layer.stride, layer.padding)
    if layer.dilation != (1, 1):
        settings.dilation = list(layer.dilation)
    if layer.groups != 1:
        settings.group = layer.groups
    if layer.bias is None:
        settings.bias_term = False
    _fillers(settings, layer)
    kind = "Deconvolution" if transposed else "Convolution"
    return [(kind, {"convolution_param": settings})]


def _fillers(settings: Message, layer: Any) -> None:
    """Tell from which numbers weight and bias start by default: U(−1/√n, 1/√n)."""
    bound = 1 / sqrt(prod(layer.weight.shape[1:]))
    for name, tensor in (("weight_filler", layer.weight), ("bias_filler", layer.bias)):
        if tensor is not None:
            filler = Message("FillerParameter", type="uniform", min=-bound, max=bound)
            setattr(settings, name, filler)


def _pooling(layer: Any, axes: int) -> Described | None:
    mean = isinstance(layer, AvgPool2d)
    if mean and not layer.count_include_pad and layer.padding != (0, 0):
        return None
    settings = Message("PoolingParameter", pool="AVE" if mean else "MAX")
    _window(settings, layer.kernel_size, layer.stride, layer.padding)
    if not layer.ceil_mode:
        settings.round_mode = "FLOOR"
    return [("Pooling", {"pooling_param": settings})]


def _global_pooling(layer: Any, axes: int) -> Described | None:
    if axes != 4:
        return None
    pool = "AVE" if isinstance(layer, GlobalAvgPool) else "MAX"
    settings = Message("PoolingParameter", pool=pool, global_pooling=True)
    described: Described = [("Pooling", {"pooling_param": settings})]
    return described if layer.keepdims else [*described, ("Flatten", {})]


def _linear(layer: Any, axes: int) -> Described:
    settings = Message("InnerProductParameter", num_output=layer.out_features)
    if layer.bias is None:
        settings.bias_term = False
    _fillers(settings, layer)
    axis = getattr(layer, "axis", axes - 1)
    if axis != 1:
        settings.axis = axis
    if getattr(layer, "transpose", False):
        settings.transpose = True
    return [("InnerProduct", {"inner_product_param": settings})]


def _flatten(layer: Any, axes: int) -> Described:
    if layer.start_dim == 1:
        return [("Flatten", {})]
    return [("Flatten", {"flatten_param": Message("FlattenParameter", axis=layer.start_dim)})]


def _softmax(layer: Any, axes: int) -> Described:
    return [("Softmax", {"softmax_param": Message("SoftmaxParameter", axis=layer.dim % axes)})]


def _dropout(layer: Any, axes: int) -> Described | None:
    if type(layer) is not Dropout or layer.p >= 1:
        return None
    return [("Dropout", {"dropout_param": Message("DropoutParameter", dropout_ratio=layer.p)})]


def _batch_norm(layer: Any, axes: int) -> Described | None:
    if not layer.track_running_stats or layer.momentum is None:
        return None
    kept = 1 - layer.momentum
    settings = Message("BatchNormParameter", eps=layer.eps, moving_average_fraction=kept)
    described: Described = [("BatchNorm", {"batch_norm_param": settings})]
    if layer.weight is not None:
        described.append(("Scale", {"scale_param": Message("ScaleParameter", bias_term=True)}))
    return described


def _join(layer: Any, axes: int) -> Described | None:
    if any(True for _ in layer.children()):
        return None
    if isinstance(layer, Add):
        return [("Eltwise", {})]
    return [("Concat", {"concat_param": Message("ConcatParameter", axis=layer.axis)})]


def _clip(layer: Any, axes: int) -> Described:
    low, high = (0.0, 6.0) if isinstance(layer, ReLU6) else (layer.min_val, layer.max_val)
    return [("Clip", {"clip_param": Message("ClipParameter", min=low, max=high)})]


def _prelu(layer: Any, axes: int) -> Described:
    shared = Message("PReLUParameter", channel_shared=layer.num_parameters == 1)
    return [("PReLU", {"prelu_param": shared})]


def _softplus(layer: Any, axes: int) -> Described | None:
    return [("BNLL", {})] if layer.beta == 1 else None


LAYERS: dict[type[Layer], Callable[[Any, int], Described | None]] = {
    Conv2d: _convolution,
    ConvTranspose2d: _convolution,
    MaxPool2d: _pooling,
    AvgPool2d: _pooling,
    GlobalAvgPool: _global_pooling,
    GlobalMaxPool: _global_pooling,
    Linear: _linear,
    Flatten: _flatten,
    ReLU: _plain("ReLU"),
    Sigmoid: _plain("Sigmoid"),
    Tanh: _plain("TanH"),
    Softplus: _softplus,
    SiLU: _plain("Swish"),
    LeakyReLU: _with("ReLU", "relu_param", "ReLUParameter", negative_slope="negative_slope"),
    ELU: _with("ELU", "elu_param", "ELUParameter", alpha="alpha"),
    PReLU: _prelu,
    ReLU6: _clip,
    Hardtanh: _clip,
    Softmax: _softmax,
    Dropout: _dropout,
    LRN: _with(
        "LRN", "lrn_param", "LRNParameter",
        local_size="size", alpha="alpha", beta="beta", k="k", norm_region="norm_region",
    ),
    BatchNorm1d: _batch_norm,
    BatchNorm2d: _batch_norm,
    Add: _join,
    Concat: _join,
}  # fmt: skip
