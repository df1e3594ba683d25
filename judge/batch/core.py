"""The start of a worker process, or of two: launchers are forked before they know of anything to judge."""

from __future__ import annotations

import os

from judge.batch import twin
from judge.cores import keep_on
from judge.sandbox.forked import fork_launcher, import_for_launchers, import_numpy
from judge.sandbox.interpreter import CHANNEL


def main() -> None:
    """The life of a worker. The command line's words after the first are the folders to import from."""
    place, twins_place = twin.take_places()
    channels = [CHANNEL, twin.TWINS_CHANNEL] if twins_place else [CHANNEL]
    for channel in channels:
        os.set_inheritable(channel, False)
    import_numpy(channels)
    if twins_place:
        import_for_launchers()
    launcher, twins_launcher = fork_launcher(channels, core=place.core), None
    if twins_place and launcher is not None:
        private = [*channels, launcher.control.fileno()]
        twins_launcher = fork_launcher(private, core=twins_place.core, folder=twins_place.folder, is_child=False)
    # Now, and not before, what knows of hidden tests.
    from judge.batch.judging import import_pipeline
    from judge.batch.worker import serve
    from judge.sandbox.spawn import offer_forked

    is_twin = False
    if twins_place:
        import_pipeline()
        is_twin = twin.fork(twins_place)
        if is_twin:
            place, launcher, twins_launcher = twins_place, twins_launcher, launcher
    if twins_launcher is not None:
        twins_launcher.close()
    if launcher is not None:
        offer_forked("numpy", launcher)
    if place.core is not None:
        keep_on(0, place.core)
    serve(CHANNEL, is_twin=is_twin)
    os._exit(0)  # nothing is left to be done, and tearing NumPy down takes a while
