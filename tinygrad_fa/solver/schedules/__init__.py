"""Schedules: the learning rate as a pure function of the step.

========================  =====================================================================
slides                    `StepDecay`, `ExponentialDecay` (e^(−kt)), `InverseTimeDecay` (1/t)
Keras                     `CosineDecay`, `CosineDecayRestarts`, `ExponentialDecay`,
                          `InverseTimeDecay`, `PiecewiseConstantDecay`, `PolynomialDecay`
PyTorch                   its names and arguments are in `torch_names`; the classes are these
                          and `Linear`, `CosineWave`, `Cyclic`, `OneCycle`
Caffe                     the seven policies are in `tinygrad_fa.solver.policies`
warm-up                   `WarmupCosineDecay`, `Noam`, `WSD`, or made of `warmup`, `hold`,
                          `linear` and `cosine` with ``+`` and ``*``
========================  =====================================================================
"""

from tinygrad_fa.solver.schedules.composition import (
    Chain,
    Times,
    chain,
    cosine,
    hold,
    linear,
    times,
    warmup,
)
from tinygrad_fa.solver.schedules.cosine import (
    CosineDecay,
    CosineDecayRestarts,
    CosineWave,
    WarmupCosineDecay,
    lr_warmup_cosine_decay,
)
from tinygrad_fa.solver.schedules.cyclic import Cyclic, OneCycle
from tinygrad_fa.solver.schedules.decay import (
    ExponentialDecay,
    InverseTimeDecay,
    PolynomialDecay,
    StepDecay,
)
from tinygrad_fa.solver.schedules.pieces import Linear, PiecewiseConstantDecay
from tinygrad_fa.solver.schedules.schedule import REGISTRY, Schedule, from_config, register
from tinygrad_fa.solver.schedules.torch_names import (
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    StepLR,
)
from tinygrad_fa.solver.schedules.transformer import WSD, Noam

__all__ = [
    "REGISTRY",
    "WSD",
    "Chain",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CosineDecay",
    "CosineDecayRestarts",
    "CosineWave",
    "Cyclic",
    "CyclicLR",
    "ExponentialDecay",
    "ExponentialLR",
    "InverseTimeDecay",
    "Linear",
    "LinearLR",
    "MultiStepLR",
    "Noam",
    "OneCycle",
    "OneCycleLR",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "PolynomialLR",
    "Schedule",
    "StepDecay",
    "StepLR",
    "Times",
    "WarmupCosineDecay",
    "chain",
    "cosine",
    "from_config",
    "hold",
    "linear",
    "lr_warmup_cosine_decay",
    "register",
    "times",
    "warmup",
]
