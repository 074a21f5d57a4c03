"""What holds for the length of a training and is put back after it."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tinygrad_fa import backend, randomness

# New objects between two searches for reference cycles.  A training step makes tens of thousands
# of objects and no cycles; with Python's own 700 half of a scalar step is spent searching.
COLLECTOR_THRESHOLD = 50_000


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Let Python search for reference cycles less often inside the ``with`` block."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], COLLECTOR_THRESHOLD) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def quiet_arithmetic(example: Any) -> Iterator[None]:
    """Let arrays overflow without a warning: the loop checks every loss and every gradient."""
    library = backend.library(example)
    if not hasattr(library, "errstate"):  # CuPy never warns
        yield
        return
    with library.errstate(all="ignore"):
        yield


Action = Callable[[], None]


@contextmanager
def own_randomness(solver: Any) -> Iterator[None]:
    """Let a fork draw random numbers of its own, and leave the common ones where they are."""
    if solver._random_state is None:
        yield
        return
    common = randomness.get_state()
    randomness.set_state(solver._random_state)
    try:
        yield
    finally:
        solver._random_state = randomness.get_state()
        randomness.set_state(common)


@contextmanager
def listening_to_signals(solver: Any) -> Iterator[None]:
    """Let Ctrl-C, and a hang-up of the terminal, ask the Solver for what its settings say.

    Python calls a handler between any two lines; it only asks, and the loop looks after every
    update and before every pass of a test, so that nothing is cut in the middle.  Outside the main
    thread, and where somebody else already listens, nothing is changed.

    A hang-up (closing the terminal) is listened to only where snapshots are wanted: else the
    process would live on unseen.  Where there is no SIGHUP (Windows) SIGBREAK stands for it, which
    Ctrl-Break sends.
    """
    settings = solver.settings
    actions: dict[str, Action] = {
        "stop": solver.request_stop,
        "snapshot": solver.request_snapshot,
        "none": lambda: None,
    }
    with ExitStack() as stack:
        if threading.current_thread() is threading.main_thread():
            stop = settings.sigint_effect == "stop"
            interrupt = actions[settings.sigint_effect]
            again = _interrupt_unless(lambda: solver._changing) if stop else None
            stack.enter_context(_handler(signal.SIGINT, interrupt, again))
            hangup = getattr(signal, "SIGHUP", getattr(signal, "SIGBREAK", None))
            if hangup is not None and (settings.snapshot or settings.snapshot_prefix is not None):
                stack.enter_context(_handler(hangup, actions[settings.sighup_effect]))
        yield


def _interrupt_unless(busy: Callable[[], bool]) -> Action:
    """Return what a second Ctrl-C does: it interrupts at once, but leaves no update half made."""

    def interrupt() -> None:
        if not busy():
            raise KeyboardInterrupt

    return interrupt


@contextmanager
def _handler(number: signal.Signals, action: Action, again: Action | None = None) -> Iterator[None]:
    """Have `action()` called at this signal inside the ``with`` block.

    Args:
        again: what a second signal calls; None: the same.
    """
    actions = iter((action, again or action))
    usual = signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL
    if signal.getsignal(number) is not usual:
        yield
        return

    def act(signum: int, frame: Any) -> None:
        next(actions, again or action)()

    signal.signal(number, act)
    try:
        yield
    finally:
        signal.signal(number, usual)
