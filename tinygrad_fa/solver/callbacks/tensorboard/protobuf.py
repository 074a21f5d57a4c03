"""The few kinds of protobuf fields that event files need, encoded by hand.

A message is its fields one after the other, each a key (number · 8 + kind) and a value.

Source: protobuf.dev, "Encoding".
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5


def varint(number: int) -> bytes:
    """Return a whole number in groups of 7 bits, the lowest first; negative ones as 64 bits."""
    if 0 <= number < 0x80:
        return bytes((number,))
    number &= 0xFFFFFFFFFFFFFFFF
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


@lru_cache(maxsize=256)
def _key(field: int, kind: int) -> bytes:
    return varint(field << 3 | kind)


def whole(field: int, number: int) -> bytes:
    """Return a field that holds an int32, int64, bool or enum."""
    return _key(field, _VARINT) + varint(number)


def double(field: int, number: float) -> bytes:
    """Return a field that holds a float64."""
    return _key(field, _EIGHT_BYTES) + struct.pack("<d", number)


def single(field: int, number: float) -> bytes:
    """Return a field that holds a float32; what is too large for one becomes infinite."""
    try:
        return _key(field, _FOUR_BYTES) + struct.pack("<f", number)
    except OverflowError:
        return single(field, float("inf") if number > 0 else float("-inf"))


def content(field: int, part: bytes | str) -> bytes:
    """Return a field that holds bytes, a text, or another message."""
    encoded = part.encode() if isinstance(part, str) else part
    return _key(field, _LENGTH) + varint(len(encoded)) + encoded


def doubles(field: int, numbers: Iterable[float]) -> bytes:
    """Return a packed field of float64 numbers."""
    listed = list(numbers)
    return content(field, struct.pack(f"<{len(listed)}d", *listed))
