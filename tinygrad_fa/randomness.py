"""The one source of chance: what initialises weights and what Dropout drops.

    manual_seed(0)                # the same numbers in every run from here on
    net = Net(Linear(2, 16), Dropout(0.5), Linear(16, 1))

The generator is NumPy's on every backend, so that a net on a GPU starts from the same numbers.
Its state can be saved and brought back: a training run that is resumed drops the same units as
the run that was never stopped.  (Batches of data are shuffled by their own seed.)
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import SettingError, StateError

_generator: Any = None
_drawing = True
_marked = False  # whether `bookmark` waits for the first draw
_bookmark: dict[str, Any] | None = None


def generator() -> Any:
    """Return the generator in use (a `numpy.random.Generator`); unseeded, it is a surprise."""
    global _marked, _bookmark
    if _generator is None:
        _start(None)
    if _marked:
        _marked, _bookmark = False, _generator.bit_generator.state
    return _generator


def bookmark() -> None:
    """Mark where the generator stands; it costs nothing until somebody asks for the generator."""
    global _marked, _bookmark
    _marked, _bookmark = True, None


def go_back() -> None:
    """Bring the generator back to the last `bookmark`, which stays there."""
    if _bookmark is not None:
        _generator.bit_generator.state = _bookmark


def manual_seed(seed: int) -> Any:
    """Start the generator from `seed`, a whole number of at least 0, and return it.

    Raises:
        SettingError: for any other seed.
    """
    if isinstance(seed, bool) or not hasattr(seed, "__index__") or seed < 0:
        raise SettingError("randomness.seed", seed=seed)
    return _start(int(seed))


def _start(seed: int | None) -> Any:
    global _generator
    numpy = backend.library(None)  # NumPy, whichever backend is chosen
    _generator = numpy.random.Generator(numpy.random.PCG64(seed))
    return _generator


def get_state() -> dict[str, Any]:
    """Return where the generator stands, as a dict that JSON can hold."""
    return copy.deepcopy(generator().bit_generator.state)


def set_state(state: dict[str, Any]) -> None:
    """Bring the generator back to a state that `get_state` returned.

    Raises:
        StateError: if it is not such a state; nothing is changed then.
    """
    numpy = backend.library(None)
    fresh = numpy.random.PCG64()
    try:
        fresh.state = state
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise StateError("randomness.state", reason=repr(error)) from error
    global _generator
    _generator = numpy.random.Generator(fresh)


@contextmanager
def undrawn() -> Iterator[None]:
    """Draw nothing inside this block: for weights that are overwritten before they are used.

    Arrays come with whatever lies in memory (which takes none of it, until somebody writes there),
    and the generator stays where it stands.
    """
    global _drawing
    before, _drawing = _drawing, False
    try:
        yield
    finally:
        _drawing = before


def uniform(low: float, high: float, shape: tuple[int, ...], dtype: Any) -> Any:
    """Return random numbers, evenly spread over [low, high), as an array of the chosen backend."""
    if not _drawing:
        return backend.chosen().empty(shape, dtype)
    return _moved(generator().uniform(low, high, shape), dtype)


def normal(mean: float, std: float, shape: tuple[int, ...], dtype: Any) -> Any:
    """Return normally distributed random numbers as an array of the chosen backend."""
    if not _drawing:
        return backend.chosen().empty(shape, dtype)
    return _moved(generator().normal(mean, std, shape), dtype)


def cut_normal(width: float, shape: tuple[int, ...], dtype: Any) -> Any:
    """Return random numbers from N(0, width²), those beyond ±2·width drawn again."""
    if not _drawing:
        return backend.chosen().empty(shape, dtype)
    numbers = generator().normal(0.0, 1.0, shape)
    far = abs(numbers) > 2
    while far.any():
        numbers[far] = generator().normal(0.0, 1.0, int(far.sum()))
        far = abs(numbers) > 2
    return _moved(width * numbers, dtype)


def kept(share: float, shape: tuple[int, ...]) -> Any:
    """Return an array of booleans, each True with probability `share`."""
    # float32 takes half the time of float64, and its 2⁻²⁴ is fine enough for a probability.
    return _moved(generator().random(shape, dtype="float32") < share, bool)


def _moved(array: Any, dtype: Any) -> Any:
    return backend.chosen().asarray(array, dtype=dtype)
