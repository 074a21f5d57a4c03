"""Optimizers: one class per update rule, found by name."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.solver.checks import choice
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.caffe import SGD, AdaDelta, AdaGrad, Adam, Nesterov, RMSProp

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "Nesterov",
    "Optimizer",
    "RMSProp",
    "make_optimizer",
]

OPTIMIZERS: dict[str, type[Optimizer]] = {
    rule.type: rule for rule in (SGD, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam)
}


def make_optimizer(name: str, settings: dict[str, Any]) -> Optimizer:
    """Return the optimizer of that name, with its hyper-parameters taken from `settings`.

    A hyper-parameter that `settings` lacks keeps the rule's own default.

    Raises:
        SettingError: for an unknown name (the known ones are listed), or a hyper-parameter out
            of range.
    """
    rule = OPTIMIZERS[choice("type", name, OPTIMIZERS)]
    return rule(**{n: settings[n] for n in rule.hyperparameters() if n in settings})
