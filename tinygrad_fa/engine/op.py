"""What an op is: one row of the table of calculus.

A row holds together what a formula sheet holds together: the symbol, how the result is
computed, one gradient line per argument, and the TeX of itself and of each local derivative::

    class Mul(Elementwise):
        symbol, tex, partials = "×", r"{x} \\cdot {y}", ("{y}", "{x}")
        def forward(x, y):        return x * y
        def grad_x(g, out, x, y): return g * y
        def grad_y(g, out, x, y): return g * x

    mul = Mul.function()

`g` is the upstream gradient (∂loss/∂out), `out` the result, and a gradient line returns
∂loss/∂argument.  The same line is read with floats, with arrays, and with nodes of a graph:
with raw numbers it is fast, with nodes it builds the graph that second derivatives need.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from tinygrad_fa import backend
from tinygrad_fa.engine import floats

PYTHON_NUMBERS = frozenset((float, int, bool, complex))


def library(*operands: Any) -> Any:
    """Return the module whose ``exp``, ``log``, … compute with the operands.

    That is `floats` for Python numbers, and NumPy or CuPy as soon as one of them is an array.
    """
    for x in operands:
        if type(x) not in PYTHON_NUMBERS:
            return backend.library(x)
    return floats


class Node:
    """A number or an array in a graph: what `Value` and `Tensor` have in common.

    Attributes:
        op: the op that made it, or None for a leaf.
        inputs: what the op was applied to, in order; plain numbers are constants.
        operands: of a computed node, the same as raw numbers or arrays.
        attributes: the op's settings, such as ``axis``.
        grad: the gradient of the last backward passes, added up.
        name: what the reader calls it, or None.
    """

    __slots__ = ()
    op: Any
    inputs: Any
    operands: Any
    attributes: dict[str, Any]
    data: Any
    grad: Any
    name: str | None
    requires_grad: bool

    def apply(self, op: type[Op], *inputs: Any, **attributes: Any) -> Any:
        """Compute `op` and remember it (each kind of node does it its own way)."""
        raise TypeError(type(self))


class Op:
    """One row of the table: see the top of this file for how to write one.

    Where the way back needs what the way forward has computed besides the result, the op has a
    setting ``saved``: an empty list, which `forward` fills (`CrossEntropy`, `Lstm`).  A backward
    pass that frees the graph lets go of it, too.

    Class attributes:
        symbol: what a picture shows in the circle.
        tex: the formula, with ``{x}`` for the argument named x and ``{out}`` for the result.
        partials: TeX of ∂out/∂argument, one per argument.
        array_tex: the formula for arrays, where it says more than `tex`.
        array_rules: TeX of what each argument is handed for the upstream gradient ``{g}`` when
            they are arrays; unless given, an Elementwise op hands back g ⊙ partial.
        analytic: False where a complex step says nothing (the op looks at a part of a number).
        variadic: True when the op takes any number of inputs (``forward(*xs)``, and one
            line ``grad_xs`` that is told the ``index`` of the input).
    """

    symbol: ClassVar[str] = ""
    tex: ClassVar[str] = ""
    partials: ClassVar[Sequence[str]] = ()
    array_tex: ClassVar[str] = ""
    array_rules: ClassVar[Sequence[str]] = ()
    analytic: ClassVar[bool] = True
    variadic: ClassVar[bool] = False
    arguments: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[tuple[Callable[..., Any] | None, ...]] = ()
    has_all_rules: ClassVar[bool] = False  # whether there is a rule for each argument
    float_rules: ClassVar[tuple[Callable[..., Any], ...]] = ()  # `rules`, with 0 for None
    forward: ClassVar[Callable[..., Any]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "forward" not in vars(cls):
            return  # a family of ops (Elementwise, …), not a row
        for name, function in list(vars(cls).items()):
            if name == "forward" or name.startswith("grad_"):
                setattr(cls, name, staticmethod(function))
        positional = [
            p
            for p in inspect.signature(cls.forward).parameters.values()
            if p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD)
        ]
        cls.variadic = any(p.kind == p.VAR_POSITIONAL for p in positional)
        cls.arguments = tuple(p.name for p in positional)
        # An argument without a gradient line (an index, a condition) takes no gradient.
        cls.rules = tuple(getattr(cls, f"grad_{name}", None) for name in cls.arguments)
        cls.has_all_rules = None not in cls.rules
        cls.float_rules = tuple(rule or _no_share for rule in cls.rules)

    @classmethod
    def rules_for(cls, inputs: Sequence[Any]) -> Sequence[Callable[..., Any] | None]:
        """Return one gradient rule per input."""
        if not cls.variadic:
            return cls.rules
        rule = cls.rules[0]
        assert rule is not None
        return [lambda *a, _i=i, **k: rule(*a, index=_i, **k) for i in range(len(inputs))]

    @classmethod
    def differentiates(cls, inputs: Sequence[Any]) -> bool:
        """Return whether one of the inputs that want gradients has a gradient rule."""
        return cls.has_all_rules or any(
            rule is not None and isinstance(x, Node) and x.requires_grad
            for x, rule in zip(inputs, cls.rules, strict=True)
        )

    @classmethod
    def array_fields(cls, inputs: Sequence[Any], **attributes: Any) -> dict[str, Any]:
        """Return TeX for further ``{fields}`` of `array_tex` and `array_rules`.

        The op's attributes are fields already, by their names.  Of a tuple each input's rule is
        given its own item.
        """
        return {}

    @classmethod
    def function(cls) -> Callable[..., Any]:
        """Return the op as a function of nodes or raw numbers: ``mul = Mul.function()``."""
        signature = inspect.signature(cls.forward)
        if len(signature.parameters) == 1 and not cls.variadic:  # most are; this is faster

            def function(x: Any) -> Any:
                return x.apply(cls, x) if isinstance(x, Node) else cls.forward(x)

        else:

            def function(*inputs: Any, **attributes: Any) -> Any:  # type: ignore[misc]
                return call(cls, *inputs, **attributes)

        function.__name__ = function.__qualname__ = cls.__name__.lower()
        function.__doc__ = cls.__doc__
        function.__signature__ = signature  # type: ignore[attr-defined]
        return function

    @classmethod
    def tangent(
        cls, out: Any, inputs: Sequence[Any], tangents: Sequence[Any], **attributes: Any
    ) -> Any | None:
        """Return the op's change for changes of its inputs (None: no rule of its own)."""
        return None


class Elementwise(Op):
    """An op that treats every entry alike and alone: its Jacobian is diagonal.

    So forward mode reads the gradient lines with the input's change in the place of `g`.
    """

    @classmethod
    def tangent(
        cls, out: Any, inputs: Sequence[Any], tangents: Sequence[Any], **attributes: Any
    ) -> Any:
        """Return Σ ∂out/∂xᵢ · ẋᵢ."""
        return _sum(
            rule(change, out, *inputs, **attributes)
            for rule, change in zip(cls.rules, tangents, strict=True)
            if change is not None and rule is not None
        )


class Multilinear(Op):
    """An op that is linear in each of its arguments: a sum, a product, a rearrangement.

    So forward mode computes the op itself with one input replaced by its change.
    """

    @classmethod
    def tangent(
        cls, out: Any, inputs: Sequence[Any], tangents: Sequence[Any], **attributes: Any
    ) -> Any:
        """Return Σ forward(…, ẋᵢ, …)."""
        if cls.variadic:  # linear in all inputs together: zeros stand for what does not change
            filled = [x * 0 if t is None else t for x, t in zip(inputs, tangents, strict=True)]
            return cls.forward(*filled, **attributes)
        return _sum(
            cls.forward(*inputs[:i], change, *inputs[i + 1 :], **attributes)
            for i, change in enumerate(tangents)
            if change is not None
        )


def _no_share(*_: Any) -> float:
    return 0.0


def _sum(terms: Any) -> Any:
    total = None
    for term in terms:
        total = term if total is None else total + term
    return total


def call(op: type[Op], *inputs: Any, **attributes: Any) -> Any:
    """Apply `op`: on the graph if an input is a node, else on the raw numbers."""
    for x in inputs:
        if isinstance(x, Node):
            return x.apply(op, *inputs, **attributes)
    return op.forward(*inputs, **attributes)
