"""The first number that is not finite, found by going the way again with open eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tinygrad_fa.engine import graph
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError
from tinygrad_fa.solver import snapshots, state, time_travel
from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.divergence import Phrase, first_result, is_finite
from tinygrad_fa.solver.memory import Mark


@dataclass(frozen=True, repr=False)
class NotFinite:
    """The first infinity or NaN of a training.

    Attributes:
        iteration: the number of the update in which it arose (the first is 0).
        phrase: what it was, in words: an op's result, a gradient, a parameter, a slot.
        name: of the parameter or buffer, where it was one, or belonged to one.
        op: the op whose result or gradient it was.
    """

    iteration: int
    phrase: Phrase
    name: str | None = None
    op: str | None = None

    def __str__(self) -> str:
        values = {"iteration": self.iteration, "what": self.phrase}
        return text("snapshots.not_finite", None, **values)

    def __repr__(self) -> str:
        return str(self)


class _FoundError(Exception):
    """Ends the repetition."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.key)
        self.phrase = phrase


def find_not_finite(solver: Any) -> NotFinite | None:
    """Look for it; see `Solver.find_not_finite`."""
    snapshots.between_iterations(solver, "find_not_finite")
    before, end = solver.state_dict(), solver.iteration
    mark = _last_sound(solver, end)
    state.put_back(solver, mark.state)
    found = _watched(solver, mark, end + 1)
    if found is None:
        state.put_back(solver, before)
        return None
    state.put_back(solver, before)  # the whole history, of which the marks tell the lengths
    time_travel.rewind(solver, found.iteration)
    return found


def _last_sound(solver: Any, end: int) -> Mark:
    """Return the last state of the past in which every number is finite; else the first."""
    mark = time_travel.start(solver, end)
    while mark.iteration > 0 and not _is_sound(mark.state):
        earlier = solver._memory.latest(mark.iteration - 1)
        if earlier is None and not solver._written:
            return mark
        mark = time_travel.start(solver, mark.iteration - 1)
    return mark


def _is_sound(saved: dict[str, Any]) -> bool:
    slots = saved["optimizer"]["slots"].values()
    arrays = [*saved["net"]["tensors"].values(), *(a for slot in slots for a in slot.values())]
    return all(is_finite(array) for array in arrays)


def _watched(solver: Any, mark: Mark, stop: int) -> NotFinite | None:
    """Go the way again until something is not finite, or so many updates are made."""
    objective, skips = solver.objective, solver.skips_divergence
    solver.objective = _Watched(solver, objective)
    solver.skips_divergence = False
    try:
        time_travel.repeat(solver, mark, stop, [_Watch()])
    except _FoundError as error:
        return _told(solver.iteration, error.phrase)
    except DivergenceError as error:
        return _told(solver.iteration, error.values["origin"])
    finally:
        solver.objective, solver.skips_divergence = objective, skips
    return None


def _told(iteration: int, phrase: Any) -> NotFinite:
    return NotFinite(iteration, phrase, phrase.values.get("name"), phrase.values.get("op"))


class _Watched:
    """An objective that looks at every number on the way to the loss."""

    def __init__(self, solver: Any, objective: Any) -> None:
        self.solver, self.objective = solver, objective
        self.net, self.loss = objective.net, objective.loss

    def __call__(self, inputs: Tensor, targets: Tensor) -> tuple[Any, Any]:
        prediction, result = self.objective(inputs, targets)
        names = {id(tensor): name for name, tensor in self.net.named_parameters()}
        phrase = first_result(graph.topological_order(result), names)
        if phrase is not None:
            raise _FoundError(phrase)
        return prediction, result


class _Watch(Callback):
    """Looks at the slots, the parameters and the buffers after every update."""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Raise an error if one of them is not finite."""
        phrase = self._first()
        if phrase is not None:
            self.solver.iteration -= 1  # the update that has just been counted is the culprit
            raise _FoundError(phrase)

    def _first(self) -> Phrase | None:
        for piece in self.solver.parameters.pieces:
            for slot, values in piece.slots.items():
                if not is_finite(values):
                    return Phrase("snapshots.not_finite_slot", name=piece.name, slot=slot)
            if not is_finite(piece.view):
                return Phrase("snapshots.not_finite_parameter", name=piece.name)
        buffers = getattr(self.solver.net, "named_buffers", list)
        for name, buffer in buffers():
            if buffer.data.dtype.kind == "f" and not is_finite(buffer.data):
                return Phrase("snapshots.not_finite_buffer", name=name)
        return None
