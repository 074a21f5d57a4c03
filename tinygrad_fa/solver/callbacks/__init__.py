"""Callbacks: your own code at fixed points of the training."""

from __future__ import annotations

from tinygrad_fa.solver.callbacks.callback import HOOKS, Callback
from tinygrad_fa.solver.callbacks.dispatcher import Dispatcher

__all__ = ["HOOKS", "Callback", "Dispatcher"]
