"""A class of our own: one of each kind, and some who would like to do harm."""

from __future__ import annotations

from tinygrad_fa.homework.records import QuestionVerdict, SubmissionVerdict, Verdict
from tinygrad_fa.homework.reports.results import Column, Results, Row

SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'
TERMINAL = "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\x07\b"
TURNED = "\u202egnp.exe\u202c\u2066x\u2069\u200f"
FORMULA = '=HYPERLINK("http://x","y")'
_WORTH = {"dz2": 1.0, "dW2": 1.0, "dh": 1.0, "dz1": 1.5, "dW1": 1.5}
COLUMNS = (
    *(Column("backward", item, points) for item, points in _WORTH.items()),
    Column("stable", "loss", 2.0),
    Column("why", "answer", 2.0),
)


def submission(student, states, misconception="", file="hw2.ipynb", **more):
    """Return a verdict with these states of the items, in the order of the columns."""
    verdicts = {}
    for column, state in zip(COLUMNS, states):
        state, _, cause = state.partition(" ")
        wrong = state == "wrong"
        explanation = {
            "en": "Look at `o * (1 - o)` again: the derivative of the sigmoid is taken at `o`.",
            "fa": "به `o * (1 - o)` دوباره نگاه کنید: مشتق سیگموئید در `o` گرفته می‌شود.",
        }
        found = Verdict(
            column.item, column.points, column.points if state in ("right", "follows") else 0.0,
            state, cause, "dz2" if state in ("wrong", "follows") else "",
            misconception if wrong else "", explanation if wrong else {},
        )  # fmt: skip
        verdicts.setdefault(column.question, []).append(found)
    output, error = more.pop("output", ""), more.pop("error", "")
    questions = tuple(
        QuestionVerdict(name, tuple(found), output, error) for name, found in verdicts.items()
    )
    return SubmissionVerdict(
        f"key-{student}", student, file, "0123abcd" * 8, "hw2", "A", questions, **more
    )


RIGHT = ["right"] * 6 + ["by_hand"]
PARTLY = ["wrong", "follows", "follows", "follows", "wrong", "right", "by_hand"]


def a_class():
    """Return the results of a small class."""
    late = {"en": "Cell `backward` stands there twice.", "fa": "خانهٔ `backward` دو بار آمده است."}
    evil = f"{SCRIPT}{TURNED}{TERMINAL}"
    rows = [
        Row("s1", "سارا احمدی", "sara@example.org", submission("s1", RIGHT)),
        Row("s2", "Ali Karimi", "", submission("s2", PARTLY, "sigma_prime_of_z", notes=(late,))),
        Row("s3", FORMULA, "", submission(
            "s3", ["failed timeout"] * 5 + ["forbidden numpy.linalg", "by_hand"], file=evil,
            output=evil, error=f"ValueError: {evil} (line 3)",
        )),
        Row("s4", "مریم", "", submission("s4", ["missing"] * 7, refused={
            "en": f"not a notebook: {evil}", "fa": f"دفترچه نیست: {evil}"})),
        Row("s5", "nobody"),
        Row(f"../{evil}", TURNED, "", submission(f"../{evil}", PARTLY, "sign")),
        Row("+1234", "-2+3", "@x", submission("+1234", PARTLY, "sigma_prime_of_z")),
    ]  # fmt: skip
    titles = {"en": "Homework 2: a net of 2-2-1", "fa": "تمرین ۲: شبکهٔ ۲-۲-۱"}
    own = {"backward": {"en": "The backward pass", "fa": "گذر رو به عقب"}}
    return Results("hw2", titles, COLUMNS, tuple(rows), own)


MISCONCEPTIONS = {
    "sigma_prime_of_z": [{"en": "σ′ as z(1 − z)", "fa": "σ′ به شکل `z(1 − z)`"}],
    "sign": [{"en": "the sign is turned round", "fa": "علامت برعکس است"}],
}
