"""Every layer and loss, moved to another array library: NumPy's results, gradients and buffers."""

import copy
import math
from functools import partial

import numpy as np
import pytest

from tinygrad_fa import backend, randomness
from tinygrad_fa import layers as nn
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import fillers, initialisers

ROWS = (4, 3)  # N C
LABELS, SIGNS, BITS = np.array([2, 0, 1, 1]), np.array([1.0, -1, 1, -1]), np.eye(4, 3)[[0, 1, 2, 0]]
kinds = vars(nn)


def on(inputs, *names):
    """Return {name: (how the loss is made, its inputs)} for several losses without settings."""
    return {name: (kinds[name], inputs) for name in names}


LOSSES = {
    **on(
        (ROWS, ROWS), "MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss", "LogCoshLoss",
        "EuclideanLoss",
    ),
    **on(
        (ROWS, BITS), "BCEWithLogitsLoss", "SigmoidCrossEntropyLoss", "PoissonNLLLoss", "KLDivLoss",
    ),
    **on((ROWS, 2 * BITS - 1), "HingeLoss", "SoftMarginLoss"),
    **on((np.linspace(0.1, 0.8, 12).reshape(4, 3), BITS), "BCELoss"),
    **on(
        (ROWS, LABELS), "CrossEntropyLoss", "NLLLoss", "MultiMarginLoss", "SoftmaxWithLoss",
        "CaffeHingeLoss", "CategoricalHingeLoss",
    ),
    **on((ROWS, ROWS, SIGNS), "CosineEmbeddingLoss"),
    **on(((4,), (4,), SIGNS), "MarginRankingLoss"),
    **on(((4,), SIGNS), "HingeEmbeddingLoss"),
    **on((ROWS, ROWS, ROWS), "TripletMarginLoss"),
    "CrossEntropyLoss with settings": (
        lambda: nn.CrossEntropyLoss("mean", np.array([1.0, 2.0, 0.5]), 2, label_smoothing=0.1),
        (ROWS, LABELS),
    ),
}  # fmt: skip


def test_every_loss_is_in_the_table():
    shown = {name for name in nn.__all__ if isinstance(kinds[name], type)}
    losses = {name for name in shown if issubclass(kinds[name], nn.Loss)} - {"Loss"}
    assert {name.partition(" ")[0] for name in LOSSES} == losses


def leaves_of(inputs, table, move):
    """Return the inputs: leaves that want gradients for all that is no whole number."""

    def leaf(array):
        return Tensor(move(array)).requires_grad_()

    def given(array):
        return leaf(array) if array.dtype.kind == "f" else Tensor(move(array))

    return [
        table.fill(x, leaf, 10 * i) if isinstance(x, tuple) else given(x)
        for i, x in enumerate(inputs)
    ]


def run(layer, inputs, table):
    """Return the results, the gradients of inputs and parameters, and the buffers afterwards."""
    randomness.manual_seed(1)
    results = table.flat(layer(*inputs))
    sum((out * out).sum() for out in results).backward()
    slopes = [x.grad for x in table.flat(inputs)] + [p.grad for p in layer.parameters()]
    return results + slopes + [buffer for _, buffer in layer.named_buffers()]


def check_on(library, layer, inputs, table, chosen):
    """Compare a layer's numbers there with NumPy's, whichever library is the chosen one."""
    layer = layer.to("float64")
    moved = copy.deepcopy(layer).to(backend.name_of(library))
    want = run(layer, leaves_of(inputs, table, lambda x: x), table)
    with backend.using_backend(backend.name_of(library) if chosen == "its own" else chosen):
        got = run(moved, leaves_of(inputs, table, lambda x: backend.move(x, library)), table)
    assert len(got) == len(want)
    for mine, theirs in zip(got, want):
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert backend.library(mine.data) is library
            np.testing.assert_allclose(mine.numpy(), theirs.data, rtol=1e-10, atol=1e-12)
    assert any(math.isfinite(float((x * x).sum())) for x in got if x is not None)


@pytest.mark.parametrize("chosen", ["its own", "numpy"])
def test_a_layer_computes_numpys_numbers(row, table, library, chosen):
    check_on(library, row.make(), row.inputs, table, chosen)


def test_a_layer_in_use_computes_numpys_numbers(row, table, library):
    check_on(library, row.make().eval(), row.inputs, table, "its own")


@pytest.mark.parametrize("chosen", ["its own", "numpy"])
@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_computes_numpys_numbers(name, table, library, chosen):
    make, inputs = LOSSES[name]
    check_on(library, make(), inputs, table, chosen)


@pytest.mark.parametrize("name", ["BatchNorm2d", "Dropout", "TransformerBlock", "Embedding"])
def test_a_moved_layer_comes_back(name, table, library):
    row = table.TABLE[name]
    there = row.make().to(backend.name_of(library)).eval()
    state = there.state_dict()
    assert all(isinstance(array, np.ndarray) for array in state.values())
    there.load_state_dict(state)
    back = there.to("cpu")
    inputs = [table.fill(x, lambda array: Tensor(array.astype("float32"))) for x in row.inputs]
    result = back(*inputs)
    assert isinstance(result.data, np.ndarray) and result.device == "cpu"


@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_an_unseen_layer_starts_there(library, kind):
    """Layers that are made while the library is chosen have their weights there."""
    backend.set_default_dtype(kind)
    try:
        randomness.manual_seed(0)
        here = nn.LSTM(4, 3).state_dict()
        with backend.using_backend(backend.name_of(library)):
            randomness.manual_seed(0)
            layer = nn.LSTM(4, 3)
        assert all(backend.library(p.data) is library for p in layer.parameters())
        for name, array in layer.state_dict().items():
            np.testing.assert_array_equal(array, here[name])
    finally:
        backend.set_default_dtype("float32")


FILLERS = sorted(name for name in vars(initialisers) if name.endswith("_") and name[0] != "_")
FILLERS += fillers.FILLERS


@pytest.mark.parametrize("chosen", ["its own", "numpy"])
@pytest.mark.parametrize("name", FILLERS)
def test_an_initialiser_fills_where_the_tensor_lies(name, library, chosen):
    """With the same numbers: the generator is NumPy's everywhere."""
    fill = getattr(initialisers, name, None) or partial(fillers.fill, type=name)
    shape = (4, 4, 3, 3) if "bilinear" in name or "dirac" in name else (4, 4)
    given = {"constant_": {"value": 2.0}, "sparse_": {"sparsity": 0.5}, "gaussian": {"sparse": 2}}
    given = given.get(name, {})
    here = Tensor(np.zeros(shape, "float32"))
    there = Tensor(backend.move(here.data, library))
    randomness.manual_seed(0)
    fill(here, **given)
    randomness.manual_seed(0)
    with backend.using_backend(backend.name_of(library) if chosen == "its own" else chosen):
        fill(there, **given)
    assert backend.library(there.data) is library
    np.testing.assert_array_equal(there.numpy(), here.data)
