"""Job h, tensors: a chain of 20,000 ops on 10×10 tensors, built and walked back."""

ENGINES = ["ours", "torch"]
LENGTH = 10_000


def _build(tensor, total):
    def step():
        x = tensor([[0.5] * 10] * 10)
        y = x
        for _ in range(LENGTH):
            y = (y * 0.999) + x
        loss = total(y)
        loss.backward()
        return float(loss)

    return step


def ours():
    from tinygrad_fa import Tensor

    return _build(lambda data: Tensor(data, requires_grad=True), Tensor.sum)


def torch():
    import torch

    torch.set_num_threads(1)
    return _build(lambda data: torch.tensor(data, requires_grad=True), torch.sum)
