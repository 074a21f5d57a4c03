"""Job b, second expression: build the sigmoid neuron gate by gate and run backward."""

import math

ENGINES = ["ours", "micrograd", "torch"]


def _build(node, exp):
    def step():
        w0, x0, w1, x1, w2 = node(2.0), node(-1.0), node(-3.0), node(-2.0), node(-3.0)
        f = 1 / (1 + exp(-(w0 * x0 + w1 * x1 + w2)))
        f.backward()
        return float(w0.grad + w1.grad + w2.grad + x0.grad + x1.grad)

    return step


def ours():
    from tinygrad_fa import Value

    return _build(Value, Value.exp)


def micrograd():
    from micrograd.engine import Value

    def exp(x):  # the published engine has no exp; this one is written in its own manner
        out = Value(math.exp(x.data), (x,), "exp")

        def _backward():
            x.grad += out.data * out.grad

        out._backward = _backward
        return out

    return _build(Value, exp)


def torch():
    import torch

    torch.set_num_threads(1)
    return _build(lambda x: torch.tensor(x, requires_grad=True), torch.exp)
