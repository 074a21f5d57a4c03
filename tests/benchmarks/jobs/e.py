"""Job e: Caffe's LeNet, batch 64, cross-entropy, SGD with momentum and weight decay."""

from __future__ import annotations

from jobs.training import UPDATES, digits, our_step, torch_step

ENGINES = ["ours", "torch"]
__all__ = ["ENGINES", "UPDATES", "ours", "torch"]
SETTINGS = {"momentum": 0.9, "weight_decay": 5e-4}


def ours():
    from tinygrad_fa import CrossEntropyLoss
    from tinygrad_fa.models import lenet

    batches = digits(4, 64, (1, 28, 28))
    return our_step(lenet(), CrossEntropyLoss(), batches, type="SGD", base_lr=0.01, **SETTINGS)


def torch():
    import torch
    from torch.nn import Conv2d, CrossEntropyLoss, Flatten, Linear, MaxPool2d, ReLU, Sequential

    net = Sequential(
        Conv2d(1, 20, 5),
        MaxPool2d(2),
        Conv2d(20, 50, 5),
        MaxPool2d(2),
        Flatten(),
        Linear(800, 500),
        ReLU(),
        Linear(500, 10),
    )
    batches = digits(4, 64, (1, 28, 28))
    return torch_step(
        net, CrossEntropyLoss(), batches, lambda p: torch.optim.SGD(p, lr=0.01, **SETTINGS)
    )
