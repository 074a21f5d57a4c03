"""Ops that pick entries by their places: sorting, gathering, scattering, rows of a table.

Places are whole numbers: they move in jumps, so the gradient goes to the entries alone.
"""

from tinygrad_fa.engine.op import Multilinear, Op, call, library
from tinygrad_fa.engine.ops.functions import where
from tinygrad_fa.engine.ops.shapes import place_of_axis
from tinygrad_fa.language.errors import DTypeError, IndexRangeError, SettingError, ShapeError


class ArgSort(Op):
    """The places of the entries in order of size; equal entries keep the order they have.

    NaN counts as larger than everything.
    """

    symbol, tex = "argsort", r"\operatorname{{argsort}} {x}"

    def forward(x, *, axis, descending):
        if axis is None:
            x, axis = x.reshape(-1), 0
        if not descending:
            return x.argsort(axis=axis, kind="stable")
        # Turned round before and after: so equal entries keep their order this way too.
        lib = library(x)
        return (
            x.shape[axis] - 1 - lib.flip(lib.flip(x, axis).argsort(axis=axis, kind="stable"), axis)
        )


class Gather(Multilinear):
    """The entries of x at the places `index` along an axis."""

    symbol, tex, partials = "gather", "{x}_{{i}}", ("1",)
    array_tex = r"\operatorname{{pick}}({x})"
    array_rules = (r"\operatorname{{put}}({g})",)

    def forward(x, *, index, axis):
        return library(x).take_along_axis(x, index, axis)

    def grad_x(g, out, x, *, index, axis):
        return call(ScatterAdd, g, index=index, axis=axis, length=x.shape[axis])


class ScatterAdd(Multilinear):
    """Zeros, with x added in at the places `index` along an axis: the way back from `Gather`.

    A place named twice receives both entries.
    """

    symbol, tex, partials = "scatter", r"\sum_{{i_j = k}} {x}_j", ("1",)

    def forward(x, *, index, axis, length):
        lib = library(x)
        out = lib.zeros((*x.shape[:axis], length, *x.shape[axis + 1 :]), x.dtype)
        places = [
            lib.arange(n).reshape((-1,) + (1,) * (x.ndim - 1 - i)) for i, n in enumerate(x.shape)
        ]
        places[axis] = index
        lib.add.at(out, tuple(places), x)
        return out

    def grad_x(g, out, x, *, index, axis, length):
        return call(Gather, g, index=index, axis=axis)


class Embedding(Multilinear):
    """The rows of a table that the whole numbers `index` name."""

    symbol, tex, partials = "lookup", "{weight}_{{i}}", ("1",)
    array_tex = r"\operatorname{{rows}}({weight})"
    array_rules = (r"\operatorname{{put}}({g})",)

    def forward(weight, *, index):
        return weight[index]

    def grad_weight(g, out, weight, *, index):
        return call(AddRows, g, index=index, count=weight.shape[0])


class AddRows(Multilinear):
    """A table of zeros, with each row of x added to the row that `index` names.

    The rows are sorted by where they go, and each run of equals is summed at once.  For 1,024 rows
    of 128 numbers into a table of 64 that takes 0.17 ms, as long as a product with a one-hot
    matrix and a fifth of ``add.at``; and unlike that product it stays quick for large tables.
    """

    symbol, tex, partials = "rows +", r"\sum_{{i_j = k}} {x}_j", ("1",)

    def forward(x, *, index, count):
        lib = library(x)
        table = lib.zeros((count, x.shape[-1]), x.dtype)
        if index.size:
            order = index.reshape(-1).argsort(kind="stable")
            goes_to = index.reshape(-1)[order]
            starts = lib.append(0, lib.flatnonzero(goes_to[1:] != goes_to[:-1]) + 1)
            rows = x.reshape(index.size, x.shape[-1])[order]
            table[goes_to[starts]] = lib.add.reduceat(rows, starts, axis=0)
        return table

    def grad_x(g, out, x, *, index, count):
        return call(Embedding, g, index=index)


def argsort(x, axis=-1, descending=False):
    """Return the places of the entries in order along `axis` (in row order of all for None).

    The order is stable: equal entries stay as they stand, also when descending.
    """
    axis = None if axis is None else place_of_axis(axis, x.shape)
    return call(ArgSort, x, axis=axis, descending=descending)


def sort(x, axis=-1, descending=False):
    """Return (the entries in order along `axis`, the places they stood at).

    The gradient of a sorted entry goes to the place it came from; the order is stable, so of
    equal entries the first in x gets the gradient of the first in the result.
    """
    axis = place_of_axis(axis, x.shape)
    places = argsort(x, axis, descending)
    return gather(x, places, axis), places


def topk(x, k, axis=-1, largest=True):
    """Return (the k largest entries along `axis` in order, the places they stood at).

    ``largest=False`` gives the smallest.  Of equal entries those that stand first are taken.

    Raises:
        SettingError: if there are fewer than k entries.
    """
    axis = place_of_axis(axis, x.shape)
    if not 0 <= k <= x.shape[axis]:
        raise SettingError("engine.topk", k=k, length=x.shape[axis], axis=axis)
    places = argsort(x, axis, descending=largest)[(slice(None),) * axis + (slice(k),)]
    return gather(x, places, axis), places


def gather(x, index, axis):
    """Return the entries of x at the places `index` along `axis`.

    For a matrix and axis 0: ``out[i, j] = x[index[i, j], j]``.  `index` has as many
    axes as x and, but for `axis`, the same lengths.

    Raises:
        ShapeError: for an index of another shape.
        DTypeError, IndexRangeError: for an index that is not whole numbers, or names no place.
    """
    axis = place_of_axis(axis, x.shape)
    return call(Gather, x, index=_places(index, x, axis), axis=axis)


def scatter_add(x, index, source, axis):
    """Return x with `source` added at the places `index` along `axis`; see `gather` for index.

    A place that is named twice receives both entries.
    """
    axis = place_of_axis(axis, x.shape)
    index = _places(index, x, axis, source)
    return x + call(ScatterAdd, source, index=index, axis=axis, length=x.shape[axis])


def scatter(x, index, source, axis):
    """Return x with `source` in the place of the entries at `index` along `axis`.

    Raises:
        SettingError: if a place is named twice, because which entry would stay is then unclear.
    """
    axis = place_of_axis(axis, x.shape)
    index = _places(index, x, axis, source)
    places = {"index": index, "axis": axis, "length": x.shape[axis]}
    uses = ScatterAdd.forward(library(index).ones(index.shape), **places)
    if (uses > 1).any():
        raise SettingError("engine.scatter_twice")
    return where(uses > 0, call(ScatterAdd, source, **places), x)


def embedding(index, weight):
    """Return the rows of `weight` (count, length) that `index` (…) names: (…, length).

    Raises:
        ShapeError: if the weight is no matrix.
        DTypeError, IndexRangeError: for an index that is not whole numbers, or names no row.
    """
    if len(weight.shape) != 2:
        raise ShapeError("engine.matrix", op="embedding", shape=weight.shape)
    index = whole_numbers(index, weight)
    refuse_outside(index, weight.shape[0])
    return call(Embedding, weight, index=index)


def whole_numbers(index, x):
    """Return a copy of an index (array, Tensor or list) in the library of x; only whole numbers."""
    lib = library(x.data if hasattr(x, "requires_grad") else x)
    array = lib.array(index.data if hasattr(index, "requires_grad") else index)
    if not array.size:
        return array.astype("int64")  # an empty list says nothing about its kind
    if array.dtype.kind not in "iu":
        raise DTypeError("engine.index_dtype", dtype=array.dtype)
    return array


def refuse_outside(index, length):
    """Refuse an index that names no place of 0 … length − 1."""
    if index.size and (index.min() < 0 or index.max() >= length):
        wrong = ((index < 0) | (index >= length)).reshape(-1)
        at = int(wrong.argmax())
        position = [int(i) for i in library(index).unravel_index(at, index.shape)]
        raise IndexRangeError(
            "engine.index_outside",
            found=f"index{position if position else ''} = {index.reshape(-1)[at]}",
            last=length - 1,
            length=length,
        )


def _places(index, x, axis, source=None):
    index = whole_numbers(index, x)
    expected = (*x.shape[:axis], *index.shape[axis : axis + 1], *x.shape[axis + 1 :])
    if index.ndim != len(x.shape) or index.shape != expected:
        raise ShapeError("engine.index_shape", index=index.shape, shape=x.shape, axis=axis)
    if source is not None and source.shape != index.shape:
        raise ShapeError("engine.source_shape", source=source.shape, index=index.shape)
    refuse_outside(index, x.shape[axis])
    return index
