"""Snapshots: files from which a training can be resumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write(solver: Any, path: Path | None = None) -> Path:
    """Write a snapshot, by default ``PREFIX_iter_N.snapshot``, and return its path."""
    stem = Path(f"{solver.settings.snapshot_prefix or 'snapshot'}_iter_{solver.iteration}")
    target = stem.with_name(stem.name + ".snapshot") if path is None else Path(path)
    solver.net.save(target)
    for writer in solver.snapshot_writers:
        writer(solver, stem)
    return target


def prune(solver: Any) -> None:
    """Delete the snapshots that are older than the latest `snapshot_keep`."""
