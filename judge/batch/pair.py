"""The start of two worker processes at once: they import NumPy together, before the second is forked from the first."""

from __future__ import annotations

import os

from judge.batch.core import work
from judge.sandbox.forked import import_numpy
from judge.sandbox.interpreter import CHANNEL


def main() -> None:
    """The life of both. The command line's words after the first are the folders to import from."""
    own, other = CHANNEL, CHANNEL + 1
    for channel in (own, other):
        os.set_inheritable(channel, False)
    standard_library = import_numpy()
    if os.fork() == 0:
        own, other = other, own
    os.close(other)
    work(own, standard_library)
