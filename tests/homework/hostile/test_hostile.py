"""Hostile submissions get what their honest parts earn, and nothing comes out or stays behind.

Each attack is run in the protections A and B, by whoever runs the tests and, where that is root,
by an ordinary user, too.
"""

from __future__ import annotations

import os
import re

import pytest
from attack import HONEST
from hostile_run import ALL, fits, run
from watching import SECRET, processes_of, processes_with, state_of, traces

PARAMETERS = [
    pytest.param(name, marks=pytest.mark.slow) if attack.slow else name
    for name, attack in ALL.items()
]


def test_there_are_enough():
    assert len(ALL) >= 45


def check(name, found):
    expected = {**HONEST, **ALL[name].expected}
    for function, came in found.items():
        if function:
            assert fits(came, expected[function]), f"{function}: {came}"
    everything = repr(found)
    assert SECRET not in everything and "horse battery" not in everything
    texts = "".join(came[2] for came in found.values())
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", texts
    )


@pytest.mark.parametrize("name", PARAMETERS)
def test_attack(session, secret, name, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "x")
    session.unload()
    before, at_rest = state_of(secret), processes_of(session.house.process.pid)
    check(name, run(session, ALL[name], str(secret)))
    session.unload()
    assert processes_of(session.house.process.pid) == at_rest
    assert state_of(secret) == before and not traces()
    if session.house.folder is not None:
        session.house.fork(1500).close()  # what the next submission would find
        session.house.computed()
        assert os.listdir(session.house.folder / "work") == []


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["A", "B"])
def test_all_attacks_on_an_ordinary_user(ordinary, letter, secret):
    check_all(ordinary, letter, secret, list(ALL))


@pytest.mark.parametrize("letter", ["A", "B"])
def test_some_attacks_on_an_ordinary_user(ordinary, letter, secret):
    check_all(ordinary, letter, secret, SOME)


def check_all(ordinary, letter, secret, names):
    before = state_of(secret)
    found, home = ordinary(letter, secret, names)
    assert set(found) == set(names)
    for name, replies in found.items():
        replies[""] = replies[""][:3]
        check(name, replies)
    assert state_of(secret) == before and not traces()
    assert os.listdir(home / "tmp") == [] and processes_with(str(home)) == []


SOME = [
    "kills everybody",
    "reads what is not its own",
    "the network",
    "new processes by every way",
    "modes, times and attributes of others' files",
    "the kernel's back doors",
    "the homework, its grader and other packages",
]
