"""What TensorBoard shows, as the messages it reads: numbers, histograms, images, texts.

Source of the field numbers: TensorFlow, ``event.proto``, ``summary.proto``, ``tensor.proto``.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.callbacks.tensorboard.protobuf import (
    content,
    double,
    doubles,
    single,
    whole,
)

BINS = 30
DT_STRING = 7


def event(wall_time: float, step: int, *fields: bytes) -> bytes:
    """Return an Event: when it was, at which step, and what."""
    return double(1, wall_time) + whole(2, step) + b"".join(fields)


def file_version(wall_time: float) -> bytes:
    """Return the Event that every file begins with."""
    return double(1, wall_time) + content(3, "brain.Event:2")


def _summary(tag: str, value: bytes) -> bytes:
    return content(5, content(1, content(1, tag) + value))


def scalars(numbers: Mapping[str, float]) -> bytes:
    """Return the field of an Event that holds some numbers, each under its tag."""
    values = [_beginning(tag) + single(2, number) for tag, number in numbers.items()]
    return content(5, b"".join(values))


@lru_cache(maxsize=1024)
def _beginning(tag: str) -> bytes:
    """Return the value of a curve up to its number; it comes again with each of its numbers."""
    number = single(2, 0.0)
    return content(1, content(1, tag) + number)[: -len(number)]


def histogram(tag: str, array: Any) -> bytes | None:
    """Return the field that holds how the numbers of an array are spread, or None if it has none.

    Numbers that are not finite are left out.
    """
    numbers = backend.to_numpy(array).astype("float64").reshape(-1)
    library = backend.library(numbers)
    numbers = numbers[library.isfinite(numbers)]
    if not numbers.size:
        return None
    counts, edges = library.histogram(numbers, bins=BINS)
    told = (numbers.min(), numbers.max(), numbers.size, numbers.sum(), numbers @ numbers)
    fields = [double(number, float(value)) for number, value in enumerate(told, start=1)]
    spread = [doubles(6, edges[1:].tolist()), doubles(7, counts.tolist())]
    return _summary(tag, content(5, b"".join([*fields, *spread])))


def image(tag: str, pixels: Any) -> bytes:
    """Return the field that holds an image.

    Args:
        pixels: (height, width) or (height, width, 3), numbers from 0 to 255.
    """
    array = backend.to_numpy(pixels)
    height, width = array.shape[:2]
    colours = array.shape[2] if array.ndim == 3 else 1
    told = whole(1, height) + whole(2, width) + whole(3, colours)
    return _summary(tag, content(4, told + content(4, png(array))))


def png(pixels: Any) -> bytes:
    """Return an array of pixels as a PNG file.

    Source: the PNG specification of the W3C, third edition, § 5 and § 11.
    """
    height, width = pixels.shape[:2]
    kind = 2 if pixels.ndim == 3 else 0  # colours, or grey
    rows = pixels.clip(0, 255).astype("uint8").reshape(height, -1)
    unfiltered = b"".join(b"\0" + row.tobytes() for row in rows)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        (b"IDAT", zlib.compress(unfiltered)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in chunks
    )


def picture_of_weights(array: Any, largest: int = 512) -> Any:
    """Return weights as grey pixels, the smallest black and the largest white.

    A matrix (out, in) is one picture; kernels (out, in, height, width) stand in a grid with a
    line for each output channel.  What is beyond `largest` pixels is cut off.
    """
    weights = backend.to_numpy(array)
    library = backend.library(weights)
    if weights.ndim == 4:
        weights = library.pad(weights, ((0, 0), (0, 0), (0, 1), (0, 1)), constant_values=math.nan)
        out, inputs, height, width = weights.shape
        weights = weights.transpose(0, 2, 1, 3).reshape(out * height, inputs * width)[:-1, :-1]
    else:
        weights = weights.reshape(weights.shape[0] if weights.ndim > 1 else 1, -1)
    weights = weights[:largest, :largest].astype("float64")
    finite = library.isfinite(weights)
    if not finite.any():
        return library.zeros(weights.shape, "uint8")
    low, high = weights[finite].min(), weights[finite].max()
    grey = 255 * (weights - low) / (high - low or 1.0)
    return library.where(finite, grey, 0).astype("uint8")


def text(tag: str, words: str) -> bytes:
    """Return the field that holds a text in Markdown."""
    tensor = whole(1, DT_STRING) + content(2, b"") + content(8, words)
    plugin = content(1, content(1, "text"))
    return _summary(tag, content(8, tensor) + content(9, plugin))
