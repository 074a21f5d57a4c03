"""Random orders that stay the same: everywhere, and with every NumPy.

NumPy promises (NEP 19) to keep the raw words of a bit generator for ever, but not how
``permutation`` uses them.  So an order here is what sorting raw words gives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shuffled_order(count: int, seed: int, *key: int) -> NDArray[np.intp]:
    """Return the numbers 0 to `count` − 1 in the random order of `seed` and `key`."""
    words = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)).random_raw(count)
    return np.argsort(words, kind="stable")


def generator(seed: int, *key: int) -> np.random.Generator:
    """Return the random generator of `seed` and `key`; another key gives independent numbers."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def stratified_split(
    labels: NDArray[np.int64], test_share: float = 0.2, seed: int = 0
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of a training and a test set with the same mix of classes.

    Of every class the first ``round(test_share × size)`` rows of a random order go to the test
    set.  Both results are sorted, so that the rows stay in the order of the file.
    """
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        order = shuffled_order(len(rows), seed, int(label))
        is_test[rows[order[: round(test_share * len(rows))]]] = True
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
