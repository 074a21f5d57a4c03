"""`Value`: its surface, its gradients, and what it refuses."""

import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import tinygrad_fa
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DomainError, GraphError, NumberError


def test_the_first_example_of_the_course():
    x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    q = x + y
    f = q * z
    f.backward()
    assert f.data == -12.0
    assert (x.grad, y.grad, z.grad) == (-4.0, -4.0, 3.0)
    assert (q.grad, f.grad) == (-4.0, 1.0)  # every node keeps its gradient


def test_the_second_example_of_the_course():
    w0, x0, w1, x1, w2 = (Value(n) for n in (2.0, -1.0, -3.0, -2.0, -3.0))
    f = (w0 * x0 + w1 * x1 + w2).sigmoid()
    f.backward()
    s = 1 / (1 + math.exp(-1.0))
    slope = s * (1 - s)
    expected = [-slope, 2 * slope, -2 * slope, -3 * slope, slope]
    assert abs(f.data - s) < 1e-15
    for leaf, want in zip((w0, x0, w1, x1, w2), expected):
        assert abs(leaf.grad - want) < 1e-12


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


FUNCTIONS = {  # name: value and slope by closed formula
    "exp": (math.exp, math.exp),
    "log": (math.log, lambda x: 1 / x),
    "sqrt": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
    "sin": (math.sin, math.cos),
    "cos": (math.cos, lambda x: -math.sin(x)),
    "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
    "relu": (lambda x: x, lambda x: 1.0),
    "abs": (abs, lambda x: 1.0),
    "softplus": (lambda x: math.log(1 + math.exp(x)), sigmoid),
    "leaky_relu": (lambda x: x, lambda x: 1.0),
    "gelu": (
        lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
        lambda x: (
            (1 + math.erf(x / math.sqrt(2))) / 2 + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        ),
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("at", [0.3, 1.0, 2.7])
def test_a_function_and_its_slope(name, at):
    value, slope = FUNCTIONS[name]
    x = Value(at)
    y = getattr(x, name)()
    y.backward()
    assert y.data == pytest.approx(value(at), rel=1e-13)
    assert x.grad == pytest.approx(slope(at), rel=1e-12)
    assert getattr(ops, name)(x).data == y.data  # the method is the function
    assert getattr(ops, name)(at) == pytest.approx(y.data, rel=1e-15)  # also of a raw number


@pytest.mark.parametrize(
    ("compute", "value", "slopes"),
    [
        (lambda x, y: x**y, 2.0**3, (12.0, 8 * math.log(2))),
        (lambda x, y: x / y, 2 / 3, (1 / 3, -2 / 9)),
        (lambda x, y: x - y, -1.0, (1.0, -1.0)),
        (lambda x, y: x.maximum(y), 3.0, (0.0, 1.0)),
        (lambda x, y: x.minimum(y), 2.0, (1.0, 0.0)),
        (lambda x, y: x.max(y), 3.0, (0.0, 1.0)),
        (lambda x, y: x.min(y), 2.0, (1.0, 0.0)),
        (lambda x, y: 2**x + y**2, 13.0, (4 * math.log(2), 6.0)),
        (lambda x, y: 1 / x - 1 / y, 0.5 - 1 / 3, (-0.25, 1 / 9)),
        (lambda x, y: ops.where(x < y, x * x, y), 4.0, (4.0, 0.0)),
        (lambda x, y: ops.where(0.0, x * x, y), 3.0, (0.0, 1.0)),
        (lambda x, y: (x * y).clip(0, 5) + x.clip(1, 2.5), 7.0, (1.0, 0.0)),
        (lambda x, y: (x - y).leaky_relu(0.1), -0.1, (0.1, -0.1)),
        (lambda x, y: abs(x - y), 1.0, (-1.0, 1.0)),
    ],
)
def test_two_numbers(compute, value, slopes):
    x, y = Value(2.0), Value(3.0)
    out = compute(x, y)
    out.backward()
    assert out.data == pytest.approx(value, rel=1e-15)
    assert (x.grad, y.grad) == pytest.approx(slopes, rel=1e-14)


def test_kinks_are_where_the_docstrings_say():
    for name, slope in (("relu", 0.0), ("abs", 0.0), ("leaky_relu", 0.01)):
        x = Value(0.0)
        getattr(x, name)().backward()
        assert x.grad == slope, name
    x, y = Value(1.0), Value(1.0)
    (x.maximum(y) + 10 * x.minimum(y)).backward()
    assert (x.grad, y.grad) == (11.0, 0.0)  # of equals the first is taken
    x = Value(1.0)
    x.clip(0, 1).backward()
    assert x.grad == 1.0  # at a bound the gradient goes to x


def test_the_bounds_of_clip_and_the_slope_of_leaky_relu_take_gradients():
    x, low, high = Value(5.0), Value(0.0), Value(1.0)
    x.clip(low, high).backward()
    assert (x.grad, low.grad, high.grad) == (0.0, 0.0, 1.0)
    x, low = Value(-5.0), Value(-1.0)
    x.clip(low, 1).backward()
    assert (x.grad, low.grad) == (0.0, 1.0)
    x, low, high = Value(0.0), Value(2.0), Value(-2.0)  # turned round: high wins
    out = x.clip(low, high)
    out.backward()
    assert (out.data, x.grad, low.grad, high.grad) == (-2.0, 0.0, 0.0, 1.0)
    x, slope = Value(-3.0), Value(0.1)
    x.leaky_relu(slope).backward()
    assert (x.grad, slope.grad) == (0.1, -3.0)


def test_sum_of_pythons_own_and_sorting():
    values = [Value(3.0), Value(1.0), Value(2.0)]
    assert sum(values).data == 6.0
    assert [v.data for v in sorted(values)] == [1.0, 2.0, 3.0]
    assert max(values) is values[0]
    assert (values[0] > 2, values[0] <= 3, values[0] < Value(3), values[0] >= 4) == (
        True,
        True,
        False,
        False,
    )
    assert 2 < values[0] and float(values[0]) == 3.0  # noqa: SIM300


@pytest.mark.parametrize(
    "thing",
    [
        "1",
        None,
        1j,
        [1.0],
        (1.0,),
        {},
        np.ones(2),
        np.ones(1),
        np.array(1.0),
        object(),
        Tensor(1.0),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_is_not_a_number_is_refused(thing):
    x = Value(2.0)
    attempts = [lambda: Value(thing), lambda: x + thing, lambda: x**thing, lambda: x.maximum(thing)]
    attempts += [lambda: thing * x, lambda: x < thing, lambda: setattr(x, "data", thing)]
    attempts += [lambda: (x * x).backward(thing)]
    for attempt in attempts:
        with pytest.raises(NumberError):
            attempt()
    assert (x.data, x.grad) == (2.0, 0.0)


@pytest.mark.parametrize(
    "thing", [2, 2.0, True, Fraction(5, 2), np.float32(2), np.float64(2), np.int64(2)]
)
def test_every_real_number_becomes_a_float(thing):
    x = Value(thing)
    assert type(x.data) is float and x.data == float(thing)
    out = thing * Value(3.0) + thing
    assert type(out.data) is float and out.data == 4 * float(thing)
    out.backward(thing)
    assert type(out.grad) is float and out.grad == float(thing)


def test_a_whole_number_beyond_floats_is_refused():
    with pytest.raises(NumberError) as caught:
        Value(10**400)
    assert caught.value.key == "engine.number_too_large"


def test_nan_and_infinity_pass_through():
    x = Value(math.nan)
    for y in (x + 1, x * 2, x.relu(), x.abs(), x.maximum(1.0), Value(1.0).maximum(x), x.minimum(1)):
        assert math.isnan(y.data)
    assert (Value(math.inf) * 2).data == math.inf
    assert Value(-math.inf).sigmoid().data == 0.0


def test_only_a_leaf_can_be_set():
    x = Value(3.0, name="x")
    y = x * x
    with pytest.raises(GraphError, match="computed by `×`"):
        y.data = 1.0
    x.data = 5
    assert x.data == 5.0 and repr(x) == "Value(data=5.0, grad=0.0, name='x')"


def test_no_numpy_is_needed():
    script = (
        "import sys; from tinygrad_fa import Value; x = Value(2.0); y = (x**3).tanh().gelu();"
        "y.backward(create_graph=True); assert 'numpy' not in sys.modules, 'numpy is there'"
    )
    root = Path(tinygrad_fa.__file__).parent.parent
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)


DOMAINS = [  # what has no value
    (lambda: Value(-1).log(), "ln", "(-1)"),
    (lambda: Value(0).log(), "ln", "(0)"),
    (lambda: 1 / Value(0), "÷", "(1, 0)"),
    (lambda: Value(-1).sqrt(), "√", "(-1)"),
    (lambda: Value(-8) ** (1 / 3), "xʸ", "(-8, 0.333333)"),
    (lambda: Value(0) ** -1, "xʸ", "(0, -1)"),
    (lambda: Value(1000).exp(), "exp", "(1000)"),
    (lambda: Value(10) ** 400, "xʸ", "(10, 400)"),
    (lambda: Value(math.inf).sin(), "sin", "(inf)"),
]
SLOPES = [  # what has a value, but no slope there
    (lambda x: x.sqrt(), 0.0, "√"),
    (lambda x: x**0.5, 0.0, "xʸ"),
    (lambda x: (-2) ** x, 3.0, "xʸ"),
]


@pytest.mark.parametrize(("compute", "symbol", "at"), DOMAINS)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_outside_the_domain(compute, symbol, at, language):
    set_language(language)
    with pytest.raises(DomainError) as caught:
        compute()
    assert caught.value.key == "engine.no_value"
    assert f"`{symbol}`" in str(caught.value) and at in str(caught.value)


@pytest.mark.parametrize(("compute", "at", "symbol"), SLOPES)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_finite_slope(compute, at, symbol, language):
    set_language(language)
    x = Value(at)
    y = compute(x * 1.0) + x
    x.grad = 7.0
    with pytest.raises(DomainError) as caught:
        y.backward()
    assert caught.value.key == "engine.no_slope" and f"`{symbol}`" in str(caught.value)
    assert (x.grad, y.grad) == (7.0, 0.0)  # as if backward had not been called


def test_powers_at_zero_and_of_negative_numbers():
    for base, exponent, slopes in (
        (0.0, 0.0, (0.0, 0.0)),
        (0.0, 1.0, (1.0, 0.0)),
        (0.0, 2.0, (0.0, 0.0)),
        (-2.0, None, (12.0, None)),
    ):
        for create_graph in (False, True):
            x = Value(base)
            n = 3 if exponent is None else Value(exponent)
            (x**n).backward(create_graph=create_graph)
            assert float(x.grad) == slopes[0]
            assert exponent is None or float(n.grad) == slopes[1]
