"""Starting a launcher's interpreter, early if possible: it imports its runtime while the judge parses its arguments.

This module imports little, as a command that judges calls it before anything else.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import NamedTuple

from judge.sandbox.packets import send_message
from judge.sandbox.runtimes import Runtime, find_runtime

_CONTROL = 3
_CODE = "import gc, sys; gc.disable(); sys.path.append(sys.argv[1]); from judge.sandbox.launcher import main; main()"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Spawned(NamedTuple):
    """An interpreter on its way to being a launcher: the socket to it, and its process number."""

    control: socket.socket
    pid: int


_early: dict[str, Spawned] = {}


def start_early(runtime: str) -> None:
    """Start a launcher of the default tier that is likely to be needed. A fault shows when it is needed."""
    try:
        _early[runtime] = spawn_launcher(find_runtime(runtime), None)
    except Exception:  # the same fault comes again, with its words, if the launcher is really needed
        pass


def take_early(runtime: str, tier: str | None) -> Spawned | None:
    """Return the launcher that was started early, if it is one like this."""
    return _early.pop(runtime, None) if tier is None else None


def discard_early() -> None:
    """End the launchers that nobody took."""
    for control, pid in _early.values():
        control.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    _early.clear()


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
        pid = _start_interpreter(theirs.fileno(), threads, python or sys.executable)
    finally:
        theirs.close()
    config = {
        "tier": tier,
        "runtime": runtime.name,
        "packages": list(runtime.packages),
        "site_packages": list(runtime.site_packages),
        "judge_folder": _judge_folder(),
    }
    try:
        send_message(ours, config)
    except OSError:  # it died at once; whoever waits for its first message is told
        pass
    return Spawned(ours, pid)


def _judge_folder() -> str:
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def _start_interpreter(control: int, threads: int, python: str) -> int:
    """Start a fresh Python with the control socket as descriptor 3 and nothing of the user's environment."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        **dict.fromkeys(_THREADS, str(threads)),
    }
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):  # some builds of Python can't start without
        if name in os.environ:
            environment[name] = os.environ[name]
    errors = (os.POSIX_SPAWN_DUP2, 2, 2)
    if "JUDGE_DEBUG" not in os.environ:
        errors = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)  # type: ignore[assignment]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        errors,
    ]
    # A descriptor that is 3 already would keep its close-on-exec flag through dup2, so it goes by way of another.
    lifted = os.dup(control) if control == _CONTROL else control
    try:
        actions.append((os.POSIX_SPAWN_DUP2, lifted, _CONTROL))
        arguments = [python, "-S", "-s", "-P", "-B", "-X", "utf8", "-c", _CODE, _judge_folder()]
        return os.posix_spawn(python, arguments, environment, file_actions=actions, setsid=True)
    finally:
        if lifted != control:
            os.close(lifted)
