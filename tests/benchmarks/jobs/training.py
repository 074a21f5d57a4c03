"""What jobs c, d and e share: nets with equal weights in both engines, and one training step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

UPDATES = 20  # per call when timed: a training loop runs for long, its start does not count
SHORT_UPDATES = 100  # the same for updates of a millisecond or less


def weights_like(shapes: Sequence[tuple[int, ...]], seed: int = 0) -> list[Any]:
    """Return float32 weights for parameters of these shapes: small, the same every time."""
    generator = numpy.random.default_rng(seed)
    arrays = []
    for shape in shapes:
        fan_in = int(numpy.prod(shape[1:])) or 1
        bound = fan_in**-0.5 if len(shape) > 1 else 0.01
        arrays.append(generator.uniform(-bound, bound, shape).astype("float32"))
    return arrays


def our_step(net: Any, loss: Any, batches: list[Any], **settings: Any) -> Callable[..., float]:
    """Return a step (of any number of updates) of our Solver over the batches in turn."""
    from tinygrad_fa import Solver
    from tinygrad_fa.data import Batches

    for parameter, array in zip(
        net.parameters(), weights_like([p.shape for p in net.parameters()]), strict=True
    ):
        parameter.data = array
    inputs, targets = (numpy.concatenate(arrays) for arrays in zip(*batches, strict=True))
    train = Batches((inputs, targets), len(batches[0][0]), shuffle=False)
    solver = Solver(net, train, loss=loss, progress=False, **settings)

    def step(updates: int = 1) -> float:
        solver.step(updates)
        return solver.history.loss[-1]

    return step


def torch_step(
    net: Any, loss: Any, batches: list[Any], make_optimizer: Any
) -> Callable[..., float]:
    """Return a step (of any number of updates) of the usual PyTorch loop over the batches."""
    import torch

    torch.set_num_threads(1)
    # Few batches, learnt by heart, leave numbers near 0 in Adam's averages, with which a processor
    # takes twice as long (our Solver sweeps them out, see `solver.update`); torch's own remedy:
    torch.set_flush_denormal(True)
    parameters = list(net.parameters())
    with torch.no_grad():
        for parameter, array in zip(
            parameters, weights_like([tuple(p.shape) for p in parameters]), strict=True
        ):
            parameter.copy_(torch.from_numpy(array))
    optimizer = make_optimizer(parameters)
    tensors = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in batches]
    position = 0

    def step(updates: int = 1) -> float:
        nonlocal position
        last = 0.0
        for _ in range(updates):
            inputs, targets = tensors[position % len(tensors)]
            position += 1
            optimizer.zero_grad()
            result = loss(net(inputs), targets)
            result.backward()
            optimizer.step()
            last = result.item()
        return last

    return step


def digits(count: int, batch: int, shape: tuple[int, ...]) -> list[Any]:
    """Return batches of made-up images with labels that can be learnt from them."""
    generator = numpy.random.default_rng(1)
    batches = []
    for _ in range(count):
        images = generator.random((batch, *shape), dtype="float32")
        labels = (images.reshape(batch, -1)[:, :10]).argmax(1).astype("int64")
        batches.append((images, labels))
    return batches
