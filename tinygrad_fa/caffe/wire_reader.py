"""The reader of Protocol Buffers' binary format: see `tinygrad_fa.caffe.wire` for the format."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinygrad_fa.caffe.message import FLOATS, Message
from tinygrad_fa.caffe.schema import Field, message_type
from tinygrad_fa.language.errors import DataError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
GROUPS = (3, 4)  # an old way to nest, which Caffe never uses
MOST_VALUES = 1_000_000  # of a file, numbers in arrays not counted; 1,000 layers have 50,000
LARGEST_NUMBER = 2**29 - 1  # of a field


def form_of(field: Field) -> int:
    """Return how one value of a field is written."""
    if field.type in FLOATS:
        return FIXED32 if field.type == "float" else FIXED64
    return VARINT if field.is_whole or field.values is not None or field.type == "bool" else BYTES


class Reader:
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
                raise self._damaged("caffe_files.no_such_number", place, number=number)
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
            told = "caffe_files.group" if form in GROUPS else "caffe_files.no_such_form"
            raise self._damaged(told, key, form=form)
        if length > stop - start:
            raise self._damaged("caffe_files.cut_off", key, length=length, left=stop - start)
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
        if form == BYTES and field.repeated and form_of(field) != BYTES:
            found = list(self._packed(field, start, end))
        elif form == form_of(field):
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
            _, end = self._extent(form_of(field), place, place, stop)
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
                size = kind.itemsize
                raise self._damaged("caffe_files.uneven", key, length=end - start, size=size)
            pieces.append(np.frombuffer(self.data[start:end], kind))
            return end
        if form != form_of(field):
            raise self._damaged("caffe_files.no_such_form", key, form=form)
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
            raise self._damaged("caffe_files.number_cut_off", place)
        raise self._damaged("caffe_files.number_too_long", place)

    def _count(self, place: int) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self._damaged("caffe_files.too_many", place, most=MOST_VALUES)

    def _damaged(self, key: str, place: int, **values: Any) -> DataError:
        return DataError(key, path=self.name, offset=place, **values)


def _equal_rows(rows: Any) -> int:
    """Return how many rows at the beginning are equal, looking at no more than twice as many."""
    count = 1
    while count < len(rows):
        differ = (rows[count : 2 * count] != rows[0]).any(axis=1)
        if differ.any():
            return count + int(differ.argmax())
        count = min(2 * count, len(rows))
    return count
