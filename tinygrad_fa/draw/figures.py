"""Figures of matplotlib that show themselves in a notebook, once, and are never kept open."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any

from tinygrad_fa.draw.persian import fa
from tinygrad_fa.language import text

DPI = 100


def new_figure(width: float, height: float) -> Any:
    """Return an empty figure; it belongs to nobody but the caller (pyplot does not know of it).

    Args:
        width, height: in inches.
    """
    figure = _kind()((width, height), dpi=DPI, layout="constrained")
    import_module("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)
    return figure


def bytes_of(figure: Any, kind: str = "png") -> bytes:
    """Return a figure as the bytes of a file."""
    file = BytesIO()
    figure.savefig(file, format=kind)
    return file.getvalue()


@cache
def _kind() -> Any:
    """Return matplotlib's kind of figure, with what a notebook asks for."""
    plain = import_module("matplotlib.figure").Figure
    return type("Figure", (plain,), {"_repr_png_": bytes_of})


def panels(figure: Any, count: int, across: int) -> list[Any]:
    """Return so many axes, `across` of them in a row."""
    rows = -(-count // across)
    return [figure.add_subplot(rows, across, number + 1) for number in range(count)]


def words(key: str, **values: Any) -> str:
    """Return a text of the training pictures as matplotlib must be given it."""
    return fa(text(f"training.{key}", **values))


def bare(axes: Any) -> None:
    """Take the ticks away: the axes hold a picture."""
    axes.set_xticks([])
    axes.set_yticks([])
