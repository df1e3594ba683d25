"""Ending the candidates of a launcher from outside of the evaluation that waits for them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess


def kill_candidates(launcher: int) -> None:
    """Kill whatever a launcher has forked; the launcher itself stays warm.

    The evaluation finds that its candidate has ended without answering. Safe at any time, from any thread. A candidate
    is a descendant in a session of its own; the launcher's own processes, of which a tier may need more than one, share
    one session.

    Args:
        launcher: the launcher's process number; it has to be a child of this process.
    """
    if not _is_child(launcher):
        return
    with contextlib.suppress(ProcessLookupError):
        own_session = os.getsid(launcher)
        waiting = _children_of(launcher)
        while waiting:
            pid = waiting.pop()
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it ended in the meantime
                waiting += _children_of(pid)
                if os.getsid(pid) != own_session:
                    os.kill(pid, signal.SIGKILL)


def _is_child(pid: int) -> bool:
    """Whether the number is still that of a child, and not of a stranger that got it later."""
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except OSError:
        return False
    return True


def _children_of(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listing:
            return [int(word) for word in listing.read().split()]
    except OSError:
        pass
    try:  # macOS, or a kernel built without that list
        listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [int(word) for word in listed.stdout.split()]
