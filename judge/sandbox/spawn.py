"""Starting the interpreters that judge: fresh ones, with nothing of the user's environment.

This module imports little, as a command that judges calls it before anything else.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from judge.sandbox.packets import send_message
from judge.sandbox.runtimes import Runtime

CHANNEL = 3
_FLAGS = ("-S", "-s", "-P", "-B", "-X", "utf8")
_CODE = "import gc, sys; gc.disable(); sys.path.append(sys.argv[1]); from judge.sandbox.launcher import main; main()"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


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
        words = [python or sys.executable, *_FLAGS, "-c", _CODE, judge_folder()]
        pid = start_interpreter(theirs.fileno(), words, threads=threads)
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


def judge_folder() -> str:
    """The folder that the package `judge` lies in."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def start_interpreter(channel: int, words: Sequence[str], *, threads: int = 1, keep: Sequence[str] = ()) -> int:
    """Start a fresh Python in a session of its own, without the user's environment; return its process number.

    Args:
        channel: a descriptor that becomes number 3 there.
        words: the command.
        threads: how many threads linear algebra may use.
        keep: further variables of the environment to hand on.

    Raises:
        OSError: it can't be started.
    """
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",  # a submission that goes over a set does so in the same order every time
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        **dict.fromkeys(_THREADS, str(threads)),
        # The C library's own default, named so that it no longer adapts: what a process has allocated before, and
        # whether it keeps that, would decide what large arrays cost it from then on, and be taken for its speed.
        "MALLOC_MMAP_THRESHOLD_": str(128 << 10),
    }
    # Some builds of Python can't start without the first two.
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", *keep):
        if name in os.environ:
            environment[name] = os.environ[name]
    errors: tuple[Any, ...] = (os.POSIX_SPAWN_DUP2, 2, 2)
    if "JUDGE_DEBUG" not in os.environ:
        errors = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    # A descriptor that is 3 already would keep its close-on-exec flag through dup2, so it goes by way of another.
    lifted = os.dup(channel) if channel == CHANNEL else channel
    actions: list[tuple[Any, ...]] = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        errors,
        (os.POSIX_SPAWN_DUP2, lifted, CHANNEL),
    ]
    try:
        return os.posix_spawn(words[0], list(words), environment, file_actions=actions, setsid=True)
    finally:
        if lifted != channel:
            os.close(lifted)
