"""A small homework and a class whose scores are known, because we have made its mistakes."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = '''\
# ---
# homework: small
# title.fa: تمرین کوچک
# title.en: A small homework
# allow: numpy
# ---

# %% [markdown] lang="en"
# # A small homework

# %% [markdown] lang="fa"
# # تمرین کوچک

# %% question="neuron"
def neuron(w, x, y):
    """Return z, o, dz and dw of a neuron."""
    ### BEGIN SOLUTION
    import numpy as np

    z = (w * x).sum()
    o = 1 / (1 + np.exp(-z))
    dz = (o - y) * o * (1 - o)
    return {"z": z, "o": o, "dz": dz, "dw": dz * x}
    ### END SOLUTION

# %% question="mean"
def mean_square(a):
    """Return the mean of the squares."""
    ### BEGIN SOLUTION
    return (a ** 2).sum() / a.size
    ### END SOLUTION

# %% [markdown] question="why" lang="en"
# Your answer

# %% [markdown] question="why" lang="fa"
# پاسخ شما

# %% teacher
import numpy as np

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import bits, draw, normal
from tinygrad_fa.homework.items import Written
from tinygrad_fa.homework.questions import Question


class Neuron(Chain):
    def z(w, x):     return (w * x).sum()
    def o(z):        return 1 / (1 + np.exp(-z))
    def dz(o, y):    return (o - y) * o * (1 - o)
    def dw(dz, x):   return dz * x


class Mean(Chain):
    def mean(a):     return (a ** 2).sum() / a.size


QUESTIONS = [
    Question(
        id="neuron", function="neuron", reference=Neuron, seconds=1.0,
        inputs=draw(w=normal(3), x=normal(3), y=bits()),
        items={"z": 1, "o": 1, "dz": 2, "dw": 1},
        hints={"dz": {"fa": "شیب سیگموئید؟", "en": "The slope of the sigmoid?"}},
    ),
    Question(
        id="mean", function="mean_square", reference=Mean, inputs=draw(a=normal(7)),
        items={"mean": 3}, seconds=1.0,
    ),
    Question(id="why", items={"answer": Written(2)}),
]
'''

RIGHT = {
    "z": "(w * x).sum()",
    "o": "1 / (1 + np.exp(-z))",
    "dz": "(o - y) * o * (1 - o)",
    "dw": "dz * x",
    "mean": "(a ** 2).sum() / a.size",
}
CODE = """\
import numpy as np

def neuron(w, x, y):
    z = {z}
    o = {o}
    dz = {dz}
    return {{"z": z, "o": o, "dz": dz, "dw": {dw}}}

# %%
def mean_square(a):
    return {mean}
"""
WORTH = {"z": 1, "o": 1, "dz": 2, "dw": 1, "mean": 3}
FULL = 8.0


@dataclass(frozen=True)
class Pupil:
    """One who hands in, and what she gets for it.

    Attributes:
        code: of the submission.
        earned: the points that she gets.
        slips: the misconceptions that are named, by item; ``"?"`` for a mistake without a name.
    """

    code: str
    earned: float
    slips: dict[str, str] = field(default_factory=dict)


def pupil(slips=None, **wrong):
    """Return one who writes these formulas in the place of the right ones."""
    lost = sum(WORTH[item] for item in wrong)
    return Pupil(CODE.format(**{**RIGHT, **wrong}), FULL - lost, slips or {})


KINDS = {
    "right": pupil(),
    "slope_of_z": pupil({"dz": "slope_of_input"}, dz="(o - y) * z * (1 - z)"),
    "no_slope": pupil({"dz": "no_slope"}, dz="(o - y)"),
    "sign": pupil({"dz": "sign"}, dz="-(o - y) * o * (1 - o)"),
    "sign_inside": pupil(o="1 / (1 + np.exp(z))"),
    "no_mean": pupil({"mean": "no_mean"}, mean="(a ** 2).sum()"),
    "no_square": pupil({"mean": "no_power"}, mean="a.sum() / a.size"),
    "two_slips": pupil({"dz": "sign", "mean": "no_mean"}, dz="(y - o) * o * (1 - o)",
                       mean="(a ** 2).sum()"),
    "unknown_mistake": pupil(dz="np.cos(17 * o) + y"),
    "loop": Pupil(CODE.format(**RIGHT) + "\ndef mean_square(a):\n    while True: pass\n", 5.0),
    "exit": Pupil(CODE.format(**RIGHT) + "\nimport os\ndef mean_square(a): os._exit(0)\n", 5.0),
    "error": Pupil(CODE.format(**RIGHT).replace("    z = ", "    z = 1 / 0 + "), 3.0),
    "empty": Pupil("", 0.0),
    "no_python": Pupil("this is (no python", 0.0),
    "one_question": Pupil(CODE.format(**RIGHT).partition("# %%")[0], 5.0),
    "list": Pupil(CODE.format(**RIGHT).replace("a.size", "len(list(a))"), FULL),
}  # fmt: skip


def write_class(folder: Path, names, count=None):
    """Write the source, the submissions and a roster; return who handed in what, by id."""
    (folder / "small.py").write_text(SOURCE, encoding="utf-8")
    names = list(names)
    pupils = {}
    for number in range(count or len(names)):
        name = names[number % len(names)]
        student = f"s{number:03}"
        own = folder / "submissions" / student
        own.mkdir(parents=True)
        # Nobody hands in the very same file.
        code = f"# {student}\n{KINDS[name].code}"
        (own / "small.py").write_text(code, encoding="utf-8")
        pupils[student] = KINDS[name]
    with open(folder / "roster.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name", "email"])
        rows.writerows([student, f"نام {student}", f"{student}@example.org"] for student in pupils)
    (folder / "course.key").write_text("0123456789abcdef" * 4, encoding="ascii")
    return pupils
