"""The processes that judge on this machine, started before it is known what: they import NumPy in the meantime."""

from __future__ import annotations

import os
import shutil
import tempfile
from types import TracebackType

from judge.batch.messages import Setup
from judge.batch.process import WorkerProcess


class Crew:
    """Processes that wait for their setup, and the folder that all of them keep temporary files in. A context manager.

    Args:
        early: how many to start now.
    """

    def __init__(self, early: int = 0) -> None:
        self.scratch = tempfile.mkdtemp(prefix="judge-check-")
        os.chmod(self.scratch, 0o711)  # a candidate that has given up root goes through it to its own folder
        self._waiting = [WorkerProcess(self.scratch) for _ in range(early)]

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._waiting:
            worker.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def hire(self, setup: Setup) -> WorkerProcess:
        """Return a process that is told how to judge: one that waits, else a new one."""
        worker = self._waiting.pop(0) if self._waiting else WorkerProcess(self.scratch)
        worker.begin(setup)
        return worker
