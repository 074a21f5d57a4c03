"""The summary: multiply-adds by hand, several inputs, shared layers, and no trace left."""

import numpy as np
import pytest

from tinygrad_fa import models, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import (
    GRU,
    LSTM,
    Add,
    BatchNorm2d,
    Bilinear,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    Layer,
    Linear,
    MaxPool2d,
    MultiHeadAttention,
    ReLU,
    Residual,
    Sequential,
    TransformerBlock,
)  # fmt: skip
from tinygrad_fa.layers.summary import summarise
from tinygrad_fa.net import Net


def test_lenet_by_hand():
    rows = models.lenet().summary((1, 28, 28)).rows
    by_hand = [
        20 * 24 * 24 * (1 * 5 * 5),  # conv1: outputs × (channels × kernel)
        0,
        50 * 8 * 8 * (20 * 5 * 5),
        0,
        0,
        800 * 500,
        0,
        500 * 10,
    ]
    assert [row.multiply_adds for row in rows] == by_hand
    assert sum(by_hand) == 2_293_000
    summary = models.lenet().summary((1, 28, 28))
    assert summary.multiply_adds == 2_293_000
    assert "multiply-adds: 2,293,000 per sample" in str(summary)
    set_language("fa")
    assert "۲٬۲۹۳٬۰۰۰" in str(summary)


LAYERS = {  # layer, shapes of one sample, multiply-adds by hand
    "linear": (Linear(3, 4), [(3,)], 12),
    "linear of sequences": (Linear(3, 4), [(5, 3)], 5 * 12),
    "grouped convolution": (Conv2d(4, 6, 3, groups=2, bias=False), [(4, 5, 5)], 6 * 9 * (2 * 9)),
    "strided convolution": (Conv2d(3, 2, (3, 1), stride=2), [(3, 7, 7)], 2 * 3 * 4 * (3 * 3)),
    "convolution of sequences": (Conv1d(2, 3, 4), [(2, 10)], 3 * 7 * (2 * 4)),
    "transposed": (ConvTranspose2d(3, 2, 2, stride=2), [(3, 4, 4)], 3 * 16 * (2 * 4)),
    "bilinear": (Bilinear(2, 3, 4), [(2,), (3,)], 4 * 6),
    "lstm": (LSTM(4, 6, batch_first=True), [(5, 4)], 5 * (24 * 4 + 24 * 6)),
    "gru, both ways": (
        GRU(4, 6, bidirectional=True, batch_first=True), [(5, 4)], 2 * 5 * (18 * 4 + 18 * 6),
    ),
    "attention": (
        MultiHeadAttention(8, 2), [(5, 8)], 3 * 5 * 64 + 2 * 25 * 8 + 5 * 64,
    ),
    "attention to others": (
        MultiHeadAttention(8, 2), [(5, 8), (7, 8)], (5 + 2 * 7) * 64 + 2 * 5 * 7 * 8 + 5 * 64,
    ),
    "transformer": (
        TransformerBlock(8, 2, 16), [(5, 8)], 3 * 5 * 64 + 2 * 25 * 8 + 5 * 64 + 2 * 5 * 8 * 16,
    ),
    "nothing": (Sequential(ReLU(), MaxPool2d(2), BatchNorm2d(2)), [(2, 4, 4)], 0),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
def test_multiply_adds_by_hand(name):
    layer, shapes, by_hand = LAYERS[name]
    assert summarise(layer, shapes).multiply_adds == by_hand


def test_a_students_layer_tells_its_own_count():
    class Outer(Layer):
        def __init__(self):
            self.inner = Linear(2, 2)

        def forward(self, x):
            return self.inner(x) @ x.T

        def multiply_adds(self, inputs, result):
            return result.size * inputs[0].shape[-1]

    rows = summarise(Outer(), [(2,)]).rows
    assert [(row.path, row.multiply_adds) for row in rows] == [("", 2), ("inner", 4)]


def test_a_layer_that_is_called_twice_counts_twice():
    class Twice(Layer):
        def __init__(self):
            self.fc = Linear(3, 3)
            self.unused = Linear(3, 2)

        def forward(self, x):
            return self.fc(self.fc(x))

    rows = summarise(Twice(), [(3,)]).rows
    assert [(r.path, r.shapes, r.multiply_adds, r.parameters) for r in rows] == [
        ("fc", [(1, 3), (1, 3)], 18, 12),
        ("unused", [], 0, 8),
    ]
    alias = Twice()
    alias.again = alias.fc
    assert [len(row.shapes) for row in summarise(alias, [(3,)]).rows] == [1, 0, 1]


def test_several_inputs_of_several_dtypes():
    net = Net.graph(
        inputs=("word", "x"),
        vector=("word", Embedding(7, 3)),
        sum=("vector", "x", Add()),
        out=("sum", Linear(3, 2)),
    )
    summary = net.summary((), (3,), dtype=("int64", "float32"))
    assert [row.shapes for row in summary.rows] == [[(1, 3)], [(1, 3)], [(1, 2)]]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_wrong_shapes(language):
    set_language(language)
    net = models.mlp((4,), 2, (3,))
    for wrong in (
        lambda: net.summary(),
        lambda: net.summary(4),
        lambda: net.summary(("a",)),
        lambda: net.summary((4,), dtype=("float32", "int64")),
        lambda: net.summary((4,), dtype="number"),
    ):
        with pytest.raises(SettingError) as caught:
            wrong()
        assert caught.value.key == "net.summary_shapes" and str(caught.value)


def test_the_hooks_of_others_stay_and_ours_go():
    net, seen = Net(Residual(Linear(3, 3))), []
    net[0].register_forward_hook(lambda *told: seen.append(1))
    net.train()
    before = {id(one): set(vars(one)) for _, one in net.named_layers()}
    state, numbers = net.state_dict(), randomness.get_state()
    net.summary((3,))
    assert seen == [1]
    net(Tensor(np.ones((1, 3), "float32")))
    assert seen == [1, 1]
    assert {id(one): set(vars(one)) for _, one in net.named_layers()} == before
    assert list(net.state_dict()) == list(state) and randomness.get_state() == numbers
    assert all(not one._hooks or len(one._hooks.after) <= 1 for _, one in net.named_layers())
