"""The start of a process that judges: it imports NumPy once, and forks its launcher from that.

The launcher is forked before anything else is known: it has NumPy, and no hidden test or expected value, nor the code
that reads them. It imports the sandbox's own modules while its parent imports the judge's.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Sequence
from typing import NoReturn


def import_numpy(channels: Sequence[int]) -> None:
    """Set the folders to import from, which the command line names, and import NumPy, if it is to be had.

    Descriptors that the command has inherited, such as a lock of the shell's, are closed first: this process may stay
    when the command has ended.

    Args:
        channels: the descriptors that are for this process.
    """
    most = os.sysconf("SC_OPEN_MAX")
    os.closerange(max(2, *channels) + 1, min(most, _MOST_CLOSED) if most > 0 else _MOST_CLOSED)
    _standard_library[:] = [path for path in sys.path if os.path.exists(path) and path != sys.argv[1]]
    sys.path[:] = [*_standard_library, *sys.argv[1:]]
    with contextlib.suppress(Exception):  # whoever judges is told by an import of its own
        import numpy  # noqa: F401


_MOST_CLOSED = 1 << 16  # where the kernel can't close a range at once, a limit of a billion would take minutes
_standard_library: list[str] = []


def fork_launcher(private: Sequence[int]) -> None:
    """Fork the launcher, where NumPy has been imported.

    Args:
        private: the descriptors of this process that are not for its launcher.
    """
    if "numpy" not in sys.modules:
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        _become_launcher(theirs.detach(), [ours.detach(), *private], _standard_library)
    theirs.close()
    from judge.sandbox import spawn

    spawn.offer_forked("numpy", spawn.Spawned(ours, pid))


def _become_launcher(control: int, private: Sequence[int], standard_library: list[str]) -> NoReturn:
    """In the child: serve, and leave. Never returns."""
    code = 1
    try:
        for descriptor in private:
            os.close(descriptor)
        from judge.sandbox import launcher, spawn
        from judge.sandbox.runtimes import find_runtime

        if control != launcher.CONTROL:
            os.dup2(control, launcher.CONTROL, inheritable=False)
            os.close(control)
        launcher.run(spawn.describe(find_runtime("numpy"), None), standard_library)
        code = 0
    finally:
        os._exit(code)
