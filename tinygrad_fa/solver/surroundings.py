"""What holds for the length of a training and is put back after it."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tinygrad_fa import backend

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


@contextmanager
def on_interrupt(request_stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C call `request_stop`, so that no update is cut in the middle.

    The second one interrupts at once, as always.  Outside the main thread, and where somebody
    else already listens for Ctrl-C, nothing is changed.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def first_time(signum: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        request_stop()

    signal.signal(signal.SIGINT, first_time)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
