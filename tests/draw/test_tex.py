"""TeX: brackets where they are needed and nowhere else; names that stay names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.draw.names import MAX_LENGTH, clean, name_tex, unused
from tinygrad_fa.draw.plain import compact, plain
from tinygrad_fa.draw.tex import Level, fill, level, product, subscript, superscript, total


@pytest.mark.parametrize(
    ("template", "x", "y", "filled"),
    [
        ("{x} + {y}", "a", "-3", "a + (-3)"),
        ("{x} + {y}", "-3", "a + b", "-3 + a + b"),
        ("{x} - {y}", "a - b", "c - d", "a - b - (c - d)"),
        (r"{x} \cdot {y}", "a + b", "c", r"(a + b) \cdot c"),
        (r"{x} \cdot {y}", "-2", "-3", r"-2 \cdot (-3)"),
        (r"{x} \cdot {y}", r"\ln a", r"\ln b", r"(\ln a) \cdot \ln b"),
        (r"\frac{{{x}}}{{{y}}}", "-a", "b + c", r"\frac{-a}{b + c}"),
        ("{x}^{{{y}}}", "-2", "3", "(-2)^{3}"),
        ("{x}^{{{y}}}", "w_{0}", "2", "w_{0}^{2}"),
        ("{x}^{{{y}}}", r"\frac{a}{b}", "-1", r"(\frac{a}{b})^{-1}"),
        (r"{y} \cdot {x}^{{{y} - 1}}", "a", "2", r"2 \cdot a"),
        (r"{y} \cdot {x}^{{{y} - 1}}", "a", "0.5", r"0.5 \cdot a^{-0.5}"),
        ("-{x}", "-a", "", "-(-a)"),
        ("-{x}", r"a \cdot b", "", r"-a \cdot b"),
        (r"\tanh {x}", "a^{2}", "", r"\tanh (a^{2})"),
        ("2 {x}", "3", "", r"2 \cdot 3"),
        ("|{x}|", "a - b", "", "|a - b|"),
        (r"\max({x}, {y})", "-a", "b + c", r"\max(-a, b + c)"),
        ("[{x} > 0]", "a - b", "", "[a - b > 0]"),
    ],
)
def test_fill(template, x, y, filled):
    assert fill(template, {"x": x, "y": y}) == filled


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        ("x", Level.SYMBOL), ("w_{10}", Level.SYMBOL), (r"\sigma", Level.SYMBOL),
        ("3.5", Level.SYMBOL), ("x'", Level.SYMBOL), (r"\mathrm{loss}_{1}", Level.SYMBOL),
        (r"\frac{a + b}{c}", Level.CLOSED), ("(a + b)", Level.CLOSED), ("|a - |b||", Level.CLOSED),
        (r"\sqrt{x}", Level.CLOSED), ("a^{2}", Level.POWER), (r"\ln a", Level.FUNCTION),
        (r"a \cdot b", Level.PRODUCT), ("-a", Level.NEGATIVE), ("a - b", Level.SUM),
        (r"|a - \tanh |b|| + 0.5", Level.SUM),
    ],
)  # fmt: skip
def test_level(tex, wanted):
    assert level(tex) == wanted


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\frac{1}{x^{2}}", "1/x²"), (r"\frac{a + b}{c \cdot d}", "(a + b)/(c·d)"),
        (r"-\frac{{1}}{{x^2}}", "−1/x²"), ("e^{-(a + b)}", "e⁻⁽ᵃ⁺ᵇ⁾"), ("e^{-q}", "e^(−q)"),
        ("e^{x}", "eˣ"),
        (r"\frac{\partial f}{\partial w_{0}}", "∂f/∂w₀"), (r"\sqrt{a + b}", "√(a + b)"),
        (r"1.5 \times 10^{-7}", "1.5×10⁻⁷"), (r"[x \ge 0]", "[x ≥ 0]"), (r"W^\top", "Wᵀ"),
        (r"\operatorname{clip}(x, 0, 1)", "clip(x, 0, 1)"), (r"\ln (a + b)", "ln(a + b)"),
    ],
)  # fmt: skip
def test_plain(tex, text):
    assert plain(tex) == text


def test_compact_keeps_only_the_blanks_that_are_needed():
    assert compact(r"1 - \tanh x") == "1−tanh x"
    assert compact(r"\frac{1}{2 \sqrt{x}}") == "1/(2√x)"


def test_products_and_sums():
    assert product(["1", "-1", r"-\frac{1}{x^2}", "u"]) == r"\frac{1}{x^2} \cdot u"
    assert product(["1", "-1"]) == "-1"
    assert product(["a + b", "c"]) == r"(a + b) \cdot c"
    assert total(["a", "-b", "-1"]) == "a - b - 1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x", "x"), ("w0", "w₀"), ("w_12", "w₁₂"), ("sigma", "σ"), ("beta1", "β₁"),
        ("loss", "loss"), ("hidden_sum", "hidden_sum"), ("وزن", "وزن"), ("می‌شود", "می‌شود"),
        ("x'", "x′"), ("a b", "a b"), ("100%", "100%"), ("a\\b", "a\\b"), ("f(x|{y})", "f(x|{y})"),
    ],
)  # fmt: skip
def test_names(name, text):
    assert plain(name_tex(name)) == text


@given(st.text(max_size=30))
def test_any_name_is_one_harmless_symbol(name):
    tex = name_tex(name)
    text = clean(name)
    assert len(text) <= MAX_LENGTH
    # No sign that TeX, Markdown or HTML obeys stands there bare.
    bare = re.sub(r"\\[a-zA-Z]+|\\.|[{}]", "", tex)
    assert not re.search(r"[<>$&#%~^|`\\]", bare)
    assert tex.count("{") - tex.count(r"\{") == tex.count("}") - tex.count(r"\}")
    assert level(tex) == Level.SYMBOL or not text
    if not re.fullmatch(r"[A-Za-z]+_?\d*'*", text):
        assert plain(tex) == text


def test_letters_that_unicode_cannot_shift():
    assert (
        superscript("a + b") == "ᵃ⁺ᵇ"
        and superscript("q") == "^q"
        and superscript("a·b") == "^(a·b)"
    )
    assert subscript("0") == "₀" and subscript("q") == "_q"


def test_unused():
    assert unused(["q", "r"], {"q"}) == "r"
    assert unused(["q"], {"q"}) == "q'"


def test_a_product_of_one_factor_needs_no_brackets_and_a_sum_takes_care_of_signs():
    assert product(["1", "x + y"]) == "x + y"
    assert product(["-1", "x + y"]) == "-(x + y)"
    assert product(["2", "x + y"]) == r"2 \cdot (x + y)"
    assert total(["x", "-y + z"]) == "x + (-y + z)"
    assert total(["x", "-y", "z + a"]) == "x - y + z + a"
    choice = r"x \text{ if } y"
    assert total([choice, "z"]) == f"({choice}) + z" and total([choice]) == choice
