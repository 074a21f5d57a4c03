"""EarlyStopping beyond the recorded traces."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.language import set_language
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import EarlyStopping


def same_weights(a, b):
    return all((a[name] == b[name]).all() for name in a)


def test_it_says_what_it_does(scripted, capsys):
    values = [0.5, 0.25, 0.3, 0.4, 0.5]
    scripted(values, EarlyStopping(patience=2, verbose=1, restore_best_weights=True))
    assert capsys.readouterr().out.splitlines() == [
        "Epoch 4: early stopping. `val_loss` has not improved for 2 epochs; "
        "its best value is 0.25.",
        "The weights of epoch 2 are put back: `val_loss` was 0.25 then.",
    ]
    set_language("fa")
    scripted(values, EarlyStopping(patience=2, verbose=1))
    assert "دورهٔ ۴: توقف زودهنگام. `val_loss` در ۲ دورهٔ" in capsys.readouterr().out


def test_the_best_weights_come_back_with_the_buffers(learner):
    class Spoil(Callback):
        def on_epoch_end(self, epoch, logs):
            logs["val_loss"] = [0.5, 0.1, 0.3, 0.4][epoch]
            kept.append(self.solver.net.state_dict())

    kept = []
    solver = learner()
    solver.fit(4, callbacks=[Spoil(), EarlyStopping(patience=9, restore_best_weights=True)])
    assert same_weights(solver.net.state_dict(), kept[1])
    assert not same_weights(kept[1], kept[3])


def test_the_training_goes_on_from_the_weights_that_were_put_back(scripted):
    stopping = EarlyStopping(patience=1, restore_best_weights=True)
    solver = scripted([0.1, 0.2], stopping)
    best = solver.net.state_dict()
    solver.callbacks.callbacks.clear()
    solver.step(1)
    gradient = (best["ip1.bias"] - solver.net.state_dict()["ip1.bias"]) / 0.01
    assert np.isfinite(gradient).all() and (gradient != 0).any()


def test_two_fits_count_like_one(scripted, make_solver, script):
    values = [1.0, 0.9, 0.95, 0.96, 0.97, 0.98]
    logs = [{"val_loss": value} for value in values]
    stopping = EarlyStopping(patience=3)
    solver = make_solver(callbacks=[script(logs), stopping])
    for _ in range(6):
        if not stopping.stopped_epoch:
            solver.fit(1, steps_per_epoch=1)
    assert stopping.stopped_epoch == 4


def test_after_it_has_stopped_a_training_it_begins_anew(make_solver, script):
    logs = [{"val_loss": value} for value in [1.0, 2.0, 3.0, 3.5, 3.6]]
    stopping = EarlyStopping(patience=1)
    solver = make_solver(callbacks=[script(logs), stopping])
    solver.fit(5, steps_per_epoch=1)
    assert (stopping.stopped_epoch, stopping.best) == (1, 1.0)
    solver.fit(5, steps_per_epoch=1)
    assert (stopping.stopped_epoch, stopping.best) == (3, 3.0)


def test_another_solver_is_another_training(scripted):
    stopping = EarlyStopping(patience=5)
    scripted([0.1, 0.2], stopping)
    assert (stopping.best, stopping.wait) == (0.1, 1)
    scripted([0.7], stopping)
    assert (stopping.best, stopping.wait) == (0.7, 0)


def test_a_pause_keeps_the_last_weights(make_solver, script):
    class Pause(Callback):
        def on_epoch_end(self, epoch, logs):
            if epoch == 2:
                self.solver.request_stop()
                kept.append(self.solver.net.state_dict())

    kept = []
    logs = [{"val_loss": value} for value in [0.1, 0.2, 0.3, 0.4]]
    stopping = EarlyStopping(patience=9, restore_best_weights=True)
    solver = make_solver(callbacks=[script(logs), stopping, Pause()])
    solver.fit(4, steps_per_epoch=1)
    assert same_weights(solver.net.state_dict(), kept[0])
    solver.fit(1, steps_per_epoch=1)
    assert same_weights(solver.net.state_dict(), stopping.best_weights)


def test_weights_come_back_after_an_error_too(make_solver, script):
    class Fails(Callback):
        def on_epoch_end(self, epoch, logs):
            if epoch == 2:
                raise RuntimeError("my own")

    logs = [{"val_loss": value} for value in [0.1, 0.2, 0.3]]
    stopping = EarlyStopping(patience=9, restore_best_weights=True)
    solver = make_solver(callbacks=[script(logs), stopping, Fails()])
    with pytest.raises(RuntimeError, match="my own"):
        solver.fit(3, steps_per_epoch=1)
    assert same_weights(solver.net.state_dict(), stopping.best_weights)


def test_a_count_that_was_loaded_belongs_to_the_next_solver(scripted):
    stopping = EarlyStopping(patience=5)
    scripted([0.1, 0.2], stopping)
    state = stopping.state_dict()
    scripted([0.7], stopping)
    stopping.load_state_dict(state)
    scripted([0.3], stopping)
    assert (stopping.best, stopping.wait) == (0.1, 2)
