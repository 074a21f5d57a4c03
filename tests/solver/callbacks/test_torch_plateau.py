"""PyTorch's ReduceLROnPlateau, told by ours: its patience is ours less one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tinygrad_fa.solver.callbacks import ReduceLROnPlateau

DATA = Path(__file__).parents[2] / "data" / "torch_keras" / "schedules.json"
CASES = {
    case["id"]: case
    for case in json.loads(DATA.read_text(encoding="utf-8"))["cases"]
    if case["cls"] == "ReduceLROnPlateau"
}


def ours(factor=0.1, patience=10, threshold=1e-4, threshold_mode="rel", mode="min", **others):
    """Return our callback for PyTorch's arguments, with its usual ones."""
    return ReduceLROnPlateau(
        factor=factor, patience=patience + 1, min_delta=threshold, threshold_mode=threshold_mode,
        mode=mode, **others,
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_recorded_reductions(name, script, note, make_solver):
    case = CASES[name]
    callback, metrics = ours(**case["kwargs"]), case["metrics"]
    solver = make_solver(base_lr=case["base_lr"])
    after = note(lambda: (solver.rate, callback.wait, callback.cooldown_counter, callback.best))
    told = script([{"val_loss": value} for value in metrics])
    with solver.callbacks.joined_by([told, callback, after]):
        solver.fit(len(metrics), steps_per_epoch=1)
    rates, waits, cooldowns, bests = zip(*after.seen)
    assert rates == pytest.approx(case["lr_after"], rel=1e-9)
    assert list(waits) == case["num_bad_epochs"]
    assert list(cooldowns) == case["cooldown_counter"]
    assert list(bests) == case["best"]


def test_there_are_four():
    assert len(CASES) == 4
