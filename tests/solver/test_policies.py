"""Caffe's policies: every recorded rate, and every setting that is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import as_float32
from tinygrad_fa.solver.policies import (
    POLICIES,
    Exp,
    Fixed,
    Inv,
    MultiStep,
    Poly,
    Sigmoid,
    Step,
    c_power,
    make_policy,
)
from tinygrad_fa.solver.schedules import from_config

CASES = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "lr_policies.json").read_text()
)
# Where Caffe takes 0 for what is missing (or divides by it), a setting is refused here.
REFUSED = {
    "step_gamma_unset": "solver.policy_needs",
    "exp_gamma_unset": "solver.policy_needs",
    "inv_gamma_unset": "solver.policy_needs",
    "inv_power_unset": "solver.policy_needs",
    "multistep_empty": "solver.policy_needs",
    "poly_power_unset": "solver.policy_needs",
    "poly_max_iter_unset": "solver.policy_needs",
    "sigmoid_gamma_unset": "solver.policy_needs",
    "ERR_policy_unset": "solver.unknown_choice",
    "ERR_policy_unknown": "solver.unknown_choice",
    "ERR_step_stepsize_unset": "solver.policy_needs",
    "ERR_step_gamma_negative": "solver.out_of_range",
    "ERR_sigmoid_gamma_negative": "solver.out_of_range",
    "ERR_sigmoid_stepsize_unset": "solver.policy_needs",
}
UNSET_RATE = "fixed_base_lr_unset"  # Caffe's rate is 0 then; here 0.01 is the default


def caffe_policy(params, **more):
    """Return the policy with its settings rounded as Caffe rounds them."""
    rounded = {k: as_float32(v) if isinstance(v, float) else v for k, v in params.items()}
    name = rounded.pop("lr_policy", "")
    return make_policy(name, {**rounded, "caffe_float32": True, **more})


@pytest.mark.parametrize("case", sorted(set(CASES) - set(REFUSED) - {UNSET_RATE}))
def test_rates_are_caffes(case):
    recorded = CASES[case]
    # One case asks for the first time at iteration 30: that is where its counting starts.
    start = recorded["iter"][0] if recorded["params"]["lr_policy"] == "multistep" else 0
    policy = caffe_policy(recorded["params"], start=start)
    compared = 0
    for iteration, rate in zip(recorded["iter"], recorded["lr"]):
        past_the_end = case.startswith("poly") and iteration > recorded["params"]["max_iter"]
        if past_the_end:
            assert policy(iteration) == 0.0  # Caffe: NaN, or rising again
        else:
            assert policy(iteration) == pytest.approx(rate, rel=1e-14, abs=1e-300)
            compared += 1
    assert compared >= 2
    if recorded["params"]["lr_policy"] == "multistep":
        steps = [policy.current_step(iteration) for iteration in recorded["iter"]]
        assert steps == recorded["current_step"]


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_caffe_aborts_at_or_silently_takes_as_zero_is_refused(case):
    with pytest.raises(SettingError) as caught:
        caffe_policy(CASES[case]["params"])
    assert caught.value.key == REFUSED[case]


@pytest.mark.parametrize("case", sorted(CASES))
def test_caffe_strict_does_what_caffe_does(case):
    """Unset is 0, NaN is NaN, and only what stops Caffe stops us."""
    recorded = CASES[case]
    params = {"base_lr": 0.0, **recorded["params"]}
    if case.startswith("ERR"):
        with pytest.raises(SettingError):
            caffe_policy(params, caffe_strict=True)
        return
    start = recorded["iter"][0] if recorded["params"]["lr_policy"] == "multistep" else 0
    policy = caffe_policy(params, caffe_strict=True, start=start)
    wanted = [math.nan if rate is None else float(rate) for rate in recorded["lr"]]
    found = [policy(iteration) for iteration in recorded["iter"]]
    assert found == pytest.approx(wanted, rel=1e-14, abs=1e-300, nan_ok=True)
    if "current_step" in recorded:
        steps = [policy.current_step(iteration) for iteration in recorded["iter"]]
        assert steps == recorded["current_step"]


def test_a_power_without_a_number_is_nan_or_infinite_as_in_c():
    assert c_power(0.0, 0) == 1.0
    assert c_power(10.0, 1e6) == math.inf
    assert c_power(0.0, -1.0) == math.inf
    assert math.isnan(c_power(-0.5, 0.5))
    assert Exp(1.0, 2.0)(5000) == math.inf  # the Solver stops at it


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_policy_is_read_again_from_what_it_tells(name):
    settings = {"gamma": 0.5, "power": 2.0, "stepsize": 3, "stepvalue": [2, 4], "max_iter": 10}
    policy = make_policy(name, {**settings, "start": 3, "used": 1})
    again = from_config(json.loads(json.dumps(policy.get_config())))
    assert again == policy
    assert again.rates(20) == policy.rates(20)


def test_every_recorded_case_is_used():
    assert len(CASES) == 37
    assert set(CASES) > set(REFUSED)
    assert make_policy("fixed", {})(0) == 0.01


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_each_missing_parameter_is_named(name):
    full = {"gamma": 0.5, "power": 2.0, "stepsize": 3, "stepvalue": [2, 4], "max_iter": 10}
    make_policy(name, full)
    for parameter in set(full) & set(vars(make_policy(name, full))):
        make_policy(
            name, {k: v for k, v in full.items() if k == "stepsize"} | {"caffe_strict": True}
        )
        with pytest.raises(SettingError) as caught:
            make_policy(name, {k: v for k, v in full.items() if k != parameter})
        assert caught.value.values == {"policy": name, "parameter": parameter}
        assert parameter in str(caught.value)


def test_unknown_policy_lists_the_known_and_suggests_the_nearest():
    with pytest.raises(SettingError) as caught:
        make_policy("Multi-step", {})
    message = str(caught.value)
    assert "Did you mean `multistep`?" in message
    assert all(name in message for name in POLICIES)


@pytest.mark.parametrize(
    ("policy", "settings"),
    [
        (Fixed, {"base_lr": 0}),
        (Fixed, {"base_lr": -0.1}),
        (Fixed, {"base_lr": math.nan}),
        (Fixed, {"base_lr": "0.1"}),
        (Fixed, {"base_lr": True}),
        (Step, {"gamma": 0, "stepsize": 5}),
        (Step, {"gamma": 0.1, "stepsize": 0}),
        (Step, {"gamma": 0.1, "stepsize": 2.5}),
        (Exp, {"gamma": math.inf}),
        (Inv, {"gamma": -1, "power": 1}),
        (MultiStep, {"gamma": 0.1, "stepvalue": [5, -1]}),
        (MultiStep, {"gamma": 0.1, "stepvalue": "5"}),
        (MultiStep, {"gamma": 0.1, "stepvalue": 5}),
        (Poly, {"power": 0, "max_iter": 10}),
        (Poly, {"power": 1, "max_iter": 0}),
        (Sigmoid, {"gamma": -0.1, "stepsize": 5}),
    ],
)
def test_out_of_range_is_refused_at_construction(policy, settings):
    with pytest.raises(SettingError):
        policy(**settings)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=8),
    st.integers(0, 20),
    st.integers(0, 8),
)
def test_multistep_uses_one_stepvalue_per_iteration(stepvalue, start, used):
    policy = MultiStep(1.0, 0.5, stepvalue, start=start, used=used)
    step = used
    for iteration in range(start, 60):  # Caffe's own way: a counter that is asked every time
        if step < len(stepvalue) and iteration >= stepvalue[step]:
            step += 1
        assert policy.current_step(iteration) == step
        assert policy(iteration) == 0.5**step


def test_sigmoid_is_zero_where_the_exponential_would_overflow():
    assert Sigmoid(0.1, 1.0, 5000)(0) == 0.0
    assert Sigmoid(0.1, 1.0, 5000)(10_000) == 0.1
