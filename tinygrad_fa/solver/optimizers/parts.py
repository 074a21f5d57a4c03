"""Lines that many update rules have in common."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend


def blend(average: Any, value: Any, share: float) -> None:
    """Change a running average in place: average ← share · average + (1 − share) · value."""
    average *= share
    average += (1 - share) * value


def divided_step(
    weights: Any, direction: Any, square: Any, rate: float, delta: float, scratch: Any = None
) -> None:
    """Take a step measured by a root: w ← w − rate · direction / (√square + delta).

    An array that is not needed any more serves as `scratch` paper, which saves memory traffic.
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
