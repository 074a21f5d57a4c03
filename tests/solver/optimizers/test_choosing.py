"""How a rule and its hyper-parameters are chosen, and what is refused then."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tinygrad_fa import language
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import Settings
from tinygrad_fa.solver.optimizers import OPTIMIZERS, keras, make_optimizer, torch
from tinygrad_fa.solver.unused import unused_settings


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_every_rule_trains_a_net_by_name(make_solver, name):
    solver = make_solver(type=name, base_lr=1e-3, weight_decay=0.01)
    solver.step(3)
    assert isinstance(solver.optimizer, OPTIMIZERS[name])
    assert all(math.isfinite(loss) for loss in solver.history.loss)


def test_a_name_with_its_library_is_that_librarys_rule():
    assert OPTIMIZERS["torch.RMSprop"] is torch.RMSprop
    assert OPTIMIZERS["keras.RMSprop"] is keras.RMSprop
    assert torch.RMSprop is not keras.RMSprop
    assert OPTIMIZERS["torch.AdamW"] is OPTIMIZERS["AdamW"]


def test_hyperparameters_are_written_as_settings(make_solver):
    solver = make_solver(type="torch.Adam", betas=(0.8, 0.9), eps=1e-3, amsgrad=True)
    assert solver.optimizer.settings() == {"betas": (0.8, 0.9), "eps": 1e-3, "amsgrad": True}
    assert solver.settings.hyperparameters == {"betas": (0.8, 0.9), "eps": 1e-3, "amsgrad": True}
    again = Settings.from_keywords(solver.settings.given())
    assert again == solver.settings
    rounded = make_solver(type="keras.Adam", beta_1=0.8, caffe_float32=True).optimizer
    assert rounded.beta_1 == pytest.approx(0.8, abs=1e-7) and rounded.beta_1 != 0.8


@pytest.mark.parametrize(
    ("settings", "key", "said"),
    [
        ({"type": "torch.Adam", "beta_1": 0.9}, "solver.unknown_setting", "beta_1"),
        ({"type": "torch.Adam", "beta": 0.9}, "solver.unknown_setting", "Did you mean `betas`?"),
        ({"betas": (0.9, 0.99)}, "solver.unknown_setting", "betas"),
        ({"type": "torch.RMSProp"}, "solver.unknown_choice", "Did you mean `torch.RMSprop`?"),
        ({"type": "lamb"}, "solver.unknown_choice", "Did you mean `LAMB`?"),
        ({"type": 5}, "solver.unknown_choice", "5"),
        ({"type": ["Adam"]}, "solver.unknown_choice", "Adam"),
        ({"type": "Lion", "momentum": 0.9}, "optimizers.unused", "momentum = 0.9"),
        ({"type": "SGD", "momentum2": 0.9}, "optimizers.unused", "Adam"),
        ({"type": "AdaGrad", "momentum": 0.9}, "optimizers.unused", "Nesterov"),
        ({"gamma": 0.1}, "optimizers.unused", "lr_policy = fixed"),
        ({"lr_policy": "exp", "gamma": 0.9, "stepsize": 5}, "optimizers.unused", "sigmoid"),
        ({"lr_policy": "inv", "gamma": 1, "power": 1, "stepvalue": [5]}, "optimizers.unused", "5"),
        ({"clip_type": "value"}, "optimizers.unused_clipping", "clip_gradients=1.0"),
        ({"clip_gradients": 1, "clip_type": "length"}, "solver.unknown_choice", "parameter_norm"),
        ({"clip_gradients": 1, "clip_norm_type": 0}, "solver.out_of_range", "clip_norm_type > 0"),
        ({"clip_gradients": 1, "clip_norm_type": "two"}, "solver.not_a_number", "two"),
        ({"hyperparameters": {"speed": 1}}, "solver.unknown_choice", "momentum"),
    ],
)
def test_refused(make_solver, settings, key, said):
    with pytest.raises(SettingError) as caught:
        make_solver(**settings)
    assert caught.value.key == key
    assert said in str(caught.value)


def test_caffe_strict_passes_over_settings_without_effect(make_solver):
    solver = make_solver(gamma=0.1, stepsize=5, momentum2=0.9, base_lr=0.1, caffe_strict=True)
    assert solver.rate == 0.1
    with pytest.raises(SettingError) as caught:
        make_solver(type="RMSProp", momentum=0.9, caffe_strict=True)  # Caffe stops at this, too
    assert caught.value.key == "optimizers.refused"


def test_caffe_strict_takes_caffes_defaults(make_solver):
    solver = make_solver(type="Adam", caffe_strict=True)
    assert solver.optimizer.momentum == 0.0
    assert solver.rate == 0.0
    before = solver.net.ip1.weight.numpy()
    solver.step(2)
    assert (solver.net.ip1.weight.numpy() == before).all()


def test_stepvalues_may_be_an_array(make_solver):
    settings = {"lr_policy": "multistep", "gamma": 0.5, "stepvalue": np.array([2, 4])}
    assert make_solver(**settings).schedule.stepvalue == (2, 4)


def test_what_has_no_effect_can_be_asked_for():
    given = {"gamma": 0.1, "momentum": 0.0, "stepvalue": [], "type": "Adam", "rms_decay": 0.5}
    assert list(unused_settings(given)) == ["gamma", "rms_decay"]
    assert not unused_settings({"lr_policy": "step", "gamma": 0.1, "stepsize": 5})
    assert not unused_settings({"type": "nonsense", "momentum": 0.9})


BAD = [
    ("AdamW", {"betas": 0.9}, "optimizers.not_a_pair"),
    ("AdamW", {"betas": (0.9,)}, "optimizers.not_a_pair"),
    ("AdamW", {"betas": "09"}, "optimizers.not_a_pair"),
    ("AdamW", {"betas": (0.9, 1.0)}, "solver.out_of_range"),
    ("AdamW", {"betas": (0.9, "1")}, "solver.not_a_number"),
    ("AdamW", {"eps": 0}, "solver.out_of_range"),
    ("AdamW", {"amsgrad": 1}, "optimizers.not_a_switch"),
    ("AMSGrad", {"betas": (-0.1, 0.9)}, "solver.out_of_range"),
    ("Adamax", {"eps": -1}, "solver.out_of_range"),
    ("RAdam", {"decoupled_weight_decay": "yes"}, "optimizers.not_a_switch"),
    ("Nadam", {"momentum_decay": -1}, "solver.out_of_range"),
    ("AdaBelief", {"eps": math.nan}, "solver.out_of_range"),
    ("Yogi", {"initial_accumulator": -1}, "solver.out_of_range"),
    ("Lion", {"betas": (1.0, 0.9)}, "solver.out_of_range"),
    ("Rprop", {"etas": (1.2, 0.5)}, "solver.out_of_range"),
    ("Rprop", {"etas": (0.5, 1.0)}, "solver.out_of_range"),
    ("Rprop", {"step_sizes": (1.0, 0.1)}, "optimizers.order"),
    ("LARS", {"trust_coefficient": 0}, "solver.out_of_range"),
    ("LAMB", {"eps": math.inf}, "solver.out_of_range"),
    ("Adafactor", {"beta2_decay": 0.8}, "solver.out_of_range"),
    ("Adafactor", {"eps": (None, 0)}, "solver.out_of_range"),
    ("Adafactor", {"eps": 1e-3}, "optimizers.not_a_pair"),
    ("Adafactor", {"d": 0.5}, "solver.out_of_range"),
    ("ASGD", {"t0": -1}, "solver.out_of_range"),
    ("torch.SGD", {"nesterov": True}, "optimizers.nesterov_without_momentum"),
    (
        "torch.SGD",
        {"momentum": 0.9, "dampening": 0.1, "nesterov": True},
        "optimizers.nesterov_without_momentum",
    ),
    ("torch.SGD", {"dampening": 1.5}, "solver.out_of_range"),
    ("torch.Adagrad", {"lr_decay": -0.1}, "solver.out_of_range"),
    ("torch.Adadelta", {"rho": 1}, "solver.out_of_range"),
    ("torch.RMSprop", {"centered": None}, "optimizers.not_a_switch"),
    ("keras.SGD", {"momentum": 1.0}, "solver.out_of_range"),
    ("keras.Adam", {"beta_2": 1.0}, "solver.out_of_range"),
    ("keras.Adagrad", {"initial_accumulator_value": -0.1}, "solver.out_of_range"),
    ("keras.Ftrl", {"learning_rate_power": 0.5}, "solver.out_of_range"),
    ("keras.Ftrl", {"l1_regularization_strength": "big"}, "solver.not_a_number"),
]


@pytest.mark.parametrize(("name", "given", "key"), BAD)
@pytest.mark.parametrize("chosen", ["en", "fa"])
def test_out_of_range_is_refused_in_both_languages(name, given, key, chosen):
    with pytest.raises(SettingError) as caught:
        make_optimizer(name, given)
    assert caught.value.key == key
    language.set_language(chosen)
    try:
        assert next(iter(given)) in str(caught.value)
    finally:
        language.set_language(None)
