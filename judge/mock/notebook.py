"""The events of an open session, in memory and in the database: where that fails, the session goes on in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from judge.clock import Seen
from judge.history import HistoryError
from judge.mock.model import Event, Session
from judge.mock.store import Attempted, Sessions

T = TypeVar("T")


class Notebook:
    """All that has happened in a session.

    Attributes:
        events: as they were written down, those that could not be stored last.

    Args:
        session: which.
        sessions: where it is stored.
        warn: told, once, that nothing can be stored.
    """

    def __init__(self, session: Session, sessions: Sessions, warn: Callable[[str], None]) -> None:
        self.events: tuple[Event, ...] = ()
        self._session = session
        self._sessions = sessions
        self._warn = warn
        self._warned = False
        self._contents: dict[str, bytes] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read what other processes have written; give a file that was begun anew, after damage, what it lacks."""
        stored = self._try(lambda: self._sessions.events(self._session))
        if stored is None:
            return
        if not stored and any(event.id for event in self.events):
            lost = [Event(event.problem, event.at, event.what) for event in self.events]
            self.events = tuple(self._try(lambda: self._sessions.append(self._session, lost)) or lost)
            return
        self.events = (*stored, *(event for event in self.events if not event.id))

    def keep(
        self,
        events: Sequence[Event],
        *,
        attempted: Attempted | None = None,
        content: tuple[str, bytes] | None = None,
    ) -> bool:
        """Write down events, with what belongs to them (see Sessions.append); return whether they could be stored."""
        if content is not None:
            self._contents[content[0]] = content[1]
        stored = self._try(lambda: self._sessions.append(self._session, events, attempted=attempted, content=content))
        self.events = (*self.events, *(events if stored is None else stored))
        return stored is not None

    def see(self, seen: Seen) -> None:
        """Write down the latest moment that was seen."""
        self._try(lambda: self._sessions.see(self._session, seen))

    def content(self, sha256: str) -> bytes | None:
        """Return content that was saved, by its SHA-256."""
        if sha256 in self._contents:
            return self._contents[sha256]
        return self._try(lambda: self._sessions.content(sha256))

    def _try(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except HistoryError as error:
            if not self._warned:
                self._warn(f"what happens now is shown, but not kept: {error}")
            self._warned = True
            return None
