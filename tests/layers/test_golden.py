"""Layers and activations against the numbers of torch, forward and every gradient."""

import inspect

import numpy as np

from tinygrad_fa import layers
from tinygrad_fa.engine.tensor import Tensor

OUR_NAMES = {"LocalResponseNorm": "LRN"}


def make(case):
    kind = getattr(layers, OUR_NAMES.get(case["layer"], case["layer"]))
    known = inspect.signature(kind.__init__).parameters
    settings = {k: v for k, v in case["settings"].items() if k in known}
    return kind(**settings)


def run(case, golden_arrays, dtype):
    """Return {what: (ours, theirs)} for a layer's result and all gradients."""
    arrays = {
        key.partition("/")[2]: array
        for key, array in golden_arrays.items()
        if key.startswith(case["id"] + "/")
    }
    layer = make(case).to(dtype)
    layer.load_state_dict({k[2:]: a for k, a in arrays.items() if k.startswith("p.")})
    x = Tensor(arrays["x0"].astype(dtype), requires_grad=True)
    out = layer(x)
    assert out.dtype == dtype
    out.backward(arrays["up0"].astype(dtype))
    pairs = {"y0": (out.data, arrays["y0"]), "x0": (x.grad.data, arrays["grad_x0"])}
    for name, parameter in layer.named_parameters():
        assert parameter.grad.dtype == dtype
        pairs[name] = parameter.grad.data, arrays[f"grad_p.{name}"]
    assert len(pairs) == 2 + sum(key.startswith("p.") for key in arrays)
    return pairs


def test_a_layer_gives_torchs_numbers(layer_case, golden_arrays):
    for name, (ours, theirs) in run(layer_case, golden_arrays, "float64").items():
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-11, err_msg=name)


def test_a_layer_in_float32_stays_close(layer_case, golden_arrays):
    for name, (ours, theirs) in run(layer_case, golden_arrays, "float32").items():
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=name)


def test_an_activation_gives_torchs_numbers(activation_case):
    kind = {"relu": layers.ReLU, "sigmoid": layers.Sigmoid, "tanh": layers.Tanh}
    x = Tensor(np.array(activation_case["x"]), requires_grad=True)
    out = kind[activation_case["fn"]]()(x)
    out.backward(np.array(activation_case["upstream"]))
    np.testing.assert_allclose(out.data, activation_case["y"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(x.grad.data, activation_case["grad"], rtol=1e-9, atol=1e-12)


def run_image_layer(case, dtype):
    """Return {what: (ours, theirs)} for a layer of one or two inputs."""
    layer = make(case).to(dtype)
    layer.load_state_dict({name: np.array(p) for name, p in case["parameters"].items()})
    inputs = [Tensor(np.array(x, dtype), requires_grad=True) for x in case["inputs"]]
    out = layer(*inputs)
    out.backward(np.array(case["upstream"], dtype))
    pairs = {"output": (out.data, case["output"])}
    for i, (x, due) in enumerate(zip(inputs, case["grad_inputs"])):
        pairs[f"input {i}"] = x.grad.data, due
    for name, parameter in layer.named_parameters():
        pairs[name] = parameter.grad.data, case["grad_parameters"][name]
    assert len(pairs) == 1 + len(inputs) + len(case["grad_parameters"])
    assert all(ours.dtype == dtype for ours, _ in pairs.values())
    return pairs


def test_an_image_layer_gives_torchs_numbers(image_layer_case):
    for name, (ours, theirs) in run_image_layer(image_layer_case, "float64").items():
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-11, err_msg=name)


def test_an_image_layer_in_float32_stays_close(image_layer_case):
    for name, (ours, theirs) in run_image_layer(image_layer_case, "float32").items():
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=name)
