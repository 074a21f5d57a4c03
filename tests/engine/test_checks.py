"""`check_gradients`: what it prints, what it refuses, and that it sees every kind of slip."""

import math

import numpy as np
import pytest

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.checks import GradientReport, Row, check_gradients
from tinygrad_fa.engine.ops.arithmetic import Mul
from tinygrad_fa.engine.ops.functions import Erf, Tanh
from tinygrad_fa.engine.ops.reductions import Softmax
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, GraphError


def test_the_two_examples_of_the_course():
    report = check_gradients(lambda x, y, z: (x + y) * z, -2.0, 5.0, -4.0)
    assert report.ok and report and [row.reverse for row in report.rows] == [-4.0, -4.0, 3.0]
    assert [row.name for row in report.rows] == ["x0", "x1", "x2"]
    numbers = (2.0, -1.0, -3.0, -2.0, -3.0)
    report = check_gradients(lambda a, b, c, d, e: (a * b + c * d + e).sigmoid(), *numbers)
    slope = 1 / (1 + math.exp(-1)) / (1 + math.exp(1))
    for row, times in zip(report.rows, (-1, 2, -2, -3, 1)):
        for witness in (row.reverse, row.forward, row.complex_step):
            assert abs(witness - times * slope) < 1e-12
        assert abs(row.central - times * slope) < 1e-9


def test_the_printed_table():
    x, y = Value(2.0, name="speed"), Value(3.0)
    lines = str(check_gradients(lambda x, y: x * y, x, y)).splitlines()
    titles = ["input", "reverse", "forward", "central", "complex step", "difference"]
    assert [title for title in titles if title in lines[0]] == titles
    assert lines[1].split()[:3] == ["speed", "3", "3"]
    assert lines[2].split()[0] == "x1" and lines[3] == "The witnesses agree."
    assert len({len(line) for line in lines[:3]}) == 1  # columns stand under one another
    set_language("fa")
    said = str(check_gradients(lambda x: x, 1.0)).splitlines()
    assert "معکوس" in said[0]
    # A line that begins with a Persian letter would be laid out from right to left as a whole.
    assert [line[0] for line in said] == ["\u200e", "\u200e", "ش"]


def test_wrong_entries_stand_first_and_a_long_table_is_cut():
    rows = [Row(f"x[{i}]", 1.0, 1.0, 1.0, 1.0) for i in range(30)] + [
        Row("bad", 1.0, 2.0, 1.0, None)
    ]
    report = GradientReport(rows)
    lines = str(report).splitlines()
    assert not report.ok and report.worst == 0.5
    assert lines[1].split()[0] == "bad" and "–" in lines[1] and len(lines) == 26
    assert "`bad`" in lines[-1]


def test_nan_is_no_agreement():
    assert not Row("x", math.nan, math.nan, math.nan, None).ok
    assert not Row("x", 1.0, 1.0, 1.0, math.nan).ok
    assert not Row("x", 1.0, 1.0 + 1e-7, 1.0, 1.0).ok  # exact witnesses must agree closely
    assert Row("x", 1.0, 1.0, 1.0 + 1e-7, 1.0).ok  # central differences less so
    assert not Row("x", 1.0, 1.0, 1.0 + 1e-5, 1.0).ok


def test_a_function_with_a_non_analytic_op_has_three_witnesses():
    report = check_gradients(ops.gelu, 0.7, order=2)
    assert report.ok and all(row.complex_step is None for row in report.rows)


KINKED = [
    lambda x, y: (x * x).relu() * y,
    lambda x, y: (x - y).leaky_relu(0.2) * x,
    lambda x, y: abs(x * y * y),
    lambda x, y: (x * x).maximum(y) + (x * y).minimum(y),
    lambda x, y: (x * x).clip(y, 5.0) * (x * y).clip(-1.0, 1.0),
    lambda x, y: ops.where(x > y, x * x, -y) + ops.where(x <= y, x, y * y * x),
    lambda x, y: ops.where(x < y, x * x, -y) + ops.where(x >= y, x, y * y * x),
    lambda x, y: (x * x) ** y + 2**x,
]


@pytest.mark.parametrize("number", range(len(KINKED)))
@pytest.mark.parametrize("at", [(1.5, 0.4), (-0.7, 0.9)])
def test_a_complex_step_does_not_decide_a_choice(number, at):
    for inputs in (at, [np.array([x]) for x in at]):
        report = check_gradients(KINKED[number], *inputs, order=2)
        assert report.ok, report
        assert all(row.complex_step is not None for row in report.rows)


def test_a_kink_is_where_the_witnesses_part():
    assert not check_gradients(ops.relu, 0.0)
    assert not check_gradients(ops.max, np.array([1.0, 1.0]))


def test_every_kind_of_input():
    for x in (2, 2.0, Value(2.0), np.array(2.0), np.array([[2.0]]), Tensor(np.array([2.0])), [2.0]):
        report = check_gradients(lambda x: x * x * x, x, order=2)
        assert report.ok and len(report.rows) == 2, x
    mixed = check_gradients(lambda x, w: x * w, 2.0, np.array([1.0, 3.0]), order=2)
    assert mixed.ok and [row.name for row in mixed.rows[:3]] == ["x0", "x1[0]", "x1[1]"]
    assert check_gradients(lambda x: x * 2, np.ones((0, 3)), order=2).rows == []


def test_the_inputs_are_left_alone():
    array, x = np.array([1.0, 2.0]), Value(2.0)
    check_gradients(lambda a: a * a, array, order=2)
    check_gradients(lambda x: x * x, x)
    assert array.tolist() == [1.0, 2.0] and (x.data, x.grad) == (2.0, 0.0)


def test_entries_of_a_large_input_are_spread_over_every_axis():
    report = check_gradients(lambda x: x * x, np.ones((64, 64)))
    places = [row.name[3:-1].split(", ") for row in report.rows]
    assert len(places) == 64 and report.ok
    for axis in (0, 1):
        assert len({place[axis] for place in places}) > 30
    assert places[0] == ["0", "0"] and places[-1] == ["63", "63"]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_single_precision(language):
    set_language(language)
    x = np.array([1.5], "float32")
    with pytest.raises(DTypeError, match="`float32`") as caught:
        check_gradients(ops.exp, x)
    assert caught.value.key == "engine.check_float64"
    report = check_gradients(ops.exp, x, cast=True)
    assert report.ok and "`float32`" in str(report).splitlines()[0]
    with pytest.raises(DTypeError):
        check_gradients(ops.exp, np.array([1]))


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_function_that_returns_no_node(language):
    set_language(language)
    with pytest.raises(GraphError) as caught:
        check_gradients(lambda x: 3.0, 1.0)
    assert caught.value.key == "engine.check_scalar" and "float" in str(caught.value)


def test_a_function_that_does_not_depend_on_its_input():
    assert check_gradients(lambda x: Value(3.0), 1.0).rows[0].reverse == 0.0
    assert check_gradients(lambda x: Tensor([3.0, 1.0]), np.ones(1)).ok


SLIPS = [  # a row of the table, and a line of it gone wrong
    (Tanh, "grad_x", lambda g, out, x: g * (1 - out), ops.tanh, (0.5,)),
    (Tanh, "grad_x", lambda g, out, x: 1 - out * out, lambda x: (2 * x).tanh() * 3, (0.5,)),
    (Mul, "grad_y", lambda g, out, x, y: g * y, ops.mul, (2.0, 3.0)),
    (Mul, "grad_x", lambda g, out, x, y: g * y * (1 + 1e-7), ops.mul, (2.0, 3.0)),
    (Erf, "grad_x", lambda g, out, x: g * 1.128 * (1 - x * x), ops.gelu, (0.5,)),
    (Softmax, "grad_x", lambda g, out, x, axis: g * out, ops.softmax, (np.array([1.0, 2.0]),)),
]


@pytest.mark.parametrize("number", range(len(SLIPS)))
def test_a_slip_in_the_table_is_seen(number, monkeypatch):
    row, line, wrong, function, inputs = SLIPS[number]
    assert check_gradients(function, *inputs, order=2)
    rules = list(row.rules)
    rules[row.arguments.index(line.removeprefix("grad_"))] = wrong
    monkeypatch.setattr(row, "rules", tuple(rules))
    assert not check_gradients(function, *inputs)


def test_a_slip_in_the_forward_line_is_seen(monkeypatch):
    monkeypatch.setattr(Mul, "forward", staticmethod(lambda x, y: x * y + 0.001 * x))
    assert not check_gradients(ops.mul, 2.0, 3.0)


def test_the_slopes_of_one_number_are_shown_as_they_are():
    report = check_gradients(lambda x: (x * x).sum(), Tensor([1.5, -2.0], dtype="float64"))
    assert report.ok
    assert [row.reverse for row in report.rows] == [3.0, -4.0]
