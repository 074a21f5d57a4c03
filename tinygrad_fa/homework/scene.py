"""What a slip is made of: the part of a formula that changes, and what can be seen beside it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FAR = 2  # the rank of slips that are tried last: another name from anywhere on the sheet
AUTOMATIC = 1
KNOWN = 0  # the rank of what the author added


@dataclass(frozen=True)
class Scene:
    """What a slip can see beside the formula.

    Attributes:
        arguments: of the rule.
        alike: for each argument the other values of the sheet that have its shape.
        before: for each value that a squashing function made, the name of what went into it.
        old: for each argument the value that it is the next step of (v for v_new).
        new: the other way round: for each argument its next step, if it is computed above.
        counts: the arguments that are whole numbers.
    """

    arguments: Sequence[str]
    alike: Mapping[str, Sequence[str]] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    old: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    counts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Change:
    """One slip: its name, the part that it replaces, and what stands there instead."""

    name: str
    part: ast.AST
    new: ast.AST
    rank: int = AUTOMATIC
    values: Mapping[str, str] = field(default_factory=dict)
