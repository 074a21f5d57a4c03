"""What happens in a training, told while it happens.

The loop tells events, in Caffe's order, and whoever wants to know listens::

    solver.report.listen(lambda event: print(event.kind, event.values))

The lines in a terminal are made of these events, too (`tinygrad_fa.solver.progress`).  Whatever
happens in every single iteration is no event: callbacks and the history are there for that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tinygrad_fa.language import text
from tinygrad_fa.language.numbers import shortened
from tinygrad_fa.layers.summary import size_text

# kind → the names of its values.  The kinds stand in the order in which they first happen.
KINDS: dict[str, tuple[str, ...]] = {
    # once, before the first iteration (see `tinygrad_fa.solver.scaffolding`)
    "settings": ("type", "settings"),
    "net": ("net", "number", "name"),
    "layer": ("layer", "type", "shapes", "memory"),
    "backward": ("layer", "needed"),
    "output": ("name", "weight"),
    "net_ready": ("parameters",),
    "ready": (),
    # a `solve`
    "solving": ("name", "iteration", "max_iter"),
    "policy": ("schedule",),
    # a test, before the update of its iteration
    "test": ("iteration", "number", "name"),
    "test_result": ("result",),
    "test_loss": ("iteration", "number", "name", "loss"),
    "test_output": ("iteration", "number", "name", "index", "output", "value", "weight"),
    "test_interrupted": ("iteration", "number", "name"),
    # an iteration that is displayed; a stepvalue that is used up and a gradient that is clipped
    # are told whenever they happen
    "debug_forward": ("layer", "what", "size"),
    "debug_backward": ("layer", "what", "size"),
    "debug_parameters": ("l1_data", "l1_gradient", "l2_data", "l2_gradient"),
    "display": ("iteration", "loss", "lr", "speed", "outputs"),
    "train_output": ("iteration", "index", "output", "value", "weight"),
    "step": ("iteration", "step"),
    "rate": ("iteration", "lr"),
    "clip": ("iteration", "norm", "limit", "scale"),
    "snapshot": ("iteration", "path"),
    # the end
    "final_loss": ("iteration", "loss"),
    "stopped": ("iteration",),
    "done": ("iteration",),
}


@dataclass(frozen=True)
class Event:
    """Something that happened: its kind, one of `KINDS`, and its values by name."""

    kind: str
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class Report:
    """Hands on what the loop tells to all who listen, in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], Any]] = []

    def listen(self, listener: Callable[[Event], Any]) -> None:
        """Have ``listener(event)`` called for every event from now on."""
        self._listeners.append(listener)

    def tell(self, kind: str, /, **values: Any) -> None:
        """Tell an event of one of the `KINDS`, with the values that belong to it."""
        event = Event(kind, values)
        for listener in self._listeners:
            listener(event)


class Stopwatch:
    """How fast the training goes: iterations per second since the last look.

    What happens inside ``with stopwatch.paused():`` (a test, a snapshot) does not count.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.start(0)

    def start(self, iteration: int) -> None:
        """Begin to count at this iteration."""
        self._iteration, self._since = iteration, self._clock()

    def speed(self, iteration: int) -> float | None:
        """Return iterations per second since the last look; None if there were none."""
        done, seconds = iteration - self._iteration, self._clock() - self._since
        self.start(iteration)
        return done / seconds if done > 0 and seconds > 0 else None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count the time inside the ``with`` block."""
        begin = self._clock()
        try:
            yield
        finally:
            self._since += self._clock() - begin


def line_of(event: Event) -> str | None:
    """Return the event as a line of text in the language in use; None: it has none.

    An iteration has one line, unless outputs of the net stand between its loss and its rate.
    """
    values = event.values
    if event.kind in WITHOUT_LINE:
        return None
    shown: dict[str, Any] = {name: _short(value) for name, value in values.items()}
    if "speed" in values:
        shown["speed"] = _speed_text(values["speed"])
    if "weight" in values:
        shown["weight"] = _weight_text(values)
    if "shapes" in values:
        shown["shapes"] = ", ".join(str(tuple(shape)) for shape in values["shapes"])
        shown["memory"] = size_text(values["memory"])
    if "settings" in values:
        pairs = [f"{name}={value!r}" for name, value in values["settings"].items()]
        shown["settings"] = shortened(", ".join(pairs)) or "–"
    return text(f"report.{_text_name(event)}", **shown)


# Told in words by others: the result of a test with its loss by the history, a stop by the Solver.
WITHOUT_LINE = {"test", "test_result", "test_loss", "stopped"}


def _text_name(event: Event) -> str:
    """Return the name of the text for an event; some kinds have several."""
    if event.kind == "display":
        return "display_outputs" if event["outputs"] else "display"
    if event.kind == "net":
        return f"net_{event['net']}"
    if event.kind == "backward":
        return "backward" if event["needed"] else "no_backward"
    return event.kind


def _short(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value


def _speed_text(speed: float | None) -> str:
    if speed is None:
        return ""
    number = f"{speed:.0f}" if speed >= 100 else f"{speed:.3g}"
    return " " + text("report.speed", speed=number)


def _weight_text(values: dict[str, Any]) -> str:
    """Return what an output has to do with the loss; nothing if it has nothing."""
    weight = values["weight"]
    if not weight:
        return ""
    if "value" not in values:
        return " " + text("report.loss_weight", weight=_short(weight))
    share = _short(weight * values["value"])
    return " " + text("report.weighted", weight=_short(weight), share=share)
