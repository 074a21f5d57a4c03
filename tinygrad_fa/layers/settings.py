"""Checks of the numbers a layer is made with: at once, and named."""

from __future__ import annotations

import operator
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DTypeError, SettingError

Pair = tuple[int, int]


def whole_number(name: str, value: Any, least: int = 1) -> int:
    """Return `value` as an int.

    Raises:
        SettingError: naming the setting, if it is no whole number of at least `least`.
    """
    try:
        number = least - 1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise SettingError("layers.whole_number", name=name, value=value, least=least)
    return number


def pair(name: str, value: Any, least: int = 1) -> Pair:
    """Return (along the height, along the width): a single number stands for both.

    Raises:
        SettingError: naming the setting, if it is neither.
    """
    if not isinstance(value, (tuple, list)):
        number = whole_number(name, value, least)
        return number, number
    if len(value) != 2:
        raise SettingError("layers.pair", name=name, value=value)
    return whole_number(name, value[0], least), whole_number(name, value[1], least)


def as_fractions(x: Any, weight: Tensor | None = None) -> Tensor:
    """Return an input as a Tensor of numbers with fractions: an array or nested lists become one.

    Raises:
        DTypeError: for whole numbers (pixels as uint8, a table of int64), with both dtypes and
            what to do.
    """
    tensor = x if x.__class__ is Tensor else Tensor(x)
    if tensor.data.dtype.kind in "biu":
        wanted = backend.default_dtype if weight is None else weight.dtype
        raise DTypeError("layers.whole_number_input", dtype=tensor.dtype, wanted=wanted)
    return tensor
