"""A worker process, as seen by whoever has something to judge."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time

from msgspec.structs import replace

from judge.batch.child import Child
from judge.batch.folder import leave_folder, remove_folder
from judge.batch.messages import Reply, Setup, Stay, Work, receive_reply, send
from judge.batch.start import Started
from judge.warm.hang_up import has_hung_up

_END_S = 5.0
_STAY_S = 1.0


class WorkerLost(Exception):
    """The process has ended without an answer: how, in words."""


class WorkerProcess:
    """One process that judges one submission at a time, once it has begun.

    Args:
        started: the process.

    Attributes:
        pid: its number; None for one that is no child of this process and not yet ready.
        lane: its place.
        work: the submission that it has.
        is_ready: whether it has said that it is.
    """

    def __init__(self, started: Started) -> None:
        self._channel = socket.socket(fileno=started.channel)
        self._child = Child(started.pid) if started.pid is not None else None
        self._folder = started.folder
        self._stays = False
        self.pid = started.pid
        self.lane = started.lane
        self.work: Work | None = None
        self.is_ready = False

    def begin(self, setup: Setup) -> None:
        """Tell it how to judge. That it has died shows when it is to answer."""
        with contextlib.suppress(OSError):
            send(self._channel.fileno(), replace(setup, tied=setup.tied and self._child is not None))

    def fileno(self) -> int:
        """The descriptor that becomes readable when there is an answer, or the process has ended."""
        return self._channel.fileno()

    def is_alive(self) -> bool:
        """Whether it has not ended; one that has is reaped."""
        if self._child is None or self._child.is_running():
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
            reply = receive_reply(self._channel.fileno())
        except ConnectionError:  # it has died with something still to read
            reply = None
        if reply is None:
            raise WorkerLost("it has hung up" if self._child is None else self._child.describe_end(_END_S))
        if not self.is_ready:
            self.is_ready = True
            self.pid = reply.pid
            return None
        self.work = None
        return reply

    def finish(self) -> None:
        """Have it end, or wait for the next command where its lane has a place for that, and do not wait for it."""
        if self.work is not None or not self.lane.path:
            self.dismiss()
            return
        with contextlib.suppress(OSError):
            send(self._channel.fileno(), Stay(os.fsencode(self.lane.path)))
            self._stays = True

    def dismiss(self) -> None:
        """Have it end, in the middle of a submission too, unless it is to stay; and do not wait for that."""
        if self._stays:
            return
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)
        if self.work is not None:
            self._signal(signal.SIGTERM)

    def give_back(self) -> None:
        """Part with it where it has not begun: one that an earlier command has left waits again, any other ends."""
        if self._child is not None:
            self._child.signal(signal.SIGKILL)
            self.close()
            return
        self.finish()
        if self._stays:
            self.close()
        else:
            self._channel.close()  # which it notices when its imports are done

    def close(self) -> None:
        """Part with it: see that it waits, if it is to, else that it ends, and reap it."""
        if self._channel.fileno() < 0:
            return
        if self._stays:
            if self._waits():
                if self._folder:
                    leave_folder(self._folder)
                self._channel.close()
                return
            self._stays = False
            self._signal(signal.SIGTERM)  # it is too late now, whatever it has done by then
        self.dismiss()
        if (self._child is None or self._child.is_running()) and not self._hangs_up():
            self._signal(signal.SIGKILL)
        if self._child is not None and not self._child.ends_within(_END_S):
            self._child.signal(signal.SIGKILL)
            self._child.reap()
        self._channel.close()
        if self._folder:
            remove_folder(self._folder)

    def _signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs and its number is known."""
        if self._child is not None:
            self._child.signal(number)
        elif self.pid is not None and not has_hung_up(self._channel.fileno()):
            os.kill(self.pid, number)

    def _waits(self) -> bool:
        """Whether it says in time that it waits for the next command."""
        poller = select.poll()
        poller.register(self._channel, select.POLLIN)
        try:
            return bool(poller.poll(_STAY_S * 1e3)) and receive_reply(self._channel.fileno()) is not None
        except ConnectionError:
            return False

    def _hangs_up(self) -> bool:
        """Whether it closes its side in time, which it does when it ends."""
        deadline = time.monotonic() + _END_S
        poller = select.poll()
        poller.register(self._channel, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0 and poller.poll(left * 1e3):
            try:
                reply = receive_reply(self._channel.fileno())
            except ConnectionError:
                return True
            if reply is None:
                return True
            if self.pid is None and reply.pid is not None:  # only now it can be told to leave
                self.pid = reply.pid
                self._signal(signal.SIGTERM)
        return False
