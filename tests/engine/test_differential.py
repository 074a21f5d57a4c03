"""Random expression graphs: `Tensor` against central differences, `Value` against `Tensor`.

The seeds are fixed: every run tries the same graphs.  Steps are chosen so that numbers stay within
reach of a finite difference; kinks are there, but a difference of 2·10⁻⁶ seldom straddles one.
"""

from random import Random

import numpy as np
import pytest

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value

SHAPES = [(2, 3), (2, 1), (1, 3), (3,), (1,), ()]
STEP = 1e-6
ONE = [  # of one node; every result broadcasts to (2, 3)
    lambda x: x.tanh(),
    lambda x: x.sigmoid() * 2,
    lambda x: x.sin() + 0.5 * x,
    lambda x: 1 - x.cos(),
    lambda x: x.relu(),
    lambda x: x.leaky_relu(0.3),
    lambda x: x.softplus(),
    lambda x: x.gelu(),
    lambda x: (x * 0.5).exp(),
    lambda x: (x * x + 0.5).log(),
    lambda x: (x * x + 0.5).sqrt(),
    lambda x: abs(x) - 1,
    lambda x: -x,
    lambda x: x.clip(-1.0, 1.5),
    lambda x: (x * x + 0.5) ** 1.5,
]
TWO = [  # of two nodes
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / (1 + y * y),
    lambda x, y: x.maximum(y),
    lambda x, y: x.minimum(y),
    lambda x, y: (x * x + 0.5) ** y.tanh(),
    lambda x, y: ops.where(x > y, x * y, x - y),
]
MANY = [  # of an array: reductions, rearrangements, products
    lambda x: x.sum(axis=-1, keepdims=True) if x.ndim else x,
    lambda x: x.mean(),
    lambda x: x.max(axis=0, keepdims=True) if x.ndim else x,
    lambda x: x.logsumexp(axis=-1, keepdims=True) if x.ndim else x,
    lambda x: x.softmax() if x.ndim else x,
    lambda x: x.flip() if x.ndim else x,
    lambda x: x.cumsum(axis=-1) if x.ndim else x,
    lambda x: x[..., ::-1] if x.ndim else x,
    lambda x: x.var(axis=-1, correction=0, keepdims=True) if x.ndim else x,
    lambda x: x.T @ x @ np.ones((3, 3)) * 0.1 if x.shape == (2, 3) else x,
    lambda x: x.T.reshape(2, 3) if x.shape == (2, 3) else x,
    lambda x: ops.concatenate([x, x * x], axis=0)[1:3] if x.shape == (2, 3) else x,
    lambda x: x.broadcast_to(2, 3),
]


def tame(x):
    """Keep numbers small, or the chain would soon overflow."""
    return x if np.abs(x.data).max() < 4 else x.tanh()


def build(seed, leaves, tensors=True):
    """Compute one and the same random expression of these leaves."""
    random = Random(seed)
    nodes = list(leaves)
    for _ in range(random.randint(10, 60)):
        kind = random.random()
        x, y = random.choice(nodes[-8:]), random.choice(nodes)
        one, two, many = random.choice(ONE), random.choice(TWO), random.choice(MANY)
        if kind < 0.35:
            node = one(x)
        elif kind < 0.7 or not tensors:
            node = two(x, y)
        else:
            node = many(x)
            if node.shape not in SHAPES:  # (3, 3) of the product
                node = node.mean(axis=0)
        nodes.append(tame(node))
    return nodes[-3:] + nodes[len(leaves) :: 7]


def loss_of(seed, arrays):
    leaves = [Tensor(x, requires_grad=True) for x in arrays]
    ends = build(seed, leaves)
    return leaves, sum((end * (0.3 + 0.1 * i)).sum() for i, end in enumerate(ends))


def check_graph(seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=SHAPES[i]) for i in rng.integers(0, len(SHAPES), size=3)]
    leaves, loss = loss_of(seed, arrays)
    loss.backward()
    for i, leaf in enumerate(leaves):
        direction = rng.normal(size=leaf.shape)
        ends = []
        for sign in (1, -1):
            moved = list(arrays)
            moved[i] = arrays[i] + sign * STEP * direction
            ends.append(loss_of(seed, moved)[1].item())
        central = (ends[0] - ends[1]) / (2 * STEP)
        reverse = 0.0 if leaf.grad is None else (leaf.grad.data * direction).sum()
        scale = 1 + abs(central) + abs(loss.item())
        assert abs(reverse - central) < 1e-6 * scale, f"seed {seed}, leaf {i}"


@pytest.mark.parametrize("ten", range(10))
def test_tensor_against_central_differences(ten):
    for seed in range(10 * ten, 10 * ten + 10):
        check_graph(seed)


@pytest.mark.slow
def test_a_thousand_graphs():
    for seed in range(1000, 2000):
        check_graph(seed)


@pytest.mark.parametrize("seed", range(100))
def test_value_against_tensor(seed):
    random = Random(seed)
    numbers = [random.uniform(-2, 2) for _ in range(3)]
    values = [Value(x) for x in numbers]
    tensors = [Tensor(np.array(x), requires_grad=True) for x in numbers]
    of_values, of_tensors = (sum(build(seed, leaves, False)) for leaves in (values, tensors))
    assert of_values.data == pytest.approx(of_tensors.item(), rel=1e-12, abs=1e-12)
    of_values.backward()
    of_tensors.backward()
    for value, tensor in zip(values, tensors):
        want = 0.0 if tensor.grad is None else tensor.grad.item()
        assert value.grad == pytest.approx(want, rel=1e-12, abs=1e-12)
