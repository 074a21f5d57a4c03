"""Job f: Caffe's cifar10_quick, batch 100, cross-entropy, SGD with momentum and weight decay."""

from __future__ import annotations

from jobs.training import digits, our_step, torch_step, weights_like

ENGINES = ["ours", "torch", "dezero"]
UPDATES = 4  # per call when timed: one update takes as long as several of the smaller jobs
__all__ = ["ENGINES", "UPDATES", "dezero", "ours", "torch"]
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


def dezero():
    """DeZero (oreilly-japan/deep-learning-from-scratch-3), with its own layers and optimizer.

    It has no pooling that rounds up; so images are made longer at the end, by −∞ for the maximum,
    and by 0 for the mean, which is then corrected for the windows that hang over the edge.
    """
    import sys
    from types import ModuleType

    import numpy

    for name in ("matplotlib", "matplotlib.pyplot", "PIL", "PIL.Image"):
        sys.modules.setdefault(name, ModuleType(name))  # only its data sets and pictures need them
    images = sys.modules["PIL"].Image = sys.modules["PIL.Image"]
    images.BILINEAR = getattr(images, "BILINEAR", 2)
    import dezero.functions as F  # noqa: N812 (what its users write)
    from dezero import Function, Model
    from dezero.layers import Conv2d, Linear
    from dezero.optimizers import MomentumSGD, WeightDecay

    class Longer(Function):
        def __init__(self, filling):
            super().__init__()
            self.filling = filling

        def forward(self, x):
            ends = ((0, 0), (0, 0), (0, 1), (0, 1))
            return numpy.pad(x, ends, constant_values=numpy.float32(self.filling))

        def backward(self, g):
            return g[:, :, :-1, :-1]

    def max_pool(x):
        return F.pooling(Longer(-numpy.inf)(x), 3, 2)

    def avg_pool(x):
        out = F.average_pooling(Longer(0.0)(x), 3, 2)
        more = numpy.ones(out.shape[2], "float32")
        more[-1] = 3 / 2
        return out * numpy.outer(more, more)

    class Quick(Model):
        def __init__(self):
            super().__init__()
            self.conv1 = Conv2d(32, 5, pad=2, in_channels=3)
            self.conv2 = Conv2d(32, 5, pad=2, in_channels=32)
            self.conv3 = Conv2d(64, 5, pad=2, in_channels=32)
            self.ip1, self.ip2 = Linear(64, in_size=1024), Linear(10, in_size=64)

        def forward(self, x):
            x = F.relu(max_pool(self.conv1(x)))
            x = avg_pool(F.relu(self.conv2(x)))
            x = avg_pool(F.relu(self.conv3(x)))
            return self.ip2(self.ip1(F.reshape(x, (len(x), -1))))

    net = Quick()
    layers = [net.conv1, net.conv2, net.conv3, net.ip1, net.ip2]
    shapes = [(32, 3, 5, 5), (32, 32, 5, 5), (64, 32, 5, 5), (64, 1024), (10, 64)]
    arrays = iter(weights_like([part for shape in shapes for part in (shape, shape[:1])]))
    for layer in layers:
        weight = next(arrays)
        layer.W.data = weight.T.copy() if weight.ndim == 2 else weight
        layer.b.data = next(arrays)
    optimizer = MomentumSGD(0.001, SETTINGS["momentum"]).setup(net)
    optimizer.add_hook(WeightDecay(SETTINGS["weight_decay"]))
    batches, position = digits(2, 100, (3, 32, 32)), 0

    def step(updates=1):
        nonlocal position
        last = 0.0
        for _ in range(updates):
            inputs, targets = batches[position % len(batches)]
            position += 1
            loss = F.softmax_cross_entropy(net(inputs), targets)
            net.cleargrads()
            loss.backward()
            optimizer.update()
            last = float(loss.data)
        return last

    return step
