"""Second derivatives: each gradient is a graph, too, and is differentiated once more.

The gradient graph that the engine builds holds factors 1 and terms 0, as a computer writes it;
they are left out before it is written down.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa.draw.blocks import Block
from tinygrad_fa.draw.board import Board
from tinygrad_fa.draw.lines import Line
from tinygrad_fa.draw.numerals import BOARD_DIGITS, is_exact, number_tex
from tinygrad_fa.draw.steps import LONGEST_FORMULA, Steps
from tinygrad_fa.draw.tex import derivative
from tinygrad_fa.draw.value_rules import written
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.op import Node, call
from tinygrad_fa.engine.ops.arithmetic import Add, Div, Mul, Neg, Pow, Sub
from tinygrad_fa.engine.value import Value

LARGEST_HESSIAN = 4  # rows of a matrix that is still written out


def second_derivatives(steps: Steps, lang: str, explained: bool) -> list[Block]:
    """Return the section of second derivatives for a derivation's steps."""
    board = Board(lang, explained)
    board.heading("derivation.second")
    if explained:
        board.prose("derivation.second_how")
    board.formulas(_rows(steps), given=1)
    if explained:
        board.prose("derivation.second_zero")
    if steps.numbers and 1 < len(steps.leaves) <= LARGEST_HESSIAN:
        board.formulas([[_hessian(steps)]], given=1)
    return board.blocks


def _rows(steps: Steps) -> list[list[Line]]:
    f, leaves, rows = steps.names[steps.result], steps.leaves, []
    firsts = gradient_graphs(steps.result, steps.names)
    for i, x in enumerate(leaves):
        first = firsts.get(x, 0.0)
        start = derivative(f, steps.names[x])
        rows.append([_line(start, _formula(first, steps), first, steps.numbers)])
        seconds = gradient_graphs(first, steps.names)
        for y in leaves[i:]:
            second = seconds.get(y, 0.0)
            if isinstance(second, Node) or second:
                start = _second(f, steps.names[x], steps.names[y])
                rows.append([_line(start, _formula(second, steps), second, steps.numbers)])
    return rows


def _line(start: str, formula: str | None, value: Any, numbers: bool) -> Line:
    number = float(getattr(value, "data", value))
    sides, signs = [start], []
    if formula is not None:
        sides.append(formula)
        signs.append("=")
    if (numbers or formula is None) and number_tex(number) != formula:
        sides.append(number_tex(number))
        signs.append("=" if is_exact(number, BOARD_DIGITS) else r"\approx")
    return Line(tuple(sides), tuple(signs))


def _second(f: str, x: str, y: str) -> str:
    below = rf"\partial {x}^{{2}}" if x == y else rf"\partial {x}\partial {y}"
    return rf"\frac{{\partial^{{2}}{f}}}{{{below}}}"


def _formula(value: Any, steps: Steps) -> str | None:
    if not isinstance(value, Node):
        return number_tex(float(value))
    return written(value, steps.names, LONGEST_FORMULA)


def _hessian(steps: Steps) -> Line:
    firsts = gradient_graphs(steps.result, steps.names)
    table = []
    for x in steps.leaves:
        seconds = gradient_graphs(firsts.get(x, 0.0), steps.names)
        table.append([seconds.get(y, 0.0) for y in steps.leaves])
    numbers = [[float(getattr(value, "data", value)) for value in row] for row in table]
    body = r" \\ ".join(" & ".join(number_tex(x) for x in row) for row in numbers)
    exact = all(is_exact(x, BOARD_DIGITS) for row in numbers for x in row)
    matrix = rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
    return Line(("H", matrix), ("=" if exact else r"\approx",))


def gradient_graphs(result: Any, kept: Any) -> dict[Any, Any]:
    """Return ∂result/∂node as a graph without idle factors, or as a number, for every node.

    Args:
        result: a `Value`, or a number (whose gradients are none).
        kept: the nodes that have names; they are left as they are.
    """
    if not isinstance(result, Node):
        return {}
    gradients = graph.backward_pass(result, Value(1.0), create_graph=True)
    done: dict[Any, Any] = {}
    return {x: simplified(gradient, kept, done) for x, gradient in gradients.items() if x in kept}


def simplified(root: Any, kept: Any, done: dict[Any, Any]) -> Any:
    """Return `root` with factors 1, terms 0 and sums of numbers worked out."""
    waiting = [root]
    while waiting:
        node = waiting[-1]
        if not isinstance(node, Node) or node in done:
            waiting.pop()
            continue
        if node in kept or not node.op:
            done[node] = node if node in kept else node.data
            continue
        inputs = [x for x in node.inputs if isinstance(x, Node) and x not in done]
        if inputs:
            waiting += inputs
        else:
            words = [done[x] if isinstance(x, Node) else float(x) for x in node.inputs]
            done[node] = _worked_out(node.op, words)
    return done[root] if isinstance(root, Node) else root


def _worked_out(op: Any, inputs: list[Any]) -> Any:
    if not any(isinstance(x, Node) for x in inputs):
        return float(op.forward(*inputs))
    if op in (Add, Sub, Mul, Div, Pow):
        short = _shorter(op, *inputs)
        if short is not None:
            return short
    if op is Neg:
        return _negative(inputs[0])
    return call(op, *inputs)


def _shorter(op: Any, x: Any, y: Any) -> Any:
    """Return x op y in a shorter form, or None if there is none."""
    if op is Add:
        if _is(x, 0) or _is(y, 0):
            return y if _is(x, 0) else x
        if _inner(y, Neg) is not None:
            return call(Sub, x, _inner(y, Neg))
    elif op is Sub:
        if _is(y, 0) or _is(x, 0):
            return x if _is(y, 0) else _negative(y)
        if _inner(y, Neg) is not None:
            return call(Add, x, _inner(y, Neg))
    elif op is Mul:
        return _product(x, y)
    elif op is Div:
        if _is(x, 0) or _is(y, 1):
            return 0.0 if _is(x, 0) else x
        if _inner(x, Neg) is not None:
            return _negative(call(Div, _inner(x, Neg), y))
    elif op is Pow and (_is(y, 0) or _is(y, 1)):
        return x if _is(y, 1) else 1.0
    return None


def _product(x: Any, y: Any) -> Any:
    """Return x · y with one number in front, or None if it stands there already."""
    for one, other in ((x, y), (y, x)):
        if _is(one, 0):
            return 0.0
        if _is(one, 1):
            return other
        if _is(one, -1):
            return _negative(other)
        inner = _inner(one, Neg)
        if inner is not None:
            return _negative(_worked_out(Mul, [inner, other] if one is x else [other, inner]))
    (m, x), (n, y) = _split(x), _split(y)
    if y is None:  # a node times a number
        return call(Mul, m * n, x)
    if x is None and n == 1:
        return None
    if m * n != 1:
        return _worked_out(Mul, [m * n, y if x is None else call(Mul, x, y)])
    return None


def _split(x: Any) -> tuple[float, Any]:
    """Return the number that a product begins with (1 if there is none), and the rest."""
    if not isinstance(x, Node):
        return x, None
    if x.op is Mul and not isinstance(x.inputs[0], Node):
        return x.inputs
    return 1.0, x


def _is(x: Any, number: float) -> bool:
    return not isinstance(x, Node) and x == number


def _inner(x: Any, op: Any) -> Any:
    return x.inputs[0] if isinstance(x, Node) and x.op is op else None


def _negative(x: Any) -> Any:
    if not isinstance(x, Node):
        return -x
    inner = _inner(x, Neg)
    return inner if inner is not None else call(Neg, x)
