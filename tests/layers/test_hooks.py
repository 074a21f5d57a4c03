"""Hooks before and after a layer, and on the gradient that comes back to it."""

import copy

import numpy as np
import pytest

from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers import LSTM, Dropout, Layer, Linear, ReLU
from tinygrad_fa.net import Net

X = np.ones((2, 3), "float32")


def test_a_forward_hook_sees_the_call_and_goes_away():
    layer, seen = Linear(3, 2), []
    handle = layer.register_forward_hook(lambda *told: seen.append(told))
    out = layer(X)
    ((who, inputs, result),) = seen
    assert who is layer and inputs == (X,) and result is out
    handle.remove()
    handle.remove()
    layer(X)
    assert len(seen) == 1
    with layer.register_forward_hook(lambda *told: seen.append(told)):
        layer(X)
    layer(X)
    assert len(seen) == 2


def test_hooks_run_in_order_and_may_change_what_passes():
    layer = ReLU()
    layer.register_forward_pre_hook(lambda layer, inputs: -inputs[0])
    layer.register_forward_pre_hook(lambda layer, inputs: (inputs[0] * 3,))
    layer.register_forward_hook(lambda layer, inputs, result: result + inputs[0])
    layer.register_forward_hook(lambda layer, inputs, result: None)
    assert layer(Tensor([-1.0, 1.0])).tolist() == [6.0, -3.0]


def test_a_backward_hook_sees_the_gradient_of_the_result():
    net = Net(fc1=Linear(3, 4), relu=ReLU(), fc2=Linear(4, 1))
    seen = {}
    for name, layer in net.children():
        layer.register_backward_hook(lambda who, g, name=name: seen.update({name: (who, g.data)}))
    net(X).sum().backward()
    assert list(seen) == ["fc2", "relu", "fc1"]
    assert all(seen[name][0] is net[name] for name in seen)
    np.testing.assert_array_equal(seen["fc2"][1], np.ones((2, 1)))
    np.testing.assert_allclose(seen["relu"][1], np.repeat(net.fc2.weight.data, 2, axis=0))
    np.testing.assert_allclose(net.fc1.bias.grad.data, seen["fc1"][1].sum(0), rtol=1e-5)


def test_a_backward_hook_may_change_the_gradient():
    plain, doubled = Linear(3, 2), Linear(3, 2)
    doubled.load_state_dict(plain.state_dict())
    handle = doubled.register_backward_hook(lambda layer, gradient: gradient * 2)
    for layer in (plain, doubled):
        layer(X).sum().backward()
    np.testing.assert_array_equal(doubled.weight.grad.data, 2 * plain.weight.grad.data)
    out = doubled(X).sum()
    handle.remove()  # before the backward pass: it is not called any more
    doubled.zero_grad()
    out.backward()
    np.testing.assert_array_equal(doubled.weight.grad.data, plain.weight.grad.data)


def test_backward_hooks_of_layers_that_return_their_input_or_several_results():
    calls = []
    x = Tensor(X, requires_grad=True)
    still = Dropout(0.5).eval()
    still.register_backward_hook(lambda layer, gradient: gradient * 3)
    (still(x) + x).sum().backward()
    np.testing.assert_array_equal(x.grad.data, 4 * X)  # only one of the two ways goes through it
    lstm = LSTM(3, 2)
    lstm.register_backward_hook(lambda layer, gradient: calls.append(gradient.shape))
    out, (_, c) = lstm(np.ones((4, 1, 3), "float32"))
    (out.sum() + c.sum()).backward()
    assert sorted(calls) == [(1, 1, 2), (4, 1, 2)]


def test_nothing_is_watched_without_gradients():
    layer = ReLU()
    layer.register_backward_hook(lambda layer, gradient: None)
    with no_grad():
        assert layer(Tensor(X, requires_grad=True)).op is None
    assert layer(X).op is None


def test_errors_of_hooked_layers_keep_their_path():
    net = Net(block=Net(fc=Linear(4, 2)))
    net.block.fc.register_forward_hook(lambda *told: None)
    with pytest.raises(ShapeError) as caught:
        net(X)
    assert caught.value.layer_path == ["block", "fc"]


def test_hooks_are_copied_with_the_layer():
    layer, seen = Linear(3, 2), []
    layer.register_forward_hook(lambda who, inputs, result: seen.append(who))
    other = copy.deepcopy(layer)
    other(X)
    assert seen == [other]


def test_a_note_of_a_hook_is_not_saved():
    layer = Linear(3, 2)

    def note(layer, inputs, result):
        layer.last_input, layer.last_result = inputs[0], result

    layer.register_forward_hook(note)
    with no_grad():
        layer(Tensor(X))
    layer(Tensor(X))
    assert list(layer.state_dict()) == ["weight", "bias"]
    assert layer.last_input.shape == (2, 3)


class Keeper(Layer):
    """A student's layer that keeps what it saw, and a running mean."""

    def __init__(self):
        self.mean = Tensor(np.zeros(3, "float32"))
        self.weight = Tensor(np.ones(3, "float32"), requires_grad=True)

    def forward(self, x):
        self.seen = x
        self.result = x * self.weight
        with no_grad():
            self.mean = 0.9 * self.mean + 0.1 * x.mean(axis=0)
        return self.result


@pytest.mark.parametrize("recorded", [True, False])
def test_buffers_are_made_in_init_and_notes_are_not_saved(recorded):
    layer = Keeper()
    for _ in range(2):
        if recorded:
            layer(Tensor(X))
        else:
            with no_grad():
                layer(Tensor(X))
        assert list(layer.state_dict()) == ["mean", "weight"]
    np.testing.assert_allclose(layer.mean.data, np.full(3, 0.19), rtol=1e-6)
    assert layer.to("float64").mean.dtype == np.float64
    layer.seen = Tensor([1.0])  # from outside: that is a wish
    assert list(layer.state_dict()) == ["mean", "weight", "seen"]


def test_eval_may_stay():
    net = Net(a=Dropout(0.5), b=Net(Dropout(0.5), ReLU()))
    net.b.eval(stay=True)
    net.train()
    assert net.training and net.a.training
    assert not net.b.training and not net.b[0].training
    net.eval()
    net.train()
    assert not net.b[0].training
    net.b.eval()
    net.train()
    assert not net.b[0].training
    net.b.train()
    assert net.b[0].training
    net.eval().train()
    assert net.b[0].training
