"""What a process that does not lead has in the place of callbacks and a progress bar: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tinygrad_fa.solver.callbacks import Dispatcher
from tinygrad_fa.solver.progress import Progress


class NoCallbacks(Dispatcher):
    """The callbacks of a process that does not lead: none, also where some are given."""

    def __init__(self) -> None:
        super().__init__(())

    @contextmanager
    def joined_by(self, callbacks: Any) -> Iterator[None]:
        """Leave out the callbacks that are given for one time, too."""
        yield


class NoProgress(Progress):
    """What a process that does not lead shows: nothing."""

    def __init__(self) -> None:
        super().__init__(shown=False, display=0)

    def say(self, line: str | None) -> None:
        """Print nothing."""
