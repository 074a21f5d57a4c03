"""What holds while the loop runs: the garbage collector, and Ctrl-C; what is left after a stop."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import time

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.layers import BatchNorm1d, Dropout, Linear, MSELoss, ReLU
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver, iteration
from tinygrad_fa.solver.packing import pack


@pytest.fixture
def default_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("default_handler")
@pytest.mark.parametrize("error", [None, RuntimeError, KeyboardInterrupt])
def test_the_garbage_collector_is_as_before_whatever_happens(make_solver, error):
    during = []

    class Look:
        def on_train_batch_end(self, batch, logs):
            during.append(gc.get_threshold()[0])
            if error:
                raise error

    before = gc.get_threshold()
    solver = make_solver(callbacks=[Look()])
    if error is RuntimeError:
        with pytest.raises(RuntimeError):
            solver.step()
    else:
        solver.step()
    assert gc.get_threshold() == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert during[0] >= 20_000 > before[0]


def test_a_collector_that_is_switched_off_stays_off(make_solver):
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        make_solver().step()
        assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)


class Interrupt:
    """Sends this process a Ctrl-C in the middle of iteration `at`, so many times."""

    def __init__(self, at, hook="on_train_batch_begin", times=1):
        self.at, self.times, self.calls = at, times, []
        setattr(self, hook, self.act)

    def set_solver(self, solver):
        self.solver = solver

    def act(self, *_):
        while self.solver.iteration == self.at and self.times:
            self.times -= 1
            os.kill(os.getpid(), signal.SIGINT)

    def on_epoch_end(self, epoch, logs):
        self.calls.append(epoch)

    def on_train_end(self, logs):
        self.calls.append("end")


@pytest.mark.usefixtures("default_handler")
def test_ctrl_c_ends_the_iteration_keeps_the_history_and_can_go_on(make_solver, chain, capsys):
    interrupt = Interrupt(at=4)
    net, straight = chain([3, 4, 2]), chain([3, 4, 2])
    solver = make_solver(net, max_iter=8, momentum=0.9, callbacks=[interrupt])
    history = solver.solve()
    assert solver.interrupted
    assert solver.iteration == 5 == len(history.loss)  # the update under way was finished
    assert interrupt.calls == [0, "end"]
    assert "after 5 iterations" in capsys.readouterr().out
    solver.solve()
    assert not solver.interrupted
    make_solver(straight, max_iter=8, momentum=0.9).solve()
    for ours, wanted in zip(net.parameters(), straight.parameters()):
        assert np.array_equal(ours.data, wanted.data)
    assert history.epoch == [0, 1]


@pytest.mark.usefixtures("default_handler")
def test_ctrl_c_during_a_test_drops_the_test(make_classifier):
    interrupt = Interrupt(at=2, hook="on_test_batch_begin")
    solver = make_classifier(test_interval=2, max_iter=6, callbacks=[interrupt])
    solver.solve()
    assert solver.interrupted
    assert solver.iteration == 2
    assert [result.iteration for result in solver.history.tests] == [0]


@pytest.mark.usefixtures("default_handler")
def test_the_second_ctrl_c_does_not_wait_for_the_end_of_the_iteration(make_solver):
    solver = make_solver(max_iter=8, callbacks=[Interrupt(at=4, times=2)])
    solver.solve()
    assert solver.interrupted
    assert solver.iteration == 4 == len(solver.history.loss)


def test_in_another_thread_nothing_is_done_about_ctrl_c(make_solver):
    solver = make_solver(max_iter=3)
    thread = threading.Thread(target=solver.solve)
    thread.start()
    thread.join()
    assert solver.iteration == 3


# --------------------------------------------------------- what the signals do is a setting


class Send:
    """Sends this process a signal in the middle of iteration `at`."""

    def __init__(self, number, at=2):
        self.number, self.at = number, at

    def set_solver(self, solver):
        self.solver = solver

    def on_train_batch_begin(self, batch, logs):
        if self.solver.iteration == self.at:
            os.kill(os.getpid(), self.number)


def snapshots_of(solver):
    """Return the list that fills with the iterations of the snapshots."""
    told = []
    solver.report.listen(
        lambda event: told.append(event["iteration"]) if event.kind == "snapshot" else None
    )
    return told


@pytest.mark.usefixtures("default_handler")
@pytest.mark.parametrize(
    ("effect", "iterations", "snapshots"),
    [("stop", 3, [3]), ("snapshot", 6, [3, 6]), ("none", 6, [6])],
)
def test_the_effect_of_ctrl_c(make_solver, tmp_path, capsys, effect, iterations, snapshots):
    solver = make_solver(
        max_iter=6,
        sigint_effect=effect,
        snapshot_prefix=tmp_path / "run",
        callbacks=[Send(signal.SIGINT)],
    )
    told = snapshots_of(solver)
    solver.solve()
    assert (solver.iteration, told) == (iterations, snapshots)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"run_iter_{n}.snapshot" for n in snapshots]
    assert solver.interrupted == (effect == "stop")


@pytest.mark.usefixtures("default_handler")
def test_without_snapshot_after_train_a_stop_writes_none(make_solver, tmp_path):
    solver = make_solver(
        max_iter=6,
        snapshot_prefix=tmp_path / "run",
        snapshot_after_train=False,
        callbacks=[Send(signal.SIGINT)],
    )
    solver.solve()
    assert solver.interrupted and not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
@pytest.mark.parametrize(
    ("effect", "iterations", "snapshots"),
    [("stop", 3, [3]), ("snapshot", 6, [3, 6]), ("none", 6, [6])],
)
def test_the_effect_of_a_hang_up(make_solver, tmp_path, capsys, effect, iterations, snapshots):
    solver = make_solver(
        max_iter=6,
        sighup_effect=effect,
        snapshot_prefix=tmp_path / "run",
        callbacks=[Send(signal.SIGHUP)],
    )
    told = snapshots_of(solver)
    solver.solve()
    assert (solver.iteration, told) == (iterations, snapshots)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_hang_up_ends_a_training_that_writes_no_snapshots(make_solver):
    """As it ends every program: else it would live on when its terminal is gone."""
    seen = []

    class Look:
        def on_train_batch_end(self, batch, logs):
            seen.append(signal.getsignal(signal.SIGHUP))

    make_solver(callbacks=[Look()]).step()
    assert seen == [signal.SIG_DFL]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_where_there_is_no_hang_up_ctrl_break_stands_for_it(make_solver, tmp_path, monkeypatch):
    monkeypatch.delattr(signal, "SIGHUP")
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)
    solver = make_solver(
        max_iter=6, snapshot_prefix=tmp_path / "run", callbacks=[Send(signal.SIGUSR1)]
    )
    told = snapshots_of(solver)
    solver.solve()
    assert told == [3, 6]


@pytest.mark.usefixtures("default_handler")
def test_somebody_elses_handler_stays(make_solver):
    mine = []
    signal.signal(signal.SIGINT, lambda *_: mine.append(1))
    solver = make_solver(max_iter=6, callbacks=[Send(signal.SIGINT)])
    solver.solve()
    assert mine == [1] and solver.iteration == 6


def test_another_thread_may_ask(make_solver, tmp_path, capsys):
    """As a second cell of a notebook does, or a button."""
    begun, go_on = threading.Event(), threading.Event()

    class Wait:
        def set_solver(self, solver):
            self.solver = solver

        def on_train_batch_end(self, batch, logs):
            if self.solver.iteration in (2, 4):
                begun.set()
                assert go_on.wait(10)
                go_on.clear()

    solver = make_solver(max_iter=9, snapshot_prefix=tmp_path / "run", callbacks=[Wait()])
    told = snapshots_of(solver)
    thread = threading.Thread(target=solver.solve)
    thread.start()
    assert begun.wait(10)
    begun.clear()
    solver.request_snapshot()
    go_on.set()
    assert begun.wait(10)
    solver.request_stop()
    go_on.set()
    thread.join(10)
    assert (solver.iteration, solver.interrupted) == (4, True)
    assert told == [2, 4]


@pytest.mark.parametrize("name", ["sigint_effect", "sighup_effect"])
def test_another_effect_is_refused(make_solver, name):
    with pytest.raises(SettingError) as caught:
        make_solver(**{name: "explode"})
    assert caught.value.key == "solver.unknown_choice"


# ------------------------------------------------------------------ what is left after a stop


def bits(solver):
    """Return what decides how a training goes on; the random numbers are common to all Solvers."""
    state = solver.state_dict()
    names = ("iteration", "net", "optimizer", "data", "randomness", "history")
    return {name: pack(state[name]) for name in names}


def chancy(train, fail=None, at=0, **settings):
    """Return a Solver in which a forward pass changes all it can: masks, statistics, a place."""
    randomness.manual_seed(3)
    net = Net(Linear(3, 8), BatchNorm1d(8), ReLU(), Dropout(0.5), Linear(8, 2))
    settings = {"base_lr": 0.05, "momentum": 0.9, "iter_size": 2, **settings}
    loss = Trouble(fail, at)
    return Solver(net, Batches(train, 4, seed=2), loss=loss, progress=False, **settings)


class Trouble(MSELoss):
    """Fails in the n-th call, in the way that is wanted."""

    def __init__(self, fail, at):
        super().__init__()
        self.fail, self.calls, self.at = fail, 0, at

    def forward(self, prediction, target):
        self.calls += 1
        if self.calls == self.at:
            self.fail()
        return super().forward(prediction, target)


def two_signals():
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)  # not reached: the second one interrupts


def error():
    raise MemoryError


@pytest.mark.usefixtures("default_handler")
@pytest.mark.parametrize("fail", [two_signals, error])
@pytest.mark.parametrize("at", [1, 2, 5, 6])  # in the first and in the second pass of an iteration
def test_an_iteration_that_is_broken_off_has_not_been(fail, at, regression, tmp_path):
    straight = chancy(regression)
    straight.step((at - 1) // 2)
    middle = bits(straight)
    straight.step(2)
    end = bits(straight)
    solver = chancy(regression, fail, at)
    with contextlib.suppress(MemoryError):
        solver.step(5)
    assert solver.interrupted == (fail is two_signals)
    np.testing.assert_equal(bits(solver), middle)
    path = solver.snapshot(tmp_path / "after.snapshot")
    solver.step(2)
    np.testing.assert_equal(bits(solver), end)
    resumed = chancy(regression)
    resumed.restore(path)
    resumed.step(2)
    np.testing.assert_equal(bits(resumed), end)


@pytest.mark.usefixtures("default_handler")
def test_an_update_is_not_cut_in_two(regression, monkeypatch):
    update = iteration.apply_update

    def interrupted(*arguments):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        return update(*arguments)

    monkeypatch.setattr(iteration, "apply_update", interrupted)
    solver = chancy(regression)
    solver.step(3)
    assert solver.interrupted and solver.iteration == 1
    monkeypatch.setattr(iteration, "apply_update", update)
    end = bits(solver)
    straight = chancy(regression)
    straight.step(1)
    np.testing.assert_equal(end, bits(straight))


def test_a_batch_that_is_skipped_is_not_given_again(regression):
    def overflow():
        raise DivergenceError("solver.diverged_unknown")

    solver = chancy(regression, overflow, at=2, iter_size=1)
    solver.skips_divergence = True
    solver.step(3)
    assert (solver.iteration, solver.train_data.epoch) == (3, 1)  # three batches are an epoch
    assert np.isnan(solver.history.loss).tolist() == [False, True, False]


def test_a_batch_that_is_skipped_leaves_no_mark_in_the_statistics(regression):
    inputs, targets = (array.copy() for array in regression)
    inputs[5] = np.nan
    solver = Solver(
        Net(Linear(3, 8), BatchNorm1d(8), ReLU(), Linear(8, 2)),
        Batches((inputs, targets), 4, shuffle=False),
        loss=MSELoss(),
        base_lr=0.05,
        progress=False,
    )
    solver.skips_divergence, norm = True, solver.net["1"]
    solver.step(1)
    before = norm.running_mean.numpy(), norm.running_var.numpy()
    solver.step(1)
    assert np.isnan(solver.history.loss).tolist() == [False, True]
    np.testing.assert_equal((norm.running_mean.numpy(), norm.running_var.numpy()), before)
    solver.step(1)
    assert np.isfinite(solver.history.loss[-1]) and np.isfinite(norm.running_mean.data).all()
