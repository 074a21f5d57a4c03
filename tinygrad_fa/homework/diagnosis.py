"""Diagnosis: which slip gives exactly the numbers that a student got.

Each rule is looked at by itself: a mutant of it is computed with the student's own earlier
values, so that a second slip is found although a first one has changed all that follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa import backend, language
from tinygrad_fa.homework.chain import Rule
from tinygrad_fa.homework.comparing import fault_of
from tinygrad_fa.homework.items import NOTHING, Trial
from tinygrad_fa.homework.mutants import Mutant
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import Texts
from tinygrad_fa.homework.scene import FAR

Own = Sequence[Mapping[str, Any]]  # a student's own values, by item, for each trial


@dataclass(frozen=True)
class Diagnosis:
    """What is known about a wrong value.

    Attributes:
        name: of the slip, or "" if only `texts` are known.
        texts: what is said to the student.
        others: names of slips that give the same numbers.
        rule: the rule with that slip, if it is known.
    """

    name: str = ""
    texts: Texts = field(default_factory=dict)
    others: tuple[str, ...] = ()
    rule: Rule | None = None


def diagnose(question: Question, name: str, trials: Sequence[Trial], own: Own) -> Diagnosis:
    """Return the likely slip behind a wrong value.

    Args:
        question: that asks for the value.
        name: of the value.
        trials: what the student's function returned.
        own: her values that can be computed with.
    """
    for given in (own, [{} for _ in trials]):
        mutant = _mutant(question, name, trials, given)
        if mutant is not None:
            return Diagnosis(mutant.name, mutant.explained(), mutant.others, mutant.rule)
    return _general(question, name, trials)


def _mutant(question: Question, name: str, trials: Sequence[Trial], own: Own) -> Mutant | None:
    """Return the likeliest mutant that gives the student's numbers in all trials."""
    chain = question.reference
    # A slip in a rule that is not asked for shows only here.
    candidates = [m for rule in (name, *_unasked(question, name)) for m in question.mutants[rule]]
    if len(trials) == 1:  # one small number is met by chance by one of many far-fetched slips
        candidates = [mutant for mutant in candidates if mutant.rank < FAR]
    for mutant in sorted(candidates, key=lambda m: m.rank):
        rules = chain.with_rule(mutant.rule)
        for trial, given in zip(trials, own, strict=True):
            above = {x: value for x, value in given.items() if x != name}
            if mutant.rule.name == name:
                value = _of_rule(question, mutant, trial, above)
            else:
                value = chain.with_rules(rules, trial.inputs, above)[name]
            seen = trial.seen.get(name, NOTHING)
            if value is None or fault_of(seen, value, question.tolerance):
                break
        else:
            return mutant
    return None


def _of_rule(question: Question, mutant: Mutant, trial: Trial, own: Mapping[str, Any]) -> Any:
    known = {**trial.inputs, **trial.right}
    if own:
        known.update(question.reference.values(trial.inputs, own))
        known.update(own)
    return mutant.rule.of(known)


def _unasked(question: Question, name: str) -> list[str]:
    """Return the rules that lead to a value without passing one that is asked for."""
    chain = question.reference
    found: list[str] = []
    for rule in reversed(chain.ancestors(name)):
        asked = rule in question.values
        uses = [x for x in (name, *found) if rule in chain.rules[x].arguments]
        if not asked and uses:
            found.append(rule)
    return found


def _general(question: Question, name: str, trials: Sequence[Trial]) -> Diagnosis:
    """Return what can be said about numbers that no slip explains."""
    numpy = backend.named("numpy")
    faults, arrays = [], []
    for trial in trials:
        seen = trial.seen.get(name, NOTHING)
        faults.append(fault_of(seen, trial.right[name], question.tolerance))
        arrays.append(seen.array)
    worst = next(fault for fault in faults if fault)
    if worst != "value":
        shapes = [(a.shape, t.right[name].shape) for a, t in zip(arrays, trials, strict=True)
                  if a is not None and a.shape != t.right[name].shape]  # fmt: skip
        given, wanted = shapes[0] if shapes else ((), ())
        return Diagnosis("", texts(f"fault_{worst}", given=f"`{given}`", wanted=f"`{wanted}`"))
    if all(not array.any() for array in arrays):
        return Diagnosis("", texts("all_zero"))
    first = arrays[0]
    if len(arrays) > 1 and all(
        a.shape == first.shape and numpy.allclose(a, first, rtol=1e-9, atol=0) for a in arrays
    ):
        return Diagnosis("", texts("always_the_same"))
    if "" in faults:
        return Diagnosis("", texts("sometimes_right"))
    return Diagnosis("", texts("fault_value"))


def texts(name: str, **values: object) -> dict[str, str]:
    """Return a message of this room in both languages."""
    return {x: language.text(f"homework.{name}", x, **values) for x in language.LANGUAGES}
