"""Hooks on tensors."""

import numpy as np
import pytest

from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.transforms import jvp
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import GraphError, SettingError, ShapeError


def test_a_hook_sees_the_whole_gradient_once():
    x, seen = Tensor([1.0, 2.0], requires_grad=True), []
    y = x * 3
    y.register_hook(lambda gradient: seen.append(gradient.tolist()))
    (y * y + y).sum().backward()
    assert seen == [[7.0, 13.0]] and x.grad.tolist() == [21.0, 39.0]


def test_hooks_change_the_gradient_in_order_and_go_away():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    first = y.register_hook(lambda gradient: gradient + 1)
    y.register_hook(lambda gradient: gradient * 10)
    y.sum().backward(retain_graph=True)
    assert x.grad.tolist() == [60.0, 60.0]
    assert y.grad is None and y.inputs[0].grad is None
    first.remove()
    x.zero_grad()
    y.sum().backward()
    assert x.grad.tolist() == [30.0, 30.0]


def test_a_hook_that_comes_late_is_called_too():
    x = Tensor([1.0], requires_grad=True)
    y = x * 2
    z = (y * y).sum()
    y.register_hook(lambda gradient: gradient * 0)
    y.retain_grad()
    z.backward()
    assert x.grad.tolist() == [0.0] and y.grad.tolist() == [4.0]


def test_a_leafs_hook():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with x.register_hook(lambda gradient: gradient * np.array([0.0, 1.0])):
        (x * x).sum().backward()
    assert x.grad.tolist() == [0.0, 4.0]
    (x * x).sum().backward()
    assert x.grad.tolist() == [2.0, 8.0]


def test_second_order_goes_through_a_hook():
    x = Tensor([3.0], requires_grad=True)
    y = x * x
    y.register_hook(lambda gradient: gradient * gradient)
    y.sum().backward(create_graph=True)
    assert x.grad.tolist() == [6.0]
    g, x.grad = x.grad, None
    g.sum().backward()
    assert x.grad.tolist() == [2.0]


def test_forward_mode_passes_a_hook():
    def f(x):
        y = x * x
        y.register_hook(lambda gradient: None)
        return y.sum()

    point = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    _, change = jvp(f, (point,), (np.array([1.0, 0.0]),))
    assert float(change) == 2.0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_wrong_uses(language):
    set_language(language)
    x = Tensor([1.0, 2.0], requires_grad=True)
    with no_grad():
        y = x * 2
    for tensor in (Tensor([1.0]), y):
        with pytest.raises(GraphError) as caught:
            tensor.register_hook(print)
        assert caught.value.key == "engine.hook_without_gradient" and str(caught.value)
    for answer, named in ((3.0, "`float`"), (Tensor([1.0]), "`(1,)`")):
        y = x * 2
        y.register_hook(lambda gradient, answer=answer: answer)
        with pytest.raises(ShapeError) as caught:
            y.sum().backward()
        assert caught.value.key == "engine.hook_result" and named in str(caught.value)
    with pytest.raises(SettingError) as caught:
        x.to("int8")
    assert caught.value.key == "engine.unknown_target" and "`int8`" in str(caught.value)


def test_to_changes_the_dtype_and_gradients_come_back():
    x = Tensor([1.0], requires_grad=True)
    assert x.to("float32") is x and x.to("cpu") is x
    x.to("float64").sum().backward()
    assert x.grad.dtype == np.float32
