"""The Solver: what one asks of the training loop."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from tinygrad_fa import randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import scaffolding, snapshots, state, time_travel
from tinygrad_fa.solver.callbacks import Dispatcher
from tinygrad_fa.solver.configuration import configuration
from tinygrad_fa.solver.epoch import Epoch
from tinygrad_fa.solver.evaluation import SmoothedLoss, make_metrics
from tinygrad_fa.solver.followers import NoCallbacks, NoProgress
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.memory import Memory
from tinygrad_fa.solver.objective import make_objective
from tinygrad_fa.solver.optimizers import Optimizer, make_optimizer
from tinygrad_fa.solver.parallel import parallel_of
from tinygrad_fa.solver.policies import make_policy
from tinygrad_fa.solver.progress import Progress
from tinygrad_fa.solver.report import Report, Stopwatch
from tinygrad_fa.solver.running import Running
from tinygrad_fa.solver.settings import OF_OPTIMIZERS, OF_SCHEDULES, Settings
from tinygrad_fa.solver.sources import source
from tinygrad_fa.solver.testnets import make_tests
from tinygrad_fa.solver.tracing import NotFinite, find_not_finite


class Solver(Running):
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
        test: the same for the tests; or a list of such, or name → such, or `TestNet` objects, where
            there are several tests; or None.
        loss: ``loss(prediction, target)`` gives a Tensor with one number, the batch's mean.  A net
            that contains its losses (`solver.objective.OwnLosses`) needs none.
        optimizer: an `Optimizer` object, in the place of `type` and its hyper-parameters.
        schedule: a function of the iteration that gives the learning rate, in the place of
            `base_lr` and `lr_policy`.
        metrics: what is measured besides the loss, in the training and in tests: name → function
            ``f(prediction, target)`` that gives one number for a batch, or an object such as
            `tinygrad_fa.metrics.Accuracy`.  Where the targets are classes the accuracy of tests is
            counted without being asked for.
        callbacks: objects with methods of `Callback`, called in this order.
        progress: whether to show how far the training is.
        verbose: whether to tell what the Solver is made of, as Caffe does: the settings, the
            layers with the shapes of what they make, the memory, the outputs.
        parallel: the processes to train with: None: those that mpirun has started, if it has;
            False: this one alone; or a communicator (see `tinygrad_fa.solver.parallel`).
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
        epoch: the number of the epoch under way.
        tests: the tests, as they are run; ``tests[0].data`` is where the first takes its batches.
        report: tells what happens, in Caffe's order: ``solver.report.listen(function)``.
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
        metrics: Mapping[str, Any] | Iterable[Any] = (),
        callbacks: Iterable[Any] = (),
        progress: bool = True,
        verbose: bool = False,
        parallel: Any = None,
        **settings: Any,
    ) -> None:
        self.settings = Settings.from_keywords(settings)
        objects = {"loss": loss, "optimizer": optimizer, "schedule": schedule, "metrics": metrics}
        self._given = {**objects, **settings}  # what a fork is made of
        if train is None:
            raise SettingError("solver.needed", name="train")
        if not isinstance(verbose, bool):
            raise SettingError("solver.not_verbose", value=repr(verbose))
        _refuse_both("optimizer", optimizer, settings, OF_OPTIMIZERS)
        _refuse_both("schedule", schedule, settings, OF_SCHEDULES)
        _check_objects(net, loss, optimizer, schedule)
        given = self.settings.given()
        self.optimizer = optimizer or make_optimizer(self.settings.type, given)
        if self.settings.caffe_float32:
            self.optimizer.round_to_float32()
        self.schedule = schedule or make_policy(self.settings.lr_policy, given)
        self.net, self.objective = net, make_objective(net, loss)
        self.train_data = source("train", train)
        self.tests = make_tests(test, self.objective, self.settings)
        self.metrics = make_metrics(metrics)
        if self.settings.random_seed is not None:
            randomness.manual_seed(self.settings.random_seed)
        self.callbacks = Dispatcher(callbacks)
        self.progress = Progress(progress, self.settings.display, verbose)
        self.report, self.stopwatch = Report(), Stopwatch()
        self.parallel = parallel_of(parallel)
        if not self._leads:
            self.callbacks, self.progress = NoCallbacks(), NoProgress()
        self.report.listen(self.progress.hear)
        self.parameters = self._flat_parameters()
        self.history = History()
        self.snapshot_writers: list[Callable[[Any, Path], list[Path]]] = []
        self._written: dict[str, list[str]] = {}  # its snapshots, oldest first → their files
        self._memory = Memory()
        self._probed: Path | None = None  # the folder that snapshots can be written to
        self._configuration = configuration(self)
        self._smoothed = SmoothedLoss(self.settings.average_loss)
        self._epoch = Epoch(self.metrics)
        self._epoch_logs = {}
        self._afterwards: list[Callable[[], Any]] = []
        if verbose:
            scaffolding.tell(self)

    # Snapshots and time travel --------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Return everything that decides how the training goes on; see `solver.state`."""
        return state.collect(self)

    def load_state_dict(self, saved: Mapping[str, Any], strict: bool = True) -> list[str]:
        """Go on from a state of this or another Solver; see `restore`."""
        lines = state.put_back(self, saved, strict)
        self._memory.forget()
        return lines

    def snapshot(self, path: str | os.PathLike[str] | None = None) -> Path:
        """Write a snapshot, from which the training can be taken up again, and return its path.

        A callback that asks for one in the middle of an iteration gets it at the end of the
        iteration, when all callbacks have been told of it.

        Args:
            path: the file; None: ``PREFIX_iter_N.snapshot``, with `snapshot_prefix`.

        Raises:
            FileError: if it cannot be written; an older file of that name is untouched.
            StateError: if a callback, the data or the schedule has a state that cannot be saved.
        """
        return snapshots.take(self, path)

    def restore(self, path: str | os.PathLike[str], strict: bool = True) -> snapshots.Restored:
        """Take a training up again: the next update has the same bits as if it had never stopped.

        `solve` and `step` count from there.  A `fit` that was broken off goes on where it was:
        call it again in the same way, and its `epochs` are those in all.

        Args:
            path: a snapshot; or a folder or a prefix, whose latest snapshot is taken; or a file
                ``.solverstate`` of Caffe (see `tinygrad_fa.caffe.solverstate` for what it lacks).
            strict: whether a net of the same shape but with other rules (another momentum, other
                batches) is an error; if not, the rules of this Solver count from here on.

        Returns:
            Which file it was, its iteration, and what differs; printed, it is a sentence.

        Raises:
            FileError, DataError: if there is no snapshot, or it is damaged.
            StateError: with a list of what differs; the Solver is then as it was.
        """
        return snapshots.restore(self, path, strict)

    def rewind(self, iteration: int) -> Solver:
        """Go back to what was after so many updates, to the last bit; return the Solver.

        The state before it (kept in memory, or a snapshot on the disk) is put back, and the way
        from there gone again; the callbacks go with it.  What was changed by hand on the way is
        not repeated.

        Raises:
            SettingError: for an iteration that is still to come.
            StateError: if nothing was kept from before it, or an iteration is under way.
        """
        return time_travel.rewind(self, iteration)

    def fork(self, **changes: Any) -> Solver:
        """Return a Solver of its own that goes on from here, with some things changed.

            careful = solver.fork(base_lr=0.001)
            careful.step(100), solver.step(100)

        Both see the same batches and the same random numbers from here on; neither disturbs the
        other.  The fork writes no snapshots, and has no callbacks, unless they are among the
        changes.  Slots that another `type` needs start at 0.

        Args:
            changes: settings, or anything else that a Solver is made with.

        Raises:
            SettingError: for changes that a Solver refuses, and for data that cannot be copied.
            StateError: if an iteration is under way.
        """
        return time_travel.fork(self, **changes)

    def find_not_finite(self) -> NotFinite | None:
        """Look for the first number that was, or is about to be, infinite or NaN.

        The training is repeated from the last state that was sound, every result, gradient, slot
        and parameter looked at, one update further than it has come.  The Solver is left before
        the update that made the number, or as it was if there is none.

        Returns:
            The iteration, the parameter, the op; printed, it is a sentence.  None: all are finite.

        Raises:
            StateError: if nothing was kept from before, or an iteration is under way.
        """
        return find_not_finite(self)

    def to_prototxt(self, path: str | os.PathLike[str] | None = None) -> str:
        """Return the Solver with its net as a solver file of Caffe, and write it if told where.

        A Solver that was made from such a file gives back what the file said.

        Raises:
            SettingError: for a layer, a loss, an optimizer or a schedule that Caffe has not.
            FileError: if it cannot be written.
        """
        from tinygrad_fa.caffe.describing_solver import solver_to_prototxt  # a floor above

        return solver_to_prototxt(self, path)

    def __repr__(self) -> str:
        place = f"iteration={self.iteration}"
        return f"Solver({self.optimizer!r}, schedule={self.schedule!r}, {place})"


def _refuse_both(one: str, given: Any, settings: dict[str, Any], others: tuple[str, ...]) -> None:
    """Refuse settings that an object was given in the place of."""
    for name in others:
        if given is not None and name in settings:
            raise SettingError("solver.conflict", one=one, other=name)


def _check_objects(net: Any, loss: Any, optimizer: Any, schedule: Any) -> None:
    """Refuse what cannot be what its name says, such as a word in the place of an object."""
    if not hasattr(net, "named_parameters"):
        raise SettingError("solver.not_a_net", value=repr(net))
    if optimizer is not None and not isinstance(optimizer, Optimizer):
        raise SettingError("solver.not_an_optimizer", value=repr(optimizer))
    for name, given, example in (
        ("loss", loss, "CrossEntropyLoss()"),
        ("schedule", schedule, "lambda t: 0.1 / (1 + t)"),
    ):
        if given is not None and (isinstance(given, type) or not callable(given)):
            raise SettingError(
                "solver.not_a_function", setting=name, value=repr(given), example=example
            )


class _Fixed:
    """A setting as an attribute: to set it would change nothing, so that is refused."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, solver: Any, owner: type) -> Any:
        raise AttributeError(f"{owner.__name__!r} object has no attribute {self.name!r}")

    def __set__(self, solver: Any, value: Any) -> None:
        of_rates = self.name in ("lr", "learning_rate", *OF_SCHEDULES)
        kind = "solver.fixed_rate" if of_rates else "solver.fixed_setting"
        raise SettingError(kind, name=self.name)


def _fix_settings() -> None:
    for name in (*(setting.name for setting in fields(Settings)), "lr", "learning_rate"):
        if not hasattr(Solver, name):
            fixed = _Fixed()
            fixed.__set_name__(Solver, name)
            setattr(Solver, name, fixed)


_fix_settings()


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
