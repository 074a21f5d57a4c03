"""The form of a training's state: its parts, and whether one that was read has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinygrad_fa.language.errors import StateError
from tinygrad_fa.solver.packing import pack

# What every state has, each part as an example of its kind.
FORM: dict[str, Any] = {
    "configuration": {"optimizer": {}, "schedule": {}, "settings": {}},
    "iteration": 0,
    "steps_per_epoch": None,
    "net": {"tensors": {}, "frozen": [], "stays_in_eval": []},
    "optimizer": {"rule": {}, "slots": {}},
    "schedule": None,
    "rate_factor": 1.0,
    "rate_override": None,
    "callbacks": [],
    "randomness": {},
    "data": {},
    "smoothed": {"losses": [], "value": 0.0, "count": 0},
    "epoch": {
        "number": 0,
        "batch": 0,
        "open": False,
        "means": {"samples": 0, "loss_sum": 0.0, "metrics": {}},
    },
    "epoch_logs": {},
    "history": {"iteration": [], "loss": [], "lr": [], "tests": [], "epoch": [], "history": {}},
    "run": None,
}
# What may be None; if it is not, it is of this kind.
OPTIONAL: dict[str, Any] = {
    "steps_per_epoch": 0,
    "rate_override": 0.0,
    "run": {"plan": {"first": 0}, "stop_training": False},
}


def check_form(state: Any) -> None:
    """See that a state has all parts, each of its kind."""
    missing = [part for part in FORM if part not in state]
    if missing:
        raise StateError("snapshots.incomplete", parts=", ".join(missing))
    for part, form in FORM.items():
        wanted = OPTIONAL.get(part) if form is None and state[part] is not None else form
        if not _alike(state[part], wanted):
            raise StateError("snapshots.cannot_put", reason=part)


def _alike(saved: Any, like: Any) -> bool:
    """Return whether a saved value is of the kind that it should be, down to the last part."""
    if isinstance(like, dict):
        return isinstance(saved, dict) and all(
            name in saved and _alike(saved[name], part) for name, part in like.items()
        )
    if type(like) is float:
        return type(saved) in (int, float)
    return like is None or type(saved) is type(like)


def check_arrived(now: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """See that the Solver tells of itself what it was told: nothing was lost or misunderstood."""
    for part in ("iteration", "steps_per_epoch", "rate_factor", "epoch", "epoch_logs", "history"):
        one, other = pack(now[part]), pack(state[part])
        if one.text != other.text or any(
            array.tobytes() != other.arrays[name].tobytes() for name, array in one.arrays.items()
        ):
            raise StateError("snapshots.cannot_put", reason=part)
