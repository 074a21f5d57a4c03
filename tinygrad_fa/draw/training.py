"""Pictures of a training: loss and learning rate, and how weights and gradients spread over time.

Each function returns a figure of matplotlib, with titles and axes in the language in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from itertools import pairwise
from typing import Any

from tinygrad_fa.draw import wanted
from tinygrad_fa.draw.curves import PALE, WINDOWS, line_style, smoothed, with_matplotlib
from tinygrad_fa.draw.figures import new_figure, panels, words
from tinygrad_fa.draw.persian import fa
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.solver.checks import choice

MOST_PANELS = 12
ENOUGH = 20  # numbers, for a histogram
RIDGES = 14  # histograms above each other in one panel


def plot_training(history: Any, title: str | None = None) -> Any:
    """Draw the loss, and the learning rate it was made with, over the same updates.

    The losses of single updates jump about; a mean over the last ones is the line.  Tests are dots.

    Args:
        history: a `History`: what `fit` returns, and ``solver.history``.
        title: above the figure.

    Raises:
        SettingError: without matplotlib; for something else than a `History`.
        DataError: if nothing was trained yet.
    """
    if not wanted.a_history(history).loss:
        raise DataError("curves.nothing_to_plot")
    with with_matplotlib():
        figure = new_figure(8.0, 4.2)
        axes = figure.add_subplot()
        loss, test, rate = line_style(0), line_style(1), line_style(2)
        line = smoothed(history.loss, max(1, len(history.loss) // WINDOWS))
        axes.plot(history.iteration, history.loss, color=loss["color"], **PALE)
        axes.plot(history.iteration, line, label=words("loss"), **loss)
        if history.tests:
            at = [one.iteration for one in history.tests]
            losses = [one.loss for one in history.tests]
            axes.plot(at, losses, marker="o", markersize=5, label=words("test_loss"), **test)
        finite = [value for value in line if value == value and value < float("inf")]
        if finite and max(finite) > 0:
            axes.set_ylim(0, 1.1 * max(finite))
        other = axes.twinx()
        other.plot(history.iteration, history.lr, label=words("learning_rate"), **rate)
        other.set_ylim(0, 1.1 * max(history.lr) or 1.0)
        axes.set_xlabel(words("iteration"))
        axes.set_ylabel(words("loss"), color=loss["color"])
        other.set_ylabel(words("learning_rate"), color=rate["color"])
        axes.grid(alpha=0.25)
        drawn = [line for one in (axes, other) for line in one.get_legend_handles_labels()[0]]
        other.legend(handles=drawn, loc="upper right")
        axes.set_title(fa(title) if title else words("training_title"))
    return figure


def plot_histograms(
    logger: Any, what: str = "weights", names: str | Sequence[str] | None = None
) -> Any:
    """Draw how the numbers of each parameter are spread, the updates going up: a ridge for each.

    Args:
        logger: a `HistogramLogger` that has seen a training.
        what: ``"weights"`` or ``"gradients"``.
        names: which parameters: a pattern such as ``"*.weight"``, or several; None: those with at
            least 20 numbers, since a histogram of fewer says little.  The first 12 are shown.

    Raises:
        SettingError: without matplotlib; for another `what`; if no parameter has such a name.
        DataError: if nothing was seen yet.
    """
    kept: Mapping[str, list[Any]] = getattr(
        wanted.a_histogram_logger(logger), choice("what", what, ("weights", "gradients"))
    )
    if not logger.iterations:
        raise DataError("training.no_histograms")
    patterns = [names] if isinstance(names, str) else list(names or ["*"])
    chosen = [name for name in kept if any(fnmatchcase(name, pattern) for pattern in patterns)]
    if names is None:
        chosen = [name for name in chosen if sum(kept[name][-1][0]) >= ENOUGH] or chosen
    if not chosen:
        known = ", ".join(f"`{name}`" for name in kept)
        raise SettingError("training.no_parameter", patterns=", ".join(patterns), known=known)
    chosen = chosen[:MOST_PANELS]
    with with_matplotlib():
        across = min(4, len(chosen))
        rows = -(-len(chosen) // across)
        figure = new_figure(3.1 * across + 0.6, 3.0 * rows + 0.7)
        for axes, name in zip(panels(figure, len(chosen), across), chosen, strict=True):
            _ridges(axes, logger.iterations, kept[name])
            axes.set_title(name, fontsize=10)
        figure.supxlabel(words(what))
        figure.supylabel(words("iteration"))
        figure.suptitle(words(f"{what}_title"))
    return figure


def _ridges(axes: Any, iterations: Sequence[int], histograms: Sequence[Any]) -> None:
    """Draw some of the histograms above each other, the first at the bottom, behind."""
    every = max(1, -(-len(iterations) // RIDGES))
    # The last one is always among them.
    shown = list(range(len(iterations)))[::-1][::every][::-1]
    colours = import_module("matplotlib").colormaps["cividis"]
    gap = 0.5
    for order, number in reversed(list(enumerate(shown))):
        counts, edges = histograms[number]
        most = max(counts, default=0) or 1
        middle = [(a + b) / 2 for a, b in pairwise(edges)]
        up = [order * gap + count / most for count in counts]
        colour = colours(order / max(1, len(shown) - 1))
        depth = {"zorder": 2 * (len(shown) - order)}
        axes.fill_between(middle, order * gap, up, color=colour, alpha=0.85, linewidth=0, **depth)
        axes.plot(middle, up, color="black", linewidth=0.6, **depth)
    ticks = range(0, len(shown), max(1, len(shown) // 5))
    axes.set_yticks([order * gap for order in ticks])
    axes.set_yticklabels([str(iterations[shown[order]]) for order in ticks])
    axes.tick_params(labelsize=8)
    axes.set_ylim(-0.1, (len(shown) - 1) * gap + 1.2)


def plot_gradients(history: Any) -> Any:
    """Draw the length of each layer's gradient over the epochs, and the share of dead ReLUs.

    The numbers are those that a `GradientLogger` wrote into the logs.

    Args:
        history: a `History`.

    Raises:
        SettingError: without matplotlib.
        DataError: if no `GradientLogger` was there.
    """
    kept = wanted.a_history(history).history
    norms, dead = _of(kept, "gradient_norm/"), _of(kept, "dead_relu/")
    if not norms:
        raise DataError("training.no_gradients")
    with with_matplotlib():
        figure = new_figure(6.6 if not dead else 11.5, 4.0)
        (axes, *others) = panels(figure, 2 if dead else 1, 2 if dead else 1)
        _lines(axes, history.epoch, norms)
        axes.set_yscale("log")
        axes.set_ylabel(words("gradient_norm"))
        axes.set_title(words("gradient_norm_title"))
        for other in others:
            in_percent = {n: [None if v is None else 100 * v for v in vs] for n, vs in dead.items()}
            _lines(other, history.epoch, in_percent)
            other.set_ylim(-3, 103)
            other.set_ylabel(words("dead_relu"))
            other.set_title(words("dead_relu_title"))
    return figure


def _of(kept: Mapping[str, list[Any]], start: str) -> dict[str, list[Any]]:
    return {name[len(start) :]: kept[name] for name in kept if name.startswith(start)}


def _lines(axes: Any, epochs: Iterable[int], series: Mapping[str, list[Any]]) -> None:
    """Draw a line for each layer; a number that is missing, or 0 on a logarithm, is a gap."""
    numbers = [epoch + 1 for epoch in epochs]
    for order, (name, values) in enumerate(series.items()):
        shown = [float("nan") if value is None else value for value in values]
        axes.plot(numbers, shown, marker="o", markersize=4, label=name, **line_style(order))
    axes.set_xlabel(words("epoch"))
    axes.grid(alpha=0.25)
    axes.xaxis.set_major_locator(import_module("matplotlib.ticker").MaxNLocator(integer=True))
    axes.legend(fontsize=9)
