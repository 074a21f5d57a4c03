"""Layers and ops against the figures that Caffe's layers gave, forward and every gradient.

Each case is a layer as it stands in a ``.prototxt`` file; `RECIPES` says how the same is computed
here.  Caffe reads its fractions as float32 and then computes in float64, and so do we.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import layers
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor

CASES = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "layers.json").read_text(encoding="utf-8")
)


def read(prototxt):
    """Return a message as a dict; what stands in it several times as a list."""
    words = iter(re.findall(r'"[^"]*"|[{}]|[^\s:{}]+', prototxt))

    def message():
        fields = {}
        for name in words:
            if name == "}":
                break
            value = next(words)
            value = message() if value == "{" else plain(value)
            before = fields.get(name)
            fields[name] = value if before is None else [*np.atleast_1d(before), value]
        return fields

    return message()["layer"]


def plain(word):
    """Return a word of a prototxt as a number (a fraction rounded to float32) or a name."""
    if re.fullmatch(r"-?\d+", word):
        return int(word)
    if re.fullmatch(r"-?\d*\.\d*(e-?\d+)?", word):
        return float(np.float32(word))
    return {"true": True, "false": False}.get(word, word.strip('"'))


def sides(settings, name, default):
    """Return (height, width) of ``name: 3``, ``name_size: 3`` or ``name_h: 3 name_w: 2``."""
    if f"{name}_h" in settings:
        return settings[f"{name}_h"], settings[f"{name}_w"]
    both = settings.get(f"{name}_size", settings.get(name, default))
    return both, both


def convolution(settings, x, weight, bias=None):
    layer = layers.Conv2d(
        x.shape[1],
        settings["num_output"],
        sides(settings, "kernel", None),
        sides(settings, "stride", 1),
        sides(settings, "pad", 0),
        settings.get("dilation", 1),
        settings.get("group", 1),
        bias=settings.get("bias_term", True),
    )
    layer.weight = weight
    layer.bias = bias
    return layer(x)


def pooling(settings, x):
    if settings.get("global_pooling"):
        return layers.GlobalAvgPool(keepdims=True)(x)
    kind = {"MAX": layers.MaxPool2d, "AVE": layers.AvgPool2d}[settings["pool"]]
    window = [sides(settings, *each) for each in (("kernel", None), ("stride", 1), ("pad", 0))]
    return kind(*window, ceil_mode=settings.get("round_mode", "CEIL") == "CEIL")(x)


def lrn(settings, x):
    given = {name: settings[name] for name in ("alpha", "beta", "k") if name in settings}
    region = settings.get("norm_region", "ACROSS_CHANNELS")
    usual = {"size": settings.get("local_size", 5), "alpha": 1.0}  # Caffe's, not torch's
    return layers.LRN(**{**usual, **given}, norm_region=region)(x)


def inner_product(settings, x, weight, bias=None):
    x = x.flatten(settings.get("axis", 1))
    if settings.get("transpose"):
        return x @ weight
    layer = layers.Linear(x.shape[-1], settings["num_output"])
    layer.weight, layer.bias = weight, bias
    return layer(x)


def dropout(settings, x):
    return layers.Dropout(settings["dropout_ratio"]).eval()(x)


def relu(settings, x):
    if "negative_slope" in settings:
        return ops.leaky_relu(x, settings["negative_slope"])
    return layers.ReLU()(x)


def power(settings, x):
    return (settings["shift"] + settings["scale"] * x) ** settings["power"]


def flatten(settings, x):
    first, last = settings.get("axis", 1), settings.get("end_axis", -1)
    kept = x.shape[x.ndim if last == -1 else last + 1 :]
    return x.reshape(*x.shape[:first], -1, *kept)


def eltwise(settings, x, z):
    if settings["operation"] == "SUM":
        first, second = settings["coeff"]
        return first * x + second * z
    return {"PROD": ops.mul, "MAX": ops.maximum}[settings["operation"]](x, z)


def scale(settings, x, factor, offset):
    return x * factor.reshape(-1, 1, 1) + offset.reshape(-1, 1, 1)


def batch_norm(settings, x):
    """Without scale and offset, which are a layer of their own in Caffe."""
    return normaliser(settings, x)(x)


def normaliser(settings, x):
    kind = layers.BatchNorm1d if x.ndim == 2 else layers.BatchNorm2d
    eps = settings.get("eps", float(np.float32(1e-5)))
    return kind(x.shape[1], eps, momentum=1.0, affine=False).to("float64")


RECIPES = {
    "Convolution": convolution,
    "Pooling": pooling,
    "LRN": lrn,
    "ReLU": relu,
    "Sigmoid": lambda settings, x: layers.Sigmoid()(x),
    "TanH": lambda settings, x: layers.Tanh()(x),
    "AbsVal": lambda settings, x: ops.abs(x),
    "BNLL": lambda settings, x: ops.softplus(x),
    "ELU": lambda settings, x: ops.elu(x, settings["alpha"]),
    "Dropout": dropout,
    "Power": power,
    "Flatten": flatten,
    "InnerProduct": inner_product,
    "Concat": lambda settings, x, z: ops.concatenate([x, z], axis=1),
    "Eltwise": eltwise,
    "Softmax": lambda settings, x: ops.softmax(x, axis=1),
    "BatchNorm": batch_norm,
    "Scale": scale,
}


def arrays_of(blobs, dtype):
    return [np.array(blob["data"], dtype).reshape(blob["shape"]) for blob in blobs]


def run(case, dtype):
    """Return {what: (ours, Caffe's)} for the output and every gradient."""
    told = read(case["prototxt"])
    settings = next((v for k, v in told.items() if k.endswith("_param")), {})
    inputs = [Tensor(x, True) for x in arrays_of(case["inputs"].values(), dtype)]
    blobs = [blob for blob in case.get("params", []) if "diff" in blob]  # the others are statistics
    parameters = [Tensor(p, True) for p in arrays_of(blobs, dtype)]
    out = RECIPES[told["type"]](settings, *inputs, *parameters)
    assert out.dtype == dtype and out.shape == tuple(case["output"]["shape"])
    out.backward(np.array(case["output"]["diff_in"], dtype).reshape(out.shape))
    pairs = {"output": (out, case["output"]["data"])}
    for name, x in zip(case["inputs"], inputs):
        pairs[f"gradient of {name}"] = x.grad, case["input_diff"][name]
    for place, (parameter, blob) in enumerate(zip(parameters, blobs)):
        pairs[f"gradient of parameter {place}"] = parameter.grad, blob["diff"]
    return {name: (ours.data.ravel(), due) for name, (ours, due) in pairs.items()}


@pytest.mark.parametrize("name", CASES)
def test_caffes_figures(name):
    for what, (ours, due) in run(CASES[name], "float64").items():
        np.testing.assert_allclose(ours, due, rtol=1e-12, atol=1e-12, err_msg=what)


@pytest.mark.parametrize("name", CASES)
def test_float32_stays_close(name):
    for what, (ours, due) in run(CASES[name], "float32").items():
        scale = max(1.0, np.abs(due).max())
        np.testing.assert_allclose(ours, due, rtol=1e-4, atol=1e-6 * scale, err_msg=what)


@pytest.mark.parametrize("name", ["batchnorm_train", "batchnorm_train_2d"])
def test_caffes_statistics_of_the_first_batch(name):
    """Its sums, divided by their weight, are after one batch what momentum 1 keeps."""
    case = CASES[name]
    (x,) = map(Tensor, arrays_of(case["inputs"].values(), "float64"))
    layer = normaliser({}, x)
    layer(x)
    means, variances, weight = case["params_after_forward"]
    np.testing.assert_allclose(layer.running_mean.data, means, rtol=1e-12)
    np.testing.assert_allclose(layer.running_var.data, variances, rtol=1e-12)
    assert weight == [1.0]


def test_every_kind_of_layer_is_tried():
    assert {read(case["prototxt"])["type"] for case in CASES.values()} == set(RECIPES)
    assert len(CASES) == 48
