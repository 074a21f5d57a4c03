# ruff: noqa: N805 (a row of the table takes x where methods take self)
"""The op table is well formed, no gradient is dropped, and a student can add a row of her own."""

import string

import numpy as np
import pytest

from tinygrad_fa.engine import ops
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.op import Elementwise, Multilinear, Op, call
from tinygrad_fa.engine.ops import comparisons
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.transforms import grad
from tinygrad_fa.engine.value import Value


def rows_below(family):
    for kind in family.__subclasses__():
        if "forward" in vars(kind):
            yield kind
        yield from rows_below(kind)


ROWS = sorted(
    {row for row in rows_below(Op) if row.__module__.startswith("tinygrad_fa.engine.ops.")},
    key=lambda row: row.__name__,
)
JUMPS = "a comparison or a place moves in jumps: its slope is 0 wherever it has one"
WITHOUT_GRADIENT = {  # every (op, argument) that takes none, and why
    ("Where", "condition"): "a condition holds or does not: nothing between has a slope",
    ("Less", "x"): JUMPS,
    ("Less", "y"): JUMPS,
    ("LessEqual", "x"): JUMPS,
    ("LessEqual", "y"): JUMPS,
    ("Equal", "x"): JUMPS,
    ("Equal", "y"): JUMPS,
    ("NotEqual", "x"): JUMPS,
    ("NotEqual", "y"): JUMPS,
    ("ArgMax", "x"): JUMPS,
    ("ArgMin", "x"): JUMPS,
    ("ArgSort", "x"): JUMPS,
}


def test_the_rows_were_found():
    assert len(ROWS) >= 50
    assert {"Add", "MatMul", "CrossEntropy", "Conv2d", "PutItem"} <= {row.__name__ for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_a_row_is_complete(row):
    assert row.symbol and row.tex and row.__doc__
    fields = {name: name.upper() for name in (*row.arguments, "out")}
    for template in (row.tex, *row.partials):
        used = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        assert used <= set(fields), f"{template!r} names {used - set(fields)}"
        assert template.format(**fields).count("{") == template.format(**fields).count("}")
    differentiable = any(rule is not None for rule in row.rules)
    assert len(row.partials) == (len(row.arguments) if differentiable else 0)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_the_formulas_for_arrays_are_complete(row):
    """That they are right is tested where derivations are read back."""
    assert len(row.array_rules) in (0, 1 if row.variadic else len(row.arguments))
    for template in row.array_rules:
        used = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        assert "g" in used or any("sum_of" in field for field in used), template
    for template in (row.array_tex, *row.array_rules):
        fields = {field for _, field, _, _ in string.Formatter().parse(template) if field}
        filled = template.format(**dict.fromkeys(fields, "X"))
        assert filled.count("{") == filled.count("}"), template


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_no_argument_is_forgotten(row):
    for argument, rule in zip(row.arguments, row.rules):
        assert (rule is None) == ((row.__name__, argument) in WITHOUT_GRADIENT), argument
    lines = {name for name in vars(row) if name.startswith("grad_")}
    assert lines <= {f"grad_{argument}" for argument in row.arguments}, "a misspelt gradient line"


def test_every_row_is_reached_by_a_function():
    """The rows that no function names are those that only gradients, or one layer, need."""
    reached = {"Erf", "SumToShape", "Less", "LessEqual", "Equal", "NotEqual"}
    inner = {"PutItem", "Conv2dInputGradient", "Conv2dWeightGradient", "SumOverPixels"}
    inner |= {"AddRows", "CappedCrossEntropy"}
    inner |= {"SendToMaxima", "PickMaxima", "AvgPool2dGradient", "Conv2dBias"}
    families = {"Transpose": "permute", "BroadcastTo": "broadcast_to", "Cast": "astype"}
    names = {name.replace("_", "") for name in ops.__all__}
    for row in ROWS:
        name = families.get(row.__name__, row.__name__).replace("_", "").lower()
        assert name in names or row.__name__ in reached | inner, row


@pytest.mark.parametrize("name", ops.__all__)
def test_every_function_is_documented(name):
    assert getattr(ops, name).__doc__


class Cube(Elementwise):
    """x³."""

    symbol, tex, partials = "x³", "{x}^3", ("3 {x}^2",)

    def forward(x):
        return x * x * x

    def grad_x(g, out, x):
        return 3 * g * x * x


class Scaled(Multilinear):
    """x times a factor that is a setting, not an input."""

    symbol, tex, partials = "k·", "k {x}", ("k",)

    def forward(x, *, factor=2):
        return x * factor

    def grad_x(g, out, x, *, factor=2):
        return g * factor


class Steps(Elementwise):
    """x·n with no gradient line for n."""

    symbol, tex, partials = "·n", "n {x}", ("{n}", "0")

    def forward(x, n):
        return x * n

    def grad_x(g, out, x, n):
        return g * n


class WrongCube(Cube):
    """x³ with a slip of the pen: 2x² where 3x² is due, for negative numbers only."""

    def forward(x):
        return x * x * x

    def grad_x(g, out, x):
        return g * x * x * (3.0 * (x > 0) + 2.0 * (x <= 0))


cube = Cube.function()


def test_a_students_own_op_on_values():
    x = Value(2.0)
    y = cube(x)
    y.backward()
    assert (y.data, x.grad, y.op, y.op.arguments) == (8.0, 12.0, Cube, ("x",))
    assert grad(grad(cube))(2.0) == 12.0
    assert check_gradients(cube, 1.5, order=2)
    assert cube(2.0) == 8.0  # and on a raw number


def test_a_students_own_op_on_tensors():
    x = Tensor([[1.0, 2.0]], requires_grad=True)
    cube(x).sum().backward()
    assert x.grad.tolist() == [[3.0, 12.0]]
    report = check_gradients(cube, np.array([[0.5, -1.0], [2.0, 0.1]]), order=2)
    assert report.ok and len(report.rows) == 8 and report.worst < 1e-6
    assert all(row.complex_step is not None for row in report.rows)


def test_a_students_op_with_a_setting():
    scaled = Scaled.function()
    x = Tensor([1.0, 2.0], requires_grad=True)
    scaled(x, factor=5).sum().backward()
    assert x.grad.tolist() == [5.0, 5.0]
    assert scaled(3.0) == 6.0
    assert check_gradients(lambda x: scaled(x, factor=-3), np.ones(2), order=2)


def test_an_argument_without_a_gradient_line_takes_no_gradient():
    steps = Steps.function()
    x, n = Value(2.0), Value(3.0)
    steps(x, n).backward()
    assert (x.grad, n.grad) == (3.0, 0.0)
    x, n = Tensor([2.0], requires_grad=True), Tensor([3.0], requires_grad=True)
    assert not steps(x.detach(), n).requires_grad
    steps(x, n).sum().backward()
    assert x.grad.tolist() == [3.0] and n.grad is None
    report = check_gradients(steps, 2.0, 3.0)  # that it was forgotten is seen by the check
    assert [row.ok for row in report.rows] == [True, False]


def test_a_wrong_rule_is_caught():
    x = np.array([1.0, -1.0, 2.0])
    report = check_gradients(WrongCube.function(), x)
    assert not report.ok and not report and report.worst > 0.01
    assert [row.name for row in report.rows if not row.ok] == ["x0[1]"]
    assert "x0[1]" in str(report).splitlines()[-1] and "DISAGREE" in str(report)
    assert not check_gradients(WrongCube.function(), -1.0)
    assert check_gradients(WrongCube.function(), 1.0)


def test_functions_show_their_arguments():
    import inspect

    assert str(inspect.signature(cube)) == "(x)"
    assert str(inspect.signature(ops.maximum)) == "(x, y)"
    assert ops.matmul.__doc__ == ops.products.MatMul.__doc__


def test_comparisons():
    x, y = Tensor([1.0, 2.0, 3.0]), Tensor([3.0, 2.0, 1.0])
    for row, want in (
        (comparisons.Less, [True, False, False]),
        (comparisons.LessEqual, [True, True, False]),
        (comparisons.Equal, [False, True, False]),
        (comparisons.NotEqual, [True, False, True]),
    ):
        out = call(row, x, y)
        assert out.tolist() == want and out.dtype == bool
