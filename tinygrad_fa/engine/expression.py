"""Typed formulas: text such as ``(x+y)*z`` becomes a graph, without ever running it as Python.

The text is read into Python's syntax tree, and only what stands on a list is computed: numbers,
names, ``+ - * / **``, signs, brackets, and calls of the functions below.  Anything else
(attributes, strings, comparisons, other calls) is refused with a mark under its place.

A reader may type as she writes on paper: Persian and Arabic digits, ``× ÷ − ·``, ``π``, ``x²``,
and ``^`` for a power, which binds as a power does: ``2*x^3`` is 2·(x³).  (Python's own ``^``
joins bits; that means nothing for real numbers, so the sign is free.)
"""

from __future__ import annotations

import ast
import math
import re
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import DomainError, ExpressionError

MAX_LENGTH = 1000  # characters; enough for any formula on a board, too few to exhaust memory

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
FUNCTIONS_OF_ONE: dict[str, Callable[[Any], Any]] = {
    "exp": ops.exp, "log": ops.log, "ln": ops.log, "sqrt": ops.sqrt, "sin": ops.sin,
    "cos": ops.cos, "tanh": ops.tanh, "sigmoid": ops.sigmoid, "relu": ops.relu, "abs": ops.abs,
    "softplus": ops.softplus, "gelu": ops.gelu,
}  # fmt: skip
FUNCTIONS_OF_MANY: dict[str, Callable[[Any, Any], Any]] = {"max": ops.maximum, "min": ops.minimum}
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: ops.add, ast.Sub: ops.sub, ast.Mult: ops.mul, ast.Div: ops.div, ast.Pow: ops.pow,
}  # fmt: skip

# Signs of the board, of the Persian keyboard and of copied text, as Python writes them.
_SIGNS = {
    "^": "**", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "−": "-", "–": "-",
    "،": ",", "٬": "", "#": "?",  # or Python would skip the rest as a comment
    "\u200c": "", "\u200e": "", "\u200f": "",
    "\n": " ", "\r": " ", "\t": " ", "\u00a0": " ",
}  # fmt: skip
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PIECES = re.compile(f"[{_SUPERSCRIPTS}]+|.", re.DOTALL)


def parse(text: str, /, **values: Any) -> tuple[Value, dict[str, Any]]:
    """Return the result of a typed formula, and its leaves by name in order of appearance.

    Args:
        text: the formula, at most 1000 characters.
        values: a number, or a `Value`, for each of its names.

    Raises:
        ExpressionError: if it cannot be read, holds something that is not allowed, or the
            values do not fit its names.
        DomainError: if it has no real, finite value at this point.

    Example:
        >>> f, leaves = parse("(x+y)*z", x=-2, y=5, z=-4)
        >>> f.data, list(leaves)
        (-12.0, ['x', 'y', 'z'])
    """
    expression = Expression(text)
    leaves = expression.leaves(values)
    result = expression.compute(leaves)
    result = result if isinstance(result, Node) else Value(result)
    if isinstance(result, Value) and not math.isfinite(result.data):
        raise DomainError("expression.not_finite", text=expression.text, result=result.data)
    return result, leaves  # type: ignore[return-value]


def function_of(text: str) -> Expression:
    """Return a typed formula as a function of its names: ``function_of("x*y")(x=2.0, y=3.0)``."""
    return Expression(text)


class Expression:
    """A typed formula that has been read and found harmless; call it with its values.

    Attributes:
        text: the formula as it was typed.
        names: its variables, in the order in which they appear.

    Raises:
        ExpressionError: if it cannot be read, or holds something that is not allowed.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        if not self.text:
            raise ExpressionError("expression.empty")
        if len(self.text) > MAX_LENGTH:
            raise ExpressionError("expression.too_long", length=len(self.text), limit=MAX_LENGTH)
        self._code, self._places = _as_python(self.text)
        self._result = self._read()
        self._nodes = list(_nodes(self._result))
        in_reading_order = sorted(self._nodes, key=lambda node: (node.lineno, node.col_offset))
        for node in in_reading_order:
            self._check(node)
        names = (node.id for node in in_reading_order if isinstance(node, ast.Name))
        self._appearing = tuple(dict.fromkeys(names))
        self.names = tuple(name for name in self._appearing if name not in CONSTANTS)

    def __call__(self, *in_order: Any, **by_name: Any) -> Any:
        """Return the result for numbers or nodes, given in the order of `names` or by name.

        Raises:
            ExpressionError: if a name has no value, or a value belongs to no name.
            DomainError: if a function has no value at this point.
        """
        if len(in_order) > len(self.names):
            raise ExpressionError(
                "expression.too_many_values", count=len(in_order), names=_listed(self.names)
            )
        given = dict(zip(self.names, in_order, strict=False))
        return self.compute(self.leaves({**given, **by_name}))

    def leaves(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return a leaf for each variable, in order; nodes are taken as they are.

        A constant such as ``e`` is a variable after all if `values` has a number for it.
        """
        values = {unicodedata.normalize("NFKC", name): value for name, value in values.items()}
        wanted = [name for name in self._appearing if name in values or name not in CONSTANTS]
        missing = [name for name in wanted if name not in values]
        if missing:
            example = " ".join(f"{name}=0.5" for name in missing)
            raise ExpressionError("expression.missing", names=_listed(missing), example=example)
        for name in values:
            if name not in wanted:
                raise ExpressionError("expression.unused", name=name, names=_listed(wanted))
        return {
            name: values[name] if isinstance(values[name], Node) else Value(values[name], name)
            for name in wanted
        }

    def compute(self, leaves: dict[str, Any]) -> Any:
        """Return the result, a node if the formula has variables, else a number."""
        results: dict[ast.expr, Any] = {}
        # A node stands before its parts in the list, so from the end backwards the parts are
        # there when they are needed; and a loop, unlike a recursion, bears any depth.
        for node in reversed(self._nodes):
            match node:
                case ast.Constant():
                    results[node] = node.value
                case ast.Name():
                    results[node] = leaves[node.id] if node.id in leaves else CONSTANTS[node.id]
                case ast.UnaryOp(op=sign, operand=operand):
                    x = results[operand]
                    results[node] = -x if isinstance(sign, ast.USub) else x
                case ast.BinOp():
                    operator = OPERATORS[type(node.op)]
                    results[node] = _apply(operator, results[node.left], results[node.right])
                case ast.Call(func=ast.Name(id=name), args=arguments):
                    inputs = [results[argument] for argument in arguments]
                    if name in FUNCTIONS_OF_ONE:
                        results[node] = _apply(FUNCTIONS_OF_ONE[name], *inputs)
                    else:
                        function = FUNCTIONS_OF_MANY[name]
                        results[node] = reduce(lambda a, b: _apply(function, a, b), inputs)
        return results[self._result]

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def _read(self) -> ast.expr:
        try:
            with warnings.catch_warnings():  # Python would like to comment on odd spellings
                warnings.simplefilter("ignore")
                return ast.parse(self._code, mode="eval").body
        except SyntaxError as error:
            place = error.offset - 1 if error.offset else len(self._code)  # 0: it ends too early
            raise self._error("unreadable", place) from error
        except (ValueError, MemoryError, RecursionError) as error:  # odd characters, deep brackets
            raise self._error("unreadable", 0) from error

    def _check(self, node: ast.expr) -> None:
        """Refuse a part of the formula that does not stand on the list of what is allowed."""
        match node:
            case ast.Constant(value=bool() | complex()):
                raise self._refused("not_allowed", node)
            case ast.Constant(value=int() | float() as number):
                if number > sys.float_info.max:  # infinite, or a whole number of 400 digits
                    raise self._refused("number_too_large", node)
            case ast.Name():
                if node.id in FUNCTIONS_OF_ONE or node.id in FUNCTIONS_OF_MANY:
                    raise self._refused("function_alone", node, name=node.id)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                pass
            case ast.BinOp(op=operator) if type(operator) in OPERATORS:
                pass
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                count = len(arguments)
                if name in FUNCTIONS_OF_ONE:
                    if count != 1:
                        raise self._refused("one_argument", node, name=name, count=count)
                elif name not in FUNCTIONS_OF_MANY:
                    raise self._refused("unknown_function", node, name=name)
                elif count < 2:
                    raise self._refused("two_arguments", node, name=name, count=count)
            case ast.Call(func=ast.Attribute()) | ast.Attribute():
                raise self._refused("attribute", node)
            case ast.Call(keywords=[]):
                raise self._refused("product_sign", node)
            case ast.Tuple():
                raise self._refused("comma", node)
            case _:
                raise self._refused("not_allowed", node)

    def _refused(self, key: str, node: ast.expr, **values: object) -> ExpressionError:
        before = self._code.encode()[: node.col_offset]  # Python counts bytes, a reader letters
        return self._error(key, len(before.decode(errors="ignore")), **values)

    def _error(self, key: str, place: int, **values: object) -> ExpressionError:
        place = self._places[max(0, min(place, len(self._code)))]
        return ExpressionError(
            f"expression.{key}",
            text=" ".join(self.text.splitlines()),
            mark=" " * place + "^",
            functions=_listed([*FUNCTIONS_OF_ONE, *FUNCTIONS_OF_MANY]),
            **values,
        )


def _as_python(text: str) -> tuple[str, list[int]]:
    """Return `text` with Python's signs, and for each character the place it came from."""
    code, places = "", []
    for found in _PIECES.finditer(text):
        piece = found.group()
        if piece[0] in _SUPERSCRIPTS:
            # The blank keeps ``x²3`` from becoming ``x**23``.
            new = f"**{unicodedata.normalize('NFKC', piece)} "
        else:
            new = _SIGNS.get(piece, language.latin_digits(piece))
        code += new
        places += [found.start()] * len(new)
    return code, [*places, len(text)]


def _nodes(result: ast.expr) -> Iterator[ast.expr]:
    """Walk through a formula, every node before its parts; what is not allowed has no parts."""
    found = [result]
    for node in found:  # the list grows while we walk along it
        yield node
        match node:
            case ast.UnaryOp():
                found.append(node.operand)
            case ast.BinOp():
                found += [node.left, node.right]
            case ast.Call():
                found += node.args


def _apply(function: Callable[..., Any], *inputs: Any) -> Any:
    if any(isinstance(x, Node) for x in inputs):
        return function(*inputs)
    # Constants are computed by a Value too: it refuses 1/0 and log(−1) in the same words.
    return float(function(Value(inputs[0]), *inputs[1:]))


def _listed(names: Any) -> str:
    return f"`{', '.join(names)}`" if names else "–"
