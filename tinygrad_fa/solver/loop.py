"""The training loop itself; `Solver` is its face."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver import snapshots, state, surroundings
from tinygrad_fa.solver.callbacks import Dispatcher
from tinygrad_fa.solver.divergence import divergence
from tinygrad_fa.solver.evaluation import Means, SmoothedLoss
from tinygrad_fa.solver.history import History, TestResult, described
from tinygrad_fa.solver.objective import Objective, OwnLosses
from tinygrad_fa.solver.optimizers import Optimizer
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.progress import Progress
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.sources import tensors
from tinygrad_fa.solver.update import apply_update

Batch = tuple[Tensor, Tensor]


class Loop:
    """Rounds of: test, forward, backward, update.  See `Solver` for the attributes."""

    net: Any
    objective: Objective | OwnLosses
    settings: Settings
    optimizer: Optimizer
    schedule: Callable[[int], float]
    parameters: FlatParameters
    train_data: Any
    test_data: Any
    callbacks: Dispatcher
    progress: Progress
    history: History
    iteration: int = 0
    stop_training: bool = False
    interrupted: bool = False
    rate_factor: float = 1.0
    rate_override: float | None = None
    skips_divergence: bool = False
    divergence: DivergenceError | None = None  # the last one that was skipped
    _snapshot_wanted: bool = False
    _under_way: dict[str, Any] | None = None  # where this run is to end
    _continuation: dict[str, Any] | None = None  # of a run that was put back in its middle
    _random_state: dict[str, Any] | None = None  # where the random numbers are not shared
    _smoothed: SmoothedLoss
    _epoch_loss: Means | None = None  # of the epoch under way; None between epochs
    _epoch_logs: dict[str, Any]  # of the last epoch that ended
    _afterwards: list[Callable[[], Any]]

    @property
    def iterations_per_epoch(self) -> int:
        """How many updates make an epoch: ⌈batches / iter_size⌉."""
        return math.ceil(len(self.train_data) / self.settings.iter_size)

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

    def _run(self, stop: int, epochs: int | None = None, to_the_end: bool = False) -> History:
        """Make updates until `stop` of them are made.

        Args:
            epochs: how many epochs a `fit` asked for; then there is a test after each.
            to_the_end: whether this is a `solve`, with its last display and test.
        """
        self.stop_training = self.interrupted = False
        self._smoothed = SmoothedLoss(self.settings.average_loss)  # Caffe: each run anew
        self._under_way = {"stop": stop, "epochs": epochs, "to_the_end": to_the_end}
        self._renew_parameters()
        per_epoch, count = self.iterations_per_epoch, max(stop - self.iteration, 0)
        self.callbacks.begin(self, {"epochs": epochs, "steps": per_epoch, "iterations": count})
        with self._surroundings():
            self.progress.begin(count)
            try:
                self.callbacks.call("on_train_begin")
                self._settle()
                while self.iteration < stop and not self.stop_training:
                    epoch, batch = divmod(self.iteration, per_epoch)
                    if self._epoch_loss is None:
                        self._begin_epoch(epoch, stop // per_epoch if epochs else None)
                    if self._test_is_due():
                        self._test()
                        if self.interrupted:
                            break
                    try:
                        self._iterate(batch)
                    except DivergenceError as error:
                        if not self.skips_divergence:
                            raise
                        self._skip_update(batch, error)
                    if self.iteration % per_epoch == 0 or self.stop_training:
                        self._end_epoch(epoch, test=epochs is not None)
                    self._settle()  # here the state is whole: nobody has more to note
                    self._snapshot_if_due()
                if to_the_end:
                    self._snapshot_at_the_end()
                    if not self.stop_training:
                        self._finish()
            except KeyboardInterrupt:
                self._request_stop()
            except BaseException as error:
                self.callbacks.call("on_exception", error, logs=dict(self._epoch_logs))
                raise
            finally:
                self.progress.end()
                self.callbacks.call("on_train_end", logs=dict(self._epoch_logs))
                self._settle()
                self._under_way = None
        if self.interrupted:
            self.progress.say(text("solver.interrupted", iteration=self.iteration))
        return self.history

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Set up what holds while the loop runs, and put it back however the loop ends."""
        self.parameters.refresh()  # the net may have moved to another device
        was_training = getattr(self.net, "training", True)
        with ExitStack() as stack:
            stack.enter_context(surroundings.quiet_collector())
            stack.enter_context(surroundings.quiet_arithmetic(self.parameters.example))
            stack.enter_context(surroundings.on_interrupt(self._request_stop))
            self.net.train()
            try:
                yield
            finally:
                if not was_training:
                    self.net.eval()

    def _request_stop(self) -> None:
        self.stop_training = self.interrupted = True

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

    def request_snapshot(self) -> None:
        """Ask for a snapshot after the update that is under way."""
        self._snapshot_wanted = True

    def _snapshot_if_due(self) -> None:
        """Write a snapshot if it is time for one, or somebody has asked for it."""
        every = self.settings.snapshot
        if self._snapshot_wanted or (every and self.iteration % every == 0):
            self._snapshot_wanted = False
            snapshots.write(self)
            snapshots.prune(self)

    def _snapshot_at_the_end(self) -> None:
        """Write Caffe's snapshot after the training, unless there is one of this iteration."""
        every, after_train = self.settings.snapshot, self.settings.snapshot_after_train
        asked_for = every or self.settings.snapshot_prefix is not None
        written = every and self.iteration % every == 0
        if asked_for and after_train and not written:
            self.request_snapshot()
            self._snapshot_if_due()

    # One iteration ------------------------------------------------------------------------

    def _iterate(self, batch: int) -> None:
        """Make one update, with the hooks, the lines and the records around it."""
        self.callbacks.call("on_train_batch_begin", batch)
        loss, batches = self._forward_backward()
        rate = self.rate
        smoothed = self._smoothed.add(loss)
        if self.progress.due(self.iteration):
            self._display(smoothed, rate)
        self._update(loss, rate, batches)
        self.history.add_iteration(self.iteration, loss, rate)
        self.iteration += 1
        if self._epoch_loss is not None:
            self._epoch_loss.add(loss, sum(len(inputs) for inputs, _ in batches))
        self.progress.advance(smoothed, rate)
        if self.callbacks.uses("on_train_batch_end"):
            self.callbacks.call("on_train_batch_end", batch, logs={"loss": loss, "lr": rate})

    def _skip_update(self, batch: int, error: DivergenceError) -> None:
        """Count an iteration whose update is left out, because it would spoil the weights."""
        self.divergence, rate = error, self.rate
        self.history.add_iteration(self.iteration, math.nan, rate)
        self.iteration += 1
        self.progress.advance(math.nan, rate)
        self.callbacks.call("on_train_batch_end", batch, logs={"loss": math.nan, "lr": rate})

    def afterwards(self, action: Callable[[], Any]) -> None:
        """Have `action()` called once all callbacks have been told of what happens now.

        A callback that wants a snapshot asks for it in this way: taken at once, it would lack
        what the callbacks after it have yet to note.
        """
        self._afterwards.append(action)

    def _settle(self) -> None:
        while self._afterwards:
            self._afterwards.pop(0)()
        if self._continuation is not None:
            state.go_on(self)

    def _next_batch(self) -> Batch:
        return tensors(self.train_data.next(), self.parameters.example)

    def _forward_backward(self) -> tuple[float, list[Batch]]:
        """Add up the gradients of `iter_size` batches; return their mean loss, and the batches."""
        self.parameters.zero_grad()
        total, batches = 0.0, []
        for _ in range(self.settings.iter_size):
            inputs, targets = self._next_batch()
            _, result = self.objective(inputs, targets)
            loss = float(result.item())
            if not math.isfinite(loss):
                raise self._diverged(loss, result)
            result.backward()
            total += loss
            batches.append((inputs, targets))
        return total / self.settings.iter_size, batches

    def _update(self, loss: float, rate: float, batches: list[Batch]) -> None:
        """Change the weights; if a gradient is not finite they stay as they are."""
        self.parameters.gather()
        squared_norm = self.parameters.squared_norm()
        if not math.isfinite(squared_norm):
            # The graphs are gone, so the batches are tried again to find the one to blame.
            errors = [self._diverged(loss, self.objective(*batch)[1]) for batch in batches]
            raise next((error for error in errors if error.values["found"]), errors[-1])
        apply_update(
            self.parameters, self.optimizer, self.settings, rate, self.iteration, squared_norm
        )

    def _diverged(self, loss: float, result: Tensor) -> DivergenceError:
        named = self.net.named_parameters()
        return divergence(self.iteration, loss, self.rate, named, result)

    def _display(self, loss: float, rate: float) -> None:
        values = {"iteration": self.iteration, "loss": f"{loss:.6g}", "lr": f"{rate:.6g}"}
        self.progress.say(text("solver.display", **values))

    def _finish(self) -> None:
        """Show where the training has led, in the way of Caffe: a last forward pass, a test."""
        if self.settings.display and self.iteration % self.settings.display == 0:
            with no_grad():
                _, result = self.objective(*self._next_batch())
            self._display(self._smoothed.add(float(result.item())), self.rate)
        interval = self.settings.test_interval
        if self.test_data is not None and (not interval or self.iteration % interval == 0):
            self._test()

    # Epochs and tests ---------------------------------------------------------------------

    def _begin_epoch(self, epoch: int, last: int | None) -> None:
        self._epoch_loss = Means()
        if last is not None:
            self.progress.describe(text("solver.progress_epoch", epoch=epoch + 1, epochs=last))
        self.callbacks.call("on_epoch_begin", epoch)

    def _end_epoch(self, epoch: int, test: bool) -> None:
        """Close an epoch, also one stopped halfway by a callback (Ctrl-C leaves it open)."""
        broken_off = self.interrupted and self.iteration % self.iterations_per_epoch
        if broken_off or self._epoch_loss is None:
            return
        logs: dict[str, Any] = {"loss": self._epoch_loss.loss, "lr": self.history.lr[-1]}
        if test and self.test_data is not None and not self.interrupted:
            logs.update({f"val_{name}": value for name, value in self._test().items()})
        self._epoch_loss = None
        self.callbacks.call("on_epoch_end", epoch, logs=logs)
        self.history.add_epoch(epoch, logs)
        self._epoch_logs = logs

    def _test_is_due(self) -> bool:
        interval = self.settings.test_interval
        wanted = self.iteration > 0 or self.settings.test_initialization
        return bool(interval) and self.iteration % interval == 0 and wanted

    def _test(self) -> dict[str, float]:
        """Test the net; note, show and return the result (nothing of a test that is broken off)."""
        means = Means(self.objective.loss)
        self.callbacks.call("on_test_begin")
        self.net.eval()
        try:
            with no_grad():
                for number, batch in enumerate(self._test_batches()):
                    if self.interrupted:
                        return {}
                    self._test_batch(number, batch, means)
        finally:
            self.net.train()
        result = TestResult(self.iteration, means.loss, means.accuracy)
        self.history.tests.append(result)
        self.progress.note(described(result))
        self.callbacks.call("on_test_end", logs=result.logs())
        return result.logs()

    def _test_batches(self) -> Iterator[Any]:
        if self.settings.test_iter is None:
            return iter(self.test_data)
        return (self.test_data.next() for _ in range(self.settings.test_iter))

    def _test_batch(self, number: int, batch: Any, means: Means) -> None:
        self.callbacks.call("on_test_batch_begin", number)
        inputs, targets = tensors(batch, self.parameters.example)
        scores, result = self.objective(inputs, targets)
        means.add(float(result.item()), len(inputs), scores.data, targets.data)
        if self.callbacks.uses("on_test_batch_end"):
            logs = TestResult(self.iteration, means.loss, means.accuracy).logs()
            self.callbacks.call("on_test_batch_end", number, logs=logs)
