"""Many submissions graded by an executor: none stops the others, and none is graded twice.

The same jobs give the same verdicts whatever the executor, the number of workers and the order in
which they end: a job knows all that it needs, and nothing of the others.
"""

from __future__ import annotations

import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Protocol

from tinygrad_fa.homework.executors import Workers
from tinygrad_fa.homework.journal import Journal
from tinygrad_fa.homework.records import SubmissionVerdict

TRIES = 2  # of a job that is alone with its process, which has died
LOOK = 0.2  # seconds between two looks whether somebody has pressed Ctrl-C
WAITING = 2  # jobs that are handed over per worker: one is done, one lies ready


class Gradable(Protocol):
    """What is handed to a worker; it can be pickled, and holds all that is needed."""

    @property
    def key(self) -> str:
        """The key that its verdict will have."""

    def load(self) -> Gradable:
        """Return it with the bytes of the submission, which are read only now."""

    def died(self) -> SubmissionVerdict:
        """Return the verdict where the grader itself has died of it, or could not be asked."""


@dataclass
class _Begun:
    """What has been handed to the executor, and what must be tried again."""

    running: dict[Future[SubmissionVerdict], Any] = field(default_factory=dict)
    lonely: set[str] = field(default_factory=set)  # keys of those that run alone
    suspects: deque[Any] = field(default_factory=deque)
    deaths: Counter[str] = field(default_factory=Counter)


def grade_all(
    jobs: Iterable[Gradable],
    workers: Workers,
    grade: Callable[[Any], SubmissionVerdict],
    journal: Journal,
    told: Callable[[SubmissionVerdict], None] = lambda verdict: None,
    again: bool = False,
) -> None:
    """Grade every job whose key the journal lacks, and write each verdict when it is there.

    A job is read from the disk when its turn comes, so that the memory does not grow with the
    number of submissions.  Ctrl-C lets what is being graded end, and its verdicts be written;
    pressed again, it ends that, too.

    Args:
        jobs: what is to be graded.
        workers: who does it.
        grade: the function that turns a job into a verdict, in the worker.
        journal: where the verdicts go.
        told: is called with each verdict after it was written.
        again: grade also what the journal has.

    Raises:
        KeyboardInterrupt: after Ctrl-C, when what was begun has ended.
    """
    waiting = deque(job for job in jobs if again or job.key not in journal)
    begun = _Begun()
    with _first_interrupt_noted() as interrupted:
        while waiting or begun.suspects or begun.running:
            if interrupted.is_set():
                waiting.clear()
                begun.suspects.clear()
                for future in list(begun.running):
                    if future.cancel():
                        del begun.running[future]
            _hand_over(waiting, begun, workers, grade)
            done, _ = wait(begun.running, timeout=LOOK, return_when=FIRST_COMPLETED)
            for verdict in _collect(done, begun, workers):
                journal.append(verdict)
                told(verdict)
    if interrupted.is_set():
        raise KeyboardInterrupt


def _hand_over(
    waiting: deque[Any], begun: _Begun, workers: Workers, grade: Callable[[Any], SubmissionVerdict]
) -> None:
    """Fill the executor; a suspect gets it only when nobody else can die with it."""
    if begun.running and (begun.suspects or begun.lonely):
        return
    if begun.suspects:
        jobs = [begun.suspects.popleft()]
        begun.lonely = {jobs[0].key}
    else:
        begun.lonely = set()
        free = WAITING * workers.count - len(begun.running)
        jobs = [waiting.popleft() for _ in range(min(free, len(waiting)))]
    for place, job in enumerate(jobs):
        try:
            begun.running[workers.executor.submit(grade, job.load())] = job
        except BrokenExecutor:  # a process has died since the last look: these are not guilty
            waiting.extendleft(reversed(jobs[place:]))
            if not begun.running:
                workers.renew()
            return


def _collect(
    done: Iterable[Future[SubmissionVerdict]], begun: _Begun, workers: Workers
) -> Iterator[SubmissionVerdict]:
    """Yield the verdicts that are there; what has died is tried once more, and then given up.

    A process that dies takes with it all that its pool had begun, and does not say whose fault
    it was.  So each of these is a suspect, and is tried again alone, where it may die once more.
    """
    for future in done:
        job = begun.running.pop(future)
        try:
            yield future.result()
        except (Exception, CancelledError) as error:
            # In company it may have been somebody else's fault.
            is_broken = isinstance(error, BrokenExecutor)
            begun.deaths[job.key] += job.key in begun.lonely or not is_broken
            if begun.deaths[job.key] < TRIES:
                begun.suspects.append(job)
            else:
                yield job.died()
            if is_broken and not begun.running:
                workers.renew()


@contextmanager
def _first_interrupt_noted() -> Iterator[threading.Event]:
    """Note the first Ctrl-C instead of stopping at once; the second one stops.

    The same holds for the signal by which a system asks a program to end.
    """
    noted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield noted
        return

    def note(number: int, frame: FrameType | None) -> None:
        if noted.is_set():
            raise KeyboardInterrupt
        noted.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
