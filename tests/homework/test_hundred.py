"""A hundred notebooks for HW2, as a teacher grades them: scores, time, memory, kills, executors."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.homework.hundred import write_hundred
from tests.homework.processes import all_gone, children_of, family_of
from tests.homework.small_class import KINDS, write_class
from tests.solver.test_mpi import why_not
from tinygrad_fa.homework.building import find_homework
from tinygrad_fa.homework.journal import FILE
from tinygrad_fa.homework.sandbox import probe

REPOSITORY = Path(__file__).resolve().parents[2]
MEGABYTES = 200  # the grader's own, its workers among it
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TINYGRAD_FA_LANG": "en"}
TIERS = [tier.letter for tier in probe() if tier.available and tier.letter in "AB"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not TIERS, reason="there is no sandbox (bubblewrap or Landlock)"),
]


def command(*words):
    return [sys.executable, "-m", "tinygrad_fa", *map(str, words)]


def start(*words, folder):
    """Start a command of ours in a session of its own."""
    return subprocess.Popen(
        command(*words), cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def run(*words, folder):
    program = start(*words, folder=folder)
    family = set()
    while program.poll() is None:
        family |= family_of(program)
        time.sleep(0.2)
    output = program.stdout.read()
    program.stdout.close()
    assert program.returncode == 0, output
    assert all_gone(family), "something is left running"
    return output


def scores(folder):
    with open(folder / "scores.csv", encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def journal(folder):
    """Return the verdicts by their keys; each stands there once."""
    lines = [json.loads(line) for line in (folder / FILE).read_bytes().splitlines()]
    found = {line["key"]: line for line in lines}
    assert len(found) == len(lines)
    return found


def reports(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def own_memory(root):
    """Return the megabytes of the grader and its workers, without the sandboxes."""
    total = 0
    for number in children_of(root):
        try:
            words = Path(f"/proc/{number}/cmdline").read_bytes()
            if b"tinygrad_fa\0grade" in words or b"spawn_main" in words:
                rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
                total += next(int(x.split()[1]) for x in rollup.splitlines() if x[:4] == "Pss:")
        except (OSError, StopIteration):
            continue
    return total / 1024


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """Build HW2 and let a hundred students, and three more, hand in."""
    folder = tmp_path_factory.mktemp("hundred")
    run("homework", "build", "hw2", "--out", "dist", folder=folder)
    pupils = write_hundred(folder / "dist" / "hw2", find_homework("hw2"), folder / "submissions")
    return folder, pupils


def grade(*more):
    # The course key lies beside it.
    return ["grade", "submissions", "--homework", "dist/key/hw2/hw2.py", "--jobs", "2", *more]


@pytest.fixture(scope="module")
def graded(hundred):
    """Grade them all with two workers; return the results, seconds and megabytes."""
    folder, _ = hundred
    began = time.monotonic()
    program = start(*grade("--out", "whole"), folder=folder)
    most = 0.0
    while program.poll() is None:
        most = max(most, own_memory(program.pid))
        time.sleep(0.1)
    output = program.stdout.read()
    program.stdout.close()
    assert program.returncode == 0, output
    return folder / "whole", time.monotonic() - began, most


def test_every_score_is_as_constructed(hundred, graded):
    found, pupils = scores(graded[0]), hundred[1]
    assert found.keys() == pupils.keys() and len(found) == 103
    assert found["st000"]["notes"] == ""
    for student, pupil in pupils.items():
        assert float(found[student]["earned"]) == pupil.earned, (student, pupil, found[student])
        for item, slip in pupil.named.items():
            assert found[student][f"{item} misconception"] == slip, (student, pupil)


def test_time_and_memory(graded, record_property):
    """The time is reported, not judged: a busy machine is not a slow grader."""
    _, seconds, megabytes = graded
    record_property("seconds_per_submission", round(seconds / 103, 3))
    record_property("grader_megabytes", round(megabytes))
    print(f"{seconds / 103:.2f} s per submission, {megabytes:.0f} MB")
    assert 0 < megabytes < MEGABYTES


def test_killed_at_random_and_resumed_the_journal_is_the_same(hundred, graded):
    folder, _ = hundred
    for kill in range(4):
        program = start(*grade("--out", "killed", "--resume"), folder=folder)
        time.sleep(random.uniform(4, 14))
        victims = children_of(program.pid)
        # The grader itself; or one of its workers, a sandbox, or what runs in there.
        victim = program.pid if kill % 2 == 0 or len(victims) < 2 else random.choice(victims[1:])
        family = family_of(program)
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if victim != program.pid:
            time.sleep(random.uniform(0, 5))
            family |= family_of(program)
            program.kill()
        program.communicate()
        assert all_gone(family), "something is left running"
    run(*grade("--out", "killed", "--resume"), folder=folder)
    assert journal(folder / "killed") == journal(graded[0])
    assert reports(folder / "killed") == reports(graded[0])


def test_ctrl_c_leaves_nothing_running(hundred):
    folder, _ = hundred
    program = start(*grade("--out", "stopped"), folder=folder)
    time.sleep(12)
    family = family_of(program)
    os.killpg(program.pid, signal.SIGINT)
    output, _ = program.communicate(timeout=60)
    assert program.returncode == 130 and "--resume" in output and "Traceback" not in output
    assert all_gone(family)


# Other executors grade the same


@pytest.fixture
def small(tmp_path):
    pupils = write_class(tmp_path, [x for x in KINDS if x not in ("loop", "exit")] * 2)
    words = ["grade", "submissions", "--homework", "small.py", "--roster", "roster.csv"]
    run(*words, "--out", "processes", "--executor", "processes:2", folder=tmp_path)
    found = scores(tmp_path / "processes")
    assert {x: float(found[x]["earned"]) for x in found} == {x: p.earned for x, p in pupils.items()}
    return tmp_path, words


def test_dask(small):
    pytest.importorskip("distributed")
    folder, words = small
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
         "--port", "0", "--scheduler-file", "scheduler.json", "--no-dashboard"],
        cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", "scheduler.json",
         "--nworkers", "2", "--nthreads", "1", "--no-dashboard"],
        cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not (folder / "scheduler.json").is_file() and time.monotonic() < until:
            time.sleep(0.2)
        import json

        address = json.loads((folder / "scheduler.json").read_text())["address"]
        address = address.replace("tcp://", "dask://")
        time.sleep(8)  # until the workers have found it
        run(*words, "--out", "dask", "--executor", address, folder=folder)
    finally:
        for process in (worker, scheduler):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
    assert journal(folder / "dask") == journal(folder / "processes")
    assert reports(folder / "dask") == reports(folder / "processes")


def test_a_scheduler_that_is_not_there_is_told(small):
    pytest.importorskip("distributed")
    folder, words = small
    done = subprocess.run(
        command(*words, "--out", "x", "--executor", "dask://127.0.0.1:1"), cwd=folder,
        env=ENVIRONMENT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "No Dask scheduler answers" in done.stderr


def mpirun(folder, words):
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    return subprocess.run(
        ["mpirun", "--oversubscribe", *root, "-n", "3", *command(*words)],
        cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_mpi(small):
    reason = shutil.which("mpirun") is None or why_not()
    if reason:
        pytest.skip(f"no MPI: {reason}")
    folder, words = small
    done = mpirun(folder, [*words, "--out", "mpi", "--executor", "mpi"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Mean") == 1  # one of them speaks
    assert journal(folder / "mpi") == journal(folder / "processes")
    assert reports(folder / "mpi") == reports(folder / "processes")
    again = mpirun(folder, [*words, "--out", "mpi", "--executor", "mpi"])
    assert again.returncode != 0 and again.stderr.count("--resume") == 1  # and none waits for ever
