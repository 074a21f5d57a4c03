"""``net.fit(x, y, …)``."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.data import Batches
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.layers import CrossEntropyLoss, Linear, Tanh
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver


@pytest.fixture
def net():
    rng = np.random.default_rng(0)
    net = Net(Linear(3, 5), Tanh(), Linear(5, 3)).to("float64")
    for parameter in net.parameters():
        parameter.data = 0.3 * rng.standard_normal(parameter.shape)
    return net


QUIET = {"loss": CrossEntropyLoss(), "progress": False}


def test_it_is_a_solver_made_for_it(net, classes):
    other = net.state_dict()
    history = net.fit(*classes, 3, 4, type="Adam", base_lr=0.01, random_seed=5, **QUIET)
    ours = net.state_dict()
    net.load_state_dict(other)
    batches = Batches(classes, 4, seed=5)
    solver = Solver(net, batches, type="Adam", base_lr=0.01, random_seed=5, **QUIET)
    solver.fit(3)
    assert history.loss == solver.history.loss
    for name, array in net.state_dict().items():
        assert np.array_equal(array, ours[name])


def test_the_last_samples_are_held_back_before_shuffling(net, classes):
    x, y = classes  # 12 rows
    seen = []

    class Look(Callback):
        def on_train_begin(self, logs):
            solver = self.solver
            seen.append(solver.train_data.inputs)
            seen.append(solver._under_way.tests[0].data)

    net.fit(x, y, batch_size=4, validation_split=0.3, callbacks=[Look()], **QUIET)
    assert np.array_equal(seen[0], x[:8])  # ⌊12 · 0.7⌋, as in Keras
    assert np.array_equal(seen[1].inputs, x[8:])
    assert [len(labels) for _, labels in seen[1]] == [4]


def test_lists_tensors_and_validation_pairs(net, classes):
    x, y = classes
    history = net.fit(x.tolist(), Tensor(y), 2, validation_data=(x[:6], y[:6]), **QUIET)
    assert len(history.history["val_loss"]) == 2
    listed = [int(label) for label in y]  # whole numbers stay whole
    assert net.fit(x, listed, validation_data=(x, listed), **QUIET).history["val_accuracy"]


def test_batches_bring_their_targets(net, classes):
    assert len(net.fit(Batches(classes, 5), epochs=2, **QUIET).loss) == 6


@pytest.mark.parametrize(
    ("told", "error", "key"),
    [
        ({"y": None}, SettingError, "solver.fit_needs_targets"),
        ({"validation_split": 1.0}, SettingError, "solver.out_of_range"),
        ({"validation_split": -0.1}, SettingError, "solver.out_of_range"),
        ({"validation_split": 0.99}, DataError, "solver.split_leaves_nothing"),
        (
            {"validation_split": 0.5, "validation_data": (np.ones((1, 3)), np.ones(1))},
            SettingError,
            "solver.conflict",
        ),
        ({"loss": None}, SettingError, "solver.needed"),
        ({"verbose": 2}, SettingError, "solver.not_verbose"),
        ({"batch_size": 0}, SettingError, "data.whole_number"),
        ({"lerning_rate": 0.1}, SettingError, "solver.unknown_setting"),
        ({"y": np.zeros(3, int)}, DataError, "data.lengths_differ"),
    ],
)
def test_what_does_not_fit_is_refused(net, classes, told, error, key):
    with pytest.raises(error) as caught:
        net.fit(**{"x": classes[0], "y": classes[1], **QUIET, **told})
    assert caught.value.key == key


def test_batches_with_targets_beside_them_are_refused(net, classes):
    for more in ({"y": classes[1]}, {"validation_split": 0.5}):
        with pytest.raises(SettingError) as caught:
            net.fit(Batches(classes, 5), **more, **QUIET)
        assert caught.value.key == "solver.conflict"
