"""Shutting this very process in: who it is, how much it may use, and which files it may see."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress

# linux/landlock.h; the same numbers on every architecture
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_MOVE, _EMPTY = 1 << 13, 1 << 14
_KNOWN_SINCE = {1: 13, 2: 14, 3: 15, 5: 16}  # version: how many rights on files there are
_CHANGE = _WRITE | _EMPTY | _REMOVE_FOLDER | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE
_FILE_RIGHTS = _EXECUTE | _WRITE | _READ | _EMPTY
_SEARCH = 1 << 2  # CAP_DAC_READ_SEARCH: reading past permissions


def landlock_version() -> int:
    """Return which Landlock the kernel has; 0 for none."""
    return max(_system_call(_CREATE, None, 0, 1, fails=False), 0)


def landlock_rules(readable: Iterable[str], listed: Iterable[str], writable: Iterable[str]) -> int:
    """Return the number of an open set of rules: what may be read, listed, and changed.

    The rules for folders hold for everything below.  Where the kernel can, all of the network and
    signals to the world outside are forbidden, too.

    Raises:
        OSError: if there is no Landlock.
    """
    version = landlock_version()
    if not version:
        raise OSError(errno.ENOSYS, "Landlock")
    known = (1 << max(bits for since, bits in _KNOWN_SINCE.items() if since <= version)) - 1
    attributes = struct.pack("QQQ", known, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _system_call(_CREATE, ctypes.create_string_buffer(attributes), size, 0)
    for paths, rights in (
        (readable, _EXECUTE | _READ | _LIST),
        (listed, _LIST),
        (writable, _READ | _LIST | _CHANGE),
    ):
        for path in paths:
            with suppress(FileNotFoundError, NotADirectoryError):
                _add_rule(rules, path, rights & known)
    return rules


def _add_rule(rules: int, path: str, rights: int) -> None:
    number = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            rights &= _FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, number), 12)
        _system_call(_ADD_RULE, rules, 1, rule, 0)
    finally:
        os.close(number)


def obey(rules: int) -> None:
    """Put the rules over this process, for ever."""
    _no_new_privileges()
    _system_call(_RESTRICT, rules, 0)
    os.close(rules)


def become(user: int, keep_search: bool) -> None:
    """Become another user without any of root's powers, except (where asked) to read past modes.

    Those who may read past modes still see no more than Landlock or the mounts let them.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if keep_search:
        libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    keep_powers(_SEARCH if keep_search else 0)


def keep_powers(kept: int) -> None:
    """Give up all of root's powers (capabilities) but those in the mask `kept`."""
    header = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3
    sets = struct.pack("6I", kept, kept, 0, 0, 0, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")


def follow_parent() -> None:
    """Have the kernel kill this process when the one that started it ends."""
    before = os.getppid()
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
    if os.getppid() != before:
        os._exit(1)


def be_watched() -> None:
    """Let the parent see how much is written; after a change of user it could not."""
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE


def set_limits(limits: Mapping[str, int]) -> None:
    """Set limits by their names in `resource`, never above what is allowed already."""
    for name, wanted in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:  # not every system has every limit
            continue
        most = resource.getrlimit(kind)[1]
        value = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        with suppress(OSError, ValueError):  # macOS refuses some; the clock guards there
            resource.setrlimit(kind, (value, value))


def _no_new_privileges() -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(38, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")


def _system_call(number: int, *arguments: object, fails: bool = True) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    exact = [ctypes.c_long(x) if isinstance(x, int) else x for x in arguments]
    result = libc.syscall(ctypes.c_long(number), *exact)
    if result < 0 and fails:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return int(result)
