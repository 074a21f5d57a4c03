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
from tinygrad_fa.layers.layer import Layer

ROWS, IMAGES, SEQUENCE = (4, 3), (2, 4, 6, 5), (3, 2, 4)  # N C; N C H W; N T E
LABELS, SIGNS, BITS = np.array([2, 0, 1, 1]), np.array([1.0, -1, 1, -1]), np.eye(4, 3)[[0, 1, 2, 0]]
WORDS = np.array([[0, 4, 2], [2, 2, 1]])
PADDING = np.array([[False, True], [False, False], [False, False]])  # (N, T)
kinds = vars(nn)


def on(shape, *names, **more):
    """Return {name: (the layer made without settings, its input's shape)} for several layers."""
    return {name: (kinds[name](), shape) for name in names} | more


CASES = {
    **on(
        (3, 4), "ELU", "GELU", "Hardsigmoid", "Hardswish", "Hardtanh", "LeakyReLU", "LogSigmoid",
        "LogSoftmax", "Mish", "PReLU", "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softmax",
        "Softplus", "Softsign", "Tanh", "Add", "Concat",
    ),
    **on(
        IMAGES, "Flatten", "GlobalAvgPool", "GlobalMaxPool", "LRN", "Upsample", "Dropout",
        "Dropout2d",
    ),
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
    "GELU by tanh": (nn.GELU("tanh"), (3, 4)),
    "AdaptiveAvgPool2d": (nn.AdaptiveAvgPool2d((3, 2)), IMAGES),
    "AvgPool2d": (nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False), IMAGES),
    "MaxPool2d": (nn.MaxPool2d(3, 2, 1), IMAGES),
    "BatchNorm1d": (nn.BatchNorm1d(3), ROWS),
    "BatchNorm2d": (nn.BatchNorm2d(4), IMAGES),
    "GroupNorm": (nn.GroupNorm(2, 4), IMAGES),
    "InstanceNorm1d": (nn.InstanceNorm1d(2, affine=True), SEQUENCE),
    "InstanceNorm2d": (nn.InstanceNorm2d(4), IMAGES),
    "LayerNorm": (nn.LayerNorm(5), IMAGES),
    "RMSNorm": (nn.RMSNorm(3), ROWS),
    "LRN within": (nn.LRN(3, norm_region="WITHIN_CHANNEL"), IMAGES),
    "Linear": (nn.Linear(3, 2), ROWS),
    "Bilinear": (nn.Bilinear(3, 2, 4), (ROWS, (4, 2))),
    "Conv1d": (nn.Conv1d(2, 3, 2, padding=1), SEQUENCE),
    "Conv2d": (nn.Conv2d(4, 6, 3, stride=(1, 2), padding=1, dilation=(2, 1), groups=2), IMAGES),
    "ConvTranspose2d": (nn.ConvTranspose2d(4, 2, 3, stride=2, output_padding=1), IMAGES),
    "Upsample bilinear": (nn.Upsample(2, "bilinear"), IMAGES),
    "Embedding": (nn.Embedding(5, 3), (WORDS,)),
    "RNN": (nn.RNN(4, 3, num_layers=2), SEQUENCE),
    "LSTM": (nn.LSTM(4, 3, bidirectional=True), SEQUENCE),
    "GRU": (nn.GRU(4, 3, batch_first=True), SEQUENCE),
    "MultiHeadAttention": (nn.MultiHeadAttention(4, 2), (SEQUENCE, SEQUENCE, SEQUENCE, PADDING)),
    "PositionalEncoding": (nn.PositionalEncoding(4), SEQUENCE),
    "TransformerBlock": (nn.TransformerBlock(4, 2, 8, activation="gelu", is_causal=True), SEQUENCE),
    "Residual": (nn.Residual(nn.Linear(3, 3)), ROWS),
    "Sequential": (nn.Sequential(nn.Linear(3, 2), nn.ReLU()), ROWS),
    "Concat of branches": (nn.Concat(nn.Linear(3, 2), nn.ReLU()), ROWS),
    "Add of branches": (nn.Add(nn.Linear(3, 3), nn.ReLU()), ROWS),
    "CrossEntropyLoss with settings": (
        nn.CrossEntropyLoss(weight=np.array([1.0, 2.0, 0.5]), ignore_index=2, label_smoothing=0.1),
        (ROWS, LABELS),
    ),
}  # fmt: skip


def test_every_layer_is_in_the_table():
    known = {name.partition(" ")[0] for name in CASES} | {"Layer", "Loss"}
    shown = {name for name in nn.__all__ if isinstance(kinds[name], type)}
    assert {name for name in shown if issubclass(kinds[name], Layer)} == known


def arrays_for(shapes):
    """Return the inputs: an array is itself, a shape becomes random numbers."""
    rng = np.random.default_rng(3)
    several = shapes if isinstance(shapes[0], (tuple, np.ndarray)) else (shapes,)
    return [x if isinstance(x, np.ndarray) else rng.uniform(-2, 2, x) for x in several]


def run(layer, inputs):
    """Return the results, the gradients of inputs and parameters, and the buffers afterwards."""
    randomness.manual_seed(1)
    leaves = [x.requires_grad_() if x.dtype.kind == "f" else x for x in inputs]
    outputs, waiting = [], [layer(*leaves)]
    for made in waiting:  # tuples of tuples, as an LSTM's
        if isinstance(made, (tuple, list)):
            waiting.extend(made)
        elif made is not None:
            outputs.append(made)
    total = sum((out * out).sum() for out in outputs)
    total.backward()
    slopes = [x.grad for x in leaves] + [p.grad for p in layer.parameters()]
    return outputs + slopes + [buffer for _, buffer in layer.named_buffers()]


@pytest.mark.parametrize("chosen", ["its own", "numpy"])
@pytest.mark.parametrize("name", CASES)
def test_a_layer_computes_numpys_numbers(name, library, chosen):
    layer, shapes = CASES[name]
    layer = copy.deepcopy(layer).to("float64")
    moved = copy.deepcopy(layer).to(backend.name_of(library))
    arrays = arrays_for(shapes)
    want = run(layer, [Tensor(x) for x in arrays])
    with backend.using_backend(backend.name_of(library) if chosen == "its own" else chosen):
        got = run(moved, [Tensor(backend.move(x, library)) for x in arrays])
    assert len(got) == len(want)
    for mine, theirs in zip(got, want):
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert backend.library(mine.data) is library
            np.testing.assert_allclose(mine.numpy(), theirs.data, rtol=1e-10, atol=1e-12)
    assert any(math.isfinite(float((x * x).sum())) for x in got if x is not None)


@pytest.mark.parametrize("name", ["BatchNorm2d", "Dropout", "TransformerBlock", "Embedding"])
def test_a_moved_layer_comes_back(name, library):
    layer, shapes = CASES[name]
    there = copy.deepcopy(layer).to(backend.name_of(library)).eval()
    state = there.state_dict()
    assert all(isinstance(array, np.ndarray) for array in state.values())
    there.load_state_dict(state)
    back = there.to("cpu")
    inputs = [Tensor(x.astype("float32") if x.dtype == float else x) for x in arrays_for(shapes)]
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
