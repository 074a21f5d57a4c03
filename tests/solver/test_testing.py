"""Several test nets, their weights, their results; what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.data import Batches
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import BatchNorm1d, CrossEntropyLoss, Layer, Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver, TestNet


class Two(Layer):
    """Two losses and something to look at, in one net."""

    def __init__(self, weights=None, seed=0):
        rng = np.random.default_rng(seed)
        self.ip = Linear(3, 2).to("float64")
        for parameter in self.ip.parameters():
            parameter.data = rng.standard_normal(parameter.shape)
        self.loss_weights = {"near": 1.0, "far": 0.5} if weights is None else weights

    def forward(self, x, targets):
        difference = self.ip(x) - targets
        return {
            "near": (difference**2).mean(),
            "far": difference.abs().mean(axis=0),  # two numbers
            "shown": difference.max(),
        }


def listen(solver, *kinds):
    events = []
    solver.report.listen(lambda event: events.append(event) if event.kind in kinds else None)
    return events


# ------------------------------------------------------------------- nets with their own losses


def test_the_loss_is_the_weighted_sum_of_all_numbers(regression):
    net, plain = Two(), Two()
    solver = Solver(net, regression, progress=False, base_lr=0.1)

    def same(prediction, target):
        difference = prediction - target
        return (difference**2).mean() + 0.5 * difference.abs().mean(axis=0).sum()

    other = Solver(plain.ip, regression, loss=same, progress=False, base_lr=0.1)
    solver.step(3)
    other.step(3)
    assert solver.history.loss == pytest.approx(other.history.loss)
    np.testing.assert_allclose(net.ip.weight.numpy(), plain.ip.weight.numpy(), rtol=1e-12)


def test_every_number_of_every_output_is_told(regression):
    solver = Solver(Two(), regression, TestNet(regression), progress=False, display=1)
    solver.progress.say = lambda line: None
    events = listen(solver, "train_output")
    solver.step()
    told = [(e["index"], e["output"], e["element"], e["weight"]) for e in events]
    assert told == [
        (0, "near", 0, 1.0),
        (1, "far", 0, 0.5),
        (2, "far", 1, 0.5),
        (3, "shown", 0, 0.0),
    ]
    total = sum(event["weight"] * event["value"] for event in events)
    assert total == pytest.approx(solver.history.loss[0])


def test_a_test_of_such_a_net_is_the_plain_mean_of_its_batches(regression, rows):
    solver = Solver(Two(), regression, rows(*regression, 5), progress=False, test_iter=2)
    result = solver.evaluate()
    net, (x, y) = solver.net, regression
    passes = [net(Tensor(x[a : a + 5]), Tensor(y[a : a + 5])) for a in (0, 5)]
    for name in ("near", "shown"):
        wanted = np.mean([outputs[name].item() for outputs in passes])
        assert solver.history.tests[0].outputs[name] == pytest.approx(wanted)
    far = np.mean([outputs["far"].numpy() for outputs in passes], axis=0)
    assert solver.history.tests[0].outputs["far"] == pytest.approx(far.tolist())
    assert result["loss"] == pytest.approx(result["near"] + 0.5 * far.sum())
    assert set(result) == {"loss", "near", "shown"}


def test_a_test_net_need_not_have_a_loss(regression):
    solver = Solver(Two(), regression, TestNet(regression, net=Two(weights={})), progress=False)
    result = solver.evaluate()
    assert np.isnan(result["loss"]) and result["near"] > 0
    with pytest.raises(SettingError) as caught:
        Solver(Two(weights={}), regression, progress=False)
    assert caught.value.key == "solver.no_losses"


def test_such_a_net_needs_no_loss_and_no_predict(regression):
    with pytest.raises(SettingError) as caught:
        Solver(Two(), regression, loss=MSELoss())
    assert caught.value.key == "solver.loss_twice"
    with pytest.raises(SettingError) as caught:
        Solver(Two(), regression, progress=False).predict(regression[0])
    assert caught.value.key == "solver.predict_needs_targets"


@pytest.mark.parametrize("weights", [["loss"], {"near": "1"}, {"near": float("nan")}, 1.0])
def test_weights_that_are_none_are_refused(regression, weights):
    with pytest.raises(SettingError) as caught:
        Solver(Two(weights), regression, progress=False)
    assert caught.value.key == "solver.bad_loss_weights"


@pytest.mark.parametrize(
    ("outputs", "key"),
    [
        (lambda x: x.sum(), "solver.own_losses_not_dict"),
        (lambda x: {"other": x.sum()}, "solver.own_loss_missing"),
    ],
)
def test_what_such_a_net_must_return(regression, outputs, key):
    class Odd(Two):
        def forward(self, x, targets):
            return outputs(self.ip(x))

    with pytest.raises(SettingError) as caught:
        Solver(Odd(), regression, progress=False).step()
    assert caught.value.key == key


# ---------------------------------------------------------------------------- several test nets


def test_several_tests_by_number_and_name(classes, chain, rows):
    x, y = classes
    solver = Solver(
        chain([3, 4, 3]),
        rows(x, y, 4),
        {"clean": rows(x, y, 4), "noisy": rows(x + 1, y, 4)},
        loss=CrossEntropyLoss(),
        test_interval=2,
        test_iter=[1, 3],
        max_iter=2,
        progress=False,
    )
    events = listen(solver, "test")
    solver.solve()
    assert [(event["number"], event["name"]) for event in events] == [
        (0, "clean"),
        (1, "noisy"),
    ] * 2
    assert [(t.iteration, t.number, t.name) for t in solver.history.tests] == [
        (0, 0, "clean"),
        (0, 1, "noisy"),
        (2, 0, "clean"),
        (2, 1, "noisy"),
    ]
    assert [test.data.given for test in solver.tests] == [2, 6]
    logs = solver.evaluate()
    assert set(logs) == {"loss", "accuracy", "noisy_loss", "noisy_accuracy"}
    assert logs["noisy_loss"] == solver.history.tests[-1].loss != logs["loss"]


def test_in_fit_the_first_test_is_the_one_that_is_watched(classes, chain):
    tests = [TestNet(classes), TestNet(classes, loss=lambda p, t: p.sum(), name="sum")]
    quiet = {"loss": CrossEntropyLoss(), "progress": False}
    history = Solver(chain([3, 4, 3]), classes, tests, **quiet).fit()
    names = {"val_loss", "val_accuracy", "val_sum_loss", "val_sum_accuracy"}
    assert set(history.history) == {"loss", "lr"} | names


@pytest.mark.parametrize("how", ["list", "dict", "one", "tuples"])
def test_the_forms_in_which_tests_are_given(classes, chain, how):
    one = Batches(classes, 5, shuffle=False)
    given = {
        "list": [one, TestNet(one)],
        "dict": {"a": one, "b": TestNet(one, name="other")},
        "one": TestNet(one, iterations=2),
        "tuples": [classes, classes],
    }[how]
    solver = Solver(chain([3, 4, 3]), classes, given, loss=CrossEntropyLoss(), progress=False)
    assert len(solver.tests) == (1 if how == "one" else 2)
    assert [test.name for test in solver.tests] == (
        ["a", "b"] if how == "dict" else ["0", "1"][: len(solver.tests)]
    )
    assert solver.evaluate()["loss"] > 0


def test_a_pair_of_arrays_in_a_list_is_one_test(classes, chain):
    solver = Solver(chain([3, 4, 3]), classes, list(classes), loss=CrossEntropyLoss())
    assert len(solver.tests) == 1


def norm_net():
    return Net(fc=Linear(3, 4), norm=BatchNorm1d(4), out=Linear(4, 3)).to("float64")


def test_a_test_net_shares_weights_and_statistics_and_they_stay_shared(classes):
    net, other = norm_net(), norm_net()
    solver = Solver(
        net,
        classes,
        TestNet(classes, net=other),
        loss=CrossEntropyLoss(),
        progress=False,
        base_lr=0.1,
    )
    for _ in range(2):
        solver.step(3)
        solver.evaluate()
        for (name, mine), (_, theirs) in zip(net.named_parameters(), other.named_parameters()):
            assert mine.data is theirs.data, name  # not a copy
        for (name, mine), (_, theirs) in zip(net.named_buffers(), other.named_buffers()):
            assert mine.data is theirs.data, name
    alone = Solver(net, classes, classes, loss=CrossEntropyLoss(), progress=False).evaluate()
    assert solver.history.tests[-1].loss == alone["loss"]
    net.fc.weight.data = np.zeros((4, 3))  # other data, not only other numbers
    solver.evaluate()
    assert not other.fc.weight.numpy().any()


@pytest.mark.parametrize("other", [lambda: Net(fc=Linear(3, 5)), lambda: Net(foreign=Linear(3, 4))])
def test_a_test_net_with_other_weights_is_refused(classes, other):
    with pytest.raises(SettingError) as caught:
        Solver(norm_net(), classes, TestNet(classes, net=other()), loss=CrossEntropyLoss())
    assert caught.value.key == "solver.test_net_differs"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"test_iter": [1, 2]}, "solver.test_iter_length"),
        ({"test_iter": []}, "solver.test_iter_length"),
        ({"test_iter": 0}, "solver.not_whole"),
        ({"test_iter": [0]}, "solver.not_whole"),
        ({"test_iter": "2"}, "solver.not_whole"),
        ({"test": None, "test_iter": 3}, "solver.test_without_data"),
        ({"test": None, "test_interval": 3}, "solver.test_without_data"),
        ({"caffe_strict": True}, "solver.test_without_interval"),
        ({"test": {"a": 5}}, "solver.not_batches"),
        ({"test": [5]}, "solver.not_batches"),
    ],
)
def test_tests_that_do_not_go_together_are_refused(make_classifier, settings, key):
    with pytest.raises(SettingError) as caught:
        make_classifier(**settings)
    assert caught.value.key == key


def test_no_test_nets_in_caffes_words(make_classifier):
    """A file may say ``test_iter`` of no test net at all."""
    assert make_classifier(test=None, test_iter=[]).tests == []


def test_test_compute_loss_tells_the_weighted_sum(regression):
    solver = Solver(Two(), regression, regression, progress=False, test_compute_loss=True)
    events = listen(solver, "test_loss", "test_output")
    result = solver.evaluate()
    assert events[0].kind == "test_loss" and events[0]["loss"] == result["loss"]
    quiet = Solver(Two(), regression, regression, progress=False)
    events = listen(quiet, "test_loss")
    quiet.evaluate()
    assert not events


# ---------------------------------------------------------------------------- being interrupted


def test_a_test_that_was_begun_is_ended_also_when_it_is_broken_off(make_classifier):
    told = []

    class Stop(Callback):
        def on_test_begin(self, logs):
            told.append("begin")

        def on_test_batch_begin(self, batch, logs):
            self.solver.request_stop()

        def on_test_end(self, logs):
            told.append(("end", logs))

    solver = make_classifier(test_interval=1, callbacks=[Stop()])
    events = listen(solver, "test_interrupted", "test_result")
    solver.step(3)
    assert told == ["begin", ("end", {})]
    assert [event.kind for event in events] == ["test_interrupted"]
    assert solver.history.tests == [] and solver.iteration == 0
    assert solver.net.training


def test_an_epoch_whose_test_was_broken_off_is_ended_when_the_training_goes_on(make_classifier):
    class Stop(Callback):
        done = False

        def on_test_batch_begin(self, batch, logs):
            if not self.done:
                self.done = True
                self.solver.request_stop()

    solver = make_classifier(callbacks=[Stop()])
    history = solver.fit(2)
    assert (solver.iteration, history.epoch, len(history.tests)) == (3, [], 0)
    solver.fit(2)
    plain = make_classifier()
    plain.fit(2)
    assert history.epoch == [0, 1]
    assert history.history == plain.history.history


def test_lines_name_the_test_where_there_are_several(classes, chain, capsys):
    tests = {"clean": classes, "noisy": classes}
    Solver(chain([3, 4, 3]), classes, tests, loss=CrossEntropyLoss(), display=9).evaluate()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Test `clean` after 0 iterations",
        "Test `noisy` after 0 iterations",
    ]


def test_an_output_called_accuracy_is_the_accuracy_of_the_test(classes):
    class Own(Two):
        def forward(self, x, targets):
            return {"near": self.ip(x).sum(), "accuracy": Tensor(0.25)}

    solver = Solver(Own({"near": 1.0}), classes, classes, progress=False)
    assert solver.evaluate()["accuracy"] == solver.history.tests[0].accuracy == 0.25


def test_a_test_that_was_broken_off_is_made_again_with_the_same_batches(classes, chain):
    """Its batches are not lost, so that the tests to come are those of a run nobody stopped."""

    class Stop(Callback):
        left = 3

        def on_test_batch_begin(self, batch, logs):
            self.left -= 1
            if not self.left:
                self.solver.request_stop()

    def make(*callbacks):
        test = Batches(classes, 4, seed=1)
        quiet = {"loss": CrossEntropyLoss(), "progress": False}
        settings = {"test_iter": 2, "test_interval": 1, "max_iter": 3}
        return Solver(chain([3, 4, 3]), classes, test, callbacks=callbacks, **quiet, **settings)

    solver, straight = make(Stop()), make()
    solver.solve()
    assert solver.interrupted and solver.iteration == 1 and len(solver.history.tests) == 1
    solver.solve()
    straight.solve()
    assert solver.history.tests == straight.history.tests
