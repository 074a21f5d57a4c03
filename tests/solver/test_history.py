"""The record of a training, and how it is shown."""

from __future__ import annotations

from tinygrad_fa.solver import History, TestResult


def test_every_list_of_the_epochs_has_one_entry_per_epoch():
    history = History()
    history.add_epoch(0, {"loss": 3.0})
    history.add_epoch(1, {"loss": 2.0, "val_loss": 5.0})
    history.add_epoch(2, {"val_loss": 4.0})
    assert history.history == {"loss": [3.0, 2.0, None], "val_loss": [None, 5.0, 4.0]}
    assert history.epoch == [0, 1, 2]


def test_it_tells_the_training_in_short():
    history = History()
    assert repr(history) == "History: no iteration yet"
    history.add_iteration(0, 2.5, 0.1)
    history.add_iteration(1, 0.5, 0.05)
    history.tests += [
        TestResult(0, 2.0, 0.1), TestResult(1, 0.4, 0.975), TestResult(2, 0.5, 0.9),
    ]  # fmt: skip
    assert repr(history).splitlines() == [
        "History: 2 iterations, 0 whole epochs; loss 2.5 → 0.5; last lr 0.05",
        "Tests: 3. Last: Test after 2 iterations: loss = 0.5, accuracy = 90.00 %",
        "Best: Test after 1 iterations: loss = 0.4, accuracy = 97.50 %",
    ]


def test_a_test_without_classes_has_no_accuracy():
    result = TestResult(3, 0.25)
    assert result.logs() == {"loss": 0.25}
    history = History()
    history.tests.append(result)
    assert repr(history).endswith("Last: Test after 3 iterations: loss = 0.25")
