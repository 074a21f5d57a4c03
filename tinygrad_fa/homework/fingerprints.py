"""Fingerprints of arrays: enough to recognise one, too little to read it.

A fingerprint is the shape and a few random sums over the numbers.  It travels in the student's
notebook in the place of the right values and of those of the slips.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework.plain import Seen

SUMS = 8  # of a fingerprint


def fingerprint(array: Any) -> list[Any]:
    """Return an array's shape, a few random sums over it, and the sum of its sizes."""
    numbers = array.astype("float64").ravel()
    sums = [float(weights @ numbers) for weights in _weights(numbers.size)]
    rounded = [float(f"{x:.10g}") for x in (*sums, abs(numbers).sum())]
    return [list(array.shape), array.dtype.kind == "b", rounded[:-1], rounded[-1]]


def _weights(size: int) -> list[Any]:
    numpy = backend.named("numpy")
    source = random.Random(size)
    return [
        numpy.array([0.5 + source.random() for _ in range(size)]) for _ in range(min(size, SUMS))
    ]


def fits(seen: Seen, mark: Sequence[Any], tolerance: float) -> bool:
    """Whether a value is one with this fingerprint."""
    shape, is_truth, sums, size = mark
    if seen.array is None or (seen.is_truth and not is_truth):
        return False
    array = seen.array
    if list(array.shape) != shape and not (array.size == 1 and shape == []):
        return False
    bound = 1.5 * tolerance * (array.size + size)
    return all(
        abs(float(weights @ array.ravel()) - wanted) <= bound
        for weights, wanted in zip(_weights(array.size), sums, strict=True)
    )
