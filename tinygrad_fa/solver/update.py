"""One update of the weights, in Caffe's order: clip, normalise, regularise, update."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.solver.clipping import clip
from tinygrad_fa.solver.optimizers import Optimizer
from tinygrad_fa.solver.optimizers.parts import signs
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.settings import Settings

SWEEP = 16  # iterations between two times that traces are swept out of the slots


def apply_update(
    parameters: FlatParameters,
    optimizer: Optimizer,
    settings: Settings,
    rate: float,
    iteration: int,
    squared_norm: float,
) -> float:
    """Change the weights by the gathered gradients, which are used up.

    Clipping looks at the *sum* over `iter_size` batches; the mean is taken after it.  The weight
    decay comes last, so it is never clipped; the rule's `decay_to` says what it is added to.

    Args:
        rate: the learning rate of this iteration, before `lr_mult`.
        squared_norm: of the gathered gradient, as `FlatParameters.squared_norm` returns it.

    Returns:
        What clipping has multiplied the whole gradient by; 1 if it was short enough.

    Source of the order: Caffe, ``sgd_solver.cpp``, ``ApplyUpdate``.
    """
    clipped = clip(parameters, settings, squared_norm)
    scale = clipped / settings.iter_size
    decay_to, kind = optimizer.decay_to, settings.regularization_type
    for weights, gradient, slots, lr_mult, decay_mult in parameters.chunks:
        if scale != 1.0:
            gradient *= scale
        own_rate, more = rate * lr_mult, {}
        decay = settings.weight_decay * decay_mult
        if decay_to == "rule":
            more["penalty"] = decay * penalty_slope(kind, weights) if decay else 0.0
        elif decay and decay_to == "weights":
            weights -= own_rate * decay * penalty_slope(kind, weights)
        elif decay:
            gradient += decay * penalty_slope(kind, weights)
        optimizer.update(weights, gradient, *slots, rate=own_rate, iteration=iteration, **more)
        if iteration % SWEEP == 0:
            for slot in slots:
                sweep(slot)
    parameters.note_change()
    return clipped


def penalty_slope(regularization_type: str, weights: Any) -> Any:
    """Return the gradient of the penalty: w for L2 (of ½‖w‖²), sign(w) for L1 (of Σ|w|)."""
    return weights if regularization_type == "L2" else signs(weights)


def sweep(slot: Any) -> None:
    """Make 0 of what is left of numbers that fade away.

    The velocity of a weight whose gradient is 0 for good (behind a dead ReLU, or a pixel that is
    always black) halves and halves, and in the end is smaller than any normal float.  A processor
    takes ten times as long for such numbers, and a training of a hundred thousand weights twice
    as long for each update.  Adding a number and taking it away again loses what is less than the
    last digit of it, here 128 times the smallest normal float, and nothing that could matter.
    """
    if slot.dtype.kind == "f" and slot.dtype.itemsize > 2:  # half floats have no room for it
        kind = backend.library(slot).finfo(slot.dtype)
        grain = float(kind.smallest_normal) / float(kind.eps) * 256
        slot += grain
        slot -= grain
