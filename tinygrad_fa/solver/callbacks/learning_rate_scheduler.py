"""`LearningRateScheduler`: a learning rate for each epoch, by a function of one's own."""

from __future__ import annotations

import math
from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any

from tinygrad_fa.language import text
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.lasting import LastingCallback
from tinygrad_fa.solver.callbacks.values import as_number


class LearningRateScheduler(LastingCallback):
    """Sets the learning rate at the beginning of each epoch.

        callbacks=[LearningRateScheduler(lambda epoch, lr: lr if epoch < 10 else 0.9 * lr)]

    During the training it takes the place of the Solver's own schedule; `ReduceLROnPlateau`
    multiplies what it gives.

    Args:
        schedule: ``schedule(epoch)`` or ``schedule(epoch, lr)`` gives the learning rate of the
            epoch (from 0); `lr` is the rate before, without the multiplier of a plateau.  A
            second argument with a default is given only if it is called ``lr``.
        verbose: 1: say the rate of each epoch.

    Raises:
        SettingError: if `schedule` is no function of one or two arguments; while training, if
            it gives something that is no rate.  An error in the function itself is passed on.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule, self.verbose = schedule, verbose
        self._arguments = _count_arguments(schedule)
        self.reset()

    def reset(self) -> None:
        """Begin with the rate of the Solver's schedule."""
        self.rate: float | None = None  # of the epoch under way

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Go on with the rate of an epoch that is under way."""
        self.solver.rate_override = self.rate

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any]) -> None:
        """Set the rate of this epoch."""
        solver = self.solver
        before = solver.schedule(solver.iteration) if self.rate is None else self.rate
        given = self.schedule(*(epoch, before)[: self._arguments])
        rate = as_number(given)
        if rate is None or not 0 <= rate < math.inf:
            raise SettingError("callbacks.bad_rate", epoch=epoch, value=repr(given))
        self.rate = solver.rate_override = rate
        if self.verbose:
            said = text("callbacks.epoch_rate", epoch=epoch + 1, rate=f"{solver.rate:.6g}")
            solver.progress.say(said)

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Leave the rate to the Solver's schedule again."""
        self.solver.rate_override = None

    def state_dict(self) -> dict[str, Any]:
        """Return the rate of the epoch under way."""
        return {"rate": self.rate}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with that rate."""
        super().load_state_dict(state)
        if self.solver is not None:
            self.solver.rate_override = self.rate


def _count_arguments(schedule: Any) -> int:
    """Return whether a schedule takes the epoch alone (1) or the rate, too (2).

    Trying it out would not do: a TypeError inside the function would look like a wrong call.
    """
    if not callable(schedule):
        raise SettingError("callbacks.not_a_schedule", value=repr(schedule))
    try:
        parameters = list(signature(schedule).parameters.values())
    except (TypeError, ValueError):  # a function of C has no signature
        return 1
    if any(p.kind is Parameter.VAR_POSITIONAL for p in parameters):
        return 2
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    places = [p for p in parameters if p.kind in kinds]
    needed = [p for p in places if p.default is Parameter.empty]
    if not places or len(needed) > 2:
        raise SettingError("callbacks.not_a_schedule", value=repr(schedule))
    return 1 if len(needed) < 2 and (len(places) < 2 or places[1].name != "lr") else 2
