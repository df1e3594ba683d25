"""The core: the process that judges for a command. It imports NumPy once, and forks its launcher from that.

The fork comes first: what becomes the launcher has NumPy and the sandbox's own modules, and nothing else. Only then is
the command asked what is to be judged. The core ends with its command, or stays as the warm judge if told so.
"""

from __future__ import annotations

import os
import socket
import sys
import time

from judge.sandbox import launcher, spawn
from judge.sandbox.runtimes import find_runtime

CHANNEL = 3


def main() -> None:
    """The life of a core. The command line's words after the first are the folders to import from."""
    standard_library = [path for path in sys.path if os.path.exists(path) and path != sys.argv[1]]
    sys.path[:] = [*standard_library, *sys.argv[1:]]
    channel = socket.socket(fileno=CHANNEL)
    channel.set_inheritable(False)
    started = time.time()
    _fork_launcher(channel, standard_library)
    # Now, and not before, what knows of hidden tests.
    from judge.warm.service import serve_command

    serve_command(channel, started)


def _fork_launcher(channel: socket.socket, standard_library: list[str]) -> None:
    """Import NumPy, fork, and become a launcher in the child. Without NumPy the command is told by its own import."""
    try:
        runtime = find_runtime("numpy")
        import numpy  # noqa: F401
    except Exception:
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        theirs.close()
        spawn.offer_forked("numpy", spawn.Spawned(ours, pid))
        return
    code = 1
    try:
        channel.close()
        ours.close()
        launcher.run(theirs, spawn.describe(runtime, None), standard_library)
        code = 0
    finally:
        os._exit(code)
