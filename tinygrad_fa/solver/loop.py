"""The training loop itself; `Solver` is its face."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from typing import Any

from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver import snapshots, state, surroundings
from tinygrad_fa.solver.callbacks import Dispatcher
from tinygrad_fa.solver.debugging import watched
from tinygrad_fa.solver.divergence import divergence, divergence_of_gradients
from tinygrad_fa.solver.epoch import Epoch
from tinygrad_fa.solver.evaluation import SmoothedLoss
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.objective import Objective, OwnLosses, listed
from tinygrad_fa.solver.optimizers import Optimizer
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.progress import Progress
from tinygrad_fa.solver.report import Report, Stopwatch
from tinygrad_fa.solver.schedules.momentum import momentum_of, set_momentum
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.sources import tensors
from tinygrad_fa.solver.testing import Test, Testing
from tinygrad_fa.solver.update import apply_update


@dataclass
class Plan:
    """How far a run of the loop is to go, and what there is to do on the way.

    Attributes:
        stop: how many updates there are to be in the end.
        epochs: how many epochs there are to be in the end, in a `fit`, and
        first: the number of the epoch in which it began.
        to_the_end: whether this is a `solve`, with its last snapshot, display and test.
        train_loss: whether the loss of the training data is computed anew after each epoch.
        validation_freq: a test after every so many epochs, or after those of these numbers (the
            first is 1).
        tests: the tests after an epoch; of a `fit` those of the Solver, unless others are given.
    """

    stop: int
    epochs: int | None = None
    first: int = 0
    to_the_end: bool = False
    train_loss: bool = False
    validation_freq: int | Sequence[int] = 1
    tests: Sequence[Test] = ()

    def tests_after(self, epoch: int) -> bool:
        """Return whether there is a test after the epoch of this number (the first is 0)."""
        if isinstance(self.validation_freq, int):
            return (epoch + 1) % self.validation_freq == 0
        return epoch + 1 in self.validation_freq

    def state_dict(self) -> dict[str, Any]:
        """Return the plan as plain values; the tests are the Solver's affair."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "tests"}


@dataclass
class Pass:
    """One forward and backward pass: the batch, and what the net made of it."""

    inputs: Tensor
    targets: Tensor
    prediction: Any
    loss: float


class Loop(Testing):
    """Rounds of: test, forward, backward, update.  See `Solver` for the attributes."""

    net: Any
    objective: Objective | OwnLosses
    settings: Settings
    optimizer: Optimizer
    schedule: Callable[[int], float]
    parameters: FlatParameters
    train_data: Any
    tests: list[Test]
    metrics: dict[str, Any]
    callbacks: Dispatcher
    progress: Progress
    report: Report
    stopwatch: Stopwatch
    history: History
    iteration: int = 0
    stop_training: bool = False
    interrupted: bool = False
    rate_factor: float = 1.0
    rate_override: float | None = None
    steps_per_epoch: int | None = None
    skips_divergence: bool = False
    divergence: DivergenceError | None = None  # the last one that was skipped
    _snapshot_wanted: bool = False
    _at_rest: bool = True  # between two iterations, when the state is whole
    _under_way: Plan | None = None  # the run that is being made
    _continuation: dict[str, Any] | None = None  # of a run that was put back in its middle
    _random_state: dict[str, Any] | None = None  # where the random numbers are not shared
    _smoothed: SmoothedLoss
    _epoch: Epoch
    _epoch_logs: dict[str, Any]  # of the last epoch that ended
    _afterwards: list[Callable[[], Any]]
    _momentum: Callable[[int], float | None] | None = None  # of a schedule that moves it, too
    _drops: frozenset[int] = frozenset()  # the iterations at which a stepvalue is used up

    @property
    def iterations_per_epoch(self) -> int:
        """How many updates make an epoch: ⌈batches / iter_size⌉, unless `fit` said otherwise."""
        return self.steps_per_epoch or math.ceil(len(self.train_data) / self.settings.iter_size)

    @property
    def epoch(self) -> int:
        """The number of the epoch that is under way, or the next; the first is 0."""
        return self._epoch.number

    @property
    def rate(self) -> float:
        """The learning rate that the next update will use.

        Raises:
            SettingError: if the schedule gives something that is no rate.
        """
        override = self.rate_override
        value = self.schedule(self.iteration) if override is None else override
        try:
            rate = float(value) * self.rate_factor
        except (TypeError, ValueError):
            rate = math.nan
        if not 0 <= rate < math.inf:
            raise SettingError("solver.bad_rate", iteration=self.iteration, value=repr(value))
        return rate

    # A run --------------------------------------------------------------------------------

    def _run(self, plan: Plan) -> History:
        """Make updates until there are as many as planned."""
        self.stop_training = self.interrupted = False
        self._smoothed = SmoothedLoss(self.settings.average_loss)  # Caffe: each run anew
        self._under_way = plan
        self._drops = frozenset(getattr(self.schedule, "drops", ()))
        self._momentum = momentum_of(self.schedule)
        self._renew_parameters()
        if plan.stop > self.iteration:
            snapshots.probe(self)
        count = max(plan.stop - self.iteration, 0)
        per_epoch = self.iterations_per_epoch
        params = {"epochs": plan.epochs, "steps": per_epoch, "iterations": count}
        self.callbacks.begin(self, params)
        with self._surroundings():
            self.progress.begin(count)
            self.stopwatch.start(self.iteration)
            try:
                self.callbacks.call("on_train_begin")
                self._settle()
                self._rounds(plan)
                self._finish(plan)
            except KeyboardInterrupt:
                self.request_stop()
            except BaseException as error:
                self.callbacks.call_each("on_exception", error, logs=dict(self._epoch_logs))
                raise
            finally:
                self.progress.end()
                self.callbacks.call_each("on_train_end", logs=dict(self._epoch_logs))
                self._settle()
                self._under_way, self._at_rest = None, True
        if self.interrupted:
            self.progress.say(text("solver.interrupted", iteration=self.iteration))
        return self.history

    def _rounds(self, plan: Plan) -> None:
        per_epoch, epoch = self.iterations_per_epoch, self._epoch
        while True:
            if epoch.is_open and (epoch.batch >= per_epoch or self.stop_training):
                self._end_epoch(plan, per_epoch)
            if self.iteration >= plan.stop or self.stop_training:
                return
            if not epoch.is_open:
                self._begin_epoch(plan)
            if self._test_is_due():
                self._test_all(self.tests)
                if self.interrupted:
                    return
            try:
                self._iterate()
            except DivergenceError as error:
                if not self.skips_divergence:
                    raise
                self._skip_update(error)
            self._settle()
            self._snapshot_if_due()  # now the state is whole: nobody has more to note

    def _finish(self, plan: Plan) -> None:
        """Do what Caffe does after the last update: a snapshot, a last forward pass, a test."""
        if plan.to_the_end or self.interrupted:
            self._snapshot_at_the_end()
        if not plan.to_the_end:
            return
        if self.stop_training:
            self.report.tell("stopped", iteration=self.iteration)
        else:
            display, interval = self.settings.display, self.settings.test_interval
            if display and self.iteration % display == 0:
                with no_grad():
                    _, result = self.objective(*self._next_batch())
                loss = self._smoothed.add(float(result.item()))
                self.report.tell("final_loss", iteration=self.iteration, loss=loss)
            if not interval or self.iteration % interval == 0:
                self._test_all(self.tests)
        self.report.tell("done", iteration=self.iteration)

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Set up what holds while the loop runs, and put it back however the loop ends."""
        self.parameters.refresh()  # the net may have moved to another device
        was_training = getattr(self.net, "training", True)
        with ExitStack() as stack:
            stack.enter_context(surroundings.quiet_collector())
            stack.enter_context(surroundings.quiet_arithmetic(self.parameters.example))
            stack.enter_context(surroundings.listening_to_signals(self))
            self.net.train()
            try:
                yield
            finally:
                if not was_training:
                    self.net.eval()

    def request_stop(self) -> None:
        """Stop after the update, or the test pass, that is under way; any thread may ask."""
        self.stop_training = self.interrupted = True

    def request_snapshot(self) -> None:
        """Write a snapshot after the update that is under way; any thread may ask."""
        self._snapshot_wanted = True

    def afterwards(self, action: Callable[[], Any]) -> None:
        """Have `action()` called once all callbacks have been told of what happens now.

        A callback that wants a snapshot asks for it in this way: taken at once, it would lack
        what the callbacks after it have yet to note.
        """
        self._afterwards.append(action)

    def _settle(self) -> None:
        self._at_rest = True
        while self._afterwards:
            self._afterwards.pop(0)()
        if self._continuation is not None:
            state.go_on(self)
        self._at_rest = False

    def _flat_parameters(self) -> FlatParameters:
        return FlatParameters(
            self.net.named_parameters(),
            self.optimizer,
            self.settings.lr_mult,
            self.settings.decay_mult,
        )

    def _renew_parameters(self) -> None:
        """Take notice of parameters that the net has gained or lost since the last run."""
        if not self.parameters.is_made_of(self.net.named_parameters()):
            before, self.parameters = self.parameters, self._flat_parameters()
            self.parameters.take_slots(before)

    # Snapshots ----------------------------------------------------------------------------

    def _snapshot_if_due(self) -> None:
        """Write a snapshot if it is time for one, or somebody has asked for it."""
        every = self.settings.snapshot
        if self._snapshot_wanted or (every and self.iteration % every == 0):
            self._snapshot_wanted = False
            with self.stopwatch.paused():
                path = snapshots.write(self)
                snapshots.prune(self)
            self.report.tell("snapshot", iteration=self.iteration, path=path)

    def _snapshot_at_the_end(self) -> None:
        """Write Caffe's snapshot after the training, unless there is one of this iteration."""
        every, after_train = self.settings.snapshot, self.settings.snapshot_after_train
        asked_for = every or self.settings.snapshot_prefix is not None
        written = every and self.iteration % every == 0
        if asked_for and after_train and not written:
            self._snapshot_wanted = True
        if self._snapshot_wanted:
            self._snapshot_if_due()

    # One iteration ------------------------------------------------------------------------

    def _iterate(self) -> None:
        """Make one update, with the hooks, the lines and the records around it."""
        iteration, epoch, callbacks = self.iteration, self._epoch, self.callbacks
        batch = epoch.batch
        callbacks.call("on_train_batch_begin", batch)
        shown = self.progress.due(iteration)
        if shown and self.settings.debug_info:
            with watched(self):
                loss, passes = self._forward_backward()
        else:
            loss, passes = self._forward_backward()
        rate = self.rate
        smoothed = self._smoothed.add(loss)
        if shown:
            self._display(smoothed, rate, passes[-1])
        if iteration in self._drops:
            used = self.schedule.current_step(iteration)  # type: ignore[attr-defined]
            self.report.tell("step", iteration=iteration, step=used)
        if shown:
            self.report.tell("rate", iteration=iteration, lr=rate)
        self._update(loss, rate, passes)
        self.history.add_iteration(iteration, loss, rate)
        self.iteration = iteration + 1
        epoch.batch = batch + 1
        means = epoch.means
        for one in passes:
            means.add(one.loss, len(one.inputs))
            if means.metrics:
                means.judge(one.prediction, one.targets)
        self.progress.advance(smoothed, rate)
        if callbacks.uses("on_train_batch_end"):
            logs = {**means.logs(), "batch_loss": loss, "lr": rate}
            callbacks.call("on_train_batch_end", batch, logs=logs)

    def _skip_update(self, error: DivergenceError) -> None:
        """Count an iteration whose update is left out, because it would spoil the weights."""
        self.divergence, rate = error, self.rate
        self.history.add_iteration(self.iteration, math.nan, rate)
        batch = self._epoch.batch
        self.iteration += 1
        self._epoch.batch += 1
        self.progress.advance(math.nan, rate)
        logs = {**self._epoch.means.logs(), "loss": math.nan, "batch_loss": math.nan, "lr": rate}
        self.callbacks.call("on_train_batch_end", batch, logs=logs)

    def _next_batch(self) -> tuple[Tensor, Tensor]:
        return tensors(self.train_data.next(), self.parameters.example)

    def _forward_backward(self) -> tuple[float, list[Pass]]:
        """Add up the gradients of `iter_size` batches; return their mean loss, and the passes."""
        self.parameters.zero_grad()
        total, passes = 0.0, []
        for _ in range(self.settings.iter_size):
            inputs, targets = self._next_batch()
            prediction, result = self.objective(inputs, targets)
            loss = float(result.item())
            if not math.isfinite(loss):
                raise self._diverged(loss, result)
            result.backward()
            total += loss
            passes.append(Pass(inputs, targets, prediction, loss))
        return total / self.settings.iter_size, passes

    def _update(self, loss: float, rate: float, passes: list[Pass]) -> None:
        """Change the weights; if a gradient is not finite they stay as they are."""
        self.parameters.gather()
        squared_norm = self.parameters.squared_norm()
        if not math.isfinite(squared_norm):
            # The graphs are gone, so the batches are tried again to find the one to blame.
            results = [self.objective(one.inputs, one.targets)[1] for one in passes]
            raise divergence_of_gradients(self.iteration, loss, rate, self.net, results)
        clip = self.settings.clip
        if clip is not None and math.sqrt(squared_norm) > clip:
            norm = math.sqrt(squared_norm)
            clipped = {"norm": norm, "limit": clip, "scale": clip / norm}
            self.report.tell("clip", iteration=self.iteration, **clipped)
        if self._momentum is not None:
            set_momentum(self.optimizer, self._momentum(self.iteration))
        apply_update(
            self.parameters, self.optimizer, self.settings, rate, self.iteration, squared_norm
        )

    def _diverged(self, loss: float, result: Tensor) -> DivergenceError:
        named = self.net.named_parameters()
        return divergence(self.iteration, loss, self.rate, named, result)

    def _display(self, loss: float, rate: float, last: Pass) -> None:
        """Tell of this iteration: the loss, then every output of a net with its own losses."""
        own = isinstance(self.objective, OwnLosses)
        weights = self.net.loss_weights if own else {}
        outputs = {n: t.data for n, t in last.prediction.items()} if own else {}
        speed = self.stopwatch.speed(self.iteration)
        place = {"iteration": self.iteration}
        self.report.tell("display", **place, loss=loss, lr=rate, speed=speed, outputs=len(outputs))
        for output in listed(outputs, weights):
            self.report.tell("train_output", **place, **output)

    # Epochs and tests ---------------------------------------------------------------------

    def _begin_epoch(self, plan: Plan) -> None:
        self._epoch.open()
        if plan.epochs is not None:
            number = self._epoch.number + 1
            words = text("solver.progress_epoch", epoch=number, epochs=plan.epochs)
            self.progress.describe(words)
        self.callbacks.call("on_epoch_begin", self._epoch.number)

    def _end_epoch(self, plan: Plan, length: int) -> None:
        """Close an epoch, also one stopped halfway by a callback (Ctrl-C leaves it open)."""
        epoch = self._epoch
        if self.interrupted:
            return
        logs: dict[str, Any] = {**epoch.means.logs(), "lr": self.history.lr[-1]}
        if plan.train_loss:
            logs["train_loss"] = self._loss_of_training_data()
        if plan.tests and plan.tests_after(epoch.number):
            results = self._test_all(plan.tests)
            if self.interrupted:
                return
            logs.update({f"val_{name}": value for name, value in results.items()})
        number = epoch.number
        epoch.close(length)
        try:
            self.callbacks.call("on_epoch_end", number, logs=logs)
        finally:
            self.history.add_epoch(number, logs)
            self._epoch_logs = logs
        self._settle()

    def _test_is_due(self) -> bool:
        interval = self.settings.test_interval
        wanted = self.iteration > 0 or self.settings.test_initialization
        return bool(interval) and self.iteration % interval == 0 and wanted
