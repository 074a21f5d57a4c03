"""Accuracy and means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.data import Batches
from tinygrad_fa.layers import CrossEntropyLoss, MSELoss
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.evaluation import SmoothedLoss, accuracy_count


def test_the_class_with_the_one_largest_score_counts():
    scores = np.array([[1.0, 3.0, 2.0], [1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [np.nan, 5.0, 1.0]])
    assert accuracy_count(scores, np.array([1, 1, 0, 0])) == 1  # equal scores decide nothing
    assert accuracy_count(scores, np.array([1, 2, 1, 0], dtype="uint8")) == 1


def test_classes_may_stand_at_every_place_of_a_sequence_or_image():
    scores = np.random.default_rng(0).standard_normal((5, 4, 3, 2))
    labels = scores.argmax(axis=1)
    assert accuracy_count(scores, labels) == labels.size == 30


@pytest.mark.parametrize(
    ("scores", "targets"),
    [
        (np.zeros((4, 2)), np.zeros((4, 2))),
        (np.zeros((4, 2)), np.zeros(4)),
        (np.zeros((4, 2)), np.zeros((4, 2), dtype=int)),
        (np.zeros(4), np.zeros(4, dtype=int)),
    ],
)
def test_other_targets_have_no_accuracy(scores, targets):
    assert accuracy_count(scores, targets) is None


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
