"""Where the Solver's batches come from, and how they become tensors."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError


def source(setting: str, given: Any) -> Any:
    """Return something that gives batches: `given` itself, or all of a pair of arrays at once.

    Args:
        setting: ``"train"`` or ``"test"``, for the message.
        given: `tinygrad_fa.data.Batches` or anything that, like it, has ``next()``, can be
            looped over (one epoch) and has a length; or a pair (inputs, targets) of arrays,
            which is then one batch.

    Raises:
        DataError: if there are no samples, or not as many inputs as targets.
        SettingError: if it is something else.
    """
    if is_source(given):
        if len(given) == 0:
            raise DataError("solver.no_batches", setting=setting)
        return given
    if isinstance(given, (tuple, list)) and len(given) == 2:
        from tinygrad_fa.data import Batches  # brings NumPy, so not before it is needed

        inputs, targets = (backend.to_numpy(_array(part)) for part in given)
        return Batches((inputs, targets), batch_size=max(len(inputs), 1), shuffle=False)
    raise SettingError("solver.not_batches", setting=setting, type=type(given).__name__)


def is_source(thing: Any) -> bool:
    """Return whether this gives batches: it has ``next()``, a length, and can be looped over."""
    return all(hasattr(thing, name) for name in ("next", "__iter__", "__len__"))


def _array(part: Any) -> Any:
    if isinstance(part, Tensor):
        return part.data
    return part if backend.is_array(part) else backend.new_array(part)


def tensors(batch: Any, like: Any) -> tuple[Tensor, Tensor]:
    """Return the inputs and the targets of a batch as tensors; nothing is copied needlessly.

    They come to the array library of `like` (an array of weights), and numbers with fractions
    to its dtype, so that a net in float32 does not silently compute in float64.

    Raises:
        DataError: if the batch is not a pair of arrays.
    """
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        raise DataError("solver.not_a_pair", type=type(batch).__name__)
    inputs, targets = batch
    return tensor(inputs, like), tensor(targets, like)


def tensor(part: Any, like: Any) -> Tensor:
    """Return one part of a batch as a tensor; see `tensors`."""
    array = part
    if part.__class__ is not like.__class__:
        if isinstance(part, Tensor):
            return part
        if not backend.is_array(part):
            raise DataError("solver.not_a_pair", type=type(part).__name__)
        array = backend.move(part, backend.library(like))
    if array.dtype != like.dtype and array.dtype.kind == "f":
        array = array.astype(like.dtype)
    return Tensor.wrap(array[...])  # a view: the caller's own array must not become read-only
