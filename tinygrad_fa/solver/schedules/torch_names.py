"""The schedules under PyTorch's names, with PyTorch's arguments after the base rate.

``StepLR(0.1, step_size=30, gamma=0.1)`` gives the rate that
``torch.optim.lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.1)`` sets in an optimizer with
``lr=0.1``, before the update of each step.  The curves are told in the classes that come back.
Source: PyTorch 2.13, ``torch/optim/lr_scheduler.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa.solver.schedules.cosine import CosineDecayRestarts, CosineWave
from tinygrad_fa.solver.schedules.cyclic import Cyclic, OneCycle
from tinygrad_fa.solver.schedules.decay import ExponentialDecay, PolynomialDecay, StepDecay
from tinygrad_fa.solver.schedules.pieces import Linear, PiecewiseConstantDecay, rising
from tinygrad_fa.solver.schedules.schedule import Schedule


def StepLR(base_lr: float, step_size: int, gamma: float = 0.1) -> StepDecay:
    """Return the step decay."""
    return StepDecay(base_lr, factor=gamma, every=step_size)


def MultiStepLR(
    base_lr: float, milestones: Sequence[int], gamma: float = 0.1
) -> PiecewiseConstantDecay:
    """Return a cut by `gamma` at each milestone, which is the first step with the new rate."""
    steps = rising("milestones", milestones, strictly=False)
    at_once = steps.count(0)  # cuts before the first step
    cuts = sorted(set(steps) - {0})
    values = [base_lr * gamma ** sum(step <= cut for step in steps) for cut in cuts]
    return PiecewiseConstantDecay(
        tuple(cut - 1 for cut in cuts), (base_lr * gamma**at_once, *values)
    )


def ConstantLR(base_lr: float, factor: float = 1 / 3, total_iters: int = 5) -> Schedule:
    """Return base_lr · factor for `total_iters` steps, then base_lr."""
    if total_iters == 0:
        return Linear(base_lr, base_lr, 0)
    return PiecewiseConstantDecay((total_iters - 1,), (base_lr * factor, base_lr))


def LinearLR(
    base_lr: float, start_factor: float = 1 / 3, end_factor: float = 1.0, total_iters: int = 5
) -> Linear:
    """Return a straight line between two multiples of base_lr."""
    return Linear(base_lr * start_factor, base_lr * end_factor, total_iters)


def ExponentialLR(base_lr: float, gamma: float) -> ExponentialDecay:
    """Return a cut by `gamma` at every step."""
    return ExponentialDecay(base_lr, decay_steps=1, decay_rate=gamma)


def PolynomialLR(base_lr: float, total_iters: int = 5, power: float = 1.0) -> PolynomialDecay:
    """Return a fall to 0 along a power."""
    return PolynomialDecay(base_lr, total_iters, end_lr=0.0, power=power)


def CosineAnnealingLR(base_lr: float, T_max: int, eta_min: float = 0.0) -> CosineWave:
    """Return a cosine that falls for T_max steps and rises again."""
    return CosineWave(base_lr, T_max, eta_min)


def CosineAnnealingWarmRestarts(
    base_lr: float, T_0: int, T_mult: int = 1, eta_min: float = 0.0
) -> CosineDecayRestarts:
    """Return a cosine decay that starts again, each time T_mult times as long."""
    alpha = eta_min / base_lr if base_lr else 0.0
    return CosineDecayRestarts(base_lr, T_0, t_mul=T_mult, alpha=alpha)


def OneCycleLR(max_lr: float, total_steps: int | None = None, **settings: Any) -> OneCycle:
    """Return the one cycle; all settings have torch's names."""
    return OneCycle(max_lr, total_steps, **settings)


def CyclicLR(base_lr: float, max_lr: float, step_size_up: int = 2000, **settings: Any) -> Cyclic:
    """Return the cycles; all settings have torch's names."""
    return Cyclic(base_lr, max_lr, step_size_up, **settings)
