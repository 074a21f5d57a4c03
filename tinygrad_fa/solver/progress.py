"""What a training shows while it runs: a bar where there is a screen, else plain lines."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tinygrad_fa.solver.history import described
from tinygrad_fa.solver.report import WITHOUT_LINE, Event, line_of

REFRESH = 0.1  # seconds between two looks at the bar: looking costs more than training a bit
ELEMENTS = 8  # numbers of one output that are shown, a line each
# Who is told everything is told these, too; for all others the lines around them say enough.
VERBOSE = {
    "settings", "net", "layer", "backward", "output", "net_ready", "ready", "solving", "policy",
    "done",
}  # fmt: skip
LINES = 10  # lines per run where there is no screen and nobody said how many


class Progress:
    """Shows how far a run of the loop is.

    In a terminal and in a notebook this is a bar (tqdm) with the loss and the learning rate.
    Where the output goes to a file there is no bar, but a plain line now and then, without
    carriage returns.

    Args:
        shown: False shows no bar, and lines only if `display` asks for them.
        display: print a line every so many iterations (0: never where there is a bar, and
            about ten lines in all where there is none).
        verbose: print what the Solver is made of, too.
    """

    def __init__(self, shown: bool, display: int, verbose: bool = False) -> None:
        self.shown, self.display, self.verbose = bool(shown), display, bool(verbose)
        self._bar: Any = None
        self._every = display
        self._done = 0
        self._last: tuple[float, float] | None = None  # loss and learning rate
        self._next_look = 0.0
        self._steps = False  # whether the bar counts batches of a test
        self._displayed: int | None = None  # the last iteration with lines of its own
        self._outputs = False  # whether there were lines for its outputs

    def begin(self, iterations: int) -> None:
        """Start a run of so many iterations."""
        self._every, self._done = self.display, 0
        if not self.shown or not iterations:
            return
        if has_screen():
            self._bar = new_bar(iterations)
            self._next_look = 0.0
        elif not self._every:
            self._every = max(1, iterations // LINES)

    def due(self, iteration: int) -> bool:
        """Return whether there should be a line about this iteration."""
        return bool(self._every) and iteration % self._every == 0

    def advance(self, loss: float, rate: float) -> None:
        """Take notice that an iteration is done."""
        self._done += 1
        self._last = loss, rate
        if self._bar is not None and time.monotonic() >= self._next_look:
            self._look()
            self._next_look = time.monotonic() + REFRESH

    def _look(self) -> None:
        if self._last is not None:
            loss, rate = self._last
            self._bar.set_postfix_str(f"loss={loss:.4g}, lr={rate:.3g}", refresh=False)
        self._bar.update(self._done - self._bar.n)

    @contextmanager
    def over(self, batches: int) -> Iterator[None]:
        """Show a bar over so many batches that are tested or predicted, if there is a screen."""
        if self._bar is not None or not self.shown or not has_screen():
            yield
            return
        self._steps, self._bar = True, new_bar(batches)
        try:
            yield
        finally:
            self._bar.close()
            self._steps, self._bar = False, None

    def step(self) -> None:
        """Take notice of a batch that was tested or predicted; in a training that is no step."""
        if self._steps:
            self._bar.update()

    def describe(self, words: str) -> None:
        """Put words before the bar."""
        if self._bar is not None:
            self._bar.set_description_str(words, refresh=False)

    def hear(self, event: Event) -> None:
        """Show an event as a line, if it is one for this reader."""
        if event.kind == "test_result":
            self.note(described(event["result"]))
        elif event.kind == "display":
            self._displayed = event["iteration"]
            self._outputs = bool(event["outputs"])
            self.say(line_of(event))
        elif event.kind == "rate":
            if self._outputs:  # else the line before has told it
                self.say(line_of(event))
        elif event.kind in ("step", "clip"):
            if self._displayed == event["iteration"]:
                self.say(line_of(event))
        elif event.kind in ("train_output", "test_output"):
            if event.values.get("element", 0) < ELEMENTS:
                self.note(line_of(event))
        elif event.kind in VERBOSE:
            if self.verbose:
                self.say(line_of(event))
        elif event.kind not in WITHOUT_LINE:
            self.note(line_of(event))

    def say(self, line: str | None) -> None:
        """Print a line, above the bar if there is one; None is no line."""
        if line is None:
            return
        if self._bar is not None:
            self._bar.write(line, file=sys.stdout)
        else:
            print(line, flush=True)

    def note(self, line: str | None) -> None:
        """Print a line if anything is to be shown at all."""
        if self.shown or self.display:
            self.say(line)

    def end(self) -> None:
        """Close the bar, with its last numbers on it."""
        if self._bar is not None:
            self._look()
            self._bar.close()
            self._bar = None


def in_notebook() -> bool:
    """Return whether this runs in a Jupyter notebook (or Colab)."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def has_screen() -> bool:
    """Return whether a bar can move where the output goes."""
    return in_notebook() or (sys.stderr is not None and sys.stderr.isatty())


def new_bar(iterations: int) -> Any:
    """Return a tqdm bar, as a widget in a notebook that can show widgets."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a notebook without ipywidgets gets the text bar
        from tqdm.auto import tqdm

        return tqdm(total=iterations, dynamic_ncols=True)
