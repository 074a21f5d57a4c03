"""Caffe's losses: its own figures, value and every gradient."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import layers
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError

GOLDEN = Path(__file__).parent.parent / "data" / "caffe" / "losses.json"
CASES = {k: v for k, v in json.loads(GOLDEN.read_text()).items() if "loss" in v}
KINDS = {
    "SoftmaxWithLoss": layers.SoftmaxWithLoss,
    "SigmoidCrossEntropyLoss": layers.SigmoidCrossEntropyLoss,
    "EuclideanLoss": layers.EuclideanLoss,
    "HingeLoss": layers.CaffeHingeLoss,
}


def loss_of(prototxt):
    """Return the loss that a recorded prototxt describes."""
    settings = dict(re.findall(r"(normalization|norm): (\w+)", prototxt))
    for name, value in re.findall(r"(ignore_label|loss_weight): (\S+)", prototxt):
        settings[name] = float(value) if name == "loss_weight" else int(value)
    return KINDS[re.search(r'type: "(\w+)"', prototxt).group(1)](**settings)


def inputs_of(case, dtype):
    x, t = (np.array(case["inputs"][blob]["data"], dtype) for blob in ("x", "t"))
    x, t = x.reshape(case["inputs"]["x"]["shape"]), t.reshape(case["inputs"]["t"]["shape"])
    labels = "Softmax" in case["prototxt"] or "Hinge" in case["prototxt"]
    return Tensor(x, requires_grad=True), Tensor(t.astype(int) if labels else t)


@pytest.mark.parametrize(("dtype", "rtol"), [("float64", 1e-12), ("float32", 1e-4)])
@pytest.mark.parametrize("name", CASES)
def test_caffes_figures(name, dtype, rtol):
    case = CASES[name]
    x, t = inputs_of(case, dtype)
    if t.dtype == dtype:
        t.requires_grad_()
    loss = loss_of(case["prototxt"])
    out = loss(x, t)
    assert (out.shape, out.dtype) == ((), dtype)
    np.testing.assert_allclose(out.data, case["loss"], rtol=rtol, atol=1e-15)
    np.testing.assert_allclose(
        out.data, case["output"]["data"][0] * loss.loss_weight, rtol=rtol, atol=1e-15
    )
    out.backward()
    for blob, tensor in (("x", x), ("t", t)):
        if blob in case["input_diff"]:
            wanted = np.reshape(case["input_diff"][blob], tensor.shape)
            np.testing.assert_allclose(tensor.grad.data, wanted, rtol=rtol, atol=rtol / 100)


def test_the_cases_are_all_there():
    types = {type(loss_of(case["prototxt"])) for case in CASES.values()}
    assert (len(CASES), types) == (14, set(KINDS.values()))


@pytest.mark.parametrize("name", CASES)
def test_the_gradients_agree(name):
    case = CASES[name]
    loss = loss_of(case["prototxt"])
    x, t = inputs_of(case, "float64")
    report = check_gradients(lambda x: loss(x, t), x.data, order=2, max_entries=8)
    assert report.ok, report


def test_a_batch_is_divided_by_its_samples_not_by_its_places():
    x, t = np.zeros((2, 3)), np.full((2, 3), 2.0)
    assert float(layers.EuclideanLoss()(x, t)) == 2 * 3 * 4 / (2 * 2)
    yes = layers.SigmoidCrossEntropyLoss()(x, t / 2)
    assert float(yes) == pytest.approx(3 * np.log(2))


def test_ignored_outputs_of_the_sigmoid_loss():
    x, t = np.zeros((2, 3)), np.array([[1.0, 0, -1], [-1, -1, -1]])
    for normalization, count in (("VALID", 2), ("FULL", 6), ("BATCH_SIZE", 2), ("NONE", 1)):
        loss = layers.SigmoidCrossEntropyLoss(normalization, ignore_label=-1)
        assert float(loss(x, t)) == pytest.approx(2 * np.log(2) / count)
    everything = layers.SigmoidCrossEntropyLoss("VALID", ignore_label=-1)
    assert float(everything(x, np.full((2, 3), -1.0))) == 0


def test_a_weight_of_zero_leaves_the_loss_an_output():
    x = Tensor(np.ones((1, 2)), requires_grad=True)
    out = layers.EuclideanLoss(loss_weight=0)(x, np.zeros((1, 2)))
    out.backward()
    assert float(out) == 0 and not x.grad.data.any()


def test_wrong_uses():
    with pytest.raises(SettingError) as caught:
        layers.SoftmaxWithLoss("MEAN")
    assert caught.value.key == "losses.one_of" and "BATCH_SIZE" in str(caught.value)
    with pytest.raises(DataError):
        layers.EuclideanLoss()(np.zeros((0, 2)), np.zeros((0, 2)))
    with pytest.raises(DataError):
        layers.SoftmaxWithLoss(ignore_label=7)(np.zeros((1, 2)), [5])
    shown = layers.SoftmaxWithLoss("FULL", ignore_label=3, loss_weight=0.5)
    assert repr(shown) == "SoftmaxWithLoss(normalization='FULL', ignore_label=3, loss_weight=0.5)"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_loss_of_a_softmax_is_cut_off_and_its_gradient_is_not(dtype):
    scores = [[0.0, 200.0, 0.0], [0.0, 87.0, -50.0], [3.0, 0.0, 0.0]]
    x = Tensor(np.array(scores, dtype), requires_grad=True)
    loss = layers.SoftmaxWithLoss("NONE")(x, [0, 0, 0])
    # The smallest normal float32 number is what a probability counts as, in float64 as well.
    wanted = -np.log(np.finfo("float32").tiny.astype("float64")) + 87.0 + np.log1p(2 * np.exp(-3))
    np.testing.assert_allclose(loss.data, wanted, rtol=1e-6)
    assert loss.data < 200
    loss.backward()
    np.testing.assert_allclose(x.grad.data[0], [-1, 1, 0], atol=1e-7)
    assert float(layers.CrossEntropyLoss()(x[0:1], [0])) == 200  # no other loss is cut off
