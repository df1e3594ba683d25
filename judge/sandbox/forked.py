"""The start of a process that judges: it imports NumPy once, and forks its launcher from that.

The fork comes before anything else is known: what becomes the launcher has NumPy, and no hidden test or expected value,
nor the code that reads them. It imports the sandbox's own modules while its parent imports the judge's.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from typing import NoReturn


def begin(private: Sequence[int]) -> None:
    """Set the folders to import from, which the command line names; import NumPy, if it is to be had, and fork.

    Descriptors that the command has inherited, such as a lock of the shell's, are closed first: this process may stay
    when the command has ended.

    Args:
        private: the descriptors of this process that are not for its launcher.
    """
    os.closerange(max(2, *private) + 1, os.sysconf("SC_OPEN_MAX"))
    standard_library = [path for path in sys.path if os.path.exists(path) and path != sys.argv[1]]
    sys.path[:] = [*standard_library, *sys.argv[1:]]
    try:
        import numpy  # noqa: F401
    except Exception:  # whoever judges is told by an import of its own
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        _become_launcher(theirs.detach(), [ours.detach(), *private], standard_library)
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
