"""The binary form of CIFAR-10: records of one label byte and 3,072 pixel bytes.

The pixels are 1,024 red, 1,024 green, 1,024 blue, each in row order.  The published archive has
six such files of 10,000 records.  Source: https://www.cs.toronto.edu/~kriz/cifar.html.
The archive is read as a stream and nothing of it is ever written to disk; the other published
form, for Python, is a pickle, which can run code while it is read, and is not supported.
"""

from __future__ import annotations

import tarfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.data import files
from tinygrad_fa.language.errors import DataError, TinygradError

IMAGE_SHAPE = (3, 32, 32)
RECORD_BYTES = 1 + 3 * 32 * 32
CLASSES = 10
MEMBER_BYTES = 10_000 * RECORD_BYTES
MEMBERS = {
    "train": tuple(f"data_batch_{number}.bin" for number in range(1, 6)),
    "test": ("test_batch.bin",),
}
MAX_ARCHIVE_BYTES = 8 * MEMBER_BYTES  # uncompressed: the six files and a little more

Images = NDArray[np.uint8]


def read_cifar(path: str | Path, max_bytes: int = files.MAX_BYTES) -> tuple[Images, Images]:
    """Return the images (N, 3, 32, 32) and labels (N,), both uint8, of one binary file.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if it is not a whole number of records, or a label is not 0 to 9.
    """
    return parse_cifar(files.read_content(path, max_bytes), path)


def parse_cifar(content: bytes | bytearray, path: str | Path) -> tuple[Images, Images]:
    """Return images and labels of binary records; `path` is only for messages."""
    if not content or len(content) % RECORD_BYTES:
        raise DataError("data.cifar_size", path=path, found=len(content), record=RECORD_BYTES)
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD_BYTES)
    labels = records[:, 0].copy()
    if labels.max() >= CLASSES:
        index = int(np.argmax(labels >= CLASSES))
        raise DataError("data.cifar_label", path=path, label=int(labels[index]), index=index)
    return records[:, 1:].reshape(-1, *IMAGE_SHAPE), labels


def read_cifar_archive(
    path: str | Path, split: str, member_bytes: int = MEMBER_BYTES
) -> tuple[Images, Images]:
    """Return images and labels of ``"train"`` or ``"test"`` out of the ``.tar.gz`` archive.

    Only regular files with an expected name and exactly `member_bytes` bytes are read; links,
    folders and everything else in the archive are passed over.

    Raises:
        FileError: if the archive is missing or cannot be read.
        DataError: if it is broken, far too large, or lacks one of the files.
    """
    wanted = MEMBERS[split]
    found: dict[str, bytes] = {}
    try:
        with files.open_content(path) as stream:
            limited: Any = _LimitedStream(stream, path)
            with tarfile.open(fileobj=limited, mode="r|") as archive:
                for member in archive:
                    if member.size > MAX_ARCHIVE_BYTES:  # passing over it could take for ever
                        raise DataError("data.too_large", path=path, limit=MAX_ARCHIVE_BYTES)
                    name = PurePosixPath(member.name).name
                    if name in wanted and member.isreg() and member.size == member_bytes:
                        reader = archive.extractfile(member)
                        found[name] = reader.read(member_bytes) if reader else b""
    except TinygradError:
        raise  # a DataError is a ValueError: pass it on as it is
    except (tarfile.TarError, ValueError) as error:  # ValueError: words where numbers are due
        raise DataError("data.broken_archive", path=path, reason=error) from error
    missing = [name for name in wanted if len(found.get(name, b"")) != member_bytes]
    if missing:
        raise DataError("data.cifar_member", path=path, missing=", ".join(missing))
    parts = [parse_cifar(found[name], f"{path}/{name}") for name in wanted]
    return join(parts)


def join(parts: list[tuple[Images, Images]]) -> tuple[Images, Images]:
    """Return several (images, labels) as one, in the given order."""
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)


class _LimitedStream:
    """A stream that ends in an error after `MAX_ARCHIVE_BYTES`: no zip bomb gets further."""

    def __init__(self, stream: IO[bytes], path: str | Path) -> None:
        self.stream, self.path, self.left = stream, path, MAX_ARCHIVE_BYTES

    def read(self, size: int) -> bytes:
        piece = self.stream.read(min(size, self.left + 1))
        self.left -= len(piece)
        if self.left < 0:
            raise DataError("data.too_large", path=self.path, limit=MAX_ARCHIVE_BYTES)
        return piece
