"""Batches: every job gets its one verdict, whoever dies, and whenever the grader is stopped."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pytest

from tinygrad_fa.homework.batch import grade_all
from tinygrad_fa.homework.executors import Processes, Workers
from tinygrad_fa.homework.journal import FILE, Journal
from tinygrad_fa.homework.records import SubmissionVerdict

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Task:
    """A job whose file name says what becomes of it."""

    key: str
    deed: str = ""

    def load(self):
        return self

    def died(self):
        return verdict_on(self, died=True)


def verdict_on(task, died=False):
    refused = {"fa": "مرد", "en": "died"} if died else {}
    return SubmissionVerdict(task.key, task.key, task.key, "", "hw", "A", refused=refused)


def grade(task):
    if task.deed == "die":
        os._exit(3)
    if task.deed == "fail":
        raise RuntimeError("the grader has a bug")
    if task.deed.startswith("die once"):
        mark = Path(task.deed.removeprefix("die once "))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if task.deed.startswith("wait"):
        time.sleep(float(task.deed.split()[1]))
    return verdict_on(task)


class Threads(Workers):
    """Threads, which cannot die."""

    def __init__(self, count):
        self.count, self.executor = count, ThreadPoolExecutor(count)


def graded(tasks, workers, folder):
    told = []
    with Journal(folder) as journal:
        grade_all(tasks, workers, grade, journal, told.append)
        assert sorted(v.key for v in told) == sorted(v.key for v in journal)
        return {v.key: bool(v.refused) for v in journal}


@pytest.mark.parametrize("count", [1, 3])
def test_every_job_gets_its_verdict(tmp_path, count):
    tasks = [Task(f"k{i}", f"wait {random.random() / 100}") for i in range(20)]
    random.shuffle(tasks)
    assert graded(tasks, Threads(count), tmp_path) == {f"k{i}": False for i in range(20)}


def test_what_the_journal_has_is_not_graded_again(tmp_path):
    graded([Task("a"), Task("b")], Threads(1), tmp_path)
    before = (tmp_path / FILE).read_bytes()
    told = []
    again = [Task("a", "fail"), Task("b"), Task("c")]
    with Journal(tmp_path) as journal:
        grade_all(again, Threads(1), grade, journal, told.append)
    assert [v.key for v in told] == ["c"]
    assert (tmp_path / FILE).read_bytes().startswith(before)


def test_an_error_of_the_grader_costs_one_verdict(tmp_path):
    tasks = [Task("a"), Task("b", "fail"), Task("c"), Task("d")]
    found = graded(tasks, Threads(2), tmp_path)
    assert found == {"a": False, "b": True, "c": False, "d": False}


def test_a_process_that_dies_costs_one_verdict_and_is_tried_again(tmp_path):
    once = tmp_path / "mark"
    tasks = [Task(f"k{i}") for i in range(8)]
    tasks[2] = Task("k2", "die")
    tasks[5] = Task("k5", f"die once {once}")
    workers = Processes(2)
    try:
        found = graded(tasks, workers, tmp_path)
    finally:
        workers.stop()
    assert found == {f"k{i}": i == 2 for i in range(8)}
    assert once.exists()


def test_two_processes_that_die_at_once_are_told_apart(tmp_path):
    once = tmp_path / "mark"
    tasks = [Task("k0", "wait 0.1"), Task("k1", "die"), Task("k2", f"die once {once}"), Task("k3")]
    workers = Processes(2)
    try:
        found = graded(tasks, workers, tmp_path)
    finally:
        workers.stop()
    assert found == {f"k{i}": i == 1 for i in range(4)}


class Broken(Executor):
    """An executor that breaks at every third job, before it has taken it."""

    def __init__(self):
        self.taken = 0

    def submit(self, function, task):
        self.taken += 1
        if self.taken % 3 == 0:
            raise BrokenProcessPool("gone")
        future = Future()
        future.set_result(function(task))
        return future


def test_a_pool_that_breaks_between_two_looks_loses_no_job(tmp_path):
    workers = Workers()
    workers.count, workers.executor = 2, Broken()
    found = graded([Task(f"k{i}") for i in range(10)], workers, tmp_path)
    assert found == {f"k{i}": False for i in range(10)}


def test_jobs_are_read_when_their_turn_comes(tmp_path):
    loaded, most = [], []

    class Lazy(Task):
        def load(self):
            loaded.append(self.key)
            return self

    def told(verdict):
        most.append(len(loaded) - len(most))

    with Journal(tmp_path) as journal:
        grade_all([Lazy(f"k{i}") for i in range(40)], Threads(2), grade, journal, told)
    assert len(most) == 40 and max(most) <= 2 * 2 + 1


PROGRAM = """
import sys
sys.path[:0] = [{tests!r}, {repository!r}]
from test_batch import Task, grade
from tinygrad_fa.homework.batch import grade_all
from tinygrad_fa.homework.executors import opened
from tinygrad_fa.homework.journal import Journal
if __name__ == "__main__":
    tasks = [Task(f"k{{i}}", "wait {seconds}") for i in range(30)]
    with opened("processes:2") as workers, Journal({folder!r}) as journal:
        grade_all(tasks, workers, grade, journal, lambda v: print(v.key, flush=True))
"""


def started(folder, seconds):
    program = folder / "program.py"
    program.write_text(PROGRAM.format(
        tests=str(Path(__file__).parent), repository=str(REPOSITORY), folder=str(folder),
        seconds=seconds,
    ))  # fmt: skip
    return subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def living(session):
    """Return the processes of a session that still run, zombies apart."""
    found = subprocess.run(["ps", "-e", "-o", "pid=,sid=,stat="], capture_output=True, text=True)
    rows = [line.split() for line in found.stdout.splitlines()]
    return [row[0] for row in rows if row[1] == str(session) and not row[2].startswith("Z")]


def ended(session, seconds=10.0):
    until = time.monotonic() + seconds
    while living(session) and time.monotonic() < until:
        time.sleep(0.05)
    return not living(session)


def test_ctrl_c_writes_what_is_begun_and_leaves_nothing_running(tmp_path):
    program = started(tmp_path, 0.2)
    program.stdout.readline()
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: the whole group gets it
    output, errors = program.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors and "Process SpawnProcess" not in errors
    assert ended(program.pid)
    with Journal(tmp_path) as journal:
        assert 1 <= len(journal) < 30 and not any(v.refused for v in journal)
        assert len(journal) == 1 + len(output.split())


def test_ctrl_c_twice_does_not_wait(tmp_path):
    program = started(tmp_path, 60)
    time.sleep(2.0)
    start = time.monotonic()
    program.send_signal(signal.SIGINT)
    time.sleep(0.5)
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=30)
    assert time.monotonic() - start < 15 and ended(program.pid)


def test_killed_at_random_and_resumed_it_has_the_same_verdicts(tmp_path):
    for _ in range(4):
        program = started(tmp_path, 0.05)
        program.stdout.readline()
        time.sleep(random.random() / 2)
        program.kill()
        program.communicate(timeout=30)
        assert ended(program.pid)  # a pool whose parent was killed ends by itself
    program = started(tmp_path, 0.01)
    program.communicate(timeout=60)
    assert program.returncode == 0
    with Journal(tmp_path) as journal:
        assert {v.key for v in journal} == {f"k{i}" for i in range(30)}
        assert not any(v.refused for v in journal) and not journal.unreadable
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 30  # none was graded twice
