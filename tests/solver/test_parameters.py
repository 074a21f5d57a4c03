"""The flat arrays: what is adopted, what is cut, and that nothing stale is ever updated."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import GraphError, SettingError, StateError
from tinygrad_fa.layers import MSELoss
from tinygrad_fa.solver import SGD, Adam, Optimizer, Settings, Solver
from tinygrad_fa.solver import parameters as room
from tinygrad_fa.solver.optimizers import LAMB, Adafactor
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.update import apply_update


def named(*tensors):
    return [(f"p{number}", tensor) for number, tensor in enumerate(tensors)]


def weights(shape, dtype="float64", seed=0):
    """Return a leaf; every other one is column-major, as the weights of `Linear` are."""
    array = np.random.default_rng(seed).standard_normal(shape).astype(dtype)
    return Tensor(np.array(array, order="CF"[seed % 2]), requires_grad=True)


class Plain(Optimizer):
    """w ← w − rate · g, with nothing to remember."""

    type = "Plain"

    def update(self, weights, gradient, *, rate, iteration):
        weights -= rate * gradient


def update(flat, optimizer=None, rate=1.0, **settings):
    flat.gather()
    apply_update(flat, optimizer or Plain(), Settings(**settings), rate, 0, flat.squared_norm())


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=3).map(tuple), min_size=1, max_size=6),
    st.lists(st.sampled_from(["float32", "float64"]), min_size=6, max_size=6),
)
def test_parameters_become_views_with_the_same_numbers(shapes, dtypes):
    tensors = [weights(shape, dtype, i) for i, (shape, dtype) in enumerate(zip(shapes, dtypes))]
    before = [tensor.numpy() for tensor in tensors]
    flat = FlatParameters(named(*tensors))
    assert len(flat.arrays) == len({tensor.dtype for tensor in tensors})
    for tensor, numbers in zip(tensors, before):
        assert tensor.shape == numbers.shape
        assert tensor.dtype == numbers.dtype
        assert np.array_equal(tensor.data, numbers)
        assert not tensor.data.flags.writeable
        owner = next(a for a in flat.arrays if a.weights.dtype == tensor.dtype)
        assert not tensor.size or np.shares_memory(tensor.data, owner.weights)
    covered = sum(chunk.weights.size for chunk in flat.chunks)
    assert covered == sum(tensor.size for tensor in tensors)


def test_an_update_reaches_the_net_and_old_graphs_refuse_to_run():
    w = weights((2, 3))
    flat = FlatParameters([("w", w)])
    before = w.numpy()
    loss = (w * w).sum()
    w.grad = Tensor(np.ones((2, 3)))
    update(flat, rate=0.5)
    assert np.array_equal(w.numpy(), before - 0.5)
    with pytest.raises(GraphError) as caught:
        loss.backward()
    assert caught.value.key == "engine.changed_input"
    (w * w).sum().backward()


def test_strided_gradients_are_gathered_in_the_right_order():
    w = weights((2, 3))
    flat = FlatParameters([("w", w)])
    before, gradient = w.numpy(), np.arange(6.0).reshape(3, 2)
    w.grad = Tensor.wrap(gradient.T)
    update(flat)
    assert np.array_equal(w.numpy(), before - gradient.T)


@pytest.mark.parametrize("rule", [SGD(momentum=0.9), Adam(), LAMB(), Adafactor()], ids=repr)
def test_the_order_in_memory_makes_no_difference(rule):
    leaves = weights((3, 4), seed=0), Tensor(np.asfortranarray(weights((3, 4)).data), True)
    for w in leaves:
        flat = FlatParameters(named(weights(5), w, weights((2, 2), seed=1)), rule)
        w.grad = Tensor(np.arange(12.0).reshape(3, 4))
        update(flat, rule, weight_decay=0.1)
        assert all(
            np.array_equal(p.parameter.data, p.of(flat.arrays[0].weights)) for p in flat.pieces
        )
        w.grad = Tensor(np.arange(12.0).reshape(4, 3).T)
        update(flat, rule, weight_decay=0.1)
    row_major, column_major = leaves
    assert row_major.data.flags.c_contiguous and column_major.data.flags.f_contiguous
    assert np.allclose(row_major.data, column_major.data, rtol=1e-12, atol=0)


def test_the_gradient_of_the_user_is_left_as_it_was():
    w = weights(3)
    flat = FlatParameters([("w", w)], Adam())
    w.grad = Tensor([1.0, 2.0, 3.0], dtype="float64")
    update(flat, Adam(), weight_decay=0.1)
    assert w.grad.tolist() == [1.0, 2.0, 3.0]


# ------------------------------------------------- what is no longer our view is adopted again


def test_new_data_of_the_user_is_what_gets_updated():
    w, other = weights(3), weights(2, seed=1)
    flat = FlatParameters(named(w, other))
    w.data = [10.0, 20.0, 30.0]
    w.grad, other.grad = Tensor(np.ones(3)), Tensor(np.zeros(2))
    kept = other.numpy()
    update(flat)
    assert w.tolist() == [9.0, 19.0, 29.0]
    assert np.array_equal(other.numpy(), kept)
    w.grad = Tensor(np.ones(3))
    update(flat)
    assert w.tolist() == [8.0, 18.0, 28.0]


def test_two_solvers_take_turns_on_one_net(regression, rows, chain):
    """Each continues from where the other left the weights, as one plain SGD would."""
    settings = {"loss": MSELoss(), "base_lr": 0.1, "progress": False}
    net, reference = chain([3, 4, 2]), chain([3, 4, 2])
    data, one = rows(*regression, 4), rows(*regression, 4)
    first, second = (Solver(net, data, **settings) for _ in range(2))
    only = Solver(reference, one, **settings)
    for solver in (first, second, second, first, first, second):
        solver.step()
        only.step()
        for ours, wanted in zip(net.parameters(), reference.parameters()):
            assert np.array_equal(ours.data, wanted.data)


def test_loading_a_state_between_steps_is_seen(make_solver, chain):
    net = chain([3, 4, 2])
    solver = make_solver(net, momentum=0.9)
    saved = {name: array + 1 for name, array in net.state_dict().items()}
    solver.step(3)
    velocity = copy.deepcopy(solver.parameters.state_dict()["velocity"])
    net.load_state_dict(saved)
    gradients = {}

    class Peek:
        def on_train_batch_end(self, batch, logs):
            gradients.update({n: p.grad.numpy() for n, p in net.named_parameters()})

    solver.callbacks.callbacks.append(Peek())
    solver.step()
    for name, parameter in net.named_parameters():
        wanted = saved[name] - (0.9 * velocity[name] + 0.01 * gradients[name])
        assert np.allclose(parameter.data, wanted, rtol=1e-14)


def test_a_net_moved_to_another_dtype_takes_its_slots_along(make_solver, chain):
    net = chain([3, 4, 2])
    solver = make_solver(net, momentum=0.9)
    solver.step(3)
    before = solver.parameters.state_dict()["velocity"]
    net.to("float32")
    solver.step()
    assert {array.weights.dtype.name for array in solver.parameters.arrays} == {"float32"}
    solver.parameters.refresh()
    after = solver.parameters.state_dict()["velocity"]
    for name, parameter in net.named_parameters():
        assert parameter.dtype == "float32"
        expected = 0.9 * before[name] + 0.01 * parameter.grad.numpy()
        assert np.allclose(after[name], expected, rtol=1e-5, atol=1e-7)


def test_one_parameter_moved_alone_gets_arrays_of_its_own():
    w, other = weights(3), weights(2)
    flat = FlatParameters(named(w, other), SGD())
    w.grad, other.grad = Tensor(np.ones(3)), Tensor(np.ones(2))
    update(flat, SGD(0.5))
    w.replace_data(w.data.astype("float32"))
    w.grad, other.grad = Tensor(np.ones(3), dtype="float32"), Tensor(np.ones(2))
    update(flat, SGD(0.5))
    assert len(flat.arrays) == 2
    state = flat.state_dict()["velocity"]
    assert state["p0"].dtype == "float32"
    assert state["p0"].tolist() == [1.5, 1.5, 1.5]
    assert state["p1"].tolist() == [1.5, 1.5]


def test_parameters_that_the_net_gains_are_trained_and_old_slots_stay(make_solver, chain):
    net = chain([3, 4, 2])
    solver = make_solver(net, momentum=0.9)
    solver.step(2)
    velocity = solver.parameters.state_dict()["velocity"]
    net.scale = Tensor(np.array(1.0), requires_grad=True)
    plain = net.forward
    net.forward = lambda x: plain(x) * net.scale
    solver.step()
    assert net.scale.item() != 1.0
    for name, value in solver.parameters.state_dict()["velocity"].items():
        if name in velocity:
            parameter = dict(net.named_parameters())[name]
            assert np.allclose(value, 0.9 * velocity[name] + 0.01 * parameter.grad.data)


# ------------------------------------------------------------- frozen, shared, without gradient


def test_a_frozen_parameter_stays_and_can_be_released(make_solver, chain):
    net = chain([3, 4, 2])
    solver = make_solver(net, weight_decay=0.1, momentum=0.9)
    net.ip1.requires_grad_(False)
    before = net.state_dict()
    solver.step(3)
    assert np.array_equal(net.ip1.weight.data, before["ip1.weight"])  # no weight decay either
    assert not np.array_equal(net.ip2.weight.data, before["ip2.weight"])
    net.ip1.requires_grad_(True)
    solver.step()
    assert not np.array_equal(net.ip1.weight.data, before["ip1.weight"])


def test_a_parameter_without_gradient_counts_as_zero():
    w, unused = weights(3), weights(2, seed=1)
    flat = FlatParameters(named(w, unused))
    before = unused.numpy()
    flat.arrays[0].gradient[...] = 7.0  # what an earlier update may have left there
    w.grad = Tensor(np.ones(3))
    flat.gather()
    assert flat.squared_norm() == 3.0
    update(flat, weight_decay=0.1)
    assert np.allclose(unused.data, before * 0.9)  # the weight decay still acts


def test_a_shared_parameter_is_laid_down_once():
    w = weights(3)
    flat = FlatParameters([("a.weight", w), ("b.weight", w)])
    assert [piece.name for piece in flat.pieces] == ["a.weight"]


# ----------------------------------------------------------------------- multipliers and chunks


def test_multipliers_by_pattern_last_one_counts():
    names = ["ip1.weight", "ip1.bias", "ip2.weight", "ip2.bias"]
    tensors = [weights(2, seed=i) for i in range(4)]
    before = [tensor.numpy() for tensor in tensors]
    flat = FlatParameters(zip(names, tensors), lr_mult={"*.bias": 2, "ip2.*": 3.0, "ip2.bias": 0})
    for tensor in tensors:
        tensor.grad = Tensor(np.ones(2))
    update(flat)
    moved = [(old - new.numpy()).round(12).tolist() for old, new in zip(before, tensors)]
    assert moved == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [0.0, 0.0]]


def test_a_parameter_with_multiplier_zero_does_not_count_in_the_norm():
    w, fixed = weights(2), weights(2, seed=1)
    flat = FlatParameters([("w", w), ("fixed", fixed)], lr_mult={"fixed": 0})
    w.grad = fixed.grad = Tensor(np.full(2, 3.0))
    flat.gather()
    assert flat.squared_norm() == 18.0


def test_a_pattern_that_fits_nothing_is_refused():
    with pytest.raises(SettingError) as caught:
        FlatParameters([("ip1.weight", weights(2))], lr_mult={"ip1.wieght": 2})
    assert "Did you mean `ip1.weight`?" in str(caught.value)


def test_no_parameters_is_refused():
    with pytest.raises(SettingError) as caught:
        FlatParameters([])
    assert caught.value.key == "solver.no_parameters"


@pytest.mark.parametrize("optimizer", [SGD(0.9), Adam()])
def test_the_size_of_the_chunks_does_not_change_a_bit(optimizer, monkeypatch):
    results = []
    for size in (16, 40, 10**6):
        monkeypatch.setattr(room, "CHUNK", size)
        tensors = [weights((5, 30)), weights(111, seed=1)]
        flat = FlatParameters(named(*tensors), optimizer, decay_mult={"p1": 0.5})
        for _ in range(3):
            for number, tensor in enumerate(tensors):
                tensor.grad = weights(tensor.shape, seed=number + 5)
            assert size > 100 or len(flat.chunks) > 5
            update(flat, optimizer, rate=0.1, weight_decay=0.1, clip_gradients=1.0)
        results.append(np.concatenate([tensor.numpy().ravel() for tensor in tensors]))
    assert np.array_equal(results[0], results[2])
    assert np.array_equal(results[1], results[2])


class UnitNorm(Optimizer):
    """Moves each parameter by a gradient that is brought to the length 1: it needs it whole."""

    type, whole_parameters = "UnitNorm", True

    def update(self, weights, gradient, *, rate, iteration):
        weights -= rate * gradient / np.linalg.norm(gradient)


def test_chunks_begin_where_cache_lines_do_and_leave_nothing_out(monkeypatch):
    monkeypatch.setattr(room, "CHUNK", 100)
    for size in (1, 15, 99, 151, 1000, 1234):
        flat = FlatParameters([("w", weights(size, "float32"))], Adam())
        for chunk in flat.chunks:
            for array in (chunk.weights, chunk.gradient, *chunk.slots):
                assert array.ctypes.data % 64 == 0
        assert sum(chunk.weights.size for chunk in flat.chunks) == size
        assert not size // 200 or len(flat.chunks) == round(size / 100)


def test_a_rule_with_norms_gets_whole_parameters(monkeypatch):
    monkeypatch.setattr(room, "CHUNK", 2)
    tensors = [weights((5, 3)), weights(11, seed=1)]
    before = [tensor.numpy() for tensor in tensors]
    flat = FlatParameters(named(*tensors), UnitNorm())
    for tensor in tensors:
        tensor.grad = weights(tensor.shape, seed=9)
    update(flat, UnitNorm())
    for old, tensor in zip(before, tensors):
        assert np.linalg.norm(old - tensor.numpy()) == pytest.approx(1.0)


def test_the_norm_of_large_float32_gradients_is_right():
    w = weights(4, "float32")
    flat = FlatParameters([("w", w)])
    w.grad = Tensor(np.full(4, 1e30, "float32"))
    flat.gather()
    with np.errstate(over="ignore"):  # as in the loop
        assert flat.squared_norm() == pytest.approx(4e60)
    w.grad = Tensor(np.array([1, np.nan, 1, 1], "float32"))
    flat.gather()
    assert np.isnan(flat.squared_norm())


# --------------------------------------------------------------------------------- saved slots


def test_slots_are_saved_and_restored(make_solver, chain):
    straight = make_solver(net_a := chain([3, 4, 2]), type="Adam")
    straight.step(7)
    broken = make_solver(net_b := chain([3, 4, 2]), type="Adam")
    broken.step(4)
    state = copy.deepcopy(broken.parameters.state_dict())
    again = make_solver(net_b, broken.train_data, type="Adam")
    again.parameters.load_state_dict(state)
    again.iteration = broken.iteration
    again.step(3)
    for ours, wanted in zip(net_b.parameters(), net_a.parameters()):
        assert np.array_equal(ours.data, wanted.data)


def test_slots_that_do_not_fit_are_refused(vector):
    flat = FlatParameters([("w", vector([1.0, 2.0]))], SGD())
    for state, key in [
        ({"mean": {"w": np.zeros(2)}}, "solver.slot_names"),
        ({"velocity": {"v": np.zeros(2)}}, "solver.slot_names"),
        ({"velocity": {"w": np.zeros(3)}}, "solver.slot_shape"),
    ]:
        with pytest.raises(StateError) as caught:
            flat.load_state_dict(state)
        assert caught.value.key == key
