"""An environment with the real nbgrader, made once for all tests of a run that want it."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
import venv
from functools import cache
from pathlib import Path

import pytest

VERSION = "0.9.6"


@cache
def _made() -> tuple[Path | None, str]:
    folder = Path(tempfile.mkdtemp(prefix="nbgrader-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    wanted = [f"nbgrader=={VERSION}", "numpy>=2.0", "tqdm"]
    done = subprocess.run(
        [programs / "python", "-m", "pip", "install", "-q", *wanted],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    return (programs if done.returncode == 0 else None), done.stderr[-300:]


def programs_of_nbgrader() -> Path:
    """Return the folder of the environment's programs; skip the test if it cannot be made."""
    programs, reason = _made()
    if programs is None:
        pytest.skip(f"nbgrader {VERSION} cannot be installed: {reason}")
    return programs
