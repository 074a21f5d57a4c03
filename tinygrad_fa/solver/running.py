"""The three ways to run the training loop: `solve`, `step`, `fit`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import state
from tinygrad_fa.solver.checks import whole_number
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.loop import Loop
from tinygrad_fa.solver.plan import Plan
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.testnets import make_tests


class Running(Loop):
    """The part of the Solver that is told how far to go."""

    def solve(self) -> History:
        """Train until `max_iter` updates are made, and return the history.

        If `iteration` then is a multiple of `test_interval` (or that is 0) there is a last test.

        Raises:
            SettingError: if there is no `max_iter`.
            DivergenceError: at the first loss or gradient that is not finite.
        """
        if self.settings.max_iter is None:
            raise SettingError("solver.no_max_iter")
        self.report.tell(
            "solving",
            name=getattr(self.net, "name", None) or type(self.net).__name__,
            iteration=self.iteration,
            max_iter=self.settings.max_iter,
        )
        self.report.tell("policy", schedule=repr(self.schedule))
        return self._run(Plan(self.settings.max_iter, to_the_end=True))

    def step(self, iterations: int = 1) -> History:
        """Make so many updates, and return the history.

        Raises:
            DivergenceError: at the first loss or gradient that is not finite.
        """
        return self._run(Plan(self.iteration + whole_number("iterations", iterations, least=0)))

    def fit(
        self,
        epochs: int = 1,
        *,
        validation_data: Any = None,
        validation_freq: int | Sequence[int] = 1,
        steps_per_epoch: int | None = None,
        callbacks: Iterable[Any] = (),
        train_loss: bool = False,
    ) -> History:
        """Train for so many epochs, test after each if there is test data; return the history.

        An epoch is as many updates as it takes to see every training sample once.  One that
        was begun before (by `step`, or before an interruption) is finished first and counts.

        The ``loss`` of an epoch is the mean of its batches' losses, each with the weights of its
        moment and with Dropout at work; that is why it is mostly above the loss that the same
        data give after the epoch.  `train_loss` tells that one, too.

        Args:
            epochs: how many.
            validation_data: what the net is tested with this time, in the place of the Solver's
                own test data: anything that ``Solver(test=…)`` takes.
            validation_freq: a test after every so many epochs, or a list of their numbers (the
                first is 1).
            steps_per_epoch: how many updates make an epoch from now on, for data without end.
            callbacks: more callbacks, for this time.
            train_loss: whether the loss of the training data is computed anew after each epoch,
                in eval mode and with the weights as they then are (``train_loss`` in the logs).

        Raises:
            SettingError: for a wrong setting.
            DataError: before the first update, if a validation sample does not fit the net.
            DivergenceError: at the first loss or gradient that is not finite.
        """
        epochs = whole_number("epochs", epochs, least=0)
        if steps_per_epoch is not None:
            self.steps_per_epoch = whole_number("steps_per_epoch", steps_per_epoch, least=1)
        tests = self.tests
        if validation_data is not None:
            tests = make_tests(validation_data, self.objective, Settings(), "validation_data")
        for test in tests:
            self._try_one_sample(test)
        first = state.first_epoch(self)
        left = (first + epochs - self.epoch) * self.iterations_per_epoch - self._epoch.batch
        plan = Plan(
            stop=self.iteration + (max(left, 0) if epochs else 0),
            epochs=first + epochs,
            first=first,
            train_loss=bool(train_loss),
            validation_freq=_validation_freq(validation_freq),
            tests=tests,
        )
        with self.callbacks.joined_by(callbacks):
            return self._run(plan)


def _validation_freq(given: Any) -> int | tuple[int, ...]:
    if isinstance(given, Sequence) and not isinstance(given, str):
        return tuple(whole_number("validation_freq", number, least=1) for number in given)
    return whole_number("validation_freq", given, least=1)
