"""What the Solver refuses: at construction where it can, else before any harm is done."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.language.errors import DataError, DivergenceError, SettingError, ShapeError
from tinygrad_fa.layers import Layer
from tinygrad_fa.solver import SGD, Solver


@pytest.mark.parametrize(
    ("settings", "key", "said"),
    [
        ({"base_Ir": 0.1}, "solver.unknown_setting", "Did you mean `base_lr`?"),
        ({"weight_deca": 0.1}, "solver.unknown_setting", "`weight_decay`"),
        ({"type": "sgd"}, "solver.unknown_choice", "Did you mean `SGD`?"),
        ({"type": "Momentum"}, "solver.unknown_choice", "SGD, Nesterov, AdaGrad"),
        ({"lr_policy": "cosine"}, "solver.unknown_choice", "sigmoid"),
        ({"lr_policy": "step", "stepsize": 5}, "solver.policy_needs", "`gamma`"),
        ({"lr_policy": "poly", "power": 1}, "solver.policy_needs", "`max_iter`"),
        ({"lr_policy": "multistep", "gamma": 0.1}, "solver.policy_needs", "`stepvalue`"),
        ({"regularization_type": "L3"}, "solver.unknown_choice", "L2, L1"),
        ({"base_lr": -1}, "solver.out_of_range", "base_lr > 0"),
        ({"momentum": 1.0}, "solver.out_of_range", "momentum < 1"),
        ({"weight_decay": float("nan")}, "solver.out_of_range", "weight_decay"),
        ({"clip_gradients": 0}, "solver.clip_to_zero", "clip_gradients"),
        ({"iter_size": 0}, "solver.not_whole", "iter_size"),
        ({"max_iter": 10.5}, "solver.not_whole", "max_iter"),
        ({"average_loss": 0}, "solver.not_whole", "average_loss"),
        ({"lr_mult": 2}, "solver.multiplier_not_dict", "lr_mult"),
        ({"lr_mult": {"*.bias": -1}}, "solver.out_of_range", "lr_mult['*.bias']"),
        ({"decay_mult": {"*.offset": 0}}, "solver.pattern_fits_nothing", "ip1.bias"),
        ({"test_interval": 5}, "solver.test_without_data", "test"),
        ({"optimizer": SGD(), "momentum": 0.9}, "solver.conflict", "momentum"),
        ({"schedule": abs, "base_lr": 0.1}, "solver.conflict", "base_lr"),
        ({"callbacks": [Solver]}, "solver.not_a_callback", "Solver"),
        ({"loss": None}, "solver.needed", "loss"),
        ({"train": 5}, "solver.not_batches", "int"),
        ({"snapshot": -1}, "solver.not_whole", "snapshot"),
        ({"snapshot_keep": 0}, "solver.not_whole", "snapshot_keep"),
        ({"snapshot_prefix": 5}, "solver.not_a_path", "5"),
        ({"debug_info": "yes"}, "solver.not_bool", "debug_info"),
        ({"test_compute_loss": 1}, "solver.not_bool", "test_compute_loss"),
        ({"sigint_effect": "halt"}, "solver.unknown_choice", "stop, snapshot, none"),
        ({"verbose": 1}, "solver.not_verbose", "progress"),
        ({"net": abs}, "solver.not_a_net", "abs"),
        ({"optimizer": "adam"}, "solver.not_an_optimizer", 'type="Adam"'),
        ({"loss": "mse"}, "solver.not_a_function", "CrossEntropyLoss()"),
        ({"loss": Layer}, "solver.not_a_function", "brackets"),
        ({"schedule": 0.1}, "solver.not_a_function", "lambda"),
        ({"lr": 0.1}, "solver.unknown_setting", "Did you mean `base_lr`?"),
        ({"metrics": ["acuracy"]}, "solver.bad_metrics", '"accuracy"'),
    ],
)
def test_refused_at_construction(make_solver, settings, key, said):
    with pytest.raises(SettingError) as caught:
        make_solver(**settings)
    assert caught.value.key == key
    assert said in str(caught.value)


def test_empty_training_data_is_refused(make_solver, rows):
    empty = np.zeros((0, 3)), np.zeros((0, 2))
    with pytest.raises(DataError):
        make_solver(train=empty)
    with pytest.raises(DataError) as caught:
        make_solver(train=rows(*empty, 4))
    assert caught.value.key == "solver.no_batches"


def test_refused_when_used(make_solver):
    with pytest.raises(SettingError) as caught:
        make_solver().solve()
    assert caught.value.key == "solver.no_max_iter"
    with pytest.raises(SettingError) as caught:
        make_solver().evaluate()
    assert caught.value.key == "solver.needed"
    with pytest.raises(SettingError):
        make_solver().step(-1)
    with pytest.raises(SettingError):
        make_solver().fit(epochs=1.5)


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), "fast", None])
def test_a_schedule_that_gives_no_rate_stops_before_the_update(make_solver, chain, value):
    net = chain([3, 4, 2])
    solver = make_solver(net, schedule=lambda iteration: 0.1 if iteration < 2 else value)
    with pytest.raises(SettingError) as caught:
        solver.step(5)
    assert caught.value.values["iteration"] == 2 == solver.iteration


@pytest.mark.parametrize(
    ("loss", "error", "key"),
    [
        (lambda p, t: p - t, ShapeError, "solver.loss_not_scalar"),
        (lambda p, t: float((p - t).sum().item()), SettingError, "solver.loss_not_tensor"),
    ],
)
def test_a_loss_that_is_not_one_tensor_number_is_refused(make_solver, loss, error, key):
    with pytest.raises(error) as caught:
        make_solver(loss=loss).step()
    assert caught.value.key == key


@pytest.mark.parametrize("batch", [5, ([1.0], [2.0]), (np.ones(3),)])
def test_a_batch_that_is_no_pair_of_arrays_is_refused(make_solver, batch):
    class Odd:
        def __len__(self):
            return 1

        def __iter__(self):
            return iter([batch])

        def next(self):
            return batch

    with pytest.raises(DataError) as caught:
        make_solver(train=Odd()).step()
    assert caught.value.key == "solver.not_a_pair"


def test_a_net_without_parameters_is_refused(make_solver):
    class Empty(Layer):
        def forward(self, x):
            return x

    with pytest.raises(SettingError) as caught:
        make_solver(Empty())
    assert caught.value.key == "solver.no_parameters"


@pytest.mark.parametrize("name", ["base_lr", "lr", "learning_rate", "lr_policy"])
def test_a_rate_that_is_set_in_vain_is_refused(make_solver, name):
    solver = make_solver()
    with pytest.raises(SettingError) as caught:
        setattr(solver, name, 0.5)
    assert caught.value.key == "solver.fixed_rate"
    assert not hasattr(solver, name)


def test_a_setting_that_is_set_in_vain_is_refused(make_solver):
    with pytest.raises(SettingError) as caught:
        make_solver().weight_decay = 0.5
    assert caught.value.key == "solver.fixed_setting"


@pytest.mark.parametrize("name", ["lr", "learning_rate"])
def test_a_rate_that_is_set_on_an_optimizer_is_refused(make_solver, name):
    optimizer = make_solver().optimizer
    with pytest.raises(SettingError) as caught:
        setattr(optimizer, name, 0.5)
    assert caught.value.key == "optimizers.no_rate"
    assert not hasattr(optimizer, name)


def test_a_rule_of_ones_own_may_have_a_rate_of_its_own(make_solver):
    class Own(SGD):
        def __init__(self, lr=0.1):
            super().__init__()
            self.lr = lr

    solver = make_solver(optimizer=Own(0.2))
    solver.step()
    assert solver.optimizer.lr == 0.2
    assert solver.optimizer.settings() == {"lr": 0.2}


def test_a_caffemodel_is_no_snapshot(make_solver):
    with pytest.raises(DataError) as caught:
        make_solver().restore("lenet_iter_5.caffemodel")
    assert caught.value.key == "snapshots.is_a_model"


@pytest.mark.parametrize(("name", "value"), [("rate_override", "a"), ("rate_factor", np.nan)])
def test_a_rate_by_hand_that_is_none_is_not_put_down_to_the_schedule(make_solver, name, value):
    solver = make_solver()
    setattr(solver, name, value)
    with pytest.raises(SettingError) as caught:
        solver.step()
    assert caught.value.key == "solver.bad_factor"
    assert name in str(caught.value)


def test_no_rate_is_advised_for_data_that_are_not_finite(make_solver):
    inputs, targets = np.full((4, 3), np.nan), np.zeros((4, 2))
    with pytest.raises(DivergenceError) as caught:
        make_solver(train=(inputs, targets)).step()
    assert "Check the data" in str(caught.value)
    assert "base_lr" not in str(caught.value)
