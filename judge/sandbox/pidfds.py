"""Descriptors of processes (pidfd_open(2) and pidfd_send_signal(2), of Linux 5.3): they never mean another process.

Many a Python was built where the kernel's headers did not know of these calls, and lacks them though the kernel has
them.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

open_pidfd: Callable[[int], int]
"""(process) -> a descriptor of it, which is readable once it has ended. Raises OSError."""
send_signal: Callable[[int, int], None]
"""Send the process that a descriptor stands for a signal. Raises OSError, ProcessLookupError where it is gone."""

if hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal"):
    open_pidfd, send_signal = os.pidfd_open, signal.pidfd_send_signal
else:
    from judge.sandbox import kernel

    open_pidfd, send_signal = kernel.open_pidfd, kernel.send_signal


def has_pidfds() -> bool:
    """Whether this machine has them, which some sandboxes lack."""
    if sys.platform != "linux":
        return False
    try:
        os.close(open_pidfd(os.getpid()))
    except OSError:
        return False
    return True
