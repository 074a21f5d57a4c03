"""A net of ours as a NetParameter: each layer as Caffe calls it, wired by the names of blobs.

    net = Net(Conv2d(1, 20, 5), ReLU(), Flatten(), Linear(11520, 10))
    print(net.to_prototxt((1, 28, 28)))

A sample of zeros goes through the layers on the way, because Caffe wants to be told shapes.  The
layers are called as their dotted paths; Caffe's files of weights find them by these names.  A
filler says how the weights of our layers start unless they are told otherwise; the weights
themselves go into a ``.caffemodel`` (`save_caffemodel`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from math import prod, sqrt
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.writing import to_text, write_text
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
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
    CrossEntropyLoss,
    Dropout,
    EuclideanLoss,
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
    Sequential,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from tinygrad_fa.layers.layer import evaluating
from tinygrad_fa.layers.losses.caffe import (
    CaffeHingeLoss,
    SigmoidCrossEntropyLoss,
    SoftmaxWithLoss,
)
from tinygrad_fa.net import Net

Described = list[tuple[str, dict[str, Any]]]  # (type, fields of the LayerParameter), one or more


def net_message(net: Net, input_shapes: Sequence[Sequence[int]]) -> Message:
    """Return a net as a NetParameter.

    Args:
        net: of layers in sequence, or wired as a graph, all of which Caffe has.
        input_shapes: for each input its shape; with the batch, which Caffe wants to know.

    Raises:
        SettingError: naming the layer that Caffe has not, or the net's own `forward`.
    """
    message = Message("NetParameter")
    if net.name:
        message.name = net.name
    inputs = net._wiring.inputs if net._wiring is not None else ("data",)
    if len(inputs) != len(input_shapes):
        raise SettingError(
            "caffe_write.input_shapes", names=", ".join(inputs), found=len(input_shapes)
        )
    for name, shape in zip(inputs, input_shapes, strict=True):
        settings = Message("InputParameter", shape=[Message("BlobShape", dim=list(shape))])
        message.add("layer", name=name, type="Input", top=[name], input_param=settings)
    with evaluating(net):
        zeros = [Tensor(backend.chosen().zeros((1, *shape[1:]))) for shape in input_shapes]
        like = next((tensor.dtype for tensor in net.parameters()), None)
        zeros = [x if like is None else x.astype(like) for x in zeros]
        _Describer(message).net(net, "", dict(zip(inputs, zeros, strict=True)))
    return message


def net_to_prototxt(
    net: Net,
    input_shapes: Sequence[Sequence[int]],
    path: str | os.PathLike[str] | None = None,
) -> str:
    """Return a net as prototxt, and write it to a file if a path is given; see `net_message`."""
    message = net_message(net, input_shapes)
    if path is not None:
        write_text(message, path)
    return to_text(message)


class _Describer:
    """Walks through a net, with a sample, and writes down each layer."""

    def __init__(self, message: Message) -> None:
        self.message = message

    def net(self, net: Sequential, path: str, values: dict[str, Any]) -> str:
        """Write down a net; return the name of the blob that comes out (the last one)."""
        wiring = getattr(net, "_wiring", None)
        if wiring is None:
            if type(net).forward not in (Net.forward, Sequential.forward):
                raise SettingError("caffe_write.own_forward", layer=path or type(net).__name__)
            (blob,) = values
            for name in net._sequence:
                layer = vars(net)[name]
                blob = self.layer(layer, _joined(path, name), [blob], values)
            return blob
        names = {name: name for name in wiring.inputs}  # the name here → that of the blob
        for line in wiring.lines:
            layer = vars(net)[line.layer]
            if len(line.makes) != 1:
                raise _unknown(_joined(path, line.layer), layer)
            read = [names[name] for name in line.reads]
            (made,) = line.makes
            blob = _joined(path, made)
            names[made] = self.layer(layer, _joined(path, line.layer), read, values, blob)
        return names[wiring.outputs[-1]]

    def layer(
        self,
        layer: Layer,
        path: str,
        reads: list[str],
        values: dict[str, Any],
        makes: str | None = None,
    ) -> str:
        """Write down one layer (or those inside it); return the name of the blob it makes."""
        if isinstance(layer, Sequential):
            inside = {name: values[name] for name in reads}
            blob = self.net(layer, path, inside)
            values.update(inside)
            return blob
        inputs = [values[name] for name in reads]
        described = _describe(layer, path, inputs[0].ndim)
        result = layer(*inputs)
        made = path if makes is None else makes
        for number, (kind, fields) in enumerate(described):
            name = path if number == 0 else f"{path}_{kind.lower()}"
            last = number == len(described) - 1
            top = made if last or made in reads else name
            self.message.add("layer", name=name, type=kind, bottom=reads, top=[top], **fields)
            reads = [top]
        values[reads[0]] = result
        return reads[0]


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _unknown(path: str, layer: Layer) -> SettingError:
    known = ", ".join(sorted(kind.__name__ for kind in LAYERS))
    return SettingError("caffe_write.no_such_layer", layer=path, type=type(layer).__name__,
                        known=known)  # fmt: skip


def _describe(layer: Layer, path: str, axes: int) -> Described:
    """Return what Caffe calls a layer, for an input of so many axes."""
    for kind in type(layer).__mro__:
        if kind in LAYERS:
            described = LAYERS[kind](layer, axes)
            if described is not None:
                return described
            raise SettingError("caffe_write.setting", layer=path, told=repr(layer))
    raise _unknown(path, layer)


# The layers --------------------------------------------------------------------------------


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


def loss_message(loss: Any, scores: str, labels: str) -> Message:
    """Return a loss as a LayerParameter with the name ``loss``.

    Raises:
        SettingError: for a loss that Caffe has not.
    """
    layer = Message("LayerParameter", name="loss", bottom=[scores, labels], top=["loss"])
    settings = Message("LossParameter")
    if isinstance(loss, CrossEntropyLoss):
        plain = loss.reduction == "mean" and loss.weight is None and not loss.label_smoothing
        if not plain:
            raise SettingError("caffe_write.setting", layer="loss", told=repr(loss))
        layer.type = "SoftmaxWithLoss"
    elif isinstance(loss, (SoftmaxWithLoss, SigmoidCrossEntropyLoss)):
        layer.type = (
            "SoftmaxWithLoss" if isinstance(loss, SoftmaxWithLoss) else "SigmoidCrossEntropyLoss"
        )
        usual = "VALID" if isinstance(loss, SoftmaxWithLoss) else "BATCH_SIZE"
        if loss.normalization != usual:
            settings.normalization = loss.normalization
        if loss.ignore_label is not None:
            settings.ignore_label = loss.ignore_label
    elif isinstance(loss, EuclideanLoss):
        layer.type = "EuclideanLoss"
    elif isinstance(loss, CaffeHingeLoss):
        layer.type = "HingeLoss"
        layer.hinge_loss_param = Message("HingeLossParameter", norm=loss.norm)
    else:
        raise SettingError("caffe_write.no_such_loss", type=type(loss).__name__)
    if settings.set_fields():
        layer.loss_param = settings
    weight = getattr(loss, "loss_weight", 1.0)
    if weight != 1:
        layer.loss_weight = [weight]
    return layer


def last_blob(message: Message) -> str:
    """Return the name of the blob that the last layer of a net makes."""
    return str(message.layer[-1].top[0])
