"""`fit`: epochs, their logs, validation, metrics, errors in callbacks; `evaluate`, `predict`."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.layers import CrossEntropyLoss, Dropout, Linear, MSELoss
from tinygrad_fa.metrics import Accuracy, ConfusionMatrix
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver


def absolute(prediction, target):
    return (prediction - target).abs().mean()


class Logs(Callback):
    """Keeps the logs of every batch and epoch."""

    def __init__(self):
        self.batches, self.epochs, self.at_end = [], [], None

    def on_train_batch_end(self, batch, logs):
        self.batches.append(dict(logs))

    def on_epoch_end(self, epoch, logs):
        self.epochs.append((epoch, dict(logs)))

    def on_train_end(self, logs):
        self.at_end = dict(logs)


# ----------------------------------------------------------------------------------- the logs


def test_the_loss_of_a_batch_is_keras_running_mean_and_batch_loss_its_own(chain, regression):
    logs = Logs()
    data = Batches(regression, 5, shuffle=False)  # 5, 5 and 2 rows
    quiet = {"loss": MSELoss(), "progress": False, "average_loss": 3}  # the last is for lines only
    solver = Solver(chain([3, 4, 2]), data, callbacks=[logs], **quiet)
    solver.fit(2)
    a, b, c, d = solver.history.loss[:4]
    assert [one["batch_loss"] for one in logs.batches] == solver.history.loss
    means = [a, (a + b) / 2, (5 * a + 5 * b + 2 * c) / 12, d]
    assert [one["loss"] for one in logs.batches[:4]] == pytest.approx(means)
    assert logs.epochs[0][1]["loss"] == logs.batches[2]["loss"]


def test_the_logs_hold_the_rate_that_was_used(make_solver):
    logs = Logs()
    solver = make_solver(schedule=lambda i: 0.1 / (1 + i), callbacks=[logs])

    class Halve(Callback):
        def on_epoch_begin(self, epoch, more):
            solver.rate_factor = 0.5**epoch

    solver.fit(2, callbacks=[Halve()])
    assert [one["lr"] for one in logs.batches] == solver.history.lr
    assert logs.epochs[1][1]["lr"] == solver.history.lr[-1] == pytest.approx(0.1 / 6 / 2)


def test_a_rate_in_the_place_of_the_schedules(make_solver):
    solver = make_solver(base_lr=0.1)
    solver.rate_override = 0.02
    solver.rate_factor = 0.5
    solver.step()
    solver.rate_override = None
    solver.step()
    assert solver.history.lr == [0.01, 0.05]


def test_metrics_are_measured_in_training_and_test(chain, regression, rows):
    logs = Logs()
    data = Batches(regression, 5, shuffle=False)
    solver = Solver(
        chain([3, 4, 2]),
        data,
        rows(*regression, 5),
        loss=MSELoss(),
        metrics={"mae": absolute, "worst": lambda p, t: float(abs(p.data - t.data).max())},
        callbacks=[logs],
        progress=False,
        base_lr=1e-300,  # the weights stay as they are
    )
    solver.fit()
    prediction = solver.predict(regression[0])
    errors = abs(prediction - regression[1])
    wanted = errors.mean()
    epoch = logs.epochs[0][1]
    assert epoch["mae"] == pytest.approx(wanted) == epoch["val_mae"]
    assert logs.batches[0]["mae"] == pytest.approx(errors[:5].mean())
    assert logs.batches[1]["mae"] == pytest.approx(errors[:10].mean())
    assert set(epoch) == {"loss", "lr", "mae", "worst", "val_loss", "val_mae", "val_worst"}
    assert solver.history.tests[0].metrics["mae"] == pytest.approx(wanted)


@pytest.mark.parametrize("metrics", [["accuracy"], {"accuracy": Accuracy()}, [Accuracy()]])
def test_accuracy_of_the_training_is_counted_when_asked_for(make_classifier, metrics):
    history = make_classifier(metrics=metrics).fit(2)
    assert set(history.history) == {"loss", "lr", "accuracy", "val_loss", "val_accuracy"}
    assert history.tests[0].accuracy == history.history["val_accuracy"][0]
    assert 0 <= history.history["accuracy"][0] <= 1


def test_a_metric_object_that_was_given_is_not_counted_in(make_classifier):
    mine = Accuracy()
    make_classifier(metrics={"acc": mine}).fit()
    assert mine.count == 0


@pytest.mark.parametrize(
    ("metrics", "key"),
    [
        ("accuracy", "solver.bad_metrics"),
        (5, "solver.bad_metrics"),
        ([5], "solver.bad_metrics"),
        ({"m": Accuracy}, "solver.bad_metrics"),
        ({"loss": absolute}, "solver.metric_name"),
        ({"lr": absolute}, "solver.metric_name"),
        ({3: absolute}, "solver.metric_name"),
        ([absolute, absolute], "solver.metric_name"),
    ],
)
def test_what_is_no_metric_is_refused(make_solver, metrics, key):
    with pytest.raises(SettingError) as caught:
        make_solver(metrics=metrics)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        (lambda p, t: p - t, "(4, 2)"),
        (lambda p, t: None, "None"),
        (lambda p, t: "good", "'good'"),
        (ConfusionMatrix(3), ""),
    ],
)
def test_a_metric_that_gives_no_number_is_named(make_solver, make_classifier, metric, said):
    make = make_classifier if isinstance(metric, ConfusionMatrix) else make_solver
    with pytest.raises(SettingError) as caught:
        make(metrics={"odd": metric}).fit()
    assert caught.value.key == "solver.metric_no_number"
    assert caught.value.values["name"] == "odd" and said in str(caught.value)


def test_the_loss_of_the_training_data_anew(classes):
    """With Dropout the mean of the batches' losses is not the loss of the trained net."""
    net = Net(Linear(3, 30), Dropout(0.5), Linear(30, 3)).to("float64")
    data = Batches(classes, 5)
    quiet = {"loss": CrossEntropyLoss(), "progress": False, "random_seed": 1}
    solver = Solver(net, data, **quiet)
    place = []

    class Look(Callback):
        def on_epoch_end(self, epoch, logs):
            place.append(data.state_dict())

    history = solver.fit(2, train_loss=True, callbacks=[Look()])
    wanted = Solver(net, classes, classes, **quiet).evaluate()["loss"]
    assert history.history["train_loss"][1] == pytest.approx(wanted)
    assert history.history["train_loss"][1] != pytest.approx(history.history["loss"][1], rel=1e-6)
    assert [(p["epoch"], p["index"]) for p in place] == [(1, 0), (2, 0)]


# ------------------------------------------------------------------------------- validation


def test_validation_data_count_for_this_fit(make_solver, regression):
    solver = make_solver()
    history = solver.fit(2, validation_data=regression)
    solver.fit(1)
    assert len(history.tests) == 2
    assert history.history["val_loss"] == [history.tests[0].loss, history.tests[1].loss, None]


@pytest.mark.parametrize(
    ("freq", "epochs"), [(1, [0, 1, 2, 3, 4]), (2, [1, 3]), ([1, 4], [0, 3]), (9, [])]
)
def test_validation_freq(make_classifier, freq, epochs):
    solver = make_classifier()
    history = solver.fit(5, validation_freq=freq)
    values = history.history.get("val_loss", [])
    assert [i for i, value in enumerate(values) if value is not None] == epochs


@pytest.mark.parametrize("freq", [0, 1.5, "often", [0], None])
def test_a_validation_freq_that_means_nothing_is_refused(make_classifier, freq):
    with pytest.raises(SettingError):
        make_classifier().fit(validation_freq=freq)


def test_validation_data_of_another_shape_are_refused_before_the_first_update(make_solver):
    solver = make_solver()
    with pytest.raises(DataError) as caught:
        solver.fit(3, validation_data=(np.zeros((4, 5)), np.zeros((4, 2))))
    assert caught.value.key == "solver.validation_misfit"
    assert "(1, 5)" in str(caught.value) and "ip1" in str(caught.value)
    assert solver.iteration == 0


def test_steps_per_epoch(make_solver):
    solver = make_solver()  # 3 batches in the data
    history = solver.fit(2, steps_per_epoch=5)
    assert (solver.iteration, history.epoch) == (10, [0, 1])
    solver.fit(1, steps_per_epoch=2)
    assert (solver.iteration, history.epoch) == (12, [0, 1, 2])
    with pytest.raises(SettingError):
        solver.fit(1, steps_per_epoch=0)


# ------------------------------------------------------------- going on, stopping, and errors


class StopAt(Callback):
    def __init__(self, iteration):
        self.at = iteration

    def on_train_batch_end(self, batch, logs):
        self.solver.stop_training |= self.solver.iteration == self.at


def test_a_second_fit_goes_on_where_the_first_ended(make_solver):
    solver = make_solver()
    first = solver.fit(2)
    second = solver.fit(1)
    assert first is second
    assert second.epoch == [0, 1, 2]
    assert {len(values) for values in second.history.values()} == {3}


def test_an_epoch_that_was_stopped_and_finished_later_stands_there_once(make_solver, chain):
    net, straight = chain([3, 4, 2]), chain([3, 4, 2])
    solver = make_solver(net)
    solver.fit(2, callbacks=[StopAt(4)])
    assert (solver.iteration, solver.history.epoch) == (4, [0, 1])
    solver.fit(1)
    other = make_solver(straight)
    other.fit(2)
    assert solver.iteration == other.iteration == 6
    assert solver.history.epoch == [0, 1]
    assert solver.history.history == other.history.history


@pytest.mark.parametrize("hook", ["on_train_batch_end", "on_epoch_end", "on_test_batch_end"])
def test_a_callback_that_fails_leaves_a_training_that_can_go_on(make_classifier, chain, hook):
    told = []

    class Fails(Callback):
        pass

    def fail(self, place, logs):
        if self.solver.iteration == 3:
            raise RuntimeError("mine")

    setattr(Fails, hook, fail)

    class Told(Callback):
        def on_exception(self, exception, logs):
            told.append(("exception", str(exception), self.solver.iteration))

        def on_train_end(self, logs):
            told.append(("end", sorted(logs)))

    solver = make_classifier(momentum=0.9)
    with pytest.raises(RuntimeError, match="mine"):
        solver.fit(2, callbacks=[Told(), Fails()])
    assert told[0] == ("exception", "mine", 3)
    assert told[1][0] == "end" and len(told) == 2
    solver.fit(2 - solver.epoch)
    straight = make_classifier(momentum=0.9)
    straight.fit(2)
    assert solver.iteration == straight.iteration
    for ours, wanted in zip(solver.net.parameters(), straight.net.parameters()):
        assert np.array_equal(ours.data, wanted.data)
    assert solver.history.history["loss"] == straight.history.history["loss"]


def test_the_end_is_told_to_all_even_if_one_fails_there(make_solver):
    ends = []

    class Fails(Callback):
        def on_train_end(self, logs):
            ends.append("fails")
            raise OSError("disk full")

    class Closes(Callback):
        def on_train_end(self, logs):
            ends.append("closed")

    with pytest.raises(OSError, match="disk full"):
        make_solver(callbacks=[Fails(), Closes()]).fit()
    assert ends == ["fails", "closed"]


def test_callbacks_for_one_time_are_gone_afterwards(make_solver):
    logs = Logs()
    solver = make_solver()
    solver.fit(1, callbacks=[logs])
    solver.fit(1)
    assert len(logs.epochs) == 1
    assert solver.callbacks.callbacks == []


# ---------------------------------------------------------------------- evaluate and predict


def test_evaluate_on_other_data(make_classifier, classes):
    solver = make_classifier()
    half = (classes[0][:6], classes[1][:6])
    results = solver.evaluate(half)
    scores = solver.predict(half[0])
    assert results["accuracy"] == pytest.approx((scores.argmax(1) == half[1]).mean())
    assert solver.test_data.given == 0


def test_a_callback_may_evaluate_in_the_middle_of_a_training(make_classifier, classes):
    params, seen = [], []

    class Look(Callback):
        def on_epoch_end(self, epoch, logs):
            seen.append(self.solver.evaluate(classes)["loss"])
            params.append(self.params["epochs"])

    solver = make_classifier(callbacks=[Look()])
    solver.fit(2)
    assert solver.iteration == 6 and len(seen) == 2 and params == [2, 2]
    plain = make_classifier()
    plain.fit(2)
    assert plain.history.loss == solver.history.loss


def test_predict_gives_what_the_net_gives_batch_by_batch(make_solver, regression, chain):
    net = chain([3, 4, 2])
    solver = make_solver(net)
    shapes = []

    class Look(Callback):
        def on_predict_batch_end(self, batch, logs):
            shapes.append((batch, logs["outputs"].shape))

    result = solver.predict(regression[0], batch_size=5, callbacks=[Look()])
    from_lists = solver.predict(regression[0].tolist())  # Python's numbers come as float32
    np.testing.assert_allclose(result, from_lists, rtol=1e-4)
    assert shapes == [(0, (5, 2)), (1, (5, 2)), (2, (2, 2))]
    assert net.training


@pytest.mark.parametrize(("inputs", "error"), [(np.zeros((0, 3)), DataError), (3.0, DataError)])
def test_nothing_to_predict(make_solver, inputs, error):
    with pytest.raises(error):
        make_solver().predict(np.asarray(inputs))
    with pytest.raises(SettingError):
        make_solver().predict(np.zeros((2, 3)), batch_size=0)


@pytest.mark.parametrize("what", ["evaluate", "predict"])
def test_an_error_in_an_evaluation_is_told_too(make_classifier, classes, what):
    told = []

    class Fails(Callback):
        def on_test_batch_end(self, batch, logs):
            raise RuntimeError("mine")

        on_predict_batch_end = on_test_batch_end

        def on_exception(self, exception, logs):
            told.append(str(exception))

    solver = make_classifier(callbacks=[Fails()])
    with pytest.raises(RuntimeError):
        solver.evaluate() if what == "evaluate" else solver.predict(classes[0])
    assert told == ["mine"]
    assert solver.net.training


@pytest.mark.parametrize("what", ["evaluate", "predict"])
def test_an_evaluation_that_is_broken_off_has_no_result(make_classifier, classes, what):
    told = []

    class Stop(Callback):
        def on_test_batch_begin(self, batch, logs):
            self.solver.request_stop()

        on_predict_batch_begin = on_test_batch_begin

        def on_test_end(self, logs):
            told.append(logs)

        on_predict_end = on_test_end

    solver = make_classifier(callbacks=[Stop()])
    with pytest.raises(KeyboardInterrupt):
        solver.evaluate() if what == "evaluate" else solver.predict(classes[0], batch_size=4)
    assert told == [{}]
    assert solver.history.tests == []


def test_a_snapshot_that_is_asked_for_last_is_written(make_solver, tmp_path):
    class Ask(Callback):
        def on_epoch_end(self, epoch, logs):
            self.solver.request_snapshot()

    solver = make_solver(snapshot_prefix=tmp_path / "run", callbacks=[Ask()])
    solver.fit()
    assert [path.name for path in tmp_path.iterdir()] == ["run_iter_3.snapshot"]
    solver.callbacks.callbacks.clear()
    solver.fit()
    assert len(list(tmp_path.iterdir())) == 1  # a fit may go on, so it writes none of its own


def test_a_single_callback_and_lists_of_lists(make_solver):
    one, two, three = Logs(), Logs(), Logs()
    solver = make_solver(callbacks=one)
    solver.fit(1, callbacks=[two, [three]])
    assert [len(logs.epochs) for logs in (one, two, three)] == [1, 1, 1]
    solver.fit(1, callbacks=None)
    with pytest.raises(SettingError) as caught:
        solver.fit(1, callbacks="EarlyStopping")
    assert caught.value.key == "solver.not_a_callback"


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda solver: solver.fit(validation_data=5), "validation_data"),
        (lambda solver: solver.evaluate(5), "data"),
    ],
)
def test_what_is_no_data_is_called_by_its_name(make_solver, call, name):
    with pytest.raises(SettingError) as caught:
        call(make_solver())
    assert caught.value.key == "solver.not_batches"
    assert caught.value.values["setting"] == name


def test_an_error_at_the_end_leaves_no_run_under_way(make_classifier):
    class Fails(Callback):
        def on_train_end(self, logs):
            raise OSError("disk full")

    solver = make_classifier()
    with pytest.raises(OSError, match="disk full"):
        solver.fit(1, callbacks=[Fails()])
    assert solver._under_way is None and solver._at_rest
    assert solver.evaluate()["loss"] > 0
    assert solver.fit(1).epoch == [0, 1]
