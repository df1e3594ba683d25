"""A second worker, forked from the first when that has imported all that they need: one import for two processes.

It is no child of the command, and both learn what a child is told otherwise from variables of their environment.
"""

from __future__ import annotations

import contextlib
import os
import time

from judge.sandbox.interpreter import CHANNEL

CORE_VARIABLE = "JUDGE_CORE"
VARIABLE = "JUDGE_TWIN"
TWINS_CHANNEL = CHANNEL + 1
_END_S = 0.5  # longer than whoever ends a launcher gives it before it is killed
_LOOK_AGAIN_S = 0.002


class Place:
    """Where a worker is to be.

    Args:
        core: the core to keep it on; None for any.
        folder: the folder for its temporary files; "" for that of the environment.
    """

    def __init__(self, core: int | None = None, folder: str = "") -> None:
        self.core = core
        self.folder = folder


def describe(core: int | None, folder: str) -> str:
    """Return the value of the second worker's variable, of which the first's has the part before the colon."""
    return f"{describe_core(core)}:{folder}"


def describe_core(core: int | None) -> str:
    """Return the value of the first worker's variable."""
    return "" if core is None else str(core)


def take_places() -> tuple[Place, Place | None]:
    """In the first worker: take from the environment its own place, and that of the second if it is wanted."""
    own = Place(_read_core(os.environ.pop(CORE_VARIABLE, "")))
    core, wanted, folder = os.environ.pop(VARIABLE, "").partition(":")
    return own, Place(_read_core(core), folder) if wanted else None


def _read_core(word: str) -> int | None:
    return int(word) if word else None


def fork(place: Place) -> bool:
    """In the first worker: fork the second, into a session of its own. Whether this is the second."""
    if os.fork() != 0:
        os.close(TWINS_CHANNEL)
        return False
    os.setsid()
    os.dup2(TWINS_CHANNEL, CHANNEL, inheritable=False)
    os.close(TWINS_CHANNEL)
    os.environ["TMPDIR"] = place.folder
    return True


def reap() -> None:
    """In the first worker, which ends: reap the second and its launcher, if they end as well, for who else would?

    Where nobody waits for orphans, as in many containers, they would stay as zombies.
    """
    deadline = time.monotonic() + _END_S
    with contextlib.suppress(ChildProcessError):  # nobody is left
        while os.waitpid(-1, os.WNOHANG)[0] or time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_S)
