"""Job f: Caffe's cifar10_quick, batch 100, cross-entropy, SGD with momentum and weight decay."""

from __future__ import annotations

from jobs.training import digits, our_step, torch_step

ENGINES = ["ours", "torch"]
UPDATES = 4  # per call when timed: one update takes as long as several of the smaller jobs
__all__ = ["ENGINES", "UPDATES", "ours", "torch"]
SETTINGS = {"momentum": 0.9, "weight_decay": 4e-3}


def ours():
    from tinygrad_fa import CrossEntropyLoss
    from tinygrad_fa.models import cifar10_quick

    batches = digits(2, 100, (3, 32, 32))
    net = cifar10_quick()
    return our_step(net, CrossEntropyLoss(), batches, type="SGD", base_lr=0.001, **SETTINGS)


def torch():
    import torch
    from torch.nn import (
        AvgPool2d,
        Conv2d,
        CrossEntropyLoss,
        Flatten,
        Linear,
        MaxPool2d,
        ReLU,
        Sequential,
    )

    net = Sequential(
        Conv2d(3, 32, 5, padding=2),
        MaxPool2d(3, 2, ceil_mode=True),
        ReLU(),
        Conv2d(32, 32, 5, padding=2),
        ReLU(),
        AvgPool2d(3, 2, ceil_mode=True),
        Conv2d(32, 64, 5, padding=2),
        ReLU(),
        AvgPool2d(3, 2, ceil_mode=True),
        Flatten(),
        Linear(1024, 64),
        Linear(64, 10),
    )
    batches = digits(2, 100, (3, 32, 32))
    return torch_step(
        net, CrossEntropyLoss(), batches, lambda p: torch.optim.SGD(p, lr=0.001, **SETTINGS)
    )
