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
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork and SIGKILL"),
]


def killed(folder, kills, seed, share):
    """Run trainings.py in `folder`; return what it reports."""
    environment = {**ENVIRONMENT, "PYTHONPATH": str(PROGRAM.parents[2])}
    command = [sys.executable, PROGRAM, folder, str(kills), str(seed), str(share)]
    done = subprocess.run(
        [str(word) for word in command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_optimizer_policy_and_variant_survives_being_killed():
    in_memory = os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(dir=MEMORY if in_memory else None))
    try:
        report = killed(folder, kills=1000, seed=1, share=1.0 if in_memory else 0.1)
    finally:
        shutil.rmtree(folder)
    print(report)
    assert report["different"] == []
    assert report["kills"] >= (200 if in_memory else 50)


def test_kills_while_a_real_disk_is_being_written_to(tmp_path):
    report = killed(tmp_path, kills=200, seed=2, share=0.04)
    print(report)
    assert report["different"] == []
    assert report["kills"] >= 30
    assert report["in_writing"] >= 10  # and no half file was ever read: `check_files`
