"""Caffe's messages as a table: which fields each one has, with number, type and default.

A Caffe file, text or binary, is one message: fields that hold numbers, words or messages.  The
table itself is ``schema.txt`` beside this file, in a notation of a line or two per message; it is
read when it is first asked for.  `Message` (in `tinygrad_fa.caffe.message`) is one such message
in memory.

    field = message_type("SolverParameter").fields["momentum2"]
    field.number, field.type, field.default        # 39, "float", 0.999
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

SIZES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}
SIZES |= {"int64": (-(2**63), 2**63 - 1), "uint64": (0, 2**64 - 1)}
_ZEROS: dict[str, Any] = {"bool": False, "string": "", "bytes": b"", "float": 0.0, "double": 0.0}
_ZEROS |= dict.fromkeys(SIZES, 0)

_FIELD = re.compile(r"(\d+) (\w+) (\w+)(\*|\[\])?( packed)?(?: = (.+))?")


@dataclass(frozen=True)
class Field:
    """One field of a message.

    Args:
        name, number: what it is called in text files, and in binary ones.
        type: ``"int32"``, ``"int64"``, ``"uint32"``, ``"uint64"``, ``"float"``, ``"double"``,
            ``"bool"``, ``"string"``, ``"bytes"``, or the name of an enum or a message.
        default: what an absent field means; None for a message and for repeated fields.
        explicit_default: whether caffe.proto names the default (else it is zero, empty, or the
            first value of the enum).
        repeated: whether it holds any number of values.
        array: whether these values are held as one NumPy array instead of a list.
        packed: whether they are written end to end in binary files.
        values: word → number if the type is an enum, else None.
    """

    name: str
    number: int
    type: str
    default: Any = None
    explicit_default: bool = False
    repeated: bool = False
    array: bool = False
    packed: bool = False
    values: Mapping[str, int] | None = None

    @property
    def is_message(self) -> bool:
        """Whether it holds messages."""
        return self.values is None and self.type not in _ZEROS

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers."""
        return self.type in SIZES


@dataclass(frozen=True)
class MessageType:
    """A kind of message: its name, and its fields by name and by number."""

    name: str
    fields: Mapping[str, Field]
    by_number: Mapping[int, Field]


def message_type(name: str) -> MessageType:
    """Return the kind of message of this name; KeyError if Caffe has none such."""
    return message_types()[name]


@cache
def message_types() -> Mapping[str, MessageType]:
    """Return every kind of message by name."""
    return _tables()[1]


@cache
def enums() -> Mapping[str, Mapping[str, int]]:
    """Return every enum by name: word → number."""
    return _tables()[0]


@cache
def _tables() -> tuple[dict[str, dict[str, int]], dict[str, MessageType]]:
    """Read ``schema.txt``."""
    source = resources.files("tinygrad_fa.caffe").joinpath("schema.txt").read_text("utf-8")
    # A line that begins with blanks goes on with the one before it.
    source = re.sub(r"^#.*\n", "", source, flags=re.MULTILINE)
    paragraphs = re.sub(r"\n +", " ", source).split("\n")
    words: dict[str, dict[str, int]] = {}
    types: dict[str, MessageType] = {}
    for paragraph in filter(None, paragraphs):
        head, _, body = paragraph.partition(":")
        if head.startswith("enum "):
            pairs = (pair.split("=") for pair in body.split())
            words[head.removeprefix("enum ")] = {word: int(number) for word, number in pairs}
        else:
            fields = [_field(told.strip(), words) for told in body.split(";")]
            by_name = {field.name: field for field in fields}
            types[head] = MessageType(head, by_name, {field.number: field for field in fields})
    return words, types


def _field(told: str, words: Mapping[str, Mapping[str, int]]) -> Field:
    found = _FIELD.fullmatch(told)
    if found is None:
        raise ValueError(f"schema.txt: {told}")
    number, name, kind, many, packed, default = found.groups()
    values = words.get(kind)
    return Field(
        name=name,
        number=int(number),
        type=kind,
        default=None if many else _default(kind, default, values),
        explicit_default=default is not None,
        repeated=many is not None,
        array=many == "[]",
        packed=packed is not None,
        values=values,
    )


def _default(kind: str, told: str | None, values: Mapping[str, int] | None) -> Any:
    if values is not None:
        return told or next(iter(values))
    if told is None:
        return _ZEROS.get(kind)
    if kind == "bool":
        return told == "true"
    if kind == "string":
        return told.strip('"')
    return int(told) if kind in SIZES else float(told)
