"""The batches of Caffe's data layers: in the order of the data, round and round, never shuffled.

Pass number k of a layer with batches of B samples takes the rows (k·B + q) mod n, q = 0 … B − 1: a
batch may begin at the end of the data and go on at its beginning.  Each net has a cursor of its
own, which no test sets back.  Source: BVLC/Caffe 1.0, `data_layer.cpp`, `data_transformer.cpp`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.data.shuffling import generator
from tinygrad_fa.language.errors import DataError, SettingError, StateError

Array = NDArray[Any]


@dataclass
class Transform:
    """What ``transform_param`` does to each image: crop, minus the mean, mirror, times scale.

    Args:
        scale: the factor.
        mean: (C, H, W) or (C, 1, 1), subtracted before the factor; None: nothing.
        crop: the side of the square that is cut out; 0: nothing is.
        mirror: whether half of the images, chosen at random, are mirrored (in TEST, too).
        random_crop: whether the square lies anywhere (TRAIN), or in the middle (TEST).
    """

    scale: float = 1.0
    mean: Array | None = None
    crop: int = 0
    mirror: bool = False
    random_crop: bool = False

    def shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of an image afterwards."""
        return (*shape[:-2], self.crop, self.crop) if self.crop else shape

    def __call__(self, images: Array, rng: np.random.Generator) -> Array:
        """Return images (N, C, H, W) transformed, as float32."""
        count, (height, width) = len(images), images.shape[-2:]
        mean = self.mean
        if self.crop:
            tops = self._offsets(height, count, rng)
            lefts = self._offsets(width, count, rng)
            images = self._cut(images, tops, lefts)
            if mean is not None and mean.shape[-2:] != (1, 1):
                mean = self._cut(np.broadcast_to(mean, (count, *mean.shape)), tops, lefts)
        out = images.astype(np.float32)
        if mean is not None:
            out -= mean
        if self.mirror:
            chosen = rng.integers(0, 2, count).astype(bool)
            out[chosen] = out[chosen][..., ::-1]
        if self.scale != 1:
            out *= np.float32(self.scale)
        return out

    def _offsets(self, side: int, count: int, rng: np.random.Generator) -> Array:
        room = side - self.crop
        return rng.integers(0, room + 1, count) if self.random_crop else np.full(count, room // 2)

    def _cut(self, images: Array, tops: Array, lefts: Array) -> Array:
        pairs = zip(images, tops, lefts, strict=True)
        size = self.crop
        return np.stack([image[:, y : y + size, x : x + size] for image, y, x in pairs])


@dataclass
class Rows:
    """The samples of one data layer.

    Args:
        layer: its name, for messages.
        arrays: one for each of its tops, with the same number of rows.
        batch_size: how many rows make a batch.
        transform: changes the first of the arrays.
        seed: of the random crops and mirrors.
        labels: what goes with a layer that has one top only.
        shuffle: whether each round has an order of its own (HDF5Data).
    """

    layer: str
    arrays: list[Array]
    batch_size: int
    transform: Transform | None = None
    seed: int = 0
    labels: Array | None = None
    shuffle: bool = False
    row: int = 0  # the first of the next batch, counted on from round to round
    passes: int = 0  # batches so far
    _order_of: tuple[int, Array] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        lengths = {len(array) for array in self.arrays}
        if len(lengths) != 1 or 0 in lengths:
            raise DataError("caffe_data.no_rows", layer=self.layer)
        if self.batch_size < 1:
            raise SettingError("caffe_data.no_batch_size", layer=self.layer)

    def __len__(self) -> int:
        return len(self.arrays[0])

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of a batch of each array."""
        shapes = [array.shape[1:] for array in self.arrays]
        if self.transform is not None:
            shapes[0] = self.transform.shape(shapes[0])
        return [(self.batch_size, *shape) for shape in shapes]

    def next(self) -> list[Array]:
        """Return the next batch of each array, and the labels behind if there is one array."""
        places = self.row + np.arange(self.batch_size)
        rows = self._shuffled(places) if self.shuffle else places % len(self)
        parts = [array[rows] for array in self.arrays]
        if self.transform is not None:
            parts[0] = self.transform(parts[0], generator(self.seed, self.passes))
        if len(parts) == 1 and self.labels is not None:
            parts.append(self.labels[rows])
        self.row += self.batch_size
        self.passes += 1
        return parts

    def _shuffled(self, places: Array) -> Array:
        """Return the rows at these places of an endless row of shuffled rounds."""
        rows = np.empty_like(places)
        for number in np.unique(places // len(self)):
            if self._order_of is None or self._order_of[0] != number:
                self._order_of = number, generator(self.seed, int(number)).permutation(len(self))
            here = places // len(self) == number
            rows[here] = self._order_of[1][places[here] % len(self)]
        return rows


class Feed:
    """The batches that a net's data layers give, as pairs (inputs, targets).

    A net whose data layers have one top gets the labels as targets all the same; it does not read
    them.

    Args:
        rows: the data layers, in the order of the net.

    Raises:
        SettingError: if they have more than two tops together.
    """

    def __init__(self, rows: Sequence[Rows]) -> None:
        self.rows = list(rows)
        tops = sum(len(each.arrays) for each in self.rows)
        if tops > 2:
            layers = ", ".join(each.layer for each in self.rows)
            raise SettingError("caffe_data.too_many_tops", layers=layers, count=tops)

    def __copy__(self) -> Feed:
        """Return a feed with cursors of its own, for a look ahead."""
        return Feed([copy.copy(rows) for rows in self.rows])

    def __len__(self) -> int:
        """How many batches it takes to see every sample of the first layer."""
        return -(-len(self.rows[0]) // self.rows[0].batch_size) if self.rows else 1

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        for _ in range(len(self)):
            yield self.next()

    def next(self) -> tuple[Array, Array]:
        """Return the next batch, from every layer."""
        parts = [array for rows in self.rows for array in rows.next()]
        nothing = np.zeros(len(parts[0]) if parts else 1, np.int64)
        inputs, targets, *_ = [*parts, nothing, nothing]
        return inputs, targets

    def state_dict(self) -> dict[str, Any]:
        """Return the positions, and what they belong to, as plain numbers."""
        return {
            "rows": [
                {
                    "samples": len(rows),
                    "batch_size": rows.batch_size,
                    "seed": rows.seed,
                    "row": rows.row,
                    "passes": rows.passes,
                }
                for rows in self.rows
            ]
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go back to saved positions.

        Raises:
            StateError: if they belong to other data or other batches, or are no positions.
        """
        saved, here = state.get("rows"), self.state_dict()["rows"]
        if not isinstance(saved, list) or len(saved) != len(here):
            raise StateError("data.state_names", names="rows")
        for old, new in zip(saved, here, strict=True):
            if set(old) != set(new):
                raise StateError("data.state_names", names=", ".join(sorted(set(old) ^ set(new))))
            for name in ("samples", "batch_size", "seed"):
                if old[name] != new[name]:
                    raise StateError(
                        "data.state_differs", name=name, saved=old[name], here=new[name]
                    )
            if not all(isinstance(old[name], int) and old[name] >= 0 for name in ("row", "passes")):
                raise StateError(
                    "data.state_position", epoch=old["passes"], index=old["row"], batches=len(self)
                )
        for rows, old in zip(self.rows, saved, strict=True):
            rows.row, rows.passes = old["row"], old["passes"]

    def __repr__(self) -> str:
        told = ", ".join(
            f"{rows.layer}: {len(rows)} samples, batches of {rows.batch_size}" for rows in self.rows
        )
        return f"<Feed {told}>"
