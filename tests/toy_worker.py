"""A worker process that judges as the sources say: `judge.batch.core` with the engine of toy_cli."""

from __future__ import annotations

import sys

from toy_cli import modules

from judge.batch import twin
from judge.sandbox.interpreter import CHANNEL

if __name__ == "__main__":
    sys.modules.update(modules())
    _, twins_place = twin.take_places()
    is_twin = twins_place is not None and twin.fork(twins_place)
    from judge.batch.worker import serve

    serve(CHANNEL, is_twin=is_twin)
