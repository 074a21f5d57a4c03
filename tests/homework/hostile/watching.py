"""What is looked at from outside, before and after an attack.

Other programs of the machine leave their own traces meanwhile: only what an attack would make is
looked for, under the names and numbers that the attacks use.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

SECRET = "the course key: correct horse battery staple"
NUMBER = "4242"  # of shared memory and queues


def traces() -> list[str]:
    """Return what attacks have made outside: files, shared memory, queues."""
    folders = ["/dev/shm", "/dev/mqueue", "/var/tmp", tempfile.gettempdir(), "/", "/root"]
    found = [
        os.path.join(folder, name)
        for folder in folders
        if os.access(folder, os.R_OK)
        for name in os.listdir(folder)
        if "evil" in name
    ]
    for kind in ("shm", "sem", "msg"):
        path = Path("/proc/sysvipc") / kind
        if path.exists():
            found += [kind for line in path.read_text().splitlines() if line.split()[0] == NUMBER]
    return found


def state_of(secret: Path) -> tuple[object, ...]:
    """Return all that could have been changed about a file and its folder."""
    about = secret.stat()
    listed = sorted(os.listdir(secret.parent))
    return (secret.read_text(), about.st_mode, about.st_mtime_ns, about.st_ino, listed)


def processes_of(group: int) -> list[int]:
    """Return the processes of a group that run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def processes_with(word: str) -> list[int]:
    """Return the processes in whose command or environment a word stands."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if word.encode() in said and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return sorted(found)
