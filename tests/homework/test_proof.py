"""The proof finds what is wrong with a homework, and finds nothing where all is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.homework.marking import run
from tinygrad_fa.homework.proof import prove
from tinygrad_fa.homework.source import read_homework

SOURCE = """\
# ---
# homework: small
# title.fa: تمرین کوچک
# title.en: A small homework
# ---

# %% question="net"
import numpy as np
def net(x, w, y):
    ### BEGIN SOLUTION
    z = w * x
    o = 1 / (1 + np.exp(-z))
    dz = (o - y) * o * (1 - o)
    return {"z": z, "o": o, "dz": dz, "dw": (dz * x).sum() / len(x)}
    ### END SOLUTION

# %% [markdown] question="why" lang="en"
# Why?

# %% teacher
import numpy as np
from tinygrad_fa.homework import Chain, Question, Slip, Written, bits, draw, normal, uniform

class Net(Chain):
    def z(w, x):      return w * x
    def o(z):         return 1 / (1 + np.exp(-z))
    def dz(o, y):     return (o - y) * o * (1 - o)
    def dw(dz, x):    return (dz * x).sum() / len(x)

QUESTIONS = [
    Question(
        id="net", function="net", reference=Net, items={"z": 1, "o": 1, "dz": 2, "dw": 1},
        inputs=draw(x=normal(4, away=0.2), w=uniform(-2, 2, away=0.3), y=normal(4)),
    ),
    Question(id="why", items={"why": Written(2)}),
]
"""


@pytest.fixture
def proved(tmp_path):
    def proved(*changes):
        source = SOURCE
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        path = tmp_path / "small.py"
        path.write_text(source, encoding="utf-8")
        return prove(read_homework(path), run)

    return proved


def keys(proof, level="error"):
    return {(x.question, x.item) for x in proof.problems if x.level == level}


def said(proof):
    assert all(set(x.texts) == {"fa", "en"} for x in proof.problems)
    return " ".join(x.texts["en"] for x in proof.problems)


def test_a_good_homework_has_no_errors_and_names_its_slips(proved):
    proof = proved()
    assert proof.ok and keys(proof) == set(), said(proof)
    assert proof.mutants > 30


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 6))
def test_the_shipped_homeworks(number):
    folder = Path(__file__).resolve().parent.parent.parent / "lessons" / "homework"
    proof = prove(read_homework(folder / f"hw{number}.py"), run)
    assert proof.ok, said(proof)


def test_a_model_solution_that_fails_its_own_checks(proved):
    proof = proved(("    dz = (o - y) * o * (1 - o)\n", "    dz = (o - y) * o * (1 - z)\n"))
    assert keys(proof) == {("net", "dz"), ("net", "dw")} or keys(proof) == {("net", "dz")}
    assert "model solution" in said(proof)


def test_a_model_solution_that_raises(proved):
    proof = proved(("    z = w * x\n", "    z = w * x / 0 * nothing\n"))
    assert {item for _, item in keys(proof)} == {"z", "o", "dz", "dw"}


def test_a_starter_that_earns_points(proved):
    begin = "    ### BEGIN SOLUTION\n    z = w * x\n"
    proof = proved(
        (begin, "    z = w * x\n    o = dz = dw = None\n    ### BEGIN SOLUTION\n"),
        ('    return {"z": z, "o": o, "dz": dz, "dw": (dz * x).sum() / len(x)}\n'
         '    ### END SOLUTION\n',
         '    dw = (dz * x).sum() / len(x)\n    ### END SOLUTION\n'
         '    return {"z": z, "o": o, "dz": dz, "dw": dw}\n'),
    )  # fmt: skip
    assert keys(proof) == {("net", "z")} and "handed out" in said(proof)


def test_inputs_that_fail_or_lack_something(proved):
    proof = proved(("inputs=draw(x=normal(4, away=0.2),", "inputs=draw(v=lambda a: a,"))
    assert not proof.ok and "`inputs` fails" in said(proof)
    proof = proved((", y=normal(4)", ""))
    assert not proof.ok and "`y`" in said(proof)


def test_values_that_are_no_numbers_or_too_small_or_always_the_same(proved):
    rule = "    def z(w, x):      return w * x\n"
    proof = proved((rule, "    def z(w, x):      return np.log(-abs(w * x))\n"))
    assert ("net", "z") in keys(proof) and "no finite value" in said(proof)
    proof = proved((rule, "    def z(w, x):      return w * x * 1e-7\n"))
    assert "zero passes" in said(proof)
    proof = proved((rule, "    def z(w, x):      return 0 * (w * x) + 1\n"))
    assert "same for all inputs" in said(proof)


def test_two_slips_of_the_author_that_nobody_can_tell_apart(proved):
    slips = (
        'slips=(Slip("dz", "a", lambda o: o, {"fa": "ا", "en": "a"}), '
        'Slip("dz", "b", lambda o: 1 * o, {"fa": "ب", "en": "b"})),'
    )
    proof = proved(('id="net", function="net",', f'id="net", function="net", {slips}'))
    assert proof.ok and "`a` and `b`" in said(proof)


def test_a_slip_that_costs_more_than_its_own_item(proved):
    rule = "    def z(w, x):      return w * x\n"
    proof = proved((rule, "    def z(w, x):      return 1e5 * w * x / 1e5\n"))
    assert keys(proof) == {("net", "z")} and "costs: `z, o`" in said(proof)


def test_what_the_author_does_not_let_follow_may_cost_more(proved):
    assert proved(('id="net", function', 'id="net", follow={"dw": ()}, function')).ok


def test_another_right_source_keeps_full_marks_and_a_wrong_one_is_found(proved):
    other = "def net(x, w, y):\\n o = 1 / (1 + np.exp(-w * x))\\n dz = (o - y) * (o - o**2)\\n"
    good = other + " return w * x, o, dz, np.mean(dz * x)"
    assert proved(('id="net",', f'id="net", equivalents=("{good}",),')).ok
    bad = other + " return w * x, o, dz, np.sum(dz * x)"
    assert keys(proved(('id="net",', f'id="net", equivalents=("{bad}",),'))) == {("net", "dw")}


ALL_NAMES = (
    "from tinygrad_fa.homework import Chain, ",
    "from tinygrad_fa.homework import GradientCheck, Invariant, Stability, Chain, ",
)
SLIP = "y=normal(4)), slips=(Slip('o', 'mine', lambda {}, {{'fa': 'الف', 'en': 'a'}}),),"


@pytest.mark.parametrize(
    ("old", "new", "item", "part"),
    [
        ('"dw": 1}', '"g": GradientCheck(1, of="z", by="w")}', "g", "not one number"),
        ('"dw": 1}', '"g": GradientCheck(1, of="dw", by="v")}', "g", "`v`"),
        ('"dw": 1}', '"g": Invariant(1, lambda o, v: True)}', "g", "`v`"),
        ('"dw": 1}', '"g": Stability(1, of="o", inputs=draw(v=1000))}', "g", "`v`"),
        ("y=normal(4)),", "y=normal(4)), hidden=('v',),", "", "`v`"),
        ("y=normal(4)),", SLIP.format("dz: dz"), "o", "`dz`"),
    ],
)  # fmt: skip
def test_names_that_lead_nowhere(proved, old, new, item, part):
    proof = proved((old, new), ALL_NAMES)
    assert keys(proof) == {("net", item)} and part in said(proof)


def test_rules_and_slips_that_do_nothing(proved):
    proof = proved((', "dz": 2, "dw": 1', ""), ('"dz": dz, "dw": (dz * x).sum() / len(x)', ""))
    assert proof.ok and keys(proof, "warning") == {("net", "dz"), ("net", "dw")}
    proof = proved(("y=normal(4)),", SLIP.format("z: 1 / (1 + np.exp(-z))")))
    assert proof.ok and keys(proof, "warning") == {("net", "o")} and "`mine`" in said(proof)


def test_what_is_said_of_a_wrong_answer_comes_in_both_languages(proved):
    proof = proved(("    dz = (o - y) * o * (1 - o)\n", "    dz = (y - o) * o * (1 - o)\n"))
    found = next(x.texts for x in proof.problems if x.item == "dz")
    assert "sign" in found["en"] and "sign" not in found["fa"]
