"""CDB, the file format of the Hoda data set of handwritten Persian digits.

The header has 1,024 bytes, little-endian:

    2 year, 1 month, 1 day, 1 height H, 1 width W, 4 number of images,
    128 × 4 number of images of each class, 1 type (0: black and white), 256 comment, 245 spare

Then, for each image: a byte FF, a byte with the label, if the header says H = W = 0 a byte with
the width and one with the height, 2 bytes with the number of bytes that follow, and those bytes:
for every row the lengths of its runs, background first, then ink, in turn, until they sum to W.

Source: H. Khosravi and E. Kabir, Pattern Recognition Letters 28 (2007), and the files.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.data import files
from tinygrad_fa.language.errors import DataError

HEADER = struct.Struct("<HBBBBI128IB256s245x")
RECORD_MARK = 0xFF
INK = 255
MAX_FILE_BYTES = 1 << 26
MAX_PIXELS = 1 << 28  # a run of 255 pixels takes one byte: a small file could unfold to much

Image = NDArray[np.uint8]


def read_cdb(path: str | Path) -> tuple[list[Image], NDArray[np.int64]]:
    """Return the images and labels of a CDB file.

    Returns:
        A list of arrays (height, width) of uint8, ink 255 on background 0, each of its own
        size, and the labels (N,) as int64.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if it is not CDB, broken, or its counts do not match its header.
    """
    return parse_cdb(bytes(files.read_content(path, MAX_FILE_BYTES)), path)


def parse_cdb(content: bytes, path: str | Path) -> tuple[list[Image], NDArray[np.int64]]:
    """Return images and labels of the bytes of a CDB file; `path` is only for messages."""
    if len(content) < HEADER.size:
        raise DataError("data.too_short", path=path, expected=HEADER.size, found=len(content))
    fields = HEADER.unpack_from(content)
    fixed_height, fixed_width, total = fields[3:6]
    counts, kind = fields[6:134], fields[134]
    if kind != 0 or (fixed_height == 0) != (fixed_width == 0) or sum(counts) != total:
        raise DataError("data.cdb_header", path=path)
    images: list[Image] = []
    labels: list[int] = []
    position, pixels = HEADER.size, 0
    while position < len(content):
        image, label, position = _read_record(content, position, fixed_height, fixed_width, path)
        pixels += image.size
        if pixels > MAX_PIXELS:
            raise DataError("data.too_large", path=path, limit=MAX_PIXELS)
        images.append(image)
        labels.append(label)
    found = np.bincount(np.array(labels, dtype=np.int64), minlength=len(counts))
    if tuple(found) != counts:
        raise DataError("data.cdb_counts", path=path, expected=total, found=len(images))
    return images, np.array(labels, dtype=np.int64)


def _read_record(
    content: bytes, position: int, height: int, width: int, path: str | Path
) -> tuple[Image, int, int]:
    """Return the image and label that start at `position`, and the position after them."""
    start = position
    try:
        mark, label = content[position], content[position + 1]
        position += 2
        if height == 0:
            width, height = content[position], content[position + 1]
            position += 2
        (length,) = struct.unpack_from("<H", content, position)
    except (IndexError, struct.error) as error:
        raise DataError("data.cdb_record", path=path, position=start) from error
    position += 2
    runs = content[position : position + length]
    sound = mark == RECORD_MARK and label < 128 and height and width and len(runs) == length
    pixels = _unfold_runs(runs, height, width) if sound else None
    if pixels is None:
        raise DataError("data.cdb_record", path=path, position=start)
    return np.frombuffer(pixels, np.uint8).reshape(height, width), label, position + length


def _unfold_runs(runs: bytes, height: int, width: int) -> bytearray | None:
    """Return the pixels of an image in row order; None if the runs do not fill it exactly."""
    pixels = bytearray(height * width)
    position = 0
    for row_end in range(width, height * width + 1, width):
        column, ink = row_end - width, False
        while column < row_end:
            if position == len(runs):
                return None
            run = runs[position]
            position += 1
            if column + run > row_end:
                return None
            if ink:
                pixels[column : column + run] = bytes([INK]) * run
            column, ink = column + run, not ink
    return pixels if position == len(runs) else None


def fit_to_square(image: Image, size: int = 28) -> Image:
    """Return the image in the middle of a black square of `size` × `size` pixels.

    An image larger than the square is first shrunk, with its proportions kept: every new pixel
    is the mean of the area it covers.  A smaller one is not enlarged.
    """
    height, width = image.shape
    longest = max(height, width)
    if longest > size:
        new_height = max(1, round(height * size / longest))
        new_width = max(1, round(width * size / longest))
        mean = _shares(height, new_height) @ image @ _shares(width, new_width).T
        image = np.rint(mean).astype(np.uint8)
        height, width = new_height, new_width
    square = np.zeros((size, size), dtype=np.uint8)
    top, left = (size - height) // 2, (size - width) // 2
    square[top : top + height, left : left + width] = image
    return square


@cache
def _shares(old: int, new: int) -> NDArray[np.float64]:
    """Return the matrix (new, old) of which share of each old pixel every new pixel takes."""
    edges = np.arange(new + 1) * (old / new)
    pixels = np.arange(old)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    shares: NDArray[np.float64] = np.maximum(overlap, 0) * (new / old)
    return shares
