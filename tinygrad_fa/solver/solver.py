"""The Solver: what one asks of the training loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from tinygrad_fa import randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks import Dispatcher
from tinygrad_fa.solver.checks import whole_number
from tinygrad_fa.solver.evaluation import SmoothedLoss
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.loop import Loop
from tinygrad_fa.solver.objective import make_objective
from tinygrad_fa.solver.optimizers import Optimizer, make_optimizer
from tinygrad_fa.solver.policies import make_policy
from tinygrad_fa.solver.progress import Progress
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.sources import source


class Solver(Loop):
    """Trains a net: batch after batch, forward, backward, update.

        solver = Solver(net, loss=CrossEntropyLoss(), train=Batches(digits, 64),
                        type="SGD", base_lr=0.01, momentum=0.9, max_iter=1000)
        solver.solve()

    `solve`, `step` and `fit` are the same loop, told in three ways how far to go.  One round
    of it is Caffe's: test if it is time (before the update), forward and backward over
    `iter_size` batches, the learning rate of this iteration, clip the gradient, take the mean,
    add the weight decay, update.

    Args:
        net: called with a batch of inputs; has ``named_parameters()``, ``train()``, ``eval()``.
        train: `tinygrad_fa.data.Batches`, or a pair (inputs, targets) of arrays that is taken
            as one batch.
        test: the same for the tests, or None.
        loss: ``loss(prediction, target)`` gives a Tensor with one number, the batch's mean.  A net
            that contains its losses (`solver.objective.OwnLosses`) needs none.
        optimizer: an `Optimizer` object, in the place of `type` and its hyper-parameters.
        schedule: a function of the iteration that gives the learning rate, in the place of
            `base_lr` and `lr_policy`.
        callbacks: objects with methods of `Callback`, called in this order.
        progress: whether to show how far the training is.
        settings: everything else; `Settings` explains each.

    Attributes:
        iteration: how many updates were made.
        history: the losses, rates and tests so far.
        stop_training: set to True (by a callback) to stop.
        interrupted: whether Ctrl-C ended the last run.
        rate_factor: what the learning rate of the schedule is multiplied by, 1 at first.
        rate_override: a learning rate in the place of the schedule's (still multiplied by
            `rate_factor`), or None.
        skips_divergence: whether an update is left out if a number is not finite, where else
            there would be a DivergenceError; its iteration counts, with the loss NaN.
        divergence: the last such error, or None.
        snapshot_writers: functions ``(solver, stem) -> paths`` that write more files with each
            snapshot.

    Raises:
        SettingError: for a setting that is unknown, missing, out of range, or in conflict.
        DataError: for training or test data without samples.
    """

    def __init__(
        self,
        net: Any,
        train: Any = None,
        test: Any = None,
        *,
        loss: Callable[[Tensor, Tensor], Tensor] | None = None,
        optimizer: Optimizer | None = None,
        schedule: Callable[[int], float] | None = None,
        callbacks: Iterable[Any] = (),
        progress: bool = True,
        **settings: Any,
    ) -> None:
        self.settings = Settings.from_keywords(settings)
        if train is None:
            raise SettingError("solver.needed", name="train")
        _refuse_both("optimizer", optimizer, settings, ("type", "momentum", "momentum2", "delta"))
        _refuse_both("schedule", schedule, settings, ("base_lr", "lr_policy"))
        given = self.settings.given()
        self.optimizer = optimizer or make_optimizer(self.settings.type, given)
        if self.settings.caffe_float32:
            self.optimizer.round_to_float32()
        self.schedule = schedule or make_policy(self.settings.lr_policy, given)
        self.net, self.objective = net, make_objective(net, loss)
        self.train_data = source("train", train)
        self.test_data = None if test is None else source("test", test)
        if self.test_data is None and self.settings.test_interval:
            raise SettingError("solver.test_without_data")
        if self.settings.random_seed is not None:
            randomness.manual_seed(self.settings.random_seed)
        self.callbacks = Dispatcher(callbacks)
        self.progress = Progress(progress, self.settings.display)
        self.parameters = self._flat_parameters()
        self.history = History()
        self.snapshot_writers: list[Callable[[Any, Path], list[Path]]] = []
        self._smoothed = SmoothedLoss(self.settings.average_loss)
        self._epoch_logs = {}
        self._afterwards: list[Callable[[], Any]] = []

    def solve(self) -> History:
        """Train until `max_iter` updates are made, and return the history.

        If `iteration` then is a multiple of `test_interval` (or that is 0) there is a last test.

        Raises:
            SettingError: if there is no `max_iter`.
            DivergenceError: at the first loss or gradient that is not finite.
        """
        if self.settings.max_iter is None:
            raise SettingError("solver.no_max_iter")
        return self._run(self.settings.max_iter, to_the_end=True)

    def step(self, iterations: int = 1) -> History:
        """Make so many updates, and return the history.

        Raises:
            DivergenceError: at the first loss or gradient that is not finite.
        """
        return self._run(self.iteration + whole_number("iterations", iterations, least=0))

    def fit(self, epochs: int = 1) -> History:
        """Train for so many epochs, test after each if there is test data; return the history.

        An epoch is as many updates as it takes to see every training sample once.  One that
        was begun before (by `step`, or before an interruption) is finished first and counts.

        Raises:
            DivergenceError: at the first loss or gradient that is not finite.
        """
        epochs = whole_number("epochs", epochs, least=0)
        last = self.iteration // self.iterations_per_epoch + epochs
        return self._run(last * self.iterations_per_epoch, epochs)

    def evaluate(self) -> dict[str, float]:
        """Test the net now, note the result in the history, and return it by name.

        Raises:
            SettingError: if there is no test data.
        """
        if self.test_data is None:
            raise SettingError("solver.needed", name="test")
        self.interrupted = False
        self.callbacks.begin(self, {"epochs": None, "steps": None, "iterations": 0})
        with self._surroundings():
            return self._test()

    def __repr__(self) -> str:
        place = f"iteration={self.iteration}"
        return f"Solver({self.optimizer!r}, schedule={self.schedule!r}, {place})"


def _refuse_both(one: str, given: Any, settings: dict[str, Any], others: tuple[str, ...]) -> None:
    """Refuse settings that an object was given in the place of."""
    for name in others:
        if given is not None and name in settings:
            raise SettingError("solver.conflict", one=one, other=name)


def _full_signature() -> Any:
    """Return the signature of `Solver` with every setting, for ``help`` and for notebooks."""
    own = signature(Solver.__init__)
    settings = [
        Parameter(setting.name, Parameter.KEYWORD_ONLY, default=getattr(Settings(), setting.name))
        for setting in fields(Settings)
    ]
    named = [p for p in own.parameters.values() if p.name not in ("self", "settings")]
    return own.replace(parameters=[*named, *settings])


Solver.__signature__ = _full_signature()  # type: ignore[attr-defined]
