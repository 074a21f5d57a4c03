"""Chains: the formula sheet of a question, one rule for each value.

    class Backward(Chain):
        def z(w, x):       return w @ x
        def o(z):          return 1 / (1 + np.exp(-z))
        def dz(o, y):      return (o - y) * o * (1 - o)
        def dw(dz, x):     return np.outer(dz, x)

A rule is a function whose name is that of its value and whose arguments are inputs of the
question or values above it.  The chain is the model answer and more: because the arguments of
each rule are known, a rule can be computed with a student's own earlier values, and because its
formula is known, the slips one makes in it can be tried out (`mutants`).
"""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from tinygrad_fa import backend
from tinygrad_fa.language.errors import DataError

Known = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One line of the formula sheet.

    Attributes:
        name: the value that it gives.
        arguments: the names of what it is computed from.
        function: computes it.
    """

    name: str
    arguments: tuple[str, ...]
    function: Callable[..., Any] = field(repr=False)

    def of(self, known: Known) -> Any:
        """Return the value, or None if it has none for these numbers (they may be a student's)."""
        numpy = backend.named("numpy")
        try:
            with numpy.errstate(all="ignore"):
                value = self.function(**{name: known[name] for name in self.arguments})
                return numpy.asarray(value)
        except Exception:  # a student's own value may be anything, and a mutant nonsense
            return None

    @cached_property
    def tree(self) -> ast.FunctionDef:
        """The function as Python's syntax tree."""
        code = self.function.__code__
        lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
        if not lines:
            raise DataError("homework.no_source", rule=self.name)
        tree = ast.parse(textwrap.dedent("".join(inspect.getblock(lines)))).body[0]
        if not isinstance(tree, ast.FunctionDef):
            raise DataError("homework.no_source", rule=self.name)
        return tree

    @property
    def formula(self) -> str:
        """The last line of the function as it is written, without ``return``."""
        returned = [node.value for node in ast.walk(self.tree) if isinstance(node, ast.Return)]
        return ast.unparse(returned[-1]) if returned and returned[-1] is not None else ""


class Chain:
    """A formula sheet; write its rules as functions of a class that inherits from it.

    A sheet may continue another one: ``class Backward(Forward)`` has the rules of both.
    """

    rules: ClassVar[Mapping[str, Rule]] = {}

    def __init_subclass__(cls) -> None:
        own = {
            name: _rule(cls, name, value)
            for name, value in vars(cls).items()
            if inspect.isfunction(value)
        }
        cls.rules = {**cls.rules, **own}
        seen: set[str] = set()
        for name, rule in cls.rules.items():
            later = [x for x in rule.arguments if x in cls.rules and x not in seen]
            if later:
                raise DataError(
                    "homework.rule_order", chain=cls.__name__, rule=name, later=", ".join(later)
                )
            seen.add(name)

    @classmethod
    def inputs(cls) -> tuple[str, ...]:
        """Return the names that the rules need and none of them gives, in order."""
        wanted = (x for rule in cls.rules.values() for x in rule.arguments)
        return tuple(dict.fromkeys(x for x in wanted if x not in cls.rules))

    @classmethod
    def values(cls, inputs: Known, own: Known | None = None) -> dict[str, Any]:
        """Return the value of each rule; None where it has none.

        Args:
            inputs: of the question.
            own: a student's own values, which take the place of the right ones in all rules
                below; each rule is still computed, so that the own value can be compared.
        """
        return cls.with_rules(cls.rules, inputs, own)

    @staticmethod
    def with_rules(
        rules: Mapping[str, Rule], inputs: Known, own: Known | None = None
    ) -> dict[str, Any]:
        """Return what `values` gives for a sheet with other rules."""
        known, values, own = dict(inputs), {}, own or {}
        for name, rule in rules.items():
            values[name] = rule.of(known)
            known[name] = own[name] if name in own else values[name]
        return values

    @classmethod
    def ancestors(cls, name: str) -> list[str]:
        """Return the rules that a value is computed from, directly or not, in their order."""
        wanted = set(cls.rules[name].arguments) if name in cls.rules else set()
        for rule in reversed(list(cls.rules)):
            if rule in wanted:
                wanted.update(cls.rules[rule].arguments)
        return [rule for rule in cls.rules if rule in wanted]

    @classmethod
    def above(cls, name: str) -> list[str]:
        """Return the rules that stand above one on the sheet."""
        rules = list(cls.rules)
        return rules[: rules.index(name)]

    @classmethod
    def slipped(cls, rules: Iterable[Rule]) -> type[Chain]:
        """Return the sheet as somebody has it who has written these rules."""
        sheet: Any = type(cls.__name__, (cls,), {})
        sheet.rules = {**cls.rules, **{rule.name: rule for rule in rules}}
        slipped: type[Chain] = sheet
        return slipped

    @classmethod
    def with_rule(cls, rule: Rule) -> dict[str, Rule]:
        """Return all rules, one of them replaced."""
        return {**cls.rules, rule.name: rule}


def _rule(chain: type, name: str, function: Callable[..., Any]) -> Rule:
    parameters = inspect.signature(function).parameters.values()
    if any(x.kind in (x.VAR_POSITIONAL, x.VAR_KEYWORD) for x in parameters):
        raise DataError("homework.rule_arguments", chain=chain.__name__, rule=name)
    return Rule(name, tuple(x.name for x in parameters), function)
