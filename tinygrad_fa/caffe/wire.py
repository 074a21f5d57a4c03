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
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tinygrad_fa.caffe.message import FLOATS, Message
from tinygrad_fa.caffe.schema import Field, message_type
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import DataError, FileError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
GROUPS = (3, 4)  # an old way to nest, which Caffe never uses
MOST_VALUES = (
    1_000_000  # of a file, the numbers in arrays not counted; a net of 1,000 layers: 50,000
)
LARGEST_NUMBER = 2**29 - 1  # of a field

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
    reader = _Reader(memoryview(data), name or kind)
    reader.fill(message, 0, len(data))
    return message


class _Reader:
    """What is read, and how many values have been found in it."""

    def __init__(self, data: memoryview, name: Any) -> None:
        self.data, self.name, self.values = data, name, 0

    def fill(self, message: Message, place: int, stop: int) -> None:
        """Add to the message what is written from `place` to before `stop`."""
        by_number = message_type(message.kind).by_number
        arrays: dict[str, list[Any]] = {}
        while place < stop:
            self._count(place)
            key, start = self._varint(place, stop)
            number, form = key >> 3, key & 7
            if not 0 < number <= LARGEST_NUMBER:
                raise self._damaged("no_such_number", place, number=number)
            start, end = self._extent(form, place, start, stop)
            field = by_number.get(number)
            if field is not None and field.array and form in (FIXED32, FIXED64, BYTES):
                pieces = arrays.setdefault(field.name, [])
                end = self._numbers(field, form, pieces, place, start, end, stop)
            elif field is None or not self._take(message, field, form, start, end):
                message.unknown.append(bytes(self.data[place:end]))
            place = end
        for name, pieces in arrays.items():
            pieces = [message.fields[name], *pieces] if name in message.fields else pieces
            message.fields[name] = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _extent(self, form: int, key: int, start: int, stop: int) -> tuple[int, int]:
        """Return where the content of a field begins and ends."""
        if form == VARINT:
            return start, self._varint(start, stop)[1]
        if form == BYTES:
            length, start = self._varint(start, stop)
        elif form in (FIXED32, FIXED64):
            length = 4 if form == FIXED32 else 8
        else:
            raise self._damaged("group" if form in GROUPS else "no_such_form", key, form=form)
        if length > stop - start:
            raise self._damaged("cut_off", key, length=length, left=stop - start)
        return start, start + length

    def _take(self, message: Message, field: Field, form: int, start: int, end: int) -> bool:
        """Put a content into its field; False if it is written in a form that is not the field's.

        As Google's reader does it: of a field that is there twice the last counts, but messages
        are merged; numbers may come packed or not, whatever the schema says.
        """
        name = field.name
        if field.is_message:
            if form != BYTES:
                return False
            if field.repeated:
                part = message.add(name)
            else:
                part = message.sub(name)
            self.fill(part, start, end)
            return True
        if form == BYTES and field.repeated and _form(field) != BYTES:
            found = list(self._packed(field, start, end))
        elif form == _form(field):
            found = [self._value(field, start, end)]
        else:
            return False
        if None in found:  # a word that the enum has not: kept as it was written
            return False
        if field.repeated:
            message.fields.setdefault(name, []).extend(found)
        else:
            message.fields[name] = found[0]
        return True

    def _packed(self, field: Field, place: int, stop: int) -> Iterator[Any]:
        while place < stop:
            self._count(place)
            _, end = self._extent(_form(field), place, place, stop)
            yield self._value(field, place, end)
            place = end

    def _value(self, field: Field, start: int, end: int) -> Any:
        if field.type == "string":
            return str(self.data[start:end], "utf-8", "backslashreplace")
        if field.type == "bytes":
            return bytes(self.data[start:end])
        if field.type == "double":
            return struct.unpack_from("<d", self.data, start)[0]
        if field.type == "float":  # the shortest decimal that means it: 0.01, not 0.00999999977
            return float(str(np.frombuffer(self.data, "<f4", 1, start)[0]))
        number = self._varint(start, end)[0]
        if field.type == "bool":
            return number != 0
        bits = 64 if field.type.endswith("64") else 32
        number &= 2**bits - 1
        if not field.type.startswith("u") and number >= 2 ** (bits - 1):
            number -= 2**bits
        if field.values is not None:
            return next((word for word, value in field.values.items() if value == number), None)
        return number

    def _numbers(
        self, field: Field, form: int, pieces: list[Any], key: int, start: int, end: int, stop: int
    ) -> int:
        """Add a view of an array's numbers to `pieces`; return where they end."""
        kind = FLOATS[field.type].newbyteorder("<")
        if form == BYTES:
            if (end - start) % kind.itemsize:
                raise self._damaged("uneven", key, length=end - start, size=kind.itemsize)
            pieces.append(np.frombuffer(self.data[start:end], kind))
            return end
        if form != _form(field):
            raise self._damaged("no_such_form", key, form=form)
        # Not packed: a key before each number.  A run of them is a table with these as columns.
        row = end - key
        table = np.frombuffer(self.data[key : key + (stop - key) // row * row], "u1")
        table = table.reshape(-1, row)
        keys, numbers = table[:, : start - key], table[:, start - key :]
        count = _equal_rows(keys)
        pieces.append(np.ascontiguousarray(numbers[:count]).reshape(-1).view(kind))
        return key + count * row

    def _varint(self, place: int, stop: int) -> tuple[int, int]:
        """Return the whole number at `place`, and where it ends."""
        number = 0
        for position in range(place, min(stop, place + 10)):
            byte = self.data[position]
            number |= (byte & 0x7F) << (7 * (position - place))
            if byte < 0x80:
                return number & (2**64 - 1), position + 1
        if stop - place < 10:
            raise self._damaged("number_cut_off", place)
        raise self._damaged("number_too_long", place)

    def _count(self, place: int) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self._damaged("too_many", place, most=MOST_VALUES)

    def _damaged(self, key: str, place: int, **values: Any) -> DataError:
        return DataError(f"caffe_files.{key}", path=self.name, offset=place, **values)


def _equal_rows(rows: Any) -> int:
    """Return how many rows at the beginning are equal, looking at no more than twice as many."""
    count = 1
    while count < len(rows):
        differ = (rows[count : 2 * count] != rows[0]).any(axis=1)
        if differ.any():
            return count + int(differ.argmax())
        count = min(2 * count, len(rows))
    return count


def _form(field: Field) -> int:
    """Return how one value of a field is written."""
    if field.type in FLOATS:
        return FIXED32 if field.type == "float" else FIXED64
    return VARINT if field.is_whole or field.values is not None or field.type == "bool" else BYTES


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
    form = _form(field)
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
    key = np.frombuffer(_key(field, _form(field)), "u1")
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
