"""Starting launchers."""

from __future__ import annotations

import os
import socket
from typing import Any, NamedTuple

from judge.sandbox.interpreter import command_of, judge_folder, start_interpreter
from judge.sandbox.packets import send_message
from judge.sandbox.runtimes import Runtime


class Spawned(NamedTuple):
    """An interpreter on its way to being a launcher: the socket to it, and its process number."""

    control: socket.socket
    pid: int


_forked: dict[str, Spawned] = {}


def offer_forked(runtime: str, launcher: Spawned) -> None:
    """Offer a launcher of the default tier that was forked from a process which has imported its runtime."""
    _forked[runtime] = launcher


def take_forked(runtime: str, tier: str | None) -> Spawned | None:
    """Return the launcher that was offered, if it is one like this; once."""
    return _forked.pop(runtime, None) if tier is None else None


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
