"""A worker process, as seen by whoever has something to judge."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence

from judge.batch.messages import Reply, Setup, Work, receive, send
from judge.sandbox.interpreter import clean_environment, judging_command

_END_S = 5.0
MODULE = "judge.batch.core"
KEPT_VARIABLES: Sequence[str] = ("HOME", "TMPDIR", "JUDGE_DEBUG")
"""Nothing else of the environment: launchers, and so candidates, are forked from workers."""


class WorkerLost(Exception):
    """The process has ended without an answer: how, in words."""


class WorkerProcess:
    """One process that judges one submission at a time, once it has begun.

    Args:
        scratch: the folder for its temporary files; None for the usual one.
    """

    def __init__(self, scratch: str | None = None) -> None:
        environment = clean_environment(keep=KEPT_VARIABLES)
        if scratch is not None:
            environment["TMPDIR"] = scratch
        # A group of its own: Ctrl-C on the terminal is for the command, which then says what is to end.
        self._process = subprocess.Popen(
            judging_command(MODULE),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            process_group=0,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # both are pipes
        self._questions = self._process.stdin.fileno()
        self._answers = self._process.stdout.fileno()
        self.work: Work | None = None
        self.is_ready = False

    def begin(self, setup: Setup) -> None:
        """Tell it how to judge. That it has died shows when it is to answer."""
        with contextlib.suppress(OSError):
            send(self._questions, setup)

    def fileno(self) -> int:
        """The descriptor that becomes readable when there is an answer, or the process has ended."""
        return self._answers

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it has not ended; one that has is reaped."""
        if self._process.poll() is None:
            return True
        self.close()
        return False

    def ask(self, work: Work) -> None:
        """Give it a submission. That it has died shows when it is to answer."""
        self.work = work
        with contextlib.suppress(OSError):
            send(self._questions, work)

    def answer(self) -> Reply | None:
        """Wait for the answer; None where it says that it is ready to begin. Raises WorkerLost."""
        reply = receive(self._answers, Reply)
        if reply is None:
            raise WorkerLost(self._describe_end())
        if not self.is_ready:
            self.is_ready = True
            return None
        self.work = None
        return reply

    def dismiss(self) -> None:
        """Have it end, in the middle of a submission too, and do not wait for that."""
        assert self._process.stdin is not None  # it is a pipe
        self._process.stdin.close()
        if self.work is not None and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """End it at once, where it has not begun, and reap it."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """End it and reap it."""
        assert self._process.stdout is not None  # it is a pipe
        self.dismiss()
        if self._process.poll() is None:
            if not self._hangs_up():
                self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _hangs_up(self) -> bool:
        """Whether it closes its side in time, which it does when it ends."""
        deadline = time.monotonic() + _END_S
        poller = select.poll()
        poller.register(self._answers, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0 and poller.poll(left * 1e3):
            if not os.read(self._answers, 1 << 16):
                return True
        return False

    def _describe_end(self) -> str:
        try:
            status = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return "it no longer answers"
        if status >= 0:
            return f"it ended with exit code {status}"
        try:
            return f"it was killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"it was killed by signal {-status}"
