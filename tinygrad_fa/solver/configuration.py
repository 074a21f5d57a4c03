"""What a Solver was told, and how it differs from what another one was told.

A snapshot fits a Solver whose net has the same parameters and whose rules give the same numbers.
What only decides how long, how often and how loudly may differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.solver.optimizers import OPTIMIZERS
from tinygrad_fa.solver.policies import POLICIES

# Settings that change no number of the training, or that are told by the optimizer and the
# schedule themselves (where objects were given the settings of these names mean nothing).
FREE = {
    "average_loss", "base_lr", "debug_info", "display", "lr_policy", "max_iter", "random_seed",
    "sighup_effect", "sigint_effect", "test_compute_loss", "test_initialization", "test_interval",
    "test_iter", "type",
}  # fmt: skip
NOWHERE = "—"  # in the place of a value: one of the two has nothing of this name
SHOWN = 12  # of a long list an error shows this many


def configuration(solver: Any) -> dict[str, Any]:
    """Return what a Solver was told, as plain values.

    It is asked for when the Solver is made: a schedule of the momentum may change the optimizer
    later, and that is not another configuration.
    """
    settings = {f.name: _plain(getattr(solver.settings, f.name)) for f in fields(solver.settings)}
    optimizer = {"type": _type(solver.optimizer), **_plain(solver.optimizer.settings())}
    return {"optimizer": optimizer, "schedule": described(solver.schedule), "settings": settings}


def _type(optimizer: Any) -> str:
    """Return the name of a rule; a student's own may have no `type`."""
    return getattr(optimizer, "type", type(optimizer).__name__)


def described(thing: Any) -> dict[str, Any]:
    """Return the name and the settings of a schedule, or of whatever has settings."""
    name = getattr(thing, "__qualname__", type(thing).__qualname__)
    if hasattr(thing, "get_config"):
        return {"name": name, **_plain(thing.get_config())}
    if is_dataclass(thing):
        told = [f.name for f in fields(thing) if f.init]
        return {"name": name, **{key: _plain(getattr(thing, key)) for key in told}}
    return {"name": name}


def _plain(value: Any) -> Any:
    """Return a setting as lists, dicts, numbers and text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if value is None or type(value) in (bool, int, float, str):
        return value
    if hasattr(value, "get_config") or (callable(value) and not isinstance(value, type)):
        return described(value)
    return str(value)


def differences(saved: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Return a line for each thing that both were told, and that would change the numbers."""
    skipped = FREE | _told_elsewhere()
    lines = []
    for part in ("optimizer", "schedule", "settings"):
        old, new = saved[part], here[part]
        for name in dict.fromkeys([*old, *new]):
            free = part == "settings" and (name in skipped or name.startswith("snapshot"))
            if not free and old.get(name, NOWHERE) != new.get(name, NOWHERE):
                lines.append(line(f"{part}.{name}", old.get(name, NOWHERE), new.get(name, NOWHERE)))
    return lines


def _told_elsewhere() -> set[str]:
    rules = {name for rule in OPTIMIZERS.values() for name in rule.hyperparameters()}
    return rules | {f.name for policy in POLICIES.values() for f in fields(policy) if f.init}


def line(name: str, saved: Any, here: Any) -> str:
    """Return one line of the list: what it is, what was saved, what is here."""
    return f"  `{name}`: `{saved}` → `{here}`"


class Listing:
    """Lines of a message; of a long list only the first are shown."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def __str__(self) -> str:
        rest = len(self.lines) - SHOWN
        more = [language.text("snapshots.more_lines", None, count=rest)] if rest > 0 else []
        return "\n".join([*self.lines[:SHOWN], *more])
