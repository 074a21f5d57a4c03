"""Nets that have a name: LeNet, Caffe's CIFAR-10 net, and the plain multi-layer perceptron."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from tinygrad_fa.engine.kernels import output_size
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers import AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU
from tinygrad_fa.net import Net


def lenet(shape: Sequence[int] = (1, 28, 28), classes: int = 10) -> Net:
    """Return LeNet as Caffe's MNIST example has it: two convolutions, two linear layers.

    conv 20 × 5×5, max-pool 2, conv 50 × 5×5, max-pool 2, linear 500, ReLU, linear `classes`;
    431,080 parameters for 28×28 digits.  After Y. LeCun et al., "Gradient-based learning
    applied to document recognition" (1998).

    Args:
        shape: (channels, height, width) of one image, at least 16 pixels high and wide.
        classes: how many scores come out.

    Raises:
        ShapeError: for what is no image, or one that is too small.
    """
    sides = [((side - 4) // 2 - 4) // 2 for side in shape[1:]]
    if len(sides) != 2 or min(sides) < 1:
        raise ShapeError("models.lenet_shape", shape=tuple(shape))
    return Net(
        Conv2d(shape[0], 20, 5),
        MaxPool2d(2),
        Conv2d(20, 50, 5),
        MaxPool2d(2),
        Flatten(),
        Linear(50 * prod(sides), 500),
        ReLU(),
        Linear(500, classes),
    )


def cifar10_quick(shape: Sequence[int] = (3, 32, 32), classes: int = 10) -> Net:
    """Return the quick net of Caffe's CIFAR-10 example: three convolutions, two linear layers.

    conv 32 × 5×5, max-pool 3 stride 2, ReLU, conv 32 × 5×5, ReLU, mean-pool 3 stride 2,
    conv 64 × 5×5, ReLU, mean-pool 3 stride 2, linear 64, linear `classes`; the convolutions keep
    the size (padding 2), the pools round it up.  145,578 parameters for 32×32 colour images.
    After A. Krizhevsky's cuda-convnet, as ``examples/cifar10`` of Caffe has it; the weights
    start as those of any layer here, not from Caffe's normal distributions.

    Args:
        shape: (channels, height, width) of one image, at least 12 pixels high and wide.
        classes: how many scores come out.

    Raises:
        ShapeError: for what is no image, or one that is too small.
    """
    sides = list(shape[1:])
    for _ in range(3):
        sides = [output_size(side, 3, 2, ceil_mode=True) for side in sides]
    if len(sides) != 2 or min(sides) < 1:
        raise ShapeError("models.cifar10_quick_shape", shape=tuple(shape))
    return Net(
        Conv2d(shape[0], 32, 5, padding=2),
        MaxPool2d(3, 2, ceil_mode=True),
        ReLU(),
        Conv2d(32, 32, 5, padding=2),
        ReLU(),
        AvgPool2d(3, 2, ceil_mode=True),
        Conv2d(32, 64, 5, padding=2),
        ReLU(),
        AvgPool2d(3, 2, ceil_mode=True),
        Flatten(),
        Linear(64 * prod(sides), 64),
        Linear(64, classes),
    )


def mlp(
    shape: Sequence[int] = (1, 28, 28), classes: int = 10, hidden: Sequence[int] = (128,)
) -> Net:
    """Return a multi-layer perceptron: linear layers with ReLU between them.

    Args:
        shape: of one input; its axes are joined.
        classes: how many scores come out.
        hidden: how many units each hidden layer has.
    """
    sizes = [prod(shape), *hidden]
    layers: list[Any] = [Flatten()]
    for before, after in zip(sizes, hidden, strict=False):
        layers += [Linear(before, after), ReLU()]
    return Net(*layers, Linear(sizes[-1], classes))
