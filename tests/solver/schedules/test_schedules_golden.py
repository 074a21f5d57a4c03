"""Every recorded curve of Keras, PyTorch and the tutorial, by our schedules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import schedules

DATA = Path(__file__).parents[2] / "data" / "torch_keras" / "schedules.json"
CASES = {case["id"]: case for case in json.loads(DATA.read_text(encoding="utf-8"))["cases"]}
# A rule that looks at a metric is no schedule: its four cases are tried with the callbacks.
CURVES = {name: case for name, case in CASES.items() if case["cls"] != "ReduceLROnPlateau"}
CHAINED = {"SequentialLR", "ChainedScheduler"}  # torch multiplies its way along: rounder numbers
OURS = {"initial_learning_rate": "base_lr", "end_learning_rate": "end_lr"}  # for Keras's names


def one(case, base_lr=None):
    """Return the schedule of a recorded case."""
    kwargs = case.get("kwargs", {})
    if case.get("family") == "keras":
        kind = getattr(schedules, case["cls"])
        return kind(**{OURS.get(name, name): value for name, value in kwargs.items()})
    make = getattr(schedules, case["cls"])
    if "max_lr" in kwargs:
        return make(**kwargs)
    return make(case.get("base_lr", base_lr), **kwargs)


def build(case):
    if case["cls"] == "SequentialLR":
        parts = [one(part, case["base_lr"]) for part in case["parts"]]
        return schedules.chain(*parts, at=case["milestones"])
    if case["cls"] == "ChainedScheduler":
        return schedules.times(case["base_lr"], *[one(part, 1.0) for part in case["parts"]])
    return one(case)


def past_the_end(case):
    """Return whether the last recorded value is the one that torch has too much."""
    return case["cls"] == "OneCycleLR"


@pytest.mark.parametrize(
    "name", [name for name, case in CURVES.items() if case["family"] != "seed"]
)
def test_the_curve_is_the_recorded_one(name):
    case = CURVES[name]
    schedule = build(case)
    last = -1 if past_the_end(case) else None
    tolerance = 1e-8 if case["cls"] in CHAINED or case["family"] == "torch" else 1e-9
    rates = schedule.rates(case["steps"][:last])
    assert rates == pytest.approx(case["lr"][:last], rel=tolerance, abs=1e-12)
    momentum = case.get("momentum", case.get("beta1"))
    if momentum:
        found = [schedule.momentum(step) for step in case["steps"][:last]]
        assert found == pytest.approx(momentum[:last], rel=tolerance, abs=1e-12)
    else:
        assert schedule.momentum(3) is None


@pytest.mark.parametrize("name", [name for name, c in CURVES.items() if c["cls"] == "OneCycleLR"])
def test_one_cycle_stays_at_its_end_and_says_so_once(name):
    schedule, case = build(CURVES[name]), CURVES[name]
    end = schedule.length
    assert end == case["steps"][-1]
    with pytest.warns(UserWarning, match=f"only {end} steps"):
        rate = schedule(end)
    assert rate == schedule(end - 1) == schedule(end + 100) > 0  # torch: −0.0109 at worst
    assert schedule.momentum(end + 5) == schedule.momentum(end - 1)


SEED = [name for name, case in CURVES.items() if case["family"] == "seed"]


@pytest.mark.parametrize("name", SEED)
def test_the_tutorials_numbers_with_their_faults(name):
    case = CURVES[name]
    function = [
        schedules.lr_warmup_cosine_decay(step, **case["kwargs"], document_compatible=True)
        for step in case["steps"]
    ]
    assert function == pytest.approx(case["lr"], rel=1e-9, abs=1e-12)
    settings = {"start_lr": 0.0, "target_lr": 1e-3, **case["kwargs"]}
    schedule = schedules.WarmupCosineDecay(**settings, document_compatible=True)
    found = schedule.rates(case["steps"])
    assert found == pytest.approx(case["lr_schedule_class_form"], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", SEED)
def test_the_tutorials_numbers_without_their_faults(name):
    case = CURVES[name]
    for step, regime, lr in zip(case["steps"], case["regime"], case["lr"]):
        rate = schedules.lr_warmup_cosine_decay(step, **case["kwargs"])
        settings = {"start_lr": 0.0, "target_lr": 1e-3, **case["kwargs"]}
        assert rate == schedules.WarmupCosineDecay(**settings)(step)
        if regime == "past":
            assert rate == 0
        elif regime == "warmup":
            share, start = step / settings["warmup_steps"], settings["start_lr"]
            assert rate == pytest.approx(start + (settings["target_lr"] - start) * share)
        else:
            assert rate == pytest.approx(lr, rel=1e-9, abs=1e-12)


def test_the_tutorials_function_divides_by_zero():
    with pytest.raises(SettingError, match="warmup_steps") as caught:
        schedules.lr_warmup_cosine_decay(3, 0, total_steps=10, document_compatible=True)
    assert caught.value.key == "schedules.divides_by_zero"
    with pytest.raises(SettingError) as caught:
        schedules.lr_warmup_cosine_decay(3, 5, 5, 10, document_compatible=True)
    assert caught.value.key == "schedules.divides_by_zero"
    assert schedules.lr_warmup_cosine_decay(0, 0, total_steps=10) == 1e-3
    assert schedules.lr_warmup_cosine_decay(9, 5, 5, 10) == 1e-3
    assert schedules.lr_warmup_cosine_decay(10, 5, 5, 10) == 0


def test_every_recorded_curve_is_tried():
    assert len(CASES) == 42 and len(CURVES) == 38
