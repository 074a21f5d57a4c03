"""Nets and Solvers of ours as prototxt: read again they compute the same."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa import caffe, models
from tinygrad_fa.caffe.building import build_net
from tinygrad_fa.caffe.text import parse_text
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import (
    ELU,
    GELU,
    LRN,
    LSTM,
    Add,
    AvgPool2d,
    BatchNorm1d,
    BatchNorm2d,
    CaffeHingeLoss,
    Concat,
    Conv2d,
    ConvTranspose2d,
    CrossEntropyLoss,
    Dropout,
    Dropout2d,
    EuclideanLoss,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    Hardtanh,
    Layer,
    LeakyReLU,
    Linear,
    MaxPool2d,
    MSELoss,
    PReLU,
    ReLU,
    ReLU6,
    Sequential,
    Sigmoid,
    SigmoidCrossEntropyLoss,
    SiLU,
    Softmax,
    SoftmaxWithLoss,
    Softplus,
    Tanh,
)
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver, optimizers

IMAGE = (2, 3, 9, 8)


def again(net, *shapes, folder):
    """Return the net that is read from the prototxt, with the weights of a caffemodel."""
    twin = build_net(parse_text(net.to_prototxt(*shapes), "NetParameter"))
    if net.state_dict():
        caffe.save_caffemodel(net, folder / "net.caffemodel")
        caffe.load_caffemodel(twin, folder / "net.caffemodel")
    return twin


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2d(3, 4, 3), IMAGE),
        (Conv2d(3, 6, (3, 2), stride=(2, 1), padding=(1, 0), groups=3, bias=False), IMAGE),
        (Conv2d(3, 4, 3, dilation=2), IMAGE),
        (ConvTranspose2d(3, 4, 3, stride=2, padding=1), IMAGE),
        (MaxPool2d(3, 2), IMAGE),
        (MaxPool2d((3, 2), 2, 1, ceil_mode=True), IMAGE),
        (AvgPool2d(3, 2, 1), IMAGE),
        (AvgPool2d(3, 2, count_include_pad=False), IMAGE),
        (GlobalAvgPool(), IMAGE),
        (GlobalMaxPool(keepdims=True), IMAGE),
        (LRN(3, 0.5), IMAGE),
        (BatchNorm2d(3), IMAGE),
        (BatchNorm2d(3, affine=False), IMAGE),
        (BatchNorm1d(5), (4, 5)),
        (Linear(5, 3), (4, 5)),
        (Linear(5, 3, bias=False), (4, 2, 5)),
        (Flatten(), IMAGE),
        (Flatten(2), IMAGE),
        (Softmax(), (4, 5)),
        (Softmax(1), IMAGE),
        (PReLU(), IMAGE),
        (PReLU(3), IMAGE),
        *[(layer, IMAGE) for layer in (ReLU(), LeakyReLU(0.2), ELU(0.5), Sigmoid(), Tanh(), SiLU(),
                                       Softplus(), ReLU6(), Hardtanh(-0.5, 0.2), Dropout(0.3))],
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else "",
)  # fmt: skip
def test_single_layers(layer, shape, tmp_path):
    net = Net(layer).eval()
    x = np.random.default_rng(0).standard_normal(shape).astype("float32") * 3
    if isinstance(layer, (BatchNorm1d, BatchNorm2d)):
        net.train()(x)
        net.eval()
    twin = again(net, shape, folder=tmp_path)
    assert twin(x).shape == net(x).shape
    np.testing.assert_allclose(twin(x).data, net(x).data, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("net", "shape"),
    [
        (models.lenet(), (2, 1, 28, 28)),
        (models.cifar10_quick(), (2, 3, 32, 32)),
        (models.mlp((7,), 3), (2, 7)),
        (
            Net(a=Sequential(Flatten(), b=Sequential(Linear(6, 4), Tanh())), c=Linear(4, 2)),
            (3, 2, 3),
        ),
        (
            Net.graph(
                "x",
                left=("x", Conv2d(3, 4, 1)),
                right=("x", Conv2d(3, 4, 1)),
                relu=("right", ReLU(), "right"),
                sum=("left", "right", Add()),
                both=("sum", "x", Concat()),
                scores=("both", Sequential(Flatten(), Linear(7 * 72, 5))),
            ),
            IMAGE,
        ),
    ],
)
def test_whole_nets(net, shape, tmp_path):
    net.eval()
    twin = again(net, shape, folder=tmp_path)
    x = np.random.default_rng(0).standard_normal(shape).astype("float32")
    np.testing.assert_allclose(twin(x).data, net(x).data, rtol=1e-4, atol=1e-5)


def test_the_share_of_running_statistics():
    text = Net(BatchNorm2d(3, momentum=0.25)).to_prototxt(IMAGE)
    assert "moving_average_fraction: 0.75" in text


def test_fillers_are_those_of_our_layers():
    text = Net(Linear(100, 50)).to_prototxt((1, 100))
    twin = build_net(parse_text(text, "NetParameter"))
    weights = twin.lines[-1].layer.weight.data
    assert 0.09 < abs(weights).max() <= 0.1


def test_a_net_is_left_as_it_was(tmp_path):
    net = Net(BatchNorm1d(3), Dropout())
    path = tmp_path / "net.prototxt"
    text = net.to_prototxt((2, 3), path=path)
    assert path.read_text() == text
    assert net.training and net[0].num_batches_tracked.item() == 0


class Own(Net):
    def forward(self, x):
        return x


@pytest.mark.parametrize(
    ("net", "shapes", "key"),
    [
        (Net(Linear(2, 2), GELU()), [(1, 2)], "no_such_layer"),
        (Net(LSTM(3, 2)), [(1, 4, 3)], "no_such_layer"),
        (Own(), [(1, 2)], "own_forward"),
        (Net(Softplus(2)), [(1, 2)], "setting"),
        (Net(Dropout2d()), [IMAGE], "setting"),
        (Net(ConvTranspose2d(3, 2, 3, 2, output_padding=1)), [IMAGE], "setting"),
        (Net(AvgPool2d(3, 2, 1, count_include_pad=False)), [IMAGE], "setting"),
        (Net(BatchNorm2d(3, momentum=None)), [IMAGE], "setting"),
        (Net(Concat(ReLU(), Tanh())), [IMAGE], "setting"),
        (Net(ReLU()), [], "input_shapes"),
        (Net(ReLU()), [(1, 2), (1, 2)], "input_shapes"),
    ],
)
def test_what_caffe_has_not(net, shapes, key):
    with pytest.raises(SettingError) as caught:
        net.to_prototxt(*shapes)
    assert caught.value.key == f"caffe_write.{key}"
    assert str(caught.value)


# Solvers ------------------------------------------------------------------------------------

ROWS = np.random.default_rng(0).standard_normal((8, 4)).astype("float32"), np.arange(8) % 3


def solver(loss=None, rows=ROWS, **settings):
    net = Net(fc1=Linear(4, 5), tanh=Tanh(), bn=BatchNorm1d(5), fc2=Linear(5, 3))
    loss = CrossEntropyLoss() if loss is None else loss
    settings = {"base_lr": 0.1, "momentum": 0.9, **settings}
    return Solver(net, rows, loss=loss, progress=False, **settings)


def test_a_solver_trains_as_its_prototxt(tmp_path):
    settings = {
        "lr_policy": "multistep", "gamma": 0.5, "stepvalue": [2, 4], "weight_decay": 0.01,
        "lr_mult": {"*.bias": 2}, "decay_mult": {"*.bias": 0, "bn.*": 0}, "max_iter": 6,
        "clip_gradients": 2.0, "average_loss": 2, "regularization_type": "L1",
    }  # fmt: skip
    ours = solver(**settings)
    path = tmp_path / "solver.prototxt"
    ours.to_prototxt(path)
    caffe.save_caffemodel(ours.net, tmp_path / "start.caffemodel")
    theirs = caffe.load_solver(
        path, train=ROWS, weights=tmp_path / "start.caffemodel", progress=False
    )
    np.testing.assert_allclose(theirs.solve().loss, ours.solve().loss, rtol=2e-5)
    names = ("fc1.bias", "bn_scale.weight", "bn_scale.bias", "fc2.bias")
    assert theirs.settings.decay_mult == dict.fromkeys(names, 0.0)
    assert theirs.settings.clip_gradients == 2 and theirs.settings.regularization_type == "L1"


def test_tests_are_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the twin writes its snapshots below the current folder
    net = Net(Linear(4, 3))
    made = Solver(net, ROWS, [ROWS, ROWS], loss=CrossEntropyLoss(), progress=False, base_lr=0.1,
                  test_interval=2, max_iter=3, random_seed=5, snapshot_prefix="runs/a")  # fmt: skip
    message = caffe.parse_text(made.to_prototxt(), "SolverParameter")
    assert message.test_iter == [1, 1] and message.test_interval == 2
    assert message.random_seed == 5 and message.snapshot_prefix == "runs/a"
    assert message.net_param.layer[-1].type == "Accuracy"
    path = tmp_path / "s.prototxt"
    made.to_prototxt(path)
    twin = caffe.load_solver(path, train=ROWS, test=[ROWS, ROWS], progress=False)
    assert set(twin.solve().tests[0].outputs) == {"accuracy", "loss"}


@pytest.mark.parametrize(
    ("loss", "rows", "kind"),
    [
        (SoftmaxWithLoss("FULL", ignore_label=1, loss_weight=0.5), ROWS, "SoftmaxWithLoss"),
        (
            SigmoidCrossEntropyLoss(),
            (ROWS[0], np.eye(3, dtype="f")[ROWS[1]]),
            "SigmoidCrossEntropyLoss",
        ),
        (EuclideanLoss(), (ROWS[0], np.eye(3, dtype="f")[ROWS[1]]), "EuclideanLoss"),
        (CaffeHingeLoss("L2"), ROWS, "HingeLoss"),
    ],
)
def test_losses(loss, rows, kind, tmp_path):
    ours = solver(loss, rows, max_iter=2)
    text = ours.to_prototxt(tmp_path / "s.prototxt")
    assert f'type: "{kind}"' in text
    caffe.save_caffemodel(ours.net, tmp_path / "w.caffemodel")
    theirs = caffe.load_solver(
        tmp_path / "s.prototxt", train=rows, weights=tmp_path / "w.caffemodel", progress=False
    )
    np.testing.assert_allclose(theirs.solve().loss, ours.solve().loss, rtol=1e-5)


@pytest.mark.parametrize("rule", optimizers.CAFFE)
def test_every_method_of_caffe(rule):
    net = Net(Linear(4, 3))
    made = Solver(net, ROWS, loss=CrossEntropyLoss(), optimizer=rule(), progress=False)
    message = caffe.parse_text(made.to_prototxt(), "SolverParameter")
    assert message.type == rule.type


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"loss": MSELoss(), "rows": (ROWS[0], np.zeros((8, 3), "f"))}, "no_such_loss"),
        ({"loss": CrossEntropyLoss("sum")}, "setting"),
        ({"type": "AdamW", "momentum": None}, "optimizer"),
    ],
)
def test_solvers_that_caffe_has_not(more, key):
    more = {name: value for name, value in more.items() if value is not None}
    if more.get("type") == "AdamW":
        made = Solver(
            Net(Linear(4, 3)), ROWS, loss=CrossEntropyLoss(), type="AdamW", progress=False
        )
    else:
        made = solver(**more)
    with pytest.raises(SettingError) as caught:
        made.to_prototxt()
    assert caught.value.key == f"caffe_write.{key}"


def test_a_schedule_of_ones_own():
    made = Solver(Net(Linear(4, 3)), ROWS, loss=CrossEntropyLoss(), schedule=lambda step: 0.1,
                  progress=False)  # fmt: skip
    with pytest.raises(SettingError) as caught:
        made.to_prototxt()
    assert caught.value.key == "caffe_write.schedule"


def test_a_test_needs_an_interval():
    made = Solver(Net(Linear(4, 3)), ROWS, ROWS, loss=CrossEntropyLoss(), progress=False)
    with pytest.raises(SettingError) as caught:
        made.to_prototxt()
    assert caught.value.key == "caffe_write.no_test_interval"
