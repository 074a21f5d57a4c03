"""Job b, first expression: build (x+y)·z and run backward."""

ENGINES = ["ours", "micrograd", "torch"]


def _build(node):
    def step():
        x, y, z = node(-2.0), node(5.0), node(-4.0)
        f = (x + y) * z
        f.backward()
        return float(x.grad + y.grad + z.grad)

    return step


def ours():
    from tinygrad_fa import Value

    return _build(Value)


def micrograd():
    from micrograd.engine import Value

    return _build(Value)


def torch():
    import torch

    torch.set_num_threads(1)
    return _build(lambda x: torch.tensor(x, requires_grad=True))
