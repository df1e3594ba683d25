"""What the person did: every attempt with its source, every hint, every revealed solution."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from judge.database import Database, HistoryError, Migrations
from judge.text import well_formed

if TYPE_CHECKING:  # `judge list` reads the history, and loading the model takes as long as all the rest
    from judge.model import Report, Verdict

__all__ = ["MIGRATIONS", "Activity", "Attempt", "History", "HistoryError", "Status"]

Status = Literal["new", "tried", "solved"]

MIGRATIONS: Migrations = (
    (
        "CREATE TABLE sources (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL)",
        """CREATE TABLE attempts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            problem TEXT NOT NULL,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES sources (sha256),
            verdict TEXT NOT NULL,
            passed INTEGER NOT NULL,
            total INTEGER NOT NULL,
            report TEXT NOT NULL,
            started_at TEXT NOT NULL,
            duration_ms REAL NOT NULL,
            environment TEXT NOT NULL
        )""",
        "CREATE INDEX attempts_by_problem ON attempts (problem, id)",
        "CREATE TABLE hints (problem TEXT NOT NULL, number INTEGER NOT NULL, shown_at TEXT NOT NULL)",
        "CREATE TABLE reveals (problem TEXT NOT NULL, revealed_at TEXT NOT NULL)",
    ),
    (
        # What the time that a solution took is counted from.
        "CREATE TABLE starts (problem TEXT NOT NULL, started_at TEXT NOT NULL)",
    ),
    (
        """CREATE TABLE mock_sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            uid TEXT NOT NULL UNIQUE,
            started_at TEXT NOT NULL,
            deadline TEXT NOT NULL,
            document TEXT NOT NULL
        )""",
        """CREATE TABLE mock_events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session TEXT NOT NULL REFERENCES mock_sessions (uid),
            kind TEXT NOT NULL,
            problem TEXT NOT NULL,
            at TEXT NOT NULL,
            attempt INTEGER REFERENCES attempts (id),
            document TEXT NOT NULL
        )""",
        "CREATE INDEX mock_events_by_session ON mock_events (session, id)",
        """CREATE TABLE mock_clocks (
            session TEXT PRIMARY KEY REFERENCES mock_sessions (uid),
            seen_at TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            boot_s REAL NOT NULL
        )""",
    ),
)
"""The statements that bring version n to n + 1. Append only: a released migration is in people's files."""


class Attempt(NamedTuple):
    """One stored submission, without its source and report.

    Attributes:
        path: where the file was, as an absolute path.
        started_at: when judging began, in UTC.
    """

    id: int
    problem: str
    path: str
    sha256: str
    verdict: Verdict
    passed: int
    total: int
    started_at: datetime
    duration_ms: float


class Activity(NamedTuple):
    """Something that the person did with a problem.

    Attributes:
        kind: "start" a file begun, "hint" a hint shown, "reveal" the solution shown, "attempt" a submission judged.
        at: when, in UTC.
        verdict: of an attempt.
        number: of a hint, from 1: this one and those before it were shown.
    """

    problem: str
    kind: Literal["start", "hint", "reveal", "attempt"]
    at: datetime
    verdict: Verdict | None = None
    number: int = 0


class History:
    """An open history. Every method raises HistoryError where the file cannot serve.

    Args:
        path: the SQLite file; it and its folder are made when they are missing.
        notify: told, in a sentence, when a damaged file has been moved aside.
    """

    def __init__(self, path: Path, notify: Callable[[str], None] = lambda message: None) -> None:
        self._database = Database(path, MIGRATIONS, notify)

    def close(self) -> None:
        """Close the file. The object is of no use afterwards."""
        self._database.close()

    @property
    def database(self) -> Database:
        """The file itself, for what reads or writes all of it, or keeps tables of its own in it."""
        return self._database

    def record(self, report: Report, content: bytes, *, document: str, started_at: datetime) -> int:
        """Store one attempt, and return its number.

        Args:
            content: the source that was judged.
            document: the report as JSON.
            started_at: when judging began; it has to know its time zone.
        """
        return self._database.write(
            lambda connection: insert_attempt(connection, report, content, document=document, started_at=started_at)
        )

    def attempts(self, problem: str | None = None, limit: int | None = None) -> list[Attempt]:
        """Return attempts, the newest first."""
        where, values = ("WHERE problem = ?", [problem]) if problem else ("", [])
        query = f"SELECT {_COLUMNS} FROM attempts {where} ORDER BY started_at DESC, id DESC LIMIT ?"
        return [
            _attempt(row)
            for row in self._database.rows(query, *values, -1 if limit is None else min(limit, sys.maxsize))
        ]

    def attempt(self, number: int) -> Attempt | None:
        """Return one attempt, or None when there is no such number."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM attempts WHERE id = ?", number)
        return _attempt(rows[0]) if rows else None

    def source(self, number: int) -> bytes:
        """Return the source of an attempt, or nothing when there is no such number."""
        rows = self._database.rows("SELECT content FROM attempts JOIN sources USING (sha256) WHERE id = ?", number)
        return bytes(rows[0][0]) if rows else b""

    def document(self, number: int) -> str:
        """Return the report of an attempt as JSON, or "null" when there is no such number."""
        rows = self._database.rows("SELECT report FROM attempts WHERE id = ?", number)
        return str(rows[0][0]) if rows else "null"

    def statuses(self) -> dict[str, Status]:
        """Return "solved" or "tried" for every problem that was submitted; a fault of the judge is no try."""
        query = "SELECT problem, max(verdict = 'AC') FROM attempts WHERE verdict != 'JE' GROUP BY problem"
        rows = self._database.rows(query)
        return {problem: "solved" if solved else "tried" for problem, solved in rows}

    def hints_shown(self, problem: str) -> int:
        """Return how many hints of a problem were shown."""
        rows = self._database.rows("SELECT coalesce(max(number), 0) FROM hints WHERE problem = ?", problem)
        return int(rows[0][0])

    def record_hint(self, problem: str, number: int, shown_at: datetime) -> None:
        """Store that a problem's hints up to `number` (from 1) were shown."""
        self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO hints VALUES (?, ?, ?)", (problem, number, _utc(shown_at))
            )
        )

    def is_revealed(self, problem: str) -> bool:
        """Return whether the reference solution of a problem was shown."""
        return bool(self._database.rows("SELECT 1 FROM reveals WHERE problem = ? LIMIT 1", problem))

    def record_reveal(self, problem: str, revealed_at: datetime) -> None:
        """Store that the reference solution of a problem was shown."""
        self._database.write(
            lambda connection: connection.execute("INSERT INTO reveals VALUES (?, ?)", (problem, _utc(revealed_at)))
        )

    def record_start(self, problem: str, started_at: datetime) -> None:
        """Store that the person began a problem, or began it afresh."""
        self._database.write(
            lambda connection: connection.execute("INSERT INTO starts VALUES (?, ?)", (problem, _utc(started_at)))
        )

    def activities(self) -> list[Activity]:
        """Return all that the person did, the oldest first; a fault of the judge is left out."""
        from judge.model import Verdict

        return [
            Activity(problem, kind, datetime.fromisoformat(at), Verdict(verdict) if verdict else None, number)
            for problem, kind, at, verdict, number in self._database.rows(_ACTIVITIES)
        ]


_ACTIVITIES = """
    SELECT problem, 'start', started_at AS at, NULL, 0 FROM starts
    UNION ALL SELECT problem, 'hint', shown_at, NULL, number FROM hints
    UNION ALL SELECT problem, 'reveal', revealed_at, NULL, 0 FROM reveals
    UNION ALL SELECT problem, 'attempt', started_at, verdict, 0 FROM attempts WHERE verdict != 'JE'
    ORDER BY at
"""


def insert_attempt(
    connection: sqlite3.Connection, report: Report, content: bytes, *, document: str, started_at: datetime
) -> int:
    """Store one attempt in a transaction of the caller's, and return its number; the arguments are as of `record`."""
    submission = report.submission
    connection.execute("INSERT OR IGNORE INTO sources VALUES (?, ?)", (submission.sha256, content))
    cursor = connection.execute(
        "INSERT INTO attempts (problem, path, sha256, verdict, passed, total, report, started_at, duration_ms,"
        " environment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            report.problem,
            well_formed(os.path.abspath(submission.path)),
            submission.sha256,
            report.verdict.value,
            report.passed,
            report.total,
            document,
            _utc(started_at),
            report.duration_ms,
            json.dumps(report.environment),
        ),
    )
    return cursor.lastrowid or 0


_COLUMNS = "id, problem, path, sha256, verdict, passed, total, started_at, duration_ms"


def _attempt(row: tuple[Any, ...]) -> Attempt:
    from judge.model import Verdict

    number, problem, path, sha256, verdict, passed, total, started_at, duration_ms = row
    moment = datetime.fromisoformat(started_at)
    return Attempt(number, problem, path, sha256, Verdict(verdict), passed, total, moment, duration_ms)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
