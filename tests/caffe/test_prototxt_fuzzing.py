"""Damaged and hostile prototxt files: whatever they say, there is a net, or a clear error.

A file is one of ours with a few changes: characters, words and lines deleted, doubled, exchanged,
put in from other files, numbers made huge.  It is read, upgraded, filtered and built, and written
again where it can be read.
"""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.caffe.building import build_net
from tinygrad_fa.caffe.kinds import spec
from tinygrad_fa.caffe.loading import load_solver
from tinygrad_fa.caffe.schema import message_types
from tinygrad_fa.caffe.text import parse_text
from tinygrad_fa.caffe.upgrade import upgraded_solver
from tinygrad_fa.caffe.writing import to_text
from tinygrad_fa.language.errors import TinygradError

FOLDER = Path(__file__).parent.parent / "data" / "caffe" / "prototxt"
FILES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.prototxt"))}
NETS = {name: text for name, text in FILES.items() if "solver" not in name}
SOLVERS = {name: text for name, text in FILES.items() if "solver" in name}

WORDS = re.compile(r"\s+|[\w.+-]+|\"[^\"]*\"|.", re.DOTALL)
NAMES = sorted({name for kind in message_types().values() for name in kind.fields})
MARKS = ["{", "}", "<", ">", "[", "]", ":", ",", ";", '"', "'", "\\", "#", "-", "\n", "\0", "ش"]
NUMBERS = ["0", "-1", "1", "2", "3", "7", "65", "1e38", "-1e-38", "1e999", "nan", "inf", "0x"]
NUMBERS += ["0xFFFFFFFFFFFF", "4294967295", "99999999999999999999", "1.5", "true", "f"]
VALUES = ["MAX", "TEST", "GPU", '""', '"x"', '"ReLU"', '"Data"', '"Split"', '"SoftmaxWithLoss"']
STRANGE = [*MARKS, *NUMBERS, *VALUES, "layer { }", "layers { }", "layer [", "param { }"]


def mutated(text, rng):
    """Return a text with a few changes."""
    words = WORDS.findall(text)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        place = rng.randrange(len(words)) if words else 0
        end = place + rng.choice([1, 1, 2, 5, 20])
        kind = rng.randrange(8)
        if kind == 0:
            del words[place:end]
        elif kind == 1:
            words[place:place] = words[place:end]
        elif kind == 2:
            words[place : place + 1] = [rng.choice(STRANGE)]
        elif kind == 3:
            words[place:place] = [" ", rng.choice(NAMES), rng.choice([": ", " "]),
                                  rng.choice(STRANGE), " "]  # fmt: skip
        elif kind == 4:
            other = WORDS.findall(rng.choice(list(FILES.values())))
            start = rng.randrange(len(other))
            words[place:end] = other[start : start + rng.choice([1, 5, 30])]
        elif kind == 5:
            numbers = [i for i, word in enumerate(words) if word.lstrip("-").isdigit()]
            if numbers:
                words[rng.choice(numbers)] = rng.choice(NUMBERS)
        elif kind == 6:
            start = rng.randrange(len(words)) if words else 0
            words[place:end], words[start : start + 1] = words[start : start + 1], words[place:end]
        else:
            whole = "".join(words)
            cut = rng.randrange(len(whole) + 1)
            words = WORDS.findall(whole[:cut] + rng.choice(["", *STRANGE]) + whole[cut + 1 :])
    return "".join(words)


SHAPES = {"data": (2, 1, 28, 28), "label": (2,)}


def read(text, kind):
    message = parse_text(text, kind)
    assert parse_text(to_text(message), kind) == message or "nan" in to_text(message)
    return message


@pytest.fixture(autouse=True)
def small_layers(monkeypatch):
    """Refuse large layers, so that those that remain take no time."""
    monkeypatch.setattr(spec, "MOST_NUMBERS", 50_000)


def try_net(text, state):
    build_net(read(text, "NetParameter"), state, SHAPES)


def tried(seed, count, seconds=2.0):
    """Try so many damaged files; return how many of them were refused, and the kinds of errors."""
    rng = random.Random(seed)
    names = [*NETS, *["tiny"] * len(NETS), *SOLVERS]
    refused, keys, said = 0, set(), []
    for number in range(count):
        name = rng.choice(names)
        text = mutated(NETS.get(name) or SOLVERS[name], rng)
        begin = time.perf_counter()
        try:
            if name in NETS:
                try_net(text, rng.choice(["TRAIN", "TEST"]))
            else:
                upgraded_solver(read(text, "SolverParameter"))
        except TinygradError as error:
            refused += 1
            keys.add(error.key)
            said.append(str(error))
        except Exception as error:
            raise AssertionError(f"seed {seed}, file {number}:\n{text}") from error
        assert time.perf_counter() - begin < seconds, text
    assert all(said)
    return refused, keys


def test_two_thousand_damaged_files():
    refused, keys = tried(seed=0, count=2000)
    assert 800 < refused < 1990
    assert len(keys) > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_a_hundred_thousand_damaged_files(seed):
    refused, _ = tried(seed, count=10_000, seconds=10.0)
    assert refused > 4000


def test_damaged_solver_files_make_no_crash(tmp_path):
    """Whole Solvers of damaged files, on tiny data."""
    rng = random.Random(5)
    (tmp_path / "lenet.prototxt").write_text(FILES["tiny"], encoding="utf-8")
    batches = (np.zeros((2, 2, 6, 6), "float32"), np.zeros(2, "int64"))
    made, said = 0, []
    for _ in range(150):
        name = rng.choice([name for name in SOLVERS if name.startswith("lenet")])
        if name == "lenet_consolidated_solver":
            continue
        path = tmp_path / "solver.prototxt"
        path.write_text(mutated(SOLVERS[name], rng), encoding="utf-8", errors="replace")
        try:
            load_solver(path, train=batches, test=[batches] * 3, progress=False)
            made += 1
        except TinygradError as error:
            said.append(str(error))
    assert made > 20 and len(said) > 20 and all(said)
