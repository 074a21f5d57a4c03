"""The rules that no recorded figures tell of, against the formulas of their papers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver import Settings
from tinygrad_fa.solver.optimizers import LAMB, LARS, AMSGrad, Lion, make_optimizer
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.update import apply_update

numbers = st.lists(st.floats(-10, 10).map(lambda x: round(x, 6)), min_size=3, max_size=3)
runs = st.lists(numbers, min_size=1, max_size=5)


def train(rule, start, gradients, rate, **settings):
    """Return a parameter after an update with each gradient."""
    w = Tensor(np.array(start, dtype="float64").reshape(1, 3), requires_grad=True)
    flat = FlatParameters([("w", w)], rule)
    for step, gradient in enumerate(gradients):
        w.grad = Tensor(np.array(gradient).reshape(1, 3))
        flat.gather()
        apply_update(flat, rule, Settings(**settings), rate, step, flat.squared_norm())
    return w.numpy().ravel().tolist()


def size(vector):
    return math.sqrt(sum(x * x for x in vector))


@given(runs, st.just(0.0) | st.floats(1e-3, 1))
def test_lars(gradients, decay):
    start = w = [1.0, -2.0, 0.5]
    v = [0.0] * 3
    for g in gradients:
        pull = size(g) + decay * size(w)
        local = 0.02 * size(w) / pull if size(w) and pull else 1.0
        v = [0.9 * vi + 0.1 * local * (gi + decay * wi) for vi, gi, wi in zip(v, g, w)]
        w = [wi - vi for wi, vi in zip(w, v)]
    found = train(LARS(0.9, 0.02), start, gradients, 0.1, weight_decay=decay)
    assert found == pytest.approx(w, rel=1e-9, abs=1e-12)


@given(runs, st.just(0.0) | st.floats(1e-3, 1))
def test_lamb(gradients, decay):
    start = w = [1.0, -2.0, 0.5]
    m, s = [0.0] * 3, [0.0] * 3
    for t, g in enumerate(gradients, start=1):
        m = [0.8 * mi + 0.2 * gi for mi, gi in zip(m, g)]
        s = [0.9 * si + 0.1 * gi * gi for si, gi in zip(s, g)]
        r = [
            (mi / (1 - 0.8**t)) / (math.sqrt(si / (1 - 0.9**t)) + 1e-3) + decay * wi
            for mi, si, wi in zip(m, s, w)
        ]
        ratio = size(w) / size(r) if size(w) and size(r) else 1.0
        w = [wi - 0.1 * ratio * ri for wi, ri in zip(w, r)]
    found = train(LAMB((0.8, 0.9), 1e-3), start, gradients, 0.1, weight_decay=decay)
    assert found == pytest.approx(w, rel=1e-9, abs=1e-12)


def test_the_norm_of_lamb_and_lars_is_that_of_one_parameter():
    """Two parameters in one net move as each does alone."""
    for name in ("LAMB", "LARS", "Adafactor", "keras.Lamb"):
        rng = np.random.default_rng(0)
        starts = [rng.standard_normal((2, 3)), 10 * rng.standard_normal(4)]
        gradients = [rng.standard_normal(start.shape) for start in starts]
        together = [Tensor(start, requires_grad=True) for start in starts]
        alone = [Tensor(start, requires_grad=True) for start in starts]
        for group in (together, alone[:1], alone[1:]):
            rule = make_optimizer(name, {})
            flat = FlatParameters([(f"p{i}", tensor) for i, tensor in enumerate(group)], rule)
            for tensor in group:
                number = 0 if tensor.ndim == 2 else 1
                tensor.grad = Tensor(gradients[number])
            flat.gather()
            apply_update(flat, rule, Settings(weight_decay=0.1), 0.1, 0, flat.squared_norm())
        assert all(np.array_equal(a.data, b.data) for a, b in zip(together, alone))


@given(runs)
def test_amsgrad(gradients):
    start = w = [1.0, -2.0, 0.5]
    m, s, largest = [0.0] * 3, [0.0] * 3, [0.0] * 3
    for g in gradients:
        m = [0.9 * mi + 0.1 * gi for mi, gi in zip(m, g)]
        s = [0.99 * si + 0.01 * gi * gi for si, gi in zip(s, g)]
        largest = list(map(max, largest, s))
        w = [wi - 0.1 * mi / (math.sqrt(li) + 1e-3) for wi, mi, li in zip(w, m, largest)]
    found = train(AMSGrad((0.9, 0.99), 1e-3), start, gradients, 0.1)
    assert found == pytest.approx(w, rel=1e-9, abs=1e-12)


@given(runs, st.sampled_from(["L1", "L2"]))
def test_a_decoupled_decay_shrinks_the_weights_and_not_the_gradient(gradients, kind):
    start = w = [1.0, -2.0, 0.5]
    m = [0.0] * 3
    for g in gradients:
        slope = w if kind == "L2" else [math.copysign(1.0, wi) if wi else 0.0 for wi in w]
        w = [wi - 0.05 * 0.2 * pi for wi, pi in zip(w, slope)]
        c = [0.9 * mi + 0.1 * gi for mi, gi in zip(m, g)]
        w = [wi - 0.05 * (math.copysign(1.0, ci) if ci else 0.0) for wi, ci in zip(w, c)]
        m = [0.99 * mi + 0.01 * gi for mi, gi in zip(m, g)]
    found = train(Lion(), start, gradients, 0.05, weight_decay=0.2, regularization_type=kind)
    assert found == pytest.approx(w, rel=1e-9, abs=1e-12)


def test_adafactor_remembers_a_row_and_a_column():
    w, b = Tensor(np.ones((6, 5)), requires_grad=True), Tensor(np.ones(4), requires_grad=True)
    state = FlatParameters([("w", w), ("b", b)], make_optimizer("Adafactor", {})).state_dict()
    assert {slot: values["w"].shape for slot, values in state.items()} == {
        "row": (6,), "column": (5,), "square": (0,),
    }  # fmt: skip
    assert state["square"]["b"].shape == (4,)


def test_asgd_averages_what_it_passes():
    rule, rng = make_optimizer("ASGD", {"t0": 0, "lambd": 0.0}), np.random.default_rng(0)
    w = Tensor(np.zeros(3), requires_grad=True)
    flat = FlatParameters([("w", w)], rule)
    passed = []
    for step in range(6):
        w.grad = Tensor(rng.standard_normal(3))
        flat.gather()
        apply_update(flat, rule, Settings(), 0.1, step, flat.squared_norm())
        passed.append(w.numpy())
    average = flat.state_dict()["average"]["w"]
    np.testing.assert_allclose(average, np.mean(passed[1:], axis=0), rtol=1e-12)


@given(runs, st.sampled_from([-0.5, -0.3, 0.0]))
def test_ftrl(gradients, learning_rate_power):
    start, p = [1.0, -2.0, 0.5], -learning_rate_power
    found_all = []
    for x, column in zip(start, zip(*gradients)):
        w, s, z = x, 0.2, 0.0
        for g in column:
            g += 2 * 0.03 * w
            new = s + g * g
            z += g - (new**p - s**p) / 0.1 * w
            s = new
            w = (min(max(z, -0.5), 0.5) - z) / (s**p / 0.1 + 2 * 0.04 + 0.3 / 0.1)
        found_all.append(w)
    rule = make_optimizer(
        "keras.Ftrl",
        {
            "learning_rate_power": learning_rate_power,
            "initial_accumulator_value": 0.2,
            "l1_regularization_strength": 0.5,
            "l2_regularization_strength": 0.04,
            "l2_shrinkage_regularization_strength": 0.03,
            "beta": 0.3,
        },
    )
    found = train(rule, start, gradients, 0.1)
    assert found == pytest.approx(found_all, rel=1e-8, abs=1e-10)


def test_nadams_product_is_that_of_the_update_asked_for_also_after_a_rewind():
    rule = make_optimizer("Nadam", {})
    forward = [rule.momentum_product(t) for t in range(1, 12)]
    assert [rule.momentum_product(t) for t in (11, 3, 4, 1)] == [
        forward[10], forward[2], forward[3], forward[0],
    ]  # fmt: skip
    assert 0 <= rule.momentum_product(20_000) < 1e-300


def test_a_decoupled_decay_is_multiplied_by_the_parameters_own_rate():
    w = Tensor(np.array([2.0]), requires_grad=True)
    flat = FlatParameters([("w", w)], Lion(), lr_mult={"w": 0.5}, decay_mult={"w": 3.0})
    w.grad = Tensor(np.zeros(1))
    flat.gather()
    apply_update(flat, Lion(), Settings(weight_decay=0.1), 0.2, 0, flat.squared_norm())
    assert w.tolist() == [pytest.approx(2.0 * (1 - 0.5 * 0.2 * 3.0 * 0.1))]
