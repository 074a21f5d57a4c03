"""Reading what a student typed as an answer: numbers and arrays, in any digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa.engine.expression import Expression
from tinygrad_fa.engine.op import Node
from tinygrad_fa.language.errors import DataError

LONGEST = 10_000  # characters of typed text; larger arrays are given as arrays


def number(typed: Any) -> float:
    """Return a number from a number, a node of a graph, or text such as ``"−۳/۴"``.

    Raises:
        DataError: if it is something else.
        ExpressionError: if the text cannot be read.
    """
    if isinstance(typed, str):
        formula = Expression(typed)
        if formula.names:
            raise DataError("lessons.number_with_names", unknown=", ".join(formula.names))
        typed = formula()
    kind = type(typed).__name__
    if isinstance(typed, Node):
        typed = typed.data
    if isinstance(typed, (bool, type)) or not hasattr(typed, "__float__"):
        raise DataError("lessons.not_a_number", type=kind)
    try:
        return float(typed)
    except OverflowError as error:
        raise DataError("lessons.number_too_large") from error
    except Exception as error:  # an array of several numbers, or what a student's class raises
        raise DataError("lessons.not_a_number", type=kind) from error


def nested_numbers(typed: Any) -> Any:
    """Return a number, or lists of lists of numbers, from arrays, nodes, sequences or text.

    Text has brackets, ``"[[1, 2], [3, 4]]"``, or a semicolon between its rows, ``"1, 2; 3, 4"``.

    Raises:
        DataError: if it holds something that is no number.
        ExpressionError: if a number in the text cannot be read.
    """
    if isinstance(typed, str):
        if len(typed) > LONGEST:
            raise DataError("lessons.answer_too_long", length=len(typed), most=LONGEST)
        return _nested_text(typed.replace("،", ",").replace("؛", ";").strip())
    if isinstance(typed, Node):
        typed = typed.data
    if hasattr(typed, "tolist"):  # arrays of any library, and their scalars
        typed = typed.tolist()
    if isinstance(typed, Sequence) and not isinstance(typed, bytes):
        return [nested_numbers(part) for part in typed]
    return number(typed)


def shape_and_numbers(nested: Any) -> tuple[tuple[int, ...], list[float]]:
    """Return the shape of nested lists, and their numbers in one list, row after row.

    Raises:
        DataError: if rows have different lengths.
    """
    if not isinstance(nested, Sequence):
        return (), [float(nested)]
    parts = [shape_and_numbers(part) for part in nested]
    shapes = {shape for shape, _ in parts}
    if len(shapes) > 1:
        raise DataError("lessons.uneven_rows")
    inner = shapes.pop() if shapes else ()
    return (len(parts), *inner), [x for _, numbers in parts for x in numbers]


def _nested_text(text: str) -> Any:
    if ";" in text and "[" not in text:
        rows = [row for row in text.split(";") if row.strip()]
        return [[number(part) for part in _split(row)] for row in rows]
    if text.startswith("[") and text.endswith("]"):
        return [_nested_text(part) for part in _split(text[1:-1])]
    parts = _split(text)
    return [number(part) for part in parts] if len(parts) > 1 else number(text)


def _split(text: str) -> list[str]:
    """Return the parts between the commas that stand outside of brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "[(") - (sign in "])")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]
