"""`LastingCallback`: a callback whose work goes on from one run of its Solver to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa.solver.callbacks.callback import Callback


class LastingCallback(Callback):
    """Remembers something of a training, however that is cut into runs.

    ``fit(2)`` twice is ``fit(4)``, and a training that is resumed from a snapshot goes on where
    it was.  Another Solver is another training: then `reset` is called.
    """

    _belongs_to: Any = None  # the Solver that the memory is of; None: whichever comes next

    def reset(self) -> None:
        """Forget everything."""

    def set_solver(self, solver: Any) -> None:
        """Take notice of the Solver."""
        if self._belongs_to is not None and self._belongs_to is not solver:
            self.reset()
        self._belongs_to = solver
        super().set_solver(solver)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take back the attributes that `state_dict` returned."""
        for name in self.state_dict():
            setattr(self, name, state[name])
        self._belongs_to = None


def tests_planned(solver: Any) -> Sequence[Any]:
    """Return the tests that follow the epochs of the run under way: only a `fit` has some."""
    return getattr(solver._under_way, "tests", ())
