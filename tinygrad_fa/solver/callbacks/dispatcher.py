"""Calls the callbacks, each at the points it has something to do."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.callback import HOOKS, Callback


class Dispatcher:
    """The callbacks of a Solver, in their order.

    Args:
        callbacks: objects with some of the methods of `Callback`; lists in the list are opened, and
            a single one needs no list.

    Raises:
        SettingError: for an object that has none of them, such as a class without its brackets,
            for a method that does not take what it is called with, and for an object that stands
            there twice.
    """

    def __init__(self, callbacks: Iterable[Any]) -> None:
        self.callbacks = list(_flat(callbacks))
        self._called: dict[str, list[Callable[..., None]]] = {}
        self._solver: Any = None
        self._params: dict[str, Any] = {}
        for callback in self.callbacks:
            if isinstance(callback, type) or not any(hasattr(callback, name) for name in HOOKS):
                raise SettingError("solver.not_a_callback", value=repr(callback))
            for hook in HOOKS:
                if _does_something(callback, hook):
                    _check_arguments(callback, hook)
        _refuse_twice(self.callbacks)

    def begin(self, solver: Any, params: dict[str, Any]) -> None:
        """Introduce the callbacks to the Solver and look up which points each one uses."""
        self._solver, self._params = solver, params
        self._introduce(self.callbacks)

    def _introduce(self, callbacks: Iterable[Any]) -> None:
        for callback in callbacks:
            for name, value in (("set_solver", self._solver), ("set_params", self._params)):
                if hasattr(callback, name):
                    getattr(callback, name)(value)
        self._called = {
            hook: [getattr(c, hook) for c in self.callbacks if _does_something(c, hook)]
            for hook in HOOKS
        }

    def uses(self, hook: str) -> bool:
        """Return whether any callback has something to do at this point."""
        return bool(self._called.get(hook))

    def call(self, hook: str, *place: Any, logs: dict[str, Any] | None = None) -> None:
        """Call every callback that has something to do at this point.

        Args:
            place: the number of the epoch or batch, or the error, where the point has one.
        """
        methods = self._called.get(hook)
        if methods:
            shared = {} if logs is None else logs
            for method in methods:
                method(*place, shared)

    def call_each(self, hook: str, *place: Any, logs: dict[str, Any]) -> None:
        """Call every callback, also those that come after one that raises an error.

        So a file that one of them holds open is closed, whatever another one does.  The first
        error is raised in the end.
        """
        errors: list[BaseException] = []
        for method in self._called.get(hook, ()):
            try:
                method(*place, logs)
            except BaseException as error:
                errors.append(error)
        if errors:
            raise errors[0]

    @contextmanager
    def joined_by(self, callbacks: Iterable[Any]) -> Iterator[None]:
        """Inside the ``with`` block these callbacks come after the others."""
        guests = Dispatcher(callbacks).callbacks
        _refuse_twice([*self.callbacks, *guests])
        self.callbacks = [*self.callbacks, *guests]
        if guests and self._solver is not None:
            self._introduce(guests)
        try:
            yield
        finally:
            # Somebody may have added or removed a callback meanwhile; that is to last.
            own = [one for one in self.callbacks if not any(one is guest for guest in guests)]
            self.callbacks = own
            if guests:
                self._introduce(())


def _refuse_twice(callbacks: list[Any]) -> None:
    """Refuse an object that stands there twice: it would count every epoch twice."""
    seen: set[int] = set()
    for callback in callbacks:
        if id(callback) in seen:
            raise SettingError("solver.callback_twice", name=type(callback).__name__)
        seen.add(id(callback))


def _flat(callbacks: Any) -> Iterator[Any]:
    """Yield the callbacks of a list, of lists in it, or the only one that was given."""
    if callbacks is None:
        return
    if isinstance(callbacks, Iterable) and not isinstance(callbacks, (type, str)):
        for one in callbacks:
            yield from _flat(one)
    else:
        yield callbacks


def _does_something(callback: Any, hook: str) -> bool:
    method = getattr(callback, hook, None)
    return method is not None and getattr(method, "__func__", method) is not getattr(Callback, hook)


def _check_arguments(callback: Any, hook: str) -> None:
    """Refuse now what would fail in the middle of a training."""
    _self, *given = inspect.signature(getattr(Callback, hook)).parameters
    try:
        taken = inspect.signature(getattr(callback, hook))
    except (TypeError, ValueError):  # something written in C may not tell
        return
    try:
        taken.bind(*given)
    except TypeError as error:
        raise SettingError(
            "callbacks.hook_arguments",
            callback=type(callback).__name__,
            hook=hook,
            given=", ".join(given),
            taken=taken,
        ) from error
