"""Real MPI: mpirun starts 2 and 4 processes of the command and of a program of one's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.caffe.caffemodel import read_blobs

REPOSITORY = Path(__file__).resolve().parents[2]


def why_not():
    """Return why there is no MPI to try, or None."""
    if shutil.which("mpirun") is None:
        return "there is no mpirun (for example: apt-get install openmpi-bin)"
    # In a process of its own: importing it starts MPI.
    found = subprocess.run(
        [sys.executable, "-c", "from mpi4py import MPI"], capture_output=True, text=True
    )
    return f"mpi4py does not work: {found.stderr[-200:]}" if found.returncode else None


@pytest.fixture(scope="module", autouse=True)
def mpi():
    """Skip the tests where there is no MPI."""
    reason = why_not()
    if reason:
        pytest.skip(reason)


pytestmark = pytest.mark.slow


def mpirun(count, words, folder, expect=0):
    """Run a Python command in so many processes; return what they print."""
    root = ["--allow-run-as-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TINYGRAD_FA_LANG": "en"}
    done = subprocess.run(
        ["mpirun", "--oversubscribe", *root, "-n", str(count), sys.executable, *words],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode == 0) == (expect == 0), done.stdout + done.stderr
    return done.stdout + done.stderr


NET = """
name: "tiny"
layer { name: "mnist" type: "Data" top: "data" top: "label"
  transform_param { scale: 0.00390625 } data_param { source: "train" batch_size: 32 } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
  convolution_param { num_output: 4 kernel_size: 5 stride: 2 weight_filler { type: "xavier" } } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
  inner_product_param { num_output: 10 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""
SOLVER = """
net: "net.prototxt" test_iter: 2 test_interval: 10 base_lr: 0.05 momentum: 0.9 weight_decay: 0.001
lr_policy: "inv" gamma: 0.01 power: 0.75 display: 10 max_iter: 30 iter_size: 2 random_seed: 1
snapshot: 15 snapshot_prefix: "snap_of_tiny"
"""


def train(count, folder, *more):
    folder.mkdir(exist_ok=True)
    (folder / "net.prototxt").write_text(NET)
    (folder / "solver.prototxt").write_text(SOLVER)
    words = ["-m", "tinygrad_fa", "train", "solver.prototxt", "--data", "mnist", *more]
    return mpirun(count, words, folder)


def close(one, two):
    """Weights in float32 that differ by rounding only."""
    assert list(one) == list(two)
    for name in one:
        for a, b in zip(one[name], two[name]):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_mpirun_trains_as_one_process_does(tmp_path):
    models, lines = {}, {}
    for count in (1, 2, 4):
        printed = train(count, tmp_path / str(count))
        models[count] = read_blobs(tmp_path / str(count) / "snap_of_tiny_iter_30.caffemodel")
        found = re.findall(r"Iteration (\d+): loss = ([\d.]+)", printed)
        lines[count] = [(int(iteration), float(loss)) for iteration, loss in found]
        assert printed.count("Snapshot after 15 iterations") == 1
    for count in (2, 4):
        close(models[count], models[1])
        for one, two in zip(lines[count], lines[1]):
            assert one == pytest.approx(two, rel=1e-4)
    assert [iteration for iteration, _ in lines[4]] == [0, 10, 20, 30]


def test_a_resumed_training(tmp_path):
    train(2, tmp_path / "a")
    straight = read_blobs(tmp_path / "a" / "snap_of_tiny_iter_30.caffemodel")
    for name in ("snap_of_tiny_iter_15.snapshot", "snap_of_tiny_iter_15.solverstate"):
        (tmp_path / "a" / "snap_of_tiny_iter_30.caffemodel").unlink()
        train(2, tmp_path / "a", "--snapshot", name)
        resumed = read_blobs(tmp_path / "a" / "snap_of_tiny_iter_30.caffemodel")
        if name.endswith("snapshot"):  # Caffe's file does not know the place in the data
            for layer, blobs in straight.items():
                assert all(np.array_equal(a, b) for a, b in zip(blobs, resumed[layer]))


PROGRAM = """
import hashlib
import sys
import numpy as np
from tinygrad_fa.layers import Dropout, Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver

class Fails(Callback):
    def on_train_batch_end(self, batch, logs):
        if self.solver.iteration == 5:
            raise ValueError("broken on purpose")

rng = np.random.default_rng(0)
x = rng.standard_normal((64, 3))
net = Net(Linear(3, 4), Dropout(0.5), Linear(4, 1))
data = x, x.sum(axis=1, keepdims=True)
way, given = sys.argv[1], None
if way == "given":
    from mpi4py import MPI
    given = MPI.COMM_WORLD
solver = Solver(net, train=data, loss=MSELoss(), progress=False, parallel=given)
rank = solver.parallel.rank
if way == "before" and rank == 1:
    raise ValueError("broken on purpose")
if way == "exit" and rank == 1:
    sys.exit(3)
if way == "callback":
    solver.callbacks.callbacks.append(Fails())
if way == "data" and rank == 1:
    solver.train_data.next = lambda: 1 / 0
solver.step(20)
weights = np.concatenate([p.numpy().ravel() for p in net.parameters()])
# Lines of several processes may run into each other, hence the brackets.
print(f"<rank {rank}: {hashlib.sha256(weights.tobytes()).hexdigest()}>", flush=True)
"""


@pytest.mark.parametrize("way", ["well", "given"])
def test_all_processes_have_the_same_weights(way, tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    printed = mpirun(4, ["program.py", way], tmp_path)
    found = re.findall(r"<rank (\d): (\w+)>", printed)
    assert sorted(rank for rank, _ in found) == ["0", "1", "2", "3"]
    assert len({weights for _, weights in found}) == 1


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("before", "broken on purpose"),
        ("exit", "has ended while"),
        ("callback", "broken on purpose"),
        ("data", "ZeroDivisionError"),
    ],
)
def test_an_error_in_one_process_ends_mpirun(way, told, tmp_path):
    """No process waits for ever: the limit of time in `mpirun` above would be an error."""
    (tmp_path / "program.py").write_text(PROGRAM)
    printed = mpirun(3, ["program.py", way], tmp_path, expect=1)
    assert told in printed
    assert "<rank 0:" not in printed
