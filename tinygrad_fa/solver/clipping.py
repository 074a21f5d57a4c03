"""How gradients that are too large are cut down: the ways of Caffe, PyTorch and Keras."""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.settings import Settings


def clip(parameters: FlatParameters, settings: Settings, squared_norm: float) -> float:
    """Clip the gathered gradients to ``clip_gradients``, in the way of ``clip_type``.

    A norm is of the order p = ``clip_norm_type``: (Σ|g|^p)^(1/p), and the largest |g| for inf.

    - ``"norm"``: all gradients together, if their norm is above the bound, are multiplied by
      bound / norm (Caffe's ``clip_gradients``, Keras's ``global_clipnorm``);
    - ``"torch.norm"``: the same with bound / (norm + 10⁻⁶), if that is below 1
      (``torch.nn.utils.clip_grad_norm_``);
    - ``"parameter_norm"``: each parameter's gradient by itself (Keras's ``clipnorm``);
    - ``"value"``: every entry is kept within ± bound (``clipvalue``, ``clip_grad_value_``).

    Args:
        squared_norm: the sum of the squares of all gradients.

    Returns:
        What the gradients still have to be multiplied by, 1 for nothing.
    """
    bound = settings.clip
    if bound is None:
        return 1.0
    order = settings.clip_norm_type
    if settings.clip_type == "value":
        for flat in parameters.arrays:
            backend.library(flat.gradient).clip(flat.gradient, -bound, bound, out=flat.gradient)
        return 1.0
    if settings.clip_type == "parameter_norm":
        for piece in parameters.pieces:
            length = norm([piece.gradient], order)
            if length > bound:
                piece.gradient *= bound / length
        return 1.0
    if order == 2:
        length = math.sqrt(squared_norm)
    else:
        length = norm([flat.gradient for flat in parameters.arrays], order)
    if settings.clip_type == "torch.norm":
        return min(1.0, bound / (length + 1e-6))
    return bound / length if length > bound else 1.0


def norm(arrays: list[Any], order: float) -> float:
    """Return the norm of that order, over the entries of all arrays together.

    Powers are taken of the entries divided by the largest, so that none is too large for float32.
    """
    sizes = [backend.library(array).abs(array) for array in arrays if array.size]
    largest = max((float(size.max()) for size in sizes), default=0.0)
    if largest == 0 or order == math.inf:
        return largest
    total = sum(float(((size / largest) ** order).sum()) for size in sizes)
    return float(largest * total ** (1 / order))
