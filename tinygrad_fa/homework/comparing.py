"""When a student's value is the right one."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework.plain import Seen


def fault_of(seen: Seen, right: Any, tolerance: float) -> str:
    """Return "" if a value is the right one, else what is wrong with it.

    It is right if its shape is, and ``|a − b| ≤ tolerance · (1 + |b|)`` for each of its numbers.
    One number may come in an array of any shape; True and False are no numbers, unless the rule
    itself gives them.

    Returns:
        "", ``"missing"``, ``"text"``, ``"uneven"``, ``"not_a_number"``, ``"truth"``, ``"shape"``,
        ``"not_finite"`` or ``"value"``.
    """
    if seen.array is None:
        return seen.fault
    numpy = backend.named("numpy")
    right = numpy.asarray(right)
    if seen.is_truth and right.dtype.kind != "b":
        return "truth"
    right = right.astype("float64")
    array = fitted(seen.array, right.shape)
    if array is None:
        return "shape"
    if not numpy.isfinite(array).all():
        return "not_finite"
    return "" if near(array, right, tolerance) else "value"


def fitted(array: Any, shape: tuple[int, ...]) -> Any:
    """Return the array in this shape if it has it, or if both are one number; else None."""
    if array.shape == shape:
        return array
    return array.reshape(shape) if array.size == 1 and shape == () else None


def near(array: Any, right: Any, tolerance: float) -> bool:
    """Whether two arrays of one shape are near enough, number by number."""
    numpy = backend.named("numpy")
    with numpy.errstate(all="ignore"):  # a student's 1e308 may overflow: then it is not near
        return bool((abs(array - right) <= tolerance * (1 + abs(right))).all())
