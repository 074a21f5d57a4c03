"""Homework: written once, other numbers for each student, checked at once, graded safely.

A homework is one Python file (`source`) whose questions (`questions`) hold the chain of formulas
that is asked for.  From it come the student's notebook, the teacher's key and the proof that the
homework marks as it should (`proof`).  A student's code runs in a sandbox (`sandbox`) that knows
no answers and only hands back values (`records`); what they are worth is decided outside.

The names that a source is written with are found here:

    from tinygrad_fa.homework import Chain, Question, bits, draw, normal
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tinygrad_fa.homework.chain import Chain
    from tinygrad_fa.homework.drawing import (
        bits,
        choice,
        draw,
        integers,
        normal,
        one_hot,
        tenths,
        uniform,
    )
    from tinygrad_fa.homework.items import (
        GradientCheck,
        Invariant,
        Stability,
        Training,
        TypedFormula,
        Value,
        Written,
    )
    from tinygrad_fa.homework.mutants import Slip
    from tinygrad_fa.homework.public import start
    from tinygrad_fa.homework.questions import Question
    from tinygrad_fa.homework.source import read_homework

_HOME = {
    "Chain": "chain",
    "GradientCheck": "items",
    "Invariant": "items",
    "Question": "questions",
    "Slip": "mutants",
    "Stability": "items",
    "Training": "items",
    "TypedFormula": "items",
    "Value": "items",
    "Written": "items",
    "bits": "drawing",
    "choice": "drawing",
    "draw": "drawing",
    "integers": "drawing",
    "normal": "drawing",
    "one_hot": "drawing",
    "read_homework": "source",
    "start": "public",
    "tenths": "drawing",
    "uniform": "drawing",
}

__all__ = [
    "Chain",
    "GradientCheck",
    "Invariant",
    "Question",
    "Slip",
    "Stability",
    "Training",
    "TypedFormula",
    "Value",
    "Written",
    "bits",
    "choice",
    "draw",
    "integers",
    "normal",
    "one_hot",
    "read_homework",
    "start",
    "tenths",
    "uniform",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
