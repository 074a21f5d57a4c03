"""What a Solver remembers of its own past, so that it can go back without any file."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, NamedTuple

from tinygrad_fa.solver import state
from tinygrad_fa.solver.records import history_lengths

MARKS = 8  # kept at once, evenly spread over the training
ROOM = 256 << 20  # bytes that they may take together
SHARE = 0.002  # of the time that may be spent on making them
LOOKS = 8  # iterations between two looks at the clock


class Mark(NamedTuple):
    """The state after so many updates, and the run that was under way.

    The history is not in it: it only ever grows, and its lengths say where it stood.
    """

    iteration: int
    state: dict[str, Any]
    lengths: dict[str, int]
    plan: Any
    callbacks: list[Any]


class Memory:
    """Some states of a training's past, the first of them at its beginning.

    They are taken so seldom that they cost a five-hundredth of the time, and when there are too
    many every second one is forgotten.  A net that is too large for them has none, and goes back
    to its snapshots on the disk.

    Attributes:
        marks: the states, oldest first.
        next_look: the iteration at which there is to be asked again.
        wanted: an iteration whose state is to be kept whatever it costs.
    """

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.next_look = 0
        self.wanted: int | None = None
        self._cost = self._done = 0.0

    def look(self, solver: Any) -> None:
        """Remember the state of now, if it is wanted, or time for it again."""
        if solver.iteration == self.wanted:
            self.marks.append(_mark(solver))
        elif self.wanted is None:
            started = time.perf_counter()
            if not self.marks or started - self._done > self._cost / SHARE:
                self._keep(solver, _capacity(solver))
                self._done = time.perf_counter()
                self._cost = self._done - started
        self.next_look = solver.iteration + (1 if self.wanted is not None else LOOKS)

    def _keep(self, solver: Any, capacity: int) -> None:
        if capacity and (not self.marks or self.marks[-1].iteration < solver.iteration):
            # Nobody has asked for this one: a callback of the reader's own that cannot tell its
            # state yet is no reason to stop the training.
            with suppress(Exception):
                self.marks.append(_mark(solver))
            if len(self.marks) > capacity:
                self.marks[1:] = self.marks[2::2]

    def latest(self, iteration: int) -> Mark | None:
        """Return the last state at or before an iteration."""
        fitting = [mark for mark in self.marks if mark.iteration <= iteration]
        return max(fitting, key=lambda mark: mark.iteration, default=None)

    def forget(self, after: int = -1) -> None:
        """Forget what comes after an iteration; everything, unless it is given."""
        self.marks = [mark for mark in self.marks if mark.iteration <= after]
        self.next_look = 0


def _mark(solver: Any) -> Mark:
    now = state.collect(solver)
    del now["history"]
    lengths = history_lengths(solver.history)
    callbacks = list(solver.callbacks.callbacks)
    return Mark(solver.iteration, now, lengths, solver._under_way, callbacks)


def _capacity(solver: Any) -> int:
    """Return how many states there is room for."""
    slots = 1 + len(solver.optimizer.slots)
    size = slots * sum(flat.weights.nbytes for flat in solver.parameters.arrays)
    return min(MARKS, ROOM // size) if size else MARKS
