"""Time travel: back to an earlier iteration, another way from here, and where it went wrong.

    solver.rewind(120)                      # as it was after 120 updates, to the last bit
    other = solver.fork(base_lr=0.001)      # a Solver of its own that goes on from here
    solver.find_not_finite()           # the first infinity or NaN: iteration, parameter, op

All three stand on the state of a training (`solver.state`).  A training can be repeated to the
last bit, so a state of the past need not have been kept: the one before it is, and the way from
there is gone again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.language.errors import DataError, FileError, SettingError, StateError
from tinygrad_fa.solver import snapshots, state
from tinygrad_fa.solver.checks import whole_number
from tinygrad_fa.solver.evaluation import TestNet
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.memory import Mark
from tinygrad_fa.solver.plan import Plan
from tinygrad_fa.solver.records import history_state, shortened
from tinygrad_fa.solver.settings import OF_OPTIMIZERS, OF_SCHEDULES


def rewind(solver: Any, iteration: int) -> Any:
    """Bring a Solver back to what it was after so many updates; see `Solver.rewind`."""
    wanted = whole_number("iteration", iteration, least=0)
    if wanted > solver.iteration:
        raise SettingError("snapshots.rewind_ahead", wanted=wanted, now=solver.iteration)
    snapshots.between_iterations(solver, "rewind")
    mark = start(solver, wanted)
    state.put_back(solver, mark.state)
    if mark.iteration < wanted:
        _go_again(solver, mark, wanted)
    solver._memory.forget(after=wanted)
    for name in [name for name in solver._written if snapshots.number(name) > wanted]:
        del solver._written[name]  # of a future that will not be
    return solver


def start(solver: Any, wanted: int) -> Mark:
    """Return the last state at or before an iteration, of the memory or of a file."""
    mark = solver._memory.latest(wanted)
    if mark is not None:
        past = shortened(history_state(solver.history), mark.lengths)
        mark = mark._replace(state={**mark.state, "history": past})
    folder = snapshots.stem(solver).parent
    least = -1 if mark is None else mark.iteration
    names = [name for name in solver._written if least < snapshots.number(name) <= wanted]
    for name in sorted(names, key=snapshots.number, reverse=True):
        try:
            saved = snapshots.read(folder / (name + snapshots.SUFFIX))
        except (FileError, DataError):
            continue  # it was deleted, or is damaged: then from further back
        return Mark(saved["iteration"], saved, {}, None, [])
    if mark is None:
        raise StateError("snapshots.nothing_before", wanted=wanted)
    return mark


def _go_again(solver: Any, mark: Mark, wanted: int) -> None:
    """Make the updates between a mark and an iteration once more, without a word."""
    memory = solver._memory
    memory.forget(after=mark.iteration)
    memory.wanted = wanted
    try:
        repeat(solver, mark, wanted)
    finally:
        memory.wanted = None
    arrived = memory.latest(wanted)
    if arrived is None or arrived.iteration != wanted:  # Ctrl-C on the way, or another data set
        raise StateError("snapshots.not_arrived", wanted=wanted, now=solver.iteration)
    # What the callbacks do at the end of a training (restoring the best weights) is undone: the
    # training was not at its end.
    past = shortened(history_state(solver.history), arrived.lengths)
    run = arrived.state["run"]
    if mark.plan is not None:
        run = {**run, "plan": mark.plan.state_dict()}
    state.put_back(solver, {**arrived.state, "history": past, "run": run})


def repeat(solver: Any, mark: Mark, stop: int, watchers: Sequence[Any] = ()) -> None:
    """Go on from a mark until so many updates are made, without a word.

    Args:
        watchers: callbacks that are there for this time, beside those of the training.
    """
    own = solver.callbacks.callbacks
    guests = [one for one in mark.callbacks if not any(one is other for other in own)]
    with _quietly(solver), solver.callbacks.joined_by([*guests, *watchers]):
        solver._run(replace(mark.plan or Plan(stop), stop=stop, to_the_end=False))


@contextmanager
def _quietly(solver: Any) -> Iterator[None]:
    """Let the Solver neither print nor write snapshots inside the ``with`` block."""
    progress, settings = solver.progress, solver.settings
    shown, display = progress.shown, progress.display
    progress.shown, progress.display = False, 0
    solver.settings = replace(settings, snapshot=0, snapshot_prefix=None)
    try:
        yield
    finally:
        solver.settings = settings
        progress.shown, progress.display = shown, display


def fork(solver: Any, **changes: Any) -> Any:
    """Return a Solver of its own that goes on from the state of this one; see `Solver.fork`."""
    snapshots.between_iterations(solver, "fork")
    given = {**solver._given, "snapshot": 0, "snapshot_prefix": None}
    for name, others in (("optimizer", OF_OPTIMIZERS), ("schedule", OF_SCHEDULES)):
        for other in others if changes.get(name) is not None else ():
            given.pop(other, None)
    for name in ("optimizer", "schedule"):
        given[name] = _copied(name, given.get(name))
    given.update(net=_copied("net", solver.net), callbacks=(), progress=solver.progress.shown)
    given.update({"train": _own(solver.train_data), "test": _own_tests(solver)} | changes)
    now, chance = solver.state_dict(), randomness.get_state()
    try:
        one = type(solver)(**given)  # a random_seed starts the common generator
        one._random_state = now["randomness"]
        callbacks = now["callbacks"] if one.callbacks.callbacks else []
        state.put_back(one, {**now, "callbacks": callbacks}, strict=False)
    finally:
        randomness.set_state(chance)
    return one


def _own_tests(solver: Any) -> list[TestNet] | None:
    tests = []
    for test in solver.tests:
        objective, same = test.objective, test.objective.net is solver.net
        net = None if same else _copied("test", objective.net)
        loss = None if objective.loss is solver.objective.loss else objective.loss
        tests.append(TestNet(_own(test.data), net, loss, test.iterations, test.name))
    return tests or None


def _own(source: Any) -> Any:
    """Return a source of batches with a place of its own, and the same data."""
    if isinstance(getattr(source, "inputs", None), backend.library(None).ndarray):
        return copy.copy(source)  # `Batches`: the data need not be there twice
    return _copied("train", source)


def _copied(name: str, thing: Any) -> Any:
    try:
        return copy.deepcopy(thing)
    except TypeError as error:  # an open file, a generator
        raise SettingError("snapshots.cannot_copy", name=name, reason=error) from error


def aligned(runs: Mapping[str, History], what: str = "loss") -> dict[str, list[Any]]:
    """Return the same numbers of several trainings side by side, one row per iteration.

        aligned({"0.1": solver.history, "0.01": other.history})
        # {"iteration": [0, 1, …], "0.1": [2.30, 2.21, …], "0.01": [2.30, 2.29, …]}

    Args:
        runs: name → history.  (`tinygrad_fa.draw.plot_runs` draws them over each other.)
        what: ``"loss"`` or ``"lr"``.

    Returns:
        ``iteration``, then the numbers by name, None where a training has none.
    """
    columns = {
        name: dict(zip(run.iteration, getattr(run, what), strict=True))
        for name, run in runs.items()
    }
    rows = sorted({iteration for column in columns.values() for iteration in column})
    side_by_side = {name: [column.get(row) for row in rows] for name, column in columns.items()}
    return {"iteration": rows, **side_by_side}
