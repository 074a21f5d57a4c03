"""Schedules in a training: the rate and the momentum that the updates use; the callback."""

from __future__ import annotations

import numpy as np
import pytest

from tests.solver.examples import SCHEDULES as KINDS
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import CrossEntropyLoss, Linear
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver
from tinygrad_fa.solver.callbacks import WarmupCosineDecay
from tinygrad_fa.solver.optimizers import OPTIMIZERS, Adam, AdamW
from tinygrad_fa.solver.policies import POLICIES
from tinygrad_fa.solver.schedules import (
    REGISTRY,
    Cyclic,
    OneCycle,
    StepDecay,
    hold,
    warmup,
)
from tinygrad_fa.solver.schedules import WarmupCosineDecay as Schedule


class Momenta(Callback):
    """Notes the momentum of every update."""

    def __init__(self, name="momentum"):
        self.name, self.found = name, []

    def on_train_batch_end(self, batch, logs):
        value = getattr(self.solver.optimizer, self.name)
        self.found.append(value[0] if isinstance(value, tuple) else value)


def make(schedule=None, optimizer=None, callbacks=(), **settings):
    rng = np.random.default_rng(0)
    data = rng.standard_normal((8, 3)).astype("f"), np.arange(8) % 2
    net = Net(Linear(3, 2))
    for parameter in net.parameters():
        parameter.data = np.zeros(parameter.shape, "f")
    return Solver(
        net, data, loss=CrossEntropyLoss(), progress=False, schedule=schedule,
        optimizer=optimizer, callbacks=callbacks, **settings,
    )  # fmt: skip


@pytest.mark.parametrize("schedule", [StepDecay(0.1, every=2), warmup(3, 0.1) + hold(9, 0.1)])
def test_the_updates_use_the_rates_of_the_schedule(schedule):
    solver = make(schedule)
    assert solver.step(9).lr == schedule.rates(9)


@pytest.mark.parametrize(
    ("optimizer", "name"), [(Adam(), "momentum"), (OPTIMIZERS["SGD"](), "momentum"),
                            (AdamW(), "betas")]
)  # fmt: skip
def test_a_schedule_moves_the_momentum(optimizer, name):
    cycle, seen = OneCycle(0.1, 10), Momenta(name)
    solver = make(cycle, optimizer, [seen])
    solver.step(10)
    assert solver.history.lr == cycle.rates(10)
    assert seen.found == [cycle.momentum(step) for step in range(10)]


def test_a_momentum_goes_on_where_it_was():
    whole, halves = Momenta(), Momenta()
    make(Cyclic(0.01, 0.1, 3), Adam(), [whole]).step(11)
    solver = make(Cyclic(0.01, 0.1, 3), Adam(), [halves])
    solver.step(5), solver.step(6)
    assert halves.found == whole.found


def test_a_momentum_that_is_not_there():
    solver = make(OneCycle(0.1, 10), OPTIMIZERS["AdaDelta"]())
    with pytest.raises(SettingError, match="cycle_momentum=False") as caught:
        solver.step()
    assert caught.value.key == "schedules.no_momentum" and solver.iteration == 0
    make(OneCycle(0.1, 10, cycle_momentum=False), OPTIMIZERS["AdaDelta"]()).step()


def test_a_training_longer_than_its_cycle_is_warned_once_and_goes_on():
    solver = make(OneCycle(0.1, 4))
    with pytest.warns(UserWarning, match="only 4 steps") as caught:
        solver.step(9)
    assert len(caught) == 1 and len(solver.history.lr) == 9
    assert set(solver.history.lr[3:]) == {OneCycle(0.1, 4)(3)}


def test_every_kind_is_interrupted():
    of_caffe = set(POLICIES)  # tried with every optimizer where snapshots are
    tried = {schedule.name for schedule in KINDS}
    ours = {name for name, kind in REGISTRY.items() if kind.__module__.startswith("tinygrad_fa")}
    assert tried | of_caffe == ours


@pytest.mark.parametrize("schedule", KINDS, ids=lambda schedule: schedule.name)
@pytest.mark.parametrize("after", [3, 7])
def test_an_interrupted_training_equals_one_that_was_not(tmp_path, schedule, after):
    rng = np.random.default_rng(1)
    table = rng.standard_normal((20, 3)).astype("f"), rng.integers(0, 2, 20)

    def solver():
        made = make(schedule, Adam(), random_seed=0)
        made.train_data = Batches(table, 4, shuffle=True, seed=0)  # five batches an epoch
        return made

    whole = solver()
    whole.step(13)
    first = solver()
    first.step(after)
    path = first.snapshot(tmp_path / "middle.snapshot")
    second = solver()
    second.restore(path)
    second.step(13 - after)
    assert second.history.lr == whole.history.lr
    assert second.optimizer.momentum == whole.optimizer.momentum
    for one, other in zip(whole.net.parameters(), second.net.parameters()):
        assert one.numpy().tobytes() == other.numpy().tobytes()


# The callback


TOLD = {"total_steps": 12, "warmup_steps": 3, "hold": 2, "target_lr": 0.2}


def test_the_callback_sets_the_rate_of_every_batch():
    callback = WarmupCosineDecay(**TOLD)
    solver = make(base_lr=7.0, callbacks=[callback])
    solver.step(15)
    expected = Schedule(start_lr=0.0, **TOLD).rates(15)
    assert callback.lrs == solver.history.lr == expected
    assert expected[-3:] == [0, 0, 0] and callback.global_step == 15
    assert solver.rate == 7.0  # its own schedule holds again


def test_the_callback_and_the_schedule_train_alike():
    by_callback = make(callbacks=[WarmupCosineDecay(**TOLD)])
    by_schedule = make(Schedule(start_lr=0.0, **TOLD))
    for solver in (by_callback, by_schedule):
        solver.step(12)
    for one, other in zip(by_callback.net.parameters(), by_schedule.net.parameters()):
        assert np.array_equal(one.data, other.data)


def test_the_callback_goes_together_with_a_factor():
    callback = WarmupCosineDecay(**TOLD)
    solver = make(callbacks=[callback])
    solver.step(4)
    solver.rate_factor = 0.5
    solver.step(2)
    rates = Schedule(start_lr=0.0, **TOLD).rates(6)
    assert callback.lrs == [*rates[:4], rates[4] / 2, rates[5] / 2]


def test_the_callback_goes_on_from_its_state():
    whole, first = WarmupCosineDecay(**TOLD), WarmupCosineDecay(**TOLD)
    make(callbacks=[whole]).step(9)
    make(callbacks=[first]).step(4)
    second = WarmupCosineDecay(**TOLD)
    second.load_state_dict(first.state_dict())
    make(callbacks=[second]).step(5)
    assert second.lrs == whole.lrs


def test_the_callback_is_checked_when_it_is_made():
    with pytest.raises(SettingError) as caught:
        WarmupCosineDecay(total_steps=10, warmup_steps=11)
    assert caught.value.key == "schedules.too_long"
    with pytest.raises(SettingError):
        WarmupCosineDecay()


def test_the_tutorials_callback_with_its_faults():
    callback = WarmupCosineDecay(**TOLD, start_lr=0.1, document_compatible=True)
    make(callbacks=[callback]).step(15)
    assert callback.lrs[0] == 0 and callback.lrs[14] > callback.lrs[12] == pytest.approx(0)
