"""The kinds of items: gradients, typed formulas, stability, invariants, trainings."""

from __future__ import annotations

import numpy as np
import pytest

from tests.homework.marking import KEY, marked, net_question, replies_of, states
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import choice, draw, integers, normal
from tinygrad_fa.homework.items import (
    GradientCheck,
    Invariant,
    Stability,
    Training,
    TypedFormula,
    Value,
    Written,
)  # fmt: skip
from tinygrad_fa.homework.records import Reply
from tinygrad_fa.homework.scoring import score
from tinygrad_fa.language.errors import DataError


class Loss(Chain):
    def H(X, W):
        return np.maximum(0, X @ W)

    def J(H, T):
        return ((H - T) ** 2).sum() / len(T)


class Softmax(Chain):
    def P(S):
        E = np.exp(S - S.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)


def gradient(X, W, T, square=True):
    Z = X @ W
    H = np.maximum(0, Z)
    J = ((H - T) ** 2).sum() / len(T)
    return {"J": J, "dW": X.T @ (2 * (H - T) / len(T) * (Z > 0))}


def loss_question(own=False, **changes):
    items = {"J": 1, "dW": GradientCheck(3, of="J", by="W", own=own)}
    inputs = draw(X=normal(5, 3), W=normal(3, 2), T=normal(5, 2))
    return net_question(items=items, reference=Loss, inputs=inputs, **changes)


@pytest.mark.parametrize("own", [False, True])
def test_a_gradient_is_compared_with_differences(own):
    question = loss_question(own)
    assert states(question, gradient) == {"J": "right", "dW": "right"}
    for wrong, said in (
        (lambda dW: -dW, "sign"), (lambda dW: 5 * dW, "central"), (lambda dW: dW.T, "shape"),
        (lambda dW: dW * np.nan, "NaN"), (lambda dW: 0 * dW, "central"), (lambda dW: "a", "text"),
    ):  # fmt: skip
        answer = lambda wrong=wrong, **k: {**gradient(**k), "dW": wrong(gradient(**k)["dW"])}
        found = marked(question, answer)
        assert found["dW"].state == "wrong" and found["J"].state == "right"
        assert said in found["dW"].explanation["en"], found["dW"].explanation
    assert states(question, lambda **k: {"J": gradient(**k)["J"]})["dW"] == "missing"


def test_with_own_differences_a_slip_in_the_loss_does_not_cost_its_gradient():
    def no_mean(X, W, T):
        found = gradient(X, W, T)
        return {"J": len(T) * found["J"], "dW": len(T) * found["dW"]}

    assert states(loss_question(own=True), no_mean) == {"J": "wrong", "dW": "right"}
    assert states(loss_question(), no_mean) == {"J": "wrong", "dW": "wrong"}


@pytest.mark.parametrize(
    "easy",
    [
        lambda X, W, T: {"J": 0.0, "dW": 0 * W},
        lambda X, W, T: {"J": W.sum(), "dW": np.ones(W.shape)},
        lambda X, W, T: {"J": (W**2).sum(), "dW": 2 * W},
    ],
)
def test_the_gradient_of_an_easier_function_earns_nothing(easy):
    assert states(loss_question(own=True), easy) == {"J": "wrong", "dW": "wrong"}


@pytest.mark.parametrize("factor", [1, -1])
def test_a_loss_that_remembers_earns_nothing_for_a_gradient_that_fits_it(factor):
    remembered = {}

    def constant_around(X, W, T):
        loss = remembered.setdefault(X.tobytes(), factor * gradient(X, W, T)["J"])
        return {"J": loss, "dW": 0 * W}

    found = states(loss_question(own=True), constant_around)
    assert found == {"J": "right" if factor == 1 else "wrong", "dW": "wrong"}


def stable_question():
    items = {"P": 1, "large": Stability(2, of="P", inputs=draw(S=choice((900, 1000), 3, 4)))}
    return net_question(items=items, reference=Softmax, inputs=draw(S=normal(3, 4)))


def test_further_calls_belong_to_the_trial():
    question = stable_question()
    calls = question.plan("student", KEY)
    assert [call.item for call in calls] == ["", "large"] * 3 and calls[3].trial == 1
    right = replies_of(lambda S: Softmax.values({"S": S})["P"], calls)
    replies = [Reply("died") if c.item else r for c, r in zip(calls, right, strict=True)]
    assert [v.state for v in score(question, calls, replies).verdicts] == ["right", "missing"]


def test_a_typed_formula():
    item = TypedFormula(2, "2*x*z", ("x", "z"))
    question = net_question(items={"f": item}, reference=Chain, inputs=None, trials=1)
    for typed in ("2*x*z", "z*x + x*z", "۲ × x × z"):
        assert states(question, lambda typed=typed: typed) == {"f": "right"}
        assert states(question, lambda typed=typed: {"f": typed}) == {"f": "right"}
    for typed, said in (
        ("-2*x*z", "sign"), ("x*z", "factor"), ("2*x", "variables"), ("x+z", "not right"),
        ("2*x*", "cannot be read"), ("2*x*y", "cannot be read"), (5, "as text"),
        ("__import__('os')", "cannot be read"), ("9**9**9**9", "not right"),
    ):  # fmt: skip
        found = marked(question, lambda typed=typed: typed)["f"]
        assert found.state == "wrong" and said in found.explanation["en"], typed
    assert states(question, lambda: None) == {"f": "missing"}


def test_stability():
    question = stable_question()
    calm = lambda S: Softmax.values({"S": S})["P"]

    def wild(S):
        with np.errstate(all="ignore"):
            E = np.exp(S)
            return E / E.sum(axis=1, keepdims=True)

    clipped = lambda S: calm(np.clip(S, -50, 50))
    assert states(question, calm) == {"P": "right", "large": "right"}
    assert states(question, wild) == {"P": "right", "large": "wrong"}
    assert "finite" in marked(question, wild)["large"].explanation["en"]
    assert states(question, clipped)["large"] == "wrong"


def test_invariants():
    items = {
        "losses": Invariant(1, lambda losses: losses[-1] < losses[0], {"fa": "افت", "en": "fall"}),
        "length": Invariant(1, lambda losses, steps: len(losses) == steps),
    }
    question = net_question(items=items, reference=Chain, inputs=draw(steps=integers(3, 6)))
    falling = lambda steps: [1 / (i + 1) for i in range(steps)]
    assert question.returned == ["losses"]
    assert states(question, falling) == {"losses": "right", "length": "right"}
    assert states(question, lambda steps: [1.0, 0.5])["length"] == "wrong"
    found = marked(question, lambda steps: [1.0] * steps)["losses"]
    assert found.state == "wrong" and found.explanation == {"fa": "افت", "en": "fall"}
    for odd in (1.0, [], [np.nan] * 3, "text", [[1, 2], [1]]):
        assert states(question, lambda steps, odd=odd: odd)["losses"] == "wrong"
    assert states(question, lambda steps: None)["losses"] == "missing"


def training_question():
    return net_question(
        items={"classes": Training(4, labels="labels", accuracy=0.8, floor=0.2)}, reference=Chain,
        inputs=draw(x=normal(200), labels=lambda x: (x > 0) * 1), hidden=("labels",), trials=1,
    )  # fmt: skip


def test_labels_never_go_along_and_points_grow_with_the_accuracy():
    question = training_question()
    call = question.plan("student", KEY)[0]
    assert set(call.arguments) == {"x"} and "labels" in call.hidden
    assert "labels" not in repr(call)
    assert marked(question, lambda x: (x > 0) * 1)["classes"].earned == 4
    assert marked(question, lambda x: np.stack([-x, x], 1))["classes"].earned == 4
    half = marked(question, lambda x: np.where(np.arange(200) < 100, x > 0, x <= 0))["classes"]
    assert half.state == "wrong" and half.earned == pytest.approx(4 * 0.3 / 0.6)
    assert "50.0 %" in half.explanation["en"]
    assert marked(question, lambda x: (x <= 0) * 1)["classes"].earned == 0
    for odd in ([1, 0], "text", np.full(200, np.nan), 7.0):
        assert marked(question, lambda x, odd=odd: odd)["classes"].earned == 0


def test_items_that_cannot_be_marked_are_refused():
    for items, key in (
        ({"p": Training(1, labels="x", accuracy=0.5)}, "labels_not_hidden"),
        ({"p": Stability(1, of="p", inputs=draw())}, "no_rule"),
        ({"p": GradientCheck(1, of="q", by="x")}, "no_rule"),
        ({"p": Value("one")}, "no_points"),
    ):
        with pytest.raises(DataError) as caught:
            net_question(items=items, reference=Chain)
        assert caught.value.key == f"homework.{key}"
    assert net_question(items={"w": Written(1)}, function="").is_written
