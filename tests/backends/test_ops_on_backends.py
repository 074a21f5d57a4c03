"""Every function of the op table on another array library: NumPy's numbers, to second order."""

import numpy as np
import pytest

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor

BROADCAST = [((2, 3), (3,), (2, 1)), ((1, 2), (2, 2), ()), ((0, 3), (1, 3), (3,))]


def run(function, leaves):
    """Return a result, its gradients, and the gradients of the size of these."""
    out = function(*leaves)
    out.sum().backward(create_graph=True)
    first = [leaf.grad for leaf in leaves]
    size = sum((slope * slope).sum() for slope in first if slope is not None)
    second = [None] * len(leaves)
    if getattr(size, "requires_grad", False):
        for leaf in leaves:
            leaf.zero_grad()
        size.backward()
        second = [leaf.grad for leaf in leaves]
    return [out, *first, *second]


@pytest.mark.parametrize("chosen", ["its own", "numpy"])
def test_an_op_computes_numpys_numbers(op_case, library, chosen):
    """Also where the tensors alone have moved and new arrays are still NumPy's (`Net.to`)."""
    case, name = op_case, backend.name_of(library) if chosen == "its own" else chosen
    all_shapes = case.shapes
    if isinstance(all_shapes, int):
        all_shapes = [shapes[:all_shapes] for shapes in BROADCAST]
    for shapes in all_shapes:
        arrays = case.domain(np.random.default_rng(0), shapes)
        want = run(case.function, [Tensor(x, requires_grad=True) for x in arrays])
        leaves = [Tensor(backend.move(x, library), requires_grad=True) for x in arrays]
        with backend.using_backend(name):
            got = run(case.function, leaves)
        for mine, theirs in zip(got, want):
            assert (mine is None) == (theirs is None)
            if mine is not None:
                assert backend.library(mine.data) is library and mine.dtype == theirs.dtype
                np.testing.assert_allclose(mine.numpy(), theirs.data, rtol=1e-11, atol=1e-13)
