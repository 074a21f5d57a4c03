"""Normalisation layers: torch's numbers, what is remembered of batches, training and use."""

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa import layers
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import (
    BatchNorm1d,
    BatchNorm2d,
    GroupNorm,
    InstanceNorm1d,
    InstanceNorm2d,
    LayerNorm,
    RMSNorm,
)


def images(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def run_golden(case, arrays, dtype):
    settings = {k: v for k, v in case["settings"].items() if k != "note"}
    layer = getattr(layers, case["layer"])(**settings).to(dtype).train(case["train"])
    state = {k[2:]: a for k, a in arrays.items() if k.startswith("p.")}
    state |= {k[11:]: a for k, a in arrays.items() if k.startswith("buf_before.")}
    layer.load_state_dict(state)
    x = Tensor(arrays["x0"].astype(dtype), requires_grad=True)
    out = layer(x)
    out.backward(arrays["up0"].astype(dtype))
    pairs = {"y0": (out.data, arrays["y0"]), "grad_x0": (x.grad.data, arrays["grad_x0"])}
    for name, parameter in layer.named_parameters():
        pairs[f"grad_p.{name}"] = parameter.grad.data, arrays[f"grad_p.{name}"]
    for name, buffer in layer.named_buffers():
        pairs[f"buf_after.{name}"] = buffer.data, arrays[f"buf_after.{name}"]
    left_out = {k for k in arrays if not k.startswith(("x0", "up0", "p.", "buf_before."))} - set(
        pairs
    )
    assert not left_out
    return pairs


def test_torchs_numbers(norm_case, arrays_of):
    for name, (ours, theirs) in run_golden(norm_case, arrays_of(norm_case), "float64").items():
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-11, err_msg=name)
    for name, (ours, theirs) in run_golden(norm_case, arrays_of(norm_case), "float32").items():
        assert ours.dtype == ("float32" if theirs.dtype.kind == "f" else "int64"), name
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=name)


def test_mean_and_variance():
    x = images(8, 3, 4, 4) * 3 + 5
    for layer, axes in (
        (BatchNorm2d(3), (0, 2, 3)),
        (InstanceNorm2d(3), (2, 3)),
        (LayerNorm((3, 4, 4)), (1, 2, 3)),
    ):
        out = layer(x).data
        np.testing.assert_allclose(out.mean(axes), 0, atol=1e-12)
        np.testing.assert_allclose(out.var(axes), 1, rtol=1e-4)


def test_what_is_remembered():
    layer = BatchNorm1d(2, momentum=0.25).to("float64")
    x = np.array([[1.0, 10.0], [3.0, 30.0]])
    layer(x)
    np.testing.assert_allclose(layer.running_mean.data, [0.5, 5.0])  # a quarter of the way from 0
    np.testing.assert_allclose(layer.running_var.data, [0.75 + 0.5, 0.75 + 50])  # unbiased: 2, 200
    assert layer.num_batches_tracked.data == 1
    layer.eval()(x)
    assert layer.num_batches_tracked.data == 1


def test_the_plain_mean_of_all_batches():
    layer = BatchNorm1d(1, momentum=None).to("float64")
    for mean in (1.0, 2.0, 6.0):
        layer(np.array([[mean - 1], [mean + 1]]))
    assert layer.running_mean.data == pytest.approx([3.0])
    assert layer.running_var.data == pytest.approx([2.0])


@pytest.mark.parametrize("momentum", [0.3, None])
def test_instances_remember_the_means_of_their_statistics(momentum):
    """torch.nn.InstanceNorm2d(2, momentum=0.3, track_running_stats=True) computes the same."""
    layer = InstanceNorm2d(2, momentum=momentum, track_running_stats=True).to("float64")
    mean, variance = np.zeros(2), np.ones(2)
    for number in range(1, 4):
        x = np.random.default_rng(number).standard_normal((3, 2, 2, 3)) + number
        share = momentum or 1 / number
        mean = (1 - share) * mean + share * x.mean((2, 3)).mean(0)
        variance = (1 - share) * variance + share * x.var((2, 3), ddof=1).mean(0)
        out = layer(x).data
        np.testing.assert_allclose(out.mean((2, 3)), 0, atol=1e-12)  # by itself in training
    np.testing.assert_allclose(layer.running_mean.data, mean, rtol=1e-12)
    np.testing.assert_allclose(layer.running_var.data, variance, rtol=1e-12)
    used = layer.eval()(x).data
    due = (x - mean[:, None, None]) / np.sqrt(variance[:, None, None] + 1e-5)
    np.testing.assert_allclose(used, due, rtol=1e-12)
    assert layer.num_batches_tracked.data == (3 if momentum is None else 0)  # as torch has it
    assert layer(np.ones((1, 2, 1, 1))).shape == (1, 2, 1, 1)  # statistics need no second number


def test_in_use_a_sample_stands_alone():
    layer = BatchNorm1d(3)
    x = images(6, 3).astype("float32")
    layer(x)
    together = layer.eval()(x).data
    alone = np.concatenate([layer(x[i : i + 1]).data for i in range(6)])
    np.testing.assert_allclose(alone, together, rtol=1e-6)
    assert not np.allclose(together, layer.train()(x).data)


def test_backward_through_two_batches():
    """The running statistics change between the two, but no gradient needs the old ones."""
    layer = BatchNorm1d(3)
    first, second = layer(images(4, 3)), layer(images(5, 3))
    (first.sum() + second.sum()).backward()
    assert layer.bias.grad.tolist() == [9.0, 9.0, 9.0]


def test_numbers_far_from_0_keep_their_digits():
    """In float32, with a mean a thousand times the deviation: as close as x itself allows."""
    x, upstream = images(64, 3, 4, 4) + 1000, images(64, 3, 4, 4)[::-1]
    found = {}
    for dtype in ("float64", "float32"):
        layer = BatchNorm2d(3, momentum=1.0).to(dtype)
        batch = Tensor(x.astype(dtype), requires_grad=True)
        out = layer(batch)
        out.backward(upstream.astype(dtype))
        found[dtype] = [out.data, batch.grad.data, layer.running_mean.data, layer.running_var.data]
    np.testing.assert_allclose(found["float64"][3], x.var(axis=(0, 2, 3), ddof=1), rtol=1e-9)
    for exact, close in zip(found["float64"], found["float32"]):
        np.testing.assert_allclose(close, exact, rtol=1e-3, atol=1e-3 * np.abs(exact).max())


WRONG = [
    (lambda: BatchNorm1d(3), (1, 3), "layers.one_value_per_channel"),
    (lambda: BatchNorm2d(3), (1, 3, 1, 1), "layers.one_value_per_channel"),
    (lambda: InstanceNorm2d(3), (4, 3, 1, 1), "layers.one_value_per_sample"),
    (lambda: BatchNorm1d(3), (4, 3, 2, 2), "layers.channels"),
    (lambda: BatchNorm2d(3), (4, 2, 5, 5), "layers.channels"),
    (lambda: BatchNorm2d(3), (4, 3), "layers.channels"),
    (lambda: InstanceNorm1d(3), (4, 3), "layers.channels"),
    (lambda: GroupNorm(2, 4), (4, 3), "layers.channels"),
    (lambda: LayerNorm((2, 3)), (4, 3), "layers.last_axes"),
    (lambda: RMSNorm(3), (4, 2), "layers.last_axes"),
]


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("make", "shape", "key"), WRONG)
def test_wrong_inputs(make, shape, key, language):
    set_language(language)
    net = tg.Net(tg.ReLU(), norm=make())
    with pytest.raises(ShapeError) as caught:
        net(np.ones(shape, "float32"))
    assert caught.value.key == key
    assert ": `norm`" in str(caught.value) and str(shape) in str(caught.value)
    assert "net(np.ones(shape" in str(caught.value)


def test_one_value_in_use():
    layer = BatchNorm1d(3).eval()
    assert layer(np.ones((1, 3), "float32")).shape == (1, 3)
    with pytest.raises(ShapeError):  # its own statistics are all it has
        BatchNorm1d(3, track_running_stats=False).eval()(np.ones((1, 3), "float32"))


@pytest.mark.parametrize("make", [lambda: BatchNorm1d(3), lambda: InstanceNorm2d(3)])
def test_whole_numbers(make):
    with pytest.raises(DTypeError) as caught:
        make()(np.ones((4, 3), "uint8"))
    assert caught.value.key == "layers.whole_number_input"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda: BatchNorm1d(0), "layers.whole_number"),
        (lambda: GroupNorm(2, 3), "layers.norm_groups"),
        (lambda: LayerNorm(()), "layers.whole_number"),
        (lambda: RMSNorm(2.5), "layers.whole_number"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
