"""``net.fit(x, y, …)``: the short form, which makes a Solver and has it train."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.solver.checks import number
from tinygrad_fa.solver.history import History
from tinygrad_fa.solver.solver import Solver
from tinygrad_fa.solver.sources import is_source


def fit(
    net: Any,
    x: Any,
    y: Any = None,
    epochs: int = 1,
    batch_size: int = 32,
    *,
    loss: Any = None,
    metrics: Mapping[str, Any] | Iterable[Any] = (),
    validation_split: float = 0.0,
    validation_data: Any = None,
    validation_freq: int | Sequence[int] = 1,
    shuffle: bool = True,
    callbacks: Iterable[Any] = (),
    train_loss: bool = False,
    progress: bool = True,
    **settings: Any,
) -> History:
    """Train a net with a Solver made for it; see `Net.fit`."""
    if is_source(x):
        if y is not None or validation_split:
            name = "validation_split" if y is None else "y"
            raise SettingError("solver.conflict", one="Batches", other=name)
        train = x
    else:
        from tinygrad_fa.data import Batches  # brings NumPy, so not before it is needed

        pair = (_rows(x), _targets(y))
        pair, held_back = _split(pair, validation_split)
        if held_back is not None:
            if validation_data is not None:
                raise SettingError(
                    "solver.conflict", one="validation_data", other="validation_split"
                )
            validation_data = Batches(held_back, batch_size, shuffle=False)
        seed = settings.get("random_seed") or 0
        train = Batches(pair, batch_size, shuffle=shuffle, seed=seed)
        validation_data = _in_batches(validation_data, batch_size)
    solver = Solver(net, train, loss=loss, metrics=metrics, progress=progress, **settings)
    return solver.fit(
        epochs,
        validation_data=validation_data,
        validation_freq=validation_freq,
        callbacks=callbacks,
        train_loss=train_loss,
    )


def _rows(part: Any) -> Any:
    """Return inputs or targets as a NumPy array."""
    if part is None:
        raise SettingError("solver.fit_needs_targets")
    array = part.data if isinstance(part, Tensor) else part
    return backend.to_numpy(array if backend.is_array(array) else backend.new_array(array))


def _targets(part: Any) -> Any:
    """Return targets as a NumPy array; a list of whole numbers are classes, and stay whole."""
    rows = _rows(part)
    whole = isinstance(part, (list, tuple)) and all(type(one) is int for one in part)
    return rows.astype("int64") if whole else rows


def _split(pair: tuple[Any, Any], share: float) -> tuple[tuple[Any, Any], Any]:
    """Return the first rows, to train with, and the last ones, to test with (or None).

    The rows are cut before they are shuffled: who has them sorted by class will hold back whole
    classes, in Keras as here.

    Raises:
        SettingError: if the share is not between 0 and 1.
        DataError: if no row is left to train with, or none to test with.
    """
    number("validation_split", share, least=0, below=1)
    if not share:
        return pair, None
    inputs, targets = pair
    count = len(inputs)
    kept = math.floor(count * (1 - share))
    if not 0 < kept < count:
        raise DataError("solver.split_leaves_nothing", share=share, samples=count)
    return (inputs[:kept], targets[:kept]), (inputs[kept:], targets[kept:])


def _in_batches(data: Any, batch_size: int) -> Any:
    """Return a pair of arrays as batches, so that a large test needs little memory."""
    if isinstance(data, tuple) and len(data) == 2:
        from tinygrad_fa.data import Batches

        return Batches((_rows(data[0]), _targets(data[1])), batch_size, shuffle=False)
    return data
