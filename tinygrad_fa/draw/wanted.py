"""Things of the wrong kind that a picture of a training is given: told before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa.language.errors import SettingError


def a_net(thing: Any) -> Any:
    """Return a net or layer.

    Raises:
        SettingError: if it is none.
    """
    return _having("named_layers", thing, "training.not_a_net")


def a_history(thing: Any) -> Any:
    """Return a `History`.

    Raises:
        SettingError: if it is none.
    """
    return _having("lr", thing, "training.not_a_history")


def a_finder(thing: Any) -> Any:
    """Return a `LearningRateFinder`.

    Raises:
        SettingError: if it is none.
    """
    return _having("rates", thing, "training.not_a_finder")


def a_histogram_logger(thing: Any) -> Any:
    """Return a `HistogramLogger`.

    Raises:
        SettingError: if it is none.
    """
    return _having("iterations", thing, "training.not_a_logger")


def a_schedule(thing: Any) -> Any:
    """Return a schedule: a function that gives a learning rate for a step.

    Raises:
        SettingError: if it is none.
    """
    try:
        float(thing(0))
    except (TypeError, ValueError) as error:
        kind = type(thing).__name__
        raise SettingError("training.not_a_schedule", type=kind) from error
    return thing


def words(setting: str, given: Any) -> Sequence[str]:
    """Return a list of words; a single word is the list of its letters, ``"ABC"``.

    Raises:
        SettingError: if it is none.
    """
    listed = list(given) if isinstance(given, (list, tuple, str)) else [None]
    if not all(isinstance(word, str) for word in listed):
        raise SettingError("training.not_words", setting=setting, given=repr(given)[:60])
    return [str(word) for word in listed]


def lengths(setting: str, given: Any) -> tuple[int, ...]:
    """Return a shape: whole numbers from 1 on.

    Raises:
        SettingError: if it is none.
    """
    listed = tuple(given) if isinstance(given, (list, tuple)) else (0,)
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in listed):
        raise SettingError("draw.bad_shape", setting=setting, given=repr(given)[:60])
    return listed


def _having(attribute: str, thing: Any, key: str) -> Any:
    if not hasattr(thing, attribute):
        raise SettingError(key, type=type(thing).__name__)
    return thing
