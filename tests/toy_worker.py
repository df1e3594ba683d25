"""A process that judges as the sources say: `judge.batch.worker` with the engine of toy_cli."""

from __future__ import annotations

import sys

from toy_cli import modules

if __name__ == "__main__":
    sys.modules.update(modules())
    from judge.batch.worker import main

    main()
