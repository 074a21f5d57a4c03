"""Real processes, killed at random moments, and taken up again: the same bits in the end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("trainings.py")
MEMORY = Path("/dev/shm")  # a disk that forces nothing onto a disk: ten times as fast

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork and SIGKILL")


def killed(folder, *words):
    """Run trainings.py in `folder`; return what it reports."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment = {**os.environ, **one_thread, "PYTHONPATH": str(PROGRAM.parents[3])}
    command = [str(word) for word in (sys.executable, PROGRAM, folder, *words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_every_optimizer_policy_and_variant_survives_being_killed():
    in_memory = os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(dir=MEMORY if in_memory else None))
    try:
        report = killed(folder, 1000, 1, 1.0 if in_memory else 0.1)
    finally:
        shutil.rmtree(folder)
    print(report)
    assert report["different"] == []
    assert report["kills"] >= (200 if in_memory else 50)


@pytest.mark.slow
def test_every_callback_and_every_schedule_survives_being_killed(tmp_path):
    report = killed(tmp_path, 250, 3, 1.0, "kinds")
    print(report)
    assert report["different"] == []
    assert report["kills"] >= 100


@pytest.mark.slow
def test_kills_while_a_real_disk_is_being_written_to(tmp_path):
    report = killed(tmp_path, 500, 2, 0.15)  # a quick disk is seldom met while it writes
    print(report)
    assert report["different"] == []
    assert report["kills"] >= 100
    assert report["in_writing"] >= 10  # and no half file was ever read: `check_files`


def test_whatever_step_of_writing_is_the_last_one_snapshot_is_whole(tmp_path):
    left = killed(tmp_path)
    assert len(left) > 20
    assert [one["before"] for one in left[:3]] == [[1]] * 3  # the new one is not there yet
    assert [1, 2] in [one["before"] for one in left]
    assert [2] in [one["before"] for one in left]  # it is, and the old one is gone
    assert all(one["before"] in ([1], [1, 2], [2]) for one in left)
    assert 0 < sum(one["parts"] for one in left) < len(left)
    for one in left:  # after the next ones nothing is left over
        assert one["after"] == [f"run_iter_{max(one['before']) + 3}.snapshot"]
