"""What may leave the sandbox: None, truth values, numbers, text, arrays, lists and dicts.

A value is taken by its exact type only: an object that claims to be a number, or an array of a
class of its own, is not plain.
"""

from __future__ import annotations

import json.encoder
import math
import sys
from typing import Any

DEEPEST = 16
_name_of = type.__dict__["__name__"].__get__
_is_finite = math.isfinite
_quote = json.encoder.encode_basestring_ascii
_integer_text, _float_text = int.__repr__, float.__repr__


class TooBig(Exception):  # noqa: N818 - it is a finding, not a fault
    """More than may be handed back."""


class NotPlain(Exception):  # noqa: N818
    """Something else than a plain value; says what."""


def text(value: str) -> bytes:
    """Return text as JSON."""
    return _quote(value).encode()


class Encoder:
    """Turns values into JSON, up to a number of numbers and of bytes."""

    def __init__(self, numbers: int, size: int) -> None:
        self.most_numbers, self.most_bytes = numbers, size
        numpy = sys.modules.get("numpy")
        self.array_of = numpy and numpy.array
        self.array: Any = numpy and numpy.ndarray
        names = "float64 float32 float16 int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool_"
        self.scalars: Any = {getattr(numpy, name) for name in names.split()} if numpy else set()
        self.seed_numpy = numpy and numpy.random.seed
        ours = sys.modules.get("tinygrad_fa")
        self.nodes: Any = {ours.Value, ours.Tensor} if ours and "numpy" in sys.modules else set()

    def seed(self, seed: int) -> None:
        """Seed NumPy's random numbers, if it is there."""
        if self.seed_numpy:
            self.seed_numpy(seed % 2**32)

    def argument(self, plain: Any) -> Any:
        """Return what a function is given for a plain value: arrays as NumPy's, if it is there."""
        if type(plain) is list:
            return [self.argument(entry) for entry in plain]
        if type(plain) is not dict:
            return plain
        if set(plain) != {"shape", "values"}:
            return {name: self.argument(entry) for name, entry in plain.items()}
        values = [float(x) if type(x) is str else x for x in plain["values"]]
        if self.array_of:
            whole = self.array_of(values) if values else self.array_of([], dtype=float)
            return whole.reshape(plain["shape"])
        return _nested(values, plain["shape"])

    def encode(self, value: Any) -> bytes:
        """Return a value as JSON.

        Raises:
            TooBig: if it is more than may be handed back.
            NotPlain: if it is something else.
        """
        self.left_numbers, self.left_bytes = self.most_numbers, self.most_bytes
        parts: list[str] = []
        self.add(value, parts, DEEPEST)
        return "".join(parts).encode()

    def add(self, value: Any, parts: list[str], depth: int) -> None:
        """Append a value to the parts of the text."""
        kind = type(value)
        if kind in self.nodes:
            value = value.data
            kind = type(value)
        if kind in self.scalars:
            value = value.item()
            kind = type(value)
        if value is None or kind is bool:
            self.put("null" if value is None else "true" if value else "false", parts)
        elif kind is int or kind is float:
            self.number(value, parts)
        elif kind is str:
            if len(value) > self.left_bytes:
                raise TooBig
            self.put(_quote(value), parts)
        elif kind is self.array and kind is not None:
            self.whole_array(value, parts, depth)
        elif depth == 0:
            raise TooBig
        elif kind is list or kind is tuple:
            self.put("[", parts)
            for i, entry in enumerate(value):
                if i:
                    self.put(",", parts)
                self.add(entry, parts, depth - 1)
            self.put("]", parts)
        elif kind is dict:
            self.mapping(value, parts, depth)
        else:
            raise NotPlain(_name_of(kind)[:100])

    def mapping(self, value: dict[Any, Any], parts: list[str], depth: int) -> None:
        """Append a dict whose keys are text."""
        self.put("{", parts)
        for i, (name, entry) in enumerate(value.items()):
            if type(name) is not str:
                raise NotPlain("dict with keys that are not text")
            self.put(("," if i else "") + _quote(name) + ":", parts)
            self.add(entry, parts, depth - 1)
        self.put("}", parts)

    def whole_array(self, value: Any, parts: list[str], depth: int) -> None:
        """Append an array of numbers or truth values."""
        if value.dtype.kind not in "fiub" or value.dtype.itemsize > 8:
            raise NotPlain(f"array of {value.dtype.kind}")
        if value.size > self.left_numbers:
            raise TooBig
        self.put('{"shape":[' + ",".join(map(_integer_text, value.shape)) + '],"values":[', parts)
        for i, entry in enumerate(value.ravel().tolist()):
            if i:
                self.put(",", parts)
            self.add(entry, parts, depth)
        self.put("]}", parts)

    def number(self, value: float, parts: list[str]) -> None:
        """Append a number; those that are not finite become text."""
        self.left_numbers -= 1
        if self.left_numbers < 0 or (type(value) is int and value.bit_length() > 1024):
            raise TooBig
        if type(value) is int:
            self.put(_integer_text(value), parts)
        elif _is_finite(value):
            self.put(_float_text(value), parts)
        else:
            self.put('"nan"' if value != value else '"inf"' if value > 0 else '"-inf"', parts)

    def put(self, part: str, parts: list[str]) -> None:
        """Append text and count it."""
        self.left_bytes -= len(part)
        if self.left_bytes < 0:
            raise TooBig
        parts.append(part)


def _nested(values: list[Any], shape: list[int]) -> Any:
    if not shape:
        return values[0]
    step = len(values) // shape[0] if shape[0] else 0
    return [_nested(values[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]
