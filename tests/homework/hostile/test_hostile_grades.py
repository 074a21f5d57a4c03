"""Whole submissions for HW2 that attack the grader: each gets what its honest parts earn."""

from __future__ import annotations

import copy
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_run import ALL

from tinygrad_fa.homework.building import find_homework
from tinygrad_fa.homework.sandbox import probe

REPOSITORY = Path(__file__).resolve().parents[3]
TIERS = [tier.letter for tier in probe() if tier.available and tier.letter in "AB"]
FULL, PROMISE = 27.0, 3.0  # points that a program marks; of which for the function `promise`
pytestmark = pytest.mark.slow

# Cells that attack while they are run, beside an honest solution: they change no mark.
CELLS = [
    "forged replies on every descriptor while loading",
    "noise without an end of line while loading",
    "the line is closed while loading",
    "rewrites the worker through frames and gc",
    "patched asserts and tests",
    "tracing, profiling and audit hooks",
    "ends the program while loading",
    "ends the program while loading, again and again",
    "exits politely while loading",
    "endless loop while loading",
    "deep source",
    "names with tricks",
    "magic, shell lines, help, await, and a future",
    "asks for input",
]

# Bodies of `promise` that attack when they are called: they cost its points and no others.
BODIES = {
    "endless": "while True: pass",
    "sleeps": "import time; time.sleep(10 ** 6)",
    "exits": "import os; os._exit(0)",
    "raises": "raise SystemExit(100)",
    "kills": "import os; os.kill(os.getppid(), 9); os.kill(-1, 9)",
    "forks": "import os\n    while True: os.fork()",
    "floods": "import os\n    while True: os.write(3, b'x' * 65536)",
    "hog": "kept = []\n    while True: kept.append(bytearray(10 ** 8))",
    "disk": "n = 0\n    while True:\n        n += 1; open(str(n), 'wb').write(b'x' * 10 ** 7)",
    "giant": "return {'change': [1.0] * 10 ** 7}",
    "deep": "x = []\n    for _ in range(10 ** 5): x = [x]\n    return x",
    "equal": (
        "class E(float):\n        __eq__ = lambda s, o: True\n        __abs__ = lambda s: 0.0\n"
        "        __sub__ = __rsub__ = lambda s, o: 0.0\n    return E(1.0)"
    ),
    "nan": "return float('nan')",
    "infinite": "return float('inf')",
    "words": "return 'right'",
    "verdict": "return {'status': 'ok', 'score': 100, 'passed': True, 'points': 27}",
    "generator": "import itertools; return itertools.count()",
    "screen": (
        "print('\\x1b[2J<script>alert(1)</script>\\u202e=cmd()')\n    raise ValueError('\\x1b[31m')"
    ),
    "crash": "import ctypes; ctypes.string_at(0)",
    "forged": (
        "import os, sys, json\n    f = sys._getframe()\n"
        "    while 'request' not in f.f_locals: f = f.f_back\n"
        "    name = f.f_locals['request']['id']\n"
        "    reply = {'id': name, 'status': 'right', 'value': 'right', 'points': 100}\n"
        "    os.write(3, b'\\n' + json.dumps(reply).encode() + b'\\n')\n    return None"
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    tinygrad("homework", "build", "hw2", "--out", folder / "dist", folder=folder)
    return folder / "dist"


@pytest.mark.parametrize("letter", ["A", "B"])
def test_honest_parts_earn_their_marks(built, tmp_path, letter):
    if letter not in TIERS:
        pytest.skip(f"no protection {letter} here")
    expected = write(built, tmp_path / "in")
    words = ["grade", "in", "--homework", "hw2", "--out", "out", "--tier", letter, "--jobs", "2"]
    key = next((built / "key").rglob("course.key"))
    tinygrad(*words, "--course-key", key, folder=tmp_path)
    lines = (tmp_path / "out" / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    verdicts = [json.loads(line) for line in lines]
    found = {}
    for verdict in verdicts:
        verdict = verdict.get("verdict", verdict)
        if "questions" in verdict:
            earned = [v["earned"] for q in verdict["questions"] for v in q["verdicts"]]
            found[verdict["student"]] = sum(earned)
            assert verdict["tier"] == letter
    assert found == expected
    check_reports(tmp_path / "out")


def write(built, folder):
    """Write a notebook for each attack; return what each must earn."""
    notebook = json.loads((built / "hw2" / "hw2.en.ipynb").read_text(encoding="utf-8"))
    homework = find_homework("hw2")
    cells = {
        cell.question: cell.solution for cell in homework.cells if cell.question and cell.is_code
    }
    honest = fill(notebook, cells)
    folder.mkdir()
    expected = {}
    for number, name in enumerate(CELLS):
        made, student = copy.deepcopy(honest), f"cell{number}"
        attack = {"cell_type": "code", "metadata": {}, "source": ALL[name].source, "outputs": []}
        made["cells"].insert(len(made["cells"]) // 2, attack)
        (folder / f"{student}.ipynb").write_text(json.dumps(made), encoding="utf-8")
        expected[student] = FULL
    for number, body in enumerate(BODIES.values()):
        student = f"body{number}"
        hostile = {**cells, "promise": f"def promise(*args, **kwargs):\n    {body}\n"}
        made = fill(notebook, hostile)
        (folder / f"{student}.ipynb").write_text(json.dumps(made), encoding="utf-8")
        expected[student] = FULL - PROMISE
    return expected


def fill(notebook, cells):
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        about = cell["metadata"].get("tinygrad_fa", {})
        if about.get("role") == "answer" and about.get("question") in cells:
            cell["source"] = cells[about["question"]]
    return made


def check_reports(folder):
    """Nothing in the reports commands a terminal, a browser or a spreadsheet."""
    for path in folder.rglob("*"):
        if path.suffix in (".csv", ".html", ".md", ".json", ".jsonl", ".xml"):
            text = path.read_text(encoding="utf-8-sig")
            assert not set(text) & set("\x1b\x07\u202e\x00"), path
            if path.suffix == ".html":
                assert "<script>alert" not in text
            if path.suffix == ".csv":
                for row in csv.reader(text.splitlines()):
                    assert not any(field.startswith("=cmd") for field in row)


def tinygrad(*words, folder):
    done = subprocess.run(
        [sys.executable, "-m", "tinygrad_fa", *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TINYGRAD_FA_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
