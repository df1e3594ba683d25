"""Starting launchers."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from typing import Any

from judge.sandbox.interpreter import command_of, judge_folder, start_interpreter, wait_for_end
from judge.sandbox.packets import send_message
from judge.sandbox.pidfds import send_signal
from judge.sandbox.runtimes import Runtime


class Spawned:
    """A process on its way to being a launcher.

    Args:
        control: the socket to it.
        pid: its number.
        pidfd: a descriptor of it, where it is no child of this process.
    """

    def __init__(self, control: socket.socket, pid: int, pidfd: int | None = None) -> None:
        self.control = control
        self.pid = pid
        self._pidfd = pidfd

    def end(self) -> None:
        """End it and whatever it has forked, and wait for that.

        One that serves ends by itself once nobody speaks to it, and leaves no zombie to whoever adopts orphans.
        """
        self.control.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            if self._pidfd is None:
                if wait_for_end(self.pid, _GRACE_S) is None:
                    os.kill(self.pid, signal.SIGKILL)
                    os.waitpid(self.pid, 0)
            else:
                ended = select.poll()
                ended.register(self._pidfd, select.POLLIN)
                if not ended.poll(_GRACE_S * 1e3):
                    send_signal(self._pidfd, signal.SIGKILL)
                    ended.poll(_END_S * 1e3)
        self.close()

    def close(self) -> None:
        """Part with it: close what this process has of it, and another process may have as well."""
        self.control.close()
        pidfd, self._pidfd = self._pidfd, None
        if pidfd is not None:
            os.close(pidfd)


_GRACE_S = 0.2
_END_S = 5.0
_forked: dict[str, Spawned] = {}


def offer_forked(runtime: str, launcher: Spawned) -> None:
    """Offer a launcher of the default tier that was forked from a process which has imported its runtime."""
    _forked[runtime] = launcher


def take_forked(runtime: str, tier: str | None) -> Spawned | None:
    """Return the launcher that was offered, if it is one like this; once."""
    return _forked.pop(runtime, None) if tier is None else None


def end_offered() -> None:
    """End the launchers that were offered and not taken, as where another tier was asked for."""
    while _forked:
        _forked.popitem()[1].end()


def spawn_launcher(runtime: Runtime, tier: str | None, *, threads: int = 1, python: str | None = None) -> Spawned:
    """Start a launcher: it confines itself to `tier` (None: the strongest) and imports `runtime`.

    Args:
        runtime: what to import, as it is installed for `python`.
        tier: the tier.
        threads: how many threads its linear algebra may use.
        python: its interpreter; None for the judge's own.

    Raises:
        OSError: it can't be started.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        words = command_of("judge.sandbox.launcher", python)
        pid = start_interpreter([theirs.fileno()], words, threads=threads)
    finally:
        theirs.close()
    try:
        send_message(ours, describe(runtime, tier))
    except OSError:  # it died at once; whoever waits for its first message is told
        pass
    return Spawned(ours, pid)


def describe(runtime: Runtime, tier: str | None) -> dict[str, Any]:
    """Return what a launcher has to know."""
    return {
        "tier": tier,
        "runtime": runtime.name,
        "packages": list(runtime.packages),
        "site_packages": list(runtime.site_packages),
        "judge_folder": judge_folder(),
        "scratch_base": scratch_base(),
    }


def scratch_base() -> str:
    """The folder in which scratch folders are made."""
    return os.path.abspath(os.environ.get("TMPDIR") or "/tmp")
