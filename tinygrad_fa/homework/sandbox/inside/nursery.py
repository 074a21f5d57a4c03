"""The process inside the sandbox that forks a child for each question and never runs its code.

Orders come as lines of JSON through a socket that no child inherits; with the order for a child
comes the child's own line to the grader.  So nothing that a student handed in, or was asked, ever
passes through here, and no child finds a trace of another in the memory it is forked from.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import stat
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

from tinygrad_fa.homework.sandbox.inside import confinement, plain_values, pupil, system_calls

GLANCE = 0.02  # seconds between two looks at the work folder of a living child


class Nursery:
    """What waits for orders.

    Args:
        control: the line to the grader.
        settings: what the grader decided: see `sandbox.session`.
    """

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self.control, self.settings = control, settings
        self.work = settings["work"]
        self.child = 0
        self.asked = bytearray()
        self.ended: dict[str, Any] | None = None
        self.rules = -1
        if settings["user"]:
            confinement.become(settings["user"], settings["keep_search"])
        elif settings["linux"] and os.geteuid() == 0:
            confinement.keep_powers(0)  # root of a container that knows no other user
        if settings["linux"]:
            confinement.follow_parent()
        if settings["landlock"]:
            places = (settings[name] for name in ("readable", "listed", "writable"))
            self.rules = confinement.landlock_rules(*places)
        for name in settings["packages"]:
            importlib.import_module(name)
        for name in ("asyncio", "encodings.utf_8_sig", "encodings.utf_16", "encodings.cp1256"):
            importlib.import_module(name)
        plain_values.Encoder(0, 0)  # fetches the classes of numbers that it knows
        gc.freeze()  # children share the memory of what will never be collected

    def serve(self) -> None:
        """Follow orders until the grader hangs up."""
        self.answer({"ready": True})
        while True:
            waits = GLANCE if self.child else None
            if select.select([self.control], [], [], waits)[0]:
                line, numbers, _, _ = socket.recv_fds(self.control, 65536, 1)
                if not line:
                    self.quit()
                self.asked += line
                while b"\n" in self.asked:
                    order, _, self.asked = self.asked.partition(b"\n")
                    self.follow(json.loads(order), numbers)
            elif self.overfull():
                self.end("disk")

    def follow(self, order: dict[str, Any], numbers: list[int]) -> None:
        """Follow one order: ``fork``, ``clock``, ``end`` or ``quit``."""
        if order["do"] == "fork":
            self.end()
            self.ended = None
            self.sweep()
            self.fork(numbers[0], order["limits"])
            self.answer({"forked": True})
        elif order["do"] == "quit":
            self.quit()
        elif order["do"] == "clock":
            self.answer({"cpu": self.cpu()})
        else:
            self.end()
            self.answer(self.ended or {"signal": 0})

    def quit(self) -> NoReturn:
        """End, and leave nothing behind."""
        self.end()
        with suppress(OSError):
            self.sweep()
        sys.exit()

    def answer(self, answer: dict[str, Any]) -> None:
        """Answer an order with one line."""
        self.control.sendall(json.dumps(answer).encode() + b"\n")

    def fork(self, line: int, limits: dict[str, int]) -> None:
        """Fork a child that speaks through `line`."""
        self.child = os.fork()
        if self.child:
            os.close(line)
            return
        try:
            self.control.close()
            self.shut_in(line, limits)
            pupil.serve(3, self.settings)
        finally:
            os._exit(70)

    def shut_in(self, line: int, limits: dict[str, int]) -> None:
        """Give up, in the child, everything that it does not need."""
        if self.settings["linux"]:
            confinement.follow_parent()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        rules = self.rules
        if rules >= 0:
            rules = os.dup2(rules, 100)
        os.dup2(line, 3)
        os.closerange(4, 100)
        os.closerange(101 if rules >= 0 else 100, os.sysconf("SC_OPEN_MAX"))
        os.chdir(self.work)
        confinement.set_limits(limits)
        if self.settings["linux"]:
            confinement.be_watched()
        if rules >= 0:
            confinement.obey(rules)
        if self.settings["seccomp"]:
            system_calls.install()

    def end(self, cause: str = "") -> None:
        """Kill the child, if there is one, and note how it ended."""
        if not self.child:
            return
        with suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        _, status, usage = os.wait4(self.child, 0)
        self.child = 0
        self.ended = {
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            "cpu": usage.ru_utime + usage.ru_stime,
            "cause": cause,
        }

    def cpu(self) -> float:
        """Return how many seconds of a processor the child has used."""
        if not self.child:
            return 0.0
        if not self.settings["linux"]:
            return time.monotonic()
        # The clock of another process: MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
        with suppress(OSError):
            return time.clock_gettime((~self.child << 3) | 2)
        return 0.0

    def overfull(self) -> bool:
        """Whether the child has filled its work folder beyond what is allowed."""
        most = self.settings["disk"]
        files, size = 0, 0
        folders = [self.work]
        while folders:
            folder = folders.pop()
            try:
                entries = list(os.scandir(folder))
            except FileNotFoundError:
                continue
            except OSError as error:  # a folder that cannot be looked into, or too deep
                if isinstance(error, PermissionError) and not os.access(folder, os.W_OK | os.X_OK):
                    continue  # nor can anything be written there
                return True
            for entry in entries:
                files += 1
                with suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
            if files > self.settings["files"] or size > most:
                return True
        return self.written() > 4 * most

    def written(self) -> int:
        """Return how many bytes the child has sent to the disk, deleted files among them."""
        with suppress(OSError, ValueError):
            with open(f"/proc/{self.child}/io") as file:
                lines = dict(line.split(": ") for line in file)
            return int(lines["write_bytes"])
        return 0

    def sweep(self) -> None:
        """Empty the work folder, whatever modes its folders were given."""
        empty_folder(self.work)


def empty_folder(folder: str) -> None:
    """Delete everything inside a folder; links are deleted, never followed.

    Folders within folders come up one by one to the top, so that no depth is too deep.
    """
    number = 0
    while names := os.listdir(folder):
        for name in names:
            path = os.path.join(folder, name)
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                os.unlink(path)
                continue
            os.chmod(path, 0o700)
            for inner in os.listdir(path):
                below = os.path.join(path, inner)
                if stat.S_ISDIR(os.lstat(below).st_mode):
                    os.chmod(below, 0o700)  # without the right to write, a folder cannot move
                    while os.path.lexists(above := os.path.join(folder, f"{number}")):
                        number += 1
                    os.rename(below, above)
                else:
                    os.unlink(below)
            os.rmdir(path)


def main(control: int, settings: dict[str, Any]) -> None:
    """Serve until the grader hangs up; the name of every module of ours is forgotten first."""
    sys.path[:] = settings["path"]
    for name in [name for name in sys.modules if name.startswith("tinygrad_fa")]:
        del sys.modules[name]
    Nursery(socket.socket(fileno=control), settings).serve()
