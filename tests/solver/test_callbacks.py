"""The points at which callbacks are called: Keras's names, and Keras's order."""

from __future__ import annotations

import pytest

from tinygrad_fa.language.errors import DivergenceError, SettingError, StateError
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import HOOKS


class Record(Callback):
    """Writes down every call: the point without its "on_", the numbers, the names in `logs`."""

    def __init__(self, calls, name=""):
        self.calls, self.name = calls, name

    def write(self, hook, *place_and_logs):
        *place, logs = place_and_logs
        self.calls.append((self.name + hook.removeprefix("on_"), *place, *sorted(logs)))


for hook in HOOKS:

    def method(self, *place_and_logs, _hook=hook):
        self.write(_hook, *place_and_logs)

    setattr(Record, hook, method)


class StopAt(Callback):
    def __init__(self, epoch, batch=None):
        self.epoch, self.batch, self.now = epoch, batch, None

    def on_epoch_begin(self, epoch, logs):
        self.now = epoch

    def on_train_batch_end(self, batch, logs):
        if (self.now, batch) == (self.epoch, self.batch):
            self.solver.stop_training = True

    def on_epoch_end(self, epoch, logs):
        if self.batch is None and epoch == self.epoch:
            self.solver.stop_training = True


def epoch(number, batches, test_batches=0):
    """Return the calls of one epoch, as recorded from Keras 3.15."""
    calls = [("epoch_begin", number)]
    for batch in range(batches):
        calls += [("train_batch_begin", batch)]
        calls += [("train_batch_end", batch, "batch_loss", "loss", "lr")]
    if test_batches:
        calls += [("test_begin",)]
        for batch in range(test_batches):
            calls += [("test_batch_begin", batch)]
            calls += [("test_batch_end", batch, "accuracy", "loss")]
        calls += [("test_end", "accuracy", "loss")]
    names = ("loss", "lr", "val_accuracy", "val_loss") if test_batches else ("loss", "lr")
    return [*calls, ("epoch_end", number, *names)]


WITH_TEST = ("train_end", "loss", "lr", "val_accuracy", "val_loss")


def test_fit_with_tests(make_classifier):
    calls = []
    make_classifier(callbacks=[Record(calls)]).fit(epochs=2)
    assert calls == [("train_begin",), *epoch(0, 3, 3), *epoch(1, 3, 3), WITH_TEST]


def test_fit_without_tests(make_solver):
    calls = []
    make_solver(callbacks=[Record(calls)]).fit(epochs=2)
    assert calls == [("train_begin",), *epoch(0, 3), *epoch(1, 3), ("train_end", "loss", "lr")]


def test_stopped_in_an_epoch_the_rest_is_still_closed(make_classifier):
    calls = []
    solver = make_classifier(callbacks=[StopAt(0, 1), Record(calls)])
    history = solver.fit(epochs=3)
    assert calls == [("train_begin",), *epoch(0, 2, 3), WITH_TEST]
    assert solver.iteration == 2
    assert history.epoch == [0]
    assert not solver.interrupted


def test_stopped_at_the_end_of_an_epoch(make_solver):
    calls = []
    make_solver(callbacks=[StopAt(1), Record(calls)]).fit(epochs=4)
    assert calls == [("train_begin",), *epoch(0, 3), *epoch(1, 3), ("train_end", "loss", "lr")]


def test_a_stopped_solver_goes_on_when_asked_again(make_solver):
    solver = make_solver(callbacks=[StopAt(0, 1)], max_iter=9)
    solver.solve()
    assert solver.iteration == 2
    solver.callbacks.callbacks.clear()
    solver.solve()
    assert solver.iteration == 9


def test_no_epochs(make_solver):
    calls = []
    make_solver(callbacks=[Record(calls)]).fit(epochs=0)
    assert calls == [("train_begin",), ("train_end",)]


def test_two_callbacks_in_list_order_at_every_point(make_solver):
    calls = []
    make_solver(callbacks=[Record(calls, "A:"), Record(calls, "B:")]).fit()
    assert [call[0][:2] for call in calls] == ["A:", "B:"] * (len(calls) // 2)
    assert [call[0][2:] for call in calls[::2]] == [call[0][2:] for call in calls[1::2]]


@pytest.mark.parametrize("step_by", [1, 2, 5])
def test_epochs_are_told_once_however_the_steps_are_taken(make_solver, step_by):
    calls = []
    solver = make_solver(callbacks=[Record(calls)])
    while solver.iteration < 10:
        solver.step(step_by)
    inside = [call for call in calls if call[0] not in ("train_begin", "train_end")]
    three_epochs = [*epoch(0, 3), *epoch(1, 3), *epoch(2, 3)]
    assert inside[: len(three_epochs) + 1] == [*three_epochs, ("epoch_begin", 3)]


@pytest.mark.parametrize("hook", ["on_train_begin", "on_train_batch_end", "on_epoch_end"])
def test_train_end_is_told_even_after_an_error(make_solver, hook):
    class Fails(Callback):
        pass

    def fail(*_):
        raise RuntimeError("the callback's own")

    setattr(Fails, hook, fail)
    calls = []
    solver = make_solver(callbacks=[Record(calls), Fails()])
    with pytest.raises(RuntimeError, match="the callback's own"):
        solver.fit()
    assert calls[-1][0] == "train_end"


def test_train_end_is_told_after_divergence(make_solver):
    calls = []
    with pytest.raises(DivergenceError):
        make_solver(callbacks=[Record(calls)], schedule=lambda i: 1e300).fit(9)
    assert calls[-1][0] == "train_end"


def test_what_one_callback_writes_into_logs_the_next_and_the_history_see(make_solver):
    class Write(Callback):
        def on_epoch_end(self, epoch, logs):
            logs["mine"] = 7 + epoch

    seen = []

    class Read(Callback):
        def on_epoch_end(self, epoch, logs):
            seen.append(logs["mine"])

    history = make_solver(callbacks=[Write(), Read()]).fit(2)
    assert seen == [7, 8] == history.history["mine"]


def test_they_know_the_solver_and_what_is_planned(make_solver):
    record = Record([])
    solver = make_solver(callbacks=[record])
    solver.fit(epochs=2)
    assert record.solver is solver
    assert record.params == {"epochs": 2, "steps": 3, "iterations": 6}
    solver.step(4)
    assert record.params == {"epochs": None, "steps": 3, "iterations": 4}


def test_any_object_with_one_of_the_methods_will_do(make_solver):
    class Plain:
        count = 0

        def on_train_batch_end(self, batch, logs=None):
            self.count += 1

    plain = Plain()
    make_solver(callbacks=[plain]).step(4)
    assert plain.count == 4


def test_the_base_class_does_nothing_and_costs_no_call(make_solver):
    solver = make_solver(callbacks=[Callback()])
    solver.fit()
    assert not any(solver.callbacks.uses(hook) for hook in HOOKS)


def test_a_callback_that_stands_there_twice_is_refused(make_solver):
    callback = Callback()
    with pytest.raises(SettingError) as caught:
        make_solver(callbacks=[callback, [callback]])
    assert caught.value.key == "solver.callback_twice"
    solver = make_solver(callbacks=[callback])
    with pytest.raises(SettingError):
        solver.fit(1, callbacks=[callback])
    solver.fit(1)


@pytest.mark.parametrize("begin", [lambda s: s.fit(1), lambda s: s.step(1), lambda s: s.solve()])
def test_a_training_inside_a_training_is_refused(make_solver, begin):
    class Again(Callback):
        def on_epoch_end(self, epoch, logs):
            begin(self.solver)

    solver = make_solver(max_iter=100)
    with pytest.raises(StateError) as caught:
        solver.fit(2, callbacks=[Again()])
    assert caught.value.key == "solver.under_way"
    solver.fit(1)  # it is over, and the next one may begin


def test_users_of_keras_are_told_where_the_model_is():
    with pytest.raises(AttributeError, match=r"self\.solver\.net"):
        _ = Callback().model
    with pytest.raises(AttributeError, match="'Callback' object has no attribute 'modle'"):
        _ = Callback().modle
