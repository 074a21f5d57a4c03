"""Caffe's rules against their formulas, written out once more, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import SGD, Adam, Nesterov
from tinygrad_fa.solver.optimizers import AdaDelta, AdaGrad, RMSProp, make_optimizer

shares = st.floats(0, 0.999)
gradients = st.lists(st.floats(-100, 100), min_size=1, max_size=6)


def run(optimizer, numbers, rate):
    """Return the weight after an update with each number as its gradient, from 0."""
    weight = np.zeros(1)
    slots = [np.zeros(1) for _ in optimizer.slots]
    for iteration, number in enumerate(numbers):
        optimizer.update(weight, np.array([number]), *slots, rate=rate, iteration=iteration)
    return weight[0]


@given(gradients, shares)
def test_sgd(numbers, momentum):
    w = v = 0.0
    for g in numbers:
        v = momentum * v + 0.1 * g
        w = w - v
    assert run(SGD(momentum), numbers, 0.1) == pytest.approx(w, rel=1e-12, abs=1e-12)


@given(gradients, shares)
def test_nesterov(numbers, momentum):
    w = v = 0.0
    for g in numbers:
        new = momentum * v + 0.1 * g
        w = w - ((1 + momentum) * new - momentum * v)
        v = new
    assert run(Nesterov(momentum), numbers, 0.1) == pytest.approx(w, rel=1e-12, abs=1e-12)


@given(gradients, shares, shares, st.floats(1e-10, 1))
def test_adam(numbers, beta1, beta2, delta):
    w = m = s = 0.0
    for t, g in enumerate(numbers, start=1):
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g * g
        correction = math.sqrt(1 - beta2**t) / (1 - beta1**t)
        w -= 0.1 * correction * m / (math.sqrt(s) + delta)
    found = run(Adam(beta1, beta2, delta), numbers, 0.1)
    assert found == pytest.approx(w, rel=1e-10, abs=1e-10)


@given(gradients, st.floats(1e-10, 1))
def test_adagrad(numbers, delta):
    w = s = 0.0
    for g in numbers:
        s += g * g
        w -= 0.1 * g / (math.sqrt(s) + delta)
    assert run(AdaGrad(delta), numbers, 0.1) == pytest.approx(w, rel=1e-10, abs=1e-10)


@given(gradients, shares, st.floats(1e-10, 1))
def test_rmsprop(numbers, decay, delta):
    w = s = 0.0
    for g in numbers:
        s = decay * s + (1 - decay) * g * g
        w -= 0.1 * g / (math.sqrt(s) + delta)
    assert run(RMSProp(decay, delta), numbers, 0.1) == pytest.approx(w, rel=1e-10, abs=1e-10)


@given(gradients, shares, st.floats(1e-10, 1))
def test_adadelta(numbers, decay, delta):
    w = s = u = 0.0
    for g in numbers:
        s = decay * s + (1 - decay) * g * g
        v = g * math.sqrt((u + delta) / (s + delta))
        u = decay * u + (1 - decay) * v * v
        w -= 0.1 * v
    assert run(AdaDelta(decay, delta), numbers, 0.1) == pytest.approx(w, rel=1e-10, abs=1e-10)


def test_the_rate_is_inside_the_velocity():
    """After a drop to rate 0 the old velocity still moves the weight, as in Caffe."""
    weight, velocity = np.zeros(1), np.zeros(1)
    rule = SGD(0.5)
    rule.update(weight, np.ones(1), velocity, rate=1.0, iteration=0)
    rule.update(weight, np.ones(1), velocity, rate=0.0, iteration=1)
    assert weight[0] == -1.5


@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        (SGD, {"momentum": 1.0}),
        (SGD, {"momentum": -0.1}),
        (SGD, {"momentum": "0.9"}),
        (Nesterov, {"momentum": 1.5}),
        (Adam, {"momentum2": 1}),
        (Adam, {"delta": 0}),
        (Adam, {"delta": math.nan}),
        (AdaGrad, {"delta": -1e-8}),
        (RMSProp, {"rms_decay": 1.0}),
        (RMSProp, {"rms_decay": [0.9]}),
        (AdaDelta, {"momentum": 1.0}),
    ],
)
def test_out_of_range_is_refused_at_construction(rule, settings):
    with pytest.raises(SettingError) as caught:
        rule(**settings)
    assert next(iter(settings)) in str(caught.value)


def test_found_by_name_with_the_settings_that_belong_to_it():
    found = make_optimizer("Adam", {"momentum": 0.5, "base_lr": 3, "delta": 1e-4})
    assert repr(found) == "Adam(momentum=0.5, momentum2=0.999, delta=0.0001)"
    assert found.state_dict() == {
        "type": "Adam", "momentum": 0.5, "momentum2": 0.999, "delta": 1e-4,
    }  # fmt: skip
    with pytest.raises(SettingError) as caught:
        make_optimizer("adam", {})
    assert "Did you mean `Adam`?" in str(caught.value)


def test_rounding_to_float32():
    found = Adam(0.9)
    found.round_to_float32()
    assert found.momentum == float(np.float32(0.9)) != 0.9
    assert found.delta == float(np.float32(1e-8))


@pytest.mark.parametrize("name", ["AdaGrad", "RMSProp"])
def test_momentum_is_refused_where_caffe_refuses_it(name):
    make_optimizer(name, {"momentum": 0.0})
    with pytest.raises(SettingError) as caught:
        make_optimizer(name, {"momentum": 0.9, "caffe_strict": True})
    assert caught.value.key == "optimizers.refused"
    assert all(word in str(caught.value) for word in (name, "momentum = 0.9", "Nesterov"))
