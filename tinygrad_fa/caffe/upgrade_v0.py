"""The oldest form of Caffe's nets (V0, 2013): every setting of every layer in one message."""

from __future__ import annotations

from collections.abc import Sequence

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.language.errors import DataError

_TYPES = {
    "accuracy": "ACCURACY",
    "bnll": "BNLL",
    "concat": "CONCAT",
    "conv": "CONVOLUTION",
    "data": "DATA",
    "dropout": "DROPOUT",
    "euclidean_loss": "EUCLIDEAN_LOSS",
    "flatten": "FLATTEN",
    "hdf5_data": "HDF5_DATA",
    "hdf5_output": "HDF5_OUTPUT",
    "im2col": "IM2COL",
    "images": "IMAGE_DATA",
    "infogain_loss": "INFOGAIN_LOSS",
    "innerproduct": "INNER_PRODUCT",
    "lrn": "LRN",
    "multinomial_logistic_loss": "MULTINOMIAL_LOGISTIC_LOSS",
    "pool": "POOLING",
    "relu": "RELU",
    "sigmoid": "SIGMOID",
    "softmax": "SOFTMAX",
    "softmax_loss": "SOFTMAX_LOSS",
    "split": "SPLIT",
    "tanh": "TANH",
    "window_data": "WINDOW_DATA",
}
# V0 type → the message that holds its settings in V1.
_PARAMS = {
    "conv": "convolution_param",
    "innerproduct": "inner_product_param",
    "pool": "pooling_param",
    "dropout": "dropout_param",
    "lrn": "lrn_param",
    "data": "data_param",
    "hdf5_data": "hdf5_data_param",
    "images": "image_data_param",
    "window_data": "window_data_param",
    "infogain_loss": "infogain_loss_param",
    "concat": "concat_param",
}
# What V1 calls otherwise.
_RENAMED = {
    "biasterm": "bias_term",
    "kernelsize": "kernel_size",
    "batchsize": "batch_size",
    "shuffle_images": "shuffle",
    "det_fg_threshold": "fg_threshold",
    "det_bg_threshold": "bg_threshold",
    "det_fg_fraction": "fg_fraction",
    "det_context_pad": "context_pad",
    "det_crop_mode": "crop_mode",
}
_TRANSFORMATIONS = {
    "scale": "scale",
    "meanfile": "mean_file",
    "cropsize": "crop_size",
    "mirror": "mirror",
}
_KEPT = ("name", "blobs", "blobs_lr", "weight_decay", "hdf5_output_param")


def v1_layers_of_v0(connections: Sequence[Message], path: object) -> list[Message]:
    """Return V1 layers for V0 ones; padding layers become the ``pad`` of what reads them.

    Raises:
        DataError: for a type that Caffe never had, a setting that its type had not, or a padding
            layer that something else than a convolution or a pooling reads.
    """
    padding = {
        connection.top[0]: connection
        for connection in connections
        if connection.layer.type == "padding" and connection.top
    }
    made = []
    for connection in connections:
        if connection.layer.type == "padding":
            continue
        layer = _upgraded(connection, path)
        for place, bottom in enumerate(layer.bottom):
            if bottom in padding:
                kind = connection.layer.type
                source = padding[bottom]
                if kind not in ("conv", "pool") or not source.bottom:
                    raise DataError("caffe_nets.v0_padding", path=path, layer=layer.name, type=kind)
                settings, pad = layer.sub(_PARAMS[kind]), source.layer.pad
                settings.pad = [pad] if kind == "conv" else pad
                layer.bottom[place] = source.bottom[0]
        made.append(layer)
    return made


def _upgraded(connection: Message, path: object) -> Message:
    new = Message("V1LayerParameter", bottom=connection.bottom, top=connection.top)
    old = connection.layer
    if old.type not in _TYPES:
        raise DataError(
            "caffe_nets.v0_type", path=path, layer=old.name, type=old.type, known=", ".join(_TYPES)
        )
    new.type = _TYPES[old.type]
    for field, value in old.set_fields():
        name = field.name
        if name == "type":
            continue
        if name in _KEPT:
            setattr(new, name, value)
        elif name in _TRANSFORMATIONS:
            setattr(new.sub("transform_param"), _TRANSFORMATIONS[name], value)
        else:
            _put(new, old.type, name, value, path)
    return new


def _put(new: Message, kind: str, name: str, value: object, path: object) -> None:
    """Put one setting into the message that V1 has for this type of layer."""
    new_name = _RENAMED.get(name, name)
    settings = new.sub(_PARAMS[kind]) if kind in _PARAMS else None
    try:
        if settings is None:
            raise DataError("caffe_files.unknown_field", message=kind, field=name, known="-")
        repeated = settings.field(new_name).repeated
        setattr(settings, new_name, [value] if repeated else value)
    except DataError as error:
        raise DataError(
            "caffe_nets.v0_setting", path=path, layer=new.name, type=kind, setting=name
        ) from error
