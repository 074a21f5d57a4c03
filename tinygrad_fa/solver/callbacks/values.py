"""What callbacks find in `logs`, as plain Python values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any


def as_number(value: Any) -> float | None:
    """Return `value` as a float if it is one number (of Python, of an array, a Tensor), or None."""
    if value.__class__ is float:  # most are
        return value
    if isinstance(value, (str, bytes)) or value is None:
        return None
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError):
        return None


def plain(value: Any) -> Any:
    """Return `value` as numbers, texts and lists of Python, which any format can hold."""
    if isinstance(value, (str, bool)) or value is None:
        return value
    if hasattr(value, "numpy"):  # a Tensor
        value = value.numpy()
    if hasattr(value, "tolist"):  # an array, or one number of it
        return value.tolist()
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, Iterable):
        return [plain(part) for part in value]
    return str(value)


def without_nan(value: Any) -> Any:
    """Return a plain value with None for each number that is not finite: JSON has no others."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: without_nan(part) for key, part in value.items()}
    return [without_nan(part) for part in value] if isinstance(value, list) else value
