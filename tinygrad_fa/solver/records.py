"""What a training has noted down, as plain values: its history, and sums that are under way."""

from __future__ import annotations

import copy
from dataclasses import fields
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.history import History, TestResult

_PLAIN = (bool, int, float, str, type(None))


def history_state(history: History) -> dict[str, Any]:
    """Return a copy of a history as plain values."""
    state = {field.name: copy.copy(getattr(history, field.name)) for field in fields(history)}
    state["tests"] = [dict(vars(test)) for test in history.tests]
    state["history"] = {name: list(values) for name, values in history.history.items()}
    return state


def history_lengths(history: History) -> dict[str, int]:
    """Return how many iterations, tests and epochs were noted."""
    return {
        field.name: len(getattr(history, field.name))
        for field in fields(history)
        if isinstance(getattr(history, field.name), list)
    }


def shortened(state: dict[str, Any], lengths: dict[str, int]) -> dict[str, Any]:
    """Return the state that a history had when it had those lengths (it only ever grows)."""
    short = {name: values[: lengths[name]] for name, values in state.items() if name in lengths}
    epochs = {name: values[: lengths["epoch"]] for name, values in state["history"].items()}
    some = {name: values for name, values in epochs.items() if any(v is not None for v in values)}
    return {**state, **short, "history": some}


def put_history(history: History, state: dict[str, Any]) -> None:
    """Make a history what it was; it stays the same object, which others may know."""
    for field in fields(history):
        kept, saved = getattr(history, field.name), state[field.name]
        if field.name == "tests":
            saved = [TestResult(**test) for test in saved]
        kept.clear()
        if isinstance(kept, list):
            kept.extend(saved)
        else:
            kept.update(copy.deepcopy(saved))


def remembered(thing: Any) -> Any:
    """Return a copy of what an object remembers: its attributes, those of its parts too.

    Functions, and what else has no attributes, are no memory and come back as None.
    """
    if hasattr(thing, "state_dict"):
        return copy.deepcopy(thing.state_dict())
    if type(thing) in _PLAIN:
        return thing
    if backend.is_array(thing):
        return thing.copy()
    if isinstance(thing, dict):
        return {name: remembered(part) for name, part in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [remembered(part) for part in thing]
    if callable(thing) and not hasattr(thing, "update"):
        return None
    return {name: remembered(part) for name, part in getattr(thing, "__dict__", {}).items()}


def remind(thing: Any, saved: Any) -> Any:
    """Give an object the attributes that `remembered` told of it, and return it."""
    if hasattr(thing, "load_state_dict"):
        thing.load_state_dict(saved)
        return thing
    if type(thing) in _PLAIN or backend.is_array(thing):
        return copy.copy(saved)
    if isinstance(thing, list):
        if all(type(part) in _PLAIN for part in thing):
            return list(saved)
        return [remind(part, old) for part, old in zip(thing, saved, strict=True)]
    if isinstance(thing, dict):
        return {name: remind(thing.get(name), old) for name, old in saved.items()}
    if isinstance(saved, dict) and hasattr(thing, "__dict__"):
        for name, old in saved.items():
            setattr(thing, name, remind(getattr(thing, name, None), old))
    return thing
