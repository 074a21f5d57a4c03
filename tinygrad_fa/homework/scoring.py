"""Scoring: what the values that came out of the sandbox are worth.

A value is right if it is the chain's in every trial.  A value that is wrong only because an
earlier one was is computed once more with the student's own earlier value: if that gives what
she got, it *follows*, and earns its points.  The first link of the chain that is wrong in itself
is named, and the slip behind it, if one explains the numbers (`diagnosis`).

Following must not pay for an answer that says nothing.  An own wrong value is followed only if

- it is there in every trial, of the right shape, finite and of a sane size;
- it is not as good as zero: whoever returns ``dz = 0`` gets no marks for the zeros that follow;
- it depends on the inputs: it is not the same in all trials, or in all places of an array, where
  the right one is not, unless a known slip gives just that;
- and all this holds for what follows from it, too.

With one trial alone (a personal question) a constant cannot be told from a computed number; there
a wrong number is not followed if it stands in the place of another wrong one, too, and each later
rule must still be computed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework.chain import Rule
from tinygrad_fa.homework.comparing import fault_of, fitted, near
from tinygrad_fa.homework.diagnosis import Diagnosis, diagnose, texts
from tinygrad_fa.homework.forbidding import forbidden_in
from tinygrad_fa.homework.items import NOTHING, GradientCheck, Judgement, Trial
from tinygrad_fa.homework.plain import Seen, decode, read
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import (
    Call,
    ItemState,
    Plain,
    QuestionVerdict,
    Reply,
    Texts,
    Verdict,
)

SANE = 1e3  # how much larger than the right one an own value may be that is computed with
AS_GOOD_AS_ZERO = 20  # times the tolerance: what is smaller would match too much
LOST = Reply("died")


def score(
    question: Question,
    calls: Sequence[Call],
    replies: Sequence[Reply],
    source_text: str = "",
) -> QuestionVerdict:
    """Return what became of each item of a question.

    Args:
        question: that was asked.
        calls: its plan (`Question.plan`).
        replies: what came back, in the same order; what is missing at the end was lost.
        source_text: all code of the submission, for what the question forbids.
    """
    if question.is_written:
        return QuestionVerdict(question.id, tuple(_by_hand(question, x) for x in question.kinds))
    replies = [*replies, *[LOST] * (len(calls) - len(replies))]
    output = next((reply.output for reply in replies if reply.output), "")
    error = next((reply.error for reply in replies if reply.error), "")
    forbidden = forbidden_in(source_text, question.function, question.forbid)
    if forbidden:
        given = texts("forbidden", forbidden=f"`{forbidden}`")
        verdicts = [_nothing(question, x, "forbidden", forbidden, given) for x in question.kinds]
        return QuestionVerdict(question.id, tuple(verdicts), output, error)
    failed = _failure(calls, replies)
    if failed:
        state: ItemState = "missing" if failed == "missing" else "failed"
        given = texts(f"reply_{failed}", function=f"`{question.function}`")
        verdicts = [_nothing(question, x, state, failed, given) for x in question.kinds]
        return QuestionVerdict(question.id, tuple(verdicts), output, error)
    trials = trials_of(question, calls, replies)
    chain = _Chain(question, trials)
    judged = chain.judged()
    verdicts = [judged.get(x) or _other(question, x, trials, chain) for x in question.kinds]
    return QuestionVerdict(question.id, tuple(verdicts), output, error)


def trials_of(question: Question, calls: Sequence[Call], replies: Sequence[Reply]) -> list[Trial]:
    """Return what each trial gave, beside the right values."""
    trials: dict[int, Trial] = {}
    for i, (call, reply) in enumerate(zip(calls, replies, strict=True)):
        inputs = inputs_of(call)
        seen = unpacked(question.returned, reply.values) if reply.status == "ok" else {}
        item, number = getattr(call, "item", ""), getattr(call, "trial", i)
        if not item:
            trials[number] = Trial(inputs, question.reference.values(inputs), seen, {})
        else:
            further: Any = trials[number].further
            further.setdefault(item, []).append((inputs, seen))
    return list(trials.values())


def inputs_of(call: Call) -> dict[str, Any]:
    """Return the inputs of a call as the rules take them, the hidden ones among them."""
    given = {name: decode(value) for name, value in call.arguments.items()}
    return {**given, **getattr(call, "hidden", {})}


def unpacked(names: Sequence[str], values: Plain) -> dict[str, Seen]:
    """Return what was returned, by item: a dict, a tuple in their order, or one value."""
    if isinstance(values, dict) and any(name in values for name in names):
        return {name: read(values.get(name)) for name in names}
    if len(names) == 1:
        return {names[0]: read(values)}
    if isinstance(values, list) and len(values) == len(names):
        return {name: read(value) for name, value in zip(names, values, strict=True)}
    return {}


def _failure(calls: Sequence[Call], replies: Sequence[Reply]) -> str:
    """Return the status of the first call of a trial that did not end well, or ""."""
    for call, reply in zip(calls, replies, strict=True):
        if reply.status != "ok" and not getattr(call, "item", ""):
            return reply.status
    return ""


def _nothing(question: Question, name: str, state: ItemState, cause: str, given: Texts) -> Verdict:
    if question.kinds[name].by_hand:
        return _by_hand(question, name)
    return Verdict(name, question.kinds[name].points, 0.0, state, cause, explanation=given)


def _by_hand(question: Question, name: str) -> Verdict:
    points = question.kinds[name].points
    return Verdict(name, points, 0.0, "by_hand", explanation=texts("by_hand"))


def _other(question: Question, name: str, trials: Sequence[Trial], values: _Chain) -> Verdict:
    """Return the verdict of an item that is no value of the chain."""
    kind = question.kinds[name]
    if kind.by_hand:
        return _by_hand(question, name)
    sheet = question.reference
    if isinstance(kind, GradientCheck) and kind.own:
        sheet = sheet.slipped(values.slips.values())
    judged = kind.judge(name, sheet, question.tolerance, trials)
    earned = kind.points * min(1.0, max(0.0, judged.share))
    first = "" if judged.state == "right" else name
    return Verdict(
        name, kind.points, earned, judged.state, "", first,
        judged.reason if judged.reason.startswith("slip_") else "", _said(question, name, judged),
    )  # fmt: skip


def _said(question: Question, name: str, judged: Judgement) -> Texts:
    if judged.state == "right":
        return {}
    said = dict(judged.texts) or texts(f"item_{judged.reason}", **judged.values)
    return _with_hint(question, name, said)


def _with_hint(question: Question, name: str, said: Texts) -> Texts:
    hint = question.hints.get(name, {})
    return {x: f"{text} {hint[x]}" if hint.get(x) else text for x, text in said.items()}


@dataclass
class _Chain:
    """Judges the values of the chain of one question, in their order."""

    question: Question
    trials: Sequence[Trial]
    own: list[dict[str, Any]] = field(default_factory=list)  # all that can be computed with
    followed: list[dict[str, Any]] = field(default_factory=list)  # what is worth following
    states: dict[str, ItemState] = field(default_factory=dict)
    slips: dict[str, Rule] = field(default_factory=dict)  # of the wrong ones, where it is known

    def judged(self) -> dict[str, Verdict]:
        """Return the verdicts of all values."""
        self.own = [{} for _ in self.trials]
        self.followed = [{} for _ in self.trials]
        return {name: self._verdict(name) for name in self.question.values}

    def _verdict(self, name: str) -> Verdict:
        question, points = self.question, self.question.kinds[name].points
        faults = [self._fault(trial, name, trial.right[name]) for trial in self.trials]
        found = Diagnosis()
        if not any(faults):
            state: ItemState = "right"
        elif self._follows(name):
            wrong_before = any(self.states[x] != "right" for x in question.followed(name))
            state = "follows" if wrong_before else "right"
        elif "missing" in faults:
            state, found = "missing", Diagnosis("", texts("fault_missing"))
        else:
            state = "wrong"
            found = diagnose(question, name, self.trials, self.own)
            if found.rule is not None:
                self.slips[name] = found.rule
        self.states[name] = state
        self._remember(name)
        if state == "right":
            return Verdict(name, points, points, state)
        first = self._first_wrong(name)
        if state == "follows":
            return Verdict(name, points, points, state, "", first,
                           explanation=texts("follows", first=f"`{first}`"))  # fmt: skip
        return Verdict(
            name, points, 0.0, state, "", first, found.name,
            found.texts if state == "missing" else _with_hint(question, name, found.texts),
        )  # fmt: skip

    def _fault(self, trial: Trial, name: str, right: Any) -> str:
        if right is None:
            return "value"
        return fault_of(trial.seen.get(name, NOTHING), right, self.question.tolerance)

    def _follows(self, name: str) -> bool:
        """Whether the value is what its rule gives for the student's own earlier values."""
        wanted = self.question.followed(name)
        expected = []
        for trial, followed in zip(self.trials, self.followed, strict=True):
            own = {x: followed[x] for x in wanted if x in followed}
            if not own:
                return False
            value = self.question.reference.values(trial.inputs, own)[name]
            if value is None or self._fault(trial, name, value):
                return False
            expected.append(value)
        unexplained = [x for x in wanted if self.states[x] == "wrong" and x not in self.slips]
        return self._says_something(expected, name, not unexplained)

    def _first_wrong(self, name: str) -> str:
        links = [*self.question.reference.ancestors(name), name]
        return next(x for x in links if self.states.get(x, "right") in ("wrong", "missing"))

    def _remember(self, name: str) -> None:
        """Keep a value that later rules can be computed with, and say whether they may follow."""
        arrays = []
        for trial in self.trials:
            seen, right = trial.seen.get(name, NOTHING), trial.right[name]
            array = None if seen.array is None or right is None else fitted(seen.array, right.shape)
            if array is None or not _is_sane(array, right):
                return
            arrays.append(_as_kind_of(array, right))
        for kept, array in zip(self.own, arrays, strict=True):
            kept[name] = array
        is_known = self.states[name] != "wrong" or name in self.slips
        if not is_known and self._stands_twice(name):
            return
        if self.states[name] == "right" or self._says_something(arrays, name, is_known):
            for kept, array in zip(self.followed, arrays, strict=True):
                kept[name] = array

    def _stands_twice(self, name: str) -> bool:
        """Whether, in the only trial, a wrong number stands in the place of another one, too.

        Whoever writes 1 everywhere has not computed that 1 · 1 is 1.
        """
        if len(self.trials) > 1:
            return False
        seen, right = self.trials[0].seen, self.trials[0].right
        wrong = [x for x in self.question.values if self._fault(self.trials[0], x, right[x])]
        arrays = {x: seen.get(x, NOTHING).array for x in wrong}
        one = {x: array.ravel() for x, array in arrays.items() if getattr(array, "size", 0) == 1}
        return name in one and any(near(one[x], one[name], 1e-9) for x in one if x != name)

    def _says_something(self, arrays: Sequence[Any], name: str, explained: bool) -> bool:
        """Whether numbers other than the right ones are worth computing with.

        Args:
            arrays: one for each trial.
            name: of the value.
            explained: whether a known slip gives them: then they may be constant.
        """
        # After a known slip a value may be small; but where 0 would be right, 0 earns nothing.
        least = self.question.tolerance * (1 if explained else AS_GOOD_AS_ZERO)
        if max(map(_largest, arrays)) <= least:
            return False
        rights = [trial.right[name].astype("float64") for trial in self.trials]
        return explained or not any(
            _are_constant(arrays, within) and not _are_constant(rights, within)
            for within in (False, True)
        )


def _largest(array: Any) -> float:
    return float(abs(array).max()) if array.size else 0.0


def _as_kind_of(array: Any, right: Any) -> Any:
    """Return an own value as truth or whole numbers where the right one is, if it can be."""
    whole = array.astype(right.dtype) if right.dtype.kind in "biu" else array
    return whole if (whole == array).all() else array


def _is_sane(array: Any, right: Any) -> bool:
    """Whether an own value is finite and small enough to let the rules run on it."""
    numpy = backend.named("numpy")
    largest = _largest(right.astype("float64"))
    return bool(numpy.isfinite(array).all()) and _largest(array) <= SANE * (1 + largest)


def _are_constant(arrays: Sequence[Any], within: bool) -> bool:
    """Whether numbers are the same in all trials, or within each array, of several numbers."""
    numpy = backend.named("numpy")
    if within:
        several = [array for array in arrays if array.size > 1]
        return bool(several) and all(near(x, x.flat[0], 1e-9) for x in several)
    if len(arrays) < 2:
        return False
    spread = [numpy.unique(array) for array in arrays]
    return all(x.shape == spread[0].shape and near(x, spread[0], 1e-9) for x in spread)
