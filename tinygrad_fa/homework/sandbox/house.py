"""The house around students' code: the process that waits inside, and how it is started."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import resources
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from tinygrad_fa.homework.sandbox import bubblewrap
from tinygrad_fa.homework.sandbox.bubblewrap import CannotStart
from tinygrad_fa.homework.sandbox.inside.nursery import empty_folder
from tinygrad_fa.homework.sandbox.limits import MEGABYTE, Limits
from tinygrad_fa.homework.sandbox.places import open_to_all, places

STARTS_WITHIN = 60.0  # seconds, on a machine that is busy with everything else
_ROOM = "tinygrad_fa.homework"
_MODULES = (
    f"{_ROOM}.notebooks",
    f"{_ROOM}.sandbox.inside.plain_values",
    f"{_ROOM}.sandbox.inside.system_calls",
    f"{_ROOM}.sandbox.inside.confinement",
    f"{_ROOM}.sandbox.inside.pupil",
    f"{_ROOM}.sandbox.inside.nursery",
)
# Our modules come as text, get a copy of Python's own functions, and are in no folder in there.
_OPENING = """
import builtins, json, socket, sys, types
control = socket.socket(fileno=int(sys.argv[1]))
data = b""
while not data.endswith(b"\\n"):
    data += control.recv(1 << 20) or sys.exit()
data = json.loads(data)
for name, source in data["modules"]:
    above = name.split(".")
    for end in range(1, len(above)):
        sys.modules.setdefault(".".join(above[:end]), types.ModuleType(".".join(above[:end])))
    module = sys.modules[name] = types.ModuleType(name)
    module.__builtins__ = dict(vars(builtins))
    setattr(sys.modules[".".join(above[:-1])], above[-1], module)
    exec(compile(source, name, "exec"), vars(module))
module.main(control.detach(), data["settings"])
"""


class House:
    """A running nursery and the folder that its children work in.

    Args:
        letter: of the tier: ``"A"`` to ``"D"``.
        allow: the packages that may be imported.

    Raises:
        CannotStart: if this machine cannot.
        ModuleNotFoundError: if one of the packages is not installed.
    """

    def __init__(self, letter: str, allow: tuple[str, ...], limits: Limits) -> None:
        self.letter, self.limits = letter, limits
        self.places = places(allow)
        self.folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.control, theirs = socket.socketpair()
        self.buffer = b""
        self.threads = limits.threads + _tasks_of_this_user()
        try:
            self._start(theirs)
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()

    def fork(self, megabytes: int) -> socket.socket:
        """Have a new child in the place of the one before; return the line to it."""
        ours, theirs = socket.socketpair()
        limits = self.limits.of_process(megabytes, self.threads)
        order = json.dumps({"do": "fork", "limits": limits}).encode() + b"\n"
        try:
            socket.send_fds(self.control, [order], [theirs.fileno()])
            self._answer()
        except (OSError, CannotStart):
            ours.close()
            raise
        finally:
            theirs.close()
        return ours

    def computed(self) -> float:
        """Return how many seconds the child has computed."""
        return float(self._order("clock").get("cpu", 0.0))

    def end_child(self) -> dict[str, Any]:
        """Kill the child; return how it ended."""
        return self._order("end")

    @property
    def stands(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def close(self) -> None:
        """End everything in there, and take the folder away."""
        with suppress(OSError):
            self.control.sendall(b'{"do":"quit"}\n')
        self.control.close()
        if self.process is not None:
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(self.process.pid, 9)
                self.process.wait()
            if self.process.stderr:
                self.process.stderr.close()
        if self.folder is not None:
            with suppress(OSError):
                empty_folder(str(self.folder / "work"))
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def _start(self, theirs: socket.socket) -> None:
        user = another_user()
        in_bubble = self.letter == "A"
        if in_bubble:
            work, path = bubblewrap.WORK, bubblewrap.PACKAGES
            command, beside = bubblewrap.command(self.places, self.limits, user > 0), Path("/")
        else:
            beside = self._make_folder(user)
            work, path = str(beside / "work"), str(beside / "packages")
            command = []
        settings = self._settings(work, path, user)
        inside = [self.places.executable, "-S", "-s", "-B", "-X", "utf8", "-c", _OPENING]
        self.process = subprocess.Popen(
            [*command, *inside, str(theirs.fileno())],
            env=_environment(work),
            cwd="/" if in_bubble else work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        try:
            message = json.dumps({"modules": _modules(), "settings": settings}).encode()
            self.control.settimeout(STARTS_WITHIN)
            self.control.sendall(message + b"\n")
            self._answer()
        except OSError as error:
            raise CannotStart(self._last_words() or str(error)) from None

    def _settings(self, work: str, path: str, user: int) -> dict[str, Any]:
        limits, landlock = self.limits, self.letter == "B"
        readable, listed = self.places.visible() if landlock else ([], [])
        sources = [self.places.executable, *self.places.roots]
        sources += [source for _, source in self.places.packages]
        return {
            "user": user,
            "keep_search": not all(open_to_all(p, self.letter != "A") for p in sources),
            "linux": sys.platform == "linux",
            "landlock": landlock,
            "seccomp": self.letter in "ABC",
            "readable": [*readable, path, "/dev/zero", "/dev/urandom"],
            "listed": listed,
            "writable": [work, "/dev/null"],
            "path": [*self.places.standard, path],
            "packages": list(self.places.names),
            "work": work,
            "disk": limits.disk_megabytes * MEGABYTE,
            "files": limits.files,
            "numbers": limits.numbers,
            "reply": limits.reply_bytes,
            "output": limits.output_bytes,
        }

    def _make_folder(self, user: int) -> Path:
        """Make the work folder, and one of packages that holds links to those that are allowed."""
        self.folder = Path(tempfile.mkdtemp(prefix="tinygrad_fa-"))
        self.folder.chmod(0o755)
        for name, source in self.places.packages:
            link = self.folder / "packages" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(source)
        (self.folder / "packages").mkdir(exist_ok=True)
        (self.folder / "work").mkdir(0o700)
        if user:
            os.chown(self.folder / "work", user, user)
        return self.folder

    def _order(self, what: str) -> dict[str, Any]:
        self.control.sendall(json.dumps({"do": what}).encode() + b"\n")
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        while b"\n" not in self.buffer:
            data = self.control.recv(65536)
            if not data:
                raise CannotStart(self._last_words())
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        answer = json.loads(line)
        return dict(answer)

    def _last_words(self) -> str:
        """Return the last line that the process wrote before it ended."""
        assert self.process is not None
        self.control.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        stream: IO[bytes] | None = self.process.stderr
        if stream is None:
            return ""
        os.set_blocking(stream.fileno(), False)
        words = (stream.read(20_000) or b"").decode(errors="replace").strip()
        return words.splitlines()[-1][:300] if words else f"exit {self.process.returncode}"


@cache
def _modules() -> list[tuple[str, str]]:
    found = []
    for name in _MODULES:
        room, _, file = name.rpartition(".")
        source = resources.files(room).joinpath(f"{file}.py").read_text(encoding="utf-8")
        found.append((name, source))
    return found


def another_user() -> int:
    """Return the number of a user that nobody is, if we can become one, else 0.

    In some containers there are few numbers of users, or root alone.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return 0
    first, count = 0, 1 << 32
    with suppress(OSError, ValueError):
        ranges = Path("/proc/self/uid_map").read_text().splitlines()
        first, _, count = max(
            ([int(n) for n in line.split()] for line in ranges), key=itemgetter(2)
        )
    if count < 1000:
        return 0
    return min(first + count // 2, 1_600_000_000) + secrets.randbelow(min(count // 3, 500_000_000))


def _environment(work: str) -> dict[str, str]:
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    places = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR"), work)
    return {**one, **places, "MPLBACKEND": "agg", "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}


def _tasks_of_this_user() -> int:
    """Return how many threads this user has already: the kernel's limit counts them, too."""
    if not hasattr(os, "getuid") or os.getuid() == 0 or not os.path.isdir("/proc/self/task"):
        return 0
    count = 0
    for entry in os.scandir("/proc"):
        with suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == os.getuid():
                count += len(os.listdir(f"/proc/{entry.name}/task"))
    return count
