"""A small question, a runner without a sandbox, and short ways to mark an answer."""

from __future__ import annotations

import contextlib
import io

import numpy as np

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import bits, draw, normal
from tinygrad_fa.homework.plain import decode, encode
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import Reply
from tinygrad_fa.homework.scoring import score

KEY = b"a key of the tests, long enough"


class Net(Chain):
    def z(W, x):
        return W @ x

    def o(z):
        return 1 / (1 + np.exp(-z))

    def dz(o, y):
        return (o - y) * o * (1 - o)

    def dW(dz, x):
        return np.outer(dz, x)

    def new_W(W, dW):
        return W - 0.5 * dW


ITEMS = {"z": 1, "o": 1, "dz": 2, "dW": 1, "new_W": 1}


def net_question(**changes):
    given = {
        "id": "net", "function": "net", "items": ITEMS, "reference": Net,
        "inputs": draw(W=normal(2, 3), x=normal(3, away=0.1), y=bits(2)),
    }  # fmt: skip
    return Question(**{**given, **changes})


def right(W, x, y):
    z = W @ x
    o = 1 / (1 + np.exp(-z))
    dz = (o - y) * o * (1 - o)
    dW = np.outer(dz, x)
    return {"z": z, "o": o, "dz": dz, "dW": dW, "new_W": W - 0.5 * dW}


def replies_of(function, calls):
    """Return what comes back from a function that is called as the sandbox calls it."""
    return [Reply("ok", encode(function(**decode(call.arguments)))) for call in calls]


def marked(question, function, source=""):
    """Return the verdicts on a function, by item."""
    calls = question.plan("student", KEY)
    found = score(question, calls, replies_of(function, calls), source)
    return {verdict.item: verdict for verdict in found.verdicts}


def states(question, function):
    return {name: verdict.state for name, verdict in marked(question, function).items()}


def run(source, calls):
    """Run a submission without any sandbox."""
    names = {"__name__": "submission"}
    replies = []
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in source.split("# %%\n"):
            exec(cell, names)
        for call in calls:
            try:
                value = names[call.function](**decode(call.arguments))
            except Exception as error:
                replies.append(Reply("error", error=repr(error)))
            else:
                replies.append(Reply("not_plain") if value is ... else Reply("ok", encode(value)))
    return replies
