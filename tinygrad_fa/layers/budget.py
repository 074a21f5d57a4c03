"""A limit on the arrays that a description from a stranger may ask for, kept before they are made.

Inside ``with at_most(1_000_000):`` there is a DataError in the place of the array that is too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import DataError


@contextmanager
def at_most(numbers: int) -> Iterator[None]:
    """Let all arrays that layers make inside the ``with`` block have at most so many numbers.

    Raises:
        DataError: inside, in the place of the array that would be too much.
    """
    with backend.standing_in(_Limited(backend.chosen(), numbers)):
        yield


class _Limited:
    """The chosen library, whose functions that make arrays count what they are asked for."""

    def __init__(self, library: Any, most: int) -> None:
        self._library, self._most, self._left = library, most, most
        self.__name__ = library.__name__

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def _counted(self, shape: Any) -> Any:
        self._left -= prod(shape) if isinstance(shape, (tuple, list)) else shape
        if self._left < 0:
            raise DataError("loading.too_much", most=self._most)
        return shape

    def empty(self, shape: Any, *others: Any, **named: Any) -> Any:
        return self._library.empty(self._counted(shape), *others, **named)

    def zeros(self, shape: Any, *others: Any, **named: Any) -> Any:
        return self._library.zeros(self._counted(shape), *others, **named)

    def ones(self, shape: Any, *others: Any, **named: Any) -> Any:
        return self._library.ones(self._counted(shape), *others, **named)

    def full(self, shape: Any, *others: Any, **named: Any) -> Any:
        return self._library.full(self._counted(shape), *others, **named)
