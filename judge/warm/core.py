"""The core: the process that judges for a command. It imports NumPy once, and forks its launcher from that.

The fork comes first: what becomes the launcher has NumPy, and imports the sandbox's own modules by itself while the
core imports the judge's. Only then is the command asked what is to be judged. The core ends with its command, or stays
as the warm judge if told so.
"""

from __future__ import annotations

import os
import socket
import sys
import time

CHANNEL = 3


def main() -> None:
    """The life of a core. The command line's words after the first are the folders to import from."""
    started = time.time()
    standard_library = [path for path in sys.path if os.path.exists(path) and path != sys.argv[1]]
    sys.path[:] = [*standard_library, *sys.argv[1:]]
    channel = socket.socket(fileno=CHANNEL)
    channel.set_inheritable(False)
    _fork_launcher(channel, standard_library)
    # Now, and not before, what knows of hidden tests.
    from judge.warm.service import serve_command

    serve_command(channel, started)


def _fork_launcher(channel: socket.socket, standard_library: list[str]) -> None:
    """Import NumPy, fork, and become a launcher in the child. Without NumPy the command is told by its own import."""
    try:
        import numpy  # noqa: F401
    except Exception:
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        channel.close()
        ours.close()
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
