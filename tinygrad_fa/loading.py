"""Nets made again from their files, architecture and all.

net.save("digits.safetensors", solver=solver)

net = load_net("digits.safetensors")                     # in another program, on another day
solver = Solver(net, train, loss=loss, **net.trained_with.arguments())

A file is data: nothing in it is run or imported.  Layers and schedules of one's own are made known
to the program that reads them, by `register`::

    @register
    class Skip(Net):
        …
"""

from __future__ import annotations

import json
import os
from typing import Any, TypeVar

from tinygrad_fa import models as _models  # noqa: F401  (its nets are registered)
from tinygrad_fa import saving
from tinygrad_fa.caffe import net as _caffe  # noqa: F401  (the same)
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.layers import Layer
from tinygrad_fa.layers import description as layer_kinds
from tinygrad_fa.layers.building import build, only_our_errors
from tinygrad_fa.net import DESCRIPTION, FORM, Net
from tinygrad_fa.solver import snapshots
from tinygrad_fa.solver.description import read_training
from tinygrad_fa.solver.schedules import Schedule
from tinygrad_fa.solver.schedules import register as register_schedule

Kind = TypeVar("Kind", bound=type)


def register(kind: Kind) -> Kind:
    """Make a layer, net or schedule of one's own known, so that files can name it: a decorator.

    It is known by the name of its class (a schedule by its `name`), and made again with the
    arguments that it was made with.

    Raises:
        SettingError: for what is none of these, and for a name that another one has.
    """
    if isinstance(kind, type) and issubclass(kind, Schedule):
        return register_schedule(kind)
    if isinstance(kind, type) and issubclass(kind, Layer):
        return layer_kinds.register(kind)
    raise SettingError("loading.not_a_kind", value=repr(kind))


def load_net(path: str | os.PathLike[str]) -> Any:
    """Return the net of a file: its layers, weights and buffers, and their dtypes.

    Args:
        path: what `Net.save` wrote; or a snapshot of a training (also a `ModelCheckpoint`'s).

    Frozen parameters are frozen again, shared layers and tensors shared.  What the net was trained
    with, if it was saved, is in its attribute ``trained_with`` (else None).

    Raises:
        FileError, DataError: if there is no such file, it is damaged, holds only weights, or
            describes something that cannot be.
        SettingError: for kinds of layers or schedules that are not known here.
        StateError: if the weights do not fit the layers.
    """
    saved = snapshots.net_of(path) if snapshots.is_snapshot(path) else saving.load(path)
    told = _description(saved, path)
    weights = sum(array.size for array in saved.tensors.values())
    net = build(told.get("net"), weights)
    if not isinstance(net, Net):
        raise DataError("loading.not_a_net", path=str(path), kind=type(net).__name__)
    for name, tensor, _ in net._members():
        array = saved.tensors.get(name)
        if array is not None and array.dtype != tensor.dtype and array.shape == tensor.shape:
            tensor.replace_data(tensor.data.astype(array.dtype))
    net.load_state_dict(saved.tensors)
    with only_our_errors():
        training = told.get("trained_with")
        net.__dict__["trained_with"] = None if training is None else read_training(training)
    return net


def _description(saved: saving.Saved, path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return what the file says of its net.

    Raises:
        DataError: if it says nothing, or nothing that can be read.
        SettingError: if it says why there is no description.
    """
    if DESCRIPTION not in saved.metadata:
        raise DataError("loading.only_weights", path=str(path))
    with only_our_errors():
        told = json.loads(saved.metadata[DESCRIPTION])
        if not isinstance(told["form"], int) or told["form"] > FORM:
            raise DataError("loading.newer", path=str(path), found=told["form"], known=FORM)
        if "cannot_describe" in told:
            values = told["cannot_describe"]
            names = ("layer", "kind", "argument", "type")
            raise SettingError("loading.cannot_describe", **{n: str(values[n]) for n in names})
    return dict(told)
