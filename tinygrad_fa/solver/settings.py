"""The settings of a Solver: Caffe's names, checked when they are given."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.language.numbers import shortened
from tinygrad_fa.solver.checks import Hint, as_float32, choice, closest, number, whole_number
from tinygrad_fa.solver.optimizers import OPTIMIZERS
from tinygrad_fa.solver.policies import POLICIES, stepvalues
from tinygrad_fa.solver.unused import unused_settings

# In the place of these an optimizer, or a schedule, can be given as an object.
OF_OPTIMIZERS = ("type", "momentum", "momentum2", "rms_decay", "delta", "hyperparameters")
OF_SCHEDULES = ("base_lr", "lr_policy")
REGULARIZATION_TYPES = ("L2", "L1")
CLIP_TYPES = ("norm", "parameter_norm", "value", "torch.norm")
SIGNAL_EFFECTS = ("stop", "snapshot", "none")
IN_CAFFE = {"base_lr": 0.0, "momentum": 0.0}  # what Caffe takes where we take something better
SWITCHES = (
    "test_initialization",
    "test_compute_loss",
    "debug_info",
    "snapshot_after_train",
    "caffe_strict",
    "caffe_float32",
)


# What Keras, PyTorch and others call these settings: for the hint, if one of them is given.
ELSEWHERE = {
    "lr": "base_lr",
    "learning_rate": "base_lr",
    "l2": "weight_decay",
    "beta_1": "momentum",
    "beta_2": "momentum2",
    "eps": "delta",
    "epsilon": "delta",
    "clipnorm": "clip_gradients",
    "global_clipnorm": "clip_gradients",
    "gradient_accumulation_steps": "iter_size",
    "seed": "random_seed",
    "max_iters": "max_iter",
    "max_steps": "max_iter",
}


@dataclass(frozen=True)
class Settings:
    """What a Solver is told, all by keyword.

    Args:
        type: the update rule: ``"SGD"``, ``"Nesterov"``, ``"Adam"``, …; ``"torch.RMSprop"`` and
            ``"keras.RMSprop"`` are the forms of these libraries (see `solver.optimizers`).
        momentum: how much of the velocity is kept (SGD, Nesterov); β₁ of Adam.
            None means the rule's own default.
        momentum2: β₂ of Adam.
        rms_decay: how much of the mean square is kept (RMSProp).
        delta: what keeps the divisor of Adam, AdaGrad, … away from 0.
        base_lr: the learning rate that the policy starts from.
        lr_policy: how the rate changes: ``"fixed"``, ``"step"``, ``"exp"``, ``"inv"``,
            ``"multistep"``, ``"poly"``, ``"sigmoid"``; the classes in `solver.policies` tell
            which of the next four each one needs.
        gamma, power, stepsize, stepvalue: what the policy needs.
        max_iter: how many updates `solve` makes.
        iter_size: how many batches are added up for one update.
        clip_gradients: the longest a gradient may be (norm over all parameters together, of
            the sum over `iter_size` batches); None, or a negative number, for no limit.
        clip_type: what is limited: ``"norm"`` (the above), ``"parameter_norm"`` (each parameter's
            own norm), ``"value"`` (each entry), ``"torch.norm"``; see `solver.clipping`.
        clip_norm_type: the order of that norm: 2, 1, ``math.inf``, …
        weight_decay: λ of the penalty; the loss that is shown never contains it.
        regularization_type: ``"L2"`` adds λ·w to each gradient, ``"L1"`` adds λ·sign(w).
        lr_mult: name pattern → what the learning rate is multiplied by for these parameters;
            ``{"*.bias": 2}``.  The last pattern that fits a name counts; 0 keeps it fixed.
        decay_mult: name pattern → what the weight decay is multiplied by.
        test_interval: test before every update whose number is a multiple of this; 0: only at
            the end of `solve`, and after each epoch of `fit`.
        test_iter: how many batches a test takes, one number, or one for each test net; None: the
            whole test set once.
        test_initialization: whether there is a test before the very first update.
        test_compute_loss: whether a net with losses of its own also reports their weighted sum.
        display: print a line every so many iterations; 0: no lines.
        debug_info: whether these lines also tell the mean size of every result, parameter and
            gradient.
        average_loss: over how many iterations the printed loss is averaged.
        random_seed: where the random numbers of the layers (dropout) start; None: anywhere.
        snapshot: write a snapshot after every so many updates; 0: none.
        snapshot_prefix: how the names of the snapshots begin, with their folder.
        snapshot_after_train: whether there is a snapshot at the end, too, also when the training
            is stopped by Ctrl-C (where snapshots are asked for, by either of the two above).
        snapshot_keep: how many of the latest snapshots are kept; None: all.
        snapshot_best: a metric of the tests, such as ``"val_loss"`` or ``"accuracy"``: the snapshot
            whose weights tested best is kept, too.
        sigint_effect: what Ctrl-C does: ``"stop"`` (after a snapshot), ``"snapshot"`` (and go
            on), ``"none"``.
        sighup_effect: what a hang-up of the terminal does, the same three.
        caffe_strict: do as Caffe does also where a setting is missing that the rule needs.
        hyperparameters: what the rule of that `type` has beside these settings, by name; may be
            written as settings: ``Solver(type="torch.Adam", betas=(0.9, 0.99))``.
        caffe_float32: round all settings to float32, as Caffe's files keep them; for comparing
            with Caffe to the last digit.

    Raises:
        SettingError: naming the setting that is unknown, missing or out of range.
    """

    type: str = "SGD"
    momentum: float | None = None
    momentum2: float | None = None
    rms_decay: float | None = None
    delta: float | None = None
    base_lr: float = 0.01
    lr_policy: str = "fixed"
    gamma: float | None = None
    power: float | None = None
    stepsize: int | None = None
    stepvalue: Sequence[int] = ()
    max_iter: int | None = None
    iter_size: int = 1
    clip_gradients: float | None = None
    clip_type: str = "norm"
    clip_norm_type: float = 2.0
    weight_decay: float = 0.0
    regularization_type: str = "L2"
    lr_mult: Mapping[str, float] = field(default_factory=dict)
    decay_mult: Mapping[str, float] = field(default_factory=dict)
    test_interval: int = 0
    test_iter: int | Sequence[int] | None = None
    test_initialization: bool = True
    test_compute_loss: bool = False
    display: int = 0
    debug_info: bool = False
    average_loss: int = 1
    random_seed: int | None = None
    snapshot: int = 0
    snapshot_prefix: str | os.PathLike[str] | None = None
    snapshot_after_train: bool = True
    snapshot_keep: int | None = None
    snapshot_best: str | None = None
    sigint_effect: str = "stop"
    sighup_effect: str = "snapshot"
    caffe_strict: bool = False
    caffe_float32: bool = False
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        choice("type", self.type, OPTIMIZERS)
        choice("lr_policy", self.lr_policy, POLICIES)
        choice("regularization_type", self.regularization_type, REGULARIZATION_TYPES)
        if not (self.caffe_strict and self.base_lr == 0):
            number("base_lr", self.base_lr, above=0)
        number("weight_decay", self.weight_decay, least=0)
        if self.clip_gradients is not None and number("clip_gradients", self.clip_gradients) == 0:
            raise SettingError("solver.clip_to_zero")
        choice("clip_type", self.clip_type, CLIP_TYPES)
        if self.clip_norm_type != math.inf:
            number("clip_norm_type", self.clip_norm_type, above=0)
        for name in ("sigint_effect", "sighup_effect"):
            choice(name, getattr(self, name), SIGNAL_EFFECTS)
        for name, least in (("average_loss", 1), ("iter_size", 1)):
            whole_number(name, getattr(self, name), least)
        for name in ("display", "test_interval", "snapshot"):
            whole_number(name, getattr(self, name), 0)
        for name, least in (("max_iter", 0), ("snapshot_keep", 1), ("random_seed", 0)):
            if getattr(self, name) is not None:
                whole_number(name, getattr(self, name), least)
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise SettingError("solver.not_bool", name=name, value=repr(getattr(self, name)))
        if not isinstance(self.snapshot_prefix, (str, os.PathLike, type(None))):
            raise SettingError("solver.not_a_path", value=repr(self.snapshot_prefix))
        self._check_test_iter()
        stepvalues(self.stepvalue)
        for name in ("lr_mult", "decay_mult"):
            _check_multipliers(name, getattr(self, name))
        _check_hyperparameters(self.type, self.hyperparameters)

    def _check_test_iter(self) -> None:
        several = isinstance(self.test_iter, Sequence) and not isinstance(self.test_iter, str)
        for number_of_batches in self.test_iter if several else [self.test_iter]:  # type: ignore[union-attr]
            if number_of_batches is not None:
                whole_number("test_iter", number_of_batches, 1)

    @classmethod
    def from_keywords(cls, given: Mapping[str, Any]) -> Settings:
        """Return the settings given by keyword, rounded to float32 if that is one of them.

        Raises:
            SettingError: for an unknown name too, with the known name that is spelt most alike;
                unless `caffe_strict`, for one that has no effect.
        """
        known = [setting.name for setting in fields(cls)]
        rule = OPTIMIZERS.get(str(given.get("type", cls.type)))
        of_the_rule = set(rule.hyperparameters() if rule else ()) - set(known)
        own = {name: value for name, value in given.items() if name in of_the_rule}
        if own:
            given = {name: value for name, value in given.items() if name not in own}
            given = {**given, "hyperparameters": {**given.get("hyperparameters", {}), **own}}
        for name in given:
            if name not in known:
                raise SettingError(
                    "solver.unknown_setting",
                    name=name,
                    hint=Hint(ELSEWHERE.get(name) or closest(name, [*known, *of_the_rule])),
                    known=", ".join(known),
                )
        settings = cls(**({**IN_CAFFE, **given} if given.get("caffe_strict") is True else given))
        for error in () if settings.caffe_strict else unused_settings(given).values():
            raise error
        return settings._rounded() if settings.caffe_float32 else settings

    def _rounded(self) -> Settings:
        changes: dict[str, Any] = {}
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, float):
                changes[setting.name] = as_float32(value)
            elif setting.name in ("lr_mult", "decay_mult"):
                changes[setting.name] = {k: as_float32(v) for k, v in value.items()}
        return replace(self, **changes)

    def __repr__(self) -> str:
        told = (f"{setting.name}={getattr(self, setting.name)!r}" for setting in fields(self))
        return f"Settings({shortened(', '.join(told))})"

    @property
    def clip(self) -> float | None:
        """The longest gradient allowed, or None for no limit."""
        unlimited = self.clip_gradients is None or self.clip_gradients < 0
        return None if unlimited else self.clip_gradients

    def given(self) -> dict[str, Any]:
        """Return the settings that have a value, by name, those of `hyperparameters` among them."""
        every = {setting.name: getattr(self, setting.name) for setting in fields(self)}
        every |= every.pop("hyperparameters")
        return {name: value for name, value in every.items() if value is not None}


def _check_multipliers(name: str, given: Any) -> None:
    if not isinstance(given, Mapping):
        raise SettingError("solver.multiplier_not_dict", name=name, value=repr(given))
    for pattern, multiplier in given.items():
        number(f"{name}[{pattern!r}]", multiplier, least=0)


def _check_hyperparameters(rule: str, given: Any) -> None:
    known = OPTIMIZERS[rule].hyperparameters()
    for name in given:
        choice("hyperparameters", name, known)
