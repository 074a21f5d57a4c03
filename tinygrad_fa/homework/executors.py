"""Where submissions are graded: in processes of this machine, on a Dask cluster, or under MPI.

Each is a `concurrent.futures.Executor`, to which whole jobs are handed; which of them is used
changes how long the grading takes and never a score.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.util import Finalize
from typing import Any

from tinygrad_fa.language.errors import SettingError

AT_THE_END = 8.0  # seconds that processes get to end by themselves before they are killed

_endings: list[Callable[[], None]] = []


def at_end(function: Callable[[], None]) -> None:
    """Have a function called when this process ends, unless it is killed.

    `atexit` is not enough: the processes of a pool end without it.
    """
    if not _endings:
        Finalize(None, _run_endings, exitpriority=10)
    _endings.append(function)


def _run_endings() -> None:
    while _endings:
        with suppress(Exception):  # each of them has its turn
            _endings.pop()()


class Workers:
    """An executor, how many jobs it does at once, and how to end what it has begun.

    Attributes:
        executor: takes jobs.
        count: how many it does at the same time.
    """

    executor: Executor
    count: int

    def renew(self) -> None:
        """Put a new executor in the place of one that a dying process has broken."""

    def stop(self) -> None:
        """End what is running, at once."""

    def everywhere(self, function: Callable[[], Any]) -> list[Any]:
        """Return what `function` returns on each machine that will grade."""
        return [function()]


class Processes(Workers):
    """A pool of processes on this machine.

    They are started afresh instead of being copied from this one (*spawn*): a copy of a process
    with threads may hang, and would hold this one's memory, with other students' work in it.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.renew()

    def renew(self) -> None:
        """End the old processes, if there are any, and begin with new ones."""
        if hasattr(self, "executor"):
            self.stop()
        self._context = _RememberingContext()
        self.executor = ProcessPoolExecutor(
            self.count, mp_context=self._context, initializer=_begin_process
        )

    def stop(self) -> None:
        """Ask every process to end, and kill those that do not."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in self._context.started:
            process.terminate()
        for process in self._context.started:
            process.join(AT_THE_END)
            if process.is_alive():
                process.kill()
                process.join()


class _RememberingContext(SpawnContext):
    """Starts processes and knows them: the pool itself gives no way to end them."""

    def __init__(self) -> None:
        self.started: list[SpawnProcess] = []

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        process = SpawnProcess(*arguments, **named)
        self.started.append(process)
        return process


class DaskCluster(Workers):
    """The workers of a Dask scheduler, each of which can import this package."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.count = max(1, sum(client.nthreads().values()))
        # Two students may hand in the same bytes: the same call twice is still two jobs.
        self.executor = client.get_executor(pure=False)

    def stop(self) -> None:
        """Let go of what the cluster still does for us."""
        self.executor.shutdown(wait=False)

    def everywhere(self, function: Callable[[], Any]) -> list[Any]:
        """Return what `function` returns on each worker."""
        return list(self.client.run(function).values())


class MPIRanks(Workers):
    """The other processes that mpirun has started."""

    def __init__(self, executor: Any, count: int) -> None:
        self.executor, self.count = executor, count

    def everywhere(self, function: Callable[[], Any]) -> list[Any]:
        """Return what `function` returns in so many processes.

        Nobody may say which one takes which job, but so many at once reach most of them.
        """
        begun = [self.executor.submit(function) for _ in range(self.count)]
        return [future.result() for future in begun]


@contextmanager
def opened(wish: str = "", jobs: int | None = None) -> Iterator[Workers | None]:
    """Yield the workers that the command line asks for, and end them afterwards.

    Args:
        wish: ``"processes:N"``, ``"dask://host:port"`` (or ``tcp://``, ``tls://``) or ``"mpi"``;
            by default as many processes as there are cores.
        jobs: how many processes, where `wish` does not say it.

    Yields:
        None in the processes of mpirun that only help: they have done their work by then.

    Raises:
        SettingError: if the wish is not understood, or what it needs is not there.
    """
    found = re.fullmatch(r"processes(?::(\d+))?", wish or "processes")
    if found:
        count = int(found[1]) if found[1] else _cores() if jobs is None else jobs
        if count < 1:
            raise SettingError("grading.no_workers", count=count)
        yield from _closing(Processes(count))
    elif re.match(r"(dask|tcp|tls)://.", wish):
        yield from _on_dask(wish)
    elif wish == "mpi":
        yield from _on_mpi()
    else:
        raise SettingError("grading.unknown_executor", name=wish)


def _closing(workers: Workers) -> Iterator[Workers]:
    try:
        yield workers
    except BaseException:
        workers.stop()
        raise
    workers.executor.shutdown()


def _on_dask(address: str) -> Iterator[Workers]:
    try:
        from distributed import Client
    except ImportError as error:
        raise SettingError("grading.no_dask") from error
    try:
        client = Client(re.sub("^dask:", "tcp:", address), timeout="10s")
    except (OSError, ValueError) as error:
        raise SettingError("grading.no_scheduler", address=address, reason=error) from error
    with client:
        if not client.nthreads():
            raise SettingError("grading.no_dask_workers", address=address)
        yield from _closing(DaskCluster(client))


def _on_mpi() -> Iterator[Workers | None]:
    try:
        from mpi4py import MPI
        from mpi4py.futures import MPICommExecutor
    except (ImportError, RuntimeError) as error:
        raise SettingError("grading.no_mpi", reason=error) from error
    others = MPI.COMM_WORLD.Get_size() - 1
    if others < 1:
        raise SettingError("grading.mpi_alone")
    with MPICommExecutor(MPI.COMM_WORLD, root=0) as executor:
        if executor is None:  # this process has worked until the root had no more jobs
            yield None
            return
        yield MPIRanks(executor, others)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # in a container that may not use all of them
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin_process() -> None:
    """Prepare a process of the pool: Ctrl-C is its parent's, whose end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: _end(128 + number))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the process that has started this one; then end, too.

    A parent that is killed cannot tell its pool, which would wait for work for ever.
    """
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        _end(1)


def _end(code: int) -> None:
    _run_endings()
    os._exit(code)
