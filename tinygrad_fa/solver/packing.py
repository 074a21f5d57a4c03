"""A tree of plain values and arrays as named arrays and one JSON text, and back.

    pack({"iteration": 7, "net": {"fc.weight": array}})
    # Packed({"net/fc.weight": array}, '{"iteration": 7, "net": {"fc.weight": {"$array": …}}}')

Nothing is lost on the way: tuples stay tuples, keys may be numbers, a NaN stays one, whole numbers
have any size, and a number comes back with all its bits.  What is no plain value is refused when
it is packed, not when somebody needs it.  A text that is unpacked can make nothing but such values.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from tinygrad_fa import backend
from tinygrad_fa.language.errors import StateError

LONGEST_NUMBER = 80  # digits; the state of a random generator has 39
SHORTEST_ROW = 16  # a list of so many numbers becomes an array: a tenth of the text's size
_ROWS = {float: "float64", int: "int64"}


class Packed(NamedTuple):
    """The arrays of a tree by name, and the rest of it as JSON."""

    arrays: dict[str, Any]
    text: str


def pack(tree: Any) -> Packed:
    """Take a tree apart.

    Args:
        tree: None, booleans, numbers, text, arrays, and lists, tuples and dicts of these.

    Raises:
        StateError: for anything else; the message tells its place.
    """
    arrays: dict[str, Any] = {}
    plain = _plain(tree, "", arrays)
    return Packed(arrays, json.dumps(plain, separators=(",", ":"), allow_nan=False))


def _plain(value: Any, place: str, arrays: dict[str, Any]) -> Any:
    """Return a value as JSON can hold it; arrays go to `arrays`."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return value if math.isfinite(value) else {"$float": repr(value)}
    if kind is tuple:
        return {"$tuple": _plain(list(value), place, arrays)}
    if kind is list:
        return _plain_list(value, place, arrays)
    if isinstance(value, Mapping):
        if all(type(key) is str and key[:1] != "$" for key in value):
            return {key: _plain(part, f"{place}/{key}", arrays) for key, part in value.items()}
        return {"$items": [_plain(list(item), place, arrays) for item in value.items()]}
    library = backend.library(None)
    if isinstance(value, library.generic):  # one number of an array, such as numpy.float32(0.5)
        return {"$number": _kept(library.asarray(value), place, arrays)}
    if backend.is_array(value):
        return {"$array": _kept(value, place, arrays)}
    raise StateError("snapshots.not_plain", place=place.strip("/") or "/", type=kind.__name__)


def _plain_list(values: list[Any], place: str, arrays: dict[str, Any]) -> Any:
    kinds = {type(value) for value in values} if len(values) >= SHORTEST_ROW else set()
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is float or (kind is int and max(map(abs, values)) < 2**63):
        row = backend.library(None).asarray(values, _ROWS[kind])
        return {"$row": _kept(row, place, arrays)}
    return [_plain(value, f"{place}/{i}", arrays) for i, value in enumerate(values)]


def _kept(array: Any, place: str, arrays: dict[str, Any]) -> str:
    name = first = place.strip("/") or "array"
    count = 1
    while name in arrays:  # {"a/b": x} and {"a": {"b": x}} would have one name
        count += 1
        name = f"{first}#{count}"
    arrays[name] = backend.to_numpy(array)
    return name


def unpack(arrays: Mapping[str, Any], text: str) -> Any:
    """Put a tree together again.

    Raises:
        ValueError: if the text is none that `pack` wrote, or an array is missing or left over.
    """
    unused = dict(arrays)
    try:
        tree = _tree(json.loads(text, parse_int=_short_number, parse_constant=_refuse), unused)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(repr(error)) from error
    if unused:
        raise ValueError(", ".join(unused))
    return tree


def _tree(plain: Any, unused: dict[str, Any]) -> Any:
    if isinstance(plain, list):
        return [_tree(part, unused) for part in plain]
    if not isinstance(plain, dict):
        return plain
    mark = next(iter(plain), "")
    if mark[:1] != "$":
        return {key: _tree(part, unused) for key, part in plain.items()}
    (inside,) = plain.values()
    if mark == "$float":
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[inside]
    if mark == "$tuple":
        return tuple(_tree(inside, unused))
    if mark == "$items":
        return {_tree(key, unused): _tree(part, unused) for key, part in inside}
    if mark == "$array":
        return unused.pop(inside)
    if mark == "$number":
        return unused.pop(inside)[()]
    if mark == "$row":
        return unused.pop(inside).tolist()
    raise ValueError(mark)


def _short_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:  # turning a million digits into a number takes for ever
        raise ValueError(digits[:LONGEST_NUMBER] + "…")
    return int(digits)


def _refuse(name: str) -> Any:
    raise ValueError(name)  # JSON itself knows no NaN
