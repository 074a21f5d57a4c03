"""The few system calls that a student's code may make: a seccomp filter, written out.

Everything that is not in the list is refused with "Operation not permitted", so that a later
kernel's new calls are refused, too.  What computing, printing, threads and files of the own work
folder need is there; new processes, signals to others, sockets, mounts, links, modes and owners of
files, tracing, key rings, io_uring and the rest are not.

The filter is a program for the kernel's packet filter (linux/filter.h, linux/seccomp.h): each
instruction is (code, jump if true, jump if false, constant), jumps count instructions.
"""

from __future__ import annotations

import ctypes
import platform
import struct

X86_64, AARCH64 = 0xC000003E, 0xC00000B7  # AUDIT_ARCH_…, linux/audit.h
_COLUMN = {"x86_64": (0, X86_64), "aarch64": (1, AARCH64)}

# Name, number on x86_64 / on aarch64 (asm/unistd_64.h, asm-generic/unistd.h).
ALLOWED = """
# Reading and writing what is open.
read 0/63, write 1/64, readv 19/65, writev 20/66, pread64 17/67, pwrite64 18/68,
preadv 295/69, pwritev 296/70, lseek 8/62, close 3/57, close_range 436/436, dup 32/23,
dup2 33/-, dup3 292/24, fsync 74/82, fdatasync 75/83, ftruncate 77/46,
# Waiting.
poll 7/-, ppoll 271/73, select 23/-, pselect6 270/72, epoll_create 213/-,
epoll_create1 291/20, epoll_ctl 233/21, epoll_wait 232/-, epoll_pwait 281/22,
eventfd2 290/19, pipe 22/-, pipe2 293/59,
# Files; which of them, Landlock or the mounts decide.  No links, no new modes and owners.
creat 85/-, stat 4/-, lstat 6/-, fstat 5/80, newfstatat 262/79, statx 332/291, access 21/-,
faccessat 269/48, faccessat2 439/439, getcwd 79/17, chdir 80/49, fchdir 81/50,
getdents 78/-, getdents64 217/61, mkdir 83/-, mkdirat 258/34, rmdir 84/-, unlink 87/-,
unlinkat 263/35, rename 82/-, renameat 264/38, renameat2 316/276, statfs 137/43,
fstatfs 138/44, umask 95/166,
# Memory.
mmap 9/222, munmap 11/215, mprotect 10/226, mremap 25/216, madvise 28/233, brk 12/214,
msync 26/227, mincore 27/232, membarrier 324/283,
# What it is, and its end.
exit 60/93, exit_group 231/94, restart_syscall 219/128, getpid 39/172, getppid 110/173,
gettid 186/178, getuid 102/174, geteuid 107/175, getgid 104/176, getegid 108/177,
getgroups 115/158, getresuid 118/148, getresgid 120/150, getpgid 121/155, getpgrp 111/-,
getsid 124/156, getrlimit 97/163, getrusage 98/165, times 100/153, sysinfo 99/179,
uname 63/160, getcpu 309/168, sched_yield 24/124, sched_getaffinity 204/123,
sched_getparam 143/121, sched_getscheduler 145/120, sched_get_priority_max 146/125,
sched_get_priority_min 147/126, getpriority 140/141,
# Threads (see also clone).
set_tid_address 218/96, set_robust_list 273/99, rseq 334/293, futex 202/98,
# Its own signals; it can send none.
rt_sigaction 13/134, rt_sigprocmask 14/135, rt_sigreturn 15/139, rt_sigpending 127/136,
rt_sigtimedwait 128/137, rt_sigsuspend 130/133, sigaltstack 131/132, pause 34/-,
alarm 37/-, setitimer 38/103, getitimer 36/102,
# Time and chance.
clock_gettime 228/113, clock_getres 229/114, clock_nanosleep 230/115, nanosleep 35/101,
gettimeofday 96/169, time 201/-, getrandom 318/278,
# A pair of sockets of its own, which asyncio needs (see also socketpair and sendto).
recvfrom 45/207, shutdown 48/210, getsockname 51/204, getpeername 52/205,
getsockopt 55/209
"""

# Those that depend on an argument.
_OPEN: tuple[int, int | None] = (2, None)
_CLONE, _CLONE3, _OPENAT = (56, 220), (435, 435), (257, 56)
_IOCTL, _FCNTL, _PRCTL, _PRLIMIT = (16, 29), (72, 25), (157, 167), (302, 261)
_SOCKETPAIR, _SENDTO = (53, 199), (44, 206)

_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_…
_EPERM, _ENOSYS = 1, 38
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x20000
_O_TRUNC, _O_ACCMODE = 0x200, 3
# Is it a terminal, how wide, how much waits, close on exec, do not wait: never TIOCSTI.
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Copy, flags and locks of its own descriptors: never F_SETOWN, which has signals sent to others.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 1030)
_PRCTLS = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_UNIX, _STREAM = 1, 1
_SOCK_FLAGS = 0o2000000 | 0o4000  # SOCK_CLOEXEC | SOCK_NONBLOCK

Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether there is a list for this kind of processor."""
    return platform.machine() in _COLUMN


def program(machine: str) -> list[Instruction]:
    """Return the filter for ``"x86_64"`` or ``"aarch64"``."""
    column, architecture = _COLUMN[machine]
    code: list[Instruction] = [
        (_LOAD, 0, 0, 4),  # the architecture of the call: a foreign one has other numbers
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # the number of the call
    ]
    if machine == "x86_64":  # the numbers of x32 begin at 2³⁰
        code += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]
    for allowed in _unconditional(column):
        code += [(_EQUAL, 0, 1, allowed), _allow()]
    for numbers, block in _conditions():
        number = numbers[column]
        if number is not None:
            code += [(_EQUAL, 0, len(block), number), *block]
    return [*code, _refuse()]


def _unconditional(column: int) -> list[int]:
    lines = [line for line in ALLOWED.splitlines() if not line.startswith("#")]
    entries = [entry.split()[1].split("/")[column] for entry in " ".join(lines).split(",")]
    return [int(number) for number in entries if number != "-"]


def _conditions() -> list[tuple[tuple[int, int | None], list[Instruction]]]:
    """Return for each conditional call its numbers and what decides; each block ends by itself."""
    return [
        # Threads, but no processes and nothing in a new namespace.
        (
            _CLONE,
            [
                _low(0),
                (_ANY_BIT, 0, 2, _CLONE_THREAD),
                (_ANY_BIT, 1, 0, _CLONE_NEW),
                _allow(),
                _refuse(),
            ],
        ),
        # Its flags lie in memory, where no filter can look: the C library then takes `clone`.
        (_CLONE3, [_refuse(_ENOSYS)]),
        # Old Landlock lets a file that may only be read be emptied while it is opened.
        (_OPEN, _opening(1)),
        (_OPENAT, _opening(2)),
        (_IOCTL, _one_of(1, _IOCTLS)),
        (_FCNTL, _one_of(1, _FCNTLS)),
        (_PRCTL, _one_of(0, _PRCTLS)),
        # Reading its own limits: no other process, no new limit.
        (_PRLIMIT, [_low(0), (_EQUAL, 0, 5, 0), *_is_null(2), _allow(), _refuse()]),
        # Streams only: through a pair of datagram sockets one could write to any other.
        (
            _SOCKETPAIR,
            [
                _low(0),
                (_EQUAL, 0, 4, _UNIX),
                _low(1),
                (_AND, 0, 0, 0xFFFFFFFF ^ _SOCK_FLAGS),
                (_EQUAL, 0, 1, _STREAM),
                _allow(),
                _refuse(),
            ],
        ),
        (_SENDTO, [*_is_null(4), _allow(), _refuse()]),
    ]


def _low(argument: int) -> Instruction:
    """Load the lower half of an argument; the kernel looks at no more of an int."""
    return (_LOAD, 0, 0, 16 + 8 * argument)


def _is_null(pointer: int) -> list[Instruction]:
    """Go on if the argument is a null pointer, else skip one instruction beyond."""
    return [_low(pointer), (_EQUAL, 0, 3, 0), (_LOAD, 0, 0, 20 + 8 * pointer), (_EQUAL, 0, 1, 0)]


def _one_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    tests = [(_EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
    return [_low(argument), *tests, _refuse(), _allow()]


def _opening(argument: int) -> list[Instruction]:
    return [
        _low(argument),
        (_ANY_BIT, 0, 1, _O_TRUNC),
        (_ANY_BIT, 0, 1, _O_ACCMODE),
        _allow(),
        _refuse(),
    ]


def _allow() -> Instruction:
    return (_RETURN, 0, 0, _ALLOW)


def _refuse(error: int = _EPERM) -> Instruction:
    return (_RETURN, 0, 0, _REFUSE | error)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def install() -> None:
    """Put the filter over this process, for ever.

    Raises:
        OSError: if the kernel does not take it.
    """
    instructions = program(platform.machine())
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    whole = _Program(len(code) // 8, code)
    # PR_SET_NO_NEW_PRIVS = 38; PR_SET_SECCOMP = 22, SECCOMP_MODE_FILTER = 2
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(whole), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")
