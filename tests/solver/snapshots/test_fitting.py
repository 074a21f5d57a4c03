"""A snapshot that does not fit: a list of what differs, and a Solver that is as it was."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa import language, randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import (
    StateError,
)
from tinygrad_fa.layers import BatchNorm1d, Linear
from tinygrad_fa.net import Net
from tinygrad_fa.solver.callbacks import Callback


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"momentum": 0.5}, "optimizer.momentum"),
        ({"type": "Nesterov"}, "optimizer.type"),
        ({"base_lr": 0.02}, "schedule.base_lr"),
        ({"lr_policy": "exp", "gamma": 0.9}, "schedule.name"),
        ({"iter_size": 2}, "settings.iter_size"),
        ({"weight_decay": 0.1}, "settings.weight_decay"),
        ({"clip_gradients": 1.0}, "settings.clip_gradients"),
        ({"lr_mult": {"*.bias": 2.0}}, "settings.lr_mult"),
    ],
)
def test_other_rules_are_refused_by_name_or_taken_knowingly(change, named, make, folder, state_of):
    solver = make()
    solver.step(4)
    path, other = solver.snapshot(), make(**change)
    other.step(1)
    before = state_of(other)
    with pytest.raises(StateError) as caught:
        other.restore(path)
    assert caught.value.key == "snapshots.misfit"
    assert f"`{named}`" in str(caught.value) and "strict=False" in str(caught.value)
    assert state_of(other) == before

    restored = other.restore(path, strict=False)
    assert any(named in note for note in restored.notes)
    assert f"`{named}`" in str(restored)
    other.step(2)
    assert other.iteration == 6


@pytest.mark.parametrize(
    "change",
    [{"max_iter": 5}, {"display": 1}, {"average_loss": 7}, {"snapshot": 2}, {"random_seed": 3}],
)
def test_what_changes_no_number_may_differ(change, make, capsys):
    solver, straight = make(), make()
    solver.step(4)
    resumed = make(**change)
    assert resumed.restore(solver.snapshot()).notes == ()
    resumed.step(3)
    straight.step(4)
    straight.step(3)
    for one, other in zip(resumed.net.parameters(), straight.net.parameters()):
        assert np.array_equal(one.data, other.data)


def test_max_iter_counts_where_the_rate_depends_on_it(make):
    solver = make(lr_policy="poly", power=1, max_iter=10)
    with pytest.raises(StateError, match=r"schedule\.max_iter"):
        make(lr_policy="poly", power=1, max_iter=20).restore(solver.snapshot())


def test_another_rule_begins_with_slots_of_its_own(make):
    solver = make(momentum=0.9)
    solver.step(3)
    other = make(type="Adam")
    other.step(2)
    other.load_state_dict(solver.state_dict(), strict=False)
    assert all(
        not slot.any()
        for values in other.parameters.state_dict().values()
        for slot in values.values()
    )
    other = make(type="Nesterov", momentum=0.8)
    other.load_state_dict(solver.state_dict(), strict=False)
    ours, theirs = (s.parameters.state_dict()["velocity"]["0.weight"] for s in (other, solver))
    assert np.array_equal(ours, theirs)
    assert other.optimizer.momentum == 0.8


BN = BatchNorm1d
NETS = {
    "`0.weight`: `(4, 3) float64` → `(5, 3) float64`": (Linear(3, 5), BN(5), Linear(5, 2)),
    "`1.running_mean`: `(4,) float64` → `—`": (Linear(3, 4), Linear(4, 4), Linear(4, 2)),
    "`3.weight`: `—` → `(1, 2) float64`": (
        Linear(3, 4),
        BatchNorm1d(4),
        Linear(4, 2),
        Linear(2, 1),
    ),
}


@pytest.mark.parametrize("line", NETS)
def test_another_net_is_refused_with_every_difference(line, make, state_of):
    solver = make()
    solver.step(2)
    path, other = solver.snapshot(), make(net=Net(*NETS[line]).to("float64"))
    before, chance = state_of(other), randomness.get_state()
    for strict in (True, False):
        with pytest.raises(StateError) as caught:
            other.restore(path, strict=strict)
        assert caught.value.key == "snapshots.other_net"
        assert line in str(caught.value)
    assert state_of(other) == before and randomness.get_state() == chance


def test_another_dtype_is_another_net(make):
    other = make(net=Net(Linear(3, 4), BatchNorm1d(4), Linear(4, 2)))
    with pytest.raises(StateError, match=r"float64` → `\(4, 3\) float32"):
        other.restore(make().snapshot())


def test_other_batches_are_refused_or_begin_anew(make, regression):
    solver = make()
    solver.step(4)
    path, other = solver.snapshot(), make(train=Batches(regression, 3, seed=1))
    with pytest.raises(StateError, match="batch_size"):
        other.restore(path)
    assert other.iteration == 0
    restored = other.restore(path, strict=False)
    assert any("batch_size" in note for note in restored.notes)
    assert other.iteration == 4 and other.train_data.index == 0


def test_data_that_cannot_say_where_they_are_are_told_of(make, rows, regression, capsys):
    solver = make(train=rows(*regression, 4))
    solver.step(2)
    restored = make(train=rows(*regression, 4)).restore(solver.snapshot())
    assert len(restored.notes) == 1 and "`Rows`" in capsys.readouterr().out


def test_callbacks_are_matched_by_class_and_place_and_the_rest_is_told(make, capsys):
    class Number(Callback):
        def __init__(self, value=0):
            self.value = value

        def state_dict(self):
            return {"value": self.value}

        def load_state_dict(self, state):
            self.value = state["value"]

    class Other(Number):
        pass

    solver = make(callbacks=[Number(1), Other(2), Number(3)])
    path = solver.snapshot()
    fresh = [Other(), Number(), Number(), Number(9)]
    restored = make(callbacks=fresh).restore(path)
    assert [callback.value for callback in fresh] == [2, 1, 3, 9]
    assert restored.notes == ("  `callbacks`: `—` → `Number`",)
    assert capsys.readouterr().out == f"{restored}\n"
    assert make(callbacks=fresh[:2]).restore(path).notes == ("  `callbacks`: `Number` → `—`",)


def test_a_state_that_fails_halfway_leaves_the_solver_as_it_was(make, state_of):
    class Stubborn(Callback):
        def state_dict(self):
            return {"kept": 1}

        def load_state_dict(self, state):
            raise RuntimeError("no")

    solver = make()
    solver.step(3)
    state = {**solver.state_dict(), "callbacks": [{"name": "Stubborn", "state": {}}]}
    other = make()
    other.step(1)
    before = state_of(other)
    broken = make(callbacks=[Stubborn()])
    with pytest.raises(RuntimeError):  # it cannot even be put back to what it was
        broken.load_state_dict(state)
    for part in ("history", "epoch", "randomness", "smoothed", "optimizer"):
        with pytest.raises(StateError) as caught:
            other.load_state_dict({**state, part: {"nonsense": 1}})
        assert caught.value.key in ("snapshots.cannot_put", "randomness.state")
        assert state_of(other) == before
    with pytest.raises(StateError) as caught:
        other.load_state_dict({"net": {}})
    assert caught.value.key == "snapshots.incomplete"


@pytest.mark.parametrize("chosen", ["en", "fa"])
def test_messages_read_well_in_both_languages(chosen, make, folder):
    language.set_language(chosen)
    try:
        solver = make()
        path = solver.snapshot()
        with pytest.raises(StateError) as caught:
            make(momentum=0.5, weight_decay=0.1).restore(path)
        lines = str(caught.value).splitlines()
        assert len(lines) == 4 and lines[1] == "  `optimizer.momentum`: `0.9` → `0.5`"
        assert ("تنظیم" in lines[0]) == (chosen == "fa")
    finally:
        language.set_language(None)
