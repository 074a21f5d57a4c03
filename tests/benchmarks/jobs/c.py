"""Job c: the moons MLP 2-16-16-1 on tensors: 100 samples, hinge loss, SGD with momentum."""

from __future__ import annotations

import numpy

from jobs.a import moons
from jobs.training import SHORT_UPDATES as UPDATES
from jobs.training import our_step, torch_step

ENGINES = ["ours", "torch"]
__all__ = ["ENGINES", "UPDATES", "ours", "torch"]


def _batches():
    points, labels = moons()
    batch = numpy.array(points, "float32"), numpy.array(labels, "float32").reshape(-1, 1)
    return [batch] * UPDATES  # so that the end of an epoch is as rare as in a real training


def _hinge(scores, labels):
    return (1 - labels * scores).relu().mean()


def ours():
    from tinygrad_fa import Linear, Net, ReLU

    net = Net(Linear(2, 16), ReLU(), Linear(16, 16), ReLU(), Linear(16, 1))
    return our_step(net, _hinge, _batches(), type="SGD", base_lr=0.05, momentum=0.9)


def torch():
    import torch
    from torch.nn import Linear, ReLU, Sequential

    net = Sequential(Linear(2, 16), ReLU(), Linear(16, 16), ReLU(), Linear(16, 1))
    return torch_step(net, _hinge, _batches(), lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9))
