"""Curves of a training, drawn with matplotlib: learning rates, losses, accuracies.

``schedule.plot()`` and ``history.plot()`` come here; `plot_runs` lays several trainings over each
other.  Colours can be told apart by everybody (Okabe and Ito), and never stand alone: lines differ
in their dashes, too.  Labels are in the language in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from tinygrad_fa.draw import wanted
from tinygrad_fa.draw.persian import fa
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.solver.checks import whole_number

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
DASHES = ("-", "--", "-.", ":")
PALE = {"alpha": 0.2, "linewidth": 0.8}
ENDLESS = 1000  # how many steps are shown of a schedule that never ends
WINDOWS = 60  # a loss is smoothed over a 60th part of the training


def plot_schedules(
    *schedules: Any, steps: int | None = None, labels: Sequence[str] = (), axes: Any = None
) -> Any:
    """Draw learning rates over the steps; a momentum that moves along gets an axis of its own.

    Args:
        schedules: functions of the step.
        steps: how many steps are shown; unless given, each schedule is shown to its end.
        labels: what the curves are called.
        axes: where they are drawn; a new picture, unless given.

    Returns:
        The axes.

    Raises:
        SettingError: without matplotlib.
    """
    for schedule in schedules:
        wanted.a_schedule(schedule)
    labels = wanted.words("labels", labels)
    if steps is not None:
        whole_number("steps", steps, 1)
    with with_matplotlib():
        (axes,) = _axes(1, axes)
        for number, schedule in enumerate(schedules):
            rates = [schedule(step) for step in range(_shown(schedule, steps))]
            label = fa(labels[number]) if number < len(labels) else None
            axes.plot(rates, label=label, **line_style(number))
        _name(axes, "step", "learning_rate")
        _plot_momenta(schedules, steps, axes)
        if labels:
            axes.legend()
    return axes


def _shown(schedule: Any, steps: int | None) -> int:
    """Return how many steps of a schedule are shown."""
    length = getattr(schedule, "length", None)
    return steps or length or ENDLESS


def _plot_momenta(schedules: Sequence[Any], steps: int | None, axes: Any) -> None:
    """Draw the momenta against an axis of their own, on the right."""
    other = None
    for schedule in schedules:
        momentum = getattr(schedule, "momentum", None)
        if momentum is None or momentum(0) is None:
            continue
        if other is None:
            other = axes.twinx()
            other.set_ylabel(fa(text("curves.momentum")))
        momenta = [momentum(step) for step in range(_shown(schedule, steps))]
        other.plot(momenta, color="#555555", linestyle=":", linewidth=1.4)


def plot_runs(runs: Mapping[str, Any], axes: Any = None) -> list[Any]:
    """Draw one training, or several over each other: losses, accuracies, learning rates.

    Of the losses of single iterations, which jump about, a mean over the last ones is drawn as a
    line, and they themselves pale behind it.

    Args:
        runs: name → `History`.  A single one may have the name "".
        axes: where they are drawn, one for each picture; a new figure, unless given.

    Returns:
        The axes: of the losses, of the accuracies if there are any, of the rates.

    Raises:
        SettingError: without matplotlib, and for runs without names.
        DataError: if nothing was trained yet.
    """
    if not isinstance(runs, Mapping):
        raise SettingError("curves.unnamed_runs")
    for history in runs.values():
        wanted.a_history(history)
    if not any(history.loss for history in runs.values()):
        raise DataError("curves.nothing_to_plot")
    judged = any(test.accuracy is not None for run in runs.values() for test in run.tests)
    with with_matplotlib():
        panels = _axes(3 if judged else 2, axes)
        highest = 0.0
        for number, (name, history) in enumerate(runs.items()):
            style = line_style(number)
            line = smoothed(history.loss, max(1, len(history.loss) // WINDOWS))
            highest = max([highest, *line])
            panels[0].plot(history.iteration, history.loss, color=style["color"], **PALE)
            panels[0].plot(history.iteration, line, label=_label(name, "training"), **style)
            _plot_tests(panels[0], history, "loss", name, style)
            if judged:
                _plot_tests(panels[1], history, "accuracy", name, style)
            panels[-1].plot(history.iteration, history.lr, label=fa(name) or None, **style)
        panels[0].set_ylim(0, 1.1 * highest)  # one wild batch must not press the rest flat
        upwards = ["loss", *["accuracy"] * judged, "learning_rate"]
        for panel, up in zip(panels, upwards, strict=True):
            _name(panel, "iteration", up)
            if panel.get_legend_handles_labels()[1]:
                panel.legend()
    return panels


def _plot_tests(axes: Any, history: Any, what: str, name: str, style: dict[str, Any]) -> None:
    """Draw what the tests of a run gave: a line for each of its test nets."""
    nets = dict.fromkeys(test.name for test in history.tests if getattr(test, what) is not None)
    for net in nets:
        tests = [test for test in history.tests if test.name == net]
        values = [getattr(test, what) * (100 if what == "accuracy" else 1) for test in tests]
        axes.plot(
            [test.iteration for test in tests],
            values,
            marker="o",
            markersize=4,
            label=_label(name, "test_named" if len(nets) > 1 else "test", net=net),
            **{**style, "linewidth": 1.0},
        )


def plot_rate_finder(finder: Any, axes: Any = None) -> Any:
    """Draw the loss over ever larger learning rates, and mark the rate that is suggested.

    Args:
        finder: a `LearningRateFinder` that has run.

    Raises:
        SettingError: without matplotlib.
        DataError: if it has not.
    """
    if not wanted.a_finder(finder).rates:
        raise DataError("curves.nothing_to_plot")
    with with_matplotlib():
        (axes,) = _axes(1, axes)
        axes.plot(finder.rates, finder.losses, color=COLOURS[0], **PALE)
        axes.plot(finder.rates, finder.smoothed, label=fa(text("curves.smoothed")), **line_style(0))
        axes.set_xscale("log")
        least, most = min(finder.smoothed), max(finder.smoothed[: len(finder.smoothed) // 2 + 1])
        axes.set_ylim(least - 0.1 * (most - least), most + 0.5 * (most - least))
        if finder.suggestion is not None:
            label = fa(text("curves.suggestion", rate=f"{finder.suggestion:.2g}"))
            axes.axvline(finder.suggestion, color=COLOURS[1], linestyle="--", label=label)
            axes.legend()
        _name(axes, "learning_rate", "loss")
    return axes


def smoothed(values: Iterable[float], window: int) -> list[float]:
    """Return the mean of the last `window` values (of as many as there are, at the beginning)."""
    values = list(values)
    means, total = [], 0.0
    for place, value in enumerate(values):
        total += value
        if place >= window:
            total -= values[place - window]
        means.append(total / min(place + 1, window))
    return means


def _label(name: str, what: str, **values: Any) -> str:
    """Return the words of a legend: which run, and what of it."""
    words = text(f"curves.{what}", **values)
    return fa(text("curves.of_run", name=name, what=words) if name else words)


def line_style(number: int) -> dict[str, Any]:
    """Return the colour and the dashes of a line."""
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": DASHES[number % len(DASHES)],
        "linewidth": 1.8,
    }


def _name(axes: Any, across: str, up: str) -> None:
    axes.set_xlabel(fa(text(f"curves.{across}")))
    axes.set_ylabel(fa(text(f"curves.{up}")))
    axes.grid(alpha=0.25)


@contextmanager
def with_matplotlib() -> Any:
    """Draw inside this block with a font that has Persian letters.

    Raises:
        SettingError: without matplotlib.
    """
    try:
        matplotlib = import_module("matplotlib")
    except ImportError as error:
        raise SettingError("curves.no_matplotlib") from error
    with matplotlib.rc_context({"font.family": "DejaVu Sans"}):  # it comes with matplotlib
        yield


def _axes(count: int, given: Any) -> list[Any]:
    """Return so many axes: those given, or new ones side by side."""
    if given is None:
        pyplot = import_module("matplotlib.pyplot")
        _, made = pyplot.subplots(
            1, count, figsize=(5.2 * count, 3.8), layout="constrained", squeeze=False
        )
        return list(made[0])
    axes = list(given) if isinstance(given, Iterable) else [given]
    if len(axes) < count:
        raise SettingError("curves.too_few_axes", wanted=count, found=len(axes))
    return axes[:count]
