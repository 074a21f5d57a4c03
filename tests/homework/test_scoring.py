"""What values are worth: right, following from an own error, or wrong; and nothing for nothing."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.homework.marking import (
    ITEMS,
    KEY,
    Net,
    marked,
    net_question,
    replies_of,
    right,
    states,
)  # fmt: skip
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import draw, integers, normal, uniform
from tinygrad_fa.homework.items import Written
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import Reply
from tinygrad_fa.homework.scoring import score

QUESTION = net_question()
ALL_RIGHT = dict.fromkeys(ITEMS, "right")


def with_own(**own):
    """Return a student's function: some values of her own, all later ones computed with them."""

    def net(W, x, y):
        inputs = {"W": W, "x": x, "y": y}
        known = dict(inputs)
        for name, rule in Net.rules.items():
            value = own[name](**known) if name in own else rule.of(known)
            known[name] = value
        return {name: known[name] for name in ITEMS}

    return net


def changed(**values):
    """Return a student's function that is right but for some values, which are just written."""
    return lambda W, x, y: {**right(W, x, y), **values}


def test_right():
    assert states(QUESTION, right) == ALL_RIGHT
    found = marked(QUESTION, right)
    assert sum(v.earned for v in found.values()) == QUESTION.points == 6
    assert all(not v.explanation and not v.first_wrong for v in found.values())


def test_other_forms_of_the_same_are_right():
    assert states(QUESTION, lambda **k: tuple(right(**k).values())) == ALL_RIGHT
    assert states(QUESTION, lambda **k: {x: v.tolist() for x, v in right(**k).items()}) == ALL_RIGHT
    single = dict.fromkeys(ITEMS, np.float32)
    rounded = lambda **k: {x: single[x](v) for x, v in right(**k).items()}
    assert states(QUESTION, rounded) == ALL_RIGHT
    assert states(QUESTION, lambda **k: {**right(**k), "further": "text"}) == ALL_RIGHT


def test_a_slip_costs_its_own_item_and_is_named_and_what_follows_is_followed():
    found = marked(QUESTION, with_own(dz=lambda o, y, z, **_: (o - y) * o * (1 - z)))
    assert {x: v.state for x, v in found.items()} == {
        "z": "right", "o": "right", "dz": "wrong", "dW": "follows", "new_W": "follows",
    }  # fmt: skip
    assert found["dz"].earned == 0 and found["dW"].earned == 1
    assert found["dz"].misconception == "input_for_output"
    assert {v.first_wrong for x, v in found.items() if x in ("dz", "dW", "new_W")} == {"dz"}
    assert "`dz`" in found["dW"].explanation["fa"] and "`z`" in found["dz"].explanation["en"]


def test_two_slips_are_found_each_with_the_student_s_own_earlier_values():
    found = marked(QUESTION, with_own(
        dz=lambda o, y, **_: (o - y) * o, dW=lambda dz, x, **_: -np.outer(dz, x)
    ))  # fmt: skip
    assert [found[x].state for x in ITEMS] == ["right", "right", "wrong", "wrong", "follows"]
    assert found["dz"].misconception == "half_slope" and found["dW"].misconception == "sign"
    assert found["dW"].first_wrong == "dz"


def test_an_item_that_depends_on_two_wrong_ones_follows_both():
    class Two(Chain):
        def a(x):
            return 2 * x

        def b(x):
            return x**3

        def c(a, b):
            return a * b + x_free(a)

    def x_free(a):
        return a**2

    question = net_question(items={"a": 1, "b": 1, "c": 1}, reference=Two,
                            inputs=draw(x=normal(4)))  # fmt: skip
    own = {"a": lambda x: x + 1, "b": lambda x: x - 7}
    follows = lambda x: {"a": own["a"](x), "b": own["b"](x),
                         "c": own["a"](x) * own["b"](x) + own["a"](x) ** 2}  # fmt: skip
    assert states(question, follows) == {"a": "wrong", "b": "wrong", "c": "follows"}
    half = lambda x: {**follows(x), "c": own["a"](x) * x**3 + own["a"](x) ** 2}
    assert states(question, half)["c"] == "wrong"  # not with the b that was given


coefficients = st.floats(-3, 3).map(lambda x: round(x, 2))


@settings(max_examples=60, deadline=None)
@given(coefficients, coefficients, st.integers(0, 10**6))
def test_whatever_depends_on_the_inputs_is_followed_and_random_numbers_never_are(a, b, seed):
    own = lambda o, x, y, **_: np.sin(3 * o) + a * x[:2] + b * y + 0.3
    found = states(QUESTION, with_own(dz=own))
    assert found["dz"] == "wrong"
    assert (found["dW"], found["new_W"]) == ("follows", "follows")
    draw_ = np.random.RandomState(seed)

    def guessing(**inputs):
        values = with_own(dz=own)(**inputs)
        return {**values, "dW": draw_.randn(2, 3), "new_W": draw_.randn(2, 3)}

    found = states(QUESTION, guessing)
    assert (found["dW"], found["new_W"]) == ("wrong", "wrong")


@pytest.mark.parametrize(
    ("dz", "update"),
    [
        (lambda **_: np.zeros(2), "wrong"),
        (lambda o, **_: 1e-12 * o, "wrong"),
        (lambda o, **_: 1e-7 * np.sin(9 * o), "wrong"),
        (lambda **_: np.ones(2), "follows"),
        (lambda **_: np.array([0.3, -0.2]), "follows"),  # the same for all inputs
        (lambda x, **_: np.full(2, x.mean()), "follows"),  # the same in all places
        (lambda o, **_: np.full(2, np.nan), "wrong"),
        (lambda o, **_: o * np.array([1, np.inf]), "wrong"),
        (lambda o, **_: 1e9 * np.sin(o), "wrong"),
        (lambda o, **_: np.sin(o)[:1], "wrong"),
        (lambda o, **_: np.sin(o)[None], "follows"),
    ],
)
def test_nothing_follows_from_an_answer_that_says_nothing(dz, update):
    found = marked(QUESTION, with_own(dz=dz))
    assert (found["dz"].state, found["dW"].state) == ("wrong", "wrong")
    # The update is computed with dW, which depends on x and says something, if it is a number.
    assert found["new_W"].state == update


def test_zeros_everywhere_earn_nothing():
    zeros = lambda W, x, y: {
        "z": np.zeros(2), "o": np.zeros(2), "dz": np.zeros(2), "dW": np.zeros((2, 3)), "new_W": W
    }  # fmt: skip
    found = marked(QUESTION, zeros)
    assert [found[x].earned for x in ITEMS] == [0] * 5


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.array([np.nan, 1]), "NaN"), (np.full(2, np.nan), "NaN"), ("half", "text"),
        ("۰٫۵", "()"), (True, "True"),
        ([True, False], "True"), (1 + 2j, "text"), ([[1], [2, 3]], "lengths"),
        ({"a": 1}, "no number"),
        (np.zeros((2, 1)), "(2, 1)"), (0.5, "()"), ([], "(0,)"), (None, "not returned"),
        (10**400, "()"), (np.array([1e308, -1e308]), "same for all"), (np.zeros(2), "zero"),
        (np.array([0.1, 0.2]), "same for all"),
    ],
)  # fmt: skip
def test_odd_values_are_wrong_and_told(value, said):
    found = marked(QUESTION, changed(dz=value))
    assert found["dz"].state == ("missing" if value is None else "wrong")
    assert said in found["dz"].explanation["en"] and found["dz"].explanation["fa"]
    assert found["dW"].state == "right" and found["z"].state == "right"


def test_right_in_some_trials_only_is_wrong():
    def sometimes(W, x, y):
        values = right(W, x, y)
        return values if W[0, 0] > FIRST else {**values, "dz": values["dz"] + 1}

    calls = QUESTION.plan("student", KEY)
    FIRST = sorted(call.arguments["W"]["values"][0] for call in calls)[1]
    found = marked(QUESTION, sometimes)
    assert found["dz"].state == "wrong" and "some inputs" in found["dz"].explanation["en"]


def test_numbers_of_one_trial_written_into_the_code_earn_nothing():
    calls = QUESTION.plan("student", KEY)
    first = replies_of(right, calls)[0]
    found = score(QUESTION, calls, [first] * 3)
    assert [v.state for v in found.verdicts] == ["wrong"] * 5
    assert "same for all" in found.verdicts[0].explanation["en"]


def test_the_tolerance():
    near = lambda W, x, y: {k: v + 0.9e-5 * (1 + abs(v)) for k, v in right(W, x, y).items()}
    far = lambda W, x, y: {k: v + 1.2e-5 * (1 + abs(v)) for k, v in right(W, x, y).items()}
    assert states(QUESTION, near) == ALL_RIGHT
    assert states(QUESTION, far)["z"] == "wrong"


def test_a_value_rounded_on_the_way_is_right_not_following():
    def rounded(W, x, y):
        values = right(W, x, y)
        values["o"] = values["o"].round(5)
        values["dz"] = (values["o"] - y) * values["o"] * (1 - values["o"])
        values["dW"] = np.outer(values["dz"], x * 1)
        return {**values, "new_W": W - 0.5 * values["dW"]}

    assert states(QUESTION, rounded) == ALL_RIGHT


def test_what_is_computed_from_a_rounded_value_is_right_although_it_is_far_off():
    class Steep(Chain):
        def a(x):
            return x**2

        def b(a, x):
            return 10_000 * (a - x**2) + x

    question = net_question(items={"a": 1, "b": 1}, reference=Steep, inputs=draw(x=normal(4)))
    rounded = lambda x: {"a": (x**2).round(5), "b": 10_000 * ((x**2).round(5) - x**2) + x}
    assert states(question, rounded) == {"a": "right", "b": "right"}


def test_one_number_may_come_in_any_array():
    class One(Chain):
        def s(x):
            return x.sum()

    question = net_question(items={"s": 1}, reference=One, inputs=draw(x=normal(3)))
    for form in (lambda s: s, lambda s: np.array([[s]]), lambda s: [s], lambda s: {"s": s}):
        assert states(question, lambda x, form=form: form(x.sum())) == {"s": "right"}
    assert states(question, lambda x: np.array([x.sum(), x.sum()])) == {"s": "wrong"}


def test_truth_counts_where_the_rule_gives_truth():
    class Mask(Chain):
        def m(x):
            return x > 0

    question = net_question(items={"m": 1}, reference=Mask, inputs=draw(x=normal(5)))
    assert states(question, lambda x: x > 0) == {"m": "right"}
    assert states(question, lambda x: (x > 0) * 1.0) == {"m": "right"}


@pytest.mark.parametrize(
    "status", ["missing", "error", "timeout", "memory", "died", "too_big", "not_plain"]
)
def test_a_call_that_did_not_end_well(status):
    calls = QUESTION.plan("student", KEY)
    replies = replies_of(right, calls)
    replies[1] = Reply(status, error="ValueError: x", output="said")
    found = score(QUESTION, calls, replies)
    state = "missing" if status == "missing" else "failed"
    assert {(v.state, v.cause, v.earned) for v in found.verdicts} == {(state, status, 0.0)}
    assert found.error == "ValueError: x" and found.output == "said"
    assert found.verdicts[0].explanation["fa"] and "`net`" in found.verdicts[0].explanation["en"]


def test_replies_that_were_lost_are_a_death():
    calls = QUESTION.plan("student", KEY)
    assert score(QUESTION, calls, []).verdicts[0].cause == "died"


@pytest.mark.parametrize(
    "values", [None, 3.0, [1, 2], {"a": 1}, "text", {"shape": [1], "values": [1]}]
)
def test_something_else_is_returned(values):
    calls = QUESTION.plan("student", KEY)
    found = score(QUESTION, calls, [Reply("ok", values)] * len(calls))
    assert {v.state for v in found.verdicts} == {"missing"}


def test_forbidden_names_cost_the_question_but_not_what_a_human_marks():
    question = net_question(items={**ITEMS, "why": Written(3)}, forbid=("tinygrad_fa",))
    source = "import tinygrad_fa as tg\ndef net(W, x, y): return tg.Value(1)"
    found = marked(question, right, source)
    assert found["z"].state == "forbidden" and found["z"].cause == "tinygrad_fa"
    assert found["why"].state == "by_hand" and found["why"].earned == 0
    assert marked(question, right, "def net(W, x, y): pass")["z"].state == "right"


def test_a_written_question_waits_for_a_human():
    question = Question(id="why", items={"why": Written(3)})
    assert question.plan("student", KEY) == []
    verdict = score(question, [], []).verdicts[0]
    assert (verdict.state, verdict.points, verdict.earned) == ("by_hand", 3, 0)


def test_only_the_named_items_are_followed():
    question = net_question(follow={"dW": ()})
    found = states(question, with_own(dz=lambda o, y, **_: (o - y) * o))
    assert (found["dW"], found["new_W"]) == ("wrong", "follows")


def test_values_that_are_not_asked_for_are_passed_through():
    question = net_question(items={"o": 1, "dW": 2})
    found = marked(question, lambda **k: {
        "o": right(**k)["o"] ** 2,
        "dW": np.outer((right(**k)["o"] ** 2 - k["y"]) * right(**k)["o"] ** 2
                       * (1 - right(**k)["o"] ** 2), k["x"]),
    })  # fmt: skip
    assert found["dW"].state == "follows"
    # A slip in a rule that is not asked for is found where it shows.
    found = marked(question, lambda **k: {
        "o": right(**k)["o"], "dW": np.outer((right(**k)["o"] - k["y"]) * right(**k)["o"], k["x"]),
    })  # fmt: skip
    assert (found["dW"].state, found["dW"].misconception) == ("wrong", "half_slope")


def test_an_own_value_cannot_keep_the_grader_busy():
    class Count(Chain):
        def n(x):
            return 5 + x

        def s(n):
            return float(sum(1 / (i + n) for i in range(int(n))))

    question = net_question(items={"n": 1, "s": 1}, reference=Count, inputs=draw(x=uniform(1, 9)))
    assert states(question, lambda x: {"n": 1e15 + x, "s": 0.0}) == {"n": "wrong", "s": "wrong"}


def test_an_own_whole_number_stays_one():
    class Powers(Chain):
        def n(k):
            return k + 2

        def p(n, x):
            return np.array([x**i for i in range(n)][-1])

    question = net_question(items={"n": 1, "p": 1}, reference=Powers,
                            inputs=draw(k=integers(1, 4), x=uniform(1, 2)))  # fmt: skip
    assert states(question, lambda k, x: {"n": k + 3, "p": x ** (k + 2)}) == {
        "n": "wrong", "p": "follows",
    }  # fmt: skip
    assert states(question, lambda k, x: {"n": k + 2.5, "p": x})["p"] == "wrong"


def test_no_right_number_is_told():
    calls = QUESTION.plan("student", KEY)
    rights = [Net.values({"W": np.array(c.arguments["W"]["values"]).reshape(2, 3),
                          "x": np.array(c.arguments["x"]["values"]),
                          "y": np.array(c.arguments["y"]["values"])}) for c in calls]  # fmt: skip
    shown = {f"{abs(n):.3g}"[:5] for v in rights for a in v.values() for n in a.ravel()}
    for mutant in [m for name in ITEMS for m in QUESTION.mutants[name]]:
        own = {mutant.rule.name: lambda mutant=mutant, **known: mutant.rule.of(known)}
        for verdict in marked(QUESTION, with_own(**own)).values():
            said = " ".join(verdict.explanation.values())
            assert not any(number in said for number in shown if len(number) > 2)


def test_the_order_of_the_questions_and_the_machine_do_not_matter():
    random.seed(5)
    one = marked(QUESTION, right)
    np.random.seed(1)
    assert marked(net_question(), right) == one


def test_the_same_number_everywhere_earns_nothing_where_there_is_one_trial_alone():
    class Steps(Chain):
        def a(x):
            return 3 * x

        def b(x):
            return x**2 + 5

        def c(a, b):
            return a * b

    question = net_question(
        reference=Steps, inputs=draw(x=uniform(1, 2)), items={"a": 1, "b": 1, "c": 1}, trials=1
    )
    wrong = {"a": "wrong", "b": "wrong", "c": "wrong"}
    assert states(question, lambda x: {"a": 1.0, "b": 1.0, "c": 1.0}) == wrong
    assert states(question, lambda x: {"a": 1.3, "b": 1.7, "c": 1.3 * 1.7})["c"] == "follows"
    copied = states(question, lambda x: {"a": 3 * x, "b": 3 * x, "c": 9 * x**2})
    assert copied == {"a": "right", "b": "wrong", "c": "follows"}


class Wires(Chain):
    def h(a, b):
        return a * b


def test_of_one_number_alone_no_far_fetched_slip_is_told():
    drawn = draw(a=integers(3, 3), b=integers(5, 5))
    # 12 is a · (b − 1), but with one trial that may be chance; 3 is a, and likely.
    for trials, value, slip in ((1, 12.0, ""), (2, 12.0, "off_by_one"), (1, 3.0, "dropped_factor")):
        question = Question("q", {"h": 1}, "f", drawn, Wires, trials=trials)
        found = marked(question, lambda value=value, **_: {"h": value})
        assert found["h"].misconception == slip
