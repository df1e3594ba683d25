"""A worker process that judges as the sources say: `judge.batch.core` with the engine of toy_cli."""

from __future__ import annotations

import os
import sys

from toy_cli import modules

if __name__ == "__main__":
    sys.modules.update(modules())
    from judge.batch.worker import serve

    questions, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    serve(questions, answers)
