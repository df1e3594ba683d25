"""The results of a run, on disk as they come: what is finished stays finished, and memory does not grow with it.

The file has a line of JSON for each result. A line is written with one call, so that a kill in the middle leaves at
most a torn last line, which the next run cuts off.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, overload

from judge.batch.codec import decode_report
from judge.errors import UserError
from judge.model import Report, Verdict

_HEAD = b'{"schema":"judge-resume/1"}\n'
_BETWEEN = b',"report":'


class Place(NamedTuple):
    """Where a report lies in the file."""

    offset: int
    length: int
    verdict: Verdict


class Reports(Sequence[Report]):
    """The reports of a run, read from the journal when they are asked for.

    Args:
        journal: where they are.
        places: where each lies, in the order of the submissions.
    """

    def __init__(self, journal: Journal, places: Sequence[Place]) -> None:
        self._journal = journal
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Report: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Report]: ...
    def __getitem__(self, index: int | slice) -> Report | Sequence[Report]:
        if isinstance(index, slice):
            return Reports(self._journal, self._places[index])
        return self._journal.read(self._places[index])

    def __iter__(self) -> Iterator[Report]:
        return map(self._journal.read, self._places)

    @property
    def size(self) -> int:
        """How many bytes they take in the journal."""
        return sum(place.length for place in self._places)


class Journal:
    """The results so far. A context manager.

    Args:
        path: the file to go on with, which is made when it is missing; None keeps the results only for this run.

    Raises:
        UserError: the file cannot be used, is something else, or another run has it.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._known: dict[str, Place] = {}
        self._file = _open_scratch() if path is None else _open(path)
        self._end = 0
        try:
            self._read()
        except OSError as error:
            raise self._explain(error) from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def find(self, key: str) -> Place | None:
        """Return the result of a run before this one. A judge error is none: it is tried again."""
        place = self._known.get(key)
        return None if place is None or place.verdict is Verdict.JE else place

    def add(self, key: str, verdict: str, record: bytes) -> Place:
        """Keep a result: it is in the file when this returns. Raises UserError when the disk is full."""
        head = b'{"key":' + json.dumps(key).encode("ascii") + _BETWEEN
        line = memoryview(head + record + b"}\n")
        place = Place(self._end + len(head), len(record), Verdict(verdict))
        try:
            written = os.pwrite(self._file, line, self._end)
            while written < len(line):
                written += os.pwrite(self._file, line[written:], self._end + written)
        except OSError as error:
            raise self._explain(error) from None
        self._end += len(line)
        return place

    def read(self, place: Place) -> Report:
        """Return a report."""
        return decode_report(os.pread(self._file, place.length, place.offset))

    def _read(self) -> None:
        """Take what earlier runs have left, and cut off what is torn. Raises UserError for another kind of file."""
        head = os.pread(self._file, len(_HEAD), 0)
        if not _HEAD.startswith(head):
            raise UserError(f"{self._path} is no file of --resume", "name one that is, or a new one")
        if head != _HEAD:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, _HEAD, 0)
        self._end = len(_HEAD)
        os.lseek(self._file, self._end, os.SEEK_SET)
        with os.fdopen(os.dup(self._file), "rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._remember(line)
                self._end += len(line)
        os.ftruncate(self._file, self._end)

    def _remember(self, line: bytes) -> None:
        """Note a line's result; one that is damaged, be it by a space, is judged again."""
        head, between, record = line.removesuffix(b"}\n").partition(_BETWEEN)
        try:
            key, verdict = json.loads(head + b"}")["key"], decode_report(record).verdict
        except (ValueError, TypeError, LookupError, RecursionError):
            return
        if isinstance(key, str):
            self._known[key] = Place(self._end + len(head) + len(between), len(record), verdict)

    def _explain(self, error: OSError) -> UserError:
        if self._path is None:
            words = f"there is no room for the results in {tempfile.gettempdir()}: {error.strerror}"
            return UserError(words, "free some space, or set TMPDIR to another folder")
        words = f"{self._path} cannot be written: {error.strerror}"
        return UserError(words, "free some space, or name another --resume")


def _open_scratch() -> int:
    """Open a file without a name, for a run that nobody will go on with. Raises UserError where there is no place."""
    try:
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise
        where = f" in {tempfile.tempdir}" if tempfile.tempdir else ""  # else the error names them all
        words = f"there is no place for temporary files{where}: {error.strerror}"
        raise UserError(words, "set TMPDIR to a folder with some room") from None


def _open(path: str) -> int:
    """Open the file of --resume and keep other runs from it. Raises UserError."""
    remedy = "give --resume another file"
    descriptor = -1
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a pipe or a device has no places to come back to
            os.close(descriptor)
            raise UserError(f"{path} keeps no results: it is no regular file", remedy)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if descriptor >= 0:
            os.close(descriptor)
        if error.errno == errno.EWOULDBLOCK:
            raise UserError(f"{path} is in use by another 'judge check'", "wait for it, or " + remedy) from None
        raise UserError(f"{path} cannot be written: {error.strerror}", remedy) from None
    return descriptor
