"""Caffe's data bases: LMDB, in which every sample is a Datum, through the package lmdb.

    inputs, labels = read_lmdb("examples/mnist/mnist_train_lmdb")

Samples come in the order of their keys, as Caffe's Data layer reads them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.blobs import Array
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.language.errors import DataError, FileError, SettingError, TinygradError


def read_lmdb(path: str | os.PathLike[str], limit: int | None = None) -> tuple[Array, Array]:
    """Return the samples of an LMDB as (inputs, labels).

    Args:
        path: the folder of the data base, or its ``data.mdb``.
        limit: read so many samples at most; None: all.

    Returns:
        Inputs (count, channels, height, width), uint8 where the data base keeps bytes and float32
        where it keeps fractions, and labels (count,), int64.

    Raises:
        FileError: if it is not there or cannot be opened.
        DataError: if it is empty, a sample is damaged, encoded as a picture file (JPEG, PNG), or
            another shape than the first.
        SettingError: if the package lmdb is not installed.
    """
    with _opened(path) as transaction:
        count = transaction.stat()["entries"]
        count = count if limit is None else min(count, limit)
        samples = iter(transaction.cursor())
        inputs: Array = np.empty(0)
        labels = np.empty(count, "i8")
        for number in range(count):
            key, value = next(samples)
            datum = wire.decode("Datum", value, f"{os.fspath(path)}[{key!r:.60}]")
            image = _image(datum, path, number)
            if number == 0:
                if count * image.nbytes > os.path.getsize(_data_file(path)):
                    raise FileError("caffe_files.bad_database", path=path, reason=f"{count} × …")
                inputs = np.empty((count, *image.shape), image.dtype)
            if (image.shape, image.dtype) != (inputs.shape[1:], inputs.dtype):
                raise DataError(
                    "caffe_files.datum_differs",
                    path=path,
                    number=number,
                    shape=(*image.shape, str(image.dtype)),
                    first=(*inputs.shape[1:], str(inputs.dtype)),
                )
            inputs[number], labels[number] = image, datum.label
    if not count:
        raise DataError("caffe_files.no_samples", path=path)
    return inputs, labels


@contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[Any]:
    """Open a data base for reading, without leaving a lock or a file behind."""
    try:
        import lmdb
    except ImportError as error:
        raise SettingError("caffe_files.no_lmdb") from error
    data = _data_file(path)
    if not os.path.isfile(data):
        raise FileError("caffe_files.no_database", path=path)
    try:
        with (
            lmdb.open(os.fspath(data), subdir=False, readonly=True, lock=False) as environment,
            environment.begin(buffers=True) as transaction,
        ):
            # The file lies in memory as it is: reading what was cut off would end the process.
            pages, size = environment.info()["last_pgno"] + 1, environment.stat()["psize"]
            if pages * size > os.path.getsize(data):
                raise FileError(
                    "caffe_files.bad_database", path=path, reason=f"data.mdb < {pages * size}"
                )
            yield transaction
    except TinygradError:
        raise
    except (lmdb.Error, StopIteration) as error:
        raise FileError("caffe_files.bad_database", path=path, reason=error) from error


def _data_file(path: str | os.PathLike[str]) -> str:
    """Return the one file of a data base that is told by its folder."""
    return f"{os.fspath(path)}/data.mdb" if os.path.isdir(path) else os.fspath(path)


def _image(datum: Message, path: Any, number: int) -> Array:
    """Return a Datum as an array (channels, height, width)."""
    if datum.encoded:
        raise DataError("caffe_files.datum_encoded", path=path, number=number)
    shape = (datum.channels, datum.height, datum.width)
    flat = np.frombuffer(datum.data, "u1") if datum.data else datum.float_data
    if min(shape) < 1 or shape[0] * shape[1] * shape[2] != len(flat):
        raise DataError(
            "caffe_files.datum_shape", path=path, number=number, shape=shape, count=len(flat)
        )
    return flat.reshape(shape)
