"""A gradient as an item of a question: compared with central differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework.chain import Chain, Known
from tinygrad_fa.homework.comparing import fault_of
from tinygrad_fa.homework.judging import NOTHING, RIGHT, Item, Judgement, Trial

STEP = 1e-5  # of central differences


@dataclass(frozen=True)
class GradientCheck(Item):
    """A gradient, compared with central differences of the chain; kinks are left out.

    The student's own function is never asked for differences: what it returns away from the inputs
    of a trial could be made to fit any gradient.

    Args:
        of: the value of the chain (one number) whose gradient it is.
        by: the input by which it is differentiated.
        own: whether a known slip in `of` does not cost its gradient: the chain is then
            differentiated with that slip.
    """

    of: str
    by: str
    own: bool = False

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
        slopes = self._slopes(chain, here, trial.inputs)
        pairs = [(gradient.flat[i], slope) for i, slope in slopes.items() if slope is not None]
        if not pairs:
            return Judgement("wrong", reason="no_slopes")
        if all(abs(x - s) <= tolerance * (1 + abs(s)) for x, s in pairs):
            return RIGHT
        if all(abs(x + s) <= tolerance * (1 + abs(s)) for x, s in pairs):
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
