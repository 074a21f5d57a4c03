"""Weights in Caffe's files: ``.caffemodel`` (binary) and ``.caffemodel.h5`` (HDF5).

    load_caffemodel(net, "lenet_iter_10000.caffemodel")
    save_caffemodel(net, "mine.caffemodel")

Weights are matched by the names of layers, as Caffe does: layers that only the file has are
ignored, layers that it lacks keep what they have, and blobs that do not fit are an error.  Either
all that match are taken over or none.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe import hdf5, wire
from tinygrad_fa.caffe.blobs import Array, LayerBlobs, array_blob, blob_array, blobs_of, fits
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import DataError, StateError
from tinygrad_fa.layers import Layer
from tinygrad_fa.layers.state import SHOWN, LoadReport

Path = str | os.PathLike[str]
Blobs = Sequence[Array | None]  # of a layer; None: not in the file


def load_caffemodel(net: Layer, path: Path) -> LoadReport:
    """Put the weights of a Caffe model into the layers of the same names.

    Args:
        net: a net built from a prototxt, or any other; its dotted paths are the names then.
        path: the file; HDF5 if its name ends in ``.h5``.

    Returns:
        The names of the layers that the file lacks, and of those that the net lacks.

    Raises:
        FileError, DataError: if the file cannot be read, is damaged, or holds no weights.
        StateError: if a layer has another number of blobs, or a blob another shape, or no layer
            of the net is in the file.  The net is then as it was.
    """
    return put_blobs(net, read_blobs(path), path)


def save_caffemodel(net: Layer, path: Path, diff: bool = False) -> None:
    """Write the weights of a net as a Caffe model.

    Args:
        net: a net built from a prototxt, or any other; its dotted paths are the names then.
        path: the file; HDF5 if its name ends in ``.h5``.
        diff: whether to write the gradients, too (Caffe's ``snapshot_diff``).

    Raises:
        FileError: if it cannot be written.
        StateError: (HDF5) if the package h5py is not installed.
    """
    if hdf5.is_hdf5(path):
        write_whole(path, [hdf5.model_bytes(blobs_of(net), diff)])
    else:
        wire.write_file(model_message(net, diff), path)


def read_blobs(path: Path) -> Mapping[str, Blobs]:
    """Return the blobs of a Caffe model by the name of their layer.

    The arrays of a binary file are read-only views of what was read.  HDF5 has a blob that layers
    share only once; elsewhere None stands for it.

    Raises:
        FileError, DataError: if the file cannot be read, is damaged, or holds no weights.
    """
    found = hdf5.read_model(path) if hdf5.is_hdf5(path) else _read_binary(path)
    if not found:
        raise DataError("caffe_files.no_weights", path=path)
    return found


def _read_binary(path: Path) -> dict[str, list[Array]]:
    net = wire.read_file("NetParameter", path)
    found: dict[str, list[Array]] = {}
    for layer in (*net.layer, *net.layers):
        # In the oldest files (V0) a layer is wrapped into another that has only its wires.
        inner = layer.layer if layer.kind == "V1LayerParameter" and layer.has("layer") else layer
        holder = layer if layer.blobs else inner
        if holder.blobs:
            name = layer.name or inner.name
            found[name] = [
                blob_array(blob, path, f"{name}[{number}]")
                for number, blob in enumerate(holder.blobs)
            ]
    return found


def put_blobs(net: Layer, found: Mapping[str, Blobs], path: Any) -> LoadReport:
    """Put blobs into the layers of the same names, all that match or none.

    Args:
        found: blobs by the name of their layer.
        path: what an error calls the file they are from.

    Raises:
        StateError: as `load_caffemodel` says.
    """
    layers = blobs_of(net)
    there = [layer for layer in layers if layer.name in found]
    if layers and not there:
        raise StateError(
            "caffe_files.nothing_fits",
            path=path,
            found=_listed(found),
            here=_listed(layer.name for layer in layers),
        )
    owned: set[int] = set()
    for layer in layers:
        if layer.name in found:
            _check(layer, found[layer.name], owned, path)
        owned.update(map(id, layer.tensors))
    for layer in there:
        layer.put(found[layer.name])
    names = {layer.name for layer in layers}
    return LoadReport(
        [layer.name for layer in layers if layer.name not in found],
        [name for name in found if name not in names],
    )


def _listed(names: Iterable[str]) -> str:
    """Return the first names, shortened: those of a hostile file may be long and many."""
    shown = [f"{name:.60}" for name in itertools.islice(names, SHOWN + 1)]
    return ", ".join([*shown[:SHOWN], "…"] if len(shown) > SHOWN else shown)


def _check(layer: LayerBlobs, blobs: Blobs, owned: set[int], path: Any) -> None:
    """Refuse blobs that are too few, too many, or of another shape.

    Args:
        layer: where they are to go.
        blobs: what the file has.
        owned: the ids of the tensors of layers before: their blobs may be absent.
        path: the file.
    """
    shapes = layer.shapes
    here = [*blobs, *[None] * (len(shapes) - len(blobs))]
    absent = [
        number
        for number, blob in enumerate(here)
        if blob is None and (number >= len(layer.tensors) or id(layer.tensors[number]) not in owned)
    ]
    if absent or len(here) > len(shapes):
        count = sum(blob is not None for blob in blobs)
        raise StateError(
            "caffe_files.blob_count", path=path, layer=layer.name, found=count, here=len(shapes)
        )
    for number, (shape, blob) in enumerate(zip(shapes, here, strict=True)):
        if blob is not None and not fits(shape, blob):
            raise StateError(
                "caffe_files.blob_shape",
                path=path,
                layer=layer.name,
                number=number,
                found=blob.shape,
                here=shape,
            )


def model_message(net: Layer, diff: bool = False) -> Message:
    """Return the weights of a net as a NetParameter: layers with name, type and blobs.

    A net that was built from a prototxt has its message as ``definition``; its layers are then
    all there with all they have, as in Caffe's own snapshots.
    """
    definition = getattr(net, "definition", None)
    message = Message("NetParameter") if definition is None else definition.copy()
    if not message.has("name") and getattr(net, "name", None):
        message.name = net.name  # type: ignore[attr-defined]
    known = {layer.name: layer for layer in message.layer}
    for blobs in blobs_of(net):
        layer = known.get(blobs.name)
        if layer is None:
            layer = message.add("layer", name=blobs.name, type=blobs.type)
        layer.blobs = [
            array_blob(array, _gradient(blobs, number) if diff else None)
            for number, array in enumerate(blobs.read())
        ]
    return message


def _gradient(layer: LayerBlobs, number: int) -> Array | None:
    """Return the gradient that a blob's tensor has, if it has one."""
    gradient = layer.tensors[number].grad if number < len(layer.tensors) else None
    return None if gradient is None else backend.to_numpy(gradient.data)
