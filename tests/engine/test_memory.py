"""Memory of a graph: given back while backward runs, and never held by a cycle."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import CrossEntropyLoss
from tinygrad_fa.models import lenet

MEBIBYTE = 2**20


@pytest.fixture
def no_collector():
    """What is given back here is given back at once, not when Python looks for cycles."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def chain(x, length, refs):
    for _ in range(length):
        x = (x * 1.01).relu()
        refs.append(weakref.ref(x.data))
    return x


def test_intermediates_are_freed_during_backward(no_collector):
    """When the gradient reaches a node, the results behind it are gone already."""
    x, refs, alive = Tensor(np.ones(4), requires_grad=True), [], []
    near = chain(x, 1, refs)
    near.register_hook(lambda gradient: alive.append(sum(ref() is not None for ref in refs)))
    chain(near, 20, refs).sum().backward()
    assert len(refs) == 21 and alive[0] <= 2


def test_a_kept_graph_keeps_them(no_collector):
    x, refs = Tensor(np.ones(4), requires_grad=True), []
    loss = chain(x, 20, refs).sum()
    loss.backward(retain_graph=True)
    assert all(ref() is not None for ref in refs)
    loss.backward()
    assert not any(ref() is not None for ref in refs)


def test_a_graph_that_nobody_holds_is_gone_without_a_collector(no_collector):
    refs = []
    loss = chain(Tensor(np.ones(4), requires_grad=True), 20, refs).sum()
    del loss
    assert not any(ref() is not None for ref in refs)


def test_nothing_is_kept_without_a_graph(no_collector):
    refs = []
    with no_grad():
        out = chain(Tensor(np.ones(4), requires_grad=True), 20, refs)
    assert sum(ref() is not None for ref in refs) == 1 and out.op is None


def peak(step):
    """Return the bytes that a step needed above what was there before, and what it left behind."""
    tracemalloc.start()
    try:
        step()  # gradients and caches that stay are there from now on
        gc.collect()
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        step()
        after, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return highest - before, after - before


def test_the_memory_of_a_training_step():
    """A step of LeNet needs little more than the results of its layers, and leaves nothing."""
    net, loss = lenet(), CrossEntropyLoss()
    rng = np.random.default_rng(0)
    images, labels = rng.random((64, 1, 28, 28), dtype="float32"), np.arange(64) % 10

    def step():
        net.zero_grad()
        loss(net(images), labels).backward()

    def look():
        with no_grad():
            loss(net(images), labels)

    most, left = peak(step)
    results = 64 * net.summary((1, 28, 28)).outputs
    gradients = sum(parameter.data.nbytes for parameter in net.parameters())
    assert most < 1.4 * (results + gradients) and abs(left) < MEBIBYTE / 4
    assert peak(look)[0] < results


def test_backward_over_a_deep_chain_needs_no_more_than_the_forward_pass():
    x = Tensor(np.ones(50_000, "float32"), requires_grad=True)

    def forward():
        return chain(x, 40, []).sum()

    def both():
        x.zero_grad()
        forward().backward()

    assert peak(both)[0] < 1.1 * peak(forward)[0] + MEBIBYTE
