"""`Value`: one number that remembers how it was made.

    x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    f = (x + y) * z
    f.backward()
    x.grad, y.grad, z.grad        # -4.0, -4.0, 3.0

Every op on a `Value` gives a new `Value` that knows its inputs.  ``f.backward()`` walks these
links from f back to the leaves (`graph.backward_pass`) and leaves in every node's ``.grad``
how much f changes when that node changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from operator import attrgetter
from typing import Any

from tinygrad_fa.engine import graph
from tinygrad_fa.engine.op import Op
from tinygrad_fa.engine.operators import Operators
from tinygrad_fa.language.errors import DomainError, GraphError, NumberError

_new_object = object.__new__


class Value(Operators):
    """A number in a graph.

    Args:
        data: the number; anything that is not a real number is refused.
        name: what a picture or a derivation calls it.

    Raises:
        NumberError: if `data` is not a real number.
    """

    __slots__ = ("_data", "grad", "op", "inputs", "name", "made_at", "waiting")
    requires_grad = keeps_gradient = True
    attributes: dict[str, Any] = {}

    def __init__(self, data: Any, name: str | None = None) -> None:
        self._data = data if data.__class__ is float else number(data)
        self.grad: Any = 0.0
        self.op: Any = None  # a leaf: made by nobody
        self.inputs: tuple[Any, ...] = ()
        self.name = name
        self.made_at = self.waiting = 0

    def apply(self, op: type[Op], *inputs: Any) -> Value:
        """Compute `op` on floats and return the result, linked to its inputs."""
        try:
            if len(inputs) == 2:  # the common case, written out because it is twice as fast
                x, y = inputs
                data = op.forward(
                    x._data if x.__class__ is Value else number(x),
                    y._data if y.__class__ is Value else number(y),
                )
            elif len(inputs) == 1:
                data = op.forward(self._data)
            else:
                data = op.forward(*numbers(inputs))
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise outside_domain(op, inputs) from error
        out = _new_object(Value)
        out._data = data if data.__class__ is float else real_result(data, op, inputs)
        out.grad = 0.0
        out.op = op
        out.inputs = inputs
        out.name = None
        out.made_at = graph.clock
        out.waiting = 0
        return out

    def backward(self, gradient: float = 1.0, create_graph: bool = False) -> None:
        """Add ∂self/∂node to the ``.grad`` of every node that self was computed from.

        Args:
            gradient: the upstream gradient at self itself.
            create_graph: make the gradients `Value`s that can be differentiated again.
        """
        if create_graph:
            for node, share in graph.backward_pass(self, Value(gradient), create_graph).items():
                node.grad += share
            return
        gradient = number(gradient)
        # What follows is `graph.backward_pass` written out for floats.  A scalar graph has many
        # tiny nodes, and there a call, or a look in a dict, costs more than the arithmetic:
        # unrolled, and with this pass's sums kept in `.grad`, the walk takes a quarter of the time.
        found = [self]
        earlier = [(self, self.grad)]  # of earlier passes: set aside, lest they feed this one
        ready = [self]
        now = graph.clock
        try:
            for node in found:  # the list grows while we walk along it
                for x in node.inputs:
                    if x.__class__ is Value:
                        if not x.waiting:
                            if x.grad:
                                earlier.append((x, x.grad))
                                x.grad = 0.0
                            found.append(x)
                        x.waiting += 1  # how many shares x has yet to receive
            self.grad = gradient
            while ready:
                node = ready.pop()
                if node.made_at != now:
                    graph.check_unchanged(node)
                inputs = node.inputs
                if len(inputs) == 1:
                    (x,) = inputs
                    x.grad += node.op.float_rules[0](node.grad, node._data, x._data)
                    x.waiting -= 1
                    if not x.waiting and x.op:  # all shares have come: its turn
                        ready.append(x)
                    continue
                if len(inputs) != 2:
                    node._send_shares(ready)
                    continue
                x, y = inputs
                a = x._data if x.__class__ is Value else x
                b = y._data if y.__class__ is Value else y
                rule_x, rule_y = node.op.float_rules
                if x.__class__ is Value:
                    x.grad += rule_x(node.grad, node._data, a, b)
                    x.waiting -= 1
                    if not x.waiting and x.op:
                        ready.append(x)
                if y.__class__ is Value:
                    y.grad += rule_y(node.grad, node._data, a, b)
                    y.waiting -= 1
                    if not y.waiting and y.op:
                        ready.append(y)
        except BaseException as error:
            for each in found:  # leave everything as it was before this pass
                each.waiting, each.grad = 0, 0.0
            if isinstance(error, (ValueError, ZeroDivisionError, OverflowError)):
                raise outside_domain(node.op, node.inputs, slope=True) from error
            raise
        finally:
            for node, before in earlier:
                node.grad += before

    def _send_shares(self, ready: list[Value]) -> None:
        """Send shares to the inputs of a node that has three of them, or none."""
        arguments = numbers(self.inputs)
        for x, rule in zip(self.inputs, self.op.float_rules if self.op else ()):  # noqa: B905
            if x.__class__ is Value:
                x.grad += rule(self.grad, self._data, *arguments)
                x.waiting -= 1
                if not x.waiting and x.op:
                    ready.append(x)

    def operands(self, create_graph: bool) -> tuple[Any, Any]:
        """Return what a gradient rule is given as `out` and as arguments: floats, or nodes."""
        return (self, self.inputs) if create_graph else (self._data, numbers(self.inputs))

    def fit(self, share: Any) -> Any:
        """Return a share of the gradient as it is: numbers have no shape to fit (see Tensor)."""
        return share

    def _set_data(self, new: Any) -> None:
        if self.op is not None:
            raise GraphError("engine.computed_value_set", symbol=self.op.symbol)
        self._data = number(new)
        self.made_at = graph.note_change()

    data = property(attrgetter("_data"), _set_data, doc="The number; only a leaf's can be set.")

    def __float__(self) -> float:
        return self._data

    def __lt__(self, other: Any) -> bool:
        return self._data.real < real_part(other)

    def __le__(self, other: Any) -> bool:
        return self._data.real <= real_part(other)

    def __gt__(self, other: Any) -> bool:
        return self._data.real > real_part(other)

    def __ge__(self, other: Any) -> bool:
        return self._data.real >= real_part(other)

    def __repr__(self) -> str:
        name = f", name={self.name!r}" if self.name else ""
        return f"Value(data={self._data}, grad={self.grad}{name})"

    max, min = Operators.maximum, Operators.minimum


def number(thing: Any) -> float:
    """Return `thing` as a float; refuse what is not a real number."""
    if isinstance(thing, Real):
        try:
            return float(thing)
        except OverflowError as error:
            raise NumberError("engine.number_too_large") from error
    raise NumberError("engine.not_a_number", thing=_shown(thing), type=type(thing).__name__)


def numbers(inputs: Iterable[Any]) -> list[float]:
    """Return what stands in `inputs`, constants and the data of nodes, as numbers."""
    return [x._data if x.__class__ is Value else number(x) for x in inputs]


def real_part(x: Any) -> float:
    """Return the number of `x` to compare by: a complex step must not decide a comparison."""
    return x._data.real if x.__class__ is Value else number(x)


def real_result(data: Any, op: type[Op], inputs: Iterable[Any]) -> Any:
    """Return `data` as a float; a complex result of real numbers is outside the domain."""
    if isinstance(data, complex):
        if any(isinstance(x, Value) and isinstance(x._data, complex) for x in inputs):
            return data  # a complex-step check is under way
        raise outside_domain(op, inputs)
    return float(data)


def outside_domain(op: Any, inputs: Iterable[Any], slope: bool = False) -> DomainError:
    """Return the error for an op that has no value (or no slope) at these numbers."""
    at = ", ".join(f"{x:g}" for x in numbers(inputs))
    return DomainError("engine.no_slope" if slope else "engine.no_value", op=op.symbol, at=at)


def _shown(thing: Any) -> str:
    text = repr(thing)
    return text if len(text) <= 40 else text[:37] + "..."
