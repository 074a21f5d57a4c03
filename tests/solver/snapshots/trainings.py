"""Small trainings of every kind, each of which can be killed and taken up again.

As a program it has real processes killed: ``trainings.py FOLDER KILLS SEED SHARE`` at random
moments (see `main`; ``trainings.py FOLDER KILLS SEED 1 kinds`` those of `kinds`), and
``trainings.py FOLDER`` at every step of writing (see `crash_points`).  The
tests also build the trainings in their own process.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
import warnings
from pathlib import Path

import numpy as np

from tests.solver.examples import CALLBACKS, SCHEDULES
from tinygrad_fa import files, randomness
from tinygrad_fa.data import Batches
from tinygrad_fa.layers import BatchNorm1d, CrossEntropyLoss, Dropout, Linear, ReLU
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver, snapshots
from tinygrad_fa.solver.callbacks import (
    Callback,
    CallbackWarning,
    CSVLogger,
    EarlyStopping,
    ReduceLROnPlateau,
    SwapEMAWeights,
)
from tinygrad_fa.solver.optimizers import OPTIMIZERS
from tinygrad_fa.solver.packing import pack
from tinygrad_fa.solver.policies import POLICIES

VARIANTS = ("shuffled data", "dropout", "batch-norm", "iter_size 2", "callbacks", "all of it")
EPOCHS = 3
POLICY_SETTINGS = {
    "gamma": 0.9,
    "power": 0.75,
    "stepsize": 2,
    "stepvalue": [2, 3, 3, 7],
    "max_iter": 9,
}


class Counter(Callback):
    """Remembers every batch and every epoch, and forgets them when a training begins."""

    def __init__(self):
        self.seen, self.norms = [], {}

    def on_train_begin(self, logs):
        self.seen, self.norms = [], {}

    def on_train_batch_end(self, batch, logs):
        self.seen.append((batch, logs["loss"]))
        norm = sum(float(abs(p.data).sum()) for p in self.solver.net.parameters())
        self.norms[self.solver.iteration] = np.float64(norm)

    def on_epoch_end(self, epoch, logs):
        self.seen.append((epoch, logs.get("val_loss")))

    def state_dict(self):
        return {"seen": self.seen, "norms": self.norms}

    def load_state_dict(self, state):
        self.seen, self.norms = state["seen"], state["norms"]


def combinations():
    """Return every optimizer × policy × variant, by name."""
    return list(itertools.product(OPTIMIZERS, POLICIES, VARIANTS))


def kinds():
    """Return six trainings with each kind of schedule, and six with each kind of callback."""
    schedules = [("Adam", number, "all of it") for number in range(len(SCHEDULES))]
    return 6 * (schedules + [("Adam", "fixed", name) for name in CALLBACKS])


def build(combination, folder, **settings):
    """Return a Solver for a training of nine iterations that writes a snapshot after each."""
    optimizer, policy, variant = combination
    every = variant == "all of it"
    rng = np.random.default_rng(len(optimizer))
    inputs, labels = rng.standard_normal((10, 3)).astype("float32"), rng.integers(0, 3, 10)
    randomness.manual_seed(7)
    layers = [Linear(3, 5), ReLU(), Linear(5, 3)]
    if every or variant == "batch-norm":
        layers.insert(1, BatchNorm1d(5))
    if every or variant == "dropout":
        layers.insert(-1, Dropout(0.4))
    size = 2 if every or variant == "iter_size 2" else 1
    shuffled = every or variant == "shuffled data"
    train = Batches((inputs, labels), 4 // size, shuffle=shuffled, seed=3)
    test = Batches((inputs, labels), 4, shuffle=shuffled, seed=4)
    callbacks = []
    if every or variant == "callbacks":
        callbacks = [
            Counter(),
            ReduceLROnPlateau("loss", patience=1, min_delta=1.0),
            EarlyStopping("val_loss", patience=2, min_delta=1e-4, restore_best_weights=True),
            SwapEMAWeights(0.5),
            CSVLogger(folder / "epochs.csv"),
        ]
    if variant in CALLBACKS:
        callbacks = [Counter(), CALLBACKS[variant](folder)]
    if isinstance(policy, int):
        wanted = {"schedule": SCHEDULES[policy]}
    else:
        needed = {key: POLICY_SETTINGS[key] for key in _needed(policy)}
        wanted = {"lr_policy": policy, **needed}
    return Solver(
        Net(*layers),
        train,
        test,
        loss=CrossEntropyLoss(),
        callbacks=callbacks,
        progress=False,
        type=optimizer,
        iter_size=size,
        average_loss=3,
        test_interval=2,
        **{
            "snapshot_prefix": folder / "run",
            "snapshot_keep": 2,
            "max_iter": 9,
            **wanted,
            **settings,
        },
    )


def _needed(policy):
    names = POLICIES[policy].__dataclass_fields__
    return [name for name in POLICY_SETTINGS if name in names]


def run(solver, combination):
    """Train to the end; the trainings with callbacks as a `fit` of three epochs."""
    if solver.callbacks.callbacks:
        solver.fit(EPOCHS)
    else:
        solver.solve()


def fingerprint(solver, folder):
    """Return a number of everything the training has led to, to the last bit."""
    state = {key: part for key, part in solver.state_dict().items() if key != "configuration"}
    packed = pack(without_files(state))
    digest = hashlib.sha256(packed.text.replace(str(folder), "").encode())
    for name, array in packed.arrays.items():
        digest.update(f"{name} {array.dtype} {array.shape}".encode() + array.tobytes())
    for pattern in ("*.csv", "*.safetensors"):  # what callbacks have written
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def without_files(state):
    """Return a state without the names of TensorBoard's files, in which the time of day stands."""
    if isinstance(state, dict):
        return {key: without_files(part) for key, part in state.items() if key != "files"}
    return [without_files(part) for part in state] if isinstance(state, list) else state


def never_stopped(combination, folder):
    """Return the fingerprint of the training that nobody stops."""
    folder.mkdir(parents=True)
    solver = build(combination, folder, snapshot=0, snapshot_prefix=None)
    run(solver, combination)
    return fingerprint(solver, folder)


def work(folder, todo):
    """Do all trainings, taking up the one that was killed in its middle."""
    for number, combination in todo:
        own = folder / str(number)
        done = own / "done"
        if done.exists():
            continue
        own.mkdir(exist_ok=True)
        solver = build(combination, own, snapshot=1)
        if any(own.glob("*.snapshot")):
            solver.restore(own / "run")
        run(solver, combination)
        (own / "done.new").write_text(fingerprint(solver, own))
        (own / "done.new").rename(done)


def check_files(folder):
    """Read every snapshot there is; return how many, and how many were being written."""
    whole = [snapshots.read(file) for file in folder.glob("*.snapshot")]
    return len(whole), len(list(folder.glob(".*.part")))


def main(folder, kills, seed, share=1.0, which=combinations):
    """Kill worker processes until all trainings are done; print what was seen as JSON.

    Each worker is a process of its own, ended by SIGKILL after a random time.
    """
    chance = random.Random(seed)
    everything = which()
    chosen = chance.sample(everything, round(share * len(everything)))
    todo = list(enumerate(chosen))
    report = {"trainings": len(todo), "kills": 0, "in_writing": 0, "read": 0, "different": []}
    with contextlib.redirect_stdout(None):
        straight = {n: never_stopped(one, folder / f"straight{n}") for n, one in todo}
    started, first = time.perf_counter(), 0
    while first < len(todo):
        child = os.fork()
        if child == 0:
            sys.stdout = None  # what the callbacks print is not the report
            try:
                work(folder, todo[first:])
            except BaseException as error:
                print(repr(error), todo[first], file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        if report["kills"] < kills:
            time.sleep(chance.expovariate(1 / 0.05))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            sys.exit(1)
        report["kills"] += os.WIFSIGNALED(status)
        while first < len(todo) and (folder / str(first) / "done").exists():
            if (folder / str(first) / "done").read_text() != straight[first]:
                report["different"].append(todo[first][1])
            shutil.rmtree(folder / str(first))
            first += 1
        if first < len(todo) and (folder / str(first)).exists():
            read, writing = check_files(folder / str(first))
            report["read"] += read
            report["in_writing"] += bool(writing)
    report["seconds"] = round(time.perf_counter() - started, 1)
    print(json.dumps(report))


def crash_points(folder):
    """Kill a process before each single step of writing its second snapshot; print what is left.

    The steps are every call that changes the disk: opening, each write, forcing, renaming, and
    deleting the snapshot before.
    """
    combination = ("Adam", "inv", "batch-norm")
    left = []
    for step in itertools.count():
        own = folder / str(step)
        own.mkdir()
        child = os.fork()
        if child == 0:
            solver = build(combination, own, snapshot=1, snapshot_keep=1)
            solver.step(1)
            _die_before(step)
            solver.step(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        iterations = [snapshots.read(file)["iteration"] for file in own.glob("*.snapshot")]
        parts = len(list(own.glob(".*.part")))
        solver = build(combination, own, snapshot=1, snapshot_keep=1)
        solver.restore(own)
        solver.step(3)
        kept = sorted(file.name for file in own.glob("*.snapshot"))
        left.append({"before": sorted(iterations), "parts": parts, "after": kept})
        if not os.WIFSIGNALED(status):
            break
    print(json.dumps(left))


def _die_before(step):
    """Let this process be killed before so many more changes to the disk."""
    left = [step]

    def counted(function):
        def call(*arguments, **settings):
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return function(*arguments, **settings)

        return call

    class Counted:
        def __init__(self, file):
            self.file = file
            self.write, self.flush = counted(file.write), counted(file.flush)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.file.close()

        def fileno(self):
            return self.file.fileno()

    really_open = counted(open)
    files.open = lambda *arguments: Counted(really_open(*arguments))
    for name in ("fsync", "replace", "open", "unlink"):
        setattr(os, name, counted(getattr(os, name)))


if __name__ == "__main__":
    if sys.argv[2:]:
        which = kinds if sys.argv[5:] == ["kinds"] else combinations
        warnings.simplefilter("ignore", CallbackWarning)  # nobody listens to RemoteMonitor here
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), which)
    else:
        crash_points(Path(sys.argv[1]))
