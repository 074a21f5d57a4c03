"""Callbacks while a training's weights lie in another array library, as on a GPU."""

from __future__ import annotations

import numpy as np

from tinygrad_fa import backend
from tinygrad_fa.layers import CrossEntropyLoss, Linear, ReLU, Sequential
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.callbacks import (
    EarlyStopping,
    GradientLogger,
    ModelCheckpoint,
    SwapEMAWeights,
    TensorBoard,
)


def trained(home, folder, snapshot=None):
    """Train with every callback that touches arrays; return the history and the weights."""
    rng = np.random.default_rng(1)
    net = Sequential(fc1=Linear(3, 5), relu=ReLU(), fc2=Linear(5, 3)).to("float64")
    for parameter in net.parameters():
        parameter.data = 0.5 * rng.standard_normal(parameter.shape)
    if home is not None:
        net.to(home)
    data = rng.standard_normal((8, 3)), rng.integers(0, 3, 8)
    solver = Solver(net, data, data, loss=CrossEntropyLoss(), base_lr=0.1, progress=False)
    callbacks = [
        GradientLogger(),
        SwapEMAWeights(0.5),
        EarlyStopping(patience=3, restore_best_weights=True),
        TensorBoard(folder / "logs", histogram_freq=1, write_images=True),
        ModelCheckpoint(folder / "{epoch}.snapshot"),
    ]
    if snapshot is not None:
        solver.restore(snapshot)
    history = solver.fit(4, callbacks=callbacks)
    return history, solver.net.state_dict()


def test_callbacks_that_touch_arrays(library, tmp_path):
    name = backend.name_of(library)
    plain, weights = trained(None, tmp_path / "plain")
    history, there = trained(name, tmp_path / "there")
    for metric, values in plain.history.items():
        np.testing.assert_allclose(history.history[metric], values, rtol=1e-9)
    for key, array in weights.items():
        np.testing.assert_allclose(there[key], array, rtol=1e-9)
    _, resumed = trained(name, tmp_path / "again", tmp_path / "there" / "2.snapshot")
    assert all((resumed[key] == there[key]).all() for key in there)
