"""Pictures of graphs, and derivations as one writes them on the board.

The names below are found when first asked for (PEP 562): ``import tinygrad_fa`` passes through
here and must stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tinygrad_fa.draw.curves import plot_rate_finder, plot_runs, plot_schedules
    from tinygrad_fa.draw.derivation import Derivation, derive, worksheet
    from tinygrad_fa.draw.dot import to_dot
    from tinygrad_fa.draw.inside import plot_activations, plot_filters
    from tinygrad_fa.draw.page import Replay, replay
    from tinygrad_fa.draw.picture import Picture, draw
    from tinygrad_fa.draw.predictions import (
        plot_confusion,
        plot_decision_boundary,
        plot_mistakes,
    )
    from tinygrad_fa.draw.races import Race, race
    from tinygrad_fa.draw.slices import loss_slice
    from tinygrad_fa.draw.surfaces import Surface
    from tinygrad_fa.draw.training import plot_gradients, plot_histograms, plot_training

_HOME = {
    "Derivation": "derivation",
    "Picture": "picture",
    "Race": "races",
    "Replay": "page",
    "Surface": "surfaces",
    "derive": "derivation",
    "draw": "picture",
    "loss_slice": "slices",
    "plot_activations": "inside",
    "plot_confusion": "predictions",
    "plot_decision_boundary": "predictions",
    "plot_filters": "inside",
    "plot_gradients": "training",
    "plot_histograms": "training",
    "plot_mistakes": "predictions",
    "plot_rate_finder": "curves",
    "plot_runs": "curves",
    "plot_schedules": "curves",
    "plot_training": "training",
    "race": "races",
    "replay": "page",
    "to_dot": "dot",
    "worksheet": "derivation",
}

__all__ = [
    "Derivation",
    "Picture",
    "Race",
    "Replay",
    "Surface",
    "derive",
    "draw",
    "loss_slice",
    "plot_activations",
    "plot_confusion",
    "plot_decision_boundary",
    "plot_filters",
    "plot_gradients",
    "plot_histograms",
    "plot_mistakes",
    "plot_rate_finder",
    "plot_runs",
    "plot_schedules",
    "plot_training",
    "race",
    "replay",
    "to_dot",
    "worksheet",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
