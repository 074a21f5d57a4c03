"""Slips are made from the formulas themselves, and only those that change a number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.homework.marking import net_question
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.mutants import TELLING, mutants_of
from tinygrad_fa.homework.questions import Slip
from tinygrad_fa.language.messages.homework_slips import MESSAGES

RANDOM = np.random.RandomState(0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Sheet(Chain):
    def o(z):
        return sigmoid(z)

    def slope(o):
        return o * (1 - o)

    def bent(h):
        return 1 - h**2

    def paths(a, b, o):
        return a * o + b * o

    def product(W, d):
        return W.T @ d

    def outer(d, x):
        return d @ x.T

    def loss(o, y):
        return ((o - y) ** 2).mean() / 2

    def total(X):
        return X.sum(axis=0)

    def shared(X, N):
        return X / N

    def v_new(v, a):
        return 0.9 * v + a

    def w_new(a, v_new):
        return a - 0.1 * v_new

    def w_late(v, a):
        return v * a

    def new_u1(u1, a):
        return u1 - a

    def new_u2(u1, b):
        return u1 * b

    def mask(a):
        return a * (a > 0)

    def faded(a, t):
        return a / (1 - 0.9**t)

    def move(a, b):
        return -a * b


def inputs():
    z = RANDOM.randn(4)
    pre = RANDOM.randn(4)
    return {
        "z": z, "h": np.tanh(pre), "pre": pre, "a": RANDOM.randn(4), "b": RANDOM.randn(4),
        "W": RANDOM.randn(3, 3), "d": RANDOM.randn(3, 3), "x": RANDOM.randn(3, 3),
        "y": RANDOM.randn(4), "X": RANDOM.randn(3, 3), "N": 5, "t": 3, "v": RANDOM.randn(4),
        "u1": RANDOM.randn(4),
    }  # fmt: skip


SAMPLES = [inputs() for _ in range(3)]


def values_of(name):
    """Return the value of each slip at the first sample, by its name; the first of each name."""
    known = {**SAMPLES[0], **Sheet.values(SAMPLES[0])}
    found = {}
    for mutant in mutants_of(Sheet, name, SAMPLES):
        found.setdefault(mutant.name, []).append(mutant.rule.of(known))
    return found, known


def gives(name, slip, value):
    found, known = values_of(name)
    wanted = value(**known)
    return any(v.shape == np.shape(wanted) and np.allclose(v, wanted) for v in found[slip])


@pytest.mark.parametrize(
    ("rule", "slip", "value"),
    [
        ("slope", "slope_of_input", lambda z, **_: z * (1 - z)),
        ("slope", "input_for_output", lambda o, z, **_: o * (1 - z)),
        ("slope", "half_slope", lambda o, **_: o),
        ("slope", "no_slope", lambda **_: np.array(1.0)),
        ("bent", "slope_of_input", lambda pre, **_: 1 - pre**2),
        ("bent", "no_power", lambda h, **_: 1 - h),
        ("paths", "overwritten", lambda b, o, **_: b * o),
        ("paths", "dropped_term", lambda a, o, **_: a * o),
        ("product", "not_transposed", lambda W, d, **_: W @ d),
        ("product", "matrix_order", lambda W, d, **_: d @ W.T),
        ("product", "transposed", lambda W, d, **_: (W.T @ d).T),
        ("product", "elementwise", lambda W, d, **_: W.T * d),
        ("outer", "not_transposed", lambda d, x, **_: d @ x),
        ("loss", "no_half", lambda o, y, **_: ((o - y) ** 2).mean()),
        ("loss", "no_mean", lambda o, y, **_: ((o - y) ** 2).sum() / 2),
        ("loss", "no_power", lambda o, y, **_: (o - y).mean() / 2),
        ("total", "axis", lambda X, **_: X.sum(axis=1)),
        ("total", "mean_for_sum", lambda X, **_: X.mean(axis=0)),
        ("shared", "no_mean", lambda X, **_: X),
        ("w_new", "old_value", lambda a, v, **_: a - 0.1 * v),
        ("w_late", "new_value", lambda v_new, a, **_: v_new * a),
        ("new_u2", "new_value", lambda new_u1, b, **_: new_u1 * b),
        ("mask", "comparison", lambda a, **_: a * (a < 0)),
        ("mask", "dropped_factor", lambda a, **_: a),
        ("faded", "dropped_divisor", lambda a, **_: a),
        ("faded", "doubled", lambda a, **_: 2 * a / (1 - 0.9**3)),
        ("mask", "halved", lambda a, **_: a * (a > 0) / 2),
        ("move", "dropped_factor", lambda b, **_: -b),
        ("move", "dropped_factor", lambda a, **_: -a),
        ("faded", "off_by_one", lambda a, **_: a / (1 - 0.9**2)),
        ("o", "no_function", lambda z, **_: z),
        ("v_new", "sign", lambda v, a, **_: -0.9 * v - a),
        ("v_new", "dropped_constant", lambda v, a, **_: v + a),
        ("w_new", "sign_inside", lambda a, v_new, **_: a + 0.1 * v_new),
        ("paths", "exchanged", lambda a, b, o, **_: o * a + b * a),
    ],
)
def test_the_slip_is_among_them(rule, slip, value):
    assert gives(rule, slip, value)


@pytest.mark.parametrize("rule", list(Sheet.rules))
def test_each_changes_a_number_is_finite_and_has_numbers_of_its_own(rule):
    seen = []
    for mutant in mutants_of(Sheet, rule, SAMPLES):
        numbers = [mutant.rule.of({**x, **Sheet.values(x)}) for x in SAMPLES]
        rights = [Sheet.values(x)[rule] for x in SAMPLES]
        assert all(np.isfinite(x).all() for x in numbers) and any(x.any() for x in numbers)
        for others in (rights, *seen):
            assert not all(
                x.shape == y.shape and np.allclose(x, y, rtol=1e-9, atol=1e-9)
                for x, y in zip(numbers, others)
            ), mutant
        seen.append(numbers)


def test_a_formula_is_not_changed_by_its_mutants():
    before = [Sheet.rules[x].formula for x in Sheet.rules]
    for rule in Sheet.rules:
        mutants_of(Sheet, rule, SAMPLES)
    assert [Sheet.rules[x].formula for x in Sheet.rules] == before
    assert np.allclose(Sheet.values(SAMPLES[0])["slope"], Sheet.rules["slope"].of(
        {"o": sigmoid(SAMPLES[0]["z"])}))  # fmt: skip


def test_equal_forms_are_no_slips():
    class Same(Chain):
        def s(a, b):
            return a + b  # exchanging them changes nothing

        def m(a):
            return a.max(axis=0)

        def p(a, b):
            return (a * 2) * b

    found = {m.name for x in Same.rules for m in mutants_of(Same, x, SAMPLES)}
    assert "exchanged" not in found


def test_every_slip_has_a_text_in_both_languages_and_names_no_formula():
    for name in TELLING:
        assert set(MESSAGES[name]) == {"fa", "en"}, name
    for rule in Sheet.rules:
        for mutant in mutants_of(Sheet, rule, SAMPLES):
            said = mutant.explained()
            assert said["fa"] != said["en"] and "{" not in said["fa"] + said["en"]
            assert Sheet.rules[rule].formula not in said["en"]


def test_the_author_s_slips_come_first_and_keep_their_names():
    slip = Slip("slope", "wished", lambda o: o, {"fa": "الف", "en": "a"})
    found = mutants_of(Sheet, "slope", SAMPLES, (slip,))
    assert found[0].name == "wished" and found[0].explained() == {"fa": "الف", "en": "a"}
    known = {"o": sigmoid(SAMPLES[0]["z"])}
    assert not any(np.allclose(m.rule.of({**SAMPLES[0], **known}), known["o"]) for m in found[1:])


def test_two_slips_of_the_author_with_the_same_numbers_are_listed():
    slips = (Slip("slope", "one", lambda o: o, {}), Slip("slope", "two", lambda o: o * 1, {}))
    assert mutants_of(Sheet, "slope", SAMPLES, slips)[0].others == ("two",)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["z", "o", "dz", "dW", "new_W"]))
def test_a_question_knows_slips_of_all_its_rules(name):
    names = {m.name for m in net_question().mutants[name]}
    assert names and names <= set(TELLING) | set(MESSAGES)
