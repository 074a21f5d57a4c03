"""The frame of an event file: records with a checksum of their length and one of their content.

    8 bytes   length of the content, little-endian
    4 bytes   masked CRC-32C of these 8 bytes
    n bytes   the content
    4 bytes   masked CRC-32C of the content

Source: TensorFlow, "TFRecord and tf.train.Example" (format), and RFC 3720 B.4 (CRC-32C).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tinygrad_fa import backend

POLYNOMIAL = 0x82F63B78  # of Castagnoli, its bits reversed


def _table() -> tuple[int, ...]:
    rests = []
    for byte in range(256):
        rest = byte
        for _ in range(8):
            rest = rest >> 1 ^ (POLYNOMIAL if rest & 1 else 0)
        rests.append(rest)
    return tuple(rests)


_TABLE = _table()


def crc32c(content: bytes) -> int:
    """Return the CRC-32C checksum of bytes."""
    rest, table = 0xFFFFFFFF, _TABLE
    for byte in content:
        rest = table[(rest ^ byte) & 0xFF] ^ rest >> 8
    return rest ^ 0xFFFFFFFF


def checksums(contents: Sequence[bytes]) -> list[int]:
    """Return the CRC-32C checksum of each of some contents.

    Those of one length are gone through side by side, byte by byte: of the many short events of a
    training, where a loop over the bytes of each takes most of the time.
    """
    found = [0] * len(contents)
    places: dict[int, list[int]] = {}
    for place, content in enumerate(contents):
        places.setdefault(len(content), []).append(place)
    for alike in places.values():
        together = _side_by_side if len(alike) >= WORTH_IT else _one_by_one
        for place, checksum in zip(alike, together([contents[i] for i in alike]), strict=True):
            found[place] = checksum
    return found


WORTH_IT = 8  # contents of one length: as many as the fixed costs of arrays are paid back by


def _one_by_one(contents: Sequence[bytes]) -> list[int]:
    return [crc32c(content) for content in contents]


def _side_by_side(contents: Sequence[bytes]) -> list[int]:
    numpy = backend.named("numpy")
    table = numpy.asarray(_TABLE, "uint32")
    rows = numpy.frombuffer(b"".join(contents), "uint8").reshape(len(contents), -1)
    rests = numpy.full(len(contents), 0xFFFFFFFF, "uint32")
    for column in numpy.ascontiguousarray(rows.T):
        rests = table[(rests ^ column) & 0xFF] ^ rests >> 8
    return [int(rest) for rest in rests ^ 0xFFFFFFFF]


def masked(checksum: int) -> int:
    """Return the checksum turned by 15 bits plus a constant: what the format stores."""
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


FRAME_SIZE = 16  # bytes around each content


def framed(contents: Sequence[bytes]) -> bytes:
    """Return the contents one after another, each in its frame."""
    parts: list[bytes] = []
    for content, checksum in zip(contents, checksums(contents), strict=True):
        parts += (_head(len(content)), content, masked(checksum).to_bytes(4, "little"))
    return b"".join(parts)


@lru_cache(maxsize=256)
def _head(length: int) -> bytes:
    written = length.to_bytes(8, "little")
    return written + masked(crc32c(written)).to_bytes(4, "little")
