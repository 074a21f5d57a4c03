"""Net.graph: layers wired by names, and what is refused."""

import gc
import weakref

import numpy as np
import pytest

from tinygrad_fa import Solver, randomness
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers import (
    LSTM,
    Add,
    Concat,
    Conv2d,
    CrossEntropyLoss,
    Embedding,
    Flatten,
    Layer,
    Linear,
    MSELoss,
    ReLU,
    Sequential,
)  # fmt: skip
from tinygrad_fa.net import Net


@pytest.fixture(autouse=True)
def _start():
    randomness.manual_seed(0)


def branches():
    return Net.graph(
        inputs="x",
        conv=("x", Conv2d(3, 8, 3, padding=1)),
        relu=("conv", ReLU(), "conv"),
        left=("conv", Conv2d(8, 8, 1)),
        right=("conv", Conv2d(8, 4, 3, padding=1)),
        both=("left", "right", Concat()),
        scores=("both", Sequential(Flatten(), Linear(12 * 16, 10))),
        name="branches",
    )


def test_branches_and_an_in_place_layer():
    net, x = branches(), np.random.default_rng(0).random((2, 3, 4, 4))
    seen = net.conv(Tensor(x, dtype="float32")).relu()
    both = np.concatenate([net.left(seen).data, net.right(seen).data], axis=1)
    np.testing.assert_array_equal(net(x).data, net.scores(Tensor(both)).data)
    assert net.predict(x).shape == (2, 10)
    net(x).sum().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())
    assert [name for name, _ in net.named_parameters()][:2] == ["conv.weight", "conv.bias"]
    assert len(net) == 6 and net[0] is net.conv and net["scores.1"] is net.scores[1]
    assert "    conv → relu → conv\n    conv → left" in repr(net)


def test_several_inputs_and_outputs():
    net = Net.graph(
        inputs=("a", "b"),
        first=("a", Linear(2, 3)),
        second=("b", Linear(4, 3)),
        total=("first", "second", Add()),
        score=("total", Linear(3, 1)),
        outputs=("score", "total", "a"),
    )
    a, b = np.ones((5, 2)), np.ones((5, 4))
    score, total, same = net(a, b)
    assert (score.shape, total.shape, same.shape) == ((5, 1), (5, 3), (5, 2))
    np.testing.assert_allclose(total.data, (net.first(a) + net.second(b)).data, rtol=1e-6)
    with pytest.raises(SettingError) as caught:
        net(a)
    assert caught.value.key == "net.input_count" and "`a, b`" in str(caught.value)
    rows = net.summary((2,), (4,)).rows
    assert [row.path for row in rows] == ["first", "second", "total", "score"]


def test_a_net_with_several_outputs_predicts_all_of_them():
    net = Net.graph("x", a=("x", Linear(2, 3)), b=("x", Linear(2, 1)), outputs=("a", "b"))
    whole, parts = net.predict(np.ones((7, 2))), net.predict(np.ones((7, 2)), batch_size=3)
    assert [part.shape for part in whole] == [(7, 3), (7, 1)]
    for one, other in zip(whole, parts):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_a_layer_with_several_results():
    net = Net.graph(
        inputs="words",
        vectors=("words", Embedding(9, 4)),
        lstm=("vectors", LSTM(4, 6, batch_first=True), "out", "state"),
        scores=("out", Linear(6, 9)),
    )
    words = np.array([[1, 2, 3]])
    assert net(words).shape == (1, 3, 9)
    assert net.summary((3,), dtype="int64").rows[1].shapes[0] == (1, 3, 6)
    unnamed = Net.graph("x", lstm=("x", LSTM(4, 6)), scores=("lstm", Linear(6, 2)))
    with pytest.raises(SettingError) as caught:
        unnamed(np.ones((3, 1, 4)))
    assert caught.value.key == "net.result_count" and "`lstm`" in str(caught.value)


def test_a_shared_layer_has_one_set_of_parameters():
    """A siamese net: the same layer reads both inputs."""
    eye = Linear(3, 2)
    net = Net.graph(("a", "b"), left=("a", eye), right=("b", eye), apart=("left", "right", Add()))
    assert [name for name, _ in net.named_parameters()] == ["left.weight", "left.bias"]
    net(np.ones((4, 3)), np.ones((4, 3))).sum().backward()
    np.testing.assert_array_equal(eye.bias.grad.data, [8, 8])
    summary = net.summary((3,), (3,))
    assert [(r.path, r.parameters, r.multiply_adds) for r in summary.rows] == [
        ("left", 8, 6), ("right", 0, 6), ("apart", 0, 0),
    ]  # fmt: skip


def test_a_skip_and_a_layer_in_the_place_of_another():
    net = Net.graph("x", fc=("x", Linear(3, 3)), sum=("fc", "x", Add()), out=("sum", Linear(3, 2)))
    x = np.ones((1, 3))
    net.out = Linear(3, 5)
    want = net.out(net.fc(Tensor(x, dtype="float32")) + Tensor(x, dtype="float32"))
    np.testing.assert_array_equal(net(x).data, want.data)
    for wrong, key in (
        (lambda: delattr(net, "fc"), "wired_layer"),
        (lambda: net[1:], "wired_slice"),
    ):
        with pytest.raises(SettingError) as caught:
            wrong()
        assert caught.value.key == f"net.{key}"
    net.note = 3
    del net.note


def test_a_graph_is_a_layer_of_another_net(tmp_path):
    inner = Net.graph("x", fc=("x", Linear(3, 3)), sum=("fc", "x", Add()))
    net = Net(inner, ReLU(), out=Linear(3, 2))
    net.save(tmp_path / "net")
    other = Net(
        Net.graph("x", fc=("x", Linear(3, 3)), sum=("fc", "x", Add())), ReLU(), out=Linear(3, 2)
    )
    other.load(tmp_path / "net")
    x = np.ones((2, 3))
    np.testing.assert_array_equal(net.predict(x), other.predict(x))
    with pytest.raises(ShapeError) as caught:
        net(np.ones((2, 4)))
    assert caught.value.layer_path == ["0", "fc"]


def test_a_graph_is_trained_by_the_solver_with_groups():
    net = branches()
    net["left"].requires_grad_(False)
    before = net.state_dict()
    rng = np.random.default_rng(0)
    batch = rng.random((8, 3, 4, 4), dtype="float32"), np.arange(8) % 10
    solver = Solver(
        net, batch, loss=CrossEntropyLoss(), type="SGD", base_lr=0.1, progress=False,
        lr_mult={"conv.*": 0, "scores.*": 2},
    )  # fmt: skip
    solver.step(3)
    changed = {name for name, array in net.state_dict().items() if (array != before[name]).any()}
    assert changed == {"right.weight", "right.bias", "scores.1.weight", "scores.1.bias"}


def test_what_nobody_needs_any_more_is_given_back():
    alive = []

    class Note(Layer):
        def forward(self, x):
            gc.collect()
            alive.append(sum(ref() is not None for ref in refs))
            out = x + 1
            refs.append(weakref.ref(out.data))
            return out

    refs = []
    lines = {f"l{i}": (f"l{i - 1}" if i else "x", Note()) for i in range(8)}
    net = Net.graph("x", **lines)
    with no_grad():
        net(np.ones((2, 2)))
    assert max(alive) <= 2  # the array that is read, and no more than one before it


WRONG = {  # what is wrong: (the lines, the message's key, what it names)
    "unknown name": ({"a": ("y", Linear(1, 1))}, "unknown_name", ["`a`", "`y`", "`x`"]),
    "misspelt": ({"r": ("conv", ReLU(), "conv")}, "unknown_name", ["`r`", "`conv`"]),
    "made later": ({"a": ("b", ReLU()), "b": ("x", ReLU())}, "made_later", ["`a`", "`b`"]),
    "circle": (
        {"a": ("x", "c", Add()), "b": ("a", ReLU()), "c": ("b", ReLU())},
        "circle",
        ["a → b → c → a"],
    ),
    "reads itself": ({"a": ("a", ReLU())}, "circle", ["a → a"]),
    "made twice": ({"a": ("x", ReLU()), "b": ("x", ReLU(), "a")}, "made_twice", ["`b`", "`a`"]),
    "input made anew": ({"b": ("x", ReLU(), "y", "y")}, "made_twice", ["`b`", "`y`"]),
    "unused layer": ({"a": ("x", ReLU()), "b": ("x", ReLU())}, "unused_layer", ["`a`"]),
    "unused input": ({"inputs": ("x", "y"), "a": ("x", ReLU())}, "unused_input", ["`y`"]),
    "unknown output": ({"a": ("x", ReLU()), "outputs": "q"}, "unknown_output", ["`q`", "`x, a`"]),
    "no lines": ({}, "no_lines", ["Net.graph"]),
    "no inputs": ({"inputs": (), "a": ("x", ReLU())}, "graph_inputs", []),
    "inputs twice": ({"inputs": ("x", "x"), "a": ("x", ReLU())}, "graph_inputs", ["x, x"]),
    "reads nothing": ({"a": ReLU()}, "bad_line", ["`a`"]),
    "no layer": ({"a": ("x", "y")}, "bad_line", ["`a`"]),
    "two layers": ({"a": ("x", ReLU(), ReLU())}, "bad_line", ["`a`"]),
    "a class": ({"a": ("x", ReLU)}, "not_a_layer", ["type ReLU"]),
    "a taken name": ({"train": ("x", ReLU())}, "layer_name", ["`train`"]),
}


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("case", WRONG)
def test_wrong_wiring_is_refused_at_once(case, language):
    set_language(language)
    lines, key, named = WRONG[case]
    with pytest.raises(SettingError) as caught:
        Net.graph(**{"inputs": "x", **lines})
    assert caught.value.key == f"net.{key}"
    for part in named:
        assert part in str(caught.value)


def test_inputs_come_to_the_net():
    """Tensors too: a batch in float64 does not make the net compute in float64."""
    net = Net(Linear(2, 2))
    x = Tensor(np.ones((1, 2)), requires_grad=True)
    out = net(x)
    assert out.dtype == np.float32
    out.sum().backward()
    assert x.grad.dtype == np.float64 and x.grad.shape == (1, 2)
    assert net(Tensor(np.ones((1, 2), "float32"))).dtype == np.float32
    assert MSELoss()(net(x), np.ones((1, 2))).dtype == np.float32
    assert Net(ReLU())(Tensor(np.ones(2))).dtype == np.float64  # no parameters, no wish
    net.to("float64")
    assert net(Tensor(np.ones((1, 2), "float32"))).dtype == np.float64


def test_a_layer_that_is_replaced_decides_anew_what_inputs_become():
    net, x = Net(Linear(2, 2)), np.ones((1, 2))
    assert net(x).dtype == np.float32
    setattr(net, "0", Linear(2, 2).to("float64"))
    assert net(x).dtype == np.float64
    net.to("float32")
    assert net(x).dtype == np.float32
