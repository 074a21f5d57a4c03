"""LeNet is trained on another array library as it is on NumPy, and may move on the way."""

import numpy as np
import pytest

from tinygrad_fa import Solver, backend, randomness
from tinygrad_fa.layers import BatchNorm2d, Conv2d, CrossEntropyLoss, Dropout, Flatten, Linear, ReLU
from tinygrad_fa.models import lenet
from tinygrad_fa.net import Net

SOLVERS = [
    {"type": "SGD", "base_lr": 0.01, "momentum": 0.9, "weight_decay": 5e-4},
    {"type": "Adam", "base_lr": 0.001, "clip_gradients": 5.0},
    {"type": "Nesterov", "base_lr": 0.01, "momentum": 0.9, "regularization_type": "L1",
     "weight_decay": 1e-4},
]  # fmt: skip


def digits():
    rng = np.random.default_rng(0)
    return rng.random((16, 1, 28, 28), dtype="float32"), np.arange(16) % 10


def trained(name, steps, settings, make=lenet):
    """Return the net after so many steps, and its losses; it is moved there after it was made."""
    randomness.manual_seed(0)
    net = make().to("float64").to(name)
    images, labels = digits()
    solver = Solver(net, (images, labels), (images, labels), loss=CrossEntropyLoss(),
                    progress=False, **settings)  # fmt: skip
    solver.step(steps)
    return net, solver


@pytest.mark.parametrize("settings", SOLVERS, ids=lambda settings: settings["type"])
@pytest.mark.parametrize("chosen", ["its own", "numpy"])
def test_lenet_is_trained_as_on_numpy(library, settings, chosen):
    name = backend.name_of(library)
    want, _ = trained("numpy", 2, settings)
    with backend.using_backend(name if chosen == "its own" else chosen):
        net, solver = trained(name, 2, settings)
        assert all(backend.library(p.data) is library for p in net.parameters())
        assert np.isfinite(solver.evaluate()["loss"])
    for key, array in net.state_dict().items():
        np.testing.assert_allclose(array, want.state_dict()[key], rtol=1e-8, atol=1e-10)


def small():
    return Net(
        conv=Conv2d(1, 4, 5, stride=3), norm=BatchNorm2d(4), relu=ReLU(), drop=Dropout(0.5),
        flatten=Flatten(), out=Linear(4 * 64, 10),
    )  # fmt: skip


def test_a_net_may_move_between_two_steps(library):
    """The optimizer's memory moves along, and what is dropped stays the same."""
    want, _ = trained("numpy", 4, SOLVERS[1], small)
    net, solver = trained("numpy", 2, SOLVERS[1], small)
    net.to(backend.name_of(library))
    solver.step(1)
    assert backend.library(net.norm.running_mean.data) is library
    net.to("cpu")
    solver.step(1)
    for key, array in net.state_dict().items():
        np.testing.assert_allclose(array, want.state_dict()[key], rtol=1e-8, atol=1e-10)


def test_a_saved_net_is_read_anywhere(library, tmp_path):
    net = small().to(backend.name_of(library))
    net.save(tmp_path / "net.safetensors")
    other = small()
    other.load(tmp_path / "net.safetensors")
    images, _ = digits()
    here, there = other.predict(images), net.predict(images)
    assert isinstance(there, np.ndarray)
    np.testing.assert_allclose(here, there, rtol=1e-4, atol=1e-5)
    net.load(tmp_path / "net.safetensors")
    assert all(backend.library(p.data) is library for p in net.parameters())


def test_the_summary_stays_on_the_device(library):
    net = lenet().to(backend.name_of(library))
    assert str(net.summary((1, 28, 28))) == str(lenet().summary((1, 28, 28)))
