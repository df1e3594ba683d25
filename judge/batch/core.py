"""The start of a worker process: its launcher is forked before it knows of anything to judge."""

from __future__ import annotations

import os

from judge.sandbox.forked import begin
from judge.sandbox.interpreter import CHANNEL


def main() -> None:
    """The life of a worker. The command line's words after the first are the folders to import from."""
    os.set_inheritable(CHANNEL, False)
    begin([CHANNEL])
    # Now, and not before, what knows of hidden tests.
    from judge.batch.worker import serve

    serve(CHANNEL)
    os._exit(0)  # nothing is left to be done, and tearing NumPy down takes a while
