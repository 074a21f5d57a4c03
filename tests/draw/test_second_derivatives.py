"""Second derivatives: their formulas are read back and compared with the engine's own."""

import math
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.draw.tex_reader import compute, random_expression
from tinygrad_fa.draw import derive
from tinygrad_fa.draw.blocks import Formulas, Heading
from tinygrad_fa.draw.derivation import derivation_of
from tinygrad_fa.draw.steps import Steps
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.ops.functions import Sin
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import DomainError, SettingError


def lines_of(result):
    """Return {(x, y): formula} and {x: formula} of the section of second derivatives."""
    blocks = derivation_of(result, {}, "en", order=2).blocks
    titles = [i for i, block in enumerate(blocks) if isinstance(block, Heading)]
    found = {}
    for block in blocks[titles[-1] :]:
        for row in block.rows if isinstance(block, Formulas) else ():
            start = row[0].sides[0]
            if start == "H":
                continue
            below = re.fullmatch(r"\\frac\{\\partial.*?\}\{(\\partial.*)\}", start)[1]
            names = re.split(r"\\partial ?", below)[1:]
            if names[0].endswith("^{2}"):
                names = [names[0].removesuffix("^{2}")] * 2
            found[tuple(name.strip() for name in names)] = row[0].sides[1]
    return found


def check(result):
    steps = Steps(result)
    known = {steps.names[x]: x.data for x in steps.names}
    found = lines_of(result)
    firsts = graph.backward_pass(result, Value(1.0), create_graph=True)
    for x in steps.leaves:
        seconds = {}
        if firsts[x].op:
            seconds = graph.backward_pass(firsts[x], Value(1.0), create_graph=True)
        for y in steps.leaves[steps.leaves.index(x) :]:
            wanted = seconds[y].data if y in seconds else 0.0
            tex = found.get((steps.names[x], steps.names[y]), "0")
            # A formula that is too long is left out; its number, rounded, stands there.  The
            # numbers in formulas have six digits.
            exact = not re.fullmatch(r"-?[\d.]+(?: \\times.*)?", tex)
            told = compute(tex, known)
            close = math.isclose(told, wanted, rel_tol=1e-5 if exact else 1e-3, abs_tol=1e-7)
            assert close, (tex, told, wanted)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
@example(3642)  # the cube of ln 2, in six digits
def test_the_formulas_hold(seed):
    try:
        result, _ = random_expression(seed)
        assume(result.op and math.isfinite(result.data) and abs(result.data) < 1e6)
        check(result)
    except DomainError:
        assume(False)


def test_a_wrong_rule_is_found(monkeypatch):
    x = Value(0.7, "x")
    check(x.sin() * x)
    monkeypatch.setattr(Sin, "tex", r"\cos {x}")
    with pytest.raises(AssertionError):
        check(x.sin() * x)


def test_idle_factors_are_left_out():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    assert lines_of(x**2 * y) == {
        ("x",): r"2 \cdot y \cdot x",
        ("x", "x"): r"2 \cdot y",
        ("x", "y"): r"2 \cdot x",
        ("y",): "q",
    }
    text = derive(x**2 * y, "en", order=2).text
    assert "∂²f/∂x² = 2·y = 6" in re.sub(" +", " ", text)
    assert "H = [[6, 4], [4, 0]]" in text
    assert "ماتریس هسی" in derive(x * y, "fa", order=2).text


def test_a_gradient_graph_is_derived_like_any_other():
    x = Value(0.5, "x")
    (x * x * x).backward(create_graph=True)
    text = derive(x.grad, "en").text
    assert f"{6 * 0.5:g}" in text.splitlines()[-3]


def test_refusals():
    x = Value(1.0, "x")
    with pytest.raises(SettingError) as caught:
        derive(x * x, order=3)
    assert caught.value.key == "derivation.order"
    with pytest.raises(SettingError) as caught:
        derive(Tensor([1.0], requires_grad=True).sum(), order=2)
    assert caught.value.key == "derivation.order_of_tensor"
