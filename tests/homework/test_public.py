"""The check in the notebook: quick, in her language, naming the slip and never the answer."""

from __future__ import annotations

import json
import time
import zlib
from base64 import b85decode

import numpy as np
import pytest

from tests.homework.marking import KEY, Net, net_question, right
from tinygrad_fa.homework import public
from tinygrad_fa.homework.source import read_homework
from tinygrad_fa.language.errors import DataError

SOURCE = """\
# ---
# homework: small
# title.fa: تمرین
# title.en: A homework
# ---

# %% question="net"
def net(W, x, y): pass

# %% question="mine"
def mine(a, b): pass

# %% question="formula"
def formula(): pass

# %% teacher
from tests.homework.marking import net_question
from tinygrad_fa.homework import Chain, Question, TypedFormula, draw, normal, tenths

class Mine(Chain):
    def p(a, b):  return a * b
    def s(p, a):  return p + a

QUESTIONS = [
    net_question(hints={"dz": {"fa": "اشاره", "en": "A hint."}}),
    Question("mine", {"p": 1, "s": 1}, "mine", draw(a=tenths(-3, 3), b=tenths(1, 4)), Mine,
             personal=True, tolerance=1e-3),
    Question("formula", {"f": TypedFormula(2, "2*x*z", ("x", "z"))}, "formula"),
]
"""


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("public") / "small.py"
    path.write_text(SOURCE, encoding="utf-8")
    return public.checks_of(read_homework(path), KEY, b"personal" * 4)


def slipped(W, x, y):
    z = W @ x
    o = 1 / (1 + np.exp(-z))
    dz = (o - y) * o * (1 - z)
    dW = np.outer(dz, x)
    return {"z": z, "o": o, "dz": dz, "dW": dW, "new_W": W - 0.5 * dW}


def said(text, function, capsys, lang="en", question="net"):
    points = public.start(text, lang)(question, function)
    out = capsys.readouterr()
    assert out.err == "" and type(points) is float
    return points, out.out


def test_right(text, capsys):
    points, told = said(text, right, capsys)
    assert points == 6.0 and "Right: `z`, `o`, `dz`, `dW`, `new_W`." in told
    assert "Public checks only" in told and "✘" not in told


def test_the_first_wrong_link_and_its_slip(text, capsys):
    points, told = said(text, slipped, capsys)
    assert points == 2.0
    assert "`dz` is the first wrong link" in told and "input `z`" in told and "A hint." in told
    assert "After it: `dW`, `new_W`." in told
    _, persian = said(text, slipped, capsys, "fa")
    assert "نخستین حلقهٔ نادرست" in persian and "اشاره" in persian and "wrong" not in persian
    _, both = said(text, slipped, capsys, "fa+en")
    assert both.index("نخستین") < both.index("first wrong link")


def unfinished(**given):
    return {"z": 1.0, "dz": dz}  # noqa: F821 - as a student has it who is not there yet


@pytest.mark.parametrize(
    ("function", "wanted"),
    [
        (None, "no function `net`"), (lambda **k: 1 / 0, "ZeroDivisionError"),
        (lambda: 1, "TypeError"), (unfinished, "Write `dz = None` for the moment"),
        (lambda **k: [1, 2], "in this order: `z`, `o`"),
        (lambda **k: None, "does not return what is asked for"),
        (lambda **k: {**right(**k), "z": "text"}, "is text"),
        (lambda **k: {**right(**k), "z": np.full(2, np.nan)}, "NaN"),
        (lambda **k: {**right(**k), "z": np.ones(3)}, "(3,)"),
        (lambda **k: {**right(**k), "z": np.ones(2)}, "not right"),
    ],
)  # fmt: skip
def test_what_else_may_be_wrong(text, capsys, function, wanted):
    points, told = said(text, function, capsys)
    assert wanted in told and points < 6


def test_it_finds_the_function_where_it_is_called(text, capsys):
    names = {"check": public.start(text, "en"), "net": right}
    exec("points = check('net')", names)
    assert names["points"] == 6.0
    assert names["check"]("nothing") == 0.0
    assert "no question `nothing`" in capsys.readouterr().out


def test_warnings_do_not_reach_the_stream_of_errors(text, capsys):
    def noisy(**given):
        np.log(np.zeros(1))
        return right(**given)

    assert said(text, noisy, capsys)[0] == 6.0


def test_it_is_quick(text):
    check = public.start(text, "en")
    check("net", slipped)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        check("net", slipped)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05


def test_neither_formulas_nor_names_of_helpers_nor_arrays_travel(text):
    plain = zlib.decompress(b85decode(text)).decode()
    for part in ("np.", "return ", "outer", "lambda", "exp("):
        assert part not in plain
    net = json.loads(plain)["questions"]["net"]
    inputs = {k: np.array(v["values"]).reshape(v["shape"])
              for k, v in net["sets"][""][0]["inputs"].items()}  # fmt: skip
    for value in Net.values(inputs).values():
        for number in value.ravel():
            assert f"{number:.6g}" not in plain


def test_the_numbers_are_not_those_of_the_grading(text):
    plain = zlib.decompress(b85decode(text)).decode()
    for call in net_question().plan("student", KEY[::-1]):
        assert str(call.arguments["x"]["values"]) not in plain


def test_personal_numbers(text, capsys):
    mine = public.own_numbers(text, "mine", "۴۰۰")
    assert mine == public.own_numbers(text, "mine", " 400 ")
    known = {str(public.own_numbers(text, "mine", str(i))) for i in range(40)}
    assert len(known) > 15
    check = public.start(text, "en", "400")
    answer = lambda a, b: (mine["a"] * mine["b"], mine["a"] * mine["b"] + mine["a"])
    assert check("mine", answer) == 2.0
    assert check("mine", lambda a, b: (mine["a"] + 1, 0)) == 0.0
    other = next(str(i) for i in range(40) if public.own_numbers(text, "mine", str(i)) != mine)
    assert public.start(text, "en", other)("mine", answer) < 2.0


def test_a_notebook_for_some_students_holds_only_their_numbers(tmp_path, capsys):
    path = tmp_path / "small.py"
    path.write_text(SOURCE, encoding="utf-8")
    homework = read_homework(path)
    text = public.checks_of(homework, KEY, b"personal" * 4, ["400"])
    assert len(text) < len(public.checks_of(homework, KEY, b"personal" * 4))
    assert public.own_numbers(text, "mine", "400")
    assert public.start(text, "en", "401")("mine", lambda a, b: (1, 2)) == 0.0
    assert "no numbers for `401`" in capsys.readouterr().out


def test_a_typed_formula(text, capsys):
    for typed in ("2*x*z", "z*x + x*z", "۲ × x × z"):
        assert said(text, lambda typed=typed: typed, capsys, "en", "formula")[0] == 2.0
    for typed in ("2*x", "2*x*z*1.0001", "2*x*", "os.path", "", 5, None, "x**0.5/0"):
        points, told = said(text, lambda typed=typed: typed, capsys, "en", "formula")
        assert points == 0.0 and "✘" in told


def test_what_can_be_asked_about_the_text(text):
    assert public.homework_of(text) == "small"
    assert public.points_of(text) == {"net": 6.0, "mine": 2.0, "formula": 2.0}
    assert public.function_of(text, "net") == "net"


@pytest.mark.parametrize("damage", ["", "no text", "x" * 50])
def test_a_damaged_text(damage):
    with pytest.raises(DataError) as caught:
        public.start(damage)
    assert caught.value.key == "homework.damaged_checks"


def test_persian_is_read_in_its_order_where_lines_run_from_left_to_right(text, capsys):
    _, persian = said(text, slipped, capsys, "fa")
    for line in persian.splitlines():
        assert line[0] == "\u2067" and line[-1] == "\u2069"
        assert line.count("\u2066`") == line.count("`\u2069") == line.count("`") / 2
    _, english = said(text, slipped, capsys)
    assert "\u2067" not in english
