"""The start of a worker process: its launcher is forked before it knows of anything to judge."""

from __future__ import annotations

import os

from judge.sandbox.forked import begin


def main() -> None:
    """The life of a worker. The command line's words after the first are the folders to import from."""
    questions, answers = _take_streams()
    begin([questions, answers])
    # Now, and not before, what knows of hidden tests.
    from judge.batch.worker import serve

    serve(questions, answers)
    os._exit(0)  # nothing is left to be done, and tearing NumPy down takes a while


def _take_streams() -> tuple[int, int]:
    """Keep the pipes for messages, and leave nothing of them to what may read or print."""
    questions, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return questions, answers
