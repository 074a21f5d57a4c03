"""Who takes part in a race: optimizers, what they are called, and their learning rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import signature
from typing import Any

from tinygrad_fa.draw.surfaces import Surface
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import Hint, choice, closest, number
from tinygrad_fa.solver.optimizers import CAFFE, OPTIMIZERS, SGD, Optimizer

# Rules whose step grows with the gradient: they get the surface's `rate`, times this.
DESCENTS = {
    "SGD": 1.0, "torch.SGD": 1.0, "keras.SGD": 1.0, "ASGD": 1.0, "torch.ASGD": 1.0,
    "Nesterov": 0.3, "RAdam": 1.0, "torch.RAdam": 1.0,  # its first updates are plain descent
}  # fmt: skip
# The others get its `stride`, times this (1 unless it stands here).
STRIDES = {
    "AdaGrad": 5.0, "torch.Adagrad": 5.0, "keras.Adagrad": 5.0, "keras.Ftrl": 5.0,
    "AdaDelta": 400.0, "torch.Adadelta": 40.0, "keras.Adadelta": 100.0,
    "Lion": 0.5, "keras.Lion": 0.5, "RMSProp": 0.5, "AMSGrad": 0.3, "LARS": 150.0,
}  # fmt: skip


def rules_of(given: Any) -> dict[str, Optimizer]:
    """Return label → optimizer.

    Raises:
        SettingError: for something that is no optimizer, or for none at all.
    """
    if given is None:
        given = [CAFFE[0], SGD(momentum=0.9), *CAFFE[1:]]
    elif isinstance(given, str) and given == "all":
        given = list(OPTIMIZERS)
    elif isinstance(given, (str, Optimizer)) or not isinstance(given, Iterable):
        given = [given]
    if isinstance(given, Mapping):
        rules = {str(label): _rule(one) for label, one in given.items()}
    else:
        rules = {}
        for one in given:
            rule = _rule(one)
            label = one if isinstance(one, str) else label_of(rule)
            same = sum(known == label or known.startswith(f"{label} #") for known in rules)
            rules[f"{label} #{same + 1}" if same else label] = rule
    if not rules:
        raise SettingError("races.no_optimizers")
    return rules


def _rule(given: Any) -> Optimizer:
    if isinstance(given, Optimizer):
        return given
    if isinstance(given, type) and issubclass(given, Optimizer):
        return given()
    if isinstance(given, str):
        return OPTIMIZERS[choice("optimizers", given, OPTIMIZERS)]()
    raise SettingError("races.no_optimizer", given=repr(given))


def label_of(rule: Optimizer) -> str:
    """Return the name of a rule, with the settings that are not its usual ones."""
    usual = {name: p.default for name, p in signature(type(rule)).parameters.items()}
    changed = {n: v for n, v in rule.settings().items() if v != usual[n]}
    return " ".join([rule.type, *(f"{name}={value}" for name, value in changed.items())])


def with_rates(
    rules: Mapping[str, Optimizer], rates: Any, surface: Surface
) -> Iterable[tuple[str, Optimizer, Any]]:
    """Yield each rule with its label and its rate.

    Raises:
        SettingError: for a label that nobody has, or a rate that is none.
    """
    given = rates if isinstance(rates, Mapping) else dict.fromkeys(rules, rates)
    for label in given:
        if label not in rules:
            known, hint = ", ".join(f"`{name}`" for name in rules), Hint(closest(str(label), rules))
            raise SettingError("races.unknown_label", label=label, known=known, hint=hint)
    for label, rule in rules.items():
        rate = given.get(label)
        if rate is None:
            rate = usual_rate(rule, surface)
        elif not callable(rate):
            rate = number(f"rates[{label!r}]", rate, above=0)
        yield label, rule, rate


def usual_rate(rule: Optimizer, surface: Surface) -> float:
    """Return a learning rate for a rule on a surface, where none is said."""
    if rule.type in DESCENTS:
        rolls = getattr(rule, "momentum", 0.0)  # what rolls on goes 1 / (1 − momentum) as far
        share = 0.3 if rolls and rule.type != "Nesterov" else 1.0
        return surface.rate * DESCENTS[rule.type] * share
    return surface.stride * STRIDES.get(rule.type, 1.0)
