"""The small read-only world of tier A, as bubblewrap is told to build it."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tinygrad_fa.homework.sandbox.limits import MEGABYTE, Limits
from tinygrad_fa.homework.sandbox.places import Places

WORK, PACKAGES = "/work", "/packages"  # where they are, in there


class CannotStart(Exception):  # noqa: N818 - the ladder asks whether it can
    """The process inside did not begin; `reason` is what it said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def command(places: Places, limits: Limits, is_root: bool) -> list[str]:
    """Return the command that builds a small read-only world without network."""
    program = shutil.which("bwrap")
    if program is None:
        raise CannotStart("bwrap")
    words = [program, "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    words += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--hostname", "homework"]
    if is_root:  # its powers end when the process inside becomes another user
        for power in ("CAP_SETUID", "CAP_SETGID", "CAP_DAC_READ_SEARCH"):
            words += ["--cap-add", power]
    else:
        words += ["--unshare-user"]
    bound = [root for root in places.roots if not os.path.islink(root)]
    for path in (places.executable, places.standard[0]):
        if not any(path.startswith(root + "/") for root in bound):
            bound.append(path)
    packages = [(source, f"{PACKAGES}/{name}") for name, source in places.packages]
    targets = [*bound, *(target for _, target in packages), f"{PACKAGES}/-", "/dev/-"]
    for folder in sorted({str(above) for path in targets for above in Path(path).parents}):
        words += ["--perms", "0755", "--dir", folder]
    for path in bound:
        words += ["--ro-bind", path, path]
    for root in places.roots:
        if root not in bound:
            words += ["--symlink", os.readlink(root), root]
    for folder in places.hidden:
        if any(folder.startswith(root + "/") for root in bound):
            words += ["--tmpfs", folder, "--remount-ro", folder]
    for source, target in packages:
        words += ["--ro-bind", source, target]
    for device in ("/dev/null", "/dev/zero", "/dev/urandom"):
        words += ["--dev-bind", device, device]
    size = str(limits.disk_megabytes * MEGABYTE)
    if _knows("--size", program):
        words += ["--size", size]
    words += ["--perms", "1777", "--tmpfs", WORK]
    return [*words, "--remount-ro", "/", "--chdir", WORK, "--"]


@cache
def _knows(option: str, program: str) -> bool:
    answer = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    return option in answer.stdout + answer.stderr
