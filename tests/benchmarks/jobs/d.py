"""Job d: an MLP 784-128-10, batch 64, cross-entropy, Adam."""

from __future__ import annotations

from jobs.training import SHORT_UPDATES as UPDATES
from jobs.training import digits, our_step, torch_step

ENGINES = ["ours", "torch"]
__all__ = ["ENGINES", "UPDATES", "ours", "torch"]


def ours():
    from tinygrad_fa import CrossEntropyLoss, Linear, Net, ReLU

    net = Net(Linear(784, 128), ReLU(), Linear(128, 10))
    batches = digits(8, 64, (784,))
    return our_step(net, CrossEntropyLoss(), batches, type="Adam", base_lr=1e-3, momentum=0.9)


def torch():
    import torch
    from torch.nn import CrossEntropyLoss, Linear, ReLU, Sequential

    net = Sequential(Linear(784, 128), ReLU(), Linear(128, 10))
    return torch_step(
        net, CrossEntropyLoss(), digits(8, 64, (784,)), lambda p: torch.optim.Adam(p, lr=1e-3)
    )
