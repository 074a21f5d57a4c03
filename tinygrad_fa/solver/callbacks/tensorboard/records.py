"""The frame of an event file: records with a checksum of their length and one of their content.

    8 bytes   length of the content, little-endian
    4 bytes   masked CRC-32C of these 8 bytes
    n bytes   the content
    4 bytes   masked CRC-32C of the content

Source: TensorFlow, "TFRecord and tf.train.Example" (format), and RFC 3720 B.4 (CRC-32C).
"""

from __future__ import annotations

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


def masked(checksum: int) -> int:
    """Return the checksum turned by 15 bits plus a constant: what the format stores."""
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(content: bytes) -> bytes:
    """Return the content in its frame."""
    length = len(content).to_bytes(8, "little")
    return b"".join(
        (
            length,
            masked(crc32c(length)).to_bytes(4, "little"),
            content,
            masked(crc32c(content)).to_bytes(4, "little"),
        )
    )
