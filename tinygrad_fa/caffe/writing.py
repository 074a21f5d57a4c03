"""Writing prototxt as Caffe prints it: two blanks per level, fields in the order of numbers."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.schema import Field
from tinygrad_fa.files import write_whole

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_text(message: Message) -> str:
    """Return a message as prototxt.

    Numbers of the type float have as many digits as tell them from their neighbours in float32,
    so what is read from this text is the same message again.
    """
    return "".join(f"{line}\n" for line in _lines(message, ""))


def write_text(message: Message, path: str | os.PathLike[str]) -> None:
    """Write a message as a prototxt file, whole or not at all.

    Raises:
        FileError: if it cannot be written.
    """
    write_whole(path, [to_text(message).encode()])


def _lines(message: Message, indent: str) -> Iterator[str]:
    for field, value in sorted(message.set_fields(), key=lambda pair: pair[0].number):
        values: Iterable[Any] = value if field.repeated else [value]
        for one in values:
            if field.is_message:
                yield f"{indent}{field.name} {{"
                yield from _lines(one, indent + "  ")
                yield f"{indent}}}"
            else:
                yield f"{indent}{field.name}: {_told(field, one)}"


def _told(field: Field, value: Any) -> str:
    if field.type == "string":
        return quoted(value)
    if field.type == "bytes":
        return '"' + "".join(_byte(byte) for byte in value) + '"'
    if field.type == "bool":
        return "true" if value else "false"
    if field.type in ("float", "double"):
        return number(value, np.float32 if field.type == "float" else np.float64)
    return str(value)


def number(value: float, kind: Any = np.float32) -> str:
    """Return a number with as few digits as tell it from its neighbours of this kind."""
    if math.isnan(value):
        return "nan"
    with np.errstate(over="ignore"):
        rounded = kind(value)
    if not np.isfinite(rounded):
        return "inf" if rounded > 0 else "-inf"
    return str(rounded).removesuffix(".0")


def quoted(text: str) -> str:
    """Return a string between quotes, with C's escapes; letters of every script stay."""
    return '"' + "".join(_ESCAPES.get(c, c if c >= " " else f"\\{ord(c):03o}") for c in text) + '"'


def _byte(byte: int) -> str:
    character = chr(byte)
    plain = 32 <= byte < 127 and character not in _ESCAPES
    return character if plain else f"\\{byte:03o}"
