"""Initialisers: how parameters start.

Each function fills a leaf Tensor in place of what it held, and returns it:

    xavier_uniform_(layer.weight, gain=calculate_gain("tanh"))

The *fans* of a weight say how many numbers meet at one output (fan_in) and how many outputs one
input reaches (fan_out).  With the layouts used here, Linear (out, in) and convolution
(out, in/groups, height, width):

    fan_in  = shape[1] · (product of shape[2:])
    fan_out = shape[0] · (product of shape[2:])

A signal keeps its variance on the way forward if Var[w] = gain² / fan_in, and the gradient on the
way back if Var[w] = gain² / fan_out.  U(−b, b) has the variance b²/3; that is where √3 comes from.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.patterns import bilinear_ as bilinear_
from tinygrad_fa.layers.patterns import dirac_ as dirac_
from tinygrad_fa.layers.patterns import eye_ as eye_
from tinygrad_fa.layers.patterns import orthogonal_ as orthogonal_
from tinygrad_fa.layers.patterns import sparse_ as sparse_

# The standard deviation of N(0, 1) without what is beyond ±2: √(1 − 4φ(2) / (2Φ(2) − 1)).
CUT_STD = 0.87962566103423978
Initialiser = Callable[[Tensor], Any]


def constant_(tensor: Tensor, value: float) -> Tensor:
    """Fill with one number."""
    return _fill(tensor, backend.chosen().full(tensor.shape, value, dtype=tensor.dtype))


def zeros_(tensor: Tensor) -> Tensor:
    """Fill with 0."""
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """Fill with 1."""
    return constant_(tensor, 1.0)


def uniform_(tensor: Tensor, low: float = 0.0, high: float = 1.0) -> Tensor:
    """Fill with random numbers evenly spread over [low, high)."""
    return _fill(tensor, randomness.uniform(low, high, tensor.shape, tensor.dtype))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Fill with normally distributed random numbers.

    Raises:
        SettingError: for a negative standard deviation.
    """
    if std < 0:
        raise SettingError("layers.negative_std", value=std)
    return _fill(tensor, randomness.normal(mean, std, tensor.shape, tensor.dtype))


def truncated_normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Fill with normally distributed numbers, none of them far out.

    What is further than two widths from the mean is drawn again.  Cutting the tails off makes
    the numbers vary less, so the width is std / 0.8796: `std` is what comes out.

    Raises:
        SettingError: for a negative standard deviation.
    """
    if std < 0:
        raise SettingError("layers.negative_std", value=std)
    return _fill(tensor, mean + randomness.cut_normal(std / CUT_STD, tensor.shape, tensor.dtype))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Fill from U(−b, b), b = gain · √(6 / (fan_in + fan_out)).

    A compromise between the way forward and back, meant for tanh and its like.
    Source: Glorot & Bengio, AISTATS 2010, eq. 16.
    """
    bound = gain * math.sqrt(6 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Fill from N(0, std²), std = gain · √(2 / (fan_in + fan_out)); see `xavier_uniform_`.

    Keras's form, `glorot_normal_`, has the same std without the far-out numbers.
    """
    return normal_(tensor, 0.0, gain * math.sqrt(2 / sum(fans(tensor))))


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Fill from U(−b, b), b = gain · √(3 / fan): meant for ReLU and its like.

    Source: He, Zhang, Ren & Sun, ICCV 2015, eq. 10 and 14.

    Args:
        a: the slope of a leaky ReLU for negative numbers; 0 for the plain one.
        mode: ``"fan_in"`` keeps the variance on the way forward, ``"fan_out"`` on the way back.
        nonlinearity: what follows the layer (see `calculate_gain`).
    """
    bound = math.sqrt(3) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Fill from N(0, std²), std = gain / √fan; see `kaiming_uniform_`.

    Keras's form, `he_normal_`, has the same std without the far-out numbers.
    """
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity))


# Keras calls them after the first authors.  Its uniform ones are the same; of its normal ones the
# tails are cut off.
glorot_uniform_, he_uniform_ = xavier_uniform_, kaiming_uniform_


def glorot_normal_(tensor: Tensor) -> Tensor:
    """Fill as `xavier_normal_` does, std = √(2 / (fan_in + fan_out)), with the tails cut off."""
    return truncated_normal_(tensor, 0.0, math.sqrt(2 / sum(fans(tensor))))


def he_normal_(tensor: Tensor) -> Tensor:
    """Fill as `kaiming_normal_` does, std = √(2 / fan_in), with the tails cut off."""
    return truncated_normal_(tensor, 0.0, math.sqrt(2 / fans(tensor)[0]))


def lecun_uniform_(tensor: Tensor) -> Tensor:
    """Fill from U(−b, b), b = √(3 / fan_in): a signal keeps its variance in a linear layer.

    Source: LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998, eq. 16.
    """
    bound = math.sqrt(3 / fans(tensor)[0])
    return uniform_(tensor, -bound, bound)


def lecun_normal_(tensor: Tensor) -> Tensor:
    """Fill as `lecun_uniform_` does, std = √(1 / fan_in), normal with the tails cut off.

    It is what SELU wants (Klambauer et al., NIPS 2017).
    """
    return truncated_normal_(tensor, 0.0, math.sqrt(1 / fans(tensor)[0]))


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    if mode not in ("fan_in", "fan_out"):
        raise SettingError("layers.fan_mode", mode=mode)
    fan = fans(tensor)[0 if mode == "fan_in" else 1]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def calculate_gain(nonlinearity: str, parameter: float | None = None) -> float:
    """Return the factor by which weights must be larger because of what follows the layer.

    ReLU sets half of the numbers to 0, so the weights are √2 times as large; a leaky ReLU with
    slope a: √(2 / (1 + a²)), a = 0.01 unless `parameter` is given; tanh: 5/3; SELU: 3/4.

    Raises:
        SettingError: for a name that is not in the list.
    """
    gains = {
        "linear": 1.0,
        "conv2d": 1.0,
        "sigmoid": 1.0,
        "tanh": 5 / 3,
        "relu": math.sqrt(2),
        "leaky_relu": math.sqrt(2 / (1 + (0.01 if parameter is None else parameter) ** 2)),
        "selu": 0.75,
    }
    if nonlinearity not in gains:
        raise SettingError("layers.gain", nonlinearity=nonlinearity, known=", ".join(gains))
    return gains[nonlinearity]


def fans(tensor: Tensor) -> tuple[int, int]:
    """Return (fan_in, fan_out) of a weight; the rule stands at the top of this file.

    Raises:
        SettingError: for a tensor of fewer than two axes, or with an axis of length 0.
    """
    if tensor.ndim < 2 or tensor.size == 0:
        raise SettingError("layers.fans", shape=tensor.shape)
    outputs, inputs, *kernel = tensor.shape
    seen = math.prod(kernel)
    return inputs * seen, outputs * seen


def default_parameters(
    shape: tuple[int, ...],
    bias: bool,
    weight_init: Initialiser | None = None,
    bias_init: Initialiser | None = None,
    outputs: int | None = None,
    order: str = "C",
) -> tuple[Tensor, Tensor | None]:
    """Return a new weight of `shape` and its bias (or None), as linear and convolution start.

    Both are drawn from U(−1/√fan_in, 1/√fan_in), torch's choice (a `kaiming_uniform_` with
    a = √5), unless a function is given that fills them otherwise.

    Args:
        shape: of the weight.
        bias: whether there is one.
        weight_init: a function of this file, or one of one's own, that fills the weight.
        bias_init: the same for the bias.
        outputs: how long the bias is; as long as the weight's first axis unless given.
        order: of the weight in memory: ``"C"``, row-major, or ``"F"``, column-major.

    Raises:
        SettingError: for an initialiser that is no function.
    """
    library = backend.chosen()
    start = library.empty(shape, backend.default_dtype, order)
    weight = Tensor(start, requires_grad=True)
    bound = 1 / math.sqrt(fans(weight)[0])
    usual = partial(uniform_, low=-bound, high=bound)
    for name, given in (("weight_init", weight_init), ("bias_init", bias_init)):
        if given is not None and not callable(given):
            raise SettingError("layers.initialiser", name=name, value=given)
    (weight_init or usual)(weight)
    if not bias:
        return weight, None
    numbers = library.empty(outputs or shape[0], backend.default_dtype)
    offset = Tensor(numbers, requires_grad=True)
    (bias_init or usual)(offset)
    return weight, offset


def _fill(tensor: Tensor, numbers: Any) -> Tensor:
    tensor.replace_data(backend.move(numbers, backend.library(tensor.data)))
    return tensor
