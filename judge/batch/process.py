"""A worker process, as seen by whoever has something to judge."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time

from judge.batch.messages import Reply, Setup, Work, receive, send
from judge.batch.start import Started
from judge.sandbox.interpreter import wait_for_end

_END_S = 5.0


class WorkerLost(Exception):
    """The process has ended without an answer: how, in words."""


class WorkerProcess:
    """One process that judges one submission at a time, once it has begun.

    Args:
        started: the process.
    """

    def __init__(self, started: Started) -> None:
        self._channel = socket.socket(fileno=started.channel)
        self._status: int | None = None
        self.pid = started.pid
        self.core = started.core
        self.work: Work | None = None
        self.is_ready = False

    def begin(self, setup: Setup) -> None:
        """Tell it how to judge. That it has died shows when it is to answer."""
        with contextlib.suppress(OSError):
            send(self._channel.fileno(), setup)

    def fileno(self) -> int:
        """The descriptor that becomes readable when there is an answer, or the process has ended."""
        return self._channel.fileno()

    def is_alive(self) -> bool:
        """Whether it has not ended; one that has is reaped."""
        if self._is_running():
            return True
        self.close()
        return False

    def ask(self, work: Work) -> None:
        """Give it a submission. That it has died shows when it is to answer."""
        self.work = work
        with contextlib.suppress(OSError):
            send(self._channel.fileno(), work)

    def answer(self) -> Reply | None:
        """Wait for the answer; None where it says that it is ready to begin. Raises WorkerLost."""
        try:
            reply = receive(self._channel.fileno(), Reply)
        except ConnectionError:  # it has died with something still to read
            reply = None
        if reply is None:
            raise WorkerLost(self._describe_end())
        if not self.is_ready:
            self.is_ready = True
            return None
        self.work = None
        return reply

    def dismiss(self) -> None:
        """Have it end, in the middle of a submission too, and do not wait for that."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)
        if self.work is not None and self._is_running():
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, where it has not begun, and reap it."""
        os.kill(self.pid, signal.SIGKILL)
        self._reap()
        self._channel.close()

    def close(self) -> None:
        """End it and reap it."""
        if self._channel.fileno() < 0:
            return
        self.dismiss()
        if self._is_running() and not self._hangs_up():
            os.kill(self.pid, signal.SIGKILL)
        self._reap()
        self._channel.close()

    def _hangs_up(self) -> bool:
        """Whether it closes its side in time, which it does when it ends."""
        deadline = time.monotonic() + _END_S
        poller = select.poll()
        poller.register(self._channel, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0 and poller.poll(left * 1e3):
            try:
                if not self._channel.recv(1 << 16):
                    return True
            except ConnectionError:
                return True
        return False

    def _is_running(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is None

    def _reap(self) -> None:
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _describe_end(self) -> str:
        if self._status is None:
            self._status = wait_for_end(self.pid, _END_S)
        if self._status is None:
            return "it no longer answers"
        if self._status >= 0:
            return f"it ended with exit code {self._status}"
        try:
            return f"it was killed by {signal.Signals(-self._status).name}"
        except ValueError:
            return f"it was killed by signal {-self._status}"
