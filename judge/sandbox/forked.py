"""The start of a process that judges: it imports NumPy once, and forks its launcher from that.

The fork comes before anything else is known: what becomes the launcher has NumPy, and no hidden test or expected value,
nor the code that reads them. It imports the sandbox's own modules while its parent imports the judge's.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Sequence


def import_numpy() -> list[str]:
    """Set the folders to import from, which the command line names, and import NumPy, if it is to be had.

    Returns:
        The folders of the standard library.
    """
    standard_library = [path for path in sys.path if os.path.exists(path) and path != sys.argv[1]]
    sys.path[:] = [*standard_library, *sys.argv[1:]]
    with contextlib.suppress(Exception):  # whoever judges is told by an import of its own
        import numpy  # noqa: F401
    return standard_library


def fork_launcher(standard_library: list[str], private: Sequence[int]) -> None:
    """Fork a launcher, if NumPy was imported.

    Args:
        standard_library: as `import_numpy` returns it.
        private: the descriptors of this process that are not for its launcher.
    """
    if "numpy" not in sys.modules:
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        ours.close()
        for descriptor in private:
            os.close(descriptor)
        _become_launcher(theirs, standard_library)
    theirs.close()
    from judge.sandbox import spawn

    spawn.offer_forked("numpy", spawn.Spawned(ours, pid))


def _become_launcher(control: socket.socket, standard_library: list[str]) -> None:
    """In the child: serve, and leave. Never returns."""
    code = 1
    try:
        from judge.sandbox import launcher, spawn
        from judge.sandbox.runtimes import find_runtime

        launcher.run(control, spawn.describe(find_runtime("numpy"), None), standard_library)
        code = 0
    finally:
        os._exit(code)
