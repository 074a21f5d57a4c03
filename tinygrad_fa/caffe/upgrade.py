"""Old forms of Caffe's files in today's form.

- ``layers { type: CONVOLUTION blobs_lr: 1 weight_decay: 0 }`` (V1) becomes ``layer { type:
  "Convolution" param { lr_mult: 1 decay_mult: 0 } }``; the still older ``layers { layer { type:
  "conv" } }`` (V0) goes the same way;
- ``input:``, ``input_dim:`` and ``input_shape:`` become a layer of the type Input;
- ``scale``, ``mean_file``, ``crop_size``, ``mirror`` of a data layer move to ``transform_param``;
- ``solver_type: ADAM`` becomes ``type: "Adam"``.

Caffe upgrades nets that it reads from a file of their own; nets inside a solver file it forgets,
and stops.  Here they are upgraded, too.  Source of the rules: BVLC/Caffe 1.0, `upgrade_proto.cpp`.
"""

from __future__ import annotations

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.upgrade_v0 import v1_layers_of_v0
from tinygrad_fa.language.errors import DataError

# The types whose name is not that of the V1 enum with its underscores taken out.
_TYPES = {
    "NONE": "",
    "ABSVAL": "AbsVal",
    "ARGMAX": "ArgMax",
    "BNLL": "BNLL",
    "HDF5_DATA": "HDF5Data",
    "HDF5_OUTPUT": "HDF5Output",
    "LRN": "LRN",
    "MVN": "MVN",
    "RELU": "ReLU",
    "SOFTMAX_LOSS": "SoftmaxWithLoss",
    "TANH": "TanH",
}
SOLVER_TYPES = {
    "SGD": "SGD",
    "NESTEROV": "Nesterov",
    "ADAGRAD": "AdaGrad",
    "RMSPROP": "RMSProp",
    "ADADELTA": "AdaDelta",
    "ADAM": "Adam",
}
_MOVED = ("scale", "mean_file", "crop_size", "mirror")
_DATA_PARAMS = {
    "DATA": "data_param",
    "IMAGE_DATA": "image_data_param",
    "WINDOW_DATA": "window_data_param",
}


def upgraded_solver(solver: Message, path: object = "solver") -> Message:
    """Return a SolverParameter in today's form, with the nets inside it.

    Raises:
        DataError: if both the old and the new field tell the type, or a net cannot be upgraded.
    """
    solver = solver.copy()
    if solver.has("solver_type"):
        if solver.has("type"):
            raise DataError("caffe_nets.two_solver_types", path=path)
        solver.type = SOLVER_TYPES[solver.solver_type]
        solver.clear("solver_type")
    for name in ("net_param", "train_net_param"):
        if solver.has(name):
            setattr(solver, name, upgraded_net(getattr(solver, name), path))
    if solver.has("test_net_param"):
        solver.test_net_param = [upgraded_net(net, path) for net in solver.test_net_param]
    return solver


def upgraded_net(net: Message, path: object = "net") -> Message:
    """Return a NetParameter in today's form.

    Raises:
        DataError: if it has ``layer`` and ``layers``, or fewer shapes than inputs.
    """
    net = net.copy()
    if net.has("layers"):
        if net.has("layer"):
            raise DataError("caffe_nets.layer_and_layers", path=path)
        old = net.layers
        if any(layer.has("layer") for layer in old):
            old = v1_layers_of_v0(old, path)
        net.clear("layers")
        net.layer = [_upgraded_layer(layer) for layer in old]
    if net.has("input"):
        _upgrade_input(net, path)
    for layer in net.layer:
        if layer.type == "BatchNorm" and len(layer.param) == 3:
            for spec in layer.param:  # its three blobs are statistics: nothing trains them
                spec.lr_mult = spec.decay_mult = 0.0
    return net


def _upgraded_layer(old: Message) -> Message:
    """Return a LayerParameter for a V1LayerParameter."""
    old = old.copy()
    _move_transformation(old)
    new = Message("LayerParameter")
    if old.has("type"):
        plain = "".join(word.capitalize() for word in old.type.split("_"))
        new.type = _TYPES.get(old.type, plain)
    per_blob = {
        "param": ("name", old.param),
        "blob_share_mode": ("share_mode", old.blob_share_mode),
        "blobs_lr": ("lr_mult", old.blobs_lr),
        "weight_decay": ("decay_mult", old.weight_decay),
    }
    count = max(len(values) for _, values in per_blob.values())
    specs = [Message("ParamSpec") for _ in range(count)]
    for name, values in per_blob.values():
        for spec, value in zip(specs, values, strict=False):
            setattr(spec, name, value)
    if specs:
        new.param = specs
    for field, value in old.set_fields():
        if field.name not in ("type", "layer", *per_blob):
            setattr(new, field.name, value)
    return new


def _move_transformation(layer: Message) -> None:
    """Move what a V1 data layer says of scale, mean, crop and mirror to ``transform_param``."""
    name = _DATA_PARAMS.get(layer.type)
    if name is None or not layer.has(name):
        return
    settings = getattr(layer, name)
    for moved in _MOVED:
        if settings.has(moved):
            setattr(layer.sub("transform_param"), moved, getattr(settings, moved))
            settings.clear(moved)


def _upgrade_input(net: Message, path: object) -> None:
    """Make a layer of the type Input of the old fields of a net."""
    names, shapes, sizes = net.input, net.input_shape, net.input_dim
    if shapes or sizes:
        found = len(shapes) if shapes else len(sizes) // 4
        if found < len(names):
            raise DataError("caffe_nets.input_shapes", path=path, inputs=len(names), shapes=found)
        shapes = shapes or [
            Message("BlobShape", dim=sizes[start : start + 4]) for start in range(0, len(sizes), 4)
        ]
        settings = Message("InputParameter", shape=shapes[: len(names)])
        layer = Message(
            "LayerParameter", name="input", type="Input", top=names, input_param=settings
        )
        net.layer = [layer, *net.layer]
    for name in ("input", "input_shape", "input_dim"):
        net.clear(name)
