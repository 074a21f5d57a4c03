"""The derivation is read back and computed: every equality on the board must hold."""

import math
import re

import pytest

from tests.draw.tex_reader import compute, random_expression
from tinygrad_fa.draw import derive
from tinygrad_fa.draw.steps import Steps
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.arithmetic import Div, Mul
from tinygrad_fa.engine.ops.functions import Tanh
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import (
    DomainError,
    FileError,
    GraphError,
    SettingError,
    TinygradError,
)


def textbook():
    x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    return (x + y) * z


def neuron():
    w0, w1, w2 = Value(2.0, "w0"), Value(-3.0, "w1"), Value(-3.0, "w2")
    x0, x1 = Value(-1.0, "x0"), Value(-2.0, "x1")
    return 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())


def lines_of(text):
    return [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]


def test_the_textbook_example_reads_as_in_a_textbook():
    lines = lines_of(derive(textbook(), "en").text)
    for wanted in (
        "f = (x + y)·z",
        "q = x + y = −2 + 5 = 3",
        "f = q·z = 3·(−4) = −12",
        "∂q/∂x = 1 ∂q/∂y = 1",
        "∂f/∂q = z = −4 ∂f/∂z = q = 3",
        "∂f/∂x = ∂f/∂q·∂q/∂x = −4·1 = −4",
        "∂f/∂x = z = −4",
        "x −2 −4",
    ):
        assert wanted in lines


def test_the_neuron():
    lines = lines_of(derive(neuron(), "en").text)
    for wanted in (
        "f = 1/(1 + e^(−(w₀·x₀ + w₁·x₁ + w₂)))",
        "u₇ = 1 + u₆ ≈ 1 + 0.3679 ≈ 1.368",
        "∂f/∂u₇ = −1/u₇² ≈ −1/1.368² ≈ −0.5344",
        "∂f/∂w₀ = 1/u₇²·u₆·x₀ ≈ −0.1966",
        "x₁ −2 −0.5898",
    ):
        assert wanted in lines


def test_where_paths_meet_they_are_added():
    a, b = Value(3.0, "a"), Value(2.0, "b")
    text = derive(a * b + a, "en").text
    assert "From a two paths lead to f, through the last operation and q." in text
    # ∂f/∂a is the sum of both paths, so the last op's own derivative is written otherwise.
    assert "∂f/∂a = ∂/∂a(q + a) + ∂f/∂q·∂q/∂a = 1 + 1·2 = 3" in lines_of(text)
    assert "دو راه" in derive(a * b + a, "fa").text


def test_a_letter_twice_in_one_op():
    x = Value(3.0, "x")
    derivation = derive(x * x, "en")
    assert "∂f/∂x = x + x = 3 + 3 = 6" in lines_of(derivation.text)
    assert "In f, x stands in more than one place" in derivation.text


def rows_of(markdown):
    """Return (name, [(sign, side), …]) for every line of display mathematics, by section."""
    sections = []
    for section in re.split(r"^#+ .*$", markdown, flags=re.MULTILINE):
        rows = []
        for body in re.findall(r"\\begin\{aligned\}\n(.*?)\n\\end\{aligned\}", section, re.DOTALL):
            for row in body.split(" \\\\[4pt]\n"):
                cells = [cell.strip() for cell in row.replace(" \\\\\n&", "").split("&")]
                for name, tail in zip(cells[::2], cells[1::2]):
                    parts = re.split(r"(?<!\S)(=|\\approx) ", tail)[1:]
                    rows.append(
                        (name, [(s, side.strip()) for s, side in zip(parts[::2], parts[1::2])])
                    )
        sections.append(rows)
    return sections


def near(a, b, tolerance=1e-9):
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)


def check(result, leaves):
    """Read the whole derivation back; fail where an equality does not hold."""
    markdown = derive(result, "en").markdown
    # title, forward pass, local derivatives, chain rule, gradients
    formula, forward, local, chain, final = rows_of(markdown)[1:]
    known = {Steps(result).names[leaf]: leaf.data for leaf in leaves}
    if formula:
        assert near(compute(formula[0][1][0][1], known), result.data)
    definitions = {}
    for name, sides in forward:
        definitions[name] = sides[0][1]
        known[name] = compute(sides[0][1], known)
        check_numbers(sides, known[name], known)
    assert near(known[forward[-1][0]], result.data)
    for name, sides in local:
        of, by = re.fullmatch(
            r"\\frac\{\\partial ?(.*?)\}\{\\partial (\S*?)\}(?:\(.*\))?", name
        ).groups()
        definition = definitions[of or forward[-1][0]]
        known[of, by] = compute(sides[0][1], known)
        step = 1e-6 * max(1, abs(known[by]))
        left, here, right = (
            compute(definition, {**known, by: known[by] + s}) for s in (-step, 0, step)
        )
        slopes = (right - left) / (2 * step), (right - here) / step, (here - left) / step
        # At a kink, where the slopes of both sides differ, the rule is one of them.
        assert any(near(slope, known[of, by], 2e-4) for slope in slopes), (name, sides)
        check_numbers(sides, known[of, by], known)
    result.backward()
    gradients = {Steps(result).names[leaf]: leaf.grad for leaf in leaves}
    f = forward[-1][0]
    for name, sides in chain:
        of, by = re.fullmatch(r"\\frac\{\\partial (.*?)\}\{\\partial (.*)\}", name).groups()
        total = compute(sides[0][1], known)
        if by in gradients:
            assert near(total, gradients[by]), (name, sides)
        known[of, by] = total
        check_numbers(sides, total, known)
    for name, sides in final:
        by = name[name.rindex(r"\partial") + 9 : -1]
        if len(sides) > 1:
            assert near(compute(sides[0][1], known), gradients[by]), (name, sides)
        check_numbers(sides, gradients[by], known)
    assert {name[name.rindex(r"\partial") + 9 : -1] for name, _ in final} == set(gradients)
    assert f


def check_numbers(sides, exact, known):
    for sign, side in sides:
        if sign == "=":
            assert near(compute(side, known), exact), (sides, exact)
    sign, last = sides[-1]
    assert math.isclose(compute(last, known), exact, rel_tol=6e-4, abs_tol=1e-12), (sides, exact)


@pytest.mark.parametrize("part", range(8))
def test_hundreds_of_random_derivations_hold_line_by_line(part):
    checked = 0
    for seed in range(part * 60, part * 60 + 60):
        try:
            result, leaves = random_expression(seed)
            used = Steps(result).leaves
            if not result.op or abs(result.data) > 1e6 or not math.isfinite(result.data):
                continue
        except DomainError:
            continue
        check(result, [leaf for leaf in leaves if leaf in used])
        checked += 1
    assert checked > 40


@pytest.mark.parametrize(
    ("op", "name", "wrong", "expression"),
    [
        (Mul, "partials", ("{x}", "{y}"), textbook),
        (Div, "partials", (r"\frac{{1}}{{{y}}}", r"\frac{{{x}}}{{{y}^2}}"), neuron),
        (Tanh, "tex", r"\sin {x}", lambda: Value(0.7, "x").tanh()),
    ],
)
def test_a_wrong_rule_is_found(monkeypatch, op, name, wrong, expression):
    monkeypatch.setattr(op, name, wrong)
    result = expression()
    with pytest.raises((AssertionError, KeyError)):
        check(result, Steps(result).leaves)


# --- words and shape ----------------------------------------------------------------------------


def test_persian_prose_runs_right_to_left_and_formulas_stand_outside():
    markdown = derive(textbook(), "fa").markdown
    divs = re.findall(r'<div dir="rtl" lang="fa">\n\n(.*?)\n\n</div>', markdown, re.DOTALL)
    assert len(divs) >= 5
    assert not any("$$" in div for div in divs)
    outside = re.sub(r"<div.*?</div>", "", markdown, flags=re.DOTALL)
    assert not re.search("[\u0600-\u06ff]", outside)  # nor is the heading of a table there
    for forbidden in "\u064a\u0649\u0643\u0640\u200e\u200f":
        assert forbidden not in markdown


def test_english_holds_no_persian_and_persian_keeps_signs_on_their_side():
    assert not re.search("[\u0600-\u06ff]", derive(neuron(), "en").text)
    assert "\u2066w₁ = −3\u2069" in derive(neuron(), "fa").text


def test_gradients_are_left_alone():
    f = neuron()
    f.backward()
    before = [x.grad for x in Steps(f).leaves]
    derive(f)
    assert [x.grad for x in Steps(f).leaves] == before
    g = textbook()
    derive(g)
    assert g.grad == 0 and all(x.grad == 0 for x in Steps(g).leaves)


def test_the_same_with_and_without_backward():
    f = neuron()
    before = derive(f, "en").markdown
    f.backward()
    f.backward()
    assert derive(f, "en").markdown == before


def test_short_and_without_numbers():
    long, short = derive(textbook(), "en"), derive(textbook(), "en", steps="short")
    assert "Local derivatives" in long.text and "Local derivatives" not in short.text
    assert "∂f/∂x = ∂f/∂q·∂q/∂x = −4·1 = −4" in lines_of(short.text)
    symbols = derive(textbook(), "en", numbers=False).text
    assert "∂f/∂x = z" in lines_of(symbols) and "12" not in symbols and "−4" not in symbols


def test_names_of_intermediates_avoid_the_readers_names():
    q, f = Value(1.0, "q"), Value(2.0, "f")
    names = Steps((q + f) * q).names
    assert list(names.values()) == ["q", "f", "g", "r"] or len(set(names.values())) == 4
    same = Value(1.0, "x") * Value(2.0, "x")
    assert sorted(Steps(same).names.values()) == ["f", "x", "x'"]
    unnamed = Steps(Value(1.0) + Value(2.0)).names
    assert sorted(unnamed.values()) == ["a", "b", "f"]


def test_many_intermediates_are_numbered_with_a_free_letter():
    u = Value(0.3, "u")
    f = ((u + 1) * 2 - 3) * 4 + 5 + u
    assert set(Steps(f).names.values()) == {"u", "f", *(f"v_{{{i}}}" for i in range(1, 6))}


def test_a_formula_shared_again_and_again_is_told_step_by_step():
    y = Value(1.0, "x")
    for _ in range(60):
        y = y + y  # written out, the formula would have 2^60 letters
    derivation = derive(y, "en")
    assert "too long for one line" in derivation.text
    assert "1.153×10¹⁸" in derivation.text


def test_numbers_that_are_not_finite_are_written_as_such():
    text = derive(Value(math.inf, "x") * Value(math.nan, "y"), "en").text
    assert "∞" in text and "NaN" in text
    assert r"\infty" in derive(Value(math.inf, "x") + 1, "en").markdown


def test_names_with_markup_stay_names():
    name = "<script>$x$|{"
    markdown = derive(Value(2.0, name) * 3, "fa").markdown
    assert "<script>" not in markdown and "$x$" not in markdown
    assert name in derive(Value(2.0, name) * 3, "en").text


def test_a_leaf_is_its_own_formula():
    text = derive(Value(2.0, "x"), "en").text
    assert "∂x/∂x = 1" in lines_of(text)


def test_refusals(tmp_path):
    with pytest.raises(GraphError) as caught:
        derive(3.0)
    assert caught.value.key == "draw.not_a_node"
    with pytest.raises(SettingError):
        derive(textbook(), steps="some")
    with pytest.raises(SettingError):
        derive(textbook(), lang="de")
    with pytest.raises(DomainError):
        derive(Value(0.0, "x").sqrt())
    changed = Value(1.0, "x")
    f = changed * 2
    changed.data = 5.0
    with pytest.raises(GraphError):
        derive(f)
    with pytest.raises(FileError) as caught:
        derive(textbook()).save(tmp_path / "board.odt")
    assert "`.md`" in str(caught.value)
    assert issubclass(FileError, TinygradError)


def test_saving_and_showing(tmp_path):
    derivation = derive(textbook(), "fa")
    assert derivation.save(tmp_path / "a.md").read_text("utf-8") == derivation.markdown
    assert derivation.save(tmp_path / "a.txt").read_text("utf-8") == derivation.text + "\n"
    bundle = derivation._repr_mimebundle_()
    # Without text/latex, which some would show in the place of the Markdown.
    assert bundle == {"text/markdown": derivation.markdown, "text/plain": derivation.text}
    assert repr(derivation) == derivation.text and "∂f/∂x" in derivation.text
    assert str(derivation) == derivation.text


def test_gelu_with_its_long_constants():
    text = derive(ops.gelu(Value(0.5, "x")), "en").text
    assert "erf" in text
