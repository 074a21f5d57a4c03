"""Which metric is watched, and when it has become better."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks import EarlyStopping, ReduceLROnPlateau
from tinygrad_fa.solver.callbacks.monitor import Monitor

NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("loss", "min"),
        ("val_loss", "min"),
        ("val_root_mse", "min"),
        ("loss1", "min"),
        ("val_accuracy", "max"),
        ("val_top5_accuracy", "max"),
        ("acc", "max"),
        ("val_F1", "max"),
        ("accuracy_loss", "min"),
    ],
)
def test_auto_tells_the_direction_from_the_name(name, mode):
    assert Monitor(name).mode == mode


@pytest.mark.parametrize("name", ["val_temperature", "lossy", "x"])
def test_a_name_that_tells_nothing_needs_a_mode(name):
    with pytest.raises(SettingError, match='`mode="min"` or `mode="max"`'):
        Monitor(name)
    assert Monitor(name, "max").mode == "max"


@pytest.mark.parametrize("kind", [EarlyStopping, ReduceLROnPlateau])
@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"mode": "minimum"}, "solver.unknown_choice"),
        ({"mode": None}, "solver.unknown_choice"),
        ({"patience": 0}, "callbacks.patience_zero"),
        ({"patience": -1}, "solver.not_whole"),
        ({"patience": 1.5}, "solver.not_whole"),
        ({"patience": True}, "solver.not_whole"),
        ({"min_delta": "0.1"}, "solver.not_a_number"),
        ({"min_delta": math.nan}, "solver.out_of_range"),
        ({"monitor": ""}, "callbacks.not_a_name"),
        ({"monitor": ["val_loss"]}, "callbacks.not_a_name"),
    ],
)
def test_wrong_settings(kind, wrong, key):
    with pytest.raises(SettingError) as caught:
        kind(**wrong)
    assert caught.value.key == key


@given(NUMBERS, NUMBERS, st.floats(0, 10))
def test_better_is_by_more_than_min_delta_either_way(value, best, delta):
    smaller, larger = Monitor("loss", min_delta=-delta), Monitor("acc", min_delta=delta)
    assert smaller.better(value, best) == (value + delta < best)
    assert larger.better(value, best) == (value - delta > best)
    assert smaller.better(value, best) == larger.better(-value, -best)
    assert not smaller.better(best, best)


@given(NUMBERS, NUMBERS, st.floats(0, 1))
def test_a_relative_threshold_is_a_share_of_the_best(value, best, share):
    monitor = Monitor("loss", min_delta=share, threshold_mode="rel")
    assert monitor.better(value, best) == (value + share * abs(best) < best)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_never_better(value):
    assert not Monitor("loss").better(value, None)
    assert not Monitor("acc").better(value, 1.0)


def test_a_missing_metric_is_an_error_after_the_first_epoch_that_names_the_others(learner):
    solver = learner()
    with pytest.raises(SettingError) as caught:
        solver.fit(3, callbacks=[EarlyStopping("val_acc")])
    assert str(caught.value) == (
        "There is no metric `val_acc` to watch. Did you mean `val_accuracy`? This epoch has: "
        "`loss, lr, val_accuracy, val_loss`. (Names with `val_` need test data and `fit`, which "
        "tests after each epoch.)"
    )
    set_language("fa")
    assert "معیاری به نام `val_acc` وجود ندارد" in str(caught.value)
    assert solver.history.epoch == [0]  # nothing of the training is lost


def test_without_test_data_the_first_epoch_should_have_had_it(make_solver):
    with pytest.raises(SettingError, match=r"no metric `val_loss`.*This epoch has: `loss, lr`"):
        make_solver().fit(2, callbacks=[EarlyStopping()])


def test_solve_tests_at_other_times_than_epochs_so_there_is_no_val_loss(learner):
    with pytest.raises(SettingError, match="no metric `val_loss`"):
        learner(max_iter=9, test_interval=3, callbacks=[EarlyStopping()]).solve()


def test_epochs_without_a_test_are_passed_over(learner):
    stopping = EarlyStopping(patience=2, min_delta=100.0)
    history = learner().fit(12, validation_freq=3, callbacks=[stopping])
    assert history.epoch[-1] == 8  # tests after epochs 2, 5 and 8: the first is the best
    assert stopping.best_epoch == 2


def test_a_metric_that_is_no_number(scripted):
    with pytest.raises(SettingError, match=r"should be one number, not `\[1, 2\]`"):
        scripted([[1, 2]], EarlyStopping())
