"""Several processes train as one does: forked, talking through pipes, without MPI."""

from __future__ import annotations

import math
import multiprocessing
import os
import traceback
import warnings

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import (
    DivergenceError,
    ParallelError,
    SettingError,
    StateError,
    TinygradError,
)
from tinygrad_fa.layers import BatchNorm1d, CrossEntropyLoss, Dropout, Linear, Tanh
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver, communicators

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")

TIMEOUT = 60  # seconds: who waits longer waits for ever


class Pipes:
    """A `Communicator`: everybody has a pipe to process 0, which does the work."""

    def __init__(self, rank, size, pipes):
        self.rank, self.size, self.pipes = rank, size, pipes

    def sum(self, array):
        if self.rank:
            self._send(0, array)
            array[...] = self._receive(0)
        else:
            for other in range(1, self.size):
                array += self._receive(other)
            for other in range(1, self.size):
                self._send(other, array)

    def share(self, value, root=0):
        if self.rank == root and root:
            self._send(0, value)
        if self.rank == 0:
            value = self._receive(root) if root else value
            for other in range(1, self.size):
                self._send(other, value)
            return value
        return self._receive(0)

    def _pipe(self, other):
        return self.pipes[other] if self.rank == 0 else self.pipes[self.rank]

    def _send(self, other, value):
        self._pipe(other).send(value)

    def _receive(self, other):
        pipe = self._pipe(other)
        if not pipe.poll(TIMEOUT):
            raise TimeoutError(f"process {self.rank} waits for {other}")
        return pipe.recv()


def run_together(size, work):
    """Return what ``work(communicator)`` gives in each of so many processes, or its error."""
    context = multiprocessing.get_context("fork")
    ends = [context.Pipe() for _ in range(size)]  # the one of process 0 is not used
    results = context.Queue()

    def body(rank):
        side = [pair[0] if rank == 0 else pair[1] for pair in ends]
        try:
            outcome = work(Pipes(rank, size, side))
        except BaseException as error:
            known = isinstance(error, TinygradError)
            key = error.key if known else traceback.format_exc()
            outcome = type(error).__name__, key, str(error)
        results.put((rank, outcome))

    processes = [context.Process(target=body, args=(rank,)) for rank in range(size)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # forking beside the thread of a progress bar is no harm
        for process in processes:
            process.start()
    try:
        found = dict(results.get(timeout=2 * TIMEOUT) for _ in range(size))
    finally:
        for process in processes:
            process.join(5)
            process.kill()
    return [found[rank] for rank in range(size)]


RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((50, 5)), RNG.integers(0, 3, 50)


def solver(parallel=False, layers=(), batch_size=8, loss=None, data=(X, Y), **settings):
    """Return a Solver; the net of another process starts from other weights."""
    randomness.manual_seed(getattr(parallel, "rank", 0))
    net = Net(Linear(5, 8), Tanh(), *[make() for make in layers], Linear(8, 3)).to("float64")
    settings = {"base_lr": 0.1, "momentum": 0.9, "progress": False, **settings}
    return Solver(
        net,
        loss=loss or CrossEntropyLoss(),
        train=Batches(data, batch_size, seed=3),
        test=Batches(data, 25, shuffle=False),
        parallel=parallel,
        **settings,
    )


def flat(one):
    return np.concatenate([p.numpy().ravel() for p in one.net.parameters()])


CASES = {
    "plain": {},
    "Adam, clipped, decayed": {
        "type": "Adam", "base_lr": 0.01, "clip_gradients": 0.5, "weight_decay": 0.01
    },
    "iter_size": {"iter_size": 3},
    "a batch of fewer rows than processes": {"batch_size": 49},
    "rates": {"lr_policy": "step", "gamma": 0.5, "stepsize": 4, "lr_mult": {"0.*": 2.0}},
    "every row by itself": {"batch_size": 1},
}  # fmt: skip


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_result_is_that_of_one_process(case, size):
    def work(parallel):
        one = solver(parallel, **case)
        one.step(5)
        one.fit(2)
        return flat(one), one.history.loss, one.history.lr, len(one.history.tests)

    (alone,) = [work(False)]
    for rank, (weights, losses, rates, tests) in enumerate(run_together(size, work)):
        np.testing.assert_allclose(weights, alone[0], rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(losses, alone[1], rtol=1e-11)
        assert rates == alone[2]
        assert tests == (alone[3] if rank == 0 else 0)


def test_in_float32_the_result_is_close():
    def work(parallel):
        one = solver(parallel)
        one.net.to("float32")
        one.step(20)
        return flat(one)

    alone, *all_of_them = work(False), *run_together(2, work)
    assert (all_of_them[0] == all_of_them[1]).all()
    np.testing.assert_allclose(all_of_them[0], alone, rtol=1e-4, atol=1e-6)


def test_dropout_differs_between_processes_and_is_the_same_in_every_run():
    def work(parallel):
        one = solver(parallel, [lambda: Dropout(0.5)], random_seed=5)
        one.step(4)
        one.step(4)
        return flat(one), randomness.generator().random()

    first, second = run_together(2, work), run_together(2, work)
    assert (first[0][0] == first[1][0]).all()
    assert first[0][1] != first[1][1]
    for one, two in zip(first, second):
        assert (one[0] == two[0]).all() and one[1] == two[1]

    def straight(parallel):
        one = solver(parallel, [lambda: Dropout(0.5)], random_seed=5)
        one.step(8)
        return flat(one)

    # Batches of 8 for two: both have drawn as many numbers, so it does not matter who counts.
    assert (run_together(2, straight)[1] == first[0][0]).all()


def test_the_statistics_of_batch_norm_are_the_mean_of_the_shares():
    def work(parallel):
        one = solver(parallel, [lambda: BatchNorm1d(8)], batch_size=50)
        one.step(1)
        layer = one.net[2]
        counted = layer.num_batches_tracked.data
        return layer.running_mean.numpy(), layer.running_var.numpy(), int(counted)

    found = run_together(3, work)
    one = solver(False, [lambda: BatchNorm1d(8)], batch_size=50)
    inputs, _ = one.train_data.next()
    hidden = one.net[1](one.net[0](Tensor(inputs))).numpy()
    parts = np.split(hidden, [17, 34])
    mean = 0.1 * sum(len(part) / 50 * part.mean(0) for part in parts)
    var = 0.9 + 0.1 * sum(len(part) / 50 * part.var(0, ddof=1) for part in parts)
    for result in found:
        np.testing.assert_allclose(result[0], mean, atol=1e-12)
        np.testing.assert_allclose(result[1], var, atol=1e-12)
        assert result[2] == 1


class Deciding(Callback):
    """Halves the rate, gives the net other weights, stops."""

    def __init__(self):
        self.called = 0

    def on_train_batch_end(self, batch, logs):
        self.called += 1
        if self.solver.iteration == 3:
            self.solver.rate_factor = 0.5
        if self.solver.iteration == 5:
            for parameter in self.solver.net.parameters():
                parameter.data = parameter.numpy() / 2
        if self.solver.iteration == 8:
            self.solver.stop_training = True

    def on_train_end(self, logs):
        for parameter in self.solver.net.parameters():
            parameter.data = parameter.numpy() + 1


def test_the_callbacks_of_the_leader_decide_for_all():
    def work(parallel):
        callback = Deciding()
        one = solver(parallel, callbacks=[callback])
        one.fit(5)
        return flat(one), one.history.lr, one.iteration, callback.called

    alone, *found = work(False), *run_together(3, work)
    for rank, (weights, rates, iteration, called) in enumerate(found):
        np.testing.assert_allclose(weights, alone[0], rtol=1e-11)
        assert (rates, iteration) == (alone[1], 8)
        assert called == (8 if rank == 0 else 0)


class GoingBack(Callback):
    """Goes back, once, from iteration 6 to the state after iteration 3."""

    def __init__(self):
        self.saved = None

    def on_train_batch_end(self, batch, logs):
        if self.solver.iteration == 3 and self.saved is None:
            self.solver.afterwards(self.save)
        if self.solver.iteration == 6 and self.saved:
            self.solver.afterwards(self.back)

    def save(self):
        self.saved = self.solver.state_dict()

    def back(self):
        saved, self.saved = self.saved, ()
        self.solver.load_state_dict(saved)


def test_a_state_that_the_leader_puts_back_holds_for_all():
    def work(parallel):
        one = solver(parallel, callbacks=[GoingBack()], type="Adam", base_lr=0.01)
        one.step(10)
        return flat(one), one.history.loss, one.iteration

    alone, *found = work(False), *run_together(3, work)
    for weights, losses, iteration in found:
        np.testing.assert_allclose(weights, alone[0], rtol=1e-11)
        np.testing.assert_allclose(losses, alone[1], rtol=1e-11)
        assert iteration == alone[2] == 10


def test_one_shows_and_writes(tmp_path, capfd):
    def work(parallel):
        os.chdir(tmp_path)
        prefix = f"by{parallel.rank}"
        one = solver(parallel, snapshot=5, snapshot_prefix=prefix, display=5, max_iter=10)
        one.solve()
        return one.snapshot(f"asked{parallel.rank}.snapshot").name

    assert run_together(2, work) == ["asked0.snapshot", "asked1.snapshot"]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["asked0.snapshot", "by0_iter_10.snapshot", "by0_iter_5.snapshot"]
    assert capfd.readouterr().out.count("Iteration 5:") == 1


def test_a_resumed_training_goes_on_with_the_same_bits(tmp_path):
    def straight(parallel):
        one = solver(parallel, [lambda: Dropout(0.5)], random_seed=1)
        one.step(12)
        return flat(one)

    def first(parallel):
        one = solver(parallel, [lambda: Dropout(0.5)], random_seed=1)
        one.step(6)
        if parallel.rank == 0:
            one.snapshot(tmp_path / "six.snapshot")

    def second(parallel):
        one = solver(parallel, [lambda: Dropout(0.5)], random_seed=1)
        if parallel.rank == 0:  # only the leader needs the file
            one.restore(tmp_path / "six.snapshot")
        one.step(6)
        return flat(one), one.iteration

    wanted = run_together(2, straight)
    run_together(2, first)
    found = run_together(2, second)
    for (weights, iteration), other in zip(found, wanted):
        assert iteration == 12 and (weights == other).all()


# What goes wrong --------------------------------------------------------------------------


class Failing(Batches):
    """Batches that end in an error, or in a number that is not finite, in one process."""

    def __init__(self, rank, wrong, how, at):
        super().__init__((X.copy(), Y), 8, shuffle=False)
        self.wrong, self.how, self.left = rank == wrong, how, at

    def next(self):
        self.left -= 1
        inputs, targets = super().next()
        if self.wrong and self.left < 0:
            if self.how == "error":
                raise RuntimeError("the disk is gone")
            inputs = np.full_like(inputs, np.nan)
        return inputs, targets


@pytest.mark.parametrize("wrong", [0, 1, 2])
@pytest.mark.parametrize("at", [0, 3])
def test_an_error_in_one_process_ends_all(wrong, at):
    def work(parallel):
        one = solver(parallel)
        one.train_data = Failing(parallel.rank, wrong, "error", at)
        one.step(10)

    found = run_together(3, work)
    for rank, (kind, key, text) in enumerate(found):
        assert "the disk is gone" in text
        if rank == wrong:
            assert kind == "RuntimeError"
        else:
            assert (kind, key) == ("ParallelError", "parallel.failed")
            assert f"process {wrong}" in text


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_number_that_is_not_finite_in_one_process_is_a_divergence_in_all(wrong):
    def work(parallel):
        one = solver(parallel)
        one.train_data = Failing(parallel.rank, wrong, "nan", 3)
        try:
            one.step(10)
        except DivergenceError:
            return one.iteration, flat(one)

    one, two = run_together(2, work)
    assert one[0] == two[0] == 3 and (one[1] == two[1]).all()

    def skipping(parallel):
        one = solver(parallel)
        one.skips_divergence = parallel.rank == 0  # the leader's word counts
        one.train_data = Failing(parallel.rank, wrong, "nan", 3)
        one.step(6)
        return [math.isnan(loss) for loss in one.history.loss], flat(one)

    one, two = run_together(2, skipping)
    assert one[0] == two[0] == [False] * 3 + [True] * 3 and (one[1] == two[1]).all()


class Raising(Callback):
    def __init__(self, hook):
        setattr(self, hook, self.fail)

    def fail(self, *place):
        raise ValueError("a callback's own error")


@pytest.mark.parametrize(
    "hook",
    ["on_train_begin", "on_train_batch_end", "on_test_begin", "on_epoch_end", "on_train_end"],
)
def test_an_error_in_a_callback_ends_all(hook):
    def work(parallel):
        solver(parallel, callbacks=[Raising(hook)]).fit(1)

    for rank, (kind, _, text) in enumerate(run_together(2, work)):
        assert kind == ("ParallelError" if rank else "ValueError")
        assert "a callback's own error" in text


def keys(found):
    return [outcome[1] for outcome in found]


def test_processes_with_other_data_or_settings_are_told():
    def other_seed(parallel):
        one = solver(parallel, data=(X + (parallel.rank == 1), Y))
        one.step(1)

    assert set(keys(run_together(2, other_seed))) == {"parallel.other_data", "parallel.failed"}

    def other_rate(parallel):
        solver(parallel, momentum=0.5 + 0.1 * parallel.rank).step(1)

    found = run_together(2, other_rate)
    assert found[1][:2] == (StateError.__name__, "snapshots.misfit")
    assert found[0][1] == "parallel.failed" and "momentum" in found[0][2]

    def other_size(parallel):
        solver(parallel, batch_size=8 + parallel.rank).step(1)

    assert "parallel.failed" in keys(run_together(2, other_size))


def test_a_loss_that_is_no_mean_is_refused():
    def work(parallel):
        loss = CrossEntropyLoss(reduction="sum")
        solver(parallel, loss=loss, base_lr=1e-4).step(1)

    assert keys(run_together(2, work)) == ["parallel.not_a_mean", "parallel.failed"]


def test_one_that_ends_while_the_others_train_ends_them():
    def work(parallel):
        one = solver(parallel)
        if parallel.rank == 1:
            one.parallel.part()
        else:
            one.step(3)
        return "gone"

    one, two, three = run_together(3, work)
    assert two == "gone"
    assert one[1] == three[1] == "parallel.ended"


def test_what_is_no_communicator_is_refused(monkeypatch):
    with pytest.raises(SettingError) as caught:
        solver(parallel="mpi")
    assert caught.value.key == "parallel.no_communicator"
    assert solver(parallel=None).parallel is None
    alone = Pipes(0, 1, [])
    assert solver(parallel=alone).parallel is None


def test_mpirun_without_mpi4py_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setenv("OMPI_COMM_WORLD_SIZE", "4")
    monkeypatch.setitem(sys.modules, "mpi4py", None)
    with pytest.raises(SettingError, match="pip install") as caught:
        solver(parallel=None)
    assert caught.value.key == "parallel.no_mpi4py" and "4" in str(caught.value)
    assert solver(parallel=False).parallel is None
    monkeypatch.setenv("OMPI_COMM_WORLD_SIZE", "many")
    monkeypatch.setenv("PMI_SIZE", "1")
    assert communicators.launched() == 1


def test_errors_have_their_texts():
    assert "process 3" in str(ParallelError("parallel.failed", rank=3, reason="x"))
    assert isinstance(ParallelError("parallel.ended"), RuntimeError)
