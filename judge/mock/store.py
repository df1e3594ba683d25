"""Sessions and their events in the database: added, never changed, each event together with the attempt it tells of."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from judge.clock import Boot, Seen
from judge.history import History, insert_attempt
from judge.mock.model import Event, Hinted, Judged, Ran, Saved, Session, Turned, What
from judge.model import Report


class Attempted(NamedTuple):
    """What is stored of an attempt: the arguments of `insert_attempt`."""

    report: Report
    content: bytes
    document: str
    started_at: datetime


class RunningError(Exception):
    """There is a session that has not ended."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.number)
        self.session = session


class Sessions:
    """The mock interviews of a history. Every method raises HistoryError where the file cannot serve.

    Args:
        history: the open history that they are a part of.
    """

    def __init__(self, history: History) -> None:
        self._database = history.database

    def begin(self, session: Session, seen: Seen) -> Session:
        """Store a new session, unless one is running, and return it with its number.

        Raises:
            RunningError: one is running, or has not been closed; it was perhaps begun a moment ago.
        """

        def insert(connection: sqlite3.Connection) -> None:
            rows = connection.execute(f"{_SESSIONS} WHERE {_OPEN} ORDER BY id DESC LIMIT 1").fetchall()
            if rows:
                raise RunningError(_session(rows[0]))
            _insert_session(connection, session)
            _insert_clock(connection, session, seen)
            _insert_start(connection, session.slugs[0], session.started_at)

        self._database.write(insert)
        stored = self.find(session.uid)
        assert stored is not None
        return stored

    def open(self) -> Session | None:
        """Return the session that has not been closed, if there is one; its deadline may have passed."""
        return self._one(f"{_SESSIONS} WHERE {_OPEN} ORDER BY id DESC LIMIT 1")

    def last(self) -> Session | None:
        """Return the session that was begun last."""
        return self._one(f"{_SESSIONS} ORDER BY id DESC LIMIT 1")

    def find(self, key: int | str) -> Session | None:
        """Return the session of a number or of a uid."""
        return self._one(f"{_SESSIONS} WHERE {'id' if isinstance(key, int) else 'uid'} = ?", key)

    def all(self) -> list[Session]:
        """Return all sessions, the newest first."""
        return [_session(row) for row in self._database.rows(f"{_SESSIONS} ORDER BY id DESC")]

    def events(self, session: Session) -> list[Event]:
        """Return a session's events, as they were written down."""
        query = "SELECT id, problem, at, attempt, document FROM mock_events WHERE session = ? ORDER BY id"
        return [_event(row) for row in self._database.rows(query, session.uid)]

    def append(
        self,
        session: Session,
        events: Sequence[Event],
        *,
        attempted: Attempted | None = None,
        content: tuple[str, bytes] | None = None,
    ) -> list[Event]:
        """Store events, all or none of them, and return them with their numbers.

        A session that the file does not know, as it was begun anew after damage, is stored with them.

        Args:
            attempted: an attempt, whose number goes into each of the events that tells of a judging.
            content: the SHA-256 and the bytes of what was saved.
        """

        def insert(connection: sqlite3.Connection) -> list[Event]:
            _insert_session(connection, session)
            attempt = None if attempted is None else _insert_attempt(connection, attempted)
            if content is not None:
                connection.execute("INSERT OR IGNORE INTO sources VALUES (?, ?)", content)
            return [_insert_event(connection, session, event, attempt) for event in events]

        return self._database.write(insert)

    def content(self, sha256: str) -> bytes | None:
        """Return content that was saved, by its SHA-256."""
        rows = self._database.rows("SELECT content FROM sources WHERE sha256 = ?", sha256)
        return bytes(rows[0][0]) if rows else None

    def seen(self, session: Session) -> Seen:
        """Return the latest moment of a session that has been seen."""
        rows = self._database.rows("SELECT seen_at, boot_id, boot_s FROM mock_clocks WHERE session = ?", session.uid)
        if not rows:
            return Seen(session.started_at, None)
        at, boot_id, seconds = rows[0]
        return Seen(datetime.fromisoformat(at), Boot(boot_id, seconds) if boot_id else None)

    def see(self, session: Session, seen: Seen) -> None:
        """Store the latest moment seen, unless another process has seen a later one."""
        self._database.write(lambda connection: _insert_clock(connection, session, seen))

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock of those who judge for a session; where there can be none, go on without."""
        try:
            file = open(f"{self._database.path}.mock", "a", encoding="ascii")  # noqa: SIM115
        except OSError:
            yield
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _one(self, query: str, *values: object) -> Session | None:
        rows = self._database.rows(query, *values)
        return _session(rows[0]) if rows else None


_SESSIONS = "SELECT id, document FROM mock_sessions"
_OPEN = "NOT EXISTS (SELECT 1 FROM mock_events WHERE session = uid AND kind = 'closed')"
_WHAT = msgspec.json.Decoder(What)
_SESSION = msgspec.json.Decoder(Session)


def _session(row: tuple[Any, ...]) -> Session:
    number, document = row
    return msgspec.structs.replace(_SESSION.decode(document), number=number)


def _event(row: tuple[Any, ...]) -> Event:
    number, problem, at, attempt, document = row
    return Event(problem, datetime.fromisoformat(at), _WHAT.decode(document), attempt, number)


def _insert_session(connection: sqlite3.Connection, session: Session) -> None:
    connection.execute(
        # Not "OR IGNORE", which uses up a number each time.
        "INSERT INTO mock_sessions (uid, started_at, deadline, document)"
        " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM mock_sessions WHERE uid = ?1)",
        (session.uid, _utc(session.started_at), _utc(session.deadline), msgspec.json.encode(session).decode()),
    )


def _insert_clock(connection: sqlite3.Connection, session: Session, seen: Seen) -> None:
    boot = seen.boot or Boot("", 0.0)
    connection.execute(
        "INSERT INTO mock_clocks VALUES (?, ?, ?, ?) ON CONFLICT (session) DO UPDATE SET"
        " seen_at = excluded.seen_at, boot_id = excluded.boot_id, boot_s = excluded.boot_s"
        " WHERE excluded.seen_at > seen_at",
        (session.uid, _utc(seen.at), boot.id, boot.seconds),
    )


def _insert_start(connection: sqlite3.Connection, slug: str, at: datetime) -> None:
    """What the history counts a solution's time from."""
    connection.execute("INSERT INTO starts VALUES (?, ?)", (slug, _utc(at)))


def _insert_missing_start(connection: sqlite3.Connection, session: Session, event: Event) -> None:
    """Note when work on a problem began that nobody has turned to in words: with the last that happened before."""
    began = _utc(session.started_at)
    if connection.execute(
        "SELECT 1 FROM starts WHERE problem = ? AND started_at >= ?", (event.problem, began)
    ).fetchone():
        return
    (before,) = connection.execute(
        "SELECT max(at) FROM mock_events WHERE session = ? AND at <= ?", (session.uid, _utc(event.at))
    ).fetchone()
    connection.execute("INSERT INTO starts VALUES (?, ?)", (event.problem, before or began))


def _insert_attempt(connection: sqlite3.Connection, attempted: Attempted) -> int:
    report, content, document, started_at = attempted
    return insert_attempt(connection, report, content, document=document, started_at=started_at)


def _insert_event(connection: sqlite3.Connection, session: Session, event: Event, attempt: int | None) -> Event:
    kind = type(event.what).__struct_config__.tag
    if kind != "judged":
        attempt = None
    if isinstance(event.what, Saved | Ran | Judged | Hinted):
        _insert_missing_start(connection, session, event)
    if isinstance(event.what, Hinted):  # the history counts hints too, whoever shows them
        connection.execute("INSERT INTO hints VALUES (?, ?, ?)", (event.problem, event.what.number, _utc(event.at)))
    elif isinstance(event.what, Turned):
        _insert_start(connection, event.problem, event.at)
    cursor = connection.execute(
        "INSERT INTO mock_events (session, kind, problem, at, attempt, document) VALUES (?, ?, ?, ?, ?, ?)",
        (session.uid, kind, event.problem, _utc(event.at), attempt, msgspec.json.encode(event.what).decode()),
    )
    return msgspec.structs.replace(event, id=cursor.lastrowid or 0, attempt=attempt)


def _utc(moment: datetime) -> str:
    # To the microsecond: what a moment loses each time it is stored would add up.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
