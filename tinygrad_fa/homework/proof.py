"""The proof of a homework: that it marks as it should, before any student sees it.

- the model solution gets all points, and what is handed out gets none;
- so do forms that say the same: lists for arrays, a tuple for the dict, float32, and the sources
  that the author gives as `equivalents`;
- each automatic mutant loses exactly its own item, and is named;
- no item is so small that zero passes, and no two slips are taken for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework import seeds
from tinygrad_fa.homework.chain import Chain, Rule
from tinygrad_fa.homework.mutants import Mutant
from tinygrad_fa.homework.personal import of_variant, too_near
from tinygrad_fa.homework.plain import encode
from tinygrad_fa.homework.problems import Level, Problem, problem
from tinygrad_fa.homework.proof_names import problems_of_names
from tinygrad_fa.homework.questions import Asked, Question
from tinygrad_fa.homework.records import Call, Plain, QuestionVerdict, Reply
from tinygrad_fa.homework.scene import FAR
from tinygrad_fa.homework.scoring import AS_GOOD_AS_ZERO, inputs_of, score
from tinygrad_fa.homework.source import Homework

Form = Callable[[Question, Mapping[str, Any]], Plain]
Run = Callable[[str, Sequence[Call]], Sequence[Reply]]
KEY = seeds.Key(b"the key of the proof, not of a course")


@dataclass(frozen=True)
class Proof:
    """What the proof found.

    Attributes:
        problems: the errors and warnings.
        mutants: how many slips cost exactly their own item and were named.
    """

    problems: tuple[Problem, ...] = ()
    mutants: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is no error; there may be warnings."""
        return all(problem.level != "error" for problem in self.problems)


SETS = 8  # of personal numbers that are looked at
FORMS: dict[str, Form] = {
    "dict": lambda question, values: encode(values),
    "tuple": lambda question, values: _tuple([encode(values[x]) for x in question.returned]),
    "lists": lambda question, values: {name: _listed(values[name]) for name in values},
    "float32": lambda question, values: {name: encode(_single(values[name])) for name in values},
}


def prove(homework: Homework, run: Run) -> Proof:
    """Return what is wrong with a homework.

    Args:
        homework: whose questions are proved.
        run: calls the functions of a submission's source; the sandbox does.
    """
    problems: list[Problem] = []
    marked: list[Problem | None] = []
    asked = [question for question in homework.questions if not question.is_written]
    plans = {question.id: _plan(question, problems) for question in asked}
    asked = [question for question in asked if plans[question.id]]
    for source, judge in ((homework.solution, _reference), (homework.starter(), _starter)):
        _run(source, asked, plans, run, judge, problems)
    for question in asked:
        broken = _numbers(question, plans[question.id])
        problems += broken
        if any(x.level == "error" for x in broken):
            continue  # the same would be said once more for each form and each slip
        problems += _forms(question, plans[question.id])
        for source in question.equivalents:
            _run(f"{homework.solution}\n# %%\n{source}", [question], plans, run,
                 _reference, problems)  # fmt: skip
        marked += _mutants(question, plans[question.id])
        if question.personal:
            problems += _personal(question)
    problems += [found for found in marked if found]
    return Proof(tuple(problems), marked.count(None))


def _plan(question: Question, problems: list[Problem]) -> list[Asked]:
    """Return the calls of a question; none if it cannot be asked."""
    try:
        found = problems_of_names(question, question.samples[0])
        problems += found
        if any(x.level == "error" for x in found):
            return []
        return question.plan("", KEY)
    except Exception as error:  # the author's `inputs` may raise anything
        reason = f"{type(error).__name__}: {error}"
        problems.append(problem("error", question, "", "proof_inputs", reason=reason))
        return []


def _run(
    source: str,
    asked: Sequence[Question],
    plans: Mapping[str, list[Asked]],
    run: Run,
    judge: Callable[[Question, QuestionVerdict], list[Problem]],
    problems: list[Problem],
) -> None:
    """Run a source on the calls of some questions, all at once, and judge what it gets."""
    calls = [call for question in asked for call in plans[question.id]]
    replies = list(run(source, calls)) if calls else []
    for question in asked:
        count = len(plans[question.id])
        own, replies = replies[:count], replies[count:]
        try:
            problems += judge(question, score(question, plans[question.id], own, source))
        except Exception as error:  # of the author's own rules and conditions
            reason = f"{type(error).__name__}: {error}"
            problems.append(problem("error", question, "", "proof_fails", reason=reason))


def _reference(question: Question, found: QuestionVerdict) -> list[Problem]:
    """Refuse a model solution that is not right in all items."""
    problems = []
    for verdict in found.verdicts:
        if verdict.state not in ("right", "by_hand"):
            error = f" `{found.error}`" if found.error else ""
            said = {x: f"{text}{error}" for x, text in verdict.explanation.items()}
            problems.append(problem("error", question, verdict.item, "proof_reference", said=said))
    return problems


def _starter(question: Question, found: QuestionVerdict) -> list[Problem]:
    """Refuse a starter that earns something."""
    earning = [verdict for verdict in found.verdicts if verdict.earned]
    return [problem("error", question, x.item, "proof_starter") for x in earning]


def _numbers(question: Question, calls: Sequence[Asked]) -> list[Problem]:
    """Look at the right values alone: are they finite, large enough, and not always the same?"""
    numpy = backend.named("numpy")
    problems = []
    trials = [question.reference.values(inputs_of(call)) for call in calls if not call.item]
    for name in question.reference.rules:
        rights = [right[name] for right in trials]
        if any(x is None or x.dtype.kind not in "biuf" or not numpy.isfinite(x).all()
               for x in rights):  # fmt: skip
            problems.append(problem("error", question, name, "proof_no_value"))
        elif name in question.values:
            largest = max(float(abs(x.astype("float64")).max(initial=0)) for x in rights)
            if largest < AS_GOOD_AS_ZERO * question.tolerance:
                problems.append(problem("error", question, name, "proof_tiny"))
            elif len(rights) > 1 and all(
                x.shape == rights[0].shape and numpy.allclose(x, rights[0], rtol=1e-9, atol=0)
                for x in rights
            ):
                problems.append(problem("warning", question, name, "proof_constant"))
    return problems


def _forms(question: Question, calls: Sequence[Asked]) -> list[Problem]:
    """Mark the right values in other forms."""
    problems = []
    if set(question.returned) != set(question.values):
        return []  # what else is returned has no right value that is known here
    for form, written in FORMS.items():
        replies = _replies(question, calls, question.reference.rules, written)
        for verdict in score(question, calls, replies).verdicts:
            if verdict.item in question.values and verdict.state != "right":
                said = verdict.explanation
                problems.append(
                    problem("error", question, verdict.item, "proof_form", form=form, said=said)
                )
    return problems


def _replies(
    question: Question, calls: Sequence[Asked], rules: Mapping[str, Rule], form: Form
) -> list[Reply]:
    """Return what a student sends who computes with these rules."""
    replies = []
    for call in calls:
        values = Chain.with_rules(rules, inputs_of(call))
        replies.append(Reply("ok", form(question, {x: values[x] for x in question.values})))
    return replies


def _tuple(values: list[Plain]) -> Plain:
    """Return values as ``return a, b`` does; a single one comes as it is."""
    return values if len(values) > 1 else values[0]


def _listed(array: Any) -> Plain:
    """Return an array as nested lists."""
    return array.tolist()


def _single(array: Any) -> Any:
    """Return an array rounded to float32."""
    return array.astype("float32").astype("float64") if array.dtype.kind == "f" else array


def _mutants(question: Question, calls: Sequence[Asked]) -> Iterator[Problem | None]:
    """Mark each mutant; None stands for one that cost its own item alone and was named."""
    for name in question.values:
        for mutant in question.mutants[name]:
            if mutant.rank < FAR:
                yield from _of_mutant(question, calls, mutant)


def _of_mutant(
    question: Question, calls: Sequence[Asked], mutant: Mutant
) -> Iterator[Problem | None]:
    rules, name = question.reference.with_rule(mutant.rule), mutant.rule.name
    if not all(_can_go_on(rules, question, name, call) for call in calls):
        return  # later rules cannot be computed with it: no student gets there with this slip
    replies = _replies(question, calls, rules, FORMS["dict"])
    found = {verdict.item: verdict for verdict in score(question, calls, replies).verdicts}
    lost = [x for x in question.values if found[x].state not in ("right", "follows")]
    vanishing = _vanishing(rules, question, calls)  # nobody is paid for zeros
    lost = [x for x in lost if x == name or not vanishing.intersection(
        [x, *question.reference.ancestors(x)])]  # fmt: skip
    affected = {x for x in question.values if found[x].state != "right"}
    lost = [x for x in lost if x == name or _may_follow(question, x, affected)]
    told = found[name].misconception
    if lost != [name]:
        level: Level = "error" if lost else "warning"
        listed = ", ".join(lost) or "–"
        yield problem(level, question, name, "proof_mutant", slip=mutant.name, lost=listed)
    elif told not in (mutant.name, *mutant.others):
        values = {"slip": mutant.name, "found": told or "–"}
        yield problem("warning", question, name, "proof_unnamed", **values)
    else:
        yield None
    for other in mutant.others:
        values = {"slip": mutant.name, "other": other}
        yield problem("warning", question, name, "proof_ambiguous", **values)


def _may_follow(question: Question, name: str, affected: set[str]) -> bool:
    """Whether the author lets a value follow all that a slip has changed before it."""
    return affected.intersection(question.reference.ancestors(name)) <= {*question.followed(name)}


def _vanishing(rules: Mapping[str, Rule], question: Question, calls: Sequence[Asked]) -> set[str]:
    """Return the values that a slip makes as good as zero."""
    trials = [Chain.with_rules(rules, inputs_of(call)) for call in calls]
    return {
        name
        for name in question.values
        if all(abs(values[name]).max(initial=0) <= question.tolerance for values in trials)
    }


def _can_go_on(rules: Mapping[str, Rule], question: Question, name: str, call: Asked) -> bool:
    """Whether the slip leaves a value of the right shape, and finite numbers after it."""
    numpy = backend.named("numpy")
    inputs = inputs_of(call)
    values = Chain.with_rules(rules, inputs)
    right = question.reference.values(inputs)[name]
    return (
        values[name] is not None
        and values[name].shape == right.shape
        and all(
            values[x] is not None and bool(numpy.isfinite(values[x].astype("float64")).all())
            for x in question.values
        )
    )


def _personal(question: Question) -> list[Problem]:
    """Look for slips that some students' own numbers cannot tell from the right answer."""
    found: dict[tuple[str, str], int] = {}
    for number in range(SETS):
        inputs = of_variant(question, number, KEY)
        for name, slip, other in too_near(question, inputs, question.reference.values(inputs)):
            if not slip:
                found[name, other] = found.get((name, other), 0) + 1
    return [
        problem("warning", question, name, "proof_near", slip=other, count=count, sets=SETS)
        for (name, other), count in found.items()
    ]
