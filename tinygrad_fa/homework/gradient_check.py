"""A gradient as an item of a question: compared with central differences."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework.chain import Chain, Known
from tinygrad_fa.homework.comparing import fault_of
from tinygrad_fa.homework.judging import NOTHING, RIGHT, Item, Judgement, Trial

STEP = 1e-5  # of central differences of the reference, whose numbers are float64
OWN_STEP = 1e-3  # of those of a student's function, whose numbers may be float32
OWN_TOLERANCE = 2e-3


@dataclass(frozen=True)
class GradientCheck(Item):
    """A gradient, compared with central differences; kinks are left out.

    Args:
        of: the value of the chain (one number) whose gradient it is; with `own`, the item that
            the student's own function returns, so that a known slip in the loss does not cost its
            gradient.
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
            return float("nan") if found is None or found.size != 1 else float(found.flat[0])

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
