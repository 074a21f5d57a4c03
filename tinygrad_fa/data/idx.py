"""IDX, the file format of MNIST: a short header, then the numbers.

    byte 0, 1    0, 0
    byte 2       kind of numbers: 08 uint8, 09 int8, 0B int16, 0C int32, 0D float32, 0E float64
    byte 3       how many dimensions
    4 bytes each the size of every dimension
    the rest     the numbers in row order

All numbers are big-endian.  Source: the MNIST page of Y. LeCun, "File formats for the MNIST
database".
"""

from __future__ import annotations

import gzip
import math
import struct
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.data import files
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import DataError, DTypeError

DTYPE_OF_CODE = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}
CODE_OF_DTYPE = {np.dtype(dtype): code for code, dtype in DTYPE_OF_CODE.items()}
MAX_DIMENSIONS = 32  # what every NumPy can hold


def read_idx(path: str | Path, max_bytes: int = files.MAX_BYTES) -> NDArray[Any]:
    """Return the array stored in an IDX file, gzip-compressed or not.

    Args:
        path: the file.
        max_bytes: refuse an array of more bytes than this.

    Returns:
        An array of the shape and kind of numbers the header tells, in the machine's byte order.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if it is not IDX, broken, too short, too long, or too large.
    """
    with files.open_content(path) as stream:
        return parse_idx(stream, path, max_bytes)


def parse_idx(
    stream: IO[bytes], path: str | Path, max_bytes: int = files.MAX_BYTES
) -> NDArray[Any]:
    """Return the array in an open IDX file; `path` is only for messages.  See `read_idx`."""
    magic = files.read_at_most(stream, 4)
    if len(magic) < 4 or magic[:2] != b"\0\0":
        raise DataError("data.idx_magic", path=path, found=magic.hex() or "-")
    code, dimensions = magic[2], magic[3]
    if code not in DTYPE_OF_CODE:
        raise DataError("data.idx_dtype", path=path, code=f"{code:02X}")
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise DataError("data.idx_dimensions", path=path, dimensions=dimensions)
    header = files.read_at_most(stream, 4 * dimensions)
    if len(header) < 4 * dimensions:
        raise DataError("data.too_short", path=path, expected=4 * dimensions, found=len(header))
    shape = struct.unpack(f">{dimensions}I", header)
    dtype = np.dtype(DTYPE_OF_CODE[code])
    # A zero among the sizes makes the array empty, yet NumPy refuses huge sizes beside it.
    if math.prod(size for size in shape if size) * dtype.itemsize > max_bytes:
        raise DataError("data.idx_too_large", path=path, shape=shape, limit=max_bytes)
    needed = math.prod(shape) * dtype.itemsize
    content = files.read_at_most(stream, needed + 1)
    if len(content) < needed:
        raise DataError("data.too_short", path=path, expected=needed, found=len(content))
    if len(content) > needed:
        raise DataError("data.too_long", path=path, expected=needed)
    stored: NDArray[Any] = np.frombuffer(content, dtype.newbyteorder(">")).reshape(shape)
    return stored.astype(dtype, copy=False)


def write_idx(path: str | Path, array: NDArray[Any]) -> None:
    """Write an array as IDX, compressed if the name ends in ``.gz``, whole or not at all.

    Raises:
        DTypeError: if IDX has no such kind of numbers (int64 and bool, for example).
        DataError: if the array has no dimension or too many.
        FileError: if the file cannot be written.
    """
    path, array = Path(path), np.asarray(array)
    code = CODE_OF_DTYPE.get(array.dtype.newbyteorder("="))
    if code is None:
        known = ", ".join(str(dtype) for dtype in CODE_OF_DTYPE)
        raise DTypeError("data.idx_cannot_store", dtype=array.dtype, known=known)
    if not 1 <= array.ndim <= MAX_DIMENSIONS:
        raise DataError("data.idx_dimensions", path=path, dimensions=array.ndim)
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    content = header + array.astype(array.dtype.newbyteorder(">")).tobytes()
    # Without a time in the gzip header the same array always gives the same file.
    compressed = gzip.compress(content, mtime=0) if path.suffix == ".gz" else content
    write_whole(path, [compressed])
