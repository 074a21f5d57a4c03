"""Settings that would have no effect: said at once, so that nobody waits for one in vain.

Caffe passes over them in silence.  A student who writes ``gamma=0.1`` and forgets the policy
trains with a constant rate and does not know why nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.optimizers import OPTIMIZERS, users_of
from tinygrad_fa.solver.policies import POLICIES, Policy

OF_THE_RULE = ("momentum", "momentum2", "rms_decay", "delta")
OF_THE_POLICY = ("gamma", "power", "stepsize", "stepvalue")
OF_THE_CLIPPING = {"clip_type": "norm", "clip_norm_type": 2.0}  # with what they are if not given


def unused_settings(given: Mapping[str, Any]) -> dict[str, SettingError]:
    """Return the settings among `given` that have no effect, each with the error that says so.

    One that is None, 0 or empty does not count.  Names that are unknown are left alone.
    """
    found: dict[str, SettingError] = {}
    chosen = {"type": given.get("type", "SGD"), "lr_policy": given.get("lr_policy", "fixed")}
    for name, value in given.items():
        if _says_nothing(value):
            continue
        if name in OF_THE_RULE:
            kind, users = "type", users_of(name)
        elif name in OF_THE_POLICY:
            kind, users = "lr_policy", [p.name for p in POLICIES.values() if name in needs(p)]
        else:
            changed = name in OF_THE_CLIPPING and value != OF_THE_CLIPPING[name]
            if changed and given.get("clip_gradients") is None:
                found[name] = SettingError("optimizers.unused_clipping", setting=name, value=value)
            continue
        known = list(OPTIMIZERS if kind == "type" else POLICIES)
        if chosen[kind] in known and chosen[kind] not in users:
            found[name] = SettingError(
                "optimizers.unused",
                setting=name,
                value=value,
                kind=kind,
                chosen=chosen[kind],
                users=", ".join(users),
            )
    return found


def _says_nothing(value: Any) -> bool:
    if value is None:
        return True
    return len(value) == 0 if hasattr(value, "__len__") else value == 0


def needs(policy: type[Policy]) -> list[str]:
    """Return the names of the settings that a policy takes."""
    return [parameter.name for parameter in fields(policy)]
