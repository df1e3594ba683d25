"""What time it is, by more than one clock, so that none of them can be argued with alone.

The system clock can be set to anything; the clock that the kernel counts from its start cannot, and a new start has a
new identity. Whoever needs the time is given a Clock, so that a test need not wait for it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

_BOOT_ID = "/proc/sys/kernel/random/boot_id"


class Boot(NamedTuple):
    """Which start of the machine this is, and the seconds since then, sleep included."""

    id: str
    seconds: float


class Clock(Protocol):
    """What tells the time."""

    def now_utc(self) -> datetime:
        """Return the system clock's time, in UTC."""

    def boot(self) -> Boot | None:
        """Return the time since the machine was started, or None where the system does not say."""


class SystemClock:
    """The machine's own clocks."""

    def now_utc(self) -> datetime:
        """Return the system clock's time, in UTC."""
        return datetime.now(UTC)

    def boot(self) -> Boot | None:
        """Return the time since the machine was started; None on systems other than Linux."""
        try:
            with open(_BOOT_ID, encoding="ascii") as file:
                return Boot(file.read().strip(), time.clock_gettime(time.CLOCK_BOOTTIME))
        except (OSError, AttributeError):
            return None


class Seen(NamedTuple):
    """A moment that has certainly come, and where the machine's own clock stood then."""

    at: datetime
    boot: Boot | None


def look(clock: Clock, seen: Seen | None = None) -> Seen:
    """Return the present, which is never before what has been seen.

    It is the latest of three: the system clock; the moment seen, plus what the machine has counted since; the moment
    seen itself. After a new start all that the machine has counted came after the moment seen. So a system clock that
    is set back gains nothing, and a machine that stood still (a paused virtual one) is caught by the system clock as
    soon as that is right again.
    """
    now, boot = clock.now_utc(), clock.boot()
    if seen is None:
        return Seen(now, boot)
    return Seen(max(now, seen.at, seen.at + _counted(seen.boot, boot)), boot)


def _counted(before: Boot | None, now: Boot | None) -> timedelta:
    if before is None or now is None:
        return timedelta(0)
    return timedelta(seconds=now.seconds - before.seconds if before.id == now.id else now.seconds)
