"""Mean images (``mean_file``): a BlobProto in a file, which data layers subtract."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.blobs import OLD_SHAPE, Array, blob_array
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.language.errors import DataError, ShapeError


def read_mean(path: str | os.PathLike[str]) -> Array:
    """Return the mean image of a ``.binaryproto`` file, shape (channels, height, width), float32.

    Raises:
        FileError, DataError: if there is no such file, or it is damaged or no single image.
    """
    mean = blob_array(wire.read_file("BlobProto", path), path, "mean")
    while mean.ndim > 3 and mean.shape[0] == 1:
        mean = mean[0]
    if mean.ndim != 3 or not mean.size:
        raise DataError("caffe_files.no_mean", path=path, shape=mean.shape)
    return mean.astype("f4")


def write_mean(mean: Any, path: str | os.PathLike[str]) -> None:
    """Write a mean image as Caffe's ``compute_image_mean`` does.

    Args:
        mean: shape (channels, height, width).
        path: the file, called ``….binaryproto`` by custom.

    Raises:
        FileError: if it cannot be written.
        ShapeError: if it is no image.
    """
    mean = np.asarray(mean)
    if mean.ndim != 3:
        raise ShapeError("caffe_files.mean_shape", shape=mean.shape)
    blob = Message("BlobProto", data=mean)
    for name, length in zip(OLD_SHAPE, (1, *mean.shape), strict=True):
        setattr(blob, name, length)
    wire.write_file(blob, path)
