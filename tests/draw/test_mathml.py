"""Formulas in MathML: every formula of derivations, of the op table and of the lessons."""

import re
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.draw.examples import samples
from tinygrad_fa.draw import derive
from tinygrad_fa.draw.environments import environment
from tinygrad_fa.draw.mathml import mathml, style
from tinygrad_fa.draw.plain import plain
from tinygrad_fa.engine.op import Op
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError

MINUS = '<mo form="prefix" lspace="0" rspace="0">−</mo>'


@pytest.mark.parametrize(
    ("tex", "found", "words"),
    [
        (r"x = -2", MINUS + "<mn>2</mn>", "x = −2"),
        (r"(-1)", MINUS + "<mn>1</mn>", "(−1)"),
        (r"(a) - b", "<mo>−</mo>", "(a) − b"),
        (
            r"\begin{aligned} a &= b \\[4pt] &= -c \end{aligned}",
            f'<mtd class="left"><mrow></mrow><mo>=</mo>{MINUS}<mi>c</mi></mtd>',
            "a = b; = −c",
        ),
        (r"a \Longrightarrow b", "<mo>⟹</mo>", "a ⟹ b"),
        (
            r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^2",
            '<msup><mtable class="matrix">',
            "[[1, 2], [3, 4]]²",
        ),
        (r"\begin{pmatrix} 1 \\ 3 \end{pmatrix}", 'class="matrix round"', "[[1], [3]]"),
        (
            r"\begin{aligned} A &= \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \end{aligned}",
            "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr>",
            "A = [[1, 2], [3, 4]]",
        ),
        (r"\begin{cases} 1 & x > 0 \\ 0 \end{cases}", '<mtd class="left">', "1 x > 0; 0"),
        (r"\frac{1}{4} \mathbf{1}", "𝟏", "1/4 𝟏"),
        (r"\tfrac{1}{2} x", "<mfrac><mrow><mn>1</mn></mrow>", "1/2 x"),
        (r"f = n / d", "<mi>n</mi><mo>/</mo><mi>d</mi>", "f = n / d"),
        (r"\tanh z", "<mi>tanh</mi><mspace width='.17em'></mspace><mi>z</mi>", "tanh z"),
        (r"\max(0, z)", '<mi>max</mi><mrow><mo stretchy="false">(</mo>', "max(0, z)"),
        (r"f'(x)", '<mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow>', "f′(x)"),
        (r"(x + y)'", "<mo>′</mo></msup>", "(x + y)′"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>", "x"),
        (r"\Delta f", "<mi>Δ</mi><mi>f</mi>", "f"),
        (r"1 + \cdots + 2", "<mo>+</mo><mi>⋯</mi><mo>+</mo>", "+"),
        (r"\sum_{i=1}^{n} x_i", "<munderover><mo>∑</mo>", "Σ"),
        (
            r"\left( \frac{a}{b} \right)^2",
            '<mo fence="true" stretchy="true">(</mo>',
            "( a/b )²",
        ),
        (r"\left\| W \right\|", '<mo fence="true" stretchy="true">‖</mo>', "‖"),
        (r"\lfloor t / s \rfloor", "<mo>⌊</mo>", "⌊t / s ⌋"),
        (r"w_i \to w_i + \alpha\,\nabla f", "<mo>→</mo>", "→"),
        (r"x \in \mathbb{R}^n", "ℝ", "R"),
        (r"\underset{1}{X} \underset{2}{W}", "</munder><mspace width='.5em'>", "X⟨1⟩ W⟨2⟩"),
        (r"\mathop{\mathrm{sign}} x", "sign", "sign"),
    ],
)
def test_formulas(tex, found, words):
    written = mathml(tex, strict=True)
    assert found in written
    ElementTree.fromstring(mathml(tex, large=True, strict=True))
    assert words in plain(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{1}{", r"\nosuch{x}", r"\begin{bmatrix} 1", r"\left( x",
        r"\begin{tabular} a \end{tabular}", r"a }", r"\begin", r"\left",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_where_one_asks_for_it(tex):
    with pytest.raises(DataError) as caught:
        mathml(tex, strict=True)
    assert caught.value.key == "draw.formula_unread" and tex in str(caught.value)


def test_an_unknown_command_of_ones_own_op_shows_its_letters():
    assert "<mo>nosuch</mo>" in mathml(r"\nosuch x")


def rows(op=Op):
    found = [row for child in op.__subclasses__() for row in rows(child)]
    return found + ([op] if op.tex and op.__module__.startswith("tinygrad_fa.engine") else [])


class Anything(dict):
    """Some setting of an op, whatever its name."""

    def __missing__(self, name):
        return "a"


@pytest.mark.parametrize("op", rows(), ids=lambda op: op.__name__)
def test_the_formulas_of_every_op_can_be_shown(op):
    names = dict(zip([*op.arguments, "out"], "abcdefgh", strict=False))
    for template in (op.tex, op.array_tex, *op.partials, *op.array_rules):
        tex = template.format_map(Anything(names))
        ElementTree.fromstring(mathml(tex, strict=True))


LESSONS = Path(__file__).parents[2] / "lessons"
FORMULA = re.compile(r"\$\$(.*?)\$\$|(?<![\\$`])\$([^$\n]+)\$", re.DOTALL)


@pytest.mark.parametrize(
    "lesson", sorted(LESSONS.glob("[0-9]*.py")), ids=lambda lesson: lesson.stem
)
def test_every_formula_of_a_lesson_is_read(lesson):
    prose = re.sub(r"^# ?", "", lesson.read_text("utf-8"), flags=re.MULTILINE)
    found = [display or inline for display, inline in FORMULA.findall(prose)]
    assert len(found) > 10
    for tex in found:
        ElementTree.fromstring(mathml(tex, large=True, strict=True))


def test_the_markdown_of_a_derivation_is_read():
    x = Tensor(samples(2, 2), requires_grad=True, name="x")
    markdown = derive(((x @ x).softmax() * x + (x.sum() - 1) ** 2).sum(), "fa").markdown
    found = [display or inline for display, inline in FORMULA.findall(markdown)]
    assert any("aligned" in tex for tex in found)
    for tex in found:
        ElementTree.fromstring(mathml(tex, strict=True))


@given(st.text(alphabet=r"\{}[]()^_&$ abfrcbeginmtlsqup|'<>\"", max_size=30))
def test_no_text_makes_anything_but_xml_or_a_refusal(tex):
    for strict in (False, True):
        with suppress(DataError):
            ElementTree.fromstring(mathml(tex, strict=strict))


def test_environments_are_taken_apart():
    tex = r"{aligned} a & {b & c} \\[2pt] \begin{x} d & e \\ f \end{x} & \& \\ \end{aligned} g"
    name, found, place = environment(tex, 0)
    assert name == "aligned" and tex[place:] == " g"
    assert found == [["a", "{b & c}"], [r"\begin{x} d & e \\ f \end{x}", r"\&"]]


def test_the_style_sheet_draws_the_brackets():
    assert ".matrix" in style() and "-webkit-right" in style()
