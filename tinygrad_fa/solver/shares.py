"""Sharing out a batch: which rows a process takes, and whether the loss can be shared out."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import ParallelError

NOT_A_MEAN = 1e-3  # how far the loss may be from the mean over its parts, relatively


def share(count: int, rank: int, size: int) -> slice:
    """Return which of `count` rows the process `rank` takes; of too few the first get one each."""
    return slice(-(-count * rank // size), -(-count * (rank + 1) // size))


def rows(inputs: Tensor, targets: Tensor, own: slice) -> tuple[Tensor, Tensor]:
    """Return some rows of a batch."""
    return Tensor.wrap(inputs.data[own]), Tensor.wrap(targets.data[own])


def check_mean(solver: Any, inputs: Tensor, targets: Tensor, size: int) -> None:
    """Raise an error if the loss of a batch is not the mean over its parts.

    The net is in eval mode for this, so that nothing is left to chance and nothing is kept.
    """
    count, mean = len(inputs), 0.0
    with solver._quiet():
        whole = float(solver.objective(inputs, targets)[1].item())
        for rank in range(size):
            own = share(count, rank, size)
            if own.start < own.stop:
                part = solver.objective(*rows(inputs, targets, own))[1]
                mean += float(part.item()) * (own.stop - own.start) / count
    if abs(whole - mean) > NOT_A_MEAN * max(abs(whole), abs(mean)):
        raise ParallelError("parallel.not_a_mean", whole=f"{whole:.6g}", mean=f"{mean:.6g}")
