"""The state of a training: everything that decides what comes next, as one tree of plain values.

`collect` takes it from a Solver, `put_back` puts it into one; the Solver's `state_dict` and
`load_state_dict` are these two.  A Solver that is given the state of another goes on with the very
bits of the other one: weights, statistics of a BatchNorm, the optimizer's slots, the iteration, the
place in the shuffled data, the random numbers of Dropout, the epoch under way, the callbacks.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tinygrad_fa import randomness
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import StateError
from tinygrad_fa.solver.configuration import NOWHERE, Listing, differences, line
from tinygrad_fa.solver.evaluation import SmoothedLoss
from tinygrad_fa.solver.form import check_arrived, check_form
from tinygrad_fa.solver.net_state import check_net, net_state, put_net
from tinygrad_fa.solver.records import history_state, put_history


def collect(solver: Any) -> dict[str, Any]:
    """Return the state of a Solver between two iterations; it shares nothing with the Solver.

    In the middle of an iteration there is no state to speak of: callbacks ask for a snapshot by
    `Solver.snapshot`, which then waits for the end of the iteration.
    """
    going_on = solver._continuation  # of a run that was put back and has not been gone on with
    return {
        "configuration": copy.deepcopy(solver._configuration),
        "iteration": solver.iteration,
        "steps_per_epoch": solver.steps_per_epoch,
        "net": net_state(solver.net),
        "optimizer": {
            "rule": copy.deepcopy(solver.optimizer.state_dict()),
            "slots": solver.parameters.state_dict(),
        },
        "schedule": _own_state(solver.schedule),
        "rate_factor": solver.rate_factor,
        "rate_override": solver.rate_override,
        "callbacks": going_on["callbacks"] if going_on else _callback_states(solver),
        "randomness": _random_state(solver),
        "data": {**(going_on["data"] if going_on else {}), **_data_state(solver)},
        "smoothed": going_on["smoothed"] if going_on else solver._smoothed.state_dict(),
        "epoch": solver._epoch.state_dict(),
        "epoch_logs": dict(solver._epoch_logs),
        "history": history_state(solver.history),
        "run": going_on["run"] if going_on else _run_state(solver),
    }


def put_back(solver: Any, state: Mapping[str, Any], strict: bool = True) -> list[str]:
    """Give a Solver a state, whole or not at all.

    Args:
        solver: it must have the same net; its rules may be others unless `strict`.
        state: what `collect` returned, of this or another Solver.
        strict: whether rules that give other numbers (another momentum, another batch size) are
            an error.  If not, those of the Solver count from here on; slots that its optimizer
            lacks in the state start at 0.

    Returns:
        A line for each thing that differs.

    Raises:
        StateError: with the list of what differs; the Solver is as it was.
    """
    with _as_state_error():
        check_form(state)
        check_net(solver.net, state["net"])
        lines = differences(state["configuration"], solver._configuration)
    if lines and strict:
        raise StateError("snapshots.misfit", lines=Listing(lines))
    before = collect(solver)
    try:
        with _as_state_error():
            lines += _put(solver, state, strict)
            check_arrived(collect(solver), state)
    except BaseException:
        _put(solver, before, strict=False)
        raise
    return lines


@contextmanager
def _as_state_error() -> Iterator[None]:
    """Turn what a state of the wrong kind leads to into an error with a text."""
    try:
        yield
    except StateError:
        raise
    except Exception as error:
        raise StateError("snapshots.cannot_put", reason=repr(error)) from error


def _put(solver: Any, state: Mapping[str, Any], strict: bool) -> list[str]:
    """Put every part of the state into its place; return what was left over."""
    solver.iteration, solver.steps_per_epoch = state["iteration"], state["steps_per_epoch"]
    put_net(solver.net, state["net"])
    _put_rules(solver, state)
    solver.rate_factor, solver.rate_override = state["rate_factor"], state["rate_override"]
    lines = _put_sources(solver, state["data"], strict)
    _put_random_state(solver, state["randomness"])
    put_history(solver.history, state["history"])
    solver._epoch_logs = dict(state["epoch_logs"])
    solver._epoch.load_state_dict(state["epoch"])
    solver._continuation = None
    if state["run"] is None:
        _put_smoothed(solver, state["smoothed"])
        _put_callbacks(solver, state["callbacks"])
    else:
        parts = ("callbacks", "smoothed", "run", "data")
        solver._continuation = {part: copy.deepcopy(state[part]) for part in parts}
    return [*lines, *_callback_differences(solver, state["callbacks"])]


def go_on(solver: Any) -> None:
    """Make the run that begins now the one that was put back in its middle.

    Its callbacks have been told that a training begins; now they learn that it began long ago.
    """
    continuation, solver._continuation = solver._continuation, None
    _put_smoothed(solver, continuation["smoothed"])
    _put_callbacks(solver, continuation["callbacks"])
    for name, source, whole in _sources(solver):
        if name.startswith("validation"):
            _put_source(source, continuation["data"].get(name), whole)
    solver.stop_training = continuation["run"]["stop_training"]


def _sources(solver: Any) -> Iterator[tuple[str, Any, bool]]:
    """Yield (name, source of batches, whether it is always taken from its beginning)."""
    yield "train", solver.train_data, False
    for test in solver.tests:
        yield f"test.{test.number}", test.data, test.iterations is None
    for test in solver._under_way.tests if solver._under_way else ():
        if test not in solver.tests:
            yield f"validation.{test.number}", test.data, test.iterations is None


# The rules --------------------------------------------------------------------------------


def _put_rules(solver: Any, state: Mapping[str, Any]) -> None:
    saved, here = state["configuration"], solver._configuration
    slots = state["optimizer"]["slots"]
    solver.parameters = solver._flat_parameters()  # with slots as they are at the start
    if saved["optimizer"] == here["optimizer"]:
        _put_own(solver.optimizer, state["optimizer"]["rule"])
    else:  # another rule: slots of the same name go on, where they fit
        fresh = solver.parameters.state_dict()
        slots = {slot: slots.get(slot, values) for slot, values in fresh.items()}
    solver.parameters.load_state_dict(slots)
    if saved["schedule"] == here["schedule"]:
        _put_own(solver.schedule, state["schedule"])


def _own_state(thing: Any) -> Any:
    """Return what an object of anybody's tells of its state, or None."""
    return copy.deepcopy(thing.state_dict()) if hasattr(thing, "state_dict") else None


def _put_own(thing: Any, state: Any) -> None:
    if state is not None and hasattr(thing, "load_state_dict"):
        thing.load_state_dict(copy.deepcopy(state))


# The data ---------------------------------------------------------------------------------


def _data_state(solver: Any) -> dict[str, Any]:
    return {name: _own_state(source) for name, source, _ in _sources(solver)}


def _put_sources(solver: Any, saved: Mapping[str, Any], strict: bool) -> list[str]:
    """Bring each source of batches to its place; return a line for each that does not fit."""
    lines = []
    for name, source, whole in _sources(solver):
        if name == "train" and not hasattr(source, "load_state_dict"):
            lines.append(text("snapshots.no_place", type=type(source).__name__))
        try:
            _put_source(source, saved.get(name), whole)
        except StateError as error:
            if strict and name == "train":
                raise
            lines.append(f"  `{name}`: {error}")
    return lines


def _put_source(source: Any, state: Any, whole: bool) -> None:
    if whole and state and state.get("index") and "epoch" in state:
        # The test was broken off; the next one does not finish it, but begins anew.
        state = {**state, "epoch": state["epoch"] + 1, "index": 0}
    _put_own(source, state)


# Callbacks and the run --------------------------------------------------------------------


def _callback_states(solver: Any) -> list[dict[str, Any]]:
    return [
        {"name": type(callback).__name__, "state": _own_state(callback) or {}}
        for callback in solver.callbacks.callbacks
    ]


def _put_callbacks(solver: Any, saved: list[dict[str, Any]]) -> None:
    """Give each callback the state of the one of its class that stood in its place."""
    for callback, entry in _matched(solver, saved):
        if callback is not None and entry is not None:
            _put_own(callback, entry["state"])


def _matched(solver: Any, saved: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """Return (callback, saved entry) pairs: the first of a class belongs to the first, …"""
    left = list(saved)
    pairs: list[tuple[Any, Any]] = []
    for callback in solver.callbacks.callbacks:
        name = type(callback).__name__
        entry = next((entry for entry in left if entry["name"] == name), None)
        if entry is not None:
            left.remove(entry)
        pairs.append((callback, entry))
    return pairs + [(None, entry) for entry in left]


def _callback_differences(solver: Any, saved: list[dict[str, Any]]) -> list[str]:
    lines = []
    for callback, entry in _matched(solver, saved):
        if callback is None and entry["state"]:
            lines.append(line("callbacks", entry["name"], NOWHERE))
        if entry is None and _own_state(callback):
            lines.append(line("callbacks", NOWHERE, type(callback).__name__))
    return lines


def _run_state(solver: Any) -> dict[str, Any] | None:
    """Return what is to be known of the run under way, or None between runs."""
    if solver._under_way is None:
        return None
    stopped = solver.stop_training and not solver.interrupted  # Ctrl-C only pauses a training
    return {"plan": solver._under_way.state_dict(), "stop_training": stopped}


def first_epoch(solver: Any) -> int:
    """Return the epoch with which a `fit` begins: of one that was broken off, where it began."""
    if solver._continuation and solver._continuation["run"]["plan"]["epochs"] is not None:
        return int(solver._continuation["run"]["plan"]["first"])
    return int(solver.epoch)


def _put_smoothed(solver: Any, saved: Mapping[str, Any]) -> None:
    solver._smoothed = SmoothedLoss(solver.settings.average_loss)
    solver._smoothed.load_state_dict(saved)


def _random_state(solver: Any) -> dict[str, Any]:
    """Return where the random numbers stand: the common ones, or those of a fork of its own."""
    apart = solver._random_state is not None and solver._under_way is None
    return copy.deepcopy(solver._random_state) if apart else randomness.get_state()


def _put_random_state(solver: Any, saved: dict[str, Any]) -> None:
    common = randomness.get_state()
    randomness.set_state(saved)
    if solver._random_state is not None:
        solver._random_state = copy.deepcopy(saved)
        if solver._under_way is None:
            randomness.set_state(common)
