"""Nets built from prototxt, against the figures and the shapes that Caffe gave."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.caffe.blobs import array_blob
from tinygrad_fa.caffe.building import build_net
from tinygrad_fa.caffe.filtering import net_state
from tinygrad_fa.caffe.kinds import KINDS
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.net import CaffeNet
from tinygrad_fa.caffe.scaffolding import scaffolding
from tinygrad_fa.caffe.text import parse_text, read_text
from tinygrad_fa.caffe.wire import write_file
from tinygrad_fa.caffe.writing import to_text
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError, TinygradError
from tinygrad_fa.layers import BatchNorm2d, Conv2d, Dropout

DATA = Path(__file__).parent.parent / "data" / "caffe"


def load(name):
    return json.loads((DATA / name).read_text("utf-8"))


CASES = load("layers.json") | load("losses.json")
SCAFFOLDING = load("scaffolding.json")


def inputs(**shapes):
    """Return Input layers for blobs of these shapes."""
    return "".join(
        f'layer {{ name: "{name}_in" type: "Input" top: "{name}" '
        f"input_param {{ shape {{ dim: [{', '.join(map(str, shape))}] }} }} }}\n"
        for name, shape in shapes.items()
    )


def build(text, phase="TRAIN", **shapes):
    return build_net(parse_text(inputs(**shapes) + text, "NetParameter"), phase)


def random(*shape):
    return np.random.default_rng(0).standard_normal(shape)


# Single layers ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_caffes_figures(name):
    """Forward, every gradient, and the shape that was foretold."""
    case = CASES[name]
    shapes = {blob: given["shape"] for blob, given in case["inputs"].items()}
    net = build(case["prototxt"], case["phase"], **shapes).to("float64")
    line = net.lines[-1]
    line.needs_backward = True  # a layer without parameters would else be run without gradients
    for (_, tensor), blob in zip(line.blobs(), case.get("params", [])):
        tensor.data = np.array(blob["data"]).reshape(tensor.shape)
    xs = {
        blob: Tensor(np.array(given["data"], "float64").reshape(given["shape"]), True)
        for blob, given in case["inputs"].items()
    }
    result = net(*xs.values())
    out = result["y"] if isinstance(result, dict) else result
    due = case["output"]
    assert out.shape == tuple(due["shape"]) == line.shapes[0]
    np.testing.assert_allclose(out.data.ravel(), due["data"], rtol=1e-12, atol=1e-12)
    if name.startswith("accuracy"):
        return
    if net.loss_weights is not None:
        weight = net.loss_weights["y"]
        assert weight * out.item() == pytest.approx(case["loss"], rel=1e-12)
        (weight * out).backward()
    else:
        out.backward(np.array(due["diff_in"]).reshape(out.shape))
    for blob, gradient in case["input_diff"].items():
        np.testing.assert_allclose(xs[blob].grad.data.ravel(), gradient, rtol=1e-11, atol=1e-12)
    for (_, tensor), blob in zip(line.blobs(), case.get("params", [])):
        if "diff" in blob:
            found = tensor.grad.data.ravel()
            np.testing.assert_allclose(found, blob["diff"], rtol=1e-11, atol=1e-12)
    for (_, tensor), numbers in zip(line.blobs(), case.get("params_after_forward", [])):
        np.testing.assert_allclose(tensor.data.ravel(), numbers, rtol=1e-12)


# One more layer of each kind: text, shapes of its inputs, shapes that come out.
MORE = {
    "Deconvolution": (
        "convolution_param { num_output: 4 kernel_size: 3 stride: 2 pad: 1 group: 2 "
        'weight_filler { type: "gaussian" } }', [(2, 2, 4, 5)], [(2, 4, 7, 9)],
    ),
    "Pooling": (
        "pooling_param { kernel_h: 2 kernel_w: 3 stride: 2 }", [(1, 2, 5, 6)], [(1, 2, 3, 3)],
    ),
    "PReLU": ("", [(2, 3, 2, 2)], [(2, 3, 2, 2)]),
    "ELU": ("elu_param { alpha: 2 }", [(2, 3)], [(2, 3)]),
    "Swish": ("swish_param { beta: 2 }", [(2, 3)], [(2, 3)]),
    "Clip": ("clip_param { min: -0.5 max: 0.7 }", [(3, 4)], [(3, 4)]),
    "Power": ("power_param { power: 3 shift: 4 }", [(2, 3)], [(2, 3)]),
    "Exp": ("exp_param { base: 2 scale: 0.5 shift: 1 }", [(2, 3)], [(2, 3)]),
    "Log": ("log_param { base: 10 scale: 0.1 shift: 4 }", [(2, 3)], [(2, 3)]),
    "InnerProduct": (
        'inner_product_param { num_output: 3 axis: -1 transpose: true weight_filler '
        '{ type: "gaussian" } }', [(2, 4, 5)], [(2, 4, 3)],
    ),
    "Embed": ('embed_param { input_dim: 5 num_output: 3 }', [(2, 3)], [(2, 3, 3)]),
    "BatchNorm": ("batch_norm_param { use_global_stats: true }", [(4, 3)], [(4, 3)]),
    "MVN": ("mvn_param { across_channels: true }", [(2, 3, 2, 2)], [(2, 3, 2, 2)]),
    "Scale": ("scale_param { axis: 2 num_axes: -1 }", [(2, 3, 4, 5)], [(2, 3, 4, 5)]),
    "Bias": (
        'bias_param { axis: 0 num_axes: 2 filler { type: "gaussian" } }', [(2, 3, 4)], [(2, 3, 4)],
    ),
    "Concat": ("concat_param { axis: 0 }", [(2, 3), (1, 3)], [(3, 3)]),
    "Eltwise": ("eltwise_param { operation: MAX }", [(2, 3)] * 3, [(2, 3)]),
    "Slice": ("slice_param { slice_point: 1 slice_point: 3 }", [(2, 4)], [(2, 1), (2, 2), (2, 1)]),
    "Split": ("", [(2, 4)], [(2, 4), (2, 4)]),
    "Flatten": ("flatten_param { axis: 1 end_axis: 2 }", [(2, 3, 4, 5)], [(2, 12, 5)]),
    "Reshape": ("reshape_param { shape { dim: [0, -1, 2] } }", [(3, 4, 4)], [(3, 8, 2)]),
    "Softmax": ("softmax_param { axis: 2 }", [(2, 3, 4)], [(2, 3, 4)]),
    "ArgMax": ("argmax_param { top_k: 2 out_max_val: true }", [(2, 5)], [(2, 2, 2)]),
    "Reduction": ("reduction_param { operation: SUMSQ axis: 1 coeff: 2 }", [(2, 3, 4)], [(2,)]),
    "Tile": ("tile_param { axis: 1 tiles: 3 }", [(2, 3)], [(2, 9)]),
    "Threshold": ("threshold_param { threshold: 0.1 }", [(2, 3)], [(2, 3)]),
    "ContrastiveLoss": ("contrastive_loss_param { margin: 3 }", [(4, 3), (4, 3), (4,)], [()]),
    "InfogainLoss": (
        "loss_param { ignore_label: 1 } infogain_loss_param { axis: 2 }",
        [(2, 4, 3), (2, 4), (3, 3)], [(), (2, 4, 3)],
    ),
    "MultinomialLogisticLoss": ("", [(3, 4), (3,)], [()]),
    "Silence": ("", [(2, 3)], []),
    "SoftmaxWithLoss": ("softmax_param { axis: 2 }", [(2, 3, 4), (2, 3)], [(), (2, 3, 4)]),
    "Accuracy": ("accuracy_param { axis: 2 }", [(2, 3, 4), (2, 3)], [(), (4,)]),
    "DummyData": (
        "dummy_data_param { shape { dim: [2, 3] } shape { dim: 2 } }", [], [(2, 3), (2,)],
    ),
}  # fmt: skip


def more(kind):
    text, given, made = MORE[kind]
    bottoms = " ".join(f'bottom: "x{i}"' for i in range(len(given)))
    tops = " ".join(f'top: "y{i}"' for i in range(len(made)))
    shapes = {f"x{i}": shape for i, shape in enumerate(given)}
    return build(f'layer {{ name: "L" type: "{kind}" {bottoms} {tops} {text} }}', **shapes), made


@pytest.mark.parametrize("kind", MORE)
def test_shapes_are_foretold(kind):
    net, made = more(kind)
    line = net.lines[-1]
    assert line.shapes == made
    arrays = [abs(random(*shape)) for shape in MORE[kind][1]]
    result = line.layer(*[Tensor(array % 3, dtype="float32") for array in arrays])
    results = result if isinstance(result, tuple) else (result,)
    assert [part.shape for part in results] == made


NO_GRADIENT = ("InfogainLoss", "Threshold", "ArgMax", "Silence", "Accuracy", "DummyData", "Embed")


@pytest.mark.parametrize("kind", [kind for kind in MORE if kind not in NO_GRADIENT])
def test_gradients(kind):
    net, _ = more(kind)
    net.to("float64")
    layer, given = net.lines[-1].layer, MORE[kind][1]
    judged = kind.endswith("Loss")
    labels = np.resize([1, 0, 2], given[-1])
    xs = [random(*shape) for shape in (given[:-1] if judged else given)]
    if kind == "MultinomialLogisticLoss":
        xs = [abs(xs[0]) + 0.1]
    for place, x in enumerate(xs):
        xs[place] = x + 0.05 * place  # no ties

    def total(*values):
        result = layer(*values, *([labels] if judged else []))
        parts = result if isinstance(result, tuple) else (result,)
        return sum((part * part).sum() for part in parts)

    assert check_gradients(total, *[Tensor(x, True) for x in xs])


def test_every_kind_is_tried():
    tried = {parse_text(case["prototxt"], "NetParameter").layer[0].type for case in CASES.values()}
    assert tried | set(MORE) == set(KINDS)


def test_what_some_layers_compute():
    def once(kind, text, *xs):
        bottoms = " ".join(f'bottom: "x{i}"' for i in range(len(xs)))
        net = build(
            f'layer {{ name: "L" type: "{kind}" {bottoms} top: "y" {text} }}',
            **{f"x{i}": np.shape(x) for i, x in enumerate(xs)},
        )
        result = net.lines[-1].layer(*[Tensor(x, dtype="float64") for x in xs])
        return result.data.tolist()

    assert once("ArgMax", "", [[1, 5, 5, 2]]) == [[[2.0]]]  # of equal numbers the last
    assert once("ArgMax", "argmax_param { axis: 1 }", [[1, 5, 4]]) == [[1.0]]
    assert once("Threshold", "", [[-1, 0, 1]]) == [[0, 0, 1]]
    assert once("MVN", "mvn_param { eps: 0 }", [[[[1, 3]]]]) == [[[[-1, 1]]]]
    assert once("MVN", "mvn_param { normalize_variance: false }", [[[[1, 5]]]]) == [[[[-2, 2]]]]
    assert once("Log", "", [[1, 2]]) == [[0, np.log(2)]]
    assert once("Exp", "exp_param { base: 2 }", [[3]]) == [[pytest.approx(8)]]
    assert once("Reduction", "reduction_param { operation: MEAN }", [[1, 3]]) == 2
    assert once("Reduction", "reduction_param { operation: ASUM axis: 1 }", [[-1, 3]]) == [4]
    contrastive = "contrastive_loss_param { margin: 5 }"
    pairs = [[0, 0], [0, 0]], [[3, 4], [0, 3]], [1, 0]
    assert once("ContrastiveLoss", contrastive, *pairs) == pytest.approx((25 + 2**2) / 4)
    legacy = "contrastive_loss_param { margin: 10 legacy_version: true }"
    assert once("ContrastiveLoss", legacy, *pairs) == pytest.approx((25 + 1) / 4)


def test_infogain(tmp_path):
    """With the unit matrix it is SoftmaxWithLoss; the gradient has four witnesses."""
    scores, true, matrix = random(4, 3), np.array([0, 2, 1, 1]), abs(random(3, 3))
    both = 'bottom: "x" bottom: "t"'
    shapes = {"x": (4, 3), "t": (4,)}
    write_file(array_blob(np.eye(3)), tmp_path / "unit.binaryproto")
    source = f'infogain_loss_param {{ source: "{tmp_path}/unit.binaryproto" }}'
    unit = build(one("InfogainLoss", source, both), **shapes)
    softmax = build(one("SoftmaxWithLoss", "", both), **shapes)
    assert unit(scores, true)["y"].item() == pytest.approx(softmax(scores, true)["y"].item())
    net = build(one("InfogainLoss", "", both + ' bottom: "h"'), **shapes, h=(3, 3))
    layer = net.lines[-1].layer
    assert check_gradients(lambda x: layer(x, true, matrix), Tensor(scores, True))
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    due = -(matrix[true] * np.log(shares)).sum() / 4
    assert layer(Tensor(scores), true, matrix).item() == pytest.approx(due)


def test_batch_norm_uses_its_statistics_in_test():
    text = 'layer { name: "bn" type: "BatchNorm" bottom: "x" top: "y" }'
    net = build(text, "TEST", x=(4, 2))
    x = random(4, 2).astype("float32")
    np.testing.assert_allclose(net(x).data, x / np.sqrt(1e-5), rtol=1e-6)  # factor 0: no scale
    layer = net.bn
    layer.mean.data = np.array([2.0, 4.0], "float32")
    layer.variance.data = np.array([8.0, 2.0], "float32")
    layer.factor.data = np.array([2.0], "float32")
    np.testing.assert_allclose(net(x).data, (x - [1, 2]) / np.sqrt([4, 1] + 1e-5 * np.ones(2)),
                               rtol=1e-5)  # fmt: skip


# Whole nets ---------------------------------------------------------------------------------

FILES = {
    "lenet": "lenet", "cifar10_quick": "cifar10_quick", "cifar10_full": "cifar10_full",
    "cifar10_full_sigmoid_bn": "cifar10_full_sigmoid_bn", "mnist_autoencoder": "mnist_autoencoder",
}  # fmt: skip


def official(case):
    """Return the net of a recorded set-up, from the file that we wrote like it."""
    name, phase = case.rsplit("_", 1)
    stages = ["test-on-train"] if name == "mnist_autoencoder" and phase == "TEST" else []
    tops = SCAFFOLDING[case]["layers"][0]["tops"]
    message = read_text(DATA / "prototxt" / f"{FILES[name]}.prototxt", "NetParameter")
    state = net_state(phase, Message("NetState", stage=stages))
    return build_net(message, state, dict(zip(("data", "label"), tops)))


@pytest.mark.parametrize("case", SCAFFOLDING)
def test_official_nets_are_set_up_as_by_caffe(case):
    net, due = official(case), SCAFFOLDING[case]
    found = [
        {
            "layer": row.layer,
            "tops": [list(shape) for shape in row.tops],
            "loss_weight": row.loss_weight,
            "memory_bytes_so_far": row.memory,
        }
        for row in scaffolding(net)
    ]
    assert found == due["layers"]
    assert list(net.outputs) == due["outputs"]
    # Two layers of the autoencoder are called "loss"; Caffe's log names the first one last.
    needs = {row.layer: row.needs_backward for row in reversed(scaffolding(net))}
    assert needs == due["needs_backward"]
    if "param_shapes" in due:
        shapes = [list(tensor.shape) for line in net.lines for _, tensor in line.blobs()]
        assert shapes == due["param_shapes"]
        assert sum(map(np.prod, shapes)) == due["param_count"]


@pytest.mark.parametrize("case", ["lenet_TRAIN", "cifar10_quick_TRAIN"])
def test_official_nets_begin_near_the_loss_of_chance(case):
    net = official(case)
    shapes = SCAFFOLDING[case]["layers"][0]["tops"]
    images = random(4, *shapes[0][1:]).astype("float32") * 0.3
    outputs = net(images, np.array([0, 1, 2, 3]))
    assert set(outputs) == {"loss"}
    assert 1.5 < outputs["loss"].item() < 4


def test_a_net_for_use():
    message = read_text(DATA / "prototxt" / "lenet_deploy.prototxt", "NetParameter")
    net = build_net(message)
    shares = net(random(3, 1, 28, 28).astype("float32"))  # another batch than the file says
    assert shares.shape == (3, 10)
    np.testing.assert_allclose(shares.data.sum(1), 1, rtol=1e-6)
    assert net.predict(random(5, 1, 28, 28).astype("float32"), 2).shape == (5, 10)
    assert net.loss_weights is None and net.inputs == ("data",) and net.outputs == ("prob",)
    assert isinstance(net.conv1, Conv2d) and "conv1" in repr(net)
    assert "conv2" in str(net.summary((1, 28, 28)))


NET = """
layer { name: "ip" type: "InnerProduct" bottom: "x" top: "ip" inner_product_param { num_output: 3
        weight_filler { type: "xavier" } } }
layer { name: "drop" type: "Dropout" bottom: "ip" top: "ip" }
"""


def test_dropout_is_still_in_test():
    x = np.ones((50, 4), "float32")
    net = build(NET, "TEST", x=(50, 4))
    net.train()
    assert not any(layer.training for _, layer in net.named_layers() if isinstance(layer, Dropout))
    np.testing.assert_array_equal(net(x).data, net(x).data)
    trained = build(NET, "TRAIN", x=(50, 4))
    assert (trained(x).data == 0).any()


def test_parameters_are_shared_by_name():
    text = """
    layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" param { name: "w" lr_mult: 3 }
            inner_product_param { num_output: 4 weight_filler { type: "gaussian" } } }
    layer { name: "b" type: "InnerProduct" bottom: "a" top: "b" param { name: "w" decay_mult: 0 }
            param { lr_mult: 0 } inner_product_param { num_output: 4 } }
    layer { name: "l" type: "EuclideanLoss" bottom: "b" bottom: "t" top: "l" }"""
    net = build(text, x=(2, 4), t=(2, 4))
    assert net.a.weight is net.b.weight
    assert not net.b.bias.requires_grad
    assert [path for path, _ in net.named_parameters()] == ["a.weight", "a.bias", "b.bias"]
    rates, decays = net.multipliers()
    assert rates == {"a.weight": 3, "a.bias": 1, "b.bias": 0}
    assert decays == {"a.weight": 0, "a.bias": 1, "b.bias": 1}


def test_a_shared_parameter_is_frozen_by_either_layer():
    layer = 'layer { name: "%s" type: "InnerProduct" bottom: "x" top: "%s" param { name: "w" %s } '
    layer += "inner_product_param { num_output: 3 bias_term: false } }"
    net = build(layer % ("a", "a", "") + layer % ("b", "b", "lr_mult: 0"), x=(2, 4))
    assert not net.a.weight.requires_grad and net.multipliers()[0] == {"a.weight": 0}


def test_names_that_python_or_net_have_taken():
    names = ["forward", "a/b.c", "2nd", "_x", "name", "loss_weights", "a_b_c", "training", "کانو"]
    text = "".join(
        f'layer {{ name: "{name}" type: "InnerProduct" bottom: "x" top: "{name}" '
        "inner_product_param { num_output: 2 } }"
        for name in names
    )
    net = build(text, x=(1, 2))
    assert list(net.caffe_names.values()) == names
    assert len(net(np.zeros((1, 2), "float32"))) == len(names)
    assert callable(net.forward) and net.name is None
    saved = net.state_dict()
    assert len(saved) == 2 * len(names)
    net.load_state_dict(saved)


def test_nets_share_weights_by_the_names_of_layers():
    train, test = build(NET, "TRAIN", x=(2, 4)), build(NET, "TEST", x=(3, 4))
    test.share_weights_with(train)
    assert test.ip.weight is train.ip.weight
    other = build(NET.replace("num_output: 3", "num_output: 5"), "TEST", x=(3, 4))
    with pytest.raises(ShapeError) as caught:
        other.share_weights_with(train)
    assert caught.value.key == "caffe_nets.shared_layer"


def test_propagate_down():
    text = """
    layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" inner_product_param { num_output: 4
            weight_filler { type: "gaussian" } } }
    layer { name: "b" type: "InnerProduct" bottom: "a" top: "b" propagate_down: false
            inner_product_param { num_output: 4 weight_filler { type: "gaussian" } } }
    layer { name: "l" type: "EuclideanLoss" bottom: "b" bottom: "t" top: "l" }"""
    net = build(text, x=(2, 4), t=(2, 4))
    assert [line.needs_backward for line in net.lines[2:]] == [False, True, True]
    net(random(2, 4).astype("f"), random(2, 4).astype("f"))["l"].backward()
    assert net.a.weight.grad is None and net.b.weight.grad is not None


def test_propagate_down_blocks_one_way_of_two():
    layer = """layer { name: "%s" type: "InnerProduct" bottom: "%s" top: "%s" %s
        inner_product_param { num_output: 4 weight_filler { type: "gaussian" } } }"""
    text = layer % ("a", "x", "a", "") + layer % ("b", "a", "b", "propagate_down: false")
    text += layer % ("c", "a", "c", "")
    text += """layer { name: "l1" type: "EuclideanLoss" bottom: "b" bottom: "t" top: "l1" }
        layer { name: "l2" type: "EuclideanLoss" bottom: "c" bottom: "t" top: "l2" }"""
    net = build(text, x=(2, 4), t=(2, 4))
    x, t = random(2, 4).astype("float32"), random(2, 4).astype("float32")
    outputs = net(x, t)
    (outputs["l1"] + outputs["l2"]).backward()
    both = net.a.weight.grad.numpy()
    net.zero_grad()
    net(x, t)["l2"].backward()
    np.testing.assert_array_equal(net.a.weight.grad.numpy(), both)


def test_loss_weights_of_any_layer():
    text = """
    layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" loss_weight: 0.5
            inner_product_param { num_output: 4 weight_filler { type: "gaussian" } } }
    layer { name: "r" type: "ReLU" bottom: "a" top: "r" }
    layer { name: "none" type: "EuclideanLoss" bottom: "r" bottom: "t" loss_weight: 0 top: "e" }
    layer { name: "auto" type: "EuclideanLoss" bottom: "r" bottom: "t" }"""
    net = build(text, x=(2, 4), t=(2, 4))
    assert net.loss_weights == {"a": 0.5, "auto": 1.0}
    assert set(net(random(2, 4), random(2, 4))) == {"a", "e", "auto"}
    assert [line.needs_backward for line in net.lines[2:]] == [True, True, False, True]
    splits = {row.layer: len(row.tops) for row in scaffolding(net) if "split" in row.layer}
    assert splits == {"t_t_in_0_split": 2, "a_a_0_split": 2, "r_r_0_split": 2}


def test_silence_takes_outputs_away():
    text = 'layer { name: "s" type: "Silence" bottom: "t" }' + NET
    assert build(text, x=(2, 4), t=(2, 4)).outputs == ("ip",)


def test_a_net_keeps_what_the_file_said():
    message = read_text(DATA / "prototxt" / "lenet.prototxt", "NetParameter")
    net = build_net(message, "TRAIN", {"data": (64, 1, 28, 28), "label": (64,)})
    assert net.to_prototxt() == to_text(message)
    assert len(net.definition.layer) == len(message.layer) - 2
    assert {each.layer for each in net.rejections} == {"mnist", "accuracy"}
    assert "accuracy" in " ".join(map(str, net.rejections))


def test_dummy_data():
    text = """layer { name: "d" type: "DummyData" top: "a" top: "b" dummy_data_param {
        num: 2 num: 3 channels: 1 channels: 1 height: 4 height: 1 width: 1 width: 1
        data_filler { value: 7 } data_filler { type: "gaussian" } } }"""
    net = build(text)
    first, second = net(), net()
    assert first["a"].shape == (2, 1, 4, 1) and (first["a"].data == 7).all()
    assert first["a"].data is second["a"].data
    assert (first["b"].data != second["b"].data).any()


# What is refused ----------------------------------------------------------------------------


def one(kind, text="", bottom='bottom: "x"', top='top: "y"'):
    return f'layer {{ name: "L" type: "{kind}" {bottom} {top} {text} }}'


TWICE = 'bottom: "x" bottom: "x"'
CONV = "convolution_param { num_output: 2 kernel_size: 3 %s }"
REFUSED = [
    ("", "empty"),
    (one("ReLu"), "unknown_type"),
    (one("ReLU", bottom='bottom: "z"'), "unknown_bottom"),
    (one("ReLU", bottom=""), "blob_count"),
    (one("ReLU", top='top: "y" top: "z"'), "blob_count"),
    (one("Input"), "blob_count"),
    (one("Input", bottom=""), "no_input_shape"),
    (one("Data", bottom=""), "no_input_shape"),
    (one("Input", "input_param { shape { dim: 0 } }", bottom=""), "blob_size"),
    (one("ReLU") + one("TanH"), "blob_twice"),
    (one("Split", top='top: "y" top: "y"'), "blob_twice"),
    (one("ReLU", "loss_weight: 1 loss_weight: 1"), "loss_weight_count"),
    (one("ReLU", "propagate_down: true propagate_down: true"), "propagate_down"),
    (one("ReLU", "param {}"), "too_many_params"),
    (one("Convolution", CONV % "stride: 0"), "wrong_setting"),
    (one("Convolution", "convolution_param { kernel_size: 3 }"), "wrong_setting"),
    (one("Convolution", "convolution_param { num_output: 2 }"), "wrong_setting"),
    (one("Convolution", CONV % "kernel_h: 3"), "wrong_setting"),
    (one("Convolution", CONV % "group: 2"), "wrong_setting"),
    (one("Convolution", CONV % "pad: 1 pad: 1 pad: 1"), "wrong_setting"),
    (one("Convolution", CONV % "axis: 2"), "unsupported_setting"),
    (one("Convolution", "convolution_param { num_output: 2 kernel_h: 3 }"), "wrong_setting"),
    (one("Convolution", CONV.replace("3", "9") % ""), "window_too_large"),
    (one("Deconvolution", CONV % "pad: 4"), "window_too_large"),
    (one("Convolution", CONV % "", bottom='bottom: "v"'), "bottom_axes"),
    (one("Pooling", "pooling_param { kernel_size: 2 pad: 2 }"), "wrong_setting"),
    (one("Pooling", "pooling_param { kernel_size: 9 round_mode: FLOOR }"), "window_too_large"),
    (one("Pooling", "pooling_param { kernel_size: 2 pool: STOCHASTIC }"), "unsupported_setting"),
    (one("Pooling", "pooling_param { kernel_size: 2 global_pooling: true }"), "wrong_setting"),
    (one("Pooling", "pooling_param { kernel_size: 2 }", top='top: "y" top: "m"'),
     "unsupported_setting"),
    (one("LRN", "lrn_param { local_size: 4 }"), "wrong_setting"),
    (one("Input", "input_param { shape { dim: [65536, 65536] } }", bottom=""), "blob_size"),
    (one("InnerProduct"), "wrong_setting"),
    (one("InnerProduct", "inner_product_param { num_output: 4294967295 }"), "too_large"),
    (one("Convolution", CONV.replace("2", "4294967295") % ""), "too_large"),
    (one("Embed", "embed_param { num_output: 70000 input_dim: 70000 }"), "too_large"),
    (one("DummyData", "dummy_data_param { shape { dim: 4294967295 } }", bottom=""), "too_large"),
    (one("InnerProduct", "inner_product_param { num_output: 2 axis: 4 }"), "wrong_setting"),
    (one("Embed", "embed_param { num_output: 2 }"), "wrong_setting"),
    (one("BatchNorm", bottom='bottom: "l"'), "bottom_axes"),
    (one("Scale", bottom='bottom: "x" bottom: "v"'), "bottom_shapes"),
    (one("Bias", "bias_param { num_axes: 5 }"), "wrong_setting"),
    (one("Clip", "clip_param { min: 1 max: 0 }"), "wrong_setting"),
    (one("Exp", "exp_param { base: -3 }"), "wrong_setting"),
    (one("Log", "log_param { base: 1 }"), "wrong_setting"),
    (one("Dropout", "dropout_param { dropout_ratio: 1 }"), "wrong_setting"),
    (one("PReLU", bottom='bottom: "l"'), "bottom_axes"),
    (one("Eltwise", bottom='bottom: "x" bottom: "v"'), "bottom_shapes"),
    (one("Eltwise", "eltwise_param { coeff: 1 }", bottom=TWICE), "wrong_setting"),
    (one("Eltwise", "eltwise_param { operation: PROD coeff: [1, 2] }", bottom=TWICE),
     "wrong_setting"),
    (one("Concat", bottom='bottom: "x" bottom: "v"'), "bottom_shapes"),
    (one("Slice", top='top: "y" top: "z"'), "wrong_setting"),
    (one("Slice", "slice_param { slice_point: 4 }", top='top: "y" top: "z"'), "wrong_setting"),
    (one("Flatten", "flatten_param { axis: 2 end_axis: 1 }"), "wrong_setting"),
    (one("Reshape", "reshape_param { shape { dim: [-1, -1] } }"), "wrong_setting"),
    (one("Reshape", "reshape_param { shape { dim: [7] } }"), "wrong_setting"),
    (one("Reshape", "reshape_param { shape { dim: [2,3,5,5,0] } }"), "wrong_setting"),
    (one("Reshape", "reshape_param { num_axes: 7 }"), "wrong_setting"),
    (one("Softmax", "softmax_param { axis: 4 }"), "wrong_setting"),
    (one("ArgMax", "argmax_param { top_k: 100 }"), "wrong_setting"),
    (one("ArgMax", "argmax_param { top_k: 0 }"), "wrong_setting"),
    (one("Tile"), "wrong_setting"),
    (one("SoftmaxWithLoss", bottom='bottom: "v" bottom: "x"'), "label_count"),
    (one("SoftmaxWithLoss", "softmax_param { axis: 0 }", bottom='bottom: "v" bottom: "l"'),
     "unsupported_setting"),
    (one("SigmoidCrossEntropyLoss", bottom='bottom: "v" bottom: "x"'), "bottom_shapes"),
    (one("EuclideanLoss", bottom='bottom: "v" bottom: "x"'), "bottom_shapes"),
    (one("HingeLoss", bottom='bottom: "v" bottom: "x"'), "label_count"),
    (one("ContrastiveLoss", bottom='bottom: "v" bottom: "v" bottom: "x"'), "bottom_shapes"),
    (one("Accuracy", "accuracy_param { top_k: 4 }", bottom='bottom: "v" bottom: "l"'),
     "wrong_setting"),
    (one("InfogainLoss", bottom='bottom: "v" bottom: "l"'), "wrong_setting"),
    (one("InfogainLoss", bottom='bottom: "v" bottom: "l" bottom: "l"'), "wrong_setting"),
    (one("InfogainLoss", bottom='bottom: "v" bottom: "x"'), "label_count"),
    (one("DummyData", "dummy_data_param { shape { dim: 1 } shape { dim: 2 } }", bottom=""),
     "wrong_setting"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key"), REFUSED)
def test_what_makes_no_net(text, key):
    given = inputs(x=(2, 3, 5, 5), v=(2, 3), l=(2,)) if text else ""
    with pytest.raises(TinygradError) as caught:
        build_net(parse_text(given + text, "NetParameter"), "TRAIN")
    assert caught.value.key == f"caffe_nets.{key}"
    assert "L" in str(caught.value) or key == "empty"


def test_other_refusals():
    shared = (
        one("InnerProduct", 'param { name: "w" lr_mult: 1 } inner_product_param { num_output: 3 }')
        + 'layer { name: "M" type: "InnerProduct" bottom: "y" top: "z" param { name: "w" %s } '
        "inner_product_param { num_output: %d } }"
    )
    with pytest.raises(ShapeError) as caught:
        build(shared % ("", 5), x=(2, 3))
    assert caught.value.key == "caffe_nets.shared_param"
    with pytest.raises(SettingError) as caught:
        build(shared % ("lr_mult: 2", 3), x=(2, 3))
    assert caught.value.key == "caffe_nets.shared_multiplier"
    with pytest.raises(SettingError, match="gausian"):
        build(one("InnerProduct", 'inner_product_param { num_output: 1 weight_filler '
                                  '{ type: "gausian" } }'), x=(2, 3))  # fmt: skip
    net = build(NET, x=(2, 4))
    with pytest.raises(SettingError):
        net()
    with pytest.raises(ShapeError) as caught:
        net(np.zeros((2, 4, 1), "float32"))
    assert caught.value.key == "caffe_nets.input_axes"


def test_a_layer_can_be_replaced():
    net = build(one("BatchNorm"), x=(2, 3, 4, 4))
    net.L = BatchNorm2d(3)
    assert net.lines[-1].layer is net.L
    assert isinstance(net, CaffeNet)
