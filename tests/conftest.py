"""What all tests share: one thread per process, English, and no traces left behind."""

from __future__ import annotations

import os

# Before NumPy is imported: pytest-xdist has a process per core already, and BLAS threads on
# top of it only wait for each other.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import pytest
from hypothesis import settings

from tinygrad_fa import language

# Two processes share the machine with whatever else runs: a slow example is not a wrong one.
settings.register_profile("tinygrad_fa", deadline=None)
settings.load_profile("tinygrad_fa")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Run every test in English, whatever the environment or the test before it wished."""
    monkeypatch.delenv("TINYGRAD_FA_LANG", raising=False)
    language.set_language(None)
    yield
    language.set_language(None)
