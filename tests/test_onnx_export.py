"""Nets as ONNX files: another program, onnxruntime, computes the same from them."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import FileError, SettingError, ShapeError

onnx = pytest.importorskip("onnx", reason="the package onnx is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
from tinygrad_fa.onnx_export.kinds import WRITERS  # noqa: E402

row, image, sequence, words = (6,), (4, 8, 10), (5, 6), (3,)
LAYERS = [
    *[(getattr(tg, name)(), image) for name in (
        "ReLU", "ReLU6", "Sigmoid", "Tanh", "Softsign", "Mish", "Hardswish", "Hardsigmoid", "SELU",
        "SiLU", "LogSigmoid", "GELU", "Dropout", "Dropout2d",
    )],
    (tg.ELU(0.7), row), (tg.LeakyReLU(0.3), row), (tg.GELU("tanh"), row), (tg.Softplus(2.0), row),
    (tg.Hardtanh(-0.5, 0.7), row), (tg.Softmax(dim=1), image), (tg.LogSoftmax(), row),
    (tg.PReLU(), row), (tg.PReLU(4), image), (tg.PReLU(6), row), (tg.Flatten(), image),
    (tg.Flatten(2), image), (tg.Linear(6, 3), row), (tg.Linear(6, 3, bias=False), row),
    (tg.Linear(6, 3), sequence), (tg.Linear(6, 3, bias=False), sequence),
    (tg.Embedding(9, 4), words),
    (tg.Conv1d(5, 3, 2, stride=2, padding=1, dilation=2), sequence),
    (tg.Conv2d(4, 8, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2), image),
    (tg.Conv2d(4, 8, 1, bias=False), image),
    (tg.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), image),
    (tg.MaxPool2d(2), image), (tg.MaxPool2d(3, 2, padding=1), image),
    (tg.MaxPool2d(3, 2, ceil_mode=True), image), (tg.MaxPool2d((2, 3), (3, 1)), image),
    (tg.AvgPool2d(2), image), (tg.AvgPool2d(3, 2, padding=1), image),
    (tg.AvgPool2d(3, 2, padding=1, count_include_pad=False), image),
    (tg.AvgPool2d(3, 2, ceil_mode=True), image), (tg.AdaptiveAvgPool2d((4, 5)), image),
    (tg.AdaptiveAvgPool2d(1), image), (tg.GlobalAvgPool(), image),
    (tg.GlobalAvgPool(keepdims=True), image), (tg.GlobalMaxPool(), image),
    (tg.Upsample(2), image), (tg.Upsample((2, 3), "bilinear"), image),
    (tg.Upsample(2, "bilinear", align_corners=True), image),
    (tg.BatchNorm1d(6), row), (tg.BatchNorm2d(4), image), (tg.BatchNorm2d(4, affine=False), image),
    (tg.InstanceNorm1d(5), sequence), (tg.InstanceNorm2d(4, affine=True), image),
    (tg.GroupNorm(2, 4), image), (tg.LayerNorm(6), sequence), (tg.LayerNorm((8, 10)), image),
    (tg.LayerNorm(6, bias=False), row), (tg.RMSNorm(6), sequence), (tg.RMSNorm(6, eps=0.1), row),
    (tg.LRN(3, alpha=0.5), image),
]  # fmt: skip


def shaken(net):
    """Return the net with random numbers in all parameters and statistics."""
    rng = np.random.default_rng(0)
    for name, tensor in [*net.named_parameters(), *net.named_buffers()]:
        if tensor.dtype.kind == "f":
            low = 0.5 if "var" in name else -0.5
            tensor.replace_data(rng.uniform(low, 1.5, tensor.shape).astype(tensor.dtype))
    return net


def compare(net, tmp_path, *shapes, dtype=None, tolerance=2e-5):
    path = tg.export_onnx(net, tmp_path / "net.onnx", *shapes, dtype=dtype)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(1)
    for samples in (1, 3):  # batches of any size
        inputs = [
            rng.integers(0, 7, (samples, *shape))
            if dtype == "int64"
            else rng.standard_normal((samples, *shape)).astype(dtype or "f")
            for shape in shapes
        ]
        named = {put.name: array for put, array in zip(session.get_inputs(), inputs)}
        ours = net.eval()(*inputs)
        ours = ours if isinstance(ours, tuple) else (ours,)
        theirs = session.run(None, named)
        assert len(theirs) == len(ours)
        for one, other in zip(ours, theirs):
            assert one.shape == other.shape and one.dtype == other.dtype
            np.testing.assert_allclose(one.numpy(), other, rtol=tolerance, atol=tolerance)
    return session


@pytest.mark.parametrize(
    ("layer", "shape"), LAYERS, ids=[f"{type(one).__name__}-{s}" for one, s in LAYERS]
)
def test_a_layer(tmp_path, layer, shape):
    compare(shaken(layer), tmp_path, shape, dtype="int64" if shape == words else None)


def test_every_writer_is_tried():
    assert {type(layer).__name__ for layer, _ in LAYERS} == set(WRITERS)


def test_lenet(tmp_path):
    session = compare(tg.models.lenet(), tmp_path, (1, 28, 28))
    (put,), (got,) = session.get_inputs(), session.get_outputs()
    assert (put.name, put.shape, got.name, got.shape) == (
        "input", ["N", 1, 28, 28], "output", ["N", 10],
    )  # fmt: skip


def test_the_quick_net_of_caffe(tmp_path):
    compare(tg.models.cifar10_quick(), tmp_path, (3, 32, 32))


def test_nodes_and_weights_are_called_after_their_layers(tmp_path):
    net = tg.Net(
        fc=tg.Linear(6, 4), act=tg.ReLU(), out=tg.Sequential(tg.Linear(4, 2)), name="small"
    )
    model = onnx.load(tg.export_onnx(net, tmp_path / "net.onnx", row))
    assert [node.name for node in model.graph.node] == ["fc", "act", "out.0", "output"]
    assert model.graph.name == "small" and model.producer_name == "tinygrad_fa"
    weights = ["fc.weight", "fc.bias", "out.0.weight", "out.0.bias"]
    assert [weight.name for weight in model.graph.initializer] == weights


def test_branches(tmp_path):
    through = tg.Sequential(tg.Conv2d(4, 4, 3, padding=1), tg.BatchNorm2d(4), tg.ReLU())
    net = tg.Net(
        tg.Residual(through),
        tg.Residual(tg.Conv2d(4, 6, 1), shortcut=tg.Conv2d(4, 6, 1)),
        tg.Concat(tg.Conv2d(6, 2, 1), tg.MaxPool2d(1), axis=1),
        tg.Add(tg.Conv2d(8, 2, 1), tg.Conv2d(8, 2, 1), tg.Conv2d(8, 2, 1)),
    )
    compare(shaken(net), tmp_path, image)


def test_a_wired_net_with_two_inputs_and_outputs(tmp_path):
    shared = tg.Linear(6, 6)
    net = tg.Net.graph(
        inputs=("x", "y"),
        outputs=("sum", "z", "x"),
        a=("x", shared),
        b=("y", shared),
        z=("a", tg.Tanh()),
        again=("z", tg.Hardtanh(-0.1, 0.2), "z"),
        sum=("z", "b", tg.Add()),
    )
    compare(shaken(net), tmp_path, row, row)
    model = onnx.load(tmp_path / "net.onnx")
    assert len([w for w in model.graph.initializer if w.name.endswith("weight")]) == 1


def test_float64(tmp_path):
    net = tg.Net(tg.Linear(6, 3), tg.Tanh(), tg.LayerNorm(3)).to("float64")
    compare(net, tmp_path, row, dtype="float64", tolerance=1e-9)


def test_a_layer_in_two_places(tmp_path):
    shared = tg.Linear(6, 6)
    compare(tg.Net(shared, tg.ReLU(), shared), tmp_path, row)


def test_the_net_is_left_as_it_was(tmp_path):
    net = tg.Net(tg.Linear(6, 3), tg.BatchNorm1d(3)).train()
    before = net.state_dict()
    tg.export_onnx(net, tmp_path / "net.onnx", row)
    assert net.training and all(np.array_equal(before[n], a) for n, a in net.state_dict().items())


class OfOnesOwn(tg.Net):
    def __init__(self):
        self.fc = tg.Linear(6, 6)

    def forward(self, x):
        return self.fc(x) + x


class ReLU(tg.Layer):  # has the name of one that can be written
    def forward(self, x):
        return x


@pytest.mark.parametrize(
    ("net", "shape", "key", "named"),
    [
        (tg.Net(first=tg.LSTM(6, 2)), sequence, "onnx.no_such_layer", "`first` (`LSTM`)"),
        (tg.Net(OfOnesOwn()), row, "onnx.no_such_layer", "`0` (`OfOnesOwn`)"),
        (tg.Net(ReLU()), row, "onnx.no_such_layer", "`0` (`ReLU`)"),
        (tg.AdaptiveAvgPool2d(3), image, "onnx.no_such_setting", "output_size"),
        (tg.LRN(norm_region="WITHIN_CHANNEL"), image, "onnx.no_such_setting", "norm_region"),
        (tg.BatchNorm2d(4, track_running_stats=False), image, "onnx.no_such_setting", "track"),
    ],
)
def test_what_cannot_be_written(tmp_path, net, shape, key, named):
    with pytest.raises(SettingError) as caught:
        tg.export_onnx(net, tmp_path / "net.onnx", shape)
    assert caught.value.key == key
    for language in ("en", "fa"):
        set_language(language)
        assert named in str(caught.value)
    set_language(None)
    assert not list(tmp_path.iterdir())


def test_wrong_uses(tmp_path):
    net = tg.Net(tg.Linear(6, 3))
    with pytest.raises(ShapeError):
        tg.export_onnx(net, tmp_path / "net.onnx", (5,))
    with pytest.raises(SettingError):
        tg.export_onnx(net, tmp_path / "net.onnx")
    with pytest.raises(FileError):
        tg.export_onnx(net, tmp_path / "nowhere" / "net.onnx", row)


def test_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(SettingError, match="pip install onnx") as caught:
        tg.export_onnx(tg.Net(tg.Linear(6, 3)), tmp_path / "net.onnx", row)
    assert caught.value.key == "onnx.not_here"
