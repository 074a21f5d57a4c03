"""One message of a Caffe file in memory: a bag of fields that knows which it may have."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from tinygrad_fa.caffe.schema import SIZES, Field, message_type
from tinygrad_fa.language.errors import DataError

FLOATS: dict[str, np.dtype[Any]] = {"float": np.dtype("f4"), "double": np.dtype("f8")}


class UnknownFieldError(DataError, AttributeError):
    """A field that a kind of message has not (so that ``hasattr`` answers, and does not raise)."""


class Message:
    """A message: fields by name, checked as they are set.

        solver = Message("SolverParameter", base_lr=0.01, test_iter=[100])
        solver.momentum2            # 0.999: the default of an absent field
        solver.has("momentum2")     # False
        solver.net_param.name = "LeNet"          # lost: an absent message is made anew each time
        solver.sub("net_param").name = "LeNet"   # kept: now it is there
        solver.net_param.add("layer", name="conv1", type="Convolution")

    A word of an enum is held as a string ("MAX"), a repeated field as a list, the numbers of a
    blob as a NumPy array.  A number is held as it was given: rounding to float32, which Caffe
    does, is the business of who writes a binary file or builds a Solver.

    Args:
        kind: the name of the message in the schema.
        fields: what is set at once.

    Raises:
        UnknownFieldError: for a field that this kind of message has not.
        DataError: for a value that the field cannot hold.
        KeyError: for a kind of message that Caffe has not.
    """

    __slots__ = ("kind", "fields", "unknown")

    kind: str
    fields: dict[str, Any]  # what is set, in the order in which it was
    unknown: list[bytes]  # of a binary file: fields that the schema has not, as they were written

    def __init__(self, kind: str, /, **fields: Any) -> None:
        message_type(kind)
        for slot, value in (("kind", kind), ("fields", {}), ("unknown", [])):
            object.__setattr__(self, slot, value)
        for name, value in fields.items():
            setattr(self, name, value)

    def field(self, name: str) -> Field:
        """Return what the schema says of a field.

        Raises:
            UnknownFieldError: if there is none of this name, with the one spelt most alike.
        """
        known = message_type(self.kind).fields
        if name not in known:
            alike = difflib.get_close_matches(name, known, 1)
            raise UnknownFieldError(
                "caffe_files.unknown_field",
                message=self.kind,
                field=name,
                known=", ".join(alike or known),
            )
        return known[name]

    def __getattr__(self, name: str) -> Any:
        """Return the value of a field; what is absent has its default, or is empty."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self.fields:
            return self.fields[name]
        field = self.field(name)
        if field.array:
            return np.empty(0, FLOATS[field.type])
        if field.repeated:
            return self.fields.setdefault(name, [])
        return Message(field.type) if field.is_message else field.default

    def __setattr__(self, name: str, value: Any) -> None:
        field = self.field(name)
        if field.array:
            try:
                self.fields[name] = np.asarray(value, FLOATS[field.type]).ravel()
            except (TypeError, ValueError) as error:
                raise _refused(self.kind, field, value) from error
        elif not field.repeated:
            self.fields[name] = accept(self.kind, field, value)
        elif isinstance(value, (list, tuple)):
            self.fields[name] = [accept(self.kind, field, one) for one in value]
        else:
            raise _refused(self.kind, field, value)

    def has(self, name: str) -> bool:
        """Return whether a field is set; a repeated one: whether it has values."""
        self.field(name)
        value = self.fields.get(name)
        return value is not None and (not isinstance(value, (list, np.ndarray)) or len(value) > 0)

    def sub(self, name: str) -> Message:
        """Return the message in a field; an empty one is put there if it is absent."""
        if name not in self.fields:
            setattr(self, name, Message(self.field(name).type))
        return self.fields[name]

    def add(self, name: str, value: Any = None, /, **fields: Any) -> Any:
        """Put one more value into a repeated field (a message: its fields); return it."""
        field = self.field(name)
        value = Message(field.type, **fields) if field.is_message and value is None else value
        value = accept(self.kind, field, value)
        self.fields.setdefault(name, []).append(value)
        return value

    def clear(self, name: str) -> None:
        """Take a field away."""
        self.field(name)
        self.fields.pop(name, None)

    def set_fields(self) -> list[tuple[Field, Any]]:
        """Return the fields that are set with their values, in the order of the schema."""
        known = message_type(self.kind).fields.values()
        return [(field, self.fields[field.name]) for field in known if self.has(field.name)]

    def copy(self) -> Message:
        """Return a copy that shares nothing but the arrays."""
        twin = Message(self.kind)
        for name, value in self.fields.items():
            twin.fields[name] = _copied(value)
        twin.unknown.extend(self.unknown)
        return twin

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell how a copy is made, for the modules copy and pickle."""
        return _message_of, (self.kind, self.fields, self.unknown)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        mine, theirs = self.set_fields(), other.set_fields()
        return (
            self.kind == other.kind
            and self.unknown == other.unknown
            and [field.name for field, _ in mine] == [field.name for field, _ in theirs]
            and all(_equal(one, two) for (_, one), (_, two) in zip(mine, theirs, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        told = ", ".join(f"{field.name}={value!r}" for field, value in self.set_fields())
        return f"Message({self.kind!r}{', ' if told else ''}{told})"


def _message_of(kind: str, fields: dict[str, Any], unknown: list[bytes]) -> Message:
    message = Message(kind)
    message.fields.update(fields)
    message.unknown.extend(unknown)
    return message


def accept(kind: str, field: Field, value: Any) -> Any:
    """Return one value as a field of a message of this `kind` holds it.

    Raises:
        DataError: if it is not of the field's type, or out of its range.
    """
    accepted = _converted(field, value)
    if accepted is None:
        raise _refused(kind, field, value)
    return accepted


def _converted(field: Field, value: Any) -> Any:
    """Return the value in the field's type, or None if it cannot be."""
    if field.values is not None:
        if isinstance(value, Integral) and not isinstance(value, bool):
            return next((word for word, number in field.values.items() if number == value), None)
        return value if isinstance(value, str) and value in field.values else None
    if field.is_whole:
        least, most = SIZES[field.type]
        whole = isinstance(value, Integral) and not isinstance(value, bool)
        return int(value) if whole and least <= value <= most else None
    if field.type in FLOATS:
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        return float(value) if is_number else None
    if field.is_message:
        return value if isinstance(value, Message) and value.kind == field.type else None
    if field.type == "bytes":
        return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else None
    return value if isinstance(value, {"bool": bool, "string": str}[field.type]) else None


def _refused(kind: str, field: Field, value: Any) -> DataError:
    wanted = field.type + (f" ({', '.join(field.values)})" if field.values else "")
    return DataError(
        "caffe_files.wrong_value",
        message=kind,
        field=field.name,
        wanted=f"list of {wanted}" if field.repeated and not field.is_message else wanted,
        value=f"{value!r:.80}",
    )


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value.copy() if isinstance(value, Message) else value


def _equal(one: Any, two: Any) -> bool:
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, two, equal_nan=True))
    return bool(one == two)


def as_fields(message: Message) -> Mapping[str, Any]:
    """Return a message as plain dicts and lists, for showing and comparing."""
    return {field.name: _plain(value) for field, value in message.set_fields()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return as_fields(value) if isinstance(value, Message) else value
