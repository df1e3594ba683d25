"""How often a process is asked for again: one that could not be started, and one whose launcher was lost."""

from __future__ import annotations

from judge.sandbox.launcher_process import LauncherLost, NotStarted

PAUSES_S = (0.0, 0.2, 0.5, 1.0)
"""How long to wait before each further try to have a process, where one was not started."""


class Patience:
    """What may still be tried for one submission.

    A launcher is replaced once. A process is asked for again after a while: another submission may have held what there
    was no room for.
    """

    def __init__(self) -> None:
        self._pauses = iter(PAUSES_S)
        self._may_replace = True

    def pause_after(self, lost: LauncherLost) -> float | None:
        """Return how many seconds to wait before the next try; None where there is to be none."""
        if isinstance(lost, NotStarted):
            return next(self._pauses, None)
        pause = 0.0 if self._may_replace else None
        self._may_replace = False
        return pause


def explain_lack(lost: LauncherLost) -> str:
    """Say why nothing more was tried."""
    return str(lost) if isinstance(lost, NotStarted) else f"{lost}, twice"
