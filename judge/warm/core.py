"""The core: the process that judges for a command. It ends with its command, or stays as the warm judge if told so."""

from __future__ import annotations

import socket
import time

from judge.sandbox.forked import fork_launcher, import_numpy

CHANNEL = 3


def main() -> None:
    """The life of a core. The command line's words after the first are the folders to import from."""
    started = time.time()
    channel = socket.socket(fileno=CHANNEL)
    channel.set_inheritable(False)
    import_numpy([CHANNEL])
    launcher = fork_launcher([CHANNEL])
    # Now, and not before, what knows of hidden tests.
    from judge.sandbox.spawn import offer_forked
    from judge.warm.service import serve_command

    if launcher is not None:
        offer_forked("numpy", launcher)
    serve_command(channel, started)
