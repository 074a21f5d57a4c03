"""Similar submissions: renaming hides nothing, and a formula sheet is nobody's own."""

from __future__ import annotations

import ast
import re

import pytest

from tinygrad_fa.homework.similarity import AT_MOST, fingerprint, similar_pairs

SHEET = """
def backward(o, y, h, W2):
    dz2 = (o - y) * o * (1 - o)
    dW2 = dz2 @ h.T
    dh = W2.T @ dz2
    dz1 = dh * (h > 0)
    return {"dz2": dz2, "dW2": dW2, "dh": dh, "dz1": dz1}
"""
OWN = """
def train(data, rate):
    best, weights = None, [0.1 * i for i in range(len(data[0]))]
    for epoch in range(30):
        while True:
            if rate < 1e-6 or not data: break
            rate = rate / 2 if epoch % 3 else max(rate - 0.01, 0)
        losses = sorted((sum(w * v for w, v in zip(weights, row)) - row[-1]) ** 2 for row in data)
        best = losses[0] if best is None else min(best, losses[len(losses) // 2])
        for place, row in enumerate(data):
            weights[place % len(weights)] -= rate * (row[0] ** 2 + abs(row[-1])) / len(data)
    return {"best": best, "weights": [round(w, 3) for w in weights], "n": len(losses)}
"""
OTHER = """
def train(data, rate):
    import math
    def loss(w):
        return sum(math.exp(-abs(w * row[0] - row[1])) for row in data if row)
    grid = {k: loss(k / 10) for k in range(-20, 20)}
    try:
        chosen = max(grid, key=grid.get)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    else:
        with open("x") as file: chosen += len(file.read())
    return [chosen, *grid.values()][::2]
"""


def renamed(code):
    """Other names, other numbers, other comments, other blank lines."""
    code = re.sub(r"\b(best|weights|losses|epoch|place|row|rate|data)\b", r"\1_of_mine", code)
    code = re.sub(r"\b0\.1\b", "0.25", code).replace("30", "44")
    return "# all my own work\n" + code.replace("\n    return", "\n\n    # the end\n    return")


def pairs(codes, given=""):
    marks = {name: fingerprint(code) for name, code in codes.items()}
    return similar_pairs(marks, {name: name for name in codes}, fingerprint(given))


def test_renaming_hides_nothing():
    assert renamed(OWN) != OWN and fingerprint(renamed(OWN)) == fingerprint(OWN)


def test_a_copy_among_others_is_found():
    codes = {"a": SHEET + OWN, "b": renamed(OWN) + SHEET, "c": SHEET + OTHER, "d": SHEET}
    (pair,) = pairs(codes)
    assert (pair.first, pair.second) == ("a", "b") and pair.share > 0.8 and not pair.same_file


def test_what_the_whole_class_writes_is_nobodys_own():
    codes = {f"s{i}": SHEET for i in range(9)}
    assert pairs(codes) == []
    assert pairs({"a": OWN, "b": OWN}, given=OWN) == []


def test_the_same_bytes_are_always_told():
    marks = {"a": (), "b": (), "c": ()}
    (pair,) = similar_pairs(marks, {"a": "1", "b": "2", "c": "1"})
    assert (pair.first, pair.second, pair.share, pair.same_file) == ("a", "c", 1.0, True)


def test_the_untouched_starter_of_many_is_not_told():
    names = [f"s{i}" for i in range(20)]
    assert (
        similar_pairs(dict.fromkeys(names, ()), {n: n if n < "s15" else "x" for n in names}) == []
    )


def test_different_code_is_not_alike():
    assert pairs({"a": OWN, "b": OTHER}) == []


@pytest.mark.parametrize("code", ["", "x = 1", "def (:", "\0", "(" * 500, "-" * 5000 + "1"])
def test_what_cannot_be_read_has_no_fingerprint(code):
    assert len(fingerprint(code)) <= 1


def test_a_giant_file_has_bounded_fingerprints():
    code = "\n".join(f"x{i} = [{'+'.join(str(j) for j in range(i % 7 + 1))}]" for i in range(9000))
    ast.parse(code)
    assert len(fingerprint(code)) <= AT_MOST


def test_the_order_of_functions_and_docstrings_do_not_count():
    with_words = OWN.replace("rate):\n", 'rate):\n    """Mine."""\n', 1)
    assert fingerprint(with_words) == fingerprint(OWN)
    one, other = set(fingerprint(SHEET + OWN)), set(fingerprint(OWN + SHEET))
    assert len(one & other) / len(one) > 0.8
