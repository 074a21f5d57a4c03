"""The first number that is not finite: the run stops, says where, and the weights are kept."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DivergenceError
from tinygrad_fa.layers import Dropout, Layer, MSELoss
from tinygrad_fa.solver import Solver


def part(error):
    """Return the key and the values of the part that tells where it began."""
    origin = error.values["origin"]
    return origin.key, origin.values


@pytest.mark.parametrize("kind", ["SGD", "Adam"])
def test_a_rate_that_is_too_high(kind, make_solver, chain):
    net = chain([3, 4, 2], function="relu")
    seen = []

    class Remember:
        def on_train_batch_begin(self, batch, logs):
            seen.append({name: p.numpy() for name, p in net.named_parameters()})

    rate = 1e40 if kind == "SGD" else 1e200
    solver = make_solver(net, type=kind, base_lr=rate, callbacks=[Remember()])
    with pytest.raises(DivergenceError) as caught:
        solver.step(100)
    error = caught.value
    assert error.values["iteration"] == solver.iteration == len(seen) - 1 > 0
    assert len(solver.history.loss) == solver.iteration  # no record of the update not made
    for name, parameter in net.named_parameters():
        assert np.array_equal(parameter.data, seen[-1][name])
        assert np.isfinite(parameter.data).all()
    message = str(error)
    assert f"iteration {solver.iteration}" in message
    assert f"base_lr={rate / 10:.6g}" in message
    assert part(error)[0] == "solver.diverged_op"
    set_language("fa")
    assert "واگرا" in str(error)


class Rooted(Layer):
    """√|w| · x: its gradient is infinite where w is 0."""

    def __init__(self, w):
        self.w = Tensor(np.array(w), requires_grad=True)
        self.b = Tensor(np.zeros(2), requires_grad=True)

    def forward(self, x):
        return (self.w * self.w).sqrt() * x + self.b


def test_a_gradient_that_is_not_finite_while_the_loss_is():
    net = Rooted([1.0, 0.0])
    data = np.ones((4, 2)), np.zeros((4, 2))
    solver = Solver(net, data, loss=lambda p, t: (p - t).sum(), progress=False, weight_decay=0.1)
    with pytest.raises(DivergenceError) as caught:
        solver.step()
    assert part(caught.value) == ("solver.diverged_gradient", {"op": "Sqrt", "shape": (2,)})
    largest = caught.value.values["largest"]
    assert largest.key == "solver.diverged_not_finite"
    assert (largest.values["name"], largest.values["count"]) == ("w", 1)
    assert net.w.tolist() == [1.0, 0.0]
    assert net.b.tolist() == [0.0, 0.0]


def test_the_op_that_overflows_is_named():
    net = Rooted([1000.0, 1.0])
    solver = Solver(
        net,
        (np.ones((4, 2)), np.zeros((4, 2))),
        loss=lambda p, t: (ops.exp(p) - t).mean(),
        progress=False,
    )
    with pytest.raises(DivergenceError) as caught:
        solver.step()
    assert part(caught.value) == ("solver.diverged_op", {"op": "Exp", "shape": (4, 2)})
    assert "inf" in str(caught.value)


def test_a_loss_that_is_not_finite_stops_even_if_the_gradients_are(make_solver):
    solver = make_solver(loss=lambda p, t: (p - t).mean() + np.full((), np.inf))
    with pytest.raises(DivergenceError) as caught:
        solver.step()
    assert caught.value.values["loss"] == "inf"
    assert caught.value.values["largest"].key == "solver.diverged_largest"


def test_data_with_nan_is_blamed(make_solver, rows, regression):
    inputs, targets = regression
    inputs[5, 1] = np.nan
    solver = make_solver(train=rows(inputs, targets, 4), iter_size=1)
    with pytest.raises(DivergenceError) as caught:
        solver.step(3)
    assert caught.value.values["iteration"] == 1
    assert part(caught.value) == ("solver.diverged_data", {"shape": (4, 3)})


def test_a_parameter_that_was_never_finite_is_blamed(make_solver, chain):
    net = chain([3, 4, 2])
    net.ip2.bias.data = [0.0, np.inf]
    with pytest.raises(DivergenceError) as caught:
        make_solver(net).step()
    assert part(caught.value) == ("solver.diverged_parameter", {"name": "ip2.bias"})


def test_with_iter_size_the_batch_to_blame_is_found():
    net = Rooted([1.0, 1.0])

    class SecondIsZero:
        """The second batch is all 0, where √ has no finite slope."""

        given = 0

        def __len__(self):
            return 3

        def __iter__(self):
            raise AssertionError

        def next(self):
            self.given += 1
            x = np.full((2, 2), 0.0 if self.given == 2 else 1.0)
            return x, x

    def distance(prediction, target):
        return (prediction * prediction).sum().sqrt()

    solver = Solver(net, SecondIsZero(), loss=distance, progress=False, iter_size=3)
    with pytest.raises(DivergenceError) as caught:
        solver.step()
    assert part(caught.value) == ("solver.diverged_gradient", {"op": "Sqrt", "shape": ()})
    assert net.w.tolist() == [1.0, 1.0]


class Squared(Layer):
    """A net with a loss of its own, on w·x."""

    def __init__(self, w):
        self.w = Tensor(np.array(w), requires_grad=True)
        self.loss_weights = {"loss": 2.0, "extra": 0.5}

    def forward(self, x, targets):
        scores = self.w * x
        return {"loss": ((scores - targets) ** 2).mean(), "extra": ops.exp(scores), "shown": scores}


@pytest.mark.parametrize("iter_size", [1, 2])
def test_in_a_net_with_losses_of_its_own(iter_size):
    net = Squared([1.0, 800.0])
    data = np.ones((4, 2)), np.zeros((4, 2))
    solver = Solver(net, data, progress=False, iter_size=iter_size)
    with pytest.raises(DivergenceError) as caught:
        solver.step()
    assert part(caught.value) == ("solver.diverged_op", {"op": "Exp", "shape": (4, 2)})
    assert net.w.tolist() == [1.0, 800.0]


@pytest.mark.parametrize(("size", "iter_size", "key"), [(1e200, 1, "norm"), (1.5e308, 2, "sum")])
def test_gradients_that_are_finite_one_by_one(size, iter_size, key):
    """The squares overflow, or the sum over the batches does."""

    class Steep(Layer):
        def __init__(self):
            self.w = Tensor(np.zeros(1), requires_grad=True)
            self.b = Tensor(np.zeros(1), requires_grad=True)

        def forward(self, x):
            return self.w * size + self.b

    solver = Solver(
        Steep(),
        (np.ones((1, 1)), np.zeros((1, 1))),
        loss=lambda p, t: p.sum(),
        progress=False,
        iter_size=iter_size,
    )
    with pytest.raises(DivergenceError) as caught:
        solver.step()
    assert part(caught.value)[0] == f"solver.diverged_{key}"


class RootOfWhatIsLeft(Layer):
    """√(dropout(w)²) · x: its gradient is NaN where w is dropped, while the loss is finite."""

    def __init__(self):
        self.w = Tensor(np.array(1.0), requires_grad=True)
        self.drop = Dropout(0.5)

    def forward(self, x):
        kept = self.drop(self.w)
        return (kept * kept).sqrt() * x


@pytest.mark.parametrize("seed", range(8))
def test_the_batch_is_tried_again_with_the_masks_of_the_first_time(seed):
    data = np.ones((1, 2)), np.zeros((1, 2))
    net = RootOfWhatIsLeft()
    solver = Solver(net, data, loss=MSELoss(), base_lr=1e-3, progress=False, random_seed=seed)
    with pytest.raises(DivergenceError) as caught:
        solver.step(50)
    assert part(caught.value)[0] == "solver.diverged_gradient"
    assert part(caught.value)[1]["op"] == "Sqrt"
