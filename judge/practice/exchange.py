"""The whole history as one JSON file, and such a file merged into a history: for a backup, or a second machine.

An attempt is the same on both machines when problem, source, moment and verdict are the same; a hint, a reveal and a
start when all of their fields are; a mock interview when its uid is. What is there already is left out, so that
importing twice, or in a circle, adds nothing. A history that holds the same thing twice keeps it twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from judge.database import Database
from judge.model import Verdict
from judge.practice.exchange_file import (
    SCHEMA,
    Document,
    StoredAttempt,
    StoredEvent,
    StoredMock,
    StoredMockEvent,
    store_source,
    utc,
    write_document,
)

Row = tuple[Any, ...]


class Merged(NamedTuple):
    """What an import did.

    Attributes:
        added: how many attempts are new.
        known: how many were there already.
        events: how many hints, reveals and starts are new.
        mocks: how many mock interviews are new.
    """

    added: int
    known: int
    events: int
    mocks: int = 0


_ATTEMPT_COLUMNS = "problem, path, sha256, verdict, passed, total, started_at, duration_ms, environment, report"
_EVENT_TABLES = {
    "hints": "problem, shown_at, number",
    "reveals": "problem, revealed_at",
    "starts": "problem, started_at",
}
_CLOSED_MOCKS = """
    SELECT uid, started_at, deadline, document FROM mock_sessions
    WHERE EXISTS (SELECT 1 FROM mock_events WHERE session = uid AND kind = 'closed')
"""


def export_history(database: Database, now: datetime) -> bytes:
    """Return the whole history as JSON, in an order that does not depend on the machine. Raises HistoryError.

    A mock interview that has not been closed is left out.
    """
    # The mock interviews before the attempts, the attempts before the sources: what one tells of is only ever added.
    mocks = [(row, _read_mock_events(database, row[0])) for row in database.rows(f"{_CLOSED_MOCKS} ORDER BY 2, 1")]
    rows = database.rows(f"SELECT {_ATTEMPT_COLUMNS}, id FROM attempts ORDER BY started_at, problem, sha256, id")
    places = {row[-1]: place for place, row in enumerate(rows)}
    events = {
        table: [StoredEvent(*row) for row in database.rows(f"SELECT {columns} FROM {table} ORDER BY 2, 1")]
        for table, columns in _EVENT_TABLES.items()
    }
    document = Document(
        schema=SCHEMA,
        exported_at=now.astimezone(UTC).isoformat(timespec="milliseconds"),
        mocks=[_stored_mock(row, events_of, places) for row, events_of in mocks],
        attempts=[_stored_attempt(row[:-1]) for row in rows],
        sources={
            sha256: store_source(bytes(content))
            for sha256, content in database.rows("SELECT sha256, content FROM sources ORDER BY sha256")
        },
        **events,
    )
    return write_document(document)


def merge_history(database: Database, document: Document) -> Merged:
    """Add to a history what it lacks, all of it or nothing. Raises HistoryError."""

    def merge(connection: sqlite3.Connection) -> Merged:
        connection.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?, ?)",
            ((sha256, source.content) for sha256, source in document.sources.items()),
        )
        rows = [_attempt_row(attempt) for attempt in document.attempts]
        fresh = _pick_new(
            sorted(rows, key=lambda row: str(row[6])),
            (_identity(row) for row in connection.execute(f"SELECT {_ATTEMPT_COLUMNS} FROM attempts")),
            _identity,
        )
        _insert(connection, "attempts", _ATTEMPT_COLUMNS, fresh)
        events = sum(_merge_events(connection, table, getattr(document, table)) for table in _EVENT_TABLES)
        mocks = _merge_mocks(connection, document.mocks, [_identity(row) for row in rows])
        return Merged(len(fresh), len(rows) - len(fresh), events, mocks)

    return database.write(merge)


def _identity(row: Row) -> Row:
    """What makes an attempt the same as another: problem, source, verdict and moment."""
    return row[0], row[2], row[3], utc(row[6])


def _merge_events(connection: sqlite3.Connection, table: str, events: Iterable[StoredEvent]) -> int:
    columns = _EVENT_TABLES[table]
    width = len(columns.split(","))
    there = ((row[0], utc(row[1]), *row[2:]) for row in connection.execute(f"SELECT {columns} FROM {table}"))
    fresh = _pick_new(
        [(event.problem, utc(event.at), event.number)[:width] for event in events], there, lambda row: row
    )
    _insert(connection, table, columns, fresh)
    return len(fresh)


def _merge_mocks(connection: sqlite3.Connection, mocks: Iterable[StoredMock], attempts: list[Row]) -> int:
    """Add the mock interviews that are not there, and to those that are closed here too the events that they lack."""
    numbers = {_identity(row): row[-1] for row in connection.execute(f"SELECT {_ATTEMPT_COLUMNS}, id FROM attempts")}
    there = {uid for (uid,) in connection.execute("SELECT uid FROM mock_sessions")}
    closed = {row[0] for row in connection.execute(_CLOSED_MOCKS)}
    added = 0
    for mock in mocks:
        if mock.uid not in there:
            session = (mock.uid, utc(mock.started_at), utc(mock.deadline), json.dumps(mock.document))
            _insert(connection, "mock_sessions", "uid, started_at, deadline, document", [session])
            added += 1
        elif mock.uid not in closed:
            continue  # it runs here: nobody else ends it
        rows = [_mock_event_row(mock.uid, event, attempts, numbers) for event in mock.events]
        known = connection.execute("SELECT kind, problem, at, document FROM mock_events WHERE session = ?", (mock.uid,))
        identities = [_event_identity(row) for row in known]
        fresh = _pick_new(rows, identities, lambda row: _event_identity((*row[1:4], row[5])))
        _insert(connection, "mock_events", "session, kind, problem, at, attempt, document", fresh)
    return added


def _mock_event_row(uid: str, event: StoredMockEvent, attempts: list[Row], numbers: Mapping[Row, int]) -> Row:
    attempt = None if event.attempt is None else numbers[attempts[event.attempt]]
    return uid, event.kind, event.problem, utc(event.at), attempt, json.dumps(event.document)


def _event_identity(row: Row) -> Row:
    kind, problem, at, document = row
    return kind, problem, utc(at), json.dumps(json.loads(document), sort_keys=True)


def _pick_new(rows: list[Row], there: Iterable[Row], identity: Callable[[Row], Row]) -> list[Row]:
    """Return the rows that are not there: of the same thing twice, as often as it is there too seldom."""
    left = Counter(there)
    fresh = []
    for row in rows:
        key = identity(row)
        if left[key] > 0:
            left[key] -= 1
        else:
            fresh.append(row)
    return fresh


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: list[Row]) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _read_mock_events(database: Database, uid: str) -> list[Row]:
    query = "SELECT kind, problem, at, document, attempt FROM mock_events WHERE session = ? ORDER BY id"
    return database.rows(query, uid)


def _stored_mock(row: Row, events: list[Row], places: Mapping[int, int]) -> StoredMock:
    uid, started_at, deadline, document = row
    stored = [
        StoredMockEvent(kind, problem, at, json.loads(what), places.get(attempt))
        for kind, problem, at, what, attempt in events
    ]
    return StoredMock(uid, started_at, deadline, json.loads(document), stored)


def _stored_attempt(row: Row) -> StoredAttempt:
    problem, path, sha256, verdict, passed, total, started_at, duration_ms, environment, report = row
    judged = Verdict(verdict), passed, total
    return StoredAttempt(
        problem, path, sha256, *judged, started_at, duration_ms, json.loads(environment), json.loads(report)
    )


def _attempt_row(attempt: StoredAttempt) -> Row:
    return (
        attempt.problem,
        attempt.path,
        attempt.sha256,
        attempt.verdict.value,
        attempt.passed,
        attempt.total,
        utc(attempt.started_at),
        attempt.duration_ms,
        json.dumps(attempt.environment),
        json.dumps(attempt.report),
    )
