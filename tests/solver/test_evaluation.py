"""Means of the loss, and the accuracy where there is one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.data import Batches
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import CrossEntropyLoss, MSELoss, SoftmaxWithLoss
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.evaluation import Means, SmoothedLoss


@pytest.mark.parametrize(
    ("scores", "targets"),
    [
        (np.zeros((4, 2)), np.zeros((4, 2))),
        (np.zeros((4, 2)), np.zeros(4)),
        (np.zeros((4, 2)), np.zeros((4, 2), dtype=int)),
        (np.zeros((4, 1)), np.zeros(4, dtype=int)),
        (np.zeros(4), np.zeros(4, dtype=int)),
    ],
)
def test_other_targets_have_no_accuracy(scores, targets):
    means = Means()
    means.add(2.0, 4)
    means.judge(Tensor(scores), Tensor(targets))
    assert (means.loss, means.accuracy) == (2.0, None)


@pytest.mark.parametrize(
    ("loss", "wanted"),
    [(CrossEntropyLoss(ignore_index=2), 1.0), (SoftmaxWithLoss(ignore_label=2), 1.0), (None, 0.5)],
)
def test_what_the_loss_ignores_is_not_counted(loss, wanted):
    means = Means(loss=loss)
    means.judge(Tensor(np.array([[3.0, 1.0, 2.0]] * 4)), Tensor(np.array([0, 0, 2, 2])))
    assert means.accuracy == wanted


def test_a_smaller_last_batch_weighs_less(classes, chain):
    """What a test gives does not depend on how the test set is cut."""
    net = chain([3, 4, 3])
    results = [
        Solver(
            net,
            classes,
            Batches(classes, size, shuffle=False),
            loss=CrossEntropyLoss(),
            progress=False,
        ).evaluate()
        for size in (12, 5, 1)
    ]
    assert results[1] == pytest.approx(results[0])
    assert results[2] == pytest.approx(results[0])


def test_a_regression_is_tested_too(regression, chain):
    solver = Solver(chain([3, 4, 2]), regression, regression, loss=MSELoss(), progress=False)
    assert set(solver.evaluate()) == {"loss"}
    assert solver.history.tests[0].accuracy is None


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=30), st.integers(1, 5))
def test_the_smoothed_loss_is_the_mean_of_the_last(losses, window):
    smoothed = SmoothedLoss(window)
    for i, loss in enumerate(losses):
        wanted = np.mean(losses[max(0, i + 1 - window) : i + 1])
        assert smoothed.add(loss) == pytest.approx(wanted, abs=1e-9)
