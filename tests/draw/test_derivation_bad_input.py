# ruff: noqa: N805 (a row of the table takes x where methods take self)
"""Derivations of what is broken, enormous, infinite, or named to do harm."""

import math

import numpy as np
import pytest

from tinygrad_fa import layers
from tinygrad_fa.draw import derive
from tinygrad_fa.draw.numerals import number_text
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.op import Elementwise, Op
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import GraphError, SettingError


class Untold(Elementwise):
    """A row of somebody's own, without TeX."""

    def forward(x, y):
        return x * x * y

    def grad_x(g, out, x, y):
        return g * 2 * x * y

    def grad_y(g, out, x, y):
        return g * x * x


class Halves(Op):
    """A row for arrays that tells its local derivative, but not what it hands back."""

    symbol, tex, partials = "½", r"\frac{{{x}}}{{2}}", (r"\frac{{1}}{{2}}",)

    def forward(x):
        return x / 2

    def grad_x(g, out, x):
        return g / 2


class Cube(Elementwise):
    """A row with TeX is derived for numbers and arrays."""

    symbol, tex, partials = "x³", "{x}^3", ("3 {x}^2",)

    def forward(x):
        return x * x * x

    def grad_x(g, out, x):
        return g * 3 * x * x


class Misspelt(Elementwise):
    """A row whose TeX names an argument that is not there."""

    symbol, tex, partials = "?", "{z}^2", ("2 {x}",)

    def forward(x):
        return x * x

    def grad_x(g, out, x):
        return g * 2 * x


untold, halves, cube, misspelt = (op.function() for op in (Untold, Halves, Cube, Misspelt))


def vector(*numbers, name="x"):
    return Tensor(np.array(numbers), requires_grad=True, name=name)


def test_an_op_of_ones_own_is_derived():
    assert "∂f/∂x = 3 x² = 3·2² = 12" in derive(cube(Value(2.0, "x")), "en").text
    text = derive(cube(vector(1.0, 2.0)).sum(), "en").text
    assert "x ← 3·G⊙x²" in text or "x ← G⊙(3 x²)" in text
    assert "[3, 12]" in text


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_an_op_without_tex_is_told_and_derived(lang):
    text = derive(untold(Value(2.0, "x"), Value(3.0, "y")), lang).text
    assert "`" not in text and "Untold" in text and "12" in text
    assert {"en": "has no formula", "fa": "فرمولی"}[lang] in text
    text = derive(untold(vector(1.0, 2.0), 3.0).sum(), lang).text
    assert "Untold" in text
    text = derive(halves(vector(1.0, 2.0)).sum(), lang).text
    assert "Halves" in text and "0.5" in text
    net = layers.LSTM(2, 3)
    text = derive(net(Tensor(np.ones((1, 2, 2), "float32")))[0].sum(), lang).text
    assert "Lstm" in text and "\\" not in text and "{" not in text


def test_a_misspelt_template_is_named():
    for x in (Value(2.0, "x"), vector(1.0, 2.0)):
        result = misspelt(x) if isinstance(x, Value) else misspelt(x).sum()
        with pytest.raises(GraphError) as caught:
            derive(result)
        assert caught.value.key == "derivation.template" and "Misspelt" in str(caught.value)


def test_numbers_that_are_not_finite():
    for number, word in ((math.inf, "∞"), (math.nan, "NaN"), (-math.inf, "−∞")):
        derivation = derive((vector(1.0, number) * 2).sum(), "en")
        assert word in derivation.text and "math" in derivation.html


def test_empty_and_short_arrays():
    empty = Tensor(np.zeros((0, 3)), requires_grad=True, name="x")
    assert "0×3" in derive((empty * 2).sum(), "en").text
    short = Tensor(np.array([0.1, 0.25], "float32"), requires_grad=True, name="x")
    assert "x⟨2⟩ = [0.1, 0.25]" in derive((short * 2).sum(), "en").text
    one = Tensor([3.0], requires_grad=True, name="x")
    assert "= 3 + 3\n" in derive(one * one, "en").text


def test_a_large_graph_a_freed_one_and_nothing_to_do():
    x = vector(1.0, 2.0)
    long = x
    for _ in range(400):
        long = long + 1
    with pytest.raises(GraphError) as caught:
        derive(long.sum())
    assert caught.value.key == "derivation.too_many_nodes"
    loss = (x * x).sum()
    loss.backward()
    with pytest.raises(GraphError) as caught:
        derive(loss)
    assert "retain_graph" in str(caught.value)
    with pytest.raises(GraphError):
        derive(Tensor([1.0, 2.0]))
    with pytest.raises(GraphError) as caught:
        derive(Value(1.0) * 2, gradient=2.0)
    assert caught.value.key == "derivation.gradient_for_tensors"


def test_a_node_that_is_its_own_ancestor():
    x = Value(1.0, "x")
    y = x * 2
    y.first = y
    with pytest.raises(GraphError) as caught:
        derive(y)
    assert caught.value.key == "draw.circle"


def test_names_stay_names():
    a, b = vector(1.0, name="<script>$x$|{"), vector(2.0, name="وزن")
    markdown = derive((a * b).sum(), "fa").markdown
    assert "<script>" not in markdown and "$x$" not in markdown
    same = vector(1.0, name="W") * vector(2.0, name="W")
    assert "W₂" in derive(same.sum(), "en").text


def test_letters_of_the_board_avoid_the_readers_names():
    z, g = Tensor([[1.0, 2.0]], requires_grad=True, name="Y"), vector(2.0, 1.0, name="G")
    text = derive(ops.cross_entropy(z * g, [1]), "en").text
    assert "T holds" not in text and "t holds the true classes" in text
    assert "Let V be the upstream gradient" in text


def test_variables_of_the_caller_are_names():
    speed, road = Value(3.0), Value(2.0)
    text = derive(speed * road, "en").text
    assert "speed" in text and "road" in text
    X, slope = Tensor([1.0, 2.0]), Tensor([2.0, 3.0], requires_grad=True)  # noqa: N806
    text = derive((X * slope).sum(), "en").text
    assert "slope⟨2⟩" in text and "X⟨2⟩" in text
    total = (X * slope).sum()
    assert "total = sum" in derive(total, "en").text


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_number_that_nothing_was_computed_for(lang):
    for leaf in (Value(3.0, "x"), Tensor(3.0, requires_grad=True, name="x")):
        derivation = derive(leaf, lang)
        wanted = {"en": "x was not computed from anything", "fa": "x از چیزی محاسبه نشده است"}
        assert wanted[lang] in derivation.text
        assert derivation.text.endswith("∂x/∂x = 1") and "x = 3" in derivation.text
        with pytest.raises(GraphError) as caught:
            derivation.worksheet()
        assert caught.value.key == "derivation.nothing_to_blank"
    assert derive(Value(3.0, "x") * 2, lang).worksheet().html


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("steps", ["all", "short"])
@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_called_a_slope(odd, steps, lang):
    told = {"en": ["appears first in x"], "fa": ["نخست در x پیدا شده است"]}[lang]
    text = derive(Value(odd, "x") * 2, lang, steps).text
    assert all(words in text for words in told) and "ε" not in text
    array = Tensor(np.array([1.0, odd]), requires_grad=True, name="x")
    assert all(words in derive((array * 2).sum(), lang, steps).text for words in told)
    assert not any(words in derive(Value(1.0, "x") * 2, lang, steps).text for words in told)
    if steps == "all":
        assert "ε" in derive(Value(1.0, "x") * 2, lang).text


def test_nan_is_put_down_to_the_line_in_which_it_appears():
    x = Value(math.inf, "x")
    y = Value(1.0, "y")
    assert "appears first in x" in derive(x - x + y, "en").text
    q = Value(1e200, "a") * 1e200
    q.name = "q"
    assert "infinite value appears first in q" in derive(q * 2, "en").text


def test_a_large_graph_is_derived_where_one_asks_for_it():
    f = x = Value(0.5, "x")
    for _ in range(120):
        f = (f * x).tanh() + x
    with pytest.raises(GraphError) as caught:
        derive(f)
    assert "`most=361`" in str(caught.value)
    f.backward()
    text = derive(f, "en", most=361).text
    assert f"   {number_text(x.grad, 4)}" in text.split("input")[-1]
    assert len(derive(f, "en", "short", most=400).text) < len(text)
    array = y = Tensor([0.5, 1.0], requires_grad=True, name="x")
    for _ in range(160):
        y = y * array + 1
    assert "‖" not in derive(y.sum(), "en", most=500).text
    for most in (0, -1, 2.5, True, None):
        with pytest.raises(SettingError) as caught:
            derive(Value(1.0) * 2, most=most)
        assert caught.value.key == "derivation.most"
