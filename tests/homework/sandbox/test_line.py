"""The clock of a line: whose time it counts."""

from __future__ import annotations

import pytest

from tinygrad_fa.homework.sandbox import line
from tinygrad_fa.homework.sandbox.line import Clock, TooLate


@pytest.fixture
def machine(monkeypatch):
    """A machine whose time and whose child's computing go on as a test says."""

    class Machine:
        now, computed, crowding = 100.0, 5.0, 1.0

        def clock(self, seconds=3.0):
            return Clock(seconds, 4.0, lambda: self.computed)

        def sleep(self, seconds, computing=0.0):
            self.now += seconds
            self.computed += computing

    machine = Machine()
    monkeypatch.setattr(line.time, "monotonic", lambda: machine.now)
    monkeypatch.setattr(line, "_crowding", lambda: machine.crowding)
    return machine


def test_what_computes_too_long_is_over_at_once(machine):
    clock = machine.clock()
    assert clock() == 3.0
    machine.sleep(3.0, computing=3.0)
    with pytest.raises(TooLate):
        clock()


def until_too_late(machine, clock, step=100.0):
    """Look at the clock as often as it says, or more often; return after how long it was over."""
    begin = machine.now
    try:
        while machine.now < begin + 1000:
            machine.sleep(min(clock(), step))
    except TooLate:
        return machine.now - begin


def test_what_waits_gets_half_as_long_again_and_more_on_a_crowded_machine(machine):
    for machine.crowding, wanted in ((0.1, 4.5), (2.0, 7.5), (50.0, 12.0)):
        assert until_too_late(machine, machine.clock()) == pytest.approx(wanted)


def test_while_the_machine_stands_still_nobody_pays(machine):
    clock = machine.clock()
    machine.sleep(clock() + 60)  # woken a minute too late
    assert clock() == pytest.approx(1.5)
    machine.sleep(1.5)
    with pytest.raises(TooLate):
        clock()


def test_answers_that_come_in_drops_stretch_nothing(machine):
    assert until_too_late(machine, machine.clock(), step=0.1) == pytest.approx(4.5)
