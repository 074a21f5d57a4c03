"""What happens around a rule in an update: numbers that fade away."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver.optimizers import SGD, Adam
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.update import SWEEP, apply_update, sweep


def faded(array):
    """Return how many numbers are smaller than any normal float, but not 0."""
    return int(((array != 0) & (abs(array) < np.finfo(array.dtype).tiny)).sum())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("rule", [SGD(0.9), Adam()], ids=["SGD", "Adam"])
def test_a_weight_without_gradient_leaves_no_traces(rule, dtype):
    weight = Tensor(np.ones(5), requires_grad=True, dtype=dtype)
    parameters = FlatParameters([("w", weight)], rule)
    slot = parameters.arrays[0].slots[rule.slots[0]]
    for iteration in range(60 * SWEEP if dtype == "float32" else 480 * SWEEP):
        gradient = np.zeros(5, dtype)
        gradient[0] = 1.0  # one goes on learning
        if iteration == 0:
            gradient[:] = 1.0
        weight.grad = Tensor(gradient)
        parameters.gather()
        squared = parameters.squared_norm()
        apply_update(parameters, rule, Settings(), 1e-3, iteration, squared)
        assert not faded(slot)
    assert list(slot != 0) == [True, False, False, False, False]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_what_counts_stays_to_the_last_bit(dtype):
    kind = np.finfo(dtype)
    smallest = 1e-3 if dtype == "float16" else float(kind.tiny) / float(kind.eps) ** 2 * 1024
    numbers = np.geomspace(smallest, 1e3, 400).astype(dtype)
    numbers = np.concatenate([numbers, -numbers, [np.inf]]).astype(dtype)
    after = numbers.copy()
    sweep(after)
    assert after.tobytes() == numbers.tobytes()


def test_whole_numbers_are_left_alone():
    counts = np.array([1, 2, 3])
    sweep(counts)
    assert list(counts) == [1, 2, 3]
