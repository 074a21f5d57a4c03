# ruff: noqa: E402 (how many threads there are is said before NumPy is imported)
"""What the training loop costs above the bare work: forward, backward, update.

    python tests/benchmarks/overhead.py [--rounds 21]

Bare is a loop that does nothing else, written out below.  Beside it runs `fit`, without callbacks,
with five that are called at the beginning and the end of every batch, and with four such and a
`TensorBoard` that writes an event for every batch.  They take turns, each in another order; what
is counted is the processor's time, and of the turns the fastest: a busy moment of the machine is no
cost of ours.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tinygrad_fa import Net, Solver, models
from tinygrad_fa.data import Batches
from tinygrad_fa.layers import CrossEntropyLoss, Linear
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import TensorBoard
from tinygrad_fa.solver.sources import tensors
from tinygrad_fa.solver.surroundings import quiet_collector
from tinygrad_fa.solver.update import apply_update


class Busy(Callback):
    """A callback that is called for every batch."""

    def __init__(self) -> None:
        self.count = 0

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Count."""
        self.count += 1

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Look at the loss."""
        self.count += logs["loss"] < 0


def solver_of(net: Net, shape: tuple[int, ...], batch_size: int) -> Solver:
    """Return a Solver on made-up data."""
    rng = numpy.random.default_rng(0)
    data = rng.random((4 * batch_size, *shape), "float32"), rng.integers(0, 10, 4 * batch_size)
    batches = Batches(data, batch_size, shuffle=False)
    return Solver(net, batches, loss=CrossEntropyLoss(), momentum=0.9, progress=False)


def bare(solver: Solver, updates: int) -> None:
    """Do the work of so many updates, and nothing else."""
    data, parameters, settings = solver.train_data, solver.parameters, solver.settings
    with quiet_collector():
        for iteration in range(updates):
            inputs, targets = tensors(data.next(), parameters.example)
            parameters.zero_grad()
            loss = solver.objective.loss(solver.net(inputs), targets)
            loss.item()
            loss.backward()
            parameters.gather()
            norm = parameters.squared_norm()
            apply_update(parameters, solver.optimizer, settings, 0.01, iteration, norm)


def fit(callbacks: int, log_dir: str | None = None) -> Callable[[Solver, int], object]:
    """Return a function that makes so many updates by `fit`, with so many callbacks.

    The last one is a `TensorBoard`, if there is a folder for it.
    """

    def run(solver: Solver, updates: int) -> object:
        given: list[Callback] = [Busy() for _ in range(callbacks)]
        if log_dir is not None:
            given[-1] = TensorBoard(log_dir, update_freq="batch", write_graph=False)
        return solver.fit(1, steps_per_epoch=updates, callbacks=given)

    return run


def seconds(
    ways: Sequence[Callable[[Solver, int], object]],
    make: Callable[[], Solver],
    updates: int,
    rounds: int,
) -> list[float]:
    """Return the seconds per update of each way, in its fastest turn."""
    fastest = [float("inf")] * len(ways)
    solvers = [make() for _ in ways]
    for turn in range(rounds):
        for place in range(len(ways)):
            number = (place + turn) % len(ways)
            ways[number](solvers[number], 1)  # warms up
            start = time.process_time()
            ways[number](solvers[number], updates)
            took = (time.process_time() - start) / updates
            fastest[number] = min(fastest[number], took)
    return fastest


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21)
    rounds = parser.parse_args().rounds
    folder = tempfile.TemporaryDirectory()
    ways = (bare, fit(0), fit(5), fit(5, folder.name))
    names = ("fit", "fit with five callbacks", "fit with four and TensorBoard")
    for name, make, updates in (
        ("tiny net, batch 4", lambda: solver_of(Net(Linear(3, 10)), (3,), 4), 2000),
        ("LeNet, batch 64", lambda: solver_of(models.lenet((1, 28, 28), 10), (1, 28, 28), 64), 20),
    ):
        work, *others = seconds(ways, make, updates, rounds)
        print(f"{name}: {1e6 * work:.0f} µs of work per update")
        for took, what in zip(others, names, strict=True):
            more, share = took - work, took / work - 1
            print(f"  {what}: {1e6 * more:+.1f} µs per update, {100 * share:+.1f} %")
    folder.cleanup()


if __name__ == "__main__":
    main()
