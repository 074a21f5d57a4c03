"""Local response normalisation."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.lrn import REGIONS
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.settings import as_fractions, whole_number


class LRN(Layer):
    """Bright neighbours dim each other: ``x / (k + alpha · m)^beta``, m their mean square.

    Shapes: x (N, C, H, W) → the same.

    The neighbours are `size` channels around a pixel's own, or size × size pixels of its channel;
    those beyond the edge count as zeros.  torch calls the first LocalResponseNorm; Caffe's layer
    has both, but alpha = 1 unless told otherwise.

    Source: Krizhevsky, Sutskever & Hinton (2012), section 3.3.

    Args:
        size: how many neighbours along an axis, with the number itself; odd.
        alpha: how strongly they dim.
        beta: the power.
        k: what the divisor starts from; within a channel it is 1, whatever is given, as in Caffe.
        norm_region: ``"ACROSS_CHANNELS"`` or ``"WITHIN_CHANNEL"``.

    Raises:
        SettingError: for an even size, or a region of another name.
        ShapeError: (when called) for what is no batch of images.
    """

    def __init__(
        self,
        size: int = 5,
        alpha: float = 1e-4,
        beta: float = 0.75,
        k: float = 1.0,
        norm_region: str = "ACROSS_CHANNELS",
    ) -> None:
        self.size = whole_number("size", size)
        if self.size % 2 == 0:
            raise SettingError("engine.lrn_size", size=size)
        if norm_region not in REGIONS:
            raise SettingError("engine.lrn_region", region=norm_region, known=", ".join(REGIONS))
        self.alpha, self.beta, self.k, self.norm_region = alpha, beta, k, norm_region

    def forward(self, x: Any) -> Any:
        """Return the images x, normalised."""
        x = as_fractions(x)
        return ops.lrn(x, self.size, self.alpha, self.beta, self.k, self.norm_region)

    def extra_repr(self) -> str:
        """Return the settings."""
        region = "" if self.norm_region == REGIONS[0] else f", norm_region={self.norm_region}"
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}{region}"
