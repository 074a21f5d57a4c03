"""What a `Value` can be computed from: real numbers inside the domain of an op."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any

from tinygrad_fa.engine.op import Node, Op
from tinygrad_fa.language.errors import DomainError, NumberError


def number(thing: Any) -> float:
    """Return `thing` as a float; refuse what is not a real number."""
    if thing.__class__ is float:
        return thing
    if thing.__class__ is int or isinstance(thing, Real):  # asking for int first is quicker
        try:
            return float(thing)
        except OverflowError as error:
            raise NumberError("engine.number_too_large") from error
    raise NumberError("engine.not_a_number", thing=_shown(thing), type=type(thing).__name__)


def numbers(inputs: Iterable[Any]) -> list[float]:
    """Return what stands in `inputs`, constants and the data of nodes, as numbers."""
    return [x.data if _is_value(x) else number(x) for x in inputs]


def real_part(x: Any) -> float:
    """Return the number of `x` to compare by: a complex step must not decide a comparison."""
    return x.data.real if _is_value(x) else number(x)


def real_result(data: Any, op: type[Op], inputs: Iterable[Any]) -> Any:
    """Return `data` as a float; a complex result of real numbers is outside the domain."""
    if isinstance(data, complex):
        if any(_is_value(x) and isinstance(x.data, complex) for x in inputs):
            return data  # a complex-step check is under way
        raise outside_domain(op, inputs)
    return float(data)


def outside_domain(op: Any, inputs: Iterable[Any], slope: bool = False) -> DomainError:
    """Return the error for an op that has no value (or no slope) at these numbers."""
    at = ", ".join(f"{x:g}" for x in numbers(inputs))
    return DomainError("engine.no_slope" if slope else "engine.no_value", op=op.symbol, at=at)


def _is_value(x: Any) -> bool:
    """Return whether x is a node of one number: a `Value`, not a `Tensor`."""
    return isinstance(x, Node) and isinstance(x.data, (float, complex))


def _shown(thing: Any) -> str:
    text = repr(thing)
    return text if len(text) <= 40 else text[:37] + "..."
