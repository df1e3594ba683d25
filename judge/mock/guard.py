"""Whether a mock interview is running, for the commands that it keeps closed. Loads next to nothing when none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from judge.clock import Clock
    from judge.errors import UserError
    from judge.history import History
    from judge.mock.model import Session

_QUERY = """
    SELECT 1 FROM mock_sessions
    WHERE NOT EXISTS (SELECT 1 FROM mock_events WHERE session = uid AND kind = 'closed') LIMIT 1
"""


def find_running(history: History, clock: Clock) -> Session | None:
    """Return the session whose deadline is to come, if there is one. Raises HistoryError."""
    if not history.database.rows(_QUERY):
        return None
    from judge.clock import look
    from judge.mock.store import Sessions

    sessions = Sessions(history)
    session = sessions.open()
    if session is None or look(clock, sessions.seen(session)).at >= session.deadline:
        return None
    return session


def find_running_at_home(notify: Callable[[str], None]) -> Session | None:
    """Return the session that runs by this machine's clock in the person's own history; None where that is of no use.

    Args:
        notify: told, in a sentence, when a damaged file has been moved aside.
    """
    import os
    from contextlib import closing

    from judge.clock import SystemClock
    from judge.history import History, HistoryError
    from judge.paths import HISTORY_FILE, data_dir

    path = data_dir() / HISTORY_FILE
    if not os.path.lexists(path):
        return None
    try:
        with closing(History(path, notify)) as history:
            return find_running(history, SystemClock())
    except HistoryError:
        return None


def closed(session: Session, why: str, what: str) -> UserError:
    """Return the error that says that something, such as "the solution", is closed until the end of a session."""
    from judge.errors import UserError
    from judge.mock.words import clock_time

    return UserError(
        f"{why}, and {what} is closed until it ends at {clock_time(session.deadline)}",
        "use 'judge mock' commands meanwhile",
    )


def closed_problem(session: Session, slug: str, what: str) -> UserError:
    """Return the error that says that something about a problem is closed, as a session asks that."""
    return closed(session, f"{slug} is asked in a mock interview", what)
