"""Optimizers: one class per update rule, found by name.

Where one name means several rules, it depends on who says it:

- a plain name is Caffe's rule, with the names of Caffe's settings, if Caffe has it (`SGD`,
  `Nesterov`, `AdaGrad`, `RMSProp`, `AdaDelta`, `Adam`); else the rule of its paper, in the form and
  with the argument names of PyTorch if it is there (`AdamW`, `Lion`, `LAMB`, …);
- ``torch.RMSprop`` is the rule of that name as PyTorch computes it;
- ``keras.RMSprop`` is the rule of that name as Keras computes it.

``Solver(type="torch.RMSprop", alpha=0.9)`` and
``Solver(optimizer=optimizers.torch.RMSprop(alpha=0.9))`` are the same.  Each docstring has the
formula, tells what is different elsewhere, and names the source.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import choice
from tinygrad_fa.solver.optimizers import keras, torch
from tinygrad_fa.solver.optimizers.adaptive import Adamax, AdamW, AMSGrad, RAdam
from tinygrad_fa.solver.optimizers.averaged import ASGD
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.optimizers.caffe import SGD, AdaDelta, AdaGrad, Adam, Nesterov, RMSProp
from tinygrad_fa.solver.optimizers.factored import Adafactor
from tinygrad_fa.solver.optimizers.large_batch import LAMB, LARS
from tinygrad_fa.solver.optimizers.nadam import Nadam
from tinygrad_fa.solver.optimizers.signs import Lion, Rprop
from tinygrad_fa.solver.optimizers.surprise import AdaBelief, Yogi

CAFFE: tuple[type[Optimizer], ...] = (SGD, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam)
FURTHER: tuple[type[Optimizer], ...] = (
    AdamW,
    AMSGrad,
    Adamax,
    Nadam,
    RAdam,
    AdaBelief,
    Yogi,
    Lion,
    Rprop,
    LARS,
    LAMB,
    Adafactor,
    ASGD,
)
OPTIMIZERS: dict[str, type[Optimizer]] = {rule.type: rule for rule in (*CAFFE, *FURTHER)}
for _library, _name in ((torch, "torch"), (keras, "keras")):
    OPTIMIZERS |= {f"{_name}.{rule}": getattr(_library, rule) for rule in _library.__all__}

__all__ = [
    "ASGD",
    "CAFFE",
    "LAMB",
    "LARS",
    "OPTIMIZERS",
    "SGD",
    "AMSGrad",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "Adafactor",
    "Adam",
    "AdamW",
    "Adamax",
    "Lion",
    "Nadam",
    "Nesterov",
    "Optimizer",
    "RAdam",
    "RMSProp",
    "Rprop",
    "Yogi",
    "keras",
    "make_optimizer",
    "torch",
]


def make_optimizer(name: str, settings: dict[str, Any]) -> Optimizer:
    """Return the optimizer of that name, with its hyper-parameters taken from `settings`.

    A hyper-parameter that `settings` lacks keeps the rule's own default.

    Raises:
        SettingError: for an unknown name (the known ones are listed), or a hyper-parameter out
            of range; for a setting other than 0 that the rule refuses (`momentum` with AdaGrad).
    """
    rule = OPTIMIZERS[choice("type", name, OPTIMIZERS)]
    for setting in rule.refused:
        if settings.get(setting):
            value, users = f"{settings[setting]:.6g}", ", ".join(users_of(setting))
            raise SettingError(
                "optimizers.refused", type=name, setting=setting, value=value, users=users
            )
    return rule(**{n: settings[n] for n in rule.hyperparameters() if n in settings})


def users_of(setting: str) -> list[str]:
    """Return the names of the rules that have a hyper-parameter of that name."""
    return [name for name, rule in OPTIMIZERS.items() if setting in rule.hyperparameters()]
