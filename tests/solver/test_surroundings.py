"""What holds while the loop runs: the garbage collector, and Ctrl-C."""

from __future__ import annotations

import gc
import os
import signal
import threading

import numpy as np
import pytest


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
