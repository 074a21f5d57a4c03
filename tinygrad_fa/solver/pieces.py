"""What `FlatParameters` is made of: where each parameter lies, and what is updated together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor


@dataclass(eq=False)
class Piece:
    """Where one parameter lies in the flat arrays of its dtype."""

    name: str
    parameter: Tensor
    lr_mult: float
    decay_mult: float
    start: int = 0
    trainable: bool = True
    view: Any = None  # of the flat weights: what the parameter's data should be
    gradient: Any = None  # of the flat gradient, in the parameter's shape
    slots: dict[str, Any] = field(default_factory=dict)  # of the flat slots, in their shapes

    @property
    def stop(self) -> int:
        """The first entry that is not its own any more."""
        return self.start + self.parameter.size

    def of(self, flat: Any) -> Any:
        """Return its stretch of a flat array, as the parameter's data lies: a view."""
        return self.shaped(flat[self.start : self.stop], self.parameter.shape)

    def shaped(self, stretch: Any, shape: tuple[int, ...]) -> Any:
        """Return a stretch in a shape, in the order in memory that the parameter has."""
        if shape == self.parameter.shape and backend.is_column_major(self.parameter.data):
            return stretch.reshape(shape[::-1]).T
        return stretch.reshape(shape)


@dataclass(eq=False)
class FlatArrays:
    """The flat arrays of the parameters of one dtype.

    They are of the same length, unless the rule has slots of other shapes than the parameters.
    """

    weights: Any
    gradient: Any
    slots: dict[str, Any] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)


class Chunk(NamedTuple):
    """Weights that are updated together, as views of the flat arrays.

    A stretch of them, or one parameter in its own shape if the rule asks for `whole_parameters`.
    """

    weights: Any
    gradient: Any
    slots: tuple[Any, ...]
    lr_mult: float
    decay_mult: float
