"""How processes that train together talk: a protocol of two calls, and MPI behind it.

`Communicator` is all that `tinygrad_fa.solver.parallel` needs; whoever has these two calls can
train in parallel without MPI.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, Protocol, runtime_checkable

from tinygrad_fa.language.errors import SettingError

# Where mpirun tells a process how many there are: Open MPI, MPICH and Intel, MVAPICH.
SIZES = ("OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE")
RANKS = ("OMPI_COMM_WORLD_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK")


@runtime_checkable
class Communicator(Protocol):
    """Processes that work on one training; every call is made by all of them, in the same order.

    Attributes:
        rank: the number of this process, from 0.
        size: how many there are.
    """

    rank: int
    size: int

    def sum(self, array: Any) -> None:
        """Put the sum over all processes into a NumPy array; on all the same bits."""

    def share(self, value: Any, root: int = 0) -> Any:
        """Return the value that the process `root` has given; what others give is not looked at."""


class MPICommunicator:
    """The processes of an MPI communicator (mpi4py).

    Args:
        comm: the communicator; a copy is used, so that nobody else's messages come in between.
    """

    def __init__(self, comm: Any) -> None:
        self._comm = comm.Dup()
        self.rank, self.size = self._comm.Get_rank(), self._comm.Get_size()

    def sum(self, array: Any) -> None:
        """Put the sum over all processes into a NumPy array (one allreduce)."""
        from mpi4py import MPI

        self._comm.Allreduce(MPI.IN_PLACE, array, op=MPI.SUM)

    def share(self, value: Any, root: int = 0) -> Any:
        """Return the value that the process `root` has given (one broadcast)."""
        return self._comm.bcast(value, root=root)


def launched() -> int:
    """Return how many processes mpirun has started; 1 if it was not mpirun that started this."""
    return max([_number(name, 1) for name in SIZES])


def launched_rank() -> int:
    """Return the number that mpirun has given to this process, 0 if there is none."""
    return max([_number(name, 0) for name in RANKS])


@contextmanager
def one_prints() -> Iterator[None]:
    """Inside the ``with`` block only the process 0 of those that mpirun has started prints.

    Errors, on stderr, are everybody's.
    """
    if not launched_rank():
        yield
        return
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        yield


def _number(name: str, default: int) -> int:
    told = os.environ.get(name, "")
    return int(told) if told.isascii() and told.isdigit() else default


def world() -> MPICommunicator:
    """Return the communicator of all processes that mpirun has started.

    Raises:
        SettingError: if mpi4py is missing, finds no MPI, or another one than mpirun's.
    """
    try:
        from mpi4py import MPI
    except (ImportError, RuntimeError) as error:  # the latter: there is no libmpi
        raise SettingError("parallel.no_mpi4py", count=launched(), reason=error) from error
    communicator = MPICommunicator(MPI.COMM_WORLD)
    if communicator.size < launched():
        library = MPI.Get_library_version().split("\n")[0][:60]
        raise SettingError(
            "parallel.other_mpi", count=launched(), found=communicator.size, library=library
        )
    return communicator
