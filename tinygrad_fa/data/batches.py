"""Batches: a data set cut into pieces, in an order that can be saved and resumed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa import backend
from tinygrad_fa.data.dataset import Dataset
from tinygrad_fa.data.shuffling import generator, shuffled_order
from tinygrad_fa.language.errors import DataError, SettingError, StateError

Array = NDArray[Any]
Transform = Callable[[Array, np.random.Generator], Array]


class Batches:
    """Cut inputs and targets into batches, epoch after epoch.

    ``for inputs, targets in batches:`` goes through one epoch: every sample once.  Each new
    ``for`` starts the next epoch, also if the last one was left in the middle; only after
    `load_state_dict` does it first finish the epoch that was under way.  A loop that is already
    running keeps to its own epoch.  `next` hands out batches without end, wrapping into the
    next epoch.

    The order of an epoch is computed from (seed, epoch), and the random numbers of a transform
    from (seed, epoch, number of the batch).  So the position is two numbers, and a run that is
    resumed from them sees the very same batches.  Without shuffling the order is that of the
    data, and a batch is a stretch of the data itself: a read-only view, not a copy.

    Args:
        data: a `Dataset`, or a pair (inputs, targets) of arrays with the same number of rows.
        batch_size: samples per batch; the last batch of an epoch may be smaller.
        shuffle: whether every epoch has an order of its own.
        seed: a whole number, at least 0.
        drop_last: leave out a last batch that is smaller than the others.
        transform: changes the inputs of each batch, ``transform(inputs, rng)``, for example to
            shift images at random.  It gets a copy, and `rng` is a NumPy generator.

    Raises:
        DataError: if there are no samples, too few for one full batch with `drop_last`, or not
            as many inputs as targets.
        SettingError: if `batch_size` is not a whole number of at least 1, or `seed` of at
            least 0.

    Example:
        >>> batches = Batches((np.arange(5.0), np.arange(5)), batch_size=2, shuffle=False)
        >>> [list(targets) for _, targets in batches]
        [[0, 1], [2, 3], [4]]
    """

    def __init__(
        self,
        data: Dataset | tuple[Any, Any],
        batch_size: int,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
        transform: Transform | None = None,
    ) -> None:
        self.inputs, self.targets = (backend.freeze(array[...]) for array in _arrays(data))
        self.batch_size = _whole_number("batch_size", batch_size, least=1)
        self.seed = _whole_number("seed", seed, least=0)
        self.shuffle, self.drop_last, self.transform = bool(shuffle), bool(drop_last), transform
        if drop_last and len(self.inputs) < self.batch_size:
            raise DataError(
                "data.no_full_batch", samples=len(self.inputs), batch_size=self.batch_size
            )
        self.epoch = 0  # of the batch that `next` gives
        self.index = 0  # its number within the epoch
        self._begun = False  # whether a loop or `next` is already in this epoch
        self._order_of: tuple[int, NDArray[np.intp]] | None = None

    def __len__(self) -> int:
        """The number of batches in one epoch."""
        whole, rest = divmod(len(self.inputs), self.batch_size)
        return whole if self.drop_last or not rest else whole + 1

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        if self._begun:
            self.epoch, self.index = self.epoch + 1, 0
        self._begun = True
        return self._rest_of_epoch(self.epoch, self.index)

    def _rest_of_epoch(self, epoch: int, first: int) -> Iterator[tuple[Array, Array]]:
        for index in range(first, len(self)):
            # A newer loop may have moved on to another epoch; then this one no longer counts.
            if (self.epoch, self.index) == (epoch, index):
                self._advance()
            yield self._batch(epoch, index)

    def next(self) -> tuple[Array, Array]:
        """Return the next batch (inputs, targets); after the last of an epoch comes the next."""
        epoch, index = self.epoch, self.index
        self._advance()
        return self._batch(epoch, index)

    def _advance(self) -> None:
        self.index += 1
        self._begun = True
        if self.index == len(self):
            self.epoch, self.index, self._begun = self.epoch + 1, 0, False

    def _batch(self, epoch: int, index: int) -> tuple[Array, Array]:
        rows: Any = slice(index * self.batch_size, (index + 1) * self.batch_size)
        if self.shuffle:
            rows = self._order(epoch)[rows]
        inputs, targets = self.inputs[rows], self.targets[rows]
        if self.transform is not None:
            own = inputs if self.shuffle else inputs.copy()
            inputs = self.transform(own, generator(self.seed, epoch, index))
            if len(inputs) != len(targets):
                raise DataError("data.lengths_differ", inputs=len(inputs), targets=len(targets))
        return inputs, targets

    def _order(self, epoch: int) -> NDArray[np.intp]:
        if self._order_of is None or self._order_of[0] != epoch:
            self._order_of = epoch, shuffled_order(len(self.inputs), self.seed, epoch)
        return self._order_of[1]

    def _settings(self) -> dict[str, int | bool]:
        return {
            "samples": len(self.inputs),
            "batch_size": self.batch_size,
            "shuffle": self.shuffle,
            "seed": self.seed,
            "drop_last": self.drop_last,
        }

    def state_dict(self) -> dict[str, int | bool]:
        """Return the position, and the settings it belongs to, as plain numbers."""
        return {"epoch": self.epoch, "index": self.index, **self._settings()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a saved position.

        Raises:
            StateError: if it was saved by batches of other data or other settings, or is not
                a position at all; the message names what differs.
        """
        wanted = self.state_dict()
        if set(state) != set(wanted):
            names = ", ".join(sorted(set(state) ^ set(wanted)))
            raise StateError("data.state_names", names=names)
        for name, here in self._settings().items():
            if state[name] != here:
                raise StateError("data.state_differs", name=name, saved=state[name], here=here)
        epoch, index = state["epoch"], state["index"]
        known = isinstance(epoch, int) and isinstance(index, int)
        if not known or epoch < 0 or not 0 <= index < len(self):
            raise StateError("data.state_position", epoch=epoch, index=index, batches=len(self))
        self.epoch, self.index, self._begun = epoch, index, False

    def __repr__(self) -> str:
        return (
            f"<Batches of {self.batch_size}: {len(self.inputs)} samples, {len(self)} batches, "
            f"epoch {self.epoch}, batch {self.index}>"
        )


def _arrays(data: Dataset | tuple[Any, Any]) -> tuple[Array, Array]:
    pair = (data.inputs, data.targets) if isinstance(data, Dataset) else data
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise DataError("data.not_a_pair", kind=type(data).__name__)
    try:
        inputs, targets = (backend.to_numpy(part) for part in pair)
    except ValueError as error:  # rows of different lengths
        raise DataError("data.ragged", reason=error) from error
    if inputs.ndim == 0 or targets.ndim == 0:
        raise DataError("data.not_a_pair", kind=type(data).__name__)
    if len(inputs) != len(targets):
        raise DataError("data.lengths_differ", inputs=len(inputs), targets=len(targets))
    if not len(inputs):
        raise DataError("data.empty_data")
    for name, array in (("inputs", inputs), ("targets", targets)):
        if array.dtype.kind not in "biuf":
            raise DataError("data.not_numbers", name=name, dtype=array.dtype)
    return inputs, targets


def _whole_number(name: str, value: Any, least: int) -> int:
    try:
        number = -1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = -1
    if number < least:
        raise SettingError("data.whole_number", name=name, least=least, value=value)
    return number
