"""One update of the weights, in Caffe's order: clip, normalise, regularise, update."""

from __future__ import annotations

from math import sqrt
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.optimizers import Optimizer
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.settings import Settings


def gradient_scale(norm: float, settings: Settings) -> float:
    """Return what the gathered gradient is multiplied by: clipped, then made a mean.

    Clipping looks at the norm of all parameters together, of the *sum* over `iter_size`
    batches: a gradient longer than `clip_gradients` is scaled down to that length.
    """
    clip = settings.clip
    scale = clip / norm if clip is not None and norm > clip else 1.0
    return scale / settings.iter_size


def apply_update(
    parameters: FlatParameters,
    optimizer: Optimizer,
    settings: Settings,
    rate: float,
    iteration: int,
    squared_norm: float,
) -> None:
    """Change the weights by the gathered gradients, which are used up.

    Args:
        rate: the learning rate of this iteration, before `lr_mult`.
        squared_norm: of the gathered gradient, as `FlatParameters.squared_norm` returns it.

    Source of the order: Caffe, ``sgd_solver.cpp``, ``ApplyUpdate``.
    """
    scale = gradient_scale(sqrt(squared_norm), settings)
    for weights, gradient, slots, lr_mult, decay_mult in parameters.chunks:
        if scale != 1.0:
            gradient *= scale
        decay = settings.weight_decay * decay_mult
        if decay:
            gradient += decay * penalty_slope(settings.regularization_type, weights)
        optimizer.update(weights, gradient, *slots, rate=rate * lr_mult, iteration=iteration)
    parameters.note_change()


def penalty_slope(regularization_type: str, weights: Any) -> Any:
    """Return the gradient of the penalty: w for L2 (of ½‖w‖²), sign(w) for L1 (of Σ|w|)."""
    return weights if regularization_type == "L2" else backend.library(weights).sign(weights)
