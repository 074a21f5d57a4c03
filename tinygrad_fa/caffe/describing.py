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
from collections.abc import Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.describing_layers import LAYERS, describe
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.writing import to_text, write_text
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import CrossEntropyLoss, EuclideanLoss, Layer, Sequential
from tinygrad_fa.layers.layer import evaluating
from tinygrad_fa.layers.losses.caffe import (
    CaffeHingeLoss,
    SigmoidCrossEntropyLoss,
    SoftmaxWithLoss,
)
from tinygrad_fa.net import Net


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
        try:
            described = describe(layer, inputs[0].ndim)
        except KeyError:
            raise _unknown(path, layer) from None
        if described is None:
            raise SettingError("caffe_write.setting", layer=path, told=repr(layer))
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
    kind = type(layer).__name__
    return SettingError("caffe_write.no_such_layer", layer=path, type=kind, known=known)


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
