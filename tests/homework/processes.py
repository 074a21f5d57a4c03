"""What runs below a process: its children, theirs, and whether they have all ended."""

from __future__ import annotations

import time
from pathlib import Path


def children_of(root):
    """Return a process and all below it."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text(errors="replace")
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def family_of(program):
    """Return a process and all below it, also in sessions of their own, by number and start."""
    return {(number, started_at(number)) for number in children_of(program.pid)}


def started_at(number):
    """Return when a process was started; None if it has ended."""
    try:
        words = Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if words[0] in "ZX" else words[19]


def all_gone(family, seconds=15):
    """Return whether every process has ended, after a while."""
    until = time.monotonic() + seconds
    left = {(number, began) for number, began in family if began is not None}
    while left and time.monotonic() < until:
        time.sleep(0.1)
        left = {(number, began) for number, began in left if started_at(number) == began}
    return not left
