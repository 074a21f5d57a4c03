"""What is looked at from outside, before and after an attack."""

from __future__ import annotations

from pathlib import Path

SECRET = "the course key: correct horse battery staple"


def processes():
    """Return (id, command) of all processes that look like one of a sandbox."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            if b"module.main(control.detach()" in command:
                found.add((int(entry.name), command[:20]))
    return found
