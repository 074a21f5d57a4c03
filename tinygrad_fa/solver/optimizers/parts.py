"""Lines that many update rules have in common."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend


def blend(average: Any, value: Any, share: float, scratch: Any = None) -> None:
    """Change a running average in place: average ← share · average + (1 − share) · value.

    An array that is not needed any more (also `value` itself) serves as `scratch` paper, which
    saves memory traffic.
    """
    average *= share
    average += backend.library(average).multiply(value, 1 - share, out=scratch)


def blend_moments(mean: Any, square: Any, gradient: Any, share1: float, share2: float) -> None:
    """Change Adam's two averages in place, that of the gradient and that of its square.

        mean   ← share1 · mean   + (1 − share1) · g
        square ← share2 · square + (1 − share2) · g²

    The gradient is used up: (1 − share1) · g takes its place and is squared there, which the last
    factor makes good.  So nothing but these three arrays passes through the processor's cache.
    """
    mean *= share1
    gradient *= 1 - share1
    mean += gradient
    square *= share2
    gradient *= gradient
    gradient *= (1 - share2) / (1 - share1) ** 2
    square += gradient


def divided_step(
    weights: Any, direction: Any, square: Any, rate: float, delta: float, scratch: Any = None
) -> None:
    """Take a step measured by a root: w ← w − rate · direction / (√square + delta).

    `scratch` is as in `blend`.
    """
    step = backend.library(weights).sqrt(square, out=scratch)
    step += delta
    backend.library(weights).divide(direction, step, out=step)
    step *= rate
    weights -= step


def delta_step(
    weights: Any,
    gradient: Any,
    square: Any,
    square_step: Any,
    rate: float,
    share: float,
    delta: float,
) -> None:
    """Take AdaDelta's step: v = gradient · √((square_step + delta) / (square + delta)).

    `square` is the running mean of the squared gradients, `square_step` that of the v².
    """
    blend(square, gradient * gradient, share)
    ratio = (square_step + delta) / (square + delta)
    step = backend.library(weights).sqrt(ratio, out=ratio)
    step *= gradient
    blend(square_step, step * step, share)
    step *= rate
    weights -= step


def signs(array: Any) -> Any:
    """Return the sign of each entry, −1, 0 or 1, as a new array of the same dtype.

    The library's own ``sign`` asks each number in turn; where signs come at random, the processor
    guesses wrong half of the time, and comparing all numbers at once takes a tenth of the time.
    """
    result = (array > 0).view("int8")
    result -= (array < 0).view("int8")
    return result.astype(array.dtype)
