"""Images made larger."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.resampling import MODES
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import Pair, as_fractions, pair


class Upsample(Layer):
    """Images as many times as large as is wanted.

    Shapes: x (N, C, H, W) → (N, C, factor · H, factor · W).

    Args:
        scale_factor: a whole number, or (along the height, along the width).
        mode: ``"nearest"`` copies pixels; ``"bilinear"`` draws straight lines between them.
        align_corners: whether the corner pixels stay exactly in the corners (bilinear only).

    Raises:
        SettingError: for factors that make no sense, or another mode.
        ShapeError: (when called) for what is no batch of images, or images without pixels.
    """

    def __init__(
        self, scale_factor: int | Pair = 2, mode: str = "nearest", align_corners: bool = False
    ) -> None:
        self.scale_factor = pair("scale_factor", scale_factor)
        if mode not in MODES:
            raise SettingError("engine.upsample_mode", mode=mode)
        self.mode, self.align_corners = mode, bool(align_corners)

    def forward(self, x: Any) -> Any:
        """Return the enlarged images."""
        x = as_tensor(x) if self.mode == "nearest" else as_fractions(x)
        return ops.upsample(x, self.scale_factor, self.mode, self.align_corners)

    def extra_repr(self) -> str:
        """Return the factors and the mode."""
        corners = ", align_corners=True" if self.align_corners else ""
        return f"scale_factor={self.scale_factor}, mode={self.mode}{corners}"
