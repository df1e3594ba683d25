"""Whether a mock interview is running, for the commands that it keeps closed. Loads next to nothing when none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from judge.clock import Clock
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
