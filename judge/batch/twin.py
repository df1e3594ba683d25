"""A second worker, forked from the first when that has imported NumPy: one import for two processes.

It is no child of the command, and learns what a child is told otherwise from a variable of its environment.
"""

from __future__ import annotations

import os

from judge.cores import keep_on
from judge.sandbox.interpreter import CHANNEL

VARIABLE = "JUDGE_TWIN"
TWINS_CHANNEL = CHANNEL + 1


def describe(core: int | None, folder: str) -> str:
    """Return the variable's value.

    Args:
        core: the core to keep it on, None for any.
        folder: the folder for its temporary files.
    """
    return f"{'' if core is None else core}:{folder}"


def is_wanted() -> bool:
    """In the first worker, before the fork: whether the command wants a second one."""
    return VARIABLE in os.environ


def fork() -> bool:
    """In the first worker: fork the second, if it is wanted, into a session of its own. Whether this is the second."""
    core, wanted, folder = os.environ.pop(VARIABLE, "").partition(":")
    if not wanted:
        return False
    if os.fork() != 0:
        os.close(TWINS_CHANNEL)
        return False
    os.setsid()
    os.dup2(TWINS_CHANNEL, CHANNEL, inheritable=False)
    os.close(TWINS_CHANNEL)
    os.environ["TMPDIR"] = folder
    if core:
        keep_on(0, int(core))
    return True
