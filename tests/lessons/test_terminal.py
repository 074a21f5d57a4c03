"""Markdown and TeX as plain characters."""

from __future__ import annotations

import pytest

from tinygrad_fa.lessons.source import list_lessons
from tinygrad_fa.lessons.terminal import plain_formula, plain_prose


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\frac{\partial f}{\partial x_0}", "∂f/∂x₀"),
        (r"\frac{e^{-z}}{c^2}", "(e^(-z))/(c²)"),
        (r"\frac{f(x+h) - f(x-h)}{2h}", "(f(x+h) - f(x-h))/(2h)"),
        (r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))", "σ′(z) = σ(z) (1 - σ(z))"),
        (r"\left(-\frac{1}{c^2}\right) \cdot 1", "(-1/(c²)) · 1"),
        (r"h = \sqrt[3]{\frac{\delta}{2}} + \sqrt{h}", "h = ∛(δ/2) + √h"),
        (r"\text{pass 1: } \varepsilon \ldots", "pass 1:  ε …"),
        (r"w_i \to w_i + \alpha\,\frac{\partial f}{\partial w_i}", "w_i → w_i + α ∂f/∂w_i"),
        (r"\alpha\,\left\| \nabla J \right\|^2", "α ‖ ∇J ‖²"),
        (r"X^\top \begin{bmatrix} 1 & -2 \\ 0 & 3 \end{bmatrix}", "Xᵀ [1, -2; 0, 3]"),
    ],
)
def test_formulas(tex, plain):
    assert plain_formula(tex) == plain


def test_blocks():
    prose = "# Title\n\nAn *important* **word** and $x_1 = 2$.\n\n$$a = b$$\n\n- one\n- two"
    assert plain_prose(prose, {}, 60).split("\n\n") == [
        "Title\n─────",
        "An important word and x₁\u00a0=\u00a02.",
        "    a = b",
        "- one\n- two",
    ]


def test_a_formula_in_persian_is_kept_from_left_to_right():
    assert "\u2066-4\u2069" in plain_prose("عدد $-4$ است.", {}, 60)


def test_questions_take_their_place():
    assert plain_prose("**1.** {exercise q1}", {"q1": "How much?"}, 60) == "1. How much?"


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
def test_no_tex_is_left_in_any_lesson(lesson):
    for cell in lesson.cells:
        if not cell.is_code:
            plain = plain_prose(cell.text.replace("{exercise ", "("), {}, 80)
            assert not any(mark in plain for mark in ("\\", "$", "**", "{"))
