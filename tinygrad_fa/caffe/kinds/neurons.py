"""Kinds of layers that change every number by itself: ReLU, Power, Dropout, …"""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa.caffe.kinds.spec import Made, Spec, kind
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import (
    ELU,
    Dropout,
    Hardtanh,
    LeakyReLU,
    PReLU,
    ReLU,
    Sigmoid,
    Softplus,
    Tanh,
)
from tinygrad_fa.layers.layer import Layer, as_tensor


class AbsVal(Layer):
    """|x|; the slope at 0 is taken as 0."""

    def forward(self, x: Any) -> Any:
        """Return |x|."""
        return ops.abs(as_tensor(x))


class Swish(Layer):
    """x · σ(beta x)."""

    def __init__(self, beta: float = 1.0) -> None:
        self.beta = beta

    def forward(self, x: Any) -> Any:
        """Return x · σ(beta x)."""
        x = as_tensor(x)
        return x * ops.sigmoid(self.beta * x)

    def extra_repr(self) -> str:
        """Return the setting."""
        return f"beta={self.beta}"


class Power(Layer):
    """(shift + scale · x) ^ power."""

    def __init__(self, power: float = 1.0, scale: float = 1.0, shift: float = 0.0) -> None:
        self.power, self.scale, self.shift = power, scale, shift

    def forward(self, x: Any) -> Any:
        """Return (shift + scale · x) ^ power."""
        inner = self.shift + self.scale * as_tensor(x)
        return inner if self.power == 1 else inner**self.power

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"power={self.power}, scale={self.scale}, shift={self.shift}"


class Exp(Layer):
    """base ^ (shift + scale · x); a base of −1 stands for e."""

    def __init__(self, base: float = -1.0, scale: float = 1.0, shift: float = 0.0) -> None:
        self.base, self.scale, self.shift = base, scale, shift

    def forward(self, x: Any) -> Any:
        """Return base ^ (shift + scale · x)."""
        per_e = 1.0 if self.base == -1 else math.log(self.base)
        return ops.exp(per_e * (self.shift + self.scale * as_tensor(x)))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"base={self.base}, scale={self.scale}, shift={self.shift}"


class Log(Exp):
    """The logarithm of (shift + scale · x) to the base; a base of −1 stands for e."""

    def forward(self, x: Any) -> Any:
        """Return log_base(shift + scale · x)."""
        per_e = 1.0 if self.base == -1 else math.log(self.base)
        return ops.log(self.shift + self.scale * as_tensor(x)) / per_e


class Threshold(Layer):
    """1 where x > threshold, 0 elsewhere; no gradient flows."""

    def __init__(self, threshold: float = 0.0) -> None:
        self.threshold = threshold

    def forward(self, x: Any) -> Any:
        """Return 1 where x > threshold, else 0."""
        data = as_tensor(x).data
        return Tensor.wrap((data > self.threshold).astype(data.dtype))

    def extra_repr(self) -> str:
        """Return the setting."""
        return f"threshold={self.threshold}"


def _without_settings(layer: type[Layer]) -> Any:
    return lambda spec: spec.same(layer())


for _name, _layer in {
    "Sigmoid": Sigmoid,
    "TanH": Tanh,
    "BNLL": Softplus,
    "AbsVal": AbsVal,
}.items():
    kind(_name)(_without_settings(_layer))


@kind("ReLU")
def relu(spec: Spec) -> Made:
    """The slope for x ≤ 0 is ``negative_slope``, 0 unless given."""
    slope = spec.message.relu_param.negative_slope
    return spec.same(LeakyReLU(slope) if slope else ReLU())


@kind("PReLU")
def prelu(spec: Spec) -> Made:
    """One trained slope for each channel, or with ``channel_shared`` one for all."""
    settings = spec.message.prelu_param
    if len(spec.bottom) < 2 and not settings.channel_shared:
        raise spec.error("bottom_axes", wanted=2, shape=spec.bottom)
    slopes = 1 if settings.channel_shared else spec.bottom[1]
    spec.need_room((slopes,))
    layer = PReLU(slopes)
    spec.filler(settings, "filler", 0.25)(layer.weight)
    return spec.same(layer)


@kind("ELU")
def elu(spec: Spec) -> Made:
    """Exponential for x ≤ 0."""
    return spec.same(ELU(spec.message.elu_param.alpha))


@kind("Swish")
def swish(spec: Spec) -> Made:
    """A smooth ReLU: x · σ(beta x)."""
    return spec.same(Swish(spec.message.swish_param.beta))


@kind("Clip")
def clip(spec: Spec) -> Made:
    """Every number is kept between ``min`` and ``max``."""
    settings = spec.message.clip_param
    if not settings.min < settings.max:
        raise spec.wrong("min", settings.min, "below", other="max", bound=settings.max)
    return spec.same(Hardtanh(settings.min, settings.max))


@kind("Threshold")
def threshold(spec: Spec) -> Made:
    """1 or 0."""
    return spec.same(Threshold(spec.message.threshold_param.threshold))


@kind("Power")
def power(spec: Spec) -> Made:
    """(shift + scale · x) ^ power."""
    settings = spec.message.power_param
    return spec.same(Power(settings.power, settings.scale, settings.shift))


@kind("Exp")
def exp(spec: Spec) -> Made:
    """A power of ``base``: base ^ (shift + scale · x)."""
    return spec.same(Exp(*_base(spec, spec.message.exp_param)))


@kind("Log")
def log(spec: Spec) -> Made:
    """log_base(shift + scale · x)."""
    return spec.same(Log(*_base(spec, spec.message.log_param)))


def _base(spec: Spec, settings: Message) -> tuple[float, float, float]:
    if settings.base != -1 and (settings.base <= 0 or settings.base == 1):
        raise spec.wrong("base", settings.base, "base_of_logarithm")
    return settings.base, settings.scale, settings.shift


@kind("Dropout")
def dropout(spec: Spec) -> Made:
    """In TRAIN each number is dropped with the probability ``dropout_ratio``."""
    ratio = spec.message.dropout_param.dropout_ratio
    if not 0 <= ratio < 1:
        raise spec.wrong("dropout_ratio", ratio, "between_zero_and_one")
    return spec.same(Dropout(ratio))
