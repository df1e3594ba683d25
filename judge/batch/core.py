"""The start of a worker process: its launcher is forked before it knows of anything to judge."""

from __future__ import annotations

import os

from judge.sandbox.forked import fork_launcher, import_numpy
from judge.sandbox.interpreter import CHANNEL


def main() -> None:
    """The life of a worker. The command line's words after the first are the folders to import from."""
    os.set_inheritable(CHANNEL, False)
    work(CHANNEL, import_numpy())


def work(channel: int, standard_library: list[str]) -> None:
    """Fork the launcher, judge whatever comes by the channel, and leave. Never returns.

    Args:
        channel: the descriptor of the socket to whoever has something to judge.
        standard_library: as `import_numpy` returns it.
    """
    fork_launcher(standard_library, [channel])
    # Now, and not before, what knows of hidden tests.
    from judge.batch.worker import serve

    serve(channel)
    os._exit(0)  # nothing is left to be done, and tearing NumPy down takes a while
