"""Caffe's fillers: how a .prototxt says that parameters start.

    fill(layer.weight, type="gaussian", std=0.01)
    fill(layer.bias)                                 # nothing said: constant 0

The names and defaults are those of Caffe's FillerParameter.  Caffe's `xavier` and `msra` count
only the inputs unless told otherwise, so `xavier` is not Glorot's compromise: that is
``variance_norm="AVERAGE"``.  Source: BVLC/Caffe 1.0, `filler.hpp`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from inspect import signature
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import initialisers


def fill(tensor: Tensor, type: str = "constant", **settings: Any) -> Tensor:  # noqa: A002
    """Fill a leaf as one of Caffe's fillers does, and return it.

    Args:
        tensor: the parameter; its first axis is the outputs, its second the inputs.
        type: one of `FILLERS`: ``"constant"``, ``"uniform"``, ``"gaussian"``,
            ``"positive_unitball"``, ``"xavier"``, ``"msra"``, ``"bilinear"``.
        settings: what that filler takes (see its function).

    Raises:
        SettingError: for an unknown filler, or a setting that it does not have.
    """
    if type not in FILLERS:
        raise SettingError("initialisers.filler", type=type, known=", ".join(FILLERS))
    filler = FILLERS[type]
    known = list(signature(filler).parameters)[1:]
    for name in settings:
        if name not in known:
            words = ", ".join(known) or "–"
            raise SettingError("initialisers.filler_setting", type=type, name=name, known=words)
    return filler(tensor, **settings)


def _constant(tensor: Tensor, value: float = 0.0) -> Tensor:
    return initialisers.constant_(tensor, value)


def _uniform(tensor: Tensor, min: float = 0.0, max: float = 1.0) -> Tensor:  # noqa: A002
    return initialisers.uniform_(tensor, min, max)


def _gaussian(tensor: Tensor, mean: float = 0.0, std: float = 1.0, sparse: int = -1) -> Tensor:
    """Fill from N(mean, std²); with `sparse` ≥ 0 each number stays with probability sparse/outputs.

    The others become 0.  So on average an *input* reaches `sparse` outputs, and an output has
    sparse · inputs / outputs weights.
    """
    initialisers.normal_(tensor, mean, std)
    if sparse >= 0:
        share = sparse / tensor.shape[0]
        kept = randomness.kept(share, tensor.shape)
        tensor.replace_data(tensor.data * backend.move(kept, backend.library(tensor.data)))
    return tensor


def _positive_unitball(tensor: Tensor) -> Tensor:
    """Fill with positive numbers that sum to 1 for each output."""
    numbers = randomness.uniform(0, 1, tensor.shape, "float64")
    totals = numbers.sum(axis=tuple(range(1, tensor.ndim)), keepdims=True)
    home = backend.library(tensor.data)
    tensor.replace_data(backend.move(numbers / totals, home, tensor.dtype))
    return tensor


def _xavier(tensor: Tensor, variance_norm: str = "FAN_IN") -> Tensor:
    """Fill from U(−b, b), b = √(3/n), n as `variance_norm` says."""
    bound = math.sqrt(3 / _fan(tensor, variance_norm))
    return initialisers.uniform_(tensor, -bound, bound)


def _msra(tensor: Tensor, variance_norm: str = "FAN_IN") -> Tensor:
    """Fill from N(0, 2/n), n as `variance_norm` says."""
    return initialisers.normal_(tensor, 0.0, math.sqrt(2 / _fan(tensor, variance_norm)))


def _bilinear(tensor: Tensor) -> Tensor:
    return initialisers.bilinear_(tensor)


FILLERS: dict[str, Callable[..., Tensor]] = {
    "constant": _constant,
    "uniform": _uniform,
    "gaussian": _gaussian,
    "positive_unitball": _positive_unitball,
    "xavier": _xavier,
    "msra": _msra,
    "bilinear": _bilinear,
}


def _fan(tensor: Tensor, variance_norm: str) -> float:
    """Return n: the size divided by the outputs, by the inputs, or the mean of the two.

    A bias (one axis) has 1 input; Caffe fills it all the same.
    """
    if not tensor.ndim or not tensor.size:
        raise SettingError("initialisers.empty", shape=tensor.shape)
    inputs = tensor.size / tensor.shape[0]
    outputs = tensor.size / (tensor.shape[1] if tensor.ndim > 1 else 1)
    fans = {"FAN_IN": inputs, "FAN_OUT": outputs, "AVERAGE": (inputs + outputs) / 2}
    if variance_norm not in fans:
        known = ", ".join(fans)
        raise SettingError("initialisers.variance_norm", value=variance_norm, known=known)
    return fans[variance_norm]
