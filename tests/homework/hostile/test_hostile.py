"""Hostile submissions get what their honest parts earn, and nothing comes out or stays behind.

Each attack is run in the protections A and B, by whoever runs the tests and, where that is root,
by an ordinary user, too.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest
from attack import HONEST
from hostile_run import ALL, fits, run
from watching import SECRET, processes

PARAMETERS = [
    pytest.param(name, marks=pytest.mark.slow) if attack.slow else name
    for name, attack in ALL.items()
]
FAST = [name for name, attack in ALL.items() if not attack.slow]


def test_there_are_enough():
    assert len(ALL) >= 45


@pytest.fixture
def outside(secret):
    """What lies outside, which no attack may change: files, shared memory, queues, processes."""

    def look():
        lists = [Path("/proc/sysvipc") / name for name in ("shm", "sem", "msg")]
        shared = [path.read_text().count("\n") for path in lists if path.exists()]
        folders = ["/dev/shm", "/var/tmp", str(secret.parent)]
        files = {f: sorted(os.listdir(f)) for f in folders if os.path.isdir(f)}
        evil = [n for n in os.listdir(tempfile.gettempdir()) if "evil" in n]
        about = secret.stat()
        kept = (secret.read_text(), about.st_mode, about.st_mtime, about.st_ino)
        return shared, files, evil, kept, len(processes())

    return look


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
def test_attack(session, secret, outside, name, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "x")
    before = outside()
    check(name, run(session, ALL[name], str(secret)))
    session._end()
    assert outside() == before
    if session.house.folder is not None:
        session.house.fork(1500).close()  # what the next submission would find
        assert sorted(os.listdir(session.house.folder / "work")) == []


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["A", "B"])
def test_all_attacks_on_an_ordinary_user(ordinary, letter, secret, outside):
    before = outside()
    found, left = ordinary(letter, secret, list(ALL))
    assert left == []
    assert outside() == before
    assert set(found) == set(ALL)
    for name, replies in found.items():
        replies[""] = replies[""][:3]
        check(name, replies)


@pytest.mark.parametrize("letter", ["A", "B"])
def test_some_attacks_on_an_ordinary_user(ordinary, letter, secret):
    names = [
        "kills everybody",
        "reads what is not its own",
        "the network",
        "new processes by every way",
        "modes, times and attributes of others' files",
        "the kernel's back doors",
    ]
    found, left = ordinary(letter, secret, names)
    assert left == []
    for name, replies in found.items():
        replies[""] = replies[""][:3]
        check(name, replies)
