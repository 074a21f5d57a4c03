"""One iteration of the training loop: forward, backward, update."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.solver.beginning import Beginning
from tinygrad_fa.solver.debugging import watched
from tinygrad_fa.solver.divergence import divergence, divergence_of_gradients
from tinygrad_fa.solver.epoch import Epoch
from tinygrad_fa.solver.evaluation import SmoothedLoss
from tinygrad_fa.solver.objective import OwnLosses, listed
from tinygrad_fa.solver.optimizers import Optimizer
from tinygrad_fa.solver.parallel import Parallel
from tinygrad_fa.solver.schedules.momentum import set_momentum
from tinygrad_fa.solver.sources import tensors
from tinygrad_fa.solver.testing import Testing
from tinygrad_fa.solver.update import apply_update


@dataclass
class Pass:
    """One forward and backward pass: the batch, and what the net made of it."""

    inputs: Tensor
    targets: Tensor
    prediction: Any
    loss: float


class Iterating(Testing):
    """The part of the Solver that makes one update."""

    optimizer: Optimizer
    schedule: Callable[[int], float]
    parallel: Parallel | None
    iteration: int = 0
    rate_factor: float = 1.0
    rate_override: float | None = None
    divergence: DivergenceError | None = None  # the last one that was skipped
    _smoothed: SmoothedLoss
    _epoch: Epoch
    _momentum: Callable[[int], float | None] | None = None  # of a schedule that moves it, too
    _drops: frozenset[int] = frozenset()  # the iterations at which a stepvalue is used up
    _buffers: list[Tensor]  # of the net
    _beginning: Beginning | None = None  # of the iteration under way, until its update
    _changing: bool = False  # whether its update is being made and recorded

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
            if override is not None or self.rate_factor != 1:
                raise SettingError(
                    "solver.bad_factor",
                    iteration=self.iteration,
                    value=rate,
                    override=repr(override),
                    factor=repr(self.rate_factor),
                )
            raise SettingError("solver.bad_rate", iteration=self.iteration, value=repr(value))
        return rate

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
        self._changing = False
        self.progress.advance(smoothed, rate)
        if callbacks.uses("on_train_batch_end"):
            logs = {**means.logs(), "batch_loss": loss, "lr": rate}
            callbacks.call("on_train_batch_end", batch, logs=logs)

    def _skip_update(self, error: DivergenceError) -> None:
        """Count an iteration whose update is left out, because it would spoil the weights."""
        if self._beginning is not None:  # or a BatchNorm would keep a mean that is no number
            self._beginning.forget_statistics()
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
        self._beginning, self._changing = Beginning(self), False
        self.parameters.zero_grad()
        total, passes = 0.0, []
        for _ in range(self.settings.iter_size):
            inputs, targets = self._next_batch()
            share = 1.0
            if self.parallel is not None:
                inputs, targets, share = self.parallel.take(self, inputs, targets)
                if not share:
                    continue
            prediction, result = self.objective(inputs, targets)
            loss = float(result.item())
            if not math.isfinite(loss):
                raise self._diverged(loss, result)
            (result if share == 1.0 else result * share).backward()
            total += loss * share
            passes.append(Pass(inputs, targets, prediction, loss))
        if self.parallel is not None:
            total = self.parallel.loss(total, passes, self.settings.iter_size)
        return total / self.settings.iter_size, passes

    def _give_back(self) -> None:
        """Leave everything as if an iteration that is broken off had not begun.

        In the middle of the update it is too late: then what was done stays done.
        """
        if self._beginning is not None:
            self._beginning.go_back()
            self._beginning = None

    def _update(self, loss: float, rate: float, passes: list[Pass]) -> None:
        """Change the weights; if a gradient is not finite they stay as they are."""
        self.parameters.gather()
        if self.parallel is not None:
            self.parallel.reduce(self)
        squared_norm = self.parameters.squared_norm()
        if not math.isfinite(squared_norm):
            # The graphs are gone, so the batches are tried again to find the one to blame.
            if self._beginning is not None:
                self._beginning.draw_again()
            results = [self.objective(one.inputs, one.targets)[1] for one in passes]
            raise divergence_of_gradients(self.iteration, loss, rate, self.net, results)
        if self._momentum is not None:
            set_momentum(self.optimizer, self._momentum(self.iteration))
        self._beginning, self._changing = None, True  # from here on there is no way back
        scale = apply_update(
            self.parameters, self.optimizer, self.settings, rate, self.iteration, squared_norm
        )
        if scale != 1.0 and (limit := self.settings.clip) is not None:
            clipped = {"norm": limit / scale, "limit": limit, "scale": scale}
            self.report.tell("clip", iteration=self.iteration, **clipped)

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
