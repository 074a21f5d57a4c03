"""Ops that join tensors, take them apart, and pick entries out of them."""

from tinygrad_fa import backend
from tinygrad_fa.engine.op import Multilinear, call, library
from tinygrad_fa.engine.ops.shapes import place_of_axis, unsqueeze
from tinygrad_fa.language.errors import IndexRangeError, ShapeError


class Concatenate(Multilinear):
    """The inputs one after another along an axis; each gets its own stretch of gradient."""

    symbol, tex, partials = "concat", r"[{xs}]", ("1",)
    array_tex = r"\operatorname{{concat}}_{{{axis}}}({xs})"
    array_rules = (r"\operatorname{{part}}_{{{index}}}({g})",)

    def forward(*xs, axis):
        return library(*xs).concatenate(xs, axis=axis)

    def grad_xs(g, out, *xs, index, axis):
        axis = axis % len(out.shape)
        start = sum(x.shape[axis] for x in xs[:index])
        stretch = slice(start, start + xs[index].shape[axis])
        return g[(slice(None),) * axis + (stretch,)]


class GetItem(Multilinear):
    """Entries picked by slices, integers, integer arrays or a mask."""

    symbol, tex, partials = "[ ]", "{x}[i]", ("1",)
    array_tex = r"\operatorname{{pick}}_{{{places}}}({x})"
    array_rules = (r"\operatorname{{put}}_{{{places}}}({g})",)

    def forward(x, *, index):
        return x[index]

    def grad_x(g, out, x, *, index):
        return put_item(g, index, x.shape)


class PutItem(Multilinear):
    """Zeros of a shape, with x added in at the index: the way back from `GetItem`.

    Places named twice receive both entries.
    """

    symbol, tex, partials = "[ ]←", "{x}", ("1",)
    array_tex = r"\operatorname{{put}}_{{{places}}}({x})"
    array_rules = (r"\operatorname{{pick}}_{{{places}}}({g})",)

    def forward(x, *, index, shape):
        lib = library(x)
        out = lib.zeros(shape, dtype=x.dtype)
        if is_basic(index):
            out[index] = x  # slices never name a place twice
        else:
            lib.add.at(out, index, x)
        return out

    def grad_x(g, out, x, *, index, shape):
        return g[index]


def is_basic(index):
    """Return whether an index is made of numbers, slices, None and ... only."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(i is None or i is Ellipsis or isinstance(i, (int, slice)) for i in parts)


def getitem(x, index):
    """Return ``x[index]``; index arrays may be tensors, arrays or lists."""
    parts = index if isinstance(index, tuple) else (index,)
    home = backend.library(x.data if hasattr(x, "requires_grad") else x)
    plain = tuple(_plain_index(part, home) for part in parts)
    if home is not backend.named("numpy"):
        _refuse_places_outside(plain, x.shape)
    return call(GetItem, x, index=plain if isinstance(index, tuple) else plain[0])


def _plain_index(part, home):
    """Return a part of an index as Python's own, or as an array of the library `home`."""
    if hasattr(part, "requires_grad"):
        return backend.move(part.data, home)
    if isinstance(part, list):
        return home.asarray(part, dtype=None if part else "int64")
    # A copy, so that the gradient goes to the right places even if the caller's array changes.
    return backend.move(part.copy(), home) if backend.is_array(part) else part


def _refuse_places_outside(parts, shape):
    """Refuse places that an array does not have: CuPy would count on from the other end."""
    taken = sum(getattr(p, "ndim", 1) if _is_mask(p) else p is not None for p in parts)
    axis = 0
    for part in parts:
        if part is Ellipsis:
            axis += len(shape) - taken + 1
        elif _is_mask(part):
            axis += part.ndim
        elif part is not None:
            if hasattr(part, "min") and part.size and axis < len(shape):
                low, high = int(part.min()), int(part.max())
                if low < -shape[axis] or high >= shape[axis]:
                    found = f"`{low if low < -shape[axis] else high}`"
                    raise IndexRangeError("engine.place", found=found, axis=axis, shape=shape)
            axis += 1


def _is_mask(part):
    return getattr(getattr(part, "dtype", None), "kind", "") == "b"


def put_item(x, index, shape):
    """Return zeros of `shape` with x added in at `index`."""
    return call(PutItem, x, index=index, shape=tuple(shape))


def concatenate(tensors, axis=0):
    """Return the tensors one after another along `axis`."""
    if not len(tensors):
        raise ShapeError("engine.nothing_to_join")
    return call(Concatenate, *tensors, axis=axis)


def stack(tensors, axis=0):
    """Return the tensors along a new axis."""
    return concatenate([unsqueeze(x, axis) for x in tensors], axis=axis)


def split(x, sections, axis=0):
    """Return x cut along `axis`: into `sections` equal parts, or into parts of these lengths.

    Raises:
        ShapeError: if the parts do not make up the axis.
    """
    axis = place_of_axis(axis, x.shape)
    whole = x.shape[axis]
    if isinstance(sections, int):
        if sections < 1 or whole % sections:
            raise ShapeError("engine.split", length=whole, sections=sections, axis=axis)
        sections = [whole // sections] * sections
    if sum(sections) != whole or min(sections, default=0) < 0:
        raise ShapeError("engine.split_lengths", lengths=list(sections), length=whole, axis=axis)
    parts, start = [], 0
    for length in sections:
        parts.append(x[(slice(None),) * axis + (slice(start, start + length),)])
        start += length
    return parts
