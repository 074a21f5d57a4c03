"""Errors of tensor ops that teach: both shapes, where the operands were made, what to do."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import language
from tinygrad_fa.engine import origin
from tinygrad_fa.engine.op import Elementwise, Op
from tinygrad_fa.language.errors import (
    DeviceError,
    DTypeError,
    IndexRangeError,
    ShapeError,
    TinygradError,
)


def failure(
    op: type[Op], inputs: tuple[Any, ...], attributes: dict[str, Any], error: Exception
) -> TinygradError:
    """Return the error that explains why `op` could not be computed on these inputs."""
    shapes = [x.shape for x in inputs if hasattr(x, "shape")]
    where = _lines(inputs)
    if len({x.device for x in inputs if hasattr(x, "device")}) > 1:
        return DeviceError("engine.device_mix", op=op.__name__, where=_lines(inputs, devices=True))
    if hasattr(error, "axis") and hasattr(error, "ndim"):  # NumPy's AxisError
        return ShapeError("engine.axis", axis=error.axis, shape=shapes[0], ndim=error.ndim)
    if isinstance(error, IndexError) and "index" in attributes:
        index = attributes["index"]
        return IndexRangeError(
            "engine.index", index=index, shape=shapes[0], reason=error, where=where
        )
    one_shape = issubclass(op, Elementwise) and len(set(shapes)) == 1  # then it is not the shape
    if isinstance(error, (TypeError, OverflowError)) or one_shape:
        dtypes = ", ".join(f"`{x.dtype}`" for x in inputs if hasattr(x, "dtype"))
        return DTypeError("engine.dtype", op=op.__name__, dtypes=dtypes, reason=error, where=where)
    if op.__name__ in ("MatMul", "Linear") and len(shapes) >= 2 and shapes[0] and shapes[1]:
        left, right = shapes[0], shapes[1] if op.__name__ == "MatMul" else shapes[1][::-1]
        columns, rows = left[-1], right[-2] if len(right) > 1 else right[0]
        if columns != rows:
            return ShapeError(
                f"engine.{op.__name__.lower()}_shapes",
                left=left, right=shapes[1], columns=columns, rows=rows, where=where,
            )  # fmt: skip
    if issubclass(op, Elementwise) and len(shapes) == 2:
        left, right = _aligned(*shapes)
        return ShapeError("engine.broadcast", op=op.symbol, left=left, right=right, where=where)
    settings = ", ".join(f"{name}={value!r}" for name, value in attributes.items())
    listed = ", ".join(f"`{shape}`" for shape in shapes)
    key, reason = "engine.op_settings" if settings else "engine.op_shapes", str(error).rstrip(".")
    return ShapeError(
        key, op=op.__name__, shapes=listed, settings=settings, reason=reason, where=where
    )


def gradient_shape(given: tuple[int, ...], wanted: tuple[int, ...]) -> ShapeError:
    """Return the error for an upstream gradient of another shape than the result."""
    return ShapeError("engine.gradient_shape", given=given, wanted=wanted)


def new_data_shape(given: tuple[int, ...], wanted: tuple[int, ...]) -> ShapeError:
    """Return the error for putting data of another shape in a leaf."""
    return ShapeError("engine.new_data_shape", given=given, wanted=wanted)


def _aligned(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[str, str]:
    """Return both shapes right-aligned, with ! after the lengths that clash."""
    width = max(len(left), len(right))
    rows = [("",) * (width - len(s)) + tuple(str(n) for n in s) for s in (left, right)]
    marks = [
        "!" if a and b and a != b and "1" not in (a, b) else "" for a, b in zip(*rows, strict=True)
    ]
    texts = ["  ".join(f"{n:>4}{m:<1}" for n, m in zip(row, marks, strict=True)) for row in rows]
    return texts[0], texts[1]


def _lines(inputs: tuple[Any, ...], devices: bool = False) -> str:
    """Say for each tensor its name, shape (and device), and the user's line that made it."""
    described = []
    for position, x in enumerate(inputs, start=1):
        if hasattr(x, "origin"):
            place = origin.describe(x.origin)
            named = f" `{x.name}`" if x.name else ""
            key = "engine.operand_made" if place else "engine.operand"
            shape = f"{x.shape}, {x.device}" if devices else x.shape
            told = language.text(key, None, position=position, name=named, shape=shape, place=place)
            described.append(told)
    return "\n".join(described)
