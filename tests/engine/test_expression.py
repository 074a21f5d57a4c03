"""Typed formulas: what they compute, what they refuse, and that nothing else gets through."""

from __future__ import annotations

import math
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tinygrad_fa import language
from tinygrad_fa.engine import expression
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.expression import FUNCTIONS_OF_ONE, Expression, function_of, parse
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import DomainError, ExpressionError, NumberError


def test_the_example_of_the_course():
    f, leaves = parse("(x+y)*z", x=-2, y=5, z=-4)
    f.backward()
    assert f.data == -12.0
    assert {name: leaf.grad for name, leaf in leaves.items()} == {"x": -4.0, "y": -4.0, "z": 3.0}
    assert [leaf.name for leaf in leaves.values()] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1+2*3", 7.0),
        ("-2^2", -4.0),  # a power binds more tightly than a sign
        ("2^3^2", 512.0),  # and is read from the right
        ("2*3^2", 18.0),
        ("2**-1", 0.5),
        ("۲×۳÷۴−۱٫۵·٢", -1.5),
        ("12٬000/2", 6000.0),
        ("3²+2¹⁰", 1033.0),
        ("max(1، 5, 2) + min(4, 3)", 8.0),
        ("2*π - 2*pi + ln(e)", 1.0),
        ("+-+-7", 7.0),
        (" 1 \n + \t 1 ", 2.0),
        ("abs(-3)+sqrt(16)+relu(-1)", 7.0),
        ("1_000 + 0x10 + 1e2", 1116.0),
        ("5", 5.0),
    ],
)
def test_the_value_is_that_of_the_board(text, wanted):
    assert parse(text)[0].data == pytest.approx(wanted, rel=1e-15, abs=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS_OF_ONE)
def test_every_function_has_its_textbook_value_and_a_right_gradient(name):
    textbook = {
        "ln": math.log,
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "relu": lambda x: max(x, 0.0),
        "softplus": lambda x: math.log1p(math.exp(x)),
        "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
        "abs": abs,
    }
    function = textbook.get(name) or getattr(math, name)
    assert parse(f"{name}(x)", x=0.7)[0].data == pytest.approx(function(0.7), rel=1e-14)
    assert parse(f"{name}(0.7)")[0].data == pytest.approx(function(0.7), rel=1e-14)
    assert check_gradients(function_of(f"{name}(x)"), 0.7)


def test_names_stand_in_the_order_of_appearance():
    assert Expression("b*a + exp(c) - a*π").names == ("b", "a", "c")


def test_a_name_used_twice_is_one_leaf():
    f, leaves = parse("x*x + x", x=3)
    f.backward()
    assert len(leaves) == 1
    assert leaves["x"].grad == 7.0


def test_a_constant_with_a_number_of_its_own_is_a_variable():
    f, leaves = parse("e*x", x=2, e=5)
    assert (f.data, list(leaves)) == (10.0, ["e", "x"])


def test_a_given_value_is_used_itself():
    x = Value(2.0, "mine")
    _, leaves = parse("x*3", x=x)
    assert leaves["x"] is x


def test_a_name_may_be_persian_or_written_with_other_forms_of_the_same_letters():
    persian, ligature = {"وزن": 2, "ورودی": 3}, {"ﬁ": 2}
    assert parse("وزن * ورودی", **persian)[0].data == 6.0
    assert parse("ﬁ+1", **ligature)[0].data == 3.0  # it is read as f and i


def test_a_formula_is_a_function_of_its_names_in_order_or_by_name():
    f = function_of("x - 2*y")
    assert f(5.0, 1.0).data == f(5.0, y=1.0).data == f(y=1.0, x=5.0).data == 3.0
    assert check_gradients(f, 5.0, 1.0)
    with pytest.raises(ExpressionError) as error:
        f(1.0, 2.0, 3.0)
    assert error.value.key == "expression.too_many_values"


def test_a_long_sum_needs_no_recursion():
    f, leaves = parse("+".join(["x"] * 500), x=1)
    f.backward()
    assert f.data == leaves["x"].grad == 500.0


REFUSED = [
    # text, key, the place of the mark
    ("(x+y*z", "unreadable", 0),
    ("x+", "unreadable", 2),
    ("2x", "unreadable", 0),
    ("x # y", "unreadable", 2),
    ("x = 3", "unreadable", 2),
    ("۲×²", "unreadable", 2),
    ("x²3", "unreadable", 2),
    ("x\0y", "unreadable", None),
    ("\ud800", "unreadable", None),
    ("(" * 400 + "x" + ")" * 400, "unreadable", None),
    ("1+open('f')", "unknown_function", 2),
    ("__import__('os')", "unknown_function", 0),
    ("x(y+1)", "unknown_function", 0),
    ("ضریب × eval(x)", "unknown_function", 7),
    ("x.real", "attribute", 0),
    ("().__class__", "attribute", 0),
    ("x.exp()", "attribute", 0),
    ("2(x+1)", "product_sign", 0),
    ("(x+1)(y)", "product_sign", None),
    ("1 + 'text'", "not_allowed", 4),
    ("f'{x}'", "not_allowed", 0),
    ("[x for x in y]", "not_allowed", 0),
    ("lambda: 0", "not_allowed", 0),
    ("x if y else z", "not_allowed", 0),
    ("x < y", "not_allowed", 0),
    ("x // y", "not_allowed", 0),
    ("x % y", "not_allowed", 0),
    ("~x", "not_allowed", 0),
    ("x[0]", "not_allowed", 0),
    ("(x := 1)", "not_allowed", 1),
    ("sin(*x)", "not_allowed", 4),
    ("sin(x=1)", "not_allowed", 0),
    ("True", "not_allowed", 0),
    ("3j", "not_allowed", 0),
    ("0,5 + x", "comma", 0),
    ("exp", "function_alone", 0),
    ("x + max", "function_alone", 4),
    ("exp(x, y)", "one_argument", 0),
    ("exp()", "one_argument", 0),
    ("max(x)", "two_arguments", 0),
    ("1e999", "number_too_large", 0),
    ("x*" + "9" * 400, "number_too_large", 2),
    ("", "empty", None),
    ("   ", "empty", None),
    ("x+" * 500 + "x", "too_long", None),
]


@pytest.mark.parametrize("chosen", ["en", "fa"])
@pytest.mark.parametrize(("text", "key", "place"), REFUSED)
def test_what_is_refused_and_where_the_mark_stands(text, key, place, chosen):
    with pytest.raises(ExpressionError) as error:
        Expression(text)
    assert error.value.key == f"expression.{key}"
    language.set_language(chosen)
    message = str(error.value)
    assert "{" not in message.replace(text, "")
    if place is not None:
        marked, mark = message.splitlines()[-2:]
        assert marked == f"  `{text}`"
        assert mark.index("^") - len("  `") == place


def test_the_message_lists_what_may_be_called():
    with pytest.raises(ExpressionError) as error:
        Expression("eval(x)")
    assert "exp, log, ln, sqrt" in str(error.value)
    assert "eval" in str(error.value)


def test_missing_and_unused_numbers_are_named():
    with pytest.raises(ExpressionError) as error:
        parse("x*y*z", y=1)
    assert error.value.key == "expression.missing"
    assert "`x, z`" in str(error.value)
    with pytest.raises(ExpressionError) as error:
        parse("x*2", x=1, z=3)
    assert error.value.key == "expression.unused"
    assert "`z`" in str(error.value)


@pytest.mark.parametrize("text", ["1/0", "ln(0)*x", "ln(x-1)", "0^-1", "(-8)^(1/3)", "sqrt(-x)"])
def test_outside_the_domain(text):
    values = {"x": 1.0} if "x" in text else {}
    with pytest.raises(DomainError):
        parse(text, **values)


@pytest.mark.parametrize("text", ["9^9^9^9^9", "exp(exp(exp(9)))", "1e308*10", "2^(2^(2^20))"])
def test_huge_results_are_refused_at_once(text):
    with pytest.raises(DomainError):
        parse(text)


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(NumberError):
        parse("x+1", x="3")


# Letters of formulas, and of what one would try in order to break out.
_WORDS = [
    *FUNCTIONS_OF_ONE, "max", "min", "x", "y", "e", "pi", "(", ")", "+", "-", "*", "/", "**", "^",
    ",", ".", "1", "2.5", "1e9", "۳", "²", "×", " ", "__class__", "eval", "import", "lambda", ":",
    "'", '"', "[", "]", "{", "}", "for", "in", "if", "else", "=", "<", "%", "@", "~", "\\", "#",
    "\n", "await", "yield", "...", "j", "0x", "_", ";", "not", "f'",
]  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_WORDS), max_size=14).map("".join)))
@example("1if x else y")
@example("0777")
@example("\u200c\u200f")
def test_any_text_is_a_number_or_one_of_two_errors(text):
    try:
        names = Expression(text).names
        result, leaves = parse(text, **dict.fromkeys(names, 0.7))
    except (ExpressionError, DomainError) as error:
        str(error)  # the text of the error can be written, too
        return
    assert math.isfinite(result.data)
    assert set(leaves) == set(names)


# Formulas of our own making, computed once by the engine and once by Python itself.
_numbers = st.integers(-9, 9).map(lambda n: f"({n})")
_formulas = st.recursive(
    st.one_of(_numbers, st.sampled_from("xy")),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from(["+", "-", "*"]), parts).map("".join),
        parts.map(lambda part: f"-({part})"),
        parts.map(lambda part: f"sin({part})"),
        st.tuples(parts, parts).map(lambda pair: f"max({pair[0]}, {pair[1]})"),
        parts.map(lambda part: f"({part})**2"),
    ),
    max_leaves=12,
)


@given(_formulas)
def test_a_formula_means_what_it_means_in_python(text):
    names = {
        name: number
        for name, number in (("x", 1.25), ("y", -0.5))
        if name in Expression(text).names
    }
    known = {"sin": math.sin, "max": max, **names}
    wanted = eval(text, known)  # noqa: S307  # the text was made above
    assert parse(text, **names)[0].data == pytest.approx(wanted, rel=1e-12)


def test_the_list_of_allowed_calls_is_the_documented_one():
    allowed = {*FUNCTIONS_OF_ONE, *expression.FUNCTIONS_OF_MANY}
    wanted = "exp log ln sqrt sin cos tanh sigmoid relu abs softplus gelu max min"
    assert sorted(allowed) == sorted(wanted.split())
    assert all(set(name) <= set(string.ascii_lowercase) for name in allowed)
