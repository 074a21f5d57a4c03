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

from operator import attrgetter
from typing import Any

from tinygrad_fa.engine import graph
from tinygrad_fa.engine.domain import number, numbers, outside_domain, real_part, real_result
from tinygrad_fa.engine.float_walk import MANY, NOTHING, in_slots, walk_back
from tinygrad_fa.engine.op import Op
from tinygrad_fa.engine.operators import Operators
from tinygrad_fa.language.errors import GraphError

_new_object = object.__new__


class Value(Operators):
    """A number in a graph.

    Args:
        data: the number; anything that is not a real number is refused.
        name: what a picture or a derivation calls it.

    Raises:
        NumberError: if `data` is not a real number.
    """

    __slots__ = ("_data", "grad", "op", "first", "second", "name", "made_at", "waiting")
    requires_grad = keeps_gradient = True
    attributes: dict[str, Any] = {}
    first: Any
    second: Any
    waiting: int | None  # see `walk_back`

    def __init__(self, data: Any, name: str | None = None) -> None:
        self._data = data if data.__class__ is float else number(data)
        self.grad: Any = 0.0
        self.op: Any = None  # a leaf: made by nobody, so the slots of its inputs stay empty
        self.name = name
        self.made_at = 0

    def apply(self, op: type[Op], first: Any, second: Any = NOTHING, *more: Any) -> Value:
        """Compute `op` on floats and return the result, linked to its inputs."""
        try:
            if second is NOTHING:
                data = op.forward(self._data)
            elif more:
                first, second = (first, second, *more), MANY
                data = op.forward(*numbers(first))
            else:
                data = op.forward(
                    first._data if first.__class__ is Value else number(first),
                    second._data if second.__class__ is Value else number(second),
                )
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise outside_domain(op, in_slots(first, second)) from error
        if data.__class__ is not float:
            data = real_result(data, op, in_slots(first, second))
        out = _new_object(Value)
        out._data = data
        out.grad = 0.0
        out.op = op
        out.first = first
        out.second = second
        out.name = None
        out.made_at = graph.clock
        out.waiting = None
        return out

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What the op was applied to, in order.

        Kept in two slots: a tuple per node would double the work of the garbage collector.
        """
        return in_slots(self.first, self.second) if self.op else ()

    def backward(self, gradient: float = 1.0, create_graph: bool = False) -> None:
        """Add ∂self/∂node to the ``.grad`` of every node that self was computed from.

        Args:
            gradient: the upstream gradient at self itself.
            create_graph: make the gradients `Value`s that can be differentiated again.
        """
        if create_graph:
            for node, share in graph.backward_pass(self, Value(gradient), create_graph).items():
                node.grad += share
        else:
            walk_back(self, gradient if gradient.__class__ is float else number(gradient))

    @property
    def operands(self) -> Any:
        """The inputs as the op was given them: floats."""
        return numbers(self.inputs)

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
