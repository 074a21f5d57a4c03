"""Mutants: what the values of a chain become with each slip.

`mutants_of` makes them from the formulas themselves and keeps those that change a number.  A
mutant that gives the same numbers as another one of its rule is kept only once, under the more
telling name; two slips that nobody can tell apart by their numbers are listed as `Mutant.others`.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tinygrad_fa import backend, language
from tinygrad_fa.homework.chain import Chain, Known, Rule
from tinygrad_fa.homework.mutating import changes
from tinygrad_fa.homework.records import Texts
from tinygrad_fa.homework.scene import FAR, KNOWN, Change, Scene

# Of two names for the same numbers the one that stands further above says more.
TELLING = (
    "slope_of_input", "input_for_output", "no_slope", "half_slope", "overwritten", "no_mean",
    "no_half", "no_power", "not_transposed", "needlessly_transposed", "matrix_order",
    "transposed", "old_value", "new_value", "sign", "sign_inside", "no_function", "mean_for_sum",
    "dropped_factor", "dropped_divisor", "dropped_constant", "dropped_term", "multiplied", "axis",
    "comparison", "off_by_one", "exchanged", "arguments_exchanged", "not_summed", "elementwise",
    "factor_for_power", "other_name", "divided", "upside_down", "doubled", "halved",
)  # fmt: skip
# What these say of a slip is also true where another name says more.
GENERAL = {
    "dropped_factor", "dropped_divisor", "dropped_constant", "dropped_term", "sign_inside",
    "other_name", "arguments_exchanged", "multiplied", "exchanged", "axis", "off_by_one",
    "doubled", "halved",
}  # fmt: skip
ALIKE = 1e-9  # relative: two slips whose numbers are nearer are the same


@dataclass(frozen=True)
class Slip:
    """A slip that the author knows of, beside the automatic ones.

    Args:
        item: the value whose rule is written wrongly.
        name: of the slip.
        rule: the wrong rule; its arguments are inputs or values of the chain.
        text: what is said to the student, without the right formula.
    """

    item: str
    name: str
    rule: Callable[..., Any]
    text: Texts


@dataclass(frozen=True)
class Mutant:
    """A rule with a slip in it.

    Attributes:
        name: of the slip.
        rule: what is computed with it; its name is that of the right rule.
        rank: slips of lower rank are tried first.
        values: what fills the fields of the text.
        text: the author's own, or empty: then it is one of the messages.
        others: names of slips that give the same numbers.
    """

    name: str
    rule: Rule
    rank: int = KNOWN
    values: Mapping[str, str] = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def explained(self) -> dict[str, str]:
        """Return what is said to the student, in both languages."""
        if self.text:
            return dict(self.text)
        key = f"homework_slips.{self.name}"
        return {x: language.text(key, x, **self.values) for x in language.LANGUAGES}


def mutants_of(
    chain: type[Chain], name: str, samples: Sequence[Known], slips: Sequence[Slip] = ()
) -> tuple[Mutant, ...]:
    """Return the mutants of one rule, the more likely ones first.

    Args:
        chain: the formula sheet.
        name: of the rule.
        samples: inputs at which two formulas are compared.
        slips: those of the author, of this and other rules.
    """
    rule = chain.rules[name]
    known = [{**inputs, **chain.values(inputs)} for inputs in samples]
    usable = usable_names(chain, name, samples)
    found = [_of_author(slip) for slip in slips if slip.item == name]
    for change, tree in changes(rule.tree, _scene(chain, rule, usable, known)):
        mutated = _compiled(rule, tree, usable)
        if mutated is not None:
            found.append(Mutant(change.name, mutated, change.rank, _values(change)))
    found.sort(key=lambda mutant: (mutant.rank, _place(mutant.name)))
    return _told_apart(rule, found, known)


def usable_names(chain: type[Chain], name: str, samples: Sequence[Known]) -> list[str]:
    """Return what a slip in a rule may take by mistake: the inputs and the values above it."""
    return list(dict.fromkeys([*chain.rules[name].arguments, *samples[0], *chain.above(name)]))


def _scene(chain: type[Chain], rule: Rule, usable: Sequence[str], known: Sequence[Known]) -> Scene:
    numpy = backend.named("numpy")
    arrays = {name: [_array(values.get(name)) for values in known] for name in usable}
    arrays = {x: found for x, found in arrays.items() if all(a is not None for a in found)}
    shapes = {name: [array.shape for array in found] for name, found in arrays.items()}
    alike = {
        x: [y for y in arrays if y != x and shapes[y] == shapes[x]]
        for x in rule.arguments if x in arrays
    }  # fmt: skip
    before = {}
    for out in rule.arguments:
        for entered in alike.get(out, ()):
            with numpy.errstate(all="ignore"):
                pairs = list(zip(arrays[out], arrays[entered], strict=True))
                squashed = (lambda z: 1 / (1 + numpy.exp(-z)), numpy.tanh)
                if any(all(numpy.allclose(o, f(z)) for o, z in pairs) for f in squashed):
                    before[out] = entered
    steps = [
        (later, earlier)
        for later in arrays if later in chain.rules
        for earlier in chain.rules[later].arguments
        if _stems(earlier) & _stems(later) and shapes.get(earlier) == shapes[later]
    ]  # fmt: skip
    old = {later: earlier for later, earlier in steps if later in rule.arguments}
    new = {earlier: later for later, earlier in steps if earlier in rule.arguments}
    counts = frozenset(x for x in arrays if all(isinstance(k.get(x), int) for k in known))
    return Scene(rule.arguments, alike, before, old, new, counts)


def _stems(name: str) -> set[str]:
    """Return a name without what may mark its step: ``v_new``, ``v0`` and ``v`` are all v.

    In ``new_w5`` the number is no step: it says which weight it is.
    """
    marks = "new|old|next|prev|before|after"
    bare = re.sub(rf"^({marks})_|_({marks})$", "", name)
    return {bare} if bare != name else {name, re.sub(r"_?\d+$", "", name)}


def _array(value: Any) -> Any:
    numpy = backend.named("numpy")
    try:
        return numpy.asarray(value, dtype="float64")
    except (TypeError, ValueError):
        return None


def _values(change: Change) -> dict[str, str]:
    return {name: text if "`" in text else f"`{text}`" for name, text in change.values.items()}


def _compiled(rule: Rule, tree: ast.FunctionDef, usable: Sequence[str]) -> Rule | None:
    """Return the rule as it was changed, with whatever names its formula has now."""
    read = {x.id for x in ast.walk(tree) if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Load)}
    arguments = tuple(name for name in usable if name in read)
    tree.args = ast.arguments([], [ast.arg(x) for x in arguments], None, [], [], None, [])
    tree.decorator_list, tree.returns = [], None
    module = ast.fix_missing_locations(ast.Module([tree], []))
    names = {**rule.function.__globals__, **inspect.getclosurevars(rule.function).nonlocals}
    try:
        exec(compile(module, f"<slip in {rule.name}>", "exec"), names)  # noqa: S102
    except (SyntaxError, ValueError):
        return None
    return Rule(rule.name, arguments, names[rule.name])


def _of_author(slip: Slip) -> Mutant:
    arguments = tuple(inspect.signature(slip.rule).parameters)
    return Mutant(slip.name, Rule(slip.item, arguments, slip.rule), KNOWN, text=slip.text)


def _place(name: str) -> int:
    return TELLING.index(name) if name in TELLING else -1


def _told_apart(rule: Rule, found: Sequence[Mutant], known: Sequence[Known]) -> tuple[Mutant, ...]:
    """Drop what changes no number or gives none but zeros, and what others have already given."""
    right = [rule.of(values) for values in known]
    kept: list[tuple[Mutant, list[Any]]] = []
    for mutant in found:
        numbers = [mutant.rule.of(values) for values in known]
        if any(not _is_number(x) for x in numbers) or _same(numbers, right):
            continue
        if not any(x.any() for x in numbers):
            continue  # zero has many causes, and nothing shall follow from it
        for i, (earlier, theirs) in enumerate(kept):
            if _same(numbers, theirs):
                if _says_otherwise(mutant, earlier):
                    others = (*earlier.others, mutant.name)
                    kept[i] = (replace(earlier, others=others), theirs)
                break
        else:
            kept.append((mutant, numbers))
    return tuple(mutant for mutant, _ in kept)


def _says_otherwise(mutant: Mutant, earlier: Mutant) -> bool:
    """Whether two slips with the same numbers are two misconceptions, not one said better."""
    if mutant.name in (earlier.name, *earlier.others) or mutant.name in GENERAL:
        return False
    return mutant.rank == earlier.rank < FAR


def _is_number(value: Any) -> bool:
    numpy = backend.named("numpy")
    return value is not None and value.dtype.kind in "biuf" and bool(numpy.isfinite(value).all())


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    numpy = backend.named("numpy")
    return all(
        x.shape == y.shape and numpy.allclose(x, y, rtol=ALIKE, atol=ALIKE)
        for x, y in zip(one, other, strict=True)
    )
