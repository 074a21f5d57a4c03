"""Data parallel: several processes train one net, each with its share of every batch.

    mpirun -n 4 tinygrad-fa train solver.prototxt
    mpirun -n 4 python my_training.py            # every Solver in it is parallel by itself

Every process has the same net and draws the same batches.  Of a batch of 64 each of 4 processes
takes 16 rows, computes their gradient, and one sum over all processes gives the gradient of the
whole batch; then each makes the same update.  So the result is that of one process, to rounding:

    ∂L/∂w = Σ_r (n_r / n) ∂L_r/∂w        L: mean over n rows,  L_r: over the n_r of process r

(Caffe's own training on several GPUs is another one: there each GPU takes a whole batch, so the
batch that counts grows with their number.  For that, multiply ``batch_size``.)

- The loss must be a mean over the rows of a batch; this is tried out with the first batch.
- BatchNorm normalises by the rows of its own process, as in Caffe and torch, so a net that has one
  does not train just as in one process.  The running statistics are the mean over the processes.
- Dropout draws other random numbers in each process, reproducibly: those of process r are PCG64's
  stream of the leader, jumped r times ahead.
- The process 0 leads: it alone has callbacks, shows lines, runs the tests and writes snapshots;
  what its callbacks decide holds for all.  Metrics of training data are those of its own rows.
- An error in one process ends the training in all, each of which says which one it was.

A run begins with the state of the leader, so `restore` is only needed there (and does no harm
elsewhere).  Source: Goyal et al. 2017, arXiv:1706.02677, §2.3 and §3 (what has to be scaled, and
the pitfalls).
"""

from __future__ import annotations

import atexit
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import (
    DivergenceError,
    ParallelError,
    SettingError,
    TinygradError,
)
from tinygrad_fa.solver import communicators, state
from tinygrad_fa.solver.communicators import Communicator, MPICommunicator
from tinygrad_fa.solver.shares import check_mean, rows, share

SHOWN = 2_000  # letters of an error that the other processes repeat

_world: Parallel | None = None


def parallel_of(given: Any) -> Parallel | None:
    """Return what ``Solver(parallel=given)`` means: the processes to train with, or None.

    Args:
        given: None: those that mpirun has started, if it has; False: this one alone; a
            communicator of mpi4py, or any `Communicator`.

    Raises:
        SettingError: for anything else, and if mpi4py is missing.
    """
    global _world
    if given is False or (given is None and communicators.launched() == 1):
        return None
    if given is None:
        if _world is None:
            _world = Parallel(communicators.world())
            atexit.register(_world.part)
        return _world
    if hasattr(given, "Get_rank"):
        given = MPICommunicator(given)
    if not isinstance(given, Communicator):
        raise SettingError("parallel.no_communicator", value=repr(given))
    if given.size == 1:
        return None
    made = Parallel(given)
    if isinstance(given, MPICommunicator):
        atexit.register(made.part)
    return made


class Parallel:
    """The processes of a training, seen from one of them.

    Args:
        communicator: how they talk.
    """

    def __init__(self, communicator: Communicator) -> None:
        self.communicator = communicator
        self.rank, self.size = communicator.rank, communicator.size
        self.leads = self.rank == 0
        self._told = False  # whether the error that is on its way is known to all
        self._parted = False  # whether one of them has ended
        self._first_batch = True
        self._buffers: list[tuple[Tensor, Any]] = []  # with the arrays they had
        self._weight = 1.0  # the share of the last batch
        self._rule: dict[str, Any] = {}  # the optimizer's settings when they were last told
        self._parameters: Any = None  # those of the run; others come with a state that is put back

    # Coming together ----------------------------------------------------------------------

    def meet(
        self, error: BaseException | None = None, total: float = 0.0, parting: bool = False
    ) -> float:
        """Wait for the others; return the sum of everybody's `total`.

        Each talk begins with this, so that a process with an error finds the others wherever
        they are.

        Args:
            error: what this process has to tell the others before it fails.
            total: a number to be added up.
            parting: whether this process comes for the last time.

        Raises:
            DivergenceError: if another process came with one.
            ParallelError: if another process came with another error, or for the last time.
        """
        message = backend.library(None).zeros(self.size + 2)
        message[self.rank] = error is not None
        message[-2:] = total, parting
        self.communicator.sum(message)
        failed = message[: self.size].nonzero()[0]
        if len(failed):
            first = int(failed[0])
            mine = _told(error) if error is not None else None
            is_divergence, text = self.communicator.share(mine, first)
            self._told = True
            if error is None:
                kind = DivergenceError if is_divergence else ParallelError
                raise kind("parallel.failed", rank=first, reason=text)
        elif message[-1] and not parting:
            self._told = self._parted = True
            raise ParallelError("parallel.ended")
        return float(message[-2])

    def agreed(self, value: Any) -> Any:
        """Return the leader's value in all processes."""
        self.meet()
        return self.communicator.share(value)

    def part(self) -> None:
        """Tell the others, when Python ends, that this process will not come any more."""
        if not self._parted:
            self._parted = True
            sys.stdout.flush()
            self.meet(parting=True)

    def told(self, action: Callable[[], None]) -> Callable[[], None]:
        """Return the action made so that the others learn at once what goes wrong in it."""

        def run() -> None:
            try:
                action()
            except BaseException as error:
                self._tell(error)
                raise

        return run

    def _tell(self, error: BaseException) -> None:
        if not self._told and not self._parted:
            self.meet(error)

    # A run of the loop --------------------------------------------------------------------

    @contextmanager
    def together(self, solver: Any, plan: Any) -> Iterator[None]:
        """Let all processes begin with the leader's state and plan, and end at the same time."""
        self._told = False
        try:
            planned = self.agreed(plan.state_dict())
            if not self.leads:
                vars(plan).update(planned)
            self._take_state(solver)
            self._parameters, self._first_batch = None, True
            yield
            self.meet()
            self._take_weights(solver)
        except BaseException as error:
            self._tell(error)
            raise

    def _take_state(self, solver: Any) -> None:
        """Give all processes the leader's state."""
        leader = self.agreed(state.collect(solver) if self.leads else None)
        if not self.leads:
            state.put_back(solver, leader)
        self._own_randomness(solver)
        self.meet()

    def _own_randomness(self, solver: Any) -> None:
        """Give each process random numbers of its own, which follow from the leader's."""
        bits = backend.library(None).random.PCG64()
        bits.state = solver._random_state or randomness.get_state()
        jumped = bits.jumped(self.rank).state if self.rank else bits.state
        randomness.set_state(jumped)
        if solver._random_state is not None:
            solver._random_state = jumped

    def stops(self, solver: Any) -> bool:
        """Return whether the leader wants to stop; take over what its callbacks have decided."""
        self._told, self._buffers = False, []
        rule = dict(vars(solver.optimizer))
        decided = (
            solver.stop_training,
            solver.interrupted,
            solver.rate_factor,
            solver.rate_override,
            solver.skips_divergence,
            None if rule == self._rule else rule,
            any(p.parameter.data is not p.view for p in solver.parameters.pieces),
            self._parameters not in (None, solver.parameters),
        )
        stop, interrupted, *rates, rule_now, has_new_weights, was_restored = self.agreed(decided)
        if not self.leads:
            solver.stop_training, solver.interrupted = stop, interrupted
            solver.rate_factor, solver.rate_override, solver.skips_divergence = rates
            if rule_now is not None:
                vars(solver.optimizer).update(rule_now)
        self._rule = rule if rule_now is None else rule_now
        if was_restored:
            self._take_state(solver)
        elif has_new_weights:
            self._take_weights(solver)
        self._parameters = solver.parameters
        return bool(stop)

    def _take_weights(self, solver: Any) -> None:
        """Give all processes the leader's weights and buffers."""
        tensors = dict(solver.net.named_parameters())
        tensors.update(_buffers(solver.net))
        mine = {name: tensor.numpy() for name, tensor in tensors.items()} if self.leads else None
        for name, array in self.agreed(mine).items():
            if not self.leads:
                library = backend.library(tensors[name].data)
                tensors[name].replace_data(library.array(array))

    # One iteration ------------------------------------------------------------------------

    def take(self, solver: Any, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor, float]:
        """Return this process's rows of a batch, and which part of the batch they are.

        A batch may have fewer rows than there are processes; then some have none, and the part
        0.
        """
        count = len(inputs)
        if self._first_batch:
            self._first_batch = False
            self._compare(solver, inputs, targets)
        own = share(count, self.rank, self.size)
        self._weight = (own.stop - own.start) / count
        if not self._buffers:  # the first of `iter_size` batches
            self._buffers = [(tensor, tensor.data) for _, tensor in _buffers(solver.net)]
        return *rows(inputs, targets, own), self._weight

    def _compare(self, solver: Any, inputs: Tensor, targets: Tensor) -> None:
        """See that all draw the same batch, and that its loss is the mean over its parts."""
        if len(targets) != len(inputs):
            raise ParallelError("parallel.rows", inputs=inputs.shape, targets=targets.shape)
        checksum = zlib.crc32(targets.numpy().tobytes(), zlib.crc32(inputs.numpy().tobytes()))
        if self.agreed(checksum) != checksum:
            raise ParallelError("parallel.other_data", rank=self.rank)
        if self.leads:
            check_mean(solver, inputs, targets, self.size)
        self.meet()

    def loss(self, total: float, passes: list[Any], iter_size: int) -> float:
        """Return the sum of the losses of whole batches, from the sums of everybody's shares."""
        total = self.meet(total=total)
        for one in passes:
            one.loss = total / iter_size
        return total

    def reduce(self, solver: Any) -> None:
        """Add up the gathered gradients of all processes, and bring the statistics together."""
        self.meet()
        for flat in solver.parameters.arrays:
            self._sum(flat.gradient)
        if self._buffers:
            self._mean_of_buffers()
        self._buffers = []

    def _sum(self, array: Any) -> None:
        """Sum an array of any library and dtype over all processes, in place."""
        plain = backend.to_numpy(array)
        wide = plain.astype("f4") if plain.dtype.itemsize < 4 else plain
        self.communicator.sum(wide)
        if wide is not array:
            array[...] = backend.move(wide.astype(plain.dtype), backend.library(array))

    def _mean_of_buffers(self) -> None:
        """Replace the buffers that were changed anywhere by their mean over the processes.

        Whole numbers, such as counts of batches, are the leader's.
        """
        library = backend.library(None)
        changed = library.array([float(tensor.data is not was) for tensor, was in self._buffers])
        self.communicator.sum(changed)
        tensors = [t for (t, _), c in zip(self._buffers, changed, strict=True) if c]
        if not tensors:
            return
        parts = [tensor.numpy().astype("f8").ravel() for tensor in tensors]
        for tensor, part in zip(tensors, parts, strict=True):
            part *= self._weight if tensor.dtype.kind == "f" else float(self.leads)
        joined = library.concatenate(parts)
        self.communicator.sum(joined)
        for tensor in tensors:
            part, joined = joined[: tensor.size], joined[tensor.size :]
            array = part.reshape(tensor.shape).astype(tensor.dtype)
            tensor.replace_data(backend.move(array, backend.library(tensor.data)))


def _told(error: BaseException) -> tuple[bool, str]:
    """Return an error as what the other processes are told of it."""
    text = str(error) if isinstance(error, TinygradError) else repr(error)
    return isinstance(error, DivergenceError), text[:SHOWN]


def _buffers(net: Any) -> Iterator[tuple[str, Tensor]]:
    return net.named_buffers() if hasattr(net, "named_buffers") else iter(())
