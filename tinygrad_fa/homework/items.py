"""Kinds of items: what a question asks for, and how each is judged.

The items of a question are named: ``items={"dz": 1, "dw": 2}`` are two values of its chain, worth
one point and two.  Other kinds stand in the place of the number:

    "dw": GradientCheck(2, of="loss", by="w")          against central differences
    "formula": TypedFormula(1, "2*x*z", ("x", "z"))    text, compared at random points
    "large": Stability(1, of="p", inputs=draw(z=…))    finite and right for extreme inputs
    "losses": Invariant(1, lambda losses: losses[-1] < losses[0], {"fa": …, "en": …})
    "predictions": Training(5, labels="labels", accuracy=0.9)
    "why": Written(2)                                  marked by a human

An item judges what the student's function returned in all trials at once (`Trial`), and answers
with a `Judgement`.  Values of the chain are judged together, in `scoring`.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from tinygrad_fa import backend
from tinygrad_fa.homework.chain import Chain, Known
from tinygrad_fa.homework.comparing import fault_of
from tinygrad_fa.homework.drawing import Draw
from tinygrad_fa.homework.gradient_check import GradientCheck
from tinygrad_fa.homework.judging import NOTHING, RIGHT, Item, Judgement, Trial
from tinygrad_fa.homework.records import Texts
from tinygrad_fa.language.errors import TinygradError
from tinygrad_fa.lessons.answers import POINTS, Formula
from tinygrad_fa.lessons.reading import number

__all__ = [  # what a question is written with, and what judges it
    "GradientCheck", "Invariant", "Item", "Judgement", "Stability", "Training", "Trial",
    "TypedFormula", "Value", "Written",
]  # fmt: skip


@dataclass(frozen=True)
class Value(Item):
    """A value of the chain, compared with it: ``|a − b| ≤ tolerance · (1 + |b|)``."""


@dataclass(frozen=True)
class Written(Item):
    """A written answer, which a human marks."""

    by_hand: ClassVar[bool] = True

    def is_returned(self, name: str) -> bool:
        """Nothing is returned: the answer is prose."""
        return False


@dataclass(frozen=True)
class TypedFormula(Item):
    """A formula typed as text; any equivalent form is right.

    Args:
        text: the right one.
        names: the names that it may use.
        between: where the points are drawn from at which the two are compared.
    """

    text: str
    names: tuple[str, ...]
    between: tuple[float, float] = (0.2, 2.0)

    def numbers(self, typed: str) -> Any:
        """Return what a formula gives at the points, as an array.

        Raises:
            TinygradError: if it cannot be read, or has no value there.
        """
        meant, source = self.answer.read(typed), random.Random(0)
        points = [{x: source.uniform(*self.between) for x in self.names} for _ in range(POINTS)]
        values = [float(number(meant(**{x: at[x] for x in meant.names}))) for at in points]
        return backend.named("numpy").array(values)

    @cached_property
    def answer(self) -> Formula:
        """The formula as lessons compare it."""
        return Formula(self.text, self.names, self.between)

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Compare the two at random points."""
        typed = trial.seen.get(name, NOTHING)
        if typed.text is None:
            is_missing = typed.fault == "missing"
            return Judgement("missing" if is_missing else "wrong", reason="formula_as_text")
        try:
            meant = self.answer.read(typed.text)
        except TinygradError:
            return Judgement("wrong", reason="formula_unreadable")
        if self.answer.matches(meant):
            return RIGHT
        slip = self.answer.common_slip(meant)
        return Judgement("wrong", reason=f"formula_{slip}" if slip else "value")


@dataclass(frozen=True)
class Stability(Item):
    """A value that must stay finite and right for extreme inputs, such as ±1000.

    Args:
        of: the value of the chain that is looked at; its rule must bear such inputs itself.
        inputs: draws them.
    """

    of: str
    inputs: Draw

    def is_returned(self, name: str) -> bool:
        """Nothing of its own: `of` is looked at."""
        return False

    def further(self, inputs: Known, source: random.Random) -> list[dict[str, Any]]:
        """Return the extreme inputs."""
        return [{**inputs, **self.inputs(source)}]

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Compare the value at the extreme inputs."""
        for inputs, seen in trial.further.get(name, ()):
            fault = fault_of(seen.get(self.of, NOTHING), chain.values(inputs)[self.of], tolerance)
            if fault == "missing":
                return Judgement("missing", reason=fault)
            if fault:
                reason = "unstable" if fault == "not_finite" else "extreme"
                return Judgement("wrong", reason=reason)
        return RIGHT


@dataclass(frozen=True)
class Invariant(Item):
    """Something that must hold, whatever the numbers are: a loss that falls, rows that sum to one.

    Args:
        holds: a function of inputs and of what the student's function returned, by name; if the
            item's own name is among its arguments, the student's function returns it.
        text: what does not hold, said to the student.
    """

    holds: Callable[..., Any]
    text: Texts = field(default_factory=dict)

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """The names of what the condition looks at."""
        return tuple(inspect.signature(self.holds).parameters)

    def is_returned(self, name: str) -> bool:
        """Whether the condition looks at a value of the item's own name."""
        return name in self.arguments

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Say whether it holds; a condition that fails on odd values does not hold."""
        given = dict(trial.inputs)
        for argument in self.arguments:
            if argument in trial.seen or argument not in given:
                seen = trial.seen.get(argument, NOTHING)
                if seen.array is None:
                    is_missing = seen.fault == "missing"
                    return Judgement("missing" if is_missing else "wrong", reason=seen.fault)
                given[argument] = seen.array if seen.array.shape else seen.array.item()
        numpy = backend.named("numpy")
        try:
            with numpy.errstate(all="ignore"):
                held = bool(self.holds(**{x: given[x] for x in self.arguments}))
        except Exception:  # values of another shape than the condition expects
            held = False
        return RIGHT if held else Judgement("wrong", reason="invariant", texts=self.text)


@dataclass(frozen=True)
class Training(Item):
    """Predictions of what the student's function has trained; their accuracy is computed outside.

    Args:
        labels: the hidden input with the right classes, which never enters the sandbox.
        accuracy: what gives all points.
        floor: what gives none; in between the points grow evenly.
    """

    labels: str
    accuracy: float
    floor: float = 0.0

    def judge(self, name: str, chain: type[Chain], tolerance: float, trials: Sequence[Trial]
              ) -> Judgement:  # fmt: skip
        """Return the share that the worst trial earns."""
        found = [self.judge_trial(name, chain, tolerance, trial) for trial in trials]
        return min(found, key=lambda judgement: judgement.share)

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Compare classes, or the largest of several scores, with the labels."""
        numpy = backend.named("numpy")
        labels = numpy.asarray(trial.inputs[self.labels])
        seen = trial.seen.get(name, NOTHING)
        if seen.array is None:
            return Judgement("missing" if seen.fault == "missing" else "wrong", reason=seen.fault)
        classes = seen.array
        if classes.ndim == 2 and classes.shape[1] > 1:
            classes = classes.argmax(axis=1)
        if classes.size != labels.size:
            return Judgement("wrong", reason="shape")
        reached = float((classes.ravel() == labels.ravel()).mean())
        share = (reached - self.floor) / max(self.accuracy - self.floor, 1e-12)
        if reached >= self.accuracy:
            return RIGHT
        values = {"reached": round(100 * reached, 1), "wanted": round(100 * self.accuracy, 1)}
        return Judgement("wrong", max(0.0, share), reason="accuracy", values=values)
