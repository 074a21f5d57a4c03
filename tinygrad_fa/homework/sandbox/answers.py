"""What came out of the sandbox, made certain to be plain: nothing else goes on to be marked."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from tinygrad_fa.homework.notebooks import MOST_CELLS
from tinygrad_fa.homework.records import ReplyStatus

DEEPEST, LONGEST_NAME, LONGEST_TEXT = 20, 200, 64_000
_NOT_FINITE = ("nan", "inf", "-inf")
_STATUSES: tuple[ReplyStatus, ...] = ("ok", "missing", "error", "memory", "too_big", "not_plain")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)


class NotPlain(ValueError):  # noqa: N818 - it is a finding, not a fault
    """Something that may not go on."""


def clean(text: object, most: int = LONGEST_TEXT) -> str:
    """Return text without what could command a terminal, turn lines around, or be no text."""
    if not isinstance(text, str):
        return ""
    without = _ESCAPES.sub("", text[:most])
    kept = (c for c in without if c in "\n\t\u200c" or not _is_hidden(unicodedata.category(c)))
    return "".join(kept)


def _is_hidden(category: str) -> bool:
    """Whether it is a control, half a letter, or an end of line beside the usual one."""
    return category[0] == "C" or category in ("Zl", "Zp")


def status_of(reply: dict[str, Any]) -> ReplyStatus:
    """Return the status that a reply claims.

    Raises:
        NotPlain: if there is no such status.
    """
    for status in _STATUSES:
        if reply.get("status") == status:
            return status
    raise NotPlain


def number(value: Any) -> float:
    """Return the number that a child tells; 0 if it tells none."""
    return value if isinstance(value, float) else 0.0


def cell_errors(errors: Any) -> list[str]:
    """Return the errors of its cells that a child tells, one line each."""
    told = []
    for entry in errors if isinstance(errors, list) else []:
        is_error = isinstance(entry, list) and len(entry) == 3 and type(entry[0]) is int
        if is_error and 0 <= entry[0] < MOST_CELLS:
            told.append(f"cell {entry[0] + 1}: {clean(entry[2], 500)}")
    return told[:50]


def plain(value: Any, numbers: int) -> Any:
    """Return the value again, built of nothing but plain values.

    Args:
        numbers: how many numbers it may hold.

    Raises:
        NotPlain: if it holds anything else, or too much.
    """
    return _Checker(numbers).value(value, DEEPEST)


class _Checker:
    def __init__(self, numbers: int) -> None:
        self.numbers = numbers
        self.entries = 4 * numbers + 1000

    def value(self, value: Any, depth: int) -> Any:
        self.entries -= 1
        if depth == 0 or self.entries < 0:
            raise NotPlain
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return self.number(value)
        if isinstance(value, str):
            return value if value in _NOT_FINITE else clean(value)
        if isinstance(value, list):
            return [self.value(entry, depth - 1) for entry in value]
        if set(value) == {"shape", "values"}:
            return self.array(value["shape"], value["values"])
        names = [clean(name, LONGEST_NAME) for name in value]
        if len(set(names)) < len(names):
            raise NotPlain
        return {
            name: self.value(entry, depth - 1)
            for name, entry in zip(names, value.values(), strict=True)
        }

    def number(self, value: float) -> float | str:
        self.numbers -= 1
        if self.numbers < 0 or (isinstance(value, int) and value.bit_length() > 1024):
            raise NotPlain
        if not isinstance(value, int) and not math.isfinite(value):  # 1e999
            return "inf" if value > 0 else "-inf"
        return value

    def array(self, shape: Any, values: Any) -> Any:
        sizes = isinstance(shape, list) and all(type(n) is int and 0 <= n < 1 << 31 for n in shape)
        if not sizes or len(shape) > 32 or not isinstance(values, list):
            raise NotPlain
        if math.prod(shape) != len(values):
            raise NotPlain
        return {"shape": list(shape), "values": [self.entry(x) for x in values]}

    def entry(self, value: Any) -> Any:
        if isinstance(value, bool) or value in _NOT_FINITE:
            self.numbers -= 1
            if self.numbers < 0:
                raise NotPlain
            return value
        if not isinstance(value, (int, float)):
            raise NotPlain
        return self.number(value)
