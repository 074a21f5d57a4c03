"""A session: what goes in, what comes out, and what one question leaves to the next."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.homework.processes import children_of
from tinygrad_fa import language
from tinygrad_fa.homework.records import Call
from tinygrad_fa.homework.sandbox import Limits, Session, choose, ladder, probe, warm_session
from tinygrad_fa.homework.sandbox.line import Line
from tinygrad_fa.language.errors import SettingError


def best():
    tiers = [tier for tier in probe() if tier.available and tier.letter != "D"]
    if not tiers:
        pytest.skip("no protection here at all")
    return tiers[0]


@pytest.fixture(scope="module")
def session():
    with Session(best()) as session:
        yield session


def notebook(*cells, **metadata):
    plain = [{"cell_type": "code", "metadata": metadata, "source": text} for text in cells]
    return json.dumps({"cells": plain, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


def loaded(session, *cells):
    return session.load({"hw.ipynb": notebook(*cells)})


def array(*values):
    return {"shape": [len(values)], "values": list(values)}


def test_values_come_and_go(session):
    loaded(
        session,
        "import numpy as np",
        "def f(a, b, c):\n    return a * b, {'c': c, 'kind': a.dtype.kind}",
    )
    arguments = {"a": array(1.0, 2.5), "b": 2, "c": {"deep": [array(1, 2), "text", None, True]}}
    reply = session.call(Call("f", "f", arguments))
    assert reply.status == "ok", reply
    assert reply.values == [
        array(2.0, 5.0),
        {"c": {"deep": [array(1, 2), "text", None, True]}, "kind": "f"},
    ]


def test_numbers_keep_all_their_digits(session):
    loaded(session, "def f(x): return x")
    for x in (0.1, 1e-320, -0.0, 2**0.5, 1e308, 2**60):
        values = session.call(Call("f", "f", {"x": x})).values
        assert repr(values) == repr(x)
    x = {"shape": [3], "values": ["nan", "inf", "-inf"]}
    assert session.call(Call("f", "f", {"x": x})).values == x


def test_a_question_sees_nothing_of_another(session):
    loaded(session, "seen = []", "def f(x):\n    seen.append(x)\n    return seen")
    assert session.call(Call("a", "f", {"x": 1})).values == [1]
    assert session.call(Call("a", "f", {"x": 2})).values == [1, 2]
    assert session.call(Call("b", "f", {"x": 3})).values == [3]
    assert session.call(Call("a", "f", {"x": 4})).values == [4]


def test_a_question_that_hangs_costs_itself_alone(session):
    loaded(session, "def f():\n    while True: pass", "def g(): return 1")
    begin = time.monotonic()
    assert session.call(Call("f", "f", {}, seconds=0.3)).status == "timeout"
    assert session.call(Call("f", "f", {}, seconds=100)).status == "timeout"  # not tried again
    assert session.call(Call("g", "g", {})).values == 1
    assert time.monotonic() - begin < 10


def test_the_same_seed_draws_the_same_numbers(session):
    loaded(
        session, "import numpy as np, random", "def f(): return random.random(), np.random.rand()"
    )
    first, again = (session.call(Call(q, "f", {}, seed=7)).values for q in "ab")
    other = session.call(Call("c", "f", {}, seed=8)).values
    assert first == again != other


def test_what_is_printed_is_kept_up_to_a_bound(session):
    loaded(
        session,
        "print('loading')",
        "def f():\n    print('سلام')\n    return 1",
        "def g():\n    print('x' * 10**6)",
    )
    assert session.call(Call("f", "f", {})).output == "سلام\n"
    assert len(session.call(Call("g", "g", {})).output) == Limits().output_bytes


def test_an_error_names_cell_and_line(session):
    result = loaded(session, "x = 1", "y = 1\nz = 1 / 0\nafter = 5", "def f():\n    return [][3]")
    assert result.errors == ("cell 2: ZeroDivisionError: division by zero (cell 2, line 2)",)
    assert (
        session.call(Call("f", "f", {})).error
        == "IndexError: list index out of range (cell 3, line 2)"
    )


def test_a_cell_that_fails_costs_one_statement(session):
    loaded(
        session,
        "from tinygrad_fa.homework import public\nimport math\n"
        "check = public.start('x')\ndef f(): return math.pi",
    )
    assert session.call(Call("f", "f", {})).status == "ok"


def test_a_package_that_is_not_allowed_is_not_there(session):
    result = loaded(session, "import tinygrad_fa", "import pytest")
    assert len(result.errors) == 2 and all("ModuleNotFoundError" in text for text in result.errors)


def test_an_allowed_package_is_there_without_answers():
    with Session(best(), allow=("tinygrad_fa",)) as session:
        result = loaded(
            session,
            "import tinygrad_fa as tg",
            "def f(x):\n    v = tg.Value(x)\n    y = v * v\n    y.backward()\n"
            "    return v.grad, y, tg.Tensor([1.0, 2.0])",
            "import os\ndef look():\n    return sorted(os.listdir(os.path.dirname(tg.__file__)))",
            "import tinygrad_fa.homework",
        )
        values = session.call(Call("f", "f", {"x": 3.0})).values
        assert values == [6.0, 9.0, array(1.0, 2.0)]
        seen = session.call(Call("look", "look", {})).values
        assert "engine" in seen and not {"homework", "lessons", "_lessons", "cli"} & set(seen)
        assert len(result.errors) == 1 and "ModuleNotFoundError" in result.errors[0]


def test_a_package_that_is_not_installed_is_said():
    with pytest.raises(SettingError, match="no_such_package"):
        Session(best(), allow=("no_such_package",))


def test_cells_and_notes(session):
    both = [
        {
            "cell_type": "code",
            "metadata": {"tinygrad_fa": {"question": "q1"}},
            "source": ["def f():\n", "  return 1"],
        },
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": "q1"}},
            "source": "def f(): return 2",
        },
        {
            "cell_type": "markdown",
            "metadata": {"tinygrad_fa": {"question": "why"}},
            "source": "زیرا",
        },
    ]
    result = session.load({"hw.ipynb": json.dumps({"cells": both}).encode()})
    assert session.call(Call("q1", "f", {})).values == 2
    assert result.written("why") == "زیرا"
    assert "def f" in result.code
    assert [note["en"] for note in result.notes] == [
        "The cell of question `q1` is there more than once; the last definition counts."
    ]


@pytest.mark.parametrize("name", ["hw.ipynb", "hw.py"])
def test_nothing_readable_is_refused_in_both_languages(session, name):
    for content in (
        b"{",
        b"\xff\xfe\x00",
        b"[1]",
        b'{"cells": 5}',
        b"",
        b"[" * 100_000,
        b"null",
        b"NaN",
    ):
        result = session.load({"hw.ipynb": content})
        assert result.refused is not None and set(result.refused) == {"fa", "en"}, content
        assert session.call(Call("f", "f", {})).status == "missing"
    assert session.load({}).refused is not None


def test_a_huge_notebook_costs_itself_alone(session):
    huge = b'{"cells": [' + b"[[], {}]," * 1_500_000 + b"[]]}"
    begin = time.monotonic()
    assert session.load({"hw.ipynb": huge}).refused is not None
    assert time.monotonic() - begin < 60
    loaded(session, "def f(): return 1")
    assert session.call(Call("f", "f", {})).values == 1


def test_a_child_is_gone_when_the_session_is_unloaded(session):
    loaded(
        session,
        "import threading\ndef f():\n    def busy():\n        while True: pass\n"
        "    threading.Thread(target=busy, daemon=True).start()",
    )
    session.call(Call("f", "f", {}))
    session.unload()
    assert session.house.computed() == 0
    assert session.call(Call("f", "f", {})).status == "missing"


def kill_house(session):
    os.kill(session.house.process.pid, signal.SIGKILL)


def kill_unanswered(session):
    """Stop all that is in the house, so that it cannot answer any more; then kill it."""
    for inhabitant in children_of(session.house.process.pid):
        os.kill(inhabitant, signal.SIGSTOP)
    threading.Timer(0.02, kill_house, [session]).start()


def kill_child(session):
    """Kill the process of the submission alone, as a machine without memory does."""
    os.kill(children_of(session.house.process.pid)[-1], signal.SIGKILL)


def marks(session):
    """Load a submission and ask it; return all that the grader learns of it."""
    result = loaded(
        session,
        "seen = []",
        "broken = 1 / 0\nimport os",
        "def f(x):\n    seen.append(x)\n    return seen",
        "def leave(): os._exit(3)",
    )
    calls = [("f", 1), ("f", 2), ("f", 3), ("leave", None), ("g", 4)]
    replies = []
    for question, x in calls:
        name, arguments = ("leave", {}) if x is None else ("f", {"x": x})
        replies.append(session.call(Call(question, name, arguments)))
    return result, replies


@pytest.mark.parametrize("kill", [kill_house, kill_unanswered, kill_child])
def test_what_is_killed_from_outside_is_done_again_and_no_mark_is_lost(session, monkeypatch, kill):
    """Killed before or while any of its requests is answered: the grader learns the same."""
    asked, ask, place = [], Line.ask, 0

    def counting(line, request, *more):
        asked.append(request["do"])
        if len(asked) == place:
            kill(session)
        return ask(line, request, *more)

    monkeypatch.setattr(Line, "ask", counting)
    expected = marks(session)
    assert [reply.status for reply in expected[1]] == ["ok", "ok", "ok", "died", "ok"]
    assert expected[1][2].values == [1, 2, 3]
    requests = len(asked)
    assert {"open", "run", "call"} == set(asked) and requests > 8
    for place in range(1, requests + 1):
        asked.clear()
        assert marks(session) == expected, f"killed at request {place}"


def test_who_brings_down_house_after_house_is_blamed(session, monkeypatch):
    """It costs what brings it down, and does not go on for ever."""
    ask, houses = Line.ask, []

    def killing(line, request, *more):
        if request.get("function") == "bad":
            houses.append(session.house.process.pid)
            kill_unanswered(session)
        return ask(line, request, *more)

    monkeypatch.setattr(Line, "ask", killing)
    loaded(session, "def bad(): return 1", "def good(): return 2")
    assert session.call(Call("bad", "bad", {})).status == "died"
    assert len(set(houses)) == len(houses) == 3
    assert session.call(Call("bad", "bad", {})).status == "died" and len(houses) == 3
    assert session.call(Call("good", "good", {})).values == 2


def test_nothing_is_left_when_the_grader_is_killed(tmp_path):
    program = (
        "import sys, os, time\n"
        "from tinygrad_fa.homework.sandbox import Session, choose\n"
        "from tinygrad_fa.homework.records import Call\n"
        "s = Session(choose(sys.argv[1]))\n"
        "s.load({'a.py': b'def f():\\n    while True: pass'})\n"
        "print(s.house.process.pid, flush=True)\n"
        "s.call(Call('f', 'f', {}, seconds=100))\n"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", program, best().letter],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.getcwd()},
    )
    inside = int(grader.stdout.readline())
    time.sleep(0.3)
    grader.kill()
    grader.wait()
    grader.stdout.close()
    for _ in range(100):
        if not alive(inside):
            break
        time.sleep(0.05)
    assert not alive(inside)


def alive(group):
    """Whether a process of this group runs; one that nobody has buried yet does not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == group and state != "Z":
            return True
    return False


def test_a_warm_session_is_kept_for_a_thread():
    tier = best()
    first = warm_session(tier)
    assert warm_session(tier) is first
    assert warm_session(tier, allow=()) is not first


def test_no_protection_is_a_clear_error(monkeypatch):
    ladder._try.cache_clear()
    monkeypatch.setattr(ladder, "House", _no_house)
    monkeypatch.setattr(ladder.confinement, "landlock_version", lambda: 0)
    try:
        with pytest.raises(SettingError) as fault:
            choose()
        english = str(fault.value)
        assert "apt install bubblewrap" in english and "Landlock" in english
        language.set_language("fa")
        assert "bubblewrap را نصب کنید" in str(fault.value)
        assert choose.__kwdefaults__ is None
    finally:
        ladder._try.cache_clear()


def _no_house(letter, allow, limits):
    raise ladder.CannotStart("bwrap" if letter == "A" else "not today")


def test_limits_alone_need_trust():
    with pytest.raises(SettingError, match="trust-submissions"):
        choose("D")
    assert choose("D", trust=True).letter == "D"
    with pytest.raises(SettingError):
        choose("X")


def test_every_rung_calls_functions():
    for tier in probe():
        if tier.available:
            with Session(tier) as session:
                loaded(session, "def f(x): return x + 1")
                assert session.call(Call("f", "f", {"x": 1})).values == 2


def test_tiers_have_titles_and_reasons_in_both_languages():
    for tier in probe():
        assert set(tier.title) == {"fa", "en"}
        assert tier.available or set(tier.reason) == {"fa", "en"}
