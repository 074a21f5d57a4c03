"""GradientLogger: norms by layer, and the share of dead ReLUs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tinygrad_fa import ops
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import CrossEntropyLoss, Linear, ReLU
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver
from tinygrad_fa.solver.callbacks import CSVLogger, GradientLogger


class Gradients(Callback):
    def __init__(self):
        self.seen = []

    def on_train_batch_end(self, batch, logs):
        named = self.solver.net.named_parameters()
        self.seen.append({name: parameter.grad.numpy() for name, parameter in named})


def norm(gradients, layer):
    parts = [array.ravel() for name, array in gradients.items() if name.startswith(layer)]
    return math.sqrt(sum(float(part @ part) for part in parts))


@pytest.mark.parametrize(("every", "looks"), [(1, [0, 1, 2]), (2, [0, 2]), (100, [0])])
def test_the_mean_norm_of_each_layer(learner, every, looks):
    gradients = Gradients()
    history = learner(callbacks=[gradients, GradientLogger(every)]).fit(2)
    for layer in ("fc1", "fc2"):
        found = history.history[f"gradient_norm/{layer}"]
        for epoch in range(2):
            seen = [norm(gradients.seen[3 * epoch + batch], layer) for batch in looks]
            assert found[epoch] == pytest.approx(np.mean(seen))


def test_the_share_of_dead_units(learner):
    solver = learner(base_lr=1e-9)
    bias = solver.net.fc1.bias.numpy()
    bias[[0, 2]] = -1000.0  # two of five never wake up
    solver.net.fc1.bias.data = bias
    bias_alive = bias.copy()
    history = solver.fit(1, callbacks=[GradientLogger(every=1)])
    inputs = solver.train_data.inputs
    alive = (inputs @ solver.net.fc1.weight.numpy().T + bias_alive > 0).any(axis=0)
    assert history.history["dead_relu/relu"] == [pytest.approx(1 - alive.mean())]
    assert history.history["dead_relu/relu"][0] >= 0.4


def test_channels_of_images_are_units():
    from tinygrad_fa.data import Batches
    from tinygrad_fa.layers import Conv2d, CrossEntropyLoss, Flatten, Linear, ReLU, Sequential
    from tinygrad_fa.solver import Solver

    net = Sequential(conv=Conv2d(1, 4, 3), relu=ReLU(), flat=Flatten(), fc=Linear(4 * 4, 2))
    net.conv.bias.data = np.array([-1e6, 1e6, -1e6, 1e6], "float32")
    images = np.random.default_rng(0).standard_normal((6, 1, 4, 4)).astype("float32")
    batches = Batches((images, np.array([0, 1, 0, 1, 0, 1])), 3)
    solver = Solver(net, loss=CrossEntropyLoss(), train=batches, base_lr=1e-9, progress=False)
    history = solver.fit(1, callbacks=[GradientLogger()])
    assert history.history["dead_relu/relu"] == [0.5]


def test_functions_are_seen_as_layers_are(classes):
    class Mixed(Net):
        def __init__(self):
            self.fc1, self.relu, self.fc2 = Linear(3, 4), ReLU(), Linear(4, 4)
            self.fc3 = Linear(4, 3)

        def forward(self, x):
            x = self.fc2(self.relu(self.fc1(x)))
            return self.fc3(ops.relu(x.relu() + 1.0))

    net = Mixed()
    net.fc1.bias.data = np.array([-1e6, 1e6, 1e6, 1e6], "float32")
    net.fc2.bias.data = np.array([-1e6, -1e6, -1e6, 1e6], "float32")
    net.fc2.weight.data = np.zeros((4, 4), "float32")
    solver = Solver(net, classes, loss=CrossEntropyLoss(), base_lr=1e-9, progress=False)
    history = solver.fit(2, callbacks=[GradientLogger()]).history
    shares = {name: values for name, values in history.items() if name.startswith("dead_relu")}
    assert shares == {
        "dead_relu/relu": [0.25, 0.25],
        "dead_relu/x.relu() 1": [0.75, 0.75],
        "dead_relu/x.relu() 2": [0.0, 0.0],
    }
    assert not net._hooks.after


def test_the_callbacks_after_it_write_it(learner, tmp_path):
    learner(callbacks=[GradientLogger(), CSVLogger(tmp_path / "log.csv")]).fit(1)
    header = (tmp_path / "log.csv").read_text().splitlines()[0]
    assert header.startswith("epoch,dead_relu/relu,gradient_norm/fc1,gradient_norm/fc2,loss")


def test_its_hooks_are_gone_afterwards(learner):
    solver = learner(callbacks=[GradientLogger()])
    solver.fit(1)
    assert not solver.net.relu._hooks.after


def test_wrong_settings():
    with pytest.raises(SettingError):
        GradientLogger(every=0)
