"""The session's own clock: no other clock can be moved so that time is won."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import pytest
from mock_toy import FakeClock

from judge.clock import Boot, Seen, SystemClock, look


def minutes_since(began: Seen, clock: FakeClock) -> float:
    """What the clock says has passed."""
    return (look(clock, began).at - began.at) / timedelta(minutes=1)


def test_time_passes() -> None:
    """Where both clocks agree, that is the time."""
    clock = FakeClock()
    began = look(clock)
    clock.move(10)
    assert minutes_since(began, clock) == pytest.approx(10)


def test_setting_the_system_clock_back_gains_nothing() -> None:
    """The machine has counted on."""
    clock = FakeClock()
    began = look(clock)
    clock.move(10)
    clock.set_system(-600)
    clock.move(5)
    assert minutes_since(began, clock) == pytest.approx(15)


def test_time_lost_to_a_machine_that_stood_still_is_found_again() -> None:
    """A paused virtual machine has counted nothing; its system clock is put right when it goes on."""
    clock = FakeClock()
    began = look(clock)
    clock.set_system(30)
    assert minutes_since(began, clock) == pytest.approx(30)


def test_a_new_start_with_a_clock_set_back() -> None:
    """What was seen before the start stays seen, and the time since the start comes after it."""
    clock = FakeClock()
    began = look(clock)
    clock.move(10)
    seen = look(clock, began)
    clock.reboot(2)
    clock.set_system(-600)
    assert (look(clock, seen).at - began.at) / timedelta(minutes=1) == pytest.approx(12)


def test_a_new_start_goes_by_the_system_clock() -> None:
    """Time passes while a machine is off."""
    clock = FakeClock()
    began = look(clock)
    clock.set_system(25)
    clock.reboot(1)
    assert minutes_since(began, clock) == pytest.approx(26)


def test_without_a_boot_clock_time_never_goes_back() -> None:
    """On other systems what was seen is the least that has passed."""
    clock = FakeClock()
    clock.lose_boot()
    began = look(clock)
    clock.move(10)
    seen = look(clock, began)
    clock.set_system(-600)
    assert look(clock, seen).at == seen.at


def test_many_looks_lose_nothing() -> None:
    """With the system clock set back, the time is carried from look to look to the microsecond."""
    clock = FakeClock()
    began = seen = look(clock)
    clock.set_system(-600)
    for _ in range(600):
        clock.move(1 / 60)
        seen = look(clock, seen)
    assert (seen.at - began.at).total_seconds() == pytest.approx(600, abs=0.01)


def test_the_machine_s_own_clocks() -> None:
    """The time is in UTC, and on Linux the start is known."""
    clock = SystemClock()
    assert clock.now_utc().tzinfo is UTC
    assert abs(clock.now_utc() - datetime.now(UTC)) < timedelta(seconds=10)
    boot = clock.boot()
    if sys.platform == "linux":
        assert isinstance(boot, Boot)
        assert len(boot.id) == 36
        assert boot.seconds > 0
