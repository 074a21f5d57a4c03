"""Net: layers in sequence, prediction, summary, files."""

import os

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import (
    DataError,
    FileError,
    IndexRangeError,
    SettingError,
    ShapeError,
    StateError,
)
from tinygrad_fa.layers import Conv2d, Dropout, Flatten, Layer, Linear, MaxPool2d, ReLU
from tinygrad_fa.layers.summary import size_text
from tinygrad_fa.net import Net


@pytest.fixture(autouse=True)
def _start():
    set_language("en")
    randomness.manual_seed(0)
    yield
    set_language(None)


def small():
    return Net(Linear(3, 4), ReLU(), Dropout(0.5), out=Linear(4, 2))


def lenet():
    return Net(
        conv1=Conv2d(1, 20, 5),
        pool1=MaxPool2d(2),
        conv2=Conv2d(20, 50, 5),
        pool2=MaxPool2d(2),
        flatten=Flatten(),
        fc1=Linear(800, 500),
        relu=ReLU(),
        fc2=Linear(500, 10),
    )


class Skip(Net):
    def __init__(self):
        self.fc1, self.fc2 = Linear(3, 3), Linear(3, 2)

    def forward(self, x):
        return self.fc2(self.fc1(x).relu() + x)


def test_layers_work_in_sequence():
    net = small().eval()
    x = np.ones((5, 3), "float32")
    by_hand = net[3](net[1](net[0](x)))
    np.testing.assert_array_equal(net(x).data, by_hand.data)
    assert list(net.state_dict()) == ["0.weight", "0.bias", "out.weight", "out.bias"]


def test_a_net_is_a_sequence():
    net = small()
    assert len(net) == 4
    assert list(net) == [net[0], net[1], net[2], net.out]
    assert net[-1] is net["out"] is net.out
    assert Net(block=net)["block.out"] is net.out
    part = net[1:]
    assert list(part) == list(net)[1:]
    assert list(part.state_dict()) == ["out.weight", "out.bias"]


def test_layers_can_be_replaced_added_and_removed():
    net = small()
    net.out = Linear(4, 7)
    assert net(np.ones((1, 3))).shape == (1, 7)
    net.loss = Linear(1, 1)  # belongs to the net, but not to the sequence
    assert len(net) == 4
    assert net(np.ones((1, 3))).shape == (1, 7)
    del net.out
    assert net(np.ones((1, 3))).shape == (1, 4)


def test_a_subclass_has_its_own_forward():
    net = Skip()
    assert bool(net)
    assert len(net) == 0
    assert list(net.state_dict()) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
    net(np.ones((2, 3))).sum().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())
    assert net.predict(np.ones((5, 3)), batch_size=2).shape == (5, 2)
    assert [row.path for row in net.summary((3,)).rows] == ["fc1", "fc2"]


def test_arrays_become_tensors_of_the_nets_dtype():
    seen = []

    class Note(Layer):
        def forward(self, x):
            seen.append((type(x), str(getattr(x, "dtype", None))))
            return x

    net = Net(Note(), Linear(2, 2))
    array = np.ones((1, 2))
    net(array)
    net([[1.0, 2.0]])
    net.to("float64")(array.astype("float32"))
    net(Tensor(array))
    assert seen == [(Tensor, "float32")] * 2 + [(Tensor, "float64")] * 2
    assert array.flags.writeable
    Net(Note())(np.array([1, 2]))
    assert seen[-1] == (Tensor, "int64")


def test_a_batch_that_is_changed_after_the_forward_pass_does_not_matter():
    net, x = Net(Linear(2, 1)), np.ones((1, 2), "float32")
    loss = net(x).sum()
    x[:] = 100
    loss.backward()
    assert net[0].weight.grad.tolist() == [[1.0, 1.0]]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_is_no_layer_or_no_name(language):
    set_language(language)
    for wrong, key, part in [
        (lambda: Net(Linear(1, 1), ReLU), "net.not_a_layer", "type ReLU"),
        (lambda: Net([ReLU()]), "net.not_a_layer", "list"),
        (lambda: Net(act=np.tanh), "net.not_a_layer", "act"),
        (lambda: Net(forward=ReLU()), "net.layer_name", "forward"),
        (lambda: Net(training=ReLU()), "net.layer_name", "training"),
        (lambda: Net(_hidden=ReLU()), "net.layer_name", "_hidden"),
        (lambda: Net(**{"a.b": ReLU()}), "net.layer_name", "a.b"),
        (lambda: Net()(np.ones(1)), "net.no_layers", "forward"),
    ]:
        with pytest.raises(SettingError) as caught:
            wrong()
        assert caught.value.key == key
        assert part in str(caught.value)
    for index in (4, -5, "nothing", "0.weight"):
        with pytest.raises(IndexRangeError) as caught:
            small()[index]
        assert "`0, 1, 2, out`" in str(caught.value)


def test_predict_goes_through_everything_in_eval_mode():
    net = small()
    x = np.arange(21.0).reshape(7, 3)
    net.out.eval()
    state = randomness.get_state()
    whole = net.predict(x)
    assert isinstance(whole, np.ndarray)
    assert whole.dtype == np.float32
    for batch_size in (1, 3, 7, 100):
        np.testing.assert_allclose(net.predict(x, batch_size), whole, rtol=1e-5)
    np.testing.assert_array_equal(net.predict(Tensor(x)), whole)
    np.testing.assert_array_equal(net.predict(x.tolist()), whole)
    assert net.training and net[2].training and not net.out.training
    assert graph.recording
    assert randomness.get_state() == state
    assert all(parameter.grad is None for parameter in net.parameters())
    whole[:] = 0  # it belongs to the caller


def test_predict_restores_the_mode_after_an_error():
    net = small()
    with pytest.raises(ShapeError) as caught:
        net.predict(np.ones((2, 4)))
    assert caught.value.layer_path == ["0"]
    assert net.training and net[0].training and graph.recording


def test_predict_wants_samples():
    for nothing in (np.zeros((0, 3)), [], np.zeros((3, 0))):
        with pytest.raises(DataError) as caught:
            small().predict(nothing)
        assert caught.value.key == "net.empty_input"
    with pytest.raises(SettingError):
        small().predict(np.ones((1, 3)), batch_size=0)


def test_the_summary_of_lenet():
    summary = lenet().summary((1, 28, 28))
    assert [(r.path, r.kind, r.shapes, r.parameters) for r in summary.rows] == [
        ("conv1", "Conv2d", [(1, 20, 24, 24)], 520),
        ("pool1", "MaxPool2d", [(1, 20, 12, 12)], 0),
        ("conv2", "Conv2d", [(1, 50, 8, 8)], 25_050),
        ("pool2", "MaxPool2d", [(1, 50, 4, 4)], 0),
        ("flatten", "Flatten", [(1, 800)], 0),
        ("fc1", "Linear", [(1, 500)], 400_500),
        ("relu", "ReLU", [(1, 500)], 0),
        ("fc2", "Linear", [(1, 10)], 5_010),
    ]
    assert (summary.trainable, summary.fixed) == (431_080, 0)
    assert summary.memory == 4 * 431_080
    assert summary.outputs == 4 * (11520 + 2880 + 3200 + 800 + 800 + 500 + 500 + 10)
    text = str(summary)
    assert "(N, 20, 24, 24)" in text
    assert "431,080" in text
    assert "1.644 MiB" in text
    set_language("fa")
    assert "۴۳۱٬۰۸۰" in str(summary)
    assert "لایه" in repr(summary)


def test_the_summary_leaves_no_trace():
    class Noise(Layer):
        def forward(self, x):
            return x + Tensor(randomness.normal(0, 1, x.shape, x.dtype))

    net = Net(*small(), Noise())
    net.out = net[3]
    net.out.eval()
    net(np.ones((2, 3))).sum().backward()
    gradients = [parameter.grad for parameter in net.parameters()]
    state, numbers, attributes = net.state_dict(), randomness.get_state(), set(vars(net.out))
    net.summary((3,))
    assert all(a is b for a, b in zip(gradients, [p.grad for p in net.parameters()], strict=True))
    assert randomness.get_state() == numbers
    assert set(vars(net.out)) == attributes
    assert net.training and not net.out.training
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, state[name])
    with pytest.raises(ShapeError) as caught:
        net.summary((4,))
    assert caught.value.layer_path == ["0"]
    assert "forward" not in vars(net.out)


def test_the_summary_counts_frozen_buffers_and_shared():
    class Inner(Layer):
        def __init__(self):
            self.gain = Tensor(np.ones(4, "float64"), requires_grad=True)
            self.mean = Tensor(np.zeros(4, "float32"))
            self.fc = Linear(4, 4)

        def forward(self, x):
            return self.fc(x) * self.gain - self.mean

    relu = ReLU()
    net = Net(Linear(3, 4), relu, Inner(), relu, unused=Linear(4, 9))
    net[0].requires_grad_(False)
    del net.unused
    net.unused = Linear(4, 9)
    summary = net.summary((3,))
    assert [(r.path, r.parameters, len(r.shapes)) for r in summary.rows] == [
        ("0", 16, 1),
        ("1", 0, 1),
        ("2", 8, 1),
        ("2.fc", 20, 1),
        ("3", 0, 1),
        ("unused", 45, 0),
    ]
    assert [r.memory for r in summary.rows] == [16, 16, 32, 16, 32, 0]
    assert (summary.trainable, summary.fixed) == (4 + 20 + 45, 16 + 4)
    assert summary.memory == 4 * (16 + 4 + 20 + 45) + 8 * 4
    assert "–" in str(summary)


def test_the_summary_counts_tied_weights_once():
    net = Net(Linear(3, 3), Linear(3, 3))
    net[1].weight = net[0].weight
    summary = Net(net, net[0]).summary((3,))
    assert [(r.path, r.parameters) for r in summary.rows] == [("0.0", 12), ("0.1", 3), ("1", 0)]
    assert summary.trainable == 15


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 * 2**40, "5120 GiB")]
)
def test_sizes_are_readable(count, text):
    assert size_text(count) == text


def test_a_saved_net_comes_back(tmp_path):
    net, other = small(), small()
    path = tmp_path / "net.safetensors"
    net.save(path)
    assert other.load(path) == ([], [])
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(other.predict(x), net.predict(x))
    os.remove(path)
    with pytest.raises(FileError):
        other.load(path)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_file_of_another_net_is_refused_whole(tmp_path, language):
    set_language(language)
    Net(Linear(3, 4), head=Linear(4, 5)).save(tmp_path / "a")
    net = small()
    before = net.state_dict()
    with pytest.raises(StateError) as caught:
        net.load(tmp_path / "a")
    for name in ("`head.weight`", "`head.bias`", "`out.weight`", "`out.bias`"):
        assert name in str(caught.value)
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, before[name])
    report = net.load(tmp_path / "a", strict=False)
    assert report == (["out.weight", "out.bias"], ["head.weight", "head.bias"])
    assert (net[0].weight.data != before["0.weight"]).any()


def test_repr_shows_name_and_layers():
    net = Net(Linear(1, 2), act=ReLU(), name="tiny")
    assert repr(net) == "Net(\n  name='tiny'\n  (0): Linear(1, 2)\n  (act): ReLU()\n)"


def test_lenet_learns_a_batch():
    net = lenet()
    rng = np.random.default_rng(0)
    images, labels = rng.random((16, 1, 28, 28)).astype("float32"), np.arange(16) % 10
    from tinygrad_fa.layers import CrossEntropyLoss

    loss_of = CrossEntropyLoss()
    losses = []
    for _ in range(6):
        loss = loss_of(net(images), labels)
        net.zero_grad()
        loss.backward()
        for parameter in net.parameters():
            parameter.data = parameter.data - 0.05 * parameter.grad.data
        losses.append(float(loss))
    assert losses[-1] < losses[0]
