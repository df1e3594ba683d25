"""The judge's side of one launcher: start it, have it fork candidates, hear how they end."""

from __future__ import annotations

import contextlib
import math
import os
import select
import socket
import time
from typing import Any, NamedTuple

from judge.errors import UserError
from judge.model import Isolation, Limits, Tier
from judge.sandbox import orders, spawn
from judge.sandbox.orders import Order, receive_order, send_order
from judge.sandbox.packets import receive_message
from judge.sandbox.process import CandidateProcess
from judge.sandbox.replies import Output
from judge.sandbox.runtimes import Runtime
from judge.sandbox.scratch import remove_folder
from judge.sandbox.tiers import TIERS

START_S = 120.0
_REPLY_S = 15.0
_PAUSE_S = 0.3


class LauncherLost(Exception):
    """The launcher died or does not answer. Its candidates died with it."""


class NotStarted(LauncherLost):
    """A candidate could not be forked, or ended before it was confined; its launcher is well."""


class Birth(NamedTuple):
    """A candidate that was asked for: the launcher's number for it, and the judge's ends of its descriptors."""

    launcher: LauncherProcess
    number: int
    channel: socket.socket
    pipe: int
    scratch: str
    waited: bool = False
    """Whether it has waited for its submission: it may have ended meanwhile."""

    def close(self) -> None:
        """Give the candidate up."""
        self.channel.close()
        os.close(self.pipe)
        if self.scratch:
            remove_folder(self.scratch)


class Means(NamedTuple):
    """What a candidate may use: MiB of memory above what the runtime takes, and CPU seconds in all."""

    memory_mb: int
    cpu_s: int

    @classmethod
    def of(cls, limits: Limits) -> Means:
        """What limits come to for one process."""
        return cls(limits.memory_mb, math.ceil(2 * limits.total_s) + 10)


class LauncherProcess:
    """A launcher that has been started; it imports its runtime while the judge goes on.

    Args:
        runtime: what to import.
        tier: the tier to use, None for the strongest there is.
        threads: how many threads its linear algebra may use.
        python: its interpreter; None for the judge's own.
    """

    def __init__(self, runtime: Runtime, tier: Tier | None, *, threads: int = 1, python: str | None = None) -> None:
        self._runtime = runtime
        self._next_number = 1
        self._forgotten: list[int] = []
        self._kept: dict[tuple[int, int], tuple[Order, list[int]]] = {}
        self._hello: dict[str, Any] | None = None
        forked = spawn.take_forked(runtime.name, tier) if threads == 1 and python is None else None
        self._threads = threads
        self._python = python
        self._further: list[Tier | None] = [None, *TIERS[1:]] if tier is None else []
        self._spawned = forked or spawn.spawn_launcher(runtime, tier, threads=threads, python=python)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._spawned.pid

    @property
    def _control(self) -> socket.socket:
        return self._spawned.control

    @property
    def isolation(self) -> Isolation:
        """The tier in force. Raises as `spawn` does."""
        hello = self._wait_hello()
        return Isolation(hello["tier"], tuple(hello["mechanisms"]))

    @property
    def environment(self) -> dict[str, str]:
        """The versions of Python and of the runtime. Raises as `spawn` does."""
        return dict(self._wait_hello()["environment"])

    def order(self, means: Means, scratch: str, *, warm_up: bool = False) -> Birth:
        """Ask for a candidate, and do not wait for it.

        Args:
            means: what it may use.
            scratch: its folder on disk, for the tiers that have no private one.
            warm_up: whether it is to use its runtime once before it loads a file.

        Raises:
            LauncherLost: the launcher is gone.
            UserError: the tier that was asked for is not to be had, or the runtime is not installed.
        """
        self._wait_hello()
        number = self._next_number
        self._next_number += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        reader, writer = os.pipe()
        kind = orders.SPAWN_WARM if warm_up else orders.SPAWN
        forgotten = tuple(self._forgotten[: orders.MOST_FORGOTTEN])
        del self._forgotten[: orders.MOST_FORGOTTEN]
        birth = Birth(self, number, ours, reader, scratch)
        try:
            order = Order(kind, number, means.memory_mb, means.cpu_s, scratch, forgotten)
            self._send(order, (theirs.fileno(), writer))
        except BaseException:
            birth.close()
            raise
        finally:
            theirs.close()
            os.close(writer)
        return birth

    def complete(self, birth: Birth, output: Output) -> CandidateProcess:
        """Wait until the candidate is confined.

        Args:
            birth: what `order` returned.
            output: where its prints go.

        Raises:
            LauncherLost: the launcher is gone.
            NotStarted: the launcher could not fork it.
            Fault: the candidate did not start.
        """
        try:
            spawned, fds = self._receive_for(birth.number, orders.SPAWNED, orders.REFUSED)
            if spawned.kind == orders.REFUSED:
                raise NotStarted(f"no process can be started: {spawned.text}")
            pidfd = fds[0] if fds else None
            if pidfd is None and self.isolation.tier == "full":  # its number is one of another namespace
                raise NotStarted("this process may not open more files; raise the limit: 'ulimit -n 256'")
        except BaseException:
            birth.close()
            raise
        pid = _pid_of(pidfd) if pidfd is not None else spawned.first
        candidate = CandidateProcess(birth.channel, birth.pipe, output, pid, pidfd, birth.scratch)
        try:
            candidate.wait_ready(_REPLY_S)
        except BaseException:
            candidate.kill()
            candidate.close()
            raise
        return candidate

    def wait_exit(self, number: int) -> int:
        """Return the exit code of a candidate that has ended or been killed: negative for a signal.

        Raises:
            LauncherLost: the launcher does not tell.
        """
        self._send(Order(orders.AWAIT, number))
        exited, _ = self._receive_for(number, orders.EXITED)
        return exited.first

    def forget(self, number: int) -> None:
        """Leave the reaping of a candidate that has been killed to the launcher, and do not wait for it."""
        self._forgotten.append(number)

    def close(self) -> None:
        """End the launcher and whatever it has forked. Who still waits for one of those is told that it is lost."""
        self._spawned.end()
        for _, fds in self._kept.values():
            _close_all(fds)
        self._kept.clear()

    def abandon(self, birth: Birth) -> None:
        """Give up a candidate that was asked for and not completed: it finds its channel closed, and ends."""
        birth.close()
        with contextlib.suppress(LauncherLost):
            spawned, fds = self._receive_for(birth.number, orders.SPAWNED, orders.REFUSED)
            _close_all(fds)
            if spawned.kind == orders.SPAWNED:
                self.wait_exit(birth.number)

    def _wait_hello(self) -> dict[str, Any]:
        while self._hello is None:
            try:
                message = self._receive_hello()
            except LauncherLost:
                if not self._further:
                    raise
                self._start_again()
                continue
            if message["op"] == "failed":
                raise UserError(message["reason"], "see 'judge doctor'")
            self._hello = message
        return self._hello

    def _receive_hello(self) -> dict[str, Any]:
        self._wait(START_S)
        try:
            message = receive_message(self._control)
        except ConnectionError:
            message = None
        if message is None:
            raise LauncherLost("the launcher is gone")
        return message

    def _start_again(self) -> None:
        """Start another launcher, as this one died before it said a word.

        At first in the same way, after a while, as there may have been no room for it just then; if that does not help,
        the tier looked available and is not: a tier lower.
        """
        self.close()
        tier = self._further.pop(0)
        if tier is None:
            time.sleep(_PAUSE_S)
        self._spawned = spawn.spawn_launcher(self._runtime, tier, threads=self._threads, python=self._python)

    def _send(self, order: Order, fds: tuple[int, ...] = ()) -> None:
        try:
            send_order(self._control, order, fds)
        except OSError:
            raise LauncherLost("the launcher is gone") from None

    def _receive_for(self, number: int, *kinds: int) -> tuple[Order, list[int]]:
        """Receive until one of these is told of this candidate, keeping what is about others. Raises LauncherLost."""
        deadline = time.monotonic() + _REPLY_S
        while True:
            for kind in kinds:
                if (kind, number) in self._kept:
                    return self._kept.pop((kind, number))
            self._wait(deadline - time.monotonic())
            try:
                order, fds = receive_order(self._control)
            except ConnectionError:
                order, fds = None, []
            if order is None:
                raise LauncherLost("the launcher is gone")
            self._kept[order.kind, order.number] = order, fds

    def _wait(self, wall_s: float) -> None:
        """Wait for the launcher to say something. Raises LauncherLost."""
        if self._control.fileno() < 0:
            raise LauncherLost("the launcher was ended")
        poller = select.poll()  # select(2) takes no descriptor beyond 1,024, which a host such as pytest may be at
        poller.register(self._control, select.POLLIN)
        if not poller.poll(max(0.0, wall_s) * 1e3):
            raise LauncherLost(f"the launcher did not answer within {wall_s:g} s")


def _close_all(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


def _pid_of(pidfd: int) -> int | None:
    """The process' number in the judge's own pid namespace, where it has one: the launcher may be in another."""
    try:
        info = os.open(f"/proc/self/fdinfo/{pidfd}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        _, found, rest = os.read(info, 1 << 12).partition(b"\nPid:")
        pid = int(rest.split(maxsplit=1)[0]) if found else 0
        return pid if pid > 0 else None  # -1 once it was reaped
    finally:
        os.close(info)
