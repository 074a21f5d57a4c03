"""The filter of system calls, run by hand: what a kernel would decide for each call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.sandbox.inside import system_calls
from tinygrad_fa.homework.sandbox.inside.system_calls import AARCH64, ALLOWED, X86_64, program

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050001, 0x00050026
ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}


def decide(machine, number, *arguments, architecture=None):
    """Run the program as the kernel's packet filter does."""
    words = {0: number, 4: architecture or ARCHITECTURES[machine]}
    for i in range(6):
        value = arguments[i] if i < len(arguments) else 0
        words[16 + 8 * i], words[20 + 8 * i] = value & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF
    code, at, accumulator = program(machine), 0, 0
    while True:
        kind, true, false, constant = code[at]
        at += 1
        if kind == 0x20:
            accumulator = words[constant]
        elif kind == 0x06:
            return constant
        elif kind == 0x54:
            accumulator &= constant
        else:
            holds = {
                0x15: accumulator == constant,
                0x35: accumulator >= constant,
                0x45: bool(accumulator & constant),
            }[kind]
            at += true if holds else false


def numbers(column):
    lines = " ".join(line for line in ALLOWED.splitlines() if not line.startswith("#"))
    entries = [entry.split() for entry in lines.split(",")]
    return {name: both.split("/")[column] for name, both in entries}


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_program_is_one_that_a_kernel_takes(machine):
    code = program(machine)
    assert len(code) < 4096
    for at, (kind, true, false, _) in enumerate(code):
        assert 0 <= true < 256 and 0 <= false < 256
        if kind in (0x15, 0x35, 0x45):
            assert at + 1 + max(true, false) < len(code)
    assert code[-1][0] == 0x06


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_what_is_listed_is_allowed_and_nothing_else(machine, column):
    listed = {int(n) for n in numbers(column).values() if n != "-"}
    conditional = {n[column] for n, _ in system_calls._conditions()} - {None}
    assert not listed & conditional
    for number in range(600):
        if number not in conditional:
            assert decide(machine, number) == (ALLOW if number in listed else EPERM)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_foreign_architectures_are_killed(machine):
    for architecture in (0x40000003, 0x40000028, 0xC00000B7, 0xC000003E, 0):
        if architecture and architecture != ARCHITECTURES[machine]:
            assert decide(machine, 1, architecture=architecture) == KILL
    if machine == "x86_64":
        assert decide(machine, 0x40000000) == decide(machine, 0x400001FF) == KILL


COLUMN = {"x86_64": 0, "aarch64": 1}


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_calls_that_depend_on_what_they_are_given(machine):
    def call(numbers_of_both, *arguments):
        return decide(machine, numbers_of_both[COLUMN[machine]], *arguments)

    clone, thread = system_calls._CLONE, 0x3D0F00
    assert call(clone, thread) == ALLOW
    assert call(clone, 17) == call(clone, 0x4111) == EPERM
    for new in (0x20000, 0x10000000, 0x20000000, 0x40000000, 0x02000000):
        assert call(clone, thread | new) == EPERM
    assert call(system_calls._CLONE3, 1, 2) == ENOSYS
    opens = [(system_calls._OPENAT, 2)]
    if machine == "x86_64":
        opens.append((system_calls._OPEN, 1))
    for both, at in opens:
        front = [0] * at
        assert (
            call(both, *front, 0)
            == call(both, *front, 0o1101)
            == call(both, *front, 0o1002)
            == ALLOW
        )
        assert call(both, *front, 0o1000) == EPERM
    assert call(system_calls._IOCTL, 0, 0x5401) == ALLOW
    assert (
        call(system_calls._IOCTL, 0, 0x5412)
        == call(system_calls._IOCTL, 0, 0x5412 | 1 << 32)
        == EPERM
    )
    assert call(system_calls._FCNTL, 3, 2) == ALLOW
    assert call(system_calls._FCNTL, 3, 8) == call(system_calls._FCNTL, 3, 15) == EPERM
    assert call(system_calls._PRCTL, 15) == ALLOW
    assert call(system_calls._PRCTL, 1) == call(system_calls._PRCTL, 22) == EPERM
    limits = system_calls._PRLIMIT
    assert call(limits, 0, 7, 0, 5) == ALLOW
    assert (
        call(limits, 1, 7, 0, 5) == call(limits, 0, 7, 1, 5) == call(limits, 0, 7, 1 << 40) == EPERM
    )
    pair = system_calls._SOCKETPAIR
    assert call(pair, 1, 1) == call(pair, 1, 1 | 0o2000000 | 0o4000) == ALLOW
    assert call(pair, 1, 2) == call(pair, 2, 1) == call(pair, 1, 5) == call(pair, 1, 3) == EPERM
    assert call(system_calls._SENDTO, 3, 9, 9, 0, 0, 0) == ALLOW
    assert call(system_calls._SENDTO, 3, 9, 9, 0, 1 << 33, 0) == EPERM


@given(
    st.sampled_from(["x86_64", "aarch64"]),
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 2**64 - 1), max_size=6),
)
def test_every_call_is_decided(machine, number, arguments):
    assert decide(machine, number, *arguments) in (ALLOW, KILL, EPERM, ENOSYS)


def test_the_numbers_are_those_of_this_machine():
    header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    known = dict(re.findall(r"#define __NR_(\w+) (\d+)", header.read_text()))
    for name, number in numbers(0).items():
        assert known.get(name, number) == number
