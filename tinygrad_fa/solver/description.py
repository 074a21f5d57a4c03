"""What a net was trained with, as a description that its file can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import choice
from tinygrad_fa.solver.optimizers import OPTIMIZERS, Optimizer
from tinygrad_fa.solver.policies import POLICIES
from tinygrad_fa.solver.schedules.schedule import Schedule, from_config
from tinygrad_fa.solver.settings import Settings


class TrainedWith(NamedTuple):
    """What a net was trained with; ``Solver(net, …, **net.trained_with.arguments())`` goes on.

    Attributes:
        schedule: of the learning rate; None if it was a function of the user's own.
        optimizer: the update rule with its settings, without what it remembers; None if it was
            of the user's own.
        settings: the others that are not the usual ones, by name.
    """

    schedule: Schedule | None
    optimizer: Optimizer | None
    settings: dict[str, Any]

    def arguments(self) -> dict[str, Any]:
        """Return what is known of the three, by the names that `Solver` knows them by."""
        objects = {"schedule": self.schedule, "optimizer": self.optimizer}
        return {**{name: one for name, one in objects.items() if one is not None}, **self.settings}


def describe_training(solver: Any) -> dict[str, Any]:
    """Return what a Solver trains with, as JSON can hold it."""
    usual, told = Settings(), solver.settings
    replaced = _told_by_objects()
    changed = {
        setting.name: _plain(getattr(told, setting.name))
        for setting in fields(told)
        if setting.name not in replaced
        and getattr(told, setting.name) != getattr(usual, setting.name)
    }
    schedule, rule = solver.schedule, solver.optimizer
    known = OPTIMIZERS.get(rule.type) is type(rule)
    return {
        "schedule": _if_json(schedule.get_config()) if isinstance(schedule, Schedule) else None,
        "optimizer": _if_json(_plain({"type": rule.type, **rule.settings()})) if known else None,
        "settings": {name: value for name, value in changed.items() if _if_json(value) is not None},
    }


def _if_json(value: Any) -> Any:
    """Return what JSON can hold, else None: the net is worth saving without it."""
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return None


def read_training(told: Mapping[str, Any]) -> TrainedWith:
    """Return what `describe_training` told of.

    Raises:
        SettingError: for kinds of schedules and optimizers that are not known, and wrong settings.
    """
    schedule = None if told["schedule"] is None else from_config(told["schedule"])
    settings = {name: _read(value) for name, value in told["settings"].items()}
    Settings.from_keywords(settings)  # refuses what is wrong
    return TrainedWith(schedule, _read_rule(told["optimizer"]), settings)


def _read_rule(told: Mapping[str, Any] | None) -> Optimizer | None:
    if told is None:
        return None
    rule = dict(told)
    kind = OPTIMIZERS[choice("type", rule.pop("type"), OPTIMIZERS)]
    unknown = set(rule) - set(kind.hyperparameters())
    if unknown:
        names = ", ".join(sorted(unknown))
        raise SettingError("loading.bad_description", reason=f"{kind.__name__}({names})")
    return kind(**{name: _read(value) for name, value in rule.items()})


def _told_by_objects() -> set[str]:
    """Return the names of the settings that the schedule and the optimizer tell themselves."""
    of_policies = {f.name for policy in POLICIES.values() for f in fields(policy)} - {"max_iter"}
    of_rules = {name for rule in OPTIMIZERS.values() for name in rule.hyperparameters()}
    return {"type", "lr_policy", *of_policies, *of_rules} - {"caffe_float32", "weight_decay"}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
