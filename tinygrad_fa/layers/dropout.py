"""Dropout: of single entries, or of whole channels."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor


class Dropout(Layer):
    """In training each entry is dropped (set to 0) with probability p, the rest grows by 1/(1 − p).

    So the expected value of every entry stays what it was, and nothing need be done when the net
    is used: in `eval` mode the input passes unchanged ("inverted" dropout).  What is dropped is
    drawn from `tinygrad_fa.randomness`; saving and restoring its state repeats the draws.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, JMLR 15, 2014.

    Args:
        p: the probability of being dropped, 0 to 1.

    Raises:
        SettingError: for a p that is no probability.
    """

    def __init__(self, p: float = 0.5) -> None:
        if isinstance(p, bool) or not isinstance(p, (int, float)) or not 0 <= p <= 1:
            raise SettingError("layers.probability", name="p", value=p)
        self.p = p

    def forward(self, x: Any) -> Any:
        """Return x with entries dropped, or x itself when not in training."""
        x = as_tensor(x)
        if not self.training or self.p == 0:
            return x
        kept = randomness.kept(1 - self.p, self._drawn_shape(x))
        kept = backend.move(kept, backend.library(x.data))
        factor = 0.0 if self.p == 1 else 1 / (1 - self.p)
        return x * Tensor.wrap(kept * x.dtype.type(factor))

    def _drawn_shape(self, x: Tensor) -> tuple[int, ...]:
        """Return the shape of what is dropped or kept: every entry by itself."""
        return x.shape

    def extra_repr(self) -> str:
        """Return the probability."""
        return f"p={self.p}"


class Dropout2d(Dropout):
    """In training whole channels of images are dropped with probability p; see `Dropout`.

    Neighbouring pixels know much of each other, so dropping single ones hides little.  Shapes:
    x (N, C, H, W) → the same.  Source: Tompson, Goroshin, Jain, LeCun & Bregler, CVPR 2015.

    Args:
        p: the probability of being dropped, 0 to 1.

    Raises:
        SettingError: for a p that is no probability.
        ShapeError: (when called) for what is no batch of images.
    """

    def forward(self, x: Any) -> Any:
        """Return x with channels dropped, or x itself when not in training."""
        x = as_tensor(x)
        if x.ndim != 4:
            raise ShapeError("engine.image_shape", shape=x.shape)
        return super().forward(x)

    def _drawn_shape(self, x: Tensor) -> tuple[int, ...]:
        """Return the shape of what is dropped or kept: every channel by itself."""
        return (*x.shape[:2], 1, 1)
