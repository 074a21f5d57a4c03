"""What is asked of every layer, of each row of the table (`table.py`)."""

import numpy as np
import pytest

from tinygrad_fa import layers as nn
from tinygrad_fa import randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DTypeError, TinygradError


def inputs_of(row, table, dtype="float64", disguise=lambda x: x):
    """Return the inputs of a row: leaves that want gradients, and arrays as they are."""

    def make(array):
        return Tensor.wrap(disguise(array.astype(dtype))).requires_grad_()

    return [table.fill(given, make, seed=10 * i) for i, given in enumerate(row.inputs)]


def one_number(results):
    """Return a sum of the results that no symmetry cancels."""
    total = 0
    for out in results:
        weights = np.cos(1 + np.arange(out.size).reshape(out.shape))
        total = total + (out * weights.astype(out.dtype)).sum()
    return total


def run(layer, inputs, table):
    """Return the results, and the gradients of all inputs and parameters."""
    randomness.manual_seed(1)
    layer.zero_grad()
    results = table.flat(layer(*inputs))
    one_number(results).backward()
    leaves = [x for x in table.flat(inputs) if isinstance(x, Tensor)]
    return [out.data for out in results] + [
        leaf.grad.data for leaf in [*leaves, *layer.parameters()] if leaf.grad is not None
    ]


def test_no_layer_is_missing(table):
    kinds = {name for name in nn.__all__ if isinstance(getattr(nn, name), type)}
    layers = {name for name in kinds if issubclass(getattr(nn, name), nn.Layer)}
    losses = {name for name in kinds if issubclass(getattr(nn, name), nn.Loss)}
    assert {name.partition(" ")[0] for name in table.TABLE} == layers - losses - {"Layer"}
    for name, row in table.TABLE.items():
        assert type(row.make()).__name__ == name.partition(" ")[0]


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_gradients_by_four_witnesses(row, table, mode, gradients_agree):
    layer = row.make().train(mode == "train")
    if mode == "eval" and not (row.draws or row.remembers):
        return  # it does the same, as the test of the modes says
    places = [table.fill(given, lambda x: x, seed=10 * i) for i, given in enumerate(row.inputs)]
    points = [x for x in table.flat(places) if x.dtype == float]

    def call(layer, *nodes):
        randomness.manual_seed(1)  # the same numbers are drawn in each call
        left = iter(nodes)

        def put_in(given):
            return tuple(map(put_in, given)) if isinstance(given, tuple) else next(left)

        inputs = [put_in(x) if isinstance(x, tuple) or x.dtype == float else x for x in places]
        return one_number(table.flat(layer(*inputs)))

    gradients_agree(layer, *points, run=call, order=row.order, max_entries=row.entries)


def test_shape_and_dtype_of_the_result(row, table):
    for dtype in ("float32", "float64"):
        out = table.flat(row.make().to(dtype)(*inputs_of(row, table, dtype)))[0]
        assert out.shape == row.result and out.dtype == dtype


def test_float32_stays_close(row, table):
    layer, small = row.make().to("float64"), row.make()
    small.load_state_dict(layer.state_dict())
    exact = run(layer, inputs_of(row, table), table)
    close = run(small, inputs_of(row, table, "float32"), table)
    assert len(exact) == len(close) >= 1
    for due, found in zip(exact, close):
        assert found.dtype == "float32"
        np.testing.assert_allclose(found, due, rtol=1e-4, atol=1e-5)


def test_an_empty_batch(row, table):
    """No numbers come out, no gradient arises, and nothing is remembered."""

    def empty(x, axis):
        return np.take(x, range(0), axis=axis)

    def leaf(x):  # a state (layers, N, H) has its batch where a sequence (T, N, E) has it
        axis = 1 if state else row.batch
        return Tensor(empty(x, axis).astype("float32"), requires_grad=True)

    layer = row.make()
    before = layer.state_dict()
    inputs = []
    for i, given in enumerate(row.inputs):
        state = i > 0 and isinstance(layer, (nn.RNN, nn.LSTM, nn.GRU))
        is_array = isinstance(given, np.ndarray)
        inputs.append(empty(given, 0) if is_array else table.fill(given, leaf))
    results = table.flat(layer(*inputs))
    due = list(row.result)
    due[row.batch] = 0
    assert results[0].shape == tuple(due)
    sum(out.sum() for out in results).backward()
    for x in table.flat(inputs):
        assert not isinstance(x, Tensor) or x.grad.shape == x.shape
    assert all(p.grad is not None and not p.grad.data.any() for p in layer.parameters())
    for name, array in layer.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def with_length(inputs, given, axis, length):
    """Return the shapes of the inputs, with another length in those that are like `given`."""
    if isinstance(inputs, tuple) and inputs == given:
        return (*given[:axis], length, *given[axis + 1 :])
    if isinstance(inputs, tuple):
        return tuple(
            with_length(x, given, axis, length) if isinstance(x, tuple) else x for x in inputs
        )
    return inputs


@pytest.mark.parametrize("length", [0, 1])
def test_any_axis_may_be_empty_or_single(row, table, length):
    """There is a finite result with finite gradients, or an error that explains itself."""
    shapes = [x for x in row.inputs if table.is_shape(x)]
    for given, axis in [(shape, axis) for shape in shapes for axis in range(len(shape))]:
        layer = row.make()
        inputs = [
            table.fill(
                with_length(x, given, axis, length),
                lambda array: Tensor(array.astype("float32"), requires_grad=True),
                10 * i,
            )
            for i, x in enumerate(row.inputs)
        ]
        try:
            numbers = run(layer, inputs, table)
        except TinygradError:
            continue
        for array in [*numbers, *layer.state_dict().values()]:
            assert np.isfinite(array).all(), (given, axis)


def test_training_and_use(row, table):
    layer = row.make().to("float64")
    inputs = inputs_of(row, table)
    before = layer.state_dict()
    first, again = (table.flat(layer(*inputs))[0].data for _ in range(2))
    assert np.array_equal(first, again) != row.draws
    state = layer.state_dict()
    assert row.remembers == any(not np.array_equal(state[k], before[k]) for k in before)
    used, again = (table.flat(layer.eval()(*inputs))[0].data for _ in range(2))
    np.testing.assert_array_equal(used, again)
    assert np.array_equal(used, first) != (row.draws or row.remembers)
    for name, array in layer.state_dict().items():  # use leaves nothing behind
        np.testing.assert_array_equal(array, state[name])


def test_a_state_comes_back(row, table):
    layer, other = row.make().to("float64"), row.make().to("float64")
    inputs = inputs_of(row, table)
    layer(*inputs)  # what is remembered is part of the state
    for parameter in layer.parameters():
        parameter.data = parameter.data + 0.25
    state = layer.state_dict()
    other.load_state_dict(state)
    assert list(state) == list(other.state_dict())
    for name, array in other.state_dict().items():
        np.testing.assert_array_equal(array, state[name])
    found, due = (table.flat(one.eval()(*inputs))[0].data for one in (other, layer))
    np.testing.assert_array_equal(found, due)


def test_it_says_what_it_is(row):
    assert " ".join(repr(row.make()).split()) == row.says


def backwards(x):
    turned = np.flip(np.flip(x).copy())
    turned.setflags(write=False)
    return turned


def with_gaps(x):
    wide = np.full((*x.shape, 2), np.nan)
    wide[..., 0] = x
    return wide[..., 0]


@pytest.mark.parametrize("disguise", [backwards, with_gaps, np.asfortranarray])
def test_memory_of_any_kind(row, table, disguise):
    """Arrays that are turned, stretched out or read-only give the same, and stay as they are."""
    layer = row.make().to("float64")
    state = layer.state_dict()
    due = run(layer, inputs_of(row, table), table)
    layer.load_state_dict(state)
    inputs = inputs_of(row, table, disguise=disguise)
    before = [x.data.copy() for x in table.flat(inputs) if isinstance(x, Tensor)]
    for found, wanted in zip(run(layer, inputs, table), due, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-12)
    after = [x.data for x in table.flat(inputs) if isinstance(x, Tensor)]
    assert all(map(np.array_equal, before, after))


def test_double_precision_into_a_layer_of_single_precision(row, table):
    """Nothing is rounded on the way: the result is that of a layer in double precision."""
    layer = row.make()
    exact = row.make().to("float64")
    exact.load_state_dict(layer.state_dict())
    due = run(exact, inputs_of(row, table), table)
    found = run(layer, inputs_of(row, table), table)
    for mine, wanted in zip(found, due, strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=1e-5, atol=1e-6)


def test_whole_numbers_are_refused_or_counted_right(row, table):
    def whole(x):
        return np.rint(3 * x).astype("int64")

    layer = row.make().eval()
    given = [table.fill(x, whole, 10 * i) for i, x in enumerate(row.inputs)]
    same = [table.fill(x, lambda x: whole(x) * 1.0, 10 * i) for i, x in enumerate(row.inputs)]
    try:
        found, said = table.flat(layer(*given))[0].data, ""
    except DTypeError as error:
        found, said = None, error.key
    if found is None:
        assert said == "layers.whole_number_input"
    elif not isinstance(layer, nn.Embedding):
        np.testing.assert_allclose(found, table.flat(layer(*same))[0].data, rtol=1e-6, atol=1e-7)
