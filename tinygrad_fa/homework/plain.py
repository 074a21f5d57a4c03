"""Reading and writing what may cross the wall of the sandbox: numbers, arrays and text.

`encode` turns the inputs of a call into `records.Plain`; `read` turns what a student's function
returned into an array of float64, or says why it is none.  Nothing that is read is ever run,
unpickled or trusted to have the shape that it claims.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework.records import Plain
from tinygrad_fa.language import latin_digits

NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
MOST_NUMBERS = 1_000_000  # in one value
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


@dataclass(frozen=True)
class Seen:
    """A value that a student's function returned, as it was understood.

    Attributes:
        array: its numbers as float64, or None if it is none.
        text: it, if it is text.
        is_truth: whether it was made of True and False.
        fault: "" or ``"missing"``, ``"text"``, ``"uneven"`` (rows of different lengths) or
            ``"not_a_number"``.
    """

    array: Any = None
    text: str | None = None
    is_truth: bool = False
    fault: str = ""


def encode(value: Any) -> Plain:
    """Return a number, text, an array, or lists, tuples and dicts of them as plain values."""
    if isinstance(value, Mapping):
        return {str(name): encode(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(part) for part in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return _number(float(value))
    shape = getattr(value, "shape", None)
    if shape is None or not hasattr(value, "ravel"):
        return str(value)
    numbers = value.ravel().tolist()
    if shape == ():
        return encode(numbers[0])
    return {"shape": list(shape), "values": [_number(x) for x in numbers]}


def decode(plain: Plain) -> Any:
    """Return what `encode` was given: arrays as NumPy arrays, the rest as it is."""
    if _is_array(plain):
        numpy = backend.named("numpy")
        values = [NOT_FINITE.get(x, x) if isinstance(x, str) else x for x in plain["values"]]
        return numpy.array(values).reshape(plain["shape"])
    if isinstance(plain, dict):
        return {name: decode(part) for name, part in plain.items()}
    if isinstance(plain, list):
        return [decode(part) for part in plain]
    return NOT_FINITE.get(plain, plain) if isinstance(plain, str) else plain


def read(plain: Plain) -> Seen:
    """Return a student's value as an array of float64, or say why it is none."""
    if plain is None:
        return Seen(fault="missing")
    if isinstance(plain, str) and plain not in NOT_FINITE:
        return _read_text(plain)
    numbers: list[Any] = []
    try:
        shape = _shape_and_numbers(plain, numbers)
    except _NoArray as problem:
        return Seen(fault=str(problem))
    truths = sum(isinstance(x, bool) for x in numbers)
    if truths not in (0, len(numbers)):
        return Seen(fault="not_a_number")
    numpy = backend.named("numpy")
    array = numpy.array([_float(x) for x in numbers], dtype="float64").reshape(shape)
    return Seen(array, is_truth=truths > 0)


def _read_text(text: str) -> Seen:
    """Return a number that was typed as text, ``"۱٫۵"``, as a number; other text stays text."""
    latin = latin_digits(text[:40]).strip().replace("٫", ".").replace("−", "-")
    if len(text) > 40 or not _DECIMAL.fullmatch(latin):
        return Seen(text=text, fault="text")
    return Seen(backend.named("numpy").array(float(latin)), text=text)


class _NoArray(Exception):  # noqa: N818
    pass


def _shape_and_numbers(plain: Plain, numbers: list[Any]) -> tuple[int, ...]:
    """Append all numbers in `plain` to a list and return the shape."""
    if _is_array(plain):
        shape = tuple(plain["shape"])
        if math.prod(shape) != len(plain["values"]):
            raise _NoArray("uneven")
        for value in plain["values"]:
            if isinstance(value, (list, dict)):
                raise _NoArray("not_a_number")
            _shape_and_numbers(value, numbers)
        return shape
    if isinstance(plain, list):
        shapes = {_shape_and_numbers(part, numbers) for part in plain}
        if len(shapes) > 1:
            raise _NoArray("uneven")
        return (len(plain), *(shapes.pop() if shapes else ()))
    if isinstance(plain, str) and plain in NOT_FINITE:
        plain = NOT_FINITE[plain]
    if not isinstance(plain, (bool, int, float)) or len(numbers) >= MOST_NUMBERS:
        raise _NoArray("not_a_number")
    numbers.append(plain)
    return ()


def _is_array(plain: Plain) -> bool:
    """Whether it is the form of an array, with a shape that a computer can have."""
    if not isinstance(plain, dict) or set(plain) != {"shape", "values"}:
        return False
    shape, values = plain["shape"], plain["values"]
    return (
        isinstance(values, list)
        and isinstance(shape, Sequence)
        and len(shape) <= 32
        and all(type(n) is int and 0 <= n <= MOST_NUMBERS for n in shape)
    )


def _number(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of 400 digits
        return math.inf
