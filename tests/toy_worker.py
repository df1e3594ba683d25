"""Worker processes that judge as the sources say: `judge.batch.core` and `judge.batch.pair` with the engine of toy_cli."""

from __future__ import annotations

import os
import sys

from toy_cli import modules

from judge.sandbox.interpreter import CHANNEL

if __name__ == "__main__":
    sys.modules.update(modules())
    from judge.batch.worker import serve

    is_second = sys.argv[1] == "judge.batch.pair" and os.fork() == 0
    serve(CHANNEL + is_second)
