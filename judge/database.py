"""One SQLite file of the user's: opened, brought up to date, and moved aside when it is damaged.

The file outlives any version of the judge: migrations are only ever appended, each runs in a transaction of its own, a
newer file is refused, and a damaged one is kept, never overwritten. Where nothing can be written, what was stored can
still be read.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from judge.errors import UserError
from judge.paths import HOME_VARIABLE

BUSY_TIMEOUT_S = 30.0

Migrations = tuple[tuple[str, ...], ...]
"""The statements that bring version n to n + 1."""

T = TypeVar("T")


class HistoryError(UserError):
    """The file cannot be opened, read or written; the message says how to mend it."""


class Database:
    """An open file. Every method raises HistoryError where the file cannot serve.

    Args:
        path: the file; it and its folder are made when they are missing.
        migrations: all of them, from the first.
        notify: told, in a sentence, when a damaged file has been moved aside.
    """

    def __init__(self, path: Path, migrations: Migrations, notify: Callable[[str], None]) -> None:
        self.path = path
        self._migrations = migrations
        self._notify = notify
        self._connection: sqlite3.Connection | None = None
        self._unwritable: sqlite3.DatabaseError | None = None
        with self._faults():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._reconnect()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows that a query finds; a number that SQLite cannot hold is nowhere in the file."""
        try:
            return self._run(lambda connection: connection.execute(query, values).fetchall())
        except OverflowError:
            return []

    def write(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in a transaction: all of it is stored, or nothing."""

        def transact(connection: sqlite3.Connection) -> T:
            if self._unwritable is not None:
                raise self._unwritable
            with _transaction(connection):
                return action(connection)

        return self._run(transact)

    def _run(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the file; when that shows damage, move the file aside and do it with a new one."""
        with self._faults():
            try:
                if self._unwritable is not None:  # others may write again by now, and then so may we
                    self.close()
                return action(self._connection or self._reconnect())
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
            return action(self._replace())

    def _reconnect(self) -> sqlite3.Connection:
        self.close()
        self._unwritable = None
        try:
            self._connection = _connect(self.path, self._migrations)
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                return self._replace()
            if not _is_for_want_of_writing(error) or not _can_be_read_alone(self.path):
                raise
            self._connection = _connect_to_read(self.path, self._migrations, error)
            self._unwritable = error
        return self._connection

    def _replace(self) -> sqlite3.Connection:
        """Move the damaged file aside and begin a new one, unless another process has done so meanwhile."""
        self.close()
        with _lock(self.path):
            if not _is_sound(self.path):
                aside = _move_aside(self.path)
                self._notify(f"the history was damaged; it is kept as {aside}, and a new one was begun")
            self._connection = _connect(self.path, self._migrations, locked=True)
        return self._connection

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise HistoryError(f"the history {self.path} cannot be used: {error}", _remedy(error)) from error
        except OSError as error:
            raise HistoryError(f"the history {self.path} cannot be used: {error.strerror}", _WRITABLE) from error


_WRITABLE = f"let {HOME_VARIABLE} name a folder that can be written"


def _connect(path: Path, migrations: Migrations, *, locked: bool = False) -> sqlite3.Connection:
    """Open the file at the latest version.

    Args:
        locked: the caller holds the lock that opening for the first time needs.
    """
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        if _version(path, connection, len(migrations)) < len(migrations):
            with contextlib.nullcontext() if locked else _lock(path):
                # SQLite does not wait for others while it turns WAL on: hence the lock.
                connection.execute("PRAGMA journal_mode = WAL")
                _migrate(path, connection, migrations)
        # In WAL mode this keeps the file whole through anything, and every attempt through a crash of the judge.
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _can_be_read_alone(path: Path) -> bool:
    """Whether the file holds everything: what the others still have in their log is not in it."""
    with contextlib.suppress(FileNotFoundError):
        if os.path.getsize(f"{path}-wal"):
            return False
    return os.path.isfile(path)


def _connect_to_read(path: Path, migrations: Migrations, why: sqlite3.DatabaseError) -> sqlite3.Connection:
    """Open a file beside which SQLite cannot make the files that it needs even for reading. Raises `why`."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    try:
        if _version(path, connection, len(migrations)) < len(migrations):
            raise why
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):
            raise why from None
        raise
    return connection


def _version(path: Path, connection: sqlite3.Connection, latest: int) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > latest:
        raise HistoryError(
            f"the history {path} was written by a newer judge (version {version}, this one knows {latest})",
            f"update the judge, or let {HOME_VARIABLE} name another folder",
        )
    return version


def _migrate(path: Path, connection: sqlite3.Connection, migrations: Migrations) -> None:
    """Run the migrations that are missing, each in a transaction that also moves the version on."""
    while (version := _version(path, connection, len(migrations))) < len(migrations):
        with _transaction(connection):
            for statement in migrations[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold the lock of a history that is being made or moved aside, against other processes."""
    with open(f"{path}.lock", "a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_damage(error: sqlite3.Error) -> bool:
    # The low byte is the primary code; the rest says where in the file.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_for_want_of_writing(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


def _is_sound(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
        try:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                return False
            raise


def _move_aside(path: Path) -> Path:
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    os.rename(path, aside)
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}{suffix}", f"{aside}{suffix}")
    return aside


def _remedy(error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return f"make room on that disk, or let {HOME_VARIABLE} name a folder on another"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "another judge is using it; try again when that one has finished"
    return _WRITABLE
