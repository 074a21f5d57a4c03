"""`Tensor`: dtypes, read-only data, operators from both sides, and what it looks like."""

import copy
import operator

import numpy as np
import pytest

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, GraphError, NumberError, ShapeError


@pytest.fixture
def float64_by_default():
    backend.set_default_dtype("float64")
    yield
    backend.set_default_dtype("float32")


def test_the_example_of_the_docstring():
    w = Tensor([[1.0, -2.0]], requires_grad=True)
    loss = (w * w).sum()
    loss.backward()
    assert w.grad.tolist() == [[2.0, -4.0]]
    assert repr(w.grad) == "Tensor([[ 2., -4.]])"
    assert repr(w) == "Tensor([[ 1., -2.]], requires_grad=True)"
    assert repr(loss) == "Tensor(5., op=Sum)"


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (1, "float32"),
        (1.5, "float32"),
        ([1, 2], "float32"),
        ([[True, False]], "bool"),
        (range(3), "float32"),
        (np.ones(2), "float64"),
        (np.float64(1), "float64"),
        (np.ones(2, "float16"), "float16"),
        (np.arange(2), "int64"),
        ([np.ones(2), np.ones(2)], "float64"),
    ],
)
def test_python_numbers_take_the_default_dtype_and_arrays_keep_theirs(data, dtype):
    assert Tensor(data).dtype == dtype
    assert Tensor(data, dtype="float64").dtype == "float64"


def test_the_default_dtype_can_be_set(float64_by_default):
    assert Tensor([1.0]).dtype == "float64"
    assert Tensor(np.ones(1, "float32")).dtype == "float32"


@pytest.mark.parametrize("number", [2, 2.0, True, np.float64(2), np.float32(2), np.int64(2)])
@pytest.mark.parametrize("compute", [operator.add, operator.mul, operator.pow, operator.truediv])
def test_a_number_does_not_widen_float32(number, compute):
    x = Tensor([1.0, 2.0], requires_grad=True)
    for out in (compute(x, number), compute(number, x)):
        assert out.dtype == "float32"
        out.sum().backward()
        assert x.grad.dtype == "float32"


def test_a_gradient_has_the_dtype_of_its_tensor():
    x, y = Tensor([1.0, 2.0], requires_grad=True), Tensor(np.ones(2), requires_grad=True)
    out = (x * y).sum()
    assert out.dtype == "float64"
    out.backward()
    assert (x.grad.dtype, y.grad.dtype) == ("float32", "float64")
    z = x.astype("float64")
    (z * z).sum().backward()
    assert x.grad.dtype == "float32"


def test_no_gradient_flows_through_a_cast_to_whole_numbers():
    x = Tensor([1.5, 2.5], requires_grad=True)
    for dtype in ("int64", bool):
        assert not x.astype(dtype).requires_grad
    (x * x.astype("int64")).sum().backward()
    assert x.grad.tolist() == [1.0, 2.0]


ARRAY = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "name", ["add", "sub", "mul", "truediv", "pow", "matmul", "lt", "le", "gt", "ge", "eq", "ne"]
)
def test_numpy_on_either_side_gives_a_tensor(name):
    compute = getattr(operator, name)
    x = Tensor(ARRAY.T + 0.5, requires_grad=True)
    for left, right in ((ARRAY, x), (x, ARRAY), (ARRAY.tolist(), x), (np.ones((), int), x)):
        if name == "matmul" and np.ndim(left) == 0:
            continue
        out = compute(left, right)
        assert type(out) is Tensor
        raw = [
            np.asarray(each.data if isinstance(each, Tensor) else each) for each in (left, right)
        ]
        assert (out.data == compute(*raw)).all()


def test_in_place_operators_make_new_tensors():
    x = Tensor([1.0, 2.0])
    same = x
    x += 1
    assert same.tolist() == [1.0, 2.0] and x.tolist() == [2.0, 3.0]
    array = np.ones(2)
    with pytest.raises(TypeError):
        array *= x  # an array cannot turn into a tensor in place


def test_data_cannot_be_written_to():
    x = Tensor([1.0, 2.0])
    y = x * 2
    for tensor in (x, y, x[:1], y.reshape(2, 1), x.T, x.detach()):
        with pytest.raises(ValueError, match="read-only"):
            tensor.data[0] = 5
    (x * x).requires_grad  # noqa: B018
    x.requires_grad_()
    (x * x).sum().backward()
    with pytest.raises(ValueError, match="read-only"):
        x.grad.data[0] = 5


@pytest.mark.parametrize("language", ["en", "fa"])
def test_assigning_to_an_entry_teaches(language):
    set_language(language)
    with pytest.raises(GraphError, match=r"`x\.data = array`") as caught:
        Tensor([1.0])[0] = 5
    assert caught.value.key == "engine.no_item_assignment"


def test_new_data_for_a_leaf():
    mine = np.array([3, 4])
    x = Tensor([1.0, 2.0])
    x.data = mine
    mine[0] = 99
    assert x.tolist() == [3.0, 4.0] and x.dtype == "float32"  # a copy, in its own dtype
    x.data = Tensor([5.0, 6.0])
    assert x.tolist() == [5.0, 6.0]
    with pytest.raises(ShapeError) as caught:
        x.data = [1.0, 2.0, 3.0]
    assert caught.value.key == "engine.new_data_shape"
    assert "(3,)" in str(caught.value) and "(2,)" in str(caught.value)
    y = Tensor([1.0], requires_grad=True) * 2
    with pytest.raises(GraphError) as caught:
        y.data = [1.0]
    assert caught.value.key == "engine.computed_tensor_set"


def test_only_leaves_are_told_to_want_gradients():
    x = Tensor([1.0]).requires_grad_()
    assert x.requires_grad
    with pytest.raises(GraphError) as caught:
        (x * 2).requires_grad_(False)
    assert caught.value.key == "engine.computed_requires_grad"
    for whole in (np.arange(3), np.array([True])):
        with pytest.raises(DTypeError) as caught:
            Tensor(whole, requires_grad=True)
        assert caught.value.key == "engine.whole_number_gradient"


@pytest.mark.parametrize(
    "thing", ["a", None, [None], ["a"], {}, np.array(["a"]), Value(1.0), 10**400]
)
def test_what_is_no_array_of_numbers_is_refused(thing):
    with pytest.raises(DTypeError) as caught:
        Tensor(thing)
    assert caught.value.key == "backend.not_numbers"


def test_rows_of_unequal_length_are_refused():
    with pytest.raises(ShapeError) as caught:
        Tensor([[1.0], [1.0, 2.0]])
    assert caught.value.key == "backend.ragged"


@pytest.mark.parametrize("thing", ["a", None, {}, Value(1.0), object()])
def test_what_is_no_operand_is_refused(thing):
    with pytest.raises(NumberError):
        Tensor([1.0]) + thing
    with pytest.raises(NumberError):
        thing - Tensor([1.0])


def test_complex_numbers_keep_both_parts():
    for number in (1j, np.complex128(1j)):
        assert (Tensor(np.ones(1)) * number).tolist() == [1j]


def test_one_number():
    for one in (Tensor(2.5), Tensor([2.5]), Tensor([[2.5]])):
        assert float(one) == one.item() == 2.5 and bool(one)
    assert not Tensor(0.0)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_many_numbers_are_neither_true_nor_one(language):
    set_language(language)
    many = Tensor([1.0, 2.0])
    with pytest.raises(GraphError, match=r"`?\(2,\)`?") as caught:
        bool(many)
    assert caught.value.key == "engine.truth_of_many"
    for attempt in (float, Tensor.item):
        with pytest.raises(GraphError, match=r"`\(2,\)`") as caught:
            attempt(many)
        assert caught.value.key == "engine.item_of_many"


def test_what_numpy_sees():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    mine = x.numpy()
    mine[0, 0] = 99.0
    np.asarray(x)[0, 0] = 99.0
    assert x.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert np.array(x, dtype="int64").dtype == "int64"
    assert (x.shape, x.ndim, x.size, len(x), x.T.shape) == ((2, 2), 2, 4, 2, (2, 2))
    assert [row.tolist() for row in x] == [[1.0, 2.0], [3.0, 4.0]]


def test_rows_of_a_tensor_have_gradients():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    first, second = x
    (first * second).sum().backward()
    assert x.grad.tolist() == [[3.0, 4.0], [1.0, 2.0]]


def test_tensors_are_themselves_in_dictionaries():
    x, y = Tensor([1.0, 1.0]), Tensor([1.0, 1.0])
    assert {x: "x", y: "y"}[x] == "x" and len({x, y}) == 2
    assert (x == y).tolist() == [True, True]


def test_a_copy_is_a_leaf_of_its_own():
    x = Tensor([1.0, 2.0], requires_grad=True, name="x")
    first, second, computed = copy.deepcopy([x, x, x * 3])
    assert first is second  # what was shared stays shared
    (first * 2).sum().backward()
    assert x.grad is None and first.grad.tolist() == [2.0, 2.0] and first.name == "x"
    assert computed.op is None and computed.requires_grad and computed.tolist() == [3.0, 6.0]
    with pytest.raises(ValueError, match="read-only"):
        first.data[0] = 5


def test_a_gradient_is_one_read_only_tensor_however_often_it_is_asked_for():
    x = Tensor([1.0, 2.0], requires_grad=True)
    assert x.raw_gradient() is None
    (x * x).sum().backward()
    assert x.raw_gradient().tolist() == [2.0, 4.0]
    gradient = x.grad
    assert x.grad is gradient and not gradient.data.flags.writeable
    (x * 3).sum().backward()
    assert x.grad.tolist() == [5.0, 7.0] and gradient.tolist() == [2.0, 4.0]
    assert x.raw_gradient() is x.grad.data
    x.grad = Tensor([1.0, 1.0])
    (x * 3).sum().backward()
    assert x.grad.tolist() == [4.0, 4.0]


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_leaf_keeps_its_order_in_memory(order):
    numbers = np.arange(6.0).reshape(2, 3)
    x = Tensor(np.array(numbers, order=order), requires_grad=True)
    x.data = numbers * 2
    assert x.data.flags[order] and x.tolist() == (numbers * 2).tolist()
    x.data = np.asfortranarray(numbers)
    assert x.data.flags[order] and x.tolist() == numbers.tolist()
    x.replace_data(numbers.T.copy().T)
    assert x.data.flags[order] and not x.data.flags.writeable
    assert copy.deepcopy(x).data.flags[order]


def test_methods_are_the_functions():
    x = Tensor(np.random.default_rng(0).normal(size=(2, 3)))
    for name in ops.__all__:
        method = getattr(Tensor, name, None)
        if method is not None:
            assert method is getattr(ops, name), name
    for name in ("exp", "sum", "softmax", "gelu", "var", "norm"):
        assert (getattr(x, name)().data == getattr(ops, name)(x).data).all()
    assert (x.transpose(0, 1).data == x.T.data).all() and (abs(x).data == ops.abs(x).data).all()


def test_a_list_of_tensors_would_lose_their_gradients():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(GraphError) as caught:
        Tensor([x, x])
    assert caught.value.key == "engine.list_of_tensors"


def test_a_bias_of_another_shape_is_refused_at_once():
    with pytest.raises(ShapeError) as caught:
        ops.linear(Tensor([[1.0, 2.0]]), Tensor([[1.0, 2.0]] * 3), Tensor([[1.0, 2.0, 3.0]]))
    assert caught.value.key == "engine.bias_shape"
    assert caught.value.values["bias"] == (1, 3)


def test_the_start_of_a_backward_pass_is_nobodys_to_change():
    """The 1 is shared between passes, so what is done to one gradient must not show in another."""
    x, y = (Tensor(3.0, requires_grad=True) for _ in range(2))
    x.backward()
    x.grad.data = 7.0
    y.backward()
    y.backward()
    assert x.grad.item() == 7.0 and y.grad.item() == 2.0
    (y * 5).backward()
    assert y.grad.item() == 7.0
