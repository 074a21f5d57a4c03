"""Ops that move entries without changing them: their gradient moves them back."""

import builtins
import math

from tinygrad_fa import backend
from tinygrad_fa.engine.op import Multilinear, Node, call, library
from tinygrad_fa.language.errors import ShapeError


class Reshape(Multilinear):
    """The same entries in row order, in another shape."""

    symbol, tex, partials = "reshape", r"\operatorname{{reshape}}({x})", ("1",)
    array_rules = (r"\operatorname{{reshape}}({g})",)

    def forward(x, *, shape):
        return x.reshape(shape)

    def grad_x(g, out, x, *, shape):
        return reshape(g, x.shape)


class Transpose(Multilinear):
    """The axes in another order."""

    symbol, tex, partials = "ᵀ", r"{x}^\top", ("1",)
    array_rules = (r"{g}^\top",)

    def forward(x, *, axes):
        return x.transpose(axes)

    def grad_x(g, out, x, *, axes):
        back = sorted(range(len(axes)), key=[a % len(axes) for a in axes].__getitem__)
        return permute(g, tuple(back))


class BroadcastTo(Multilinear):
    """x repeated along axes of length 1 (and new ones in front) until it has the shape."""

    symbol, tex, partials = "broadcast", r"\operatorname{{broadcast}}({x})", ("1",)
    array_rules = (r"\operatorname{{sum}}_{{{stretched}}}({g})",)

    def forward(x, *, shape):
        if not x.shape:  # one number: a full array is quicker to make, and to compute with
            full = library(x).empty(shape, x.dtype)
            full[...] = x
            return full
        return library(x).broadcast_to(x, shape)

    def grad_x(g, out, x, *, shape):
        return sum_to_shape(g, x.shape)

    @classmethod
    def array_fields(cls, inputs, *, shape):
        """Return the axes along which x was copied."""
        before = (0,) * (len(shape) - len(inputs[0].shape)) + tuple(inputs[0].shape)
        pairs = zip(before, shape, strict=True)
        axes = [str(axis) for axis, (n, m) in enumerate(pairs) if n != m]
        return {"stretched": ", ".join(axes) if len(axes) < len(shape) else ""}


class SumToShape(Multilinear):
    """The counterpart of broadcasting: entries that were copied are summed up again.

    This is what happens to a gradient on its way to an input that was broadcast.
    """

    symbol, tex, partials = "Σ", r"\sum {x}", ("1",)
    array_rules = (r"\operatorname{{broadcast}}({g})",)

    def forward(x, *, shape):
        new_axes = tuple(range(x.ndim - len(shape)))
        stretched = tuple(
            i for i, n in enumerate(shape, start=len(new_axes)) if n == 1 and x.shape[i] != 1
        )
        if new_axes or stretched:
            x = x.sum(axis=new_axes + stretched, keepdims=True)
        return x.reshape(shape)

    def grad_x(g, out, x, *, shape):
        return broadcast_to(g, x.shape)


class Flip(Multilinear):
    """The entries in reverse order along the axes."""

    symbol, tex, partials = "flip", r"\operatorname{{flip}}({x})", ("1",)
    array_tex = r"\operatorname{{flip}}_{{{axis}}}({x})"
    array_rules = (r"\operatorname{{flip}}_{{{axis}}}({g})",)

    def forward(x, *, axis):
        return library(x).flip(x, axis)

    def grad_x(g, out, x, *, axis):
        return flip(g, axis)


class Pad(Multilinear):
    """A border of one value around x: `widths` is ((before, after), …), one pair per axis."""

    symbol, tex, partials = "pad", r"\operatorname{{pad}}({x})", ("1",)
    array_rules = (r"\operatorname{{crop}}({g})",)

    def forward(x, *, widths, value):
        return library(x).pad(x, widths, constant_values=value)

    def grad_x(g, out, x, *, widths, value):
        return g[
            tuple(slice(before, before + n) for (before, _), n in zip(widths, x.shape, strict=True))
        ]

    @classmethod
    def tangent(cls, out, inputs, tangents, *, widths, value):
        """Return the padded change: the border does not change, whatever its value."""
        return cls.forward(tangents[0], widths=widths, value=0)


class Repeat(Multilinear):
    """Each entry `times` times in a row along an axis."""

    symbol, tex, partials = "repeat", r"\operatorname{{repeat}}({x})", ("1",)

    def forward(x, *, times, axis):
        return library(x).repeat(x, times, axis=axis)

    def grad_x(g, out, x, *, times, axis):
        axis = axis % len(x.shape)
        split = (*x.shape[: axis + 1], times, *x.shape[axis + 1 :])
        return reshape(g, split).sum(axis=axis + 1)


class Cast(Multilinear):
    """The same numbers in another dtype; the gradient comes back in x's own."""

    symbol, tex, partials = "cast", "{x}", ("1",)
    array_rules = ("{g}",)

    def forward(x, *, dtype):
        return x.astype(dtype)

    def grad_x(g, out, x, *, dtype):
        return astype(g, x.dtype)


def astype(x, dtype):
    """Return x with its numbers in another dtype.

    Whole numbers and truth values move in jumps: no gradient flows through a cast to them.
    """
    out = call(Cast, x, dtype=dtype)
    return out.detach() if isinstance(out, Node) and not backend.is_inexact(out.data) else out


def reshape(x, *shape):
    """Return the same entries in another shape; one −1 stands for what is left over."""
    return call(Reshape, x, shape=_as_shape(shape))


def flatten(x, start_axis=0):
    """Return x with all axes from `start_axis` on joined into one."""
    start_axis = place_of_axis(start_axis, x.shape or (1,))
    return reshape(x, (*x.shape[:start_axis], math.prod(x.shape[start_axis:])))


def permute(x, *axes):
    """Return x with its axes in the order given."""
    return call(Transpose, x, axes=_as_shape(axes))


def transpose(x, *axes):
    """Return x with two axes exchanged, or all axes reversed when none is named."""
    order = list(range(len(x.shape)))
    if not axes:
        return permute(x, tuple(reversed(order)))
    if len(_as_shape(axes)) != 2:
        raise ShapeError("engine.transpose_axes", axes=_as_shape(axes), shape=x.shape)
    first, second = (place_of_axis(axis, x.shape) for axis in _as_shape(axes))
    order[first], order[second] = order[second], order[first]
    return permute(x, tuple(order))


def squeeze(x, axis=None):
    """Return x without its axes of length 1 (all of them, or the one named)."""
    if axis is None:
        return reshape(x, tuple(n for n in x.shape if n != 1))
    axis = place_of_axis(axis, x.shape)
    kept = x.shape[:axis] + x.shape[axis + 1 :]
    return reshape(x, kept) if x.shape[axis] == 1 else x


def unsqueeze(x, axis):
    """Return x with a new axis of length 1 at `axis`."""
    place = place_of_axis(axis, (*x.shape, 1))
    return reshape(x, (*x.shape[:place], 1, *x.shape[place:]))


def broadcast_to(x, *shape):
    """Return x repeated until it has `shape`."""
    return call(BroadcastTo, x, shape=_as_shape(shape))


def sum_to_shape(x, *shape):
    """Return x summed over the axes along which `shape` would be broadcast to x."""
    return call(SumToShape, x, shape=_as_shape(shape))


def flip(x, axis=None):
    """Return x in reverse order along `axis` (a number, a tuple, or None for all)."""
    return call(Flip, x, axis=axis)


def pad(x, widths, value=0.0):
    """Return x with a border of `value`; `widths` is one (before, after) pair per axis.

    Raises:
        ShapeError: if there is not one pair for every axis.
    """
    try:
        widths = tuple((before, after) for before, after in widths)
    except (TypeError, ValueError):
        raise ShapeError("engine.pad_widths", widths=widths, shape=x.shape) from None
    if len(widths) != len(x.shape):
        raise ShapeError("engine.pad_widths", widths=widths, shape=x.shape)
    return call(Pad, x, widths=widths, value=value)


def repeat(x, times, axis):
    """Return x with each entry repeated `times` times along `axis`."""
    return call(Repeat, x, times=times, axis=axis)


def rows_of(x):
    """Return x with all axes but the last joined into one."""
    return reshape(x, (-1, x.shape[-1]))


def place_of_axis(axis, shape):
    """Return the number of an axis counted from the front; refuse one that is not there."""
    if not -len(shape) <= axis < len(shape):
        raise ShapeError("engine.axis", axis=axis, shape=shape, ndim=len(shape))
    return axis % len(shape)


def _as_shape(numbers):
    """Let ``f(x, 2, 3)`` and ``f(x, (2, 3))`` mean the same."""
    if len(numbers) == 1 and isinstance(numbers[0], (tuple, builtins.list)):
        return tuple(numbers[0])
    return tuple(numbers)
