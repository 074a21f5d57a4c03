"""What holds for every rule: its text, its pieces, its precision, its state, its use."""

from __future__ import annotations

import inspect
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, StateError
from tinygrad_fa.solver import Settings
from tinygrad_fa.solver import parameters as room
from tinygrad_fa.solver.optimizers import OPTIMIZERS, make_optimizer
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.update import apply_update

EVERY = sorted(OPTIMIZERS)
# The forms in which a rule has more slots, or another way of decay, than with its defaults.
FORMS = {
    "SGD": {"momentum": 0.9},
    "torch.SGD": {"momentum": 0.9, "dampening": 0.3},
    "torch.Adam": {"amsgrad": True},
    "AdamW": {"amsgrad": True},
    "torch.RMSprop": {"momentum": 0.5, "centered": True},
    "torch.Adagrad": {"initial_accumulator_value": 0.1, "lr_decay": 0.1},
    "Nadam": {"decoupled_weight_decay": True},
    "RAdam": {"decoupled_weight_decay": True},
    "ASGD": {"t0": 2, "lambd": 0.01},
    "keras.SGD": {"momentum": 0.9, "nesterov": True},
    "keras.Adam": {"amsgrad": True},
    "keras.RMSprop": {"momentum": 0.5, "centered": True},
    "keras.Ftrl": {"l1_regularization_strength": 0.01, "beta": 0.1},
}
BOTH = [(name, {}) for name in EVERY] + list(FORMS.items())
IDS = [f"{name}{'-form' if form else ''}" for name, form in BOTH]
SHAPES = [(3, 4), (5,), (), (2, 3, 2)]


def trained(rule, steps, dtype="float64", rate=0.01, start=0, tensors=None, state=None):
    """Return the parameters after updates `start` … `steps`, and their slots."""
    if tensors is None:
        rng = np.random.default_rng(3)
        arrays = [rng.standard_normal(shape).astype(dtype) for shape in SHAPES]
        tensors = [Tensor(array, requires_grad=True) for array in arrays]
    named = [(f"p{i}", tensor) for i, tensor in enumerate(tensors)]
    flat = FlatParameters(named, rule, decay_mult={"p1": 0.0}, lr_mult={"p2": 2.0})
    if state is not None:
        flat.load_state_dict(state)
    for step in range(start, steps):
        rng = np.random.default_rng(100 + step)
        for tensor in tensors:
            tensor.grad = Tensor(rng.standard_normal(tensor.shape).astype(dtype))
        flat.gather()
        apply_update(flat, rule, Settings(weight_decay=0.1), rate, step, flat.squared_norm())
    return [tensor.numpy() for tensor in tensors], flat.state_dict()


@pytest.mark.parametrize("name", EVERY)
def test_has_a_name_a_formula_and_a_source(name):
    rule = OPTIMIZERS[name]
    assert OPTIMIZERS[rule.type] is rule
    assert "leftarrow" in rule.tex
    assert rule.tex.count("{") == rule.tex.count("}")
    assert "Source:" in rule.__doc__ and "←" in rule.__doc__
    assert rule.decay_to in ("gradient", "weights", "rule")
    for parameter in inspect.signature(rule).parameters.values():
        assert parameter.default is not inspect.Parameter.empty


@pytest.mark.parametrize(("name", "form"), BOTH, ids=IDS)
def test_chunks_of_any_size_give_the_same_bits(name, form, monkeypatch):
    whole, slots = trained(make_optimizer(name, form), 4)
    for size in (1, 3, 7):
        monkeypatch.setattr(room, "CHUNK", size)
        parts, slots_of_parts = trained(make_optimizer(name, form), 4)
        for a, b in zip(whole, parts):
            assert np.array_equal(a, b)
        for slot in slots:
            assert all(np.array_equal(slots[slot][p], slots_of_parts[slot][p]) for p in slots[slot])


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 20), st.integers(0, 6),
    st.lists(st.integers(0, 19), max_size=4),
)  # fmt: skip
@pytest.mark.parametrize(("name", "form"), BOTH, ids=IDS)
def test_an_update_on_stretches_is_the_update_on_the_whole(name, form, length, iteration, cuts):
    rule = make_optimizer(name, form)
    if rule.whole_parameters:
        return
    rng = np.random.default_rng(length)
    arrays = [rng.standard_normal(length) for _ in range(2)]
    slots = [np.abs(rng.standard_normal(length)) + rule.slot_start(slot) for slot in rule.slots]
    whole = [array.copy() for array in (*arrays, *slots)]
    parts = [array.copy() for array in (*arrays, *slots)]
    rule.update(*whole, rate=0.01, iteration=iteration)
    edges = sorted({0, length, *(cut for cut in cuts if cut < length)})
    for start, stop in zip(edges, edges[1:]):
        rule.update(*(part[start:stop] for part in parts), rate=0.01, iteration=iteration)
    del whole[1], parts[1]  # the gradient is scratch paper
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(whole, parts))


@pytest.mark.parametrize(("name", "form"), BOTH, ids=IDS)
def test_float32_stays_near_float64_and_stays_float32(name, form):
    wide, _ = trained(make_optimizer(name, form), 6)
    narrow, slots = trained(make_optimizer(name, form), 6, "float32")
    for a, b in zip(wide, narrow):
        assert b.dtype == "float32"
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
    assert all(value.dtype == "float32" for slot in slots.values() for value in slot.values())


@pytest.mark.parametrize(("name", "form"), BOTH, ids=IDS)
def test_a_saved_state_goes_on_bit_for_bit(name, form):
    straight, slots = trained(make_optimizer(name, form), 9)
    rule = make_optimizer(name, form)
    halfway, saved = trained(rule, 4)
    told = json.loads(json.dumps(rule.state_dict()))
    again = make_optimizer(name, {})
    again.load_state_dict(told)
    assert again.state_dict() == rule.state_dict()
    tensors = [Tensor(array, requires_grad=True) for array in halfway]
    resumed, slots_again = trained(again, 9, start=4, tensors=tensors, state=saved)
    assert all(np.array_equal(a, b) for a, b in zip(straight, resumed))
    for slot in slots:
        assert all(np.array_equal(slots[slot][p], slots_again[slot][p]) for p in slots[slot])


@pytest.mark.parametrize(("name", "form"), BOTH, ids=IDS)
def test_every_rule_lowers_a_quadratic(name, form):
    rule = make_optimizer(name, form)
    w = Tensor(np.linspace(-2.0, 3.0, 12).reshape(3, 4), requires_grad=True)
    steepness = np.linspace(0.5, 2.0, 12).reshape(3, 4)
    flat = FlatParameters([("w", w)], rule)
    losses = []
    rate = 10.0 if name == "LARS" else 1.0 if name.lower().endswith("adadelta") else 0.05
    for step in range(60):
        losses.append(float((steepness * w.data**2).sum()))
        w.grad = Tensor(2 * steepness * w.numpy())
        flat.gather()
        apply_update(flat, rule, Settings(), rate, step, flat.squared_norm())
    assert np.isfinite(losses).all()
    assert losses[1] <= losses[0]
    assert losses[-1] < (0.999 if name.lower().endswith("adadelta") else 0.9) * losses[0]


@pytest.mark.parametrize("name", EVERY)
def test_gradients_that_are_zero_leave_the_weights_finite(name):
    rule = make_optimizer(name, {})
    w = Tensor(np.ones((2, 2)), requires_grad=True)
    flat = FlatParameters([("w", w)], rule)
    for step in range(7):
        w.grad = Tensor(np.zeros((2, 2)))
        flat.gather()
        apply_update(flat, rule, Settings(), 0.1, step, flat.squared_norm())
    assert np.isfinite(w.data).all()


@pytest.mark.parametrize("name", EVERY)
def test_rounded_to_float32_it_still_works(name):
    rule = make_optimizer(name, {})
    rule.round_to_float32()
    for value in rule.settings().values():
        numbers = value if isinstance(value, tuple) else (value,)
        assert all(float(np.float32(n)) == n for n in numbers if isinstance(n, float))
    again = make_optimizer(name, rule.settings())
    one, _ = trained(rule, 3)
    two, _ = trained(again, 3)
    assert all(np.array_equal(a, b) for a, b in zip(one, two))


def test_the_state_of_another_rule_is_refused():
    adam, lion = make_optimizer("Adam", {}), make_optimizer("Lion", {})
    with pytest.raises(StateError) as caught:
        adam.load_state_dict(lion.state_dict())
    assert caught.value.key == "optimizers.other_rule"
    assert "`Lion`" in str(caught.value) and "`Adam`" in str(caught.value)
    with pytest.raises(StateError) as caught:
        adam.load_state_dict({"type": "Adam", "momentum": 0.9, "beta": 3})
    assert caught.value.values["missing"] == "delta, momentum2"
    assert caught.value.values["unknown"] == "beta"


def test_a_switch_in_the_saved_state_changes_slots_and_decay():
    with_it, without = make_optimizer("AdamW", {"amsgrad": True}), make_optimizer("AdamW", {})
    saved = with_it.state_dict(), without.state_dict()
    with_it.load_state_dict(saved[1])
    without.load_state_dict(saved[0])
    assert with_it.slots == ("mean", "square")
    assert without.slots == ("mean", "square", "largest")
    decoupled = make_optimizer("RAdam", {"decoupled_weight_decay": True})
    decoupled.load_state_dict(make_optimizer("RAdam", {}).state_dict())
    assert decoupled.decay_to == "gradient"


def test_a_saved_state_out_of_range_leaves_the_rule_as_it_was():
    rule = make_optimizer("Lion", {"betas": (0.8, 0.9)})
    with pytest.raises(SettingError):
        rule.load_state_dict({"type": "Lion", "betas": [0.9, 2.0]})
    assert rule.betas == (0.8, 0.9)


@pytest.mark.parametrize(
    "name", ["SGD", "torch.SGD", "keras.SGD", "torch.RMSprop", "keras.RMSprop"]
)
def test_a_momentum_that_comes_later_has_its_velocity(name):
    """A schedule such as OneCycle sets the momentum while the training runs."""
    rule, never = make_optimizer(name, {"momentum": 0.0}), make_optimizer(name, {"momentum": 0.0})
    before, slots = trained(rule, 2)
    rule.momentum = 0.9
    moved, still = (
        trained(
            one,
            6,
            start=2,
            state=slots,
            tensors=[Tensor(array, requires_grad=True) for array in before],
        )[0]
        for one in (rule, never)
    )
    assert not np.allclose(moved[0], still[0])


def test_nadam_goes_on_where_a_schedule_has_changed_its_momentum():
    def half(rule, start, stop, **more):
        for step in range(start, stop):  # as OneCycle does it
            rule.betas = (0.8 + 0.02 * step, rule.betas[1])
            arrays, slots = trained(rule, step + 1, start=step, **more)
            more = {"tensors": [Tensor(a, requires_grad=True) for a in arrays], "state": slots}
        return more

    straight = half(make_optimizer("Nadam", {}), 0, 8)
    rule = make_optimizer("Nadam", {})
    more = half(rule, 0, 4)
    again = make_optimizer("Nadam", {})
    again.load_state_dict(json.loads(json.dumps(rule.state_dict())))
    resumed = half(again, 4, 8, **more)
    for one, two in zip(straight["tensors"], resumed["tensors"]):
        assert np.array_equal(one.data, two.data)


@pytest.mark.parametrize(
    "momenta", [None, 5, [], [1], [-1, 1.0], [2.5, 1.0], ["0", 1.0], [0, float("nan")]]
)
def test_what_cannot_be_remembered_is_refused(momenta):
    rule = make_optimizer("Nadam", {})
    with pytest.raises(StateError) as caught:
        rule.load_state_dict({**rule.state_dict(), "momenta": momenta})
    assert caught.value.key == "optimizers.bad_memory"
