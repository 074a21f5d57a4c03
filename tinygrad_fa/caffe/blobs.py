"""Blobs: the arrays of a Caffe file, and which tensors of a net they belong to.

Caffe keeps the weights of a layer as a numbered list of arrays, "blobs": 0 the weight, 1 the
bias.  A layer of ours has tensors with names; in the order of its attributes they are the same
list, in the same shapes: Linear (out, in), Conv2d (out, in / groups, height, width).  Only
BatchNorm differs.  Caffe's has three blobs, the running mean and variance, both times a factor,
and that factor; its weight and bias are a layer of its own, of the type Scale.  So our ``bn1`` is
Caffe's ``bn1`` and, if it is affine, ``bn1_scale``.

Source: BVLC/caffe, blob.cpp (FromProto, ShapeEquals) and batch_norm_layer.cpp.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa import backend
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.layers import (
    BatchNorm1d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    Layer,
    Linear,
    PReLU,
)

Array = NDArray[Any]

OLD_SHAPE = ("num", "channels", "height", "width")
MOST_AXES = 32  # of a blob
MOST = 2**31 - 1  # numbers in a blob, or along one axis
TYPES: dict[type[Layer], str] = {
    Linear: "InnerProduct",
    Conv2d: "Convolution",
    ConvTranspose2d: "Deconvolution",
    Embedding: "Embed",
    PReLU: "PReLU",
}


@dataclass(frozen=True)
class LayerBlobs:
    """The blobs of one layer of Caffe, and the tensors of the net that they are.

    Args:
        name: of the layer, as Caffe's file has it.
        type: of the layer, as Caffe's file has it.
        paths: the dotted paths of the tensors in the net.
        tensors: one for each blob.
    """

    name: str
    type: str
    paths: tuple[str, ...]
    tensors: tuple[Tensor, ...]

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shape of each blob."""
        return [tensor.shape for tensor in self.tensors]

    def read(self) -> list[Array]:
        """Return the blobs as NumPy arrays."""
        return [tensor.numpy() for tensor in self.tensors]

    def put(self, blobs: Sequence[Array | None]) -> None:
        """Take over the numbers of blobs of the right shapes; what is None or absent stays."""
        for tensor, blob in zip(self.tensors, blobs, strict=False):
            if blob is None:
                continue
            library = backend.library(tensor.data)
            tensor.replace_data(library.array(blob.reshape(tensor.shape), dtype=tensor.dtype))


@dataclass(frozen=True)
class StatisticsBlobs(LayerBlobs):
    """The running mean and variance of a BatchNorm, with Caffe's factor beside them."""

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Those of mean · factor, variance · factor and factor."""
        return [*super().shapes, (1,)]

    def read(self) -> list[Array]:
        """Return mean, variance and the factor 1."""
        mean, variance = super().read()
        return [mean, variance, np.ones(1, mean.dtype)]

    def put(self, blobs: Sequence[Array | None]) -> None:
        """Take over mean / factor and variance / factor; 0 where the factor is 0, as Caffe does."""
        *sums, factor = [blob for blob in blobs if blob is not None]
        scale = 0.0 if factor.item() == 0 else 1 / factor.astype("f8").item()
        super().put([blob * scale for blob in sums])


def blobs_of(net: Layer) -> list[LayerBlobs]:
    """Return the layers of a net that have blobs, in order, under the names they have for Caffe.

    That is their dotted path, unless the net was built from a prototxt and has a table
    ``caffe_names`` of other names.
    """
    known: dict[str, str] = getattr(net, "caffe_names", {})
    return [
        blobs
        for path, layer in net.named_layers()
        for blobs in _blobs(known.get(path, path) or "net", path, layer)
    ]


def _blobs(name: str, path: str, layer: Layer) -> Iterator[LayerBlobs]:
    own = dict(layer.own_tensors())
    if isinstance(layer, (BatchNorm1d, BatchNorm2d)):
        statistics = _those(own, "running_mean", "running_var")
        if statistics:
            yield StatisticsBlobs(name, "BatchNorm", *_members(path, statistics))
        scaling = _those(own, "weight", "bias")
        if scaling:
            yield LayerBlobs(f"{name}_scale", "Scale", *_members(path, scaling))
    elif own:
        kind = TYPES.get(type(layer), type(layer).__name__)
        yield LayerBlobs(name, kind, *_members(path, own))


def _those(own: dict[str, Tensor], *names: str) -> dict[str, Tensor]:
    return {name: own[name] for name in names if name in own}


def _members(path: str, own: dict[str, Tensor]) -> tuple[tuple[str, ...], tuple[Tensor, ...]]:
    paths = tuple(f"{path}.{name}" if path else name for name in own)
    return paths, tuple(own.values())


# Arrays and the message BlobProto ---------------------------------------------------------


def blob_array(blob: Message, path: Any, where: str) -> Array:
    """Return the numbers of a BlobProto in their shape; they are not copied.

    Args:
        path, where: what an error calls the file, and the place in it.

    Raises:
        DataError: if its shape does not go with how many numbers there are.
    """
    dims = [getattr(blob, name) for name in OLD_SHAPE] if has_old_shape(blob) else blob.shape.dim
    numbers = blob.double_data if blob.has("double_data") else blob.data
    possible = len(dims) <= MOST_AXES and all(0 <= dim <= MOST for dim in dims)
    # NumPy cannot have (MOST, MOST, 0) either, empty as it is.
    possible = possible and math.prod(filter(None, dims)) <= MOST
    if not possible or math.prod(dims) != len(numbers):
        shown = " × ".join(map(str, dims[:MOST_AXES]))
        raise DataError(
            "caffe_files.blob_data", path=path, where=where, shape=shown, count=len(numbers)
        )
    return numbers.reshape(dims)


def has_old_shape(blob: Message) -> bool:
    """Return whether a BlobProto has a shape of always four axes, from before 2014."""
    return any(blob.has(name) for name in OLD_SHAPE)


def array_blob(array: Any, diff: Any = None) -> Message:
    """Return an array as a BlobProto, in float64 if that is what it is, else in float32.

    Args:
        array: of NumPy, of any shape.
        diff: the gradient beside it, if it is to be kept.
    """
    blob = Message("BlobProto")
    blob.sub("shape").dim = list(map(int, array.shape))
    prefix = "double_" if array.dtype == np.float64 else ""
    setattr(blob, f"{prefix}data", array)
    if diff is not None:
        setattr(blob, f"{prefix}diff", diff)
    return blob


def fits(shape: tuple[int, ...], array: Array) -> bool:
    """Return whether an array of a file has the shape that a layer wants.

    Files from before 2014 have four axes always: the bias (500,) is (1, 1, 1, 500) there.  And
    a single number may have no axis, as PReLU's slope for all channels.
    """
    padded = (1,) * (4 - len(shape)) + shape
    return array.shape in (shape, padded) or array.size == math.prod(shape) == 1
