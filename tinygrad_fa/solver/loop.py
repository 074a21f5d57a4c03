"""The training loop itself; `Solver` is its face."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tinygrad_fa.engine import origin
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError, StateError
from tinygrad_fa.solver import snapshots, state, surroundings
from tinygrad_fa.solver.evaluation import SmoothedLoss
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.iteration import Iterating
from tinygrad_fa.solver.memory import Memory
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.plan import Plan
from tinygrad_fa.solver.schedules.momentum import momentum_of


class Loop(Iterating):
    """Rounds of: test, forward, backward, update.  See `Solver` for the attributes."""

    stop_training: bool = False
    interrupted: bool = False
    steps_per_epoch: int | None = None
    skips_divergence: bool = False
    _snapshot_wanted: bool = False
    _at_rest: bool = True  # between two iterations, when the state is whole
    _running: bool = False  # so that a callback does not begin another run inside this one
    _under_way: Plan | None = None  # the run that is being made
    _continuation: dict[str, Any] | None = None  # of a run that was put back in its middle
    _random_state: dict[str, Any] | None = None  # where the random numbers are not shared
    _memory: Memory  # of iterations that one may go back to
    _epoch_logs: dict[str, Any]  # of the last epoch that ended
    _afterwards: list[Callable[[], Any]]

    @property
    def iterations_per_epoch(self) -> int:
        """How many updates make an epoch: ⌈batches / iter_size⌉, unless `fit` said otherwise."""
        return self.steps_per_epoch or math.ceil(len(self.train_data) / self.settings.iter_size)

    @property
    def epoch(self) -> int:
        """The number of the epoch that is under way, or the next; the first is 0."""
        return self._epoch.number

    # A run --------------------------------------------------------------------------------

    def _run(self, plan: Plan) -> History:
        """Make updates until there are as many as planned, in all processes if there are many.

        Raises:
            StateError: if a training of this Solver is under way: a callback asks for another.
        """
        if self._running:
            raise StateError("solver.under_way")
        self._running = True
        try:
            return self._run_together(plan)
        finally:
            self._running = False

    def _run_together(self, plan: Plan) -> History:
        if self.parallel is None:
            return self._run_here(plan)
        with self.parallel.together(self, plan):
            return self._run_here(plan)

    def _run_here(self, plan: Plan) -> History:
        started_at = origin.here()
        self.stop_training = self.interrupted = False
        self._smoothed = SmoothedLoss(self.settings.average_loss)  # Caffe: each run anew
        self._under_way = plan
        self._drops = frozenset(getattr(self.schedule, "drops", ()))
        self._momentum = momentum_of(self.schedule)
        self._renew_parameters()
        if plan.stop > self.iteration and self._leads:
            snapshots.probe(self)
        count = max(plan.stop - self.iteration, 0)
        per_epoch = self.iterations_per_epoch
        params = {"epochs": plan.epochs, "steps": per_epoch, "iterations": count}
        self.callbacks.begin(self, params)
        with self._surroundings(), origin.training_from(started_at):
            self.progress.begin(count)
            self.stopwatch.start(self.iteration)
            try:
                self.callbacks.call("on_train_begin")
                self._settle()
                self._memory.look(self)
                self._rounds(plan)
                self._finish(plan)
            except KeyboardInterrupt:
                self.request_stop()
            except BaseException as error:
                self.callbacks.call_each("on_exception", error, logs=dict(self._epoch_logs))
                raise
            finally:
                self.progress.end()
                try:
                    self.callbacks.call_each("on_train_end", logs=dict(self._epoch_logs))
                    self._settle()
                finally:
                    self._afterwards.clear()
                    self._under_way, self._at_rest = None, True
        if self.interrupted:
            self.progress.say(text("solver.interrupted", iteration=self.iteration))
        return self.history

    def _rounds(self, plan: Plan) -> None:
        per_epoch, epoch = self.iterations_per_epoch, self._epoch
        iterate = self._iterate if self.parallel is None else self.parallel.told(self._iterate)
        while True:
            stops = self._stops()
            if epoch.is_open and (epoch.batch >= per_epoch or stops):
                self._end_epoch(plan, per_epoch)
                stops = self._stops()
            if self.iteration >= plan.stop or stops:
                return
            if not epoch.is_open:
                self._begin_epoch(plan)
            if self._test_is_due():
                self._test_all(self.tests)
                if self.interrupted and self.parallel is None:
                    return
            try:
                iterate()
            except DivergenceError as error:
                if not self.skips_divergence:
                    self._give_back()
                    raise
                self._skip_update(error)
            except BaseException:
                self._give_back()
                raise
            self._settle()
            self._snapshot_if_due()  # now the state is whole: nobody has more to note
            if self.iteration >= self._memory.next_look:
                self._memory.look(self)

    def _finish(self, plan: Plan) -> None:
        """Do what Caffe does after the last update: a snapshot, a last forward pass, a test."""
        if not self._leads:
            return
        self._snapshot_at_the_end(plan)
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

    @property
    def _leads(self) -> bool:
        """Whether this process tests, shows and writes: all do but those that only help."""
        return self.parallel is None or self.parallel.leads

    def _stops(self) -> bool:
        return self.stop_training if self.parallel is None else self.parallel.stops(self)

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Set up what holds while the loop runs, and put it back however the loop ends."""
        self.parameters.refresh()  # the net may have moved to another device
        was_training = getattr(self.net, "training", True)
        with ExitStack() as stack:
            stack.enter_context(surroundings.quiet_collector())
            stack.enter_context(surroundings.quiet_arithmetic(self.parameters.example))
            stack.enter_context(surroundings.own_randomness(self))
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
        """Take notice of tensors that the net has gained or lost since the last run."""
        named_buffers = getattr(self.net, "named_buffers", list)
        self._buffers = [tensor for _, tensor in named_buffers()]
        if not self.parameters.is_made_of(self.net.named_parameters()):
            before, self.parameters = self.parameters, self._flat_parameters()
            self.parameters.take_slots(before)

    # Snapshots ----------------------------------------------------------------------------

    def _snapshot_if_due(self) -> None:
        """Write a snapshot if it is time for one, or somebody has asked for it."""
        every = self.settings.snapshot
        due = self._snapshot_wanted or (every and self.iteration % every == 0)
        if due and self._leads:
            self._snapshot_wanted = False
            with self.stopwatch.paused():
                path = snapshots.write(self)
                snapshots.prune(self)
            self.report.tell("snapshot", iteration=self.iteration, path=path)

    def _snapshot_at_the_end(self, plan: Plan) -> None:
        """Write Caffe's snapshot after the training, unless there is one of this iteration.

        A `fit` or `step` that comes to its end writes none: it may go on at once.
        """
        ended = plan.to_the_end or self.interrupted
        every, after_train = self.settings.snapshot, self.settings.snapshot_after_train
        asked_for = every or self.settings.snapshot_prefix is not None
        written = every and self.iteration % every == 0
        if ended and asked_for and after_train and not written:
            self._snapshot_wanted = True
        if self._snapshot_wanted:
            self._snapshot_if_due()

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
        if plan.train_loss and self._leads:
            logs["train_loss"] = self._loss_of_training_data()
        if plan.tests and plan.tests_after(epoch.number) and self._leads:
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
        due = bool(interval) and self.iteration % interval == 0 and wanted
        return due and self._leads
