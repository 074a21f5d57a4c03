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
    from tinygrad_fa.draw.page import Replay, replay
    from tinygrad_fa.draw.picture import Picture, draw

_HOME = {
    "Derivation": "derivation",
    "Picture": "picture",
    "Replay": "page",
    "derive": "derivation",
    "draw": "picture",
    "plot_rate_finder": "curves",
    "plot_runs": "curves",
    "plot_schedules": "curves",
    "replay": "page",
    "to_dot": "dot",
    "worksheet": "derivation",
}

__all__ = [
    "Derivation",
    "Picture",
    "Replay",
    "derive",
    "draw",
    "plot_rate_finder",
    "plot_runs",
    "plot_schedules",
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
