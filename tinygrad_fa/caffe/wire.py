"""Protocol Buffers' binary format: how a message of Caffe is written as bytes, and read again.

A message is its fields one after the other, each as a key and a content.  The key is the number
of the field · 8 + how the content is written:

    0   a whole number, 7 bits per byte, lowest first; the high bit says that more follow
    1   8 bytes (double)              5   4 bytes (float)
    2   a length, then that many bytes: a string, a message, or many numbers end to end (packed)

Nothing that is read is believed: every length is compared with what is left before anything is
done with it, and no file makes more than `MOST_VALUES` objects.  Messages nest only as deep as
Caffe's schema, which has no circles, so neither does the recursion.  The numbers of a blob are not
copied: its array is a view of the bytes of the file.

Source: https://protobuf.dev/programming-guides/encoding
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from tinygrad_fa.caffe.message import FLOATS, Message
from tinygrad_fa.caffe.schema import Field
from tinygrad_fa.caffe.wire_reader import BYTES, Reader, form_of
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import FileError

Buffer = bytes | memoryview


def read_file(kind: str, path: str | os.PathLike[str]) -> Message:
    """Read a file that holds one message.

    Args:
        kind: what message, such as ``"NetParameter"``.

    Raises:
        FileError: if it cannot be read.
        DataError: if it is damaged, or holds something else; the place is told in bytes.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        key = "caffe_files.cannot_read" if os.path.exists(path) else "caffe_files.no_file"
        raise FileError(key, path=path, reason=error.strerror or error) from error
    return decode(kind, data, path)


def write_file(message: Message, path: str | os.PathLike[str]) -> None:
    """Write a message as a file, whole or not at all.

    Raises:
        FileError: if it cannot be written.
    """
    write_whole(path, encode(message))


# Reading ----------------------------------------------------------------------------------


def decode(kind: str, data: Buffer, name: str | os.PathLike[str] = "") -> Message:
    """Return the message that is written in `data`.

    Args:
        kind: what message it is.
        data: all of its bytes.  Arrays of numbers in the message are read-only views of them.
        name: what errors call the bytes; a path, mostly.

    Raises:
        DataError: if that is no such message; the place is told in bytes from the beginning.
    """
    message = Message(kind)
    reader = Reader(memoryview(data), name or kind)
    reader.fill(message, 0, len(data))
    return message


# Writing ----------------------------------------------------------------------------------


def encode(message: Message) -> list[Buffer]:
    """Return a message as bytes, in parts that belong one after the other.

    Fields come in the order of their numbers, as Google's writer has it; the numbers of arrays
    are not copied where the machine keeps them as the file does.
    """
    parts: list[Buffer] = []
    for field, value in sorted(message.set_fields(), key=lambda pair: pair[0].number):
        if field.array:
            parts.extend(_array_parts(field, value))
        elif field.packed:
            content = b"".join(_value_bytes(field, one) for one in value)
            parts.append(_key(field, BYTES) + _varint_bytes(len(content)) + content)
        else:
            for one in value if field.repeated else [value]:
                parts.extend(_value_parts(field, one))
    parts.extend(message.unknown)
    return parts


def _value_parts(field: Field, value: Any) -> list[Buffer]:
    """Return a key and one value after it."""
    form = form_of(field)
    if not field.is_message:
        content = _value_bytes(field, value)
        length = _varint_bytes(len(content)) if form == BYTES else b""
        return [_key(field, form) + length + content]
    inside = encode(value)
    return [_key(field, BYTES) + _varint_bytes(sum(map(len, inside))), *inside]


def _array_parts(field: Field, numbers: Any) -> list[Buffer]:
    kind = FLOATS[field.type].newbyteorder("<")
    numbers = np.ascontiguousarray(numbers, kind)
    if field.packed:
        start = _key(field, BYTES) + _varint_bytes(numbers.nbytes)
        return [start, memoryview(numbers).cast("B")]
    key = np.frombuffer(_key(field, form_of(field)), "u1")
    content = numbers.view("u1").reshape(len(numbers), -1)
    return [np.hstack([np.tile(key, (len(numbers), 1)), content]).tobytes()]


def _value_bytes(field: Field, value: Any) -> bytes:
    """Return one value as it is written, without key and length."""
    if field.type in ("string", "bytes"):
        return value.encode("utf-8", "backslashreplace") if field.type == "string" else bytes(value)
    if field.type in FLOATS:
        with np.errstate(over="ignore"):  # too large for a float: infinite, as Caffe reads it
            return np.array(value, FLOATS[field.type].newbyteorder("<")).tobytes()
    number = field.values[value] if field.values is not None else int(value)
    return _varint_bytes(number % 2**64)  # a negative one is written as its complement


def _key(field: Field, form: int) -> bytes:
    return _varint_bytes(field.number << 3 | form)


def _varint_bytes(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)
