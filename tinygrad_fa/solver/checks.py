"""Checks of settings, so that a wrong one is refused when it is given, not when it is used."""

from __future__ import annotations

import difflib
import math
import struct
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.language.errors import SettingError


def number(
    name: str,
    value: Any,
    least: float | None = None,
    above: float | None = None,
    below: float | None = None,
    most: float | None = None,
) -> float:
    """Return `value` as a float.

    Args:
        least: the smallest value allowed.
        above: the value must be larger than this.
        below: the value must be smaller than this.

    Raises:
        SettingError: if it is not a finite number within these bounds.
    """
    if not isinstance(value, Real) or isinstance(value, bool):
        raise SettingError("solver.not_a_number", name=name, value=repr(value))
    as_float = float(value)
    bounds = []
    if least is not None:
        bounds.append((f"{name} >= {least}", as_float >= least))
    if above is not None:
        bounds.append((f"{name} > {above}", as_float > above))
    if below is not None:
        bounds.append((f"{name} < {below}", as_float < below))
    if most is not None:
        bounds.append((f"{name} <= {most}", as_float <= most))
    if not math.isfinite(as_float) or not all(holds for _, holds in bounds):
        allowed = ", ".join(text for text, _ in bounds) or f"-inf < {name} < inf"
        raise SettingError("solver.out_of_range", name=name, value=value, allowed=allowed)
    return as_float


def whole_number(name: str, value: Any, least: int) -> int:
    """Return `value` as an int.

    Raises:
        SettingError: if it is not a whole number of at least `least`.
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise SettingError("solver.not_whole", name=name, value=repr(value), least=least)
    return int(value)


def pair(
    name: str, value: Any, example: tuple[float, float], **bounds: float
) -> tuple[float, float]:
    """Return `value` as a pair of floats, each within the bounds that `number` knows.

    Raises:
        SettingError: if it is not a pair of numbers, or one is outside the bounds.
    """
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence) or len(value) != 2:
        raise SettingError("optimizers.not_a_pair", name=name, value=repr(value), example=example)
    first, second = (number(f"{name}[{i}]", part, **bounds) for i, part in enumerate(value))
    return first, second


def switch(name: str, value: Any) -> bool:
    """Return `value` if it is True or False.

    Raises:
        SettingError: if it is anything else.
    """
    if not isinstance(value, bool):
        raise SettingError("optimizers.not_a_switch", name=name, value=repr(value))
    return value


def choice(name: str, value: Any, known: Iterable[str]) -> str:
    """Return `value` if it is one of the `known` words.

    Raises:
        SettingError: if not; it lists them, and says which one is spelt almost alike.
    """
    words = list(known)
    if isinstance(value, str) and value in words:
        return value
    raise SettingError(
        "solver.unknown_choice",
        name=name,
        value=value,
        known=", ".join(words),
        hint=Hint(closest(str(value), words)),
    )


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is spelt most like `word`, or None if none is near."""
    by_lower_case = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[near[0]] if near else None


class Hint:
    """The sentence "did you mean …?", in the language in use when it is shown; or nothing."""

    def __init__(self, word: str | None) -> None:
        self.word = word

    def __str__(self) -> str:
        return " " + language.text("solver.did_you_mean", word=self.word) if self.word else ""


def as_float32(value: float) -> float:
    """Return the float32 number next to `value`: what Caffe keeps of a setting."""
    return float(struct.unpack("f", struct.pack("f", value))[0])
