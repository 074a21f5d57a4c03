"""`LambdaCallback`: a callback made of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.callback import HOOKS, Callback
from tinygrad_fa.solver.checks import Hint, closest


class LambdaCallback(Callback):
    """Calls functions at the points of the training they are given for.

        LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs["loss"]))

    Args:
        hooks: the points by name (those of `Callback`), each with a function that takes what the
            method of that name takes: ``(epoch, logs)``, ``(batch, logs)`` or ``(logs)``.

    Raises:
        SettingError: for a point that there is none, and for what cannot be called.
    """

    def __init__(self, **hooks: Callable[..., Any] | None) -> None:
        for name, function in hooks.items():
            if name not in HOOKS:
                raise SettingError(
                    "callbacks.unknown_hook",
                    name=name,
                    hint=Hint(closest(name, HOOKS)),
                    known=", ".join(HOOKS),
                )
            if function is None:
                continue
            if not callable(function):
                raise SettingError("callbacks.hook_not_function", name=name, value=repr(function))
            setattr(self, name, function)
