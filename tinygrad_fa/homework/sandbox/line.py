"""A line to a child in the sandbox: requests go in, bounded replies come out.

What comes out was written by a student, perhaps on purpose: whatever is no reply to the request
that was asked last is dropped, and too much of it ends the child.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

NOISE = 4  # times as long as a reply may be is how much is read until one comes


class HungUp(Exception):  # noqa: N818 - these are findings, not faults
    """The child is gone."""


class TooMuch(Exception):  # noqa: N818
    """The child wrote more than a reply may hold."""


class TooLate(Exception):  # noqa: N818
    """The time is over."""


class Line:
    """The grader's end of the line to one child.

    Args:
        end: the socket.
        progress: is told the place of the statement that begins to run.
    """

    def __init__(self, end: socket.socket, progress: Callable[[Any], None]) -> None:
        end.setblocking(False)
        self.end, self.progress = end, progress
        self.buffer = bytearray()

    def ask(
        self,
        request: dict[str, Any],
        late: Callable[[], float],
        most: int,
        contents: Iterable[bytes] = (),
    ) -> dict[str, Any]:
        """Send a request and return the reply to it.

        Args:
            late: how many seconds to wait until it is asked again; raises `TooLate`.
            most: how many bytes a reply may hold.

        Raises:
            HungUp: if the child ends.
            TooMuch: if it writes more than that.
            TooLate: as `late` does.
        """
        name = secrets.token_hex(8)
        head = json.dumps({"id": name, **request}).encode() + b"\n"
        for part in (head, *contents):
            self._send(part, late, most)
        read = 0
        while True:
            *lines, rest = bytes(self.buffer).split(b"\n")
            self.buffer = bytearray(rest)
            for line in lines:
                reply = self._reply(line, name)
                if reply is not None:
                    return reply
            read += self._more(late)
            if len(self.buffer) > most or read > NOISE * most:
                raise TooMuch

    def close(self) -> None:
        """Hang up."""
        self.end.close()

    def _reply(self, line: bytes, name: str) -> dict[str, Any] | None:
        """Return the reply that a line holds; None if it holds none to this request."""
        if not line.startswith(b'{"'):
            return None
        try:
            reply = json.loads(line, parse_constant=_refuse, object_pairs_hook=_once)
        except (ValueError, RecursionError, MemoryError):
            return None
        if reply.get("id") == name:
            return dict(reply)
        if set(reply) == {"at"}:
            self.progress(reply["at"])
        return None

    def _send(self, part: bytes, late: Callable[[], float], most: int) -> None:
        left, read = memoryview(part), 0
        while left:
            try:
                left = left[self.end.send(left) :]
            except BlockingIOError:
                if self._wait(select.POLLIN | select.POLLOUT, late()) == select.POLLIN:
                    # It writes before it was asked.
                    read += self._receive()
                    if read > NOISE * most:
                        raise TooMuch from None
                    self.buffer.clear()
            except OSError:
                raise HungUp from None

    def _more(self, late: Callable[[], float]) -> int:
        while not self._wait(select.POLLIN, late()):
            pass
        return self._receive()

    def _wait(self, events: int, seconds: float) -> int:
        """Wait until something can be done; return what, 0 for nothing."""
        poll = select.poll()  # unlike `select` it takes descriptors beyond 1024
        poll.register(self.end, events)
        return sum(event & events or select.POLLIN for _, event in poll.poll(seconds * 1000))

    def _receive(self) -> int:
        try:
            data = self.end.recv(1 << 18)
        except BlockingIOError:
            return 0
        except OSError:
            data = b""
        if not data:
            raise HungUp
        self.buffer += data
        return len(data)


class Clock:
    """Tells when a child's time is over: by what it computed, and with patience by the clock.

    While the whole machine stands still, as a virtual one may, so does the clock.

    Args:
        seconds: how long it may compute.
        patience: how many times as long it may take by the clock on a crowded machine.
        computed: returns how many seconds the child has computed so far.
    """

    def __init__(self, seconds: float, patience: float, computed: Callable[[], float]) -> None:
        self.seconds, self.computed = seconds, computed
        self.begin, self.before = time.monotonic(), computed()
        self.until = self.begin + seconds
        self.patience = patience

    def __call__(self) -> float:
        """Return how long to wait until asking again.

        Raises:
            TooLate: when the time is over.
        """
        now = time.monotonic()
        self.begin += max(0.0, now - self.until)  # it was to be asked again by then
        self.until = now + self._wait(now)
        return self.until - now

    def _wait(self, now: float) -> float:
        if now < self.begin + self.seconds:
            return self.begin + self.seconds - now
        left = self.seconds - (self.computed() - self.before)
        latest = self.begin + self.seconds * min(max(1.5, 0.5 + _crowding()), self.patience)
        if left <= 0 or now >= latest:
            raise TooLate
        return min(max(left, 0.02), latest - now)


def _crowding() -> float:
    """Return how many programs share one core at present."""
    if not hasattr(os, "getloadavg"):
        return 1.0
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _refuse(token: str) -> Any:
    raise ValueError(token)  # NaN and Infinity are no JSON


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found
