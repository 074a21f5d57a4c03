"""Kinds of layers that join, cut, copy and reshape: Concat, Slice, Eltwise, Flatten, Reshape, …"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.kinds.spec import MANY, Made, Shape, Spec, count, kind
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import Concat, Softmax
from tinygrad_fa.layers.layer import Layer, as_tensor


class Eltwise(Layer):
    """The sum (each times its `coeff`), the product, or the largest of inputs of one shape.

    Of equal numbers the first one takes the gradient of MAX.
    """

    def __init__(self, operation: str = "SUM", coeff: Sequence[float] = ()) -> None:
        self.operation, self.coeff = operation, tuple(coeff)

    def forward(self, *inputs: Any) -> Any:
        """Return the inputs joined number by number."""
        terms = [as_tensor(x) for x in inputs]
        if self.operation == "SUM" and self.coeff:
            terms = [x if c == 1 else c * x for c, x in zip(self.coeff, terms, strict=True)]
        join = {"SUM": ops.add, "PROD": ops.mul, "MAX": ops.maximum}[self.operation]
        result = terms[0]
        for x in terms[1:]:
            result = join(result, x)
        return result

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.operation}{f', coeff={self.coeff}' if self.coeff else ''}"


@kind("Eltwise", bottoms=(2, MANY))
def eltwise(spec: Spec) -> Made:
    """Number by number."""
    settings = spec.message.eltwise_param
    spec.same_bottoms()
    coeff = settings.coeff
    if coeff and len(coeff) != len(spec.bottoms):
        raise spec.wrong("coeff", coeff, "one_each", count=len(spec.bottoms))
    if coeff and settings.operation != "SUM":
        raise spec.wrong("coeff", coeff, "only_with", other="SUM")
    return spec.same(Eltwise(settings.operation, coeff))


@kind("Concat", bottoms=(1, MANY))
def concat(spec: Spec) -> Made:
    """One after the other along an axis."""
    settings = spec.message.concat_param
    axis = spec.axis(settings.concat_dim if settings.has("concat_dim") else settings.axis)
    rests = {(*shape[:axis], *shape[axis + 1 :]) for shape in spec.bottoms}
    if len(rests) > 1 or len({len(shape) for shape in spec.bottoms}) > 1:
        shapes = ", ".join(f"`{shape}`" for shape in spec.bottoms)
        raise spec.error("bottom_shapes", shapes=shapes)
    total = sum(shape[axis] for shape in spec.bottoms)
    return Made(Concat(axis=axis), [(*spec.bottom[:axis], total, *spec.bottom[axis + 1 :])])


class Slice(Layer):
    """One input cut into parts along an axis.

    Args:
        axis: along which it is cut.
        lengths: of the parts.
    """

    def __init__(self, axis: int, lengths: Sequence[int]) -> None:
        self.axis, self.lengths = axis, tuple(lengths)

    def forward(self, x: Any) -> Any:
        """Return the parts."""
        return tuple(ops.split(as_tensor(x), list(self.lengths), self.axis))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"axis={self.axis}, lengths={self.lengths}"


@kind("Slice", tops=(1, MANY))
def slice_(spec: Spec) -> Made:
    """Cut at ``slice_point``, or into equal parts."""
    settings = spec.message.slice_param
    axis = spec.axis(settings.slice_dim if settings.has("slice_dim") else settings.axis)
    length, points = spec.bottom[axis], settings.slice_point
    if points:
        places = [0, *points, length]
        lengths = [stop - start for start, stop in pairwise(places)]
        if len(points) != spec.tops - 1 or min(lengths) < 1:
            raise spec.wrong("slice_point", points, "slice_points", tops=spec.tops, length=length)
    else:
        if length % spec.tops:
            raise spec.wrong("slice_point", "-", "slice_equal", tops=spec.tops, length=length)
        lengths = [length // spec.tops] * spec.tops
    shapes = [(*spec.bottom[:axis], part, *spec.bottom[axis + 1 :]) for part in lengths]
    return Made(Slice(axis, lengths), shapes)


class Split(Layer):
    """The same thing several times, for several readers; their gradients add up."""

    def __init__(self, copies: int) -> None:
        self.copies = copies

    def forward(self, x: Any) -> Any:
        """Return x so many times."""
        return (as_tensor(x),) * self.copies

    def extra_repr(self) -> str:
        """Return how many times."""
        return f"copies={self.copies}"


@kind("Split", tops=(1, MANY))
def split(spec: Spec) -> Made:
    """Copies."""
    return Made(Split(spec.tops), [spec.bottom] * spec.tops)


class Silence(Layer):
    """Takes blobs, so that they are no outputs of the net, and makes nothing."""

    def forward(self, *inputs: Any) -> Any:
        """Return nothing."""
        return ()


@kind("Silence", bottoms=(1, MANY), tops=(0, 0))
def silence(spec: Spec) -> Made:
    """Nothing."""
    return Made(Silence(), [])


class Reshaped(Layer):
    """The same numbers in another shape: Caffe's Flatten and Reshape.

    Args:
        kept: how many axes before the new ones stay as they are.
        new: the lengths in their place; one may be −1, "what is left".
        behind: how many axes behind them stay as they are.
    """

    def __init__(self, kept: int, new: Shape, behind: int) -> None:
        self.kept, self.new, self.behind = kept, new, behind

    def forward(self, x: Any) -> Any:
        """Return x in its new shape."""
        x = as_tensor(x)
        return x.reshape((*x.shape[: self.kept], *self.new, *x.shape[x.ndim - self.behind :]))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"kept={self.kept}, new={self.new}, behind={self.behind}"


@kind("Flatten")
def flatten(spec: Spec) -> Made:
    """The axes from ``axis`` to ``end_axis`` become one."""
    settings = spec.message.flatten_param
    start, end = spec.axis(settings.axis), spec.axis(settings.end_axis, "end_axis")
    if end < start:
        raise spec.wrong("end_axis", settings.end_axis, "below", other="axis", bound=start)
    joined = count(spec.bottom[start : end + 1])
    behind = len(spec.bottom) - end - 1
    new = (-1,) if 0 not in spec.bottom else (joined,)
    shape = (*spec.bottom[:start], joined, *spec.bottom[end + 1 :])
    return Made(Reshaped(start, new, behind), [shape])


@kind("Reshape")
def reshape(spec: Spec) -> Made:
    """New lengths: 0 copies the one of the bottom, −1 is what is left."""
    settings = spec.message.reshape_param
    start = spec.axis(settings.axis, beyond=1)
    many = settings.num_axes
    end = len(spec.bottom) if many == -1 else start + many
    if many < -1 or end > len(spec.bottom):
        raise spec.wrong("num_axes", many, "no_axis", shape=spec.bottom)
    dims = list(settings.shape.dim)
    for place, length in enumerate(dims):
        if length == 0:
            if start + place >= len(spec.bottom):
                raise spec.wrong("shape", dims, "no_axis", shape=spec.bottom)
            dims[place] = spec.bottom[start + place]
    known = count(tuple(length for length in dims if length != -1))
    inside = count(spec.bottom[start:end])
    if dims.count(-1) > 1 or min(dims, default=1) < -1:
        raise spec.wrong("shape", dims, "one_unknown")
    fits = known and not inside % known if -1 in dims else known == inside
    if not fits:
        raise spec.wrong("shape", dims, "does_not_hold", count=inside)
    told = tuple(inside // known if length == -1 else length for length in dims)
    # A length that copies the batch's stays free, so that batches of another size pass, too.
    copied = [place for place, length in enumerate(settings.shape.dim) if length == 0]
    free = start == 0 and copied[:1] == [0] and -1 not in dims
    new = (-1, *told[1:]) if free else tuple(dims)
    shape = (*spec.bottom[:start], *told, *spec.bottom[end:])
    return Made(Reshaped(start, new, len(spec.bottom) - end), [shape])


@kind("Softmax")
def softmax(spec: Spec) -> Made:
    """Positive shares that sum to 1 along an axis."""
    return spec.same(Softmax(spec.axis(spec.message.softmax_param.axis)))


class ArgMax(Layer):
    """The places of the `top_k` largest numbers, as numbers; no gradient flows.

    Of equal numbers the last one comes first, as in Caffe.  Without an axis each sample counts as
    one row, and the result is (N, 1, top_k), or with `out_max_val` (N, 2, top_k): places and
    numbers.  With an axis the result has that axis with the length top_k: places, or with
    `out_max_val` the numbers.
    """

    def __init__(self, out_max_val: bool, top_k: int, axis: int | None) -> None:
        self.out_max_val, self.top_k, self.axis = out_max_val, top_k, axis

    def forward(self, x: Any) -> Any:
        """Return the places (or numbers) of the largest."""
        data = as_tensor(x).data
        library = backend.library(data)
        rows = data.reshape(len(data), -1) if self.axis is None else data
        axis = 1 if self.axis is None else self.axis
        backwards = library.flip(rows, axis)  # so that of equal numbers the last one comes first
        order = library.argsort(-backwards, axis=axis, kind="stable")
        order = rows.shape[axis] - 1 - order
        first = (slice(None),) * axis + (slice(self.top_k),)
        places = order[first]
        largest = library.take_along_axis(rows, places, axis)
        places = places.astype(data.dtype)
        if self.axis is not None:
            return Tensor.wrap(largest if self.out_max_val else places)
        parts = [places, largest] if self.out_max_val else [places]
        return Tensor.wrap(library.stack(parts, axis=1))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"out_max_val={self.out_max_val}, top_k={self.top_k}, axis={self.axis}"


@kind("ArgMax")
def arg_max(spec: Spec) -> Made:
    """The places of the largest numbers."""
    settings = spec.message.argmax_param
    many = spec.positive(settings, "top_k")
    axis = spec.axis(settings.axis) if settings.has("axis") else None
    length = count(spec.bottom[1:]) if axis is None else spec.bottom[axis]
    if many > length:
        raise spec.wrong("top_k", many, "at_most", most=length)
    layer = ArgMax(settings.out_max_val, many, axis)
    if axis is not None:
        return Made(layer, [(*spec.bottom[:axis], many, *spec.bottom[axis + 1 :])])
    return Made(layer, [(spec.bottom[0], 2 if settings.out_max_val else 1, many)])


class Reduction(Layer):
    """All axes from `axis` on become one number: SUM, ASUM (of |x|), SUMSQ (of x²), MEAN."""

    def __init__(self, operation: str, axis: int, coeff: float) -> None:
        self.operation, self.axis, self.coeff = operation, axis, coeff

    def forward(self, x: Any) -> Any:
        """Return the numbers."""
        x = as_tensor(x)
        axes = tuple(range(self.axis, x.ndim))
        if self.operation == "MEAN":
            return x.mean(axes) * self.coeff
        inner = {"SUM": lambda: x, "ASUM": lambda: ops.abs(x), "SUMSQ": lambda: x * x}
        return inner[self.operation]().sum(axes) * self.coeff

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.operation}, axis={self.axis}, coeff={self.coeff}"


@kind("Reduction")
def reduction(spec: Spec) -> Made:
    """A sum or a mean."""
    settings = spec.message.reduction_param
    axis = spec.axis(settings.axis)
    return Made(Reduction(settings.operation, axis, settings.coeff), [spec.bottom[:axis]])


class Tile(Layer):
    """The input several times, one after the other along an axis."""

    def __init__(self, axis: int, tiles: int) -> None:
        self.axis, self.tiles = axis, tiles

    def forward(self, x: Any) -> Any:
        """Return the repetition."""
        return ops.concatenate([as_tensor(x)] * self.tiles, axis=self.axis)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"axis={self.axis}, tiles={self.tiles}"


@kind("Tile")
def tile(spec: Spec) -> Made:
    """Repetition."""
    settings = spec.message.tile_param
    axis, tiles = spec.axis(settings.axis), spec.positive(settings, "tiles")
    shape = (*spec.bottom[:axis], spec.bottom[axis] * tiles, *spec.bottom[axis + 1 :])
    return Made(Tile(axis, tiles), [shape])
