"""Nets that have a name: LeNet, Caffe's CIFAR-10 net, the perceptron, a model of letters."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine.kernels import output_size
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers import LSTM, AvgPool2d, Conv2d, Embedding, Flatten, Linear, MaxPool2d, ReLU
from tinygrad_fa.layers.description import register
from tinygrad_fa.layers.layer import evaluating
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


@register
class CharacterModel(Net):
    """A recurrent net that reads a text letter by letter and scores what may come next.

    Each letter (a whole number below `letters`) becomes a vector, an LSTM walks along them, and
    a linear layer turns each state into one score per letter.

    Args:
        letters: how many different letters there are.
        hidden: how many numbers the LSTM remembers.
    """

    def __init__(self, letters: int, hidden: int = 192) -> None:
        self.embedding = Embedding(letters, hidden // 4)
        self.lstm = LSTM(hidden // 4, hidden, batch_first=True)
        self.scores = Linear(hidden, letters)

    def forward(self, x: Any) -> Any:
        """Return scores (N · T, letters) for what follows each letter of x (N, T)."""
        states, _ = self.lstm(self.embedding(x))
        return self.scores(states.reshape(-1, states.shape[2]))

    def sample(self, start: int, length: int, temperature: float = 0.7) -> list[int]:
        """Return `length` letters drawn one after the other, the first one given.

        Scores are divided by `temperature`: below 1 the likely letters become likelier still.
        """
        drawn, state = [start], None
        with evaluating(self):
            while len(drawn) < length:
                last = backend.chosen().asarray([[drawn[-1]]])
                states, state = self.lstm(self.embedding(last), state)
                scores = self.scores(states.reshape(1, -1)) / temperature
                shares = scores.softmax().numpy()[0].astype("float64")
                shares /= shares.sum()
                drawn.append(int(randomness.generator().choice(len(shares), p=shares)))
        return drawn
