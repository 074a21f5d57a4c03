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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from tinygrad_fa import backend
from tinygrad_fa.homework.chain import Chain, Known
from tinygrad_fa.homework.comparing import fault_of
from tinygrad_fa.homework.drawing import Draw
from tinygrad_fa.homework.plain import Seen
from tinygrad_fa.homework.records import ItemState, Texts
from tinygrad_fa.language.errors import TinygradError
from tinygrad_fa.lessons.answers import Formula

STEP = 1e-5  # of central differences of the reference, whose numbers are float64
OWN_STEP = 1e-3  # of those of a student's function, whose numbers may be float32
OWN_TOLERANCE = 2e-3
NOTHING = Seen(fault="missing")


@dataclass(frozen=True)
class Trial:
    """What one trial of a question gave.

    Attributes:
        inputs: of the call, and the hidden ones.
        right: the values of the chain for them.
        seen: what the student's function returned, by item.
        further: the same for the further calls that an item asked for, with their inputs.
    """

    inputs: Known
    right: Mapping[str, Any]
    seen: Mapping[str, Seen]
    further: Mapping[str, Sequence[tuple[Known, Mapping[str, Seen]]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """What an item says: its state, the share of the points, and why."""

    state: ItemState
    share: float = 0.0
    reason: str = ""  # a text of messages/homework.py, or of the item's own
    texts: Texts = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


RIGHT = Judgement("right", 1.0)


@dataclass(frozen=True)
class Item:
    """One thing that is asked for and marked."""

    points: float

    by_hand: ClassVar[bool] = False

    def is_returned(self, name: str) -> bool:
        """Whether the student's function returns something of this name."""
        return True

    def further(self, inputs: Known, source: random.Random) -> list[dict[str, Any]]:
        """Return the inputs of further calls that the item needs in a trial."""
        return []

    def judge(self, name: str, chain: type[Chain], tolerance: float, trials: Sequence[Trial]
              ) -> Judgement:  # fmt: skip
        """Judge all trials; the item is right only if it is right in each of them."""
        for trial in trials:
            judgement = self.judge_trial(name, chain, tolerance, trial)
            if judgement.state != "right":
                return judgement
        return RIGHT

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Judge one trial."""
        raise AssertionError(name)  # values of the chain are judged in `scoring`


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
class GradientCheck(Item):
    """A gradient, compared with central differences; kinks are left out.

    Args:
        of: the value of the chain (one number) whose gradient it is; with `own`, the item that
            the student's own function returns, so that a wrong loss does not cost its gradient.
        by: the input by which it is differentiated.
        own: whether the student's own function is differentiated.
        coordinates: how many numbers of a student's gradient are compared, with `own`.
    """

    of: str
    by: str
    own: bool = False
    coordinates: int = 6

    def further(self, inputs: Known, source: random.Random) -> list[dict[str, Any]]:
        """With `own`: the inputs, four steps away from here for each coordinate."""
        if not self.own:
            return []
        count = backend.named("numpy").size(inputs[self.by])
        chosen = list(range(count))
        while len(chosen) > self.coordinates:
            chosen.pop(int(len(chosen) * source.random()))
        steps = [(i, s) for i in chosen for s in (1, -1, 0.5, -0.5)]
        return [{**inputs, self.by: _moved(inputs[self.by], i, s * OWN_STEP)} for i, s in steps]

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Compare the numbers away from kinks."""
        numpy = backend.named("numpy")
        seen = trial.seen.get(name, NOTHING)
        here = numpy.asarray(trial.inputs[self.by], dtype="float64")
        fault = fault_of(seen, numpy.zeros(here.shape), numpy.inf)
        if fault:
            return Judgement("missing" if fault == "missing" else "wrong", reason=fault)
        gradient = seen.array.reshape(here.shape)
        if self.own:
            slopes, tolerance = self._own_slopes(name, here, trial), max(tolerance, OWN_TOLERANCE)
        else:
            slopes = self._slopes(chain, here, trial.inputs)
        pairs = [(gradient.flat[i], slope) for i, slope in slopes.items() if slope is not None]
        if not pairs:
            return Judgement("wrong", reason="no_slopes")
        scale = 1 + max(abs(slope) for _, slope in pairs) if self.own else 1
        if all(abs(x - s) <= tolerance * max(1 + abs(s), scale) for x, s in pairs):
            return RIGHT
        if all(abs(x + s) <= tolerance * max(1 + abs(s), scale) for x, s in pairs):
            return Judgement("wrong", reason="slip_sign")
        return Judgement("wrong", reason="gradient")

    def _slopes(self, chain: type[Chain], here: Any, inputs: Known) -> dict[int, float | None]:
        def value(i: int, step: float) -> float:
            moved = {**inputs, self.by: _moved(here, i, step)}
            found = chain.values(moved)[self.of]
            return float("nan") if found is None else float(found)

        def step_of(i: int) -> float:
            return STEP * (1 + abs(float(here.flat[i])))

        return {
            i: _slope([value(i, f * step_of(i)) for f in (1, -1, 0.5, -0.5)], step_of(i))
            for i in range(here.size)
        }

    def _own_slopes(self, name: str, here: Any, trial: Trial) -> dict[int, float | None]:
        found: dict[int, list[float]] = {}
        for inputs, seen in trial.further.get(name, ()):
            moved = backend.named("numpy").asarray(inputs[self.by], dtype="float64")
            i = int(abs(moved - here).argmax())
            value = seen.get(self.of, NOTHING)
            one = value.array is not None and value.array.size == 1
            found.setdefault(i, []).append(float(value.array.flat[0]) if one else float("nan"))
        return {i: _slope(values, OWN_STEP) for i, values in found.items() if len(values) == 4}


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


def _moved(value: Any, i: int, step: float) -> Any:
    numpy = backend.named("numpy")
    moved = numpy.array(value, dtype="float64")
    moved.flat[i] += step
    return moved if moved.shape else float(moved)


def _slope(values: Sequence[float], step: float) -> float | None:
    """Return the slope by Richardson's rule, or None at a kink, where two steps disagree."""
    wide, narrow = (values[0] - values[1]) / (2 * step), (values[2] - values[3]) / step
    if not abs(wide - narrow) <= 1e-2 * (1 + abs(narrow)):
        return None
    return (4 * narrow - wide) / 3
