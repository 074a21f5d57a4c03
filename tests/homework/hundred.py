"""A class for HW2: a hundred notebooks, each with a mistake that we have made on purpose."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

# What is written in the place of what, in the model solution; the points that this costs; and
# the slips that are named for it.  What follows from a wrong value costs nothing.
_END = "\n    J = (o - y) ** 2 / 2\n    return"  # of `forward`, where `mine` goes on
SLIPS = {
    "right": ("", "", 0.0, {}),
    "mine: slope of the input": ("dz = (o - y) * o * (1 - o)", "dz = (o - y) * z * (1 - z)", 1.5,
                                 {"mine.dz": "slope_of_input"}),
    "mine: no half": ("J = (o - y) ** 2 / 2\n    dz", "J = (o - y) ** 2\n    dz", 0.5,
                      {"mine.J": "no_half"}),
    "crossed wires": ("    h1 = i1 * w1 + i2 * w2", "    h1 = i1 * w1 + i2 * w3", 0.5,
                      {"forward.h1": "crossed_wires"}),
    "sign of the exponent": (f"exp(-z)){_END}", f"exp(z)){_END}", 0.5,
                             {"forward.o": "sign_inside"}),
    "no half": ("J = (o - y) ** 2 / 2\n    return", "J = (o - y) ** 2\n    return", 1.0,
                {"forward.J": "no_half"}),
    "no square": ("J = (o - y) ** 2 / 2\n    return", "J = (o - y) / 2\n    return", 1.0,
                  {"forward.J": "no_power"}),
    "sign of the error": ("do = o - y", "do = y - o", 1.0, {"backward.do": "sign"}),
    "slope of the input": ("dz = do * o * (1 - o)", "dz = do * z * (1 - z)", 2.0,
                           {"backward.dz": "slope_of_input"}),
    "slope forgotten": ("dz = do * o * (1 - o)", "dz = do", 2.0, {"backward.dz": "no_slope"}),
    "half a slope": ("dz = do * o * (1 - o)", "dz = do * (1 - o)", 2.0,
                     {"backward.dz": "half_slope"}),
    "wrong neuron": ("dh1, dh2 = dz * w5, dz * w6", "dh1, dh2 = dz * w6, dz * w6", 1.0,
                     {"backward.dh1": "other_name"}),
    "lost input": ("dw1, dw2 = dh1 * i1, dh1 * i2", "dw1, dw2 = dh1, dh1 * i2", 0.5,
                   {"backward.dw1": "dropped_factor"}),
    "two slips": ("do = o - y\n    dz = do * o * (1 - o)", "do = y - o\n    dz = do", 3.0,
                  {"backward.do": "sign", "backward.dz": "no_slope"}),
    "uphill": ("new_w5 = w5 - rate", "new_w5 = w5 + rate", 0.5, {"step.new_w5": "sign_inside"}),
    "mean for sum": ("(dw * move).sum()", "(dw * move).mean()", 2.0,
                     {"promise.change": "mean_for_sum"}),
    "rate forgotten": ("move = -rate * dw", "move = -dw", 1.0, {}),
    "wrong formula": ("* w5 * i1\"", "* w5\"", 2.0, {}),
    "nonsense": ("dw3, dw4 = dh2 * i1, dh2 * i2", "dw3, dw4 = o ** 3 + 7, y - 11 * z ** 2", 1.0,
                 {}),
    "endless loop": ("    new_w5 = w5", "    while True: pass\n    new_w5 = w5", 4.0, {}),
    "ends the process": ("    move = -rate", "    import os; os._exit(1)\n    move = -rate", 3.0,
                         {}),
    "raises": ("    do = o - y", "    do = o - y + [][0]", 9.0, {}),
    "syntax error": ("def forward(", "def forward((", 3.0, {}),
    "other name": ("def promise(", "def promis(", 3.0, {}),
    "memory": ("    move = -rate", "    x = [0] * 10 ** 12\n    move = -rate", 3.0, {}),
}  # fmt: skip
FULL = 27.0  # what a program marks; three more points are for an answer in prose


@dataclass(frozen=True)
class Pupil:
    """One who hands in: which slip she makes, what she gets, and what is named."""

    slip: str
    earned: float
    named: dict[str, str] = field(default_factory=dict)


def fill(notebook, cells, slip):
    """Return the student's notebook with the model solution and a slip in it."""
    old, new, _, _ = SLIPS[slip]
    made = json.loads(json.dumps(notebook))
    found = 0
    for cell in made["cells"]:
        about = cell["metadata"].get("tinygrad_fa", {})
        text = cells.get(about.get("question")) if about.get("role") == "answer" else None
        if text is not None:
            found += text.count(old) if old else 0
            cell["source"] = text.replace(old, new) if old else text
        if about.get("role") == "written":
            cell["source"] = "The slope was taken at the input."
    assert found == (1 if old else 0), (slip, found)
    return made


def write_hundred(built: Path, homework, folder: Path, count: int = 100) -> dict[str, Pupil]:
    """Write so many notebooks, as students hand them in; return who has made which slip."""
    notebook = json.loads((built / "hw2.en.ipynb").read_text(encoding="utf-8"))
    cells = {x.question: x.solution for x in homework.cells if x.question and x.is_code}
    names = list(SLIPS)
    pupils = {}
    for number in range(count):
        student, slip = f"st{number:03}", names[number % len(names)]
        made = fill(notebook, cells, slip)
        made["cells"][0]["source"] = f"{student}"
        folder.mkdir(exist_ok=True)
        (folder / f"{student}.ipynb").write_text(json.dumps(made), encoding="utf-8")
        pupils[student] = Pupil(slip, FULL - SLIPS[slip][2], SLIPS[slip][3])
    broken = {"cut": '{"cells": [', "empty": "", "no notebook": "%PDF-1.7"}
    for name, content in broken.items():
        student = f"broken-{name.replace(' ', '-')}"
        (folder / f"{student}.ipynb").write_text(content, encoding="utf-8")
        pupils[student] = Pupil(name, 0.0)
    return pupils
