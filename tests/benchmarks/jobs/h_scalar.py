"""Job h, scalars: a chain of 1,000,000 adds, built and walked back."""

ENGINES = ["ours", "torch"]
LENGTH = 1_000_000


def _build(node):
    def step():
        x = node(1.0)
        total = node(0.0)
        for _ in range(LENGTH):
            total = total + x
        total.backward()
        return float(x.grad)

    return step


def ours():
    from tinygrad_fa import Value

    return _build(Value)


def torch():
    import torch

    torch.set_num_threads(1)
    return _build(lambda x: torch.tensor(x, requires_grad=True))
