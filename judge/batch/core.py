"""The start of a worker process, or of two: launchers are forked before they know of anything to judge."""

from __future__ import annotations

import os

from judge.batch import twin
from judge.sandbox.forked import fork_launcher, import_numpy
from judge.sandbox.interpreter import CHANNEL


def main() -> None:
    """The life of a worker. The command line's words after the first are the folders to import from."""
    channels = [CHANNEL, twin.TWINS_CHANNEL] if twin.is_wanted() else [CHANNEL]
    for channel in channels:
        os.set_inheritable(channel, False)
    import_numpy(channels)
    is_twin = twin.fork()
    fork_launcher([CHANNEL])
    # Now, and not before, what knows of hidden tests.
    from judge.batch.worker import serve

    serve(CHANNEL, is_twin=is_twin)
    os._exit(0)  # nothing is left to be done, and tearing NumPy down takes a while
