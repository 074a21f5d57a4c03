"""The part of the proof that looks at names: inputs, rules and slips that lead nowhere."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from tinygrad_fa.homework.chain import Known
from tinygrad_fa.homework.items import GradientCheck, Invariant, Stability
from tinygrad_fa.homework.problems import Problem, problem
from tinygrad_fa.homework.questions import Question


def problems_of_names(question: Question, inputs: Known) -> list[Problem]:
    """Return what is wrong with the names of a question.

    Args:
        question: that is looked at.
        inputs: of one call, the hidden ones among them.
    """
    drawn = set(inputs)
    missing = [name for name in question.reference.inputs() if name not in drawn]
    if missing:
        return [problem("error", question, "", "proof_undrawn", names=", ".join(missing))]
    unknown = list(_unknown(question, drawn))
    if unknown:
        return unknown
    return [*_not_one_number(question, inputs), *_unused_rules(question), *_idle_slips(question)]


def _names_looked_at(question: Question) -> Iterator[tuple[str, str, list[str], set[str]]]:
    """Yield where something is named: the item, the place, the names, and what may stand there."""
    returned, rules = set(question.returned), set(question.reference.rules)
    if question.hidden:
        yield "", "hidden", list(question.hidden), set()
    for name, kind in question.kinds.items():
        if isinstance(kind, GradientCheck):
            yield name, f"{name}: by", [kind.by], set()
            if kind.own:
                yield name, f"{name}: of", [kind.of], returned
        elif isinstance(kind, Invariant):
            yield name, f"{name}: Invariant", list(kind.arguments), returned
        elif isinstance(kind, Stability):
            yield name, f"{name}: inputs", list(kind.inputs.kinds), set()
    for slip in question.slips:
        arguments = list(inspect.signature(slip.rule).parameters)
        above = set(question.reference.above(slip.item)) if slip.item in rules else rules
        yield slip.item, f"Slip({slip.item}, {slip.name})", arguments, above


def _unknown(question: Question, drawn: set[str]) -> Iterator[Problem]:
    for item, where, names, further in _names_looked_at(question):
        lost = [name for name in names if name not in drawn and name not in further]
        if lost:
            listed = ", ".join(lost)
            yield problem("error", question, item, "proof_names", where=where, names=listed)


def _not_one_number(question: Question, inputs: Known) -> Iterator[Problem]:
    """Find gradients of arrays: central differences are those of one number."""
    values = question.reference.values(inputs)
    for name, kind in question.kinds.items():
        if isinstance(kind, GradientCheck):
            value = values[kind.of]
            if value is not None and value.size != 1:
                yield problem("error", question, name, "proof_not_one_number", of=kind.of)


def _unused_rules(question: Question) -> Iterator[Problem]:
    """Find rules that no item asks for, is computed from, or looks at."""
    wanted = {*question.values}
    wanted |= {k.of for k in question.kinds.values() if isinstance(k, (GradientCheck, Stability))}
    for name in list(wanted):
        wanted.update(question.reference.ancestors(name))
    for name in question.reference.rules:
        if name not in wanted:
            yield problem("warning", question, name, "proof_unused_rule")


def _idle_slips(question: Question) -> Iterator[Problem]:
    """Find the author's slips that give the right numbers, none, or zeros."""
    for slip in question.slips:
        known = {x for m in question.mutants.get(slip.item, ()) for x in (m.name, *m.others)}
        if slip.name not in known:
            yield problem("warning", question, slip.item, "proof_idle_slip", slip=slip.name)
