"""A process that this one has started: whether it runs, and how it has ended."""

from __future__ import annotations

import os
import signal

from judge.sandbox.interpreter import wait_for_end


class Child:
    """A child process, which is reaped once.

    Args:
        pid: its number.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None

    def is_running(self) -> bool:
        """Whether it has not ended; one that has is reaped."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.is_running():
            os.kill(self.pid, number)

    def ends_within(self, patience_s: float) -> bool:
        """Wait for its end for so long, and reap it; whether it has ended."""
        if self._status is None:
            self._status = wait_for_end(self.pid, patience_s)
        return self._status is not None

    def reap(self) -> None:
        """Wait until it has ended."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def describe_end(self, patience_s: float) -> str:
        """Wait for its end for so long, and say how it has ended."""
        if not self.ends_within(patience_s) or self._status is None:
            return "it no longer answers"
        if self._status >= 0:
            return f"it ended with exit code {self._status}"
        try:
            return f"it was killed by {signal.Signals(-self._status).name}"
        except ValueError:
            return f"it was killed by signal {-self._status}"
