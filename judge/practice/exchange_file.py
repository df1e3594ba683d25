"""The file of `judge export`: what is in it, and reading one without trusting it. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from judge.errors import UserError
from judge.mock.model import Session, What
from judge.model import Verdict

SCHEMA = "judge-history/1"

Slug = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.-]{1,100}$")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]


class StoredSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A source: `text` where it is UTF-8, else `base64`."""

    text: str | None = None
    base64: str | None = None

    @property
    def content(self) -> bytes:
        """Its bytes. Raises DamageError."""
        if self.text is not None and self.base64 is None:
            return self.text.encode("utf-8")
        if self.base64 is not None and self.text is None:
            try:
                return base64.b64decode(self.base64, validate=True)
            except (binascii.Error, ValueError):
                raise DamageError("a source is not in base64") from None
        raise DamageError("a source has to have either a text or base64")


class StoredAttempt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attempt; its source is found by its SHA-256."""

    problem: Slug
    path: str
    sha256: str
    verdict: Verdict
    passed: Count
    total: Count
    started_at: str
    duration_ms: Annotated[float, msgspec.Meta(ge=0)]
    environment: dict[str, str]
    report: dict[str, Any] | None


class StoredEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A hint (with its number), a reveal or a start."""

    problem: Slug
    at: str
    number: Count = 0


class StoredMockEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happened in a mock interview; `attempt` is a place in the file's list of attempts, from 0."""

    kind: str
    problem: str
    at: str
    document: dict[str, Any]
    attempt: Count | None = None


class StoredMock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mock interview that has been closed, with its events in their order."""

    uid: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    started_at: str
    deadline: str
    document: dict[str, Any]
    events: list[StoredMockEvent]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    schema: str
    exported_at: str
    sources: dict[str, StoredSource]
    attempts: list[StoredAttempt]
    hints: list[StoredEvent]
    reveals: list[StoredEvent]
    starts: list[StoredEvent]
    mocks: list[StoredMock]


class DamageError(Exception):
    """What is wrong with a file, as a clause."""


def read_document(content: bytes, name: str) -> Document:
    """Return an exported history that holds together: every moment is one, every source is what its number says.

    Args:
        content: the file's.
        name: what to call it.

    Raises:
        UserError: it is none, or is damaged, or comes from another version.
    """
    try:
        document = msgspec.json.decode(content, type=Document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _explain(content, name, error) from None
    if document.schema != SCHEMA:
        raise _other_version(name, document.schema)
    try:
        _check(document)
    except DamageError as damage:
        raise UserError(f"{name} is damaged: {damage}", _EXPORT_AGAIN) from None
    return document


def write_document(document: Document) -> bytes:
    """Return the file's content."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def store_source(content: bytes) -> StoredSource:
    """Return a source as the file has it."""
    try:
        return StoredSource(text=content.decode("utf-8"))
    except UnicodeDecodeError:
        return StoredSource(base64=base64.b64encode(content).decode("ascii"))


def utc(text: str) -> str:
    """Return a moment in UTC, to the microsecond where it says so, else to the millisecond. Raises DamageError."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise DamageError(f"the moment '{text[:40]}' has no time zone")
        return moment.astimezone(UTC).isoformat(
            timespec="microseconds" if moment.microsecond % 1000 else "milliseconds"
        )
    except (ValueError, OverflowError):
        raise DamageError(f"'{text[:40]}' is no moment") from None


_EXPORT_AGAIN = "export it again with 'judge export FILE'"


def _check(document: Document) -> None:
    """Raises DamageError."""
    for sha256, source in document.sources.items():
        if hashlib.sha256(source.content).hexdigest() != sha256:
            raise DamageError(f"the source {sha256[:12]} is not what its SHA-256 says")
    for attempt in document.attempts:
        if attempt.sha256 not in document.sources:
            raise DamageError(f"an attempt at {attempt.problem} has no source")
        utc(attempt.started_at)
    for event in (*document.hints, *document.reveals, *document.starts):
        utc(event.at)
    for mock in document.mocks:
        _check_mock(mock, len(document.attempts))


def _check_mock(mock: StoredMock, attempts: int) -> None:
    """Raises DamageError."""
    utc(mock.started_at)
    utc(mock.deadline)
    for event in mock.events:
        utc(event.at)
        if event.attempt is not None and event.attempt >= attempts:
            raise DamageError("a mock interview tells of an attempt that is not there")
    if "closed" not in {event.kind for event in mock.events}:
        raise DamageError("a mock interview has no end")
    try:
        msgspec.convert(mock.document, Session)
        for event in mock.events:
            what = msgspec.convert(event.document, What)
            if type(what).__struct_config__.tag != event.kind:
                raise DamageError("an event of a mock interview is not of its kind")
    except msgspec.ValidationError as error:
        raise DamageError(f"a mock interview does not hold together: {error}") from None


def _explain(content: bytes, name: str, error: Exception) -> UserError:
    """Say of a file that does not decode what it is instead."""
    try:
        schema = msgspec.json.decode(content, type=_Head).schema
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return UserError(f"{name} is no exported history", "name a file that 'judge export FILE' has written")
    if schema != SCHEMA:
        return _other_version(name, schema)
    return UserError(f"{name} is damaged: {error}", _EXPORT_AGAIN)


class _Head(msgspec.Struct):
    schema: str


def _other_version(name: str, schema: str) -> UserError:
    if schema.startswith("judge-history/"):
        return UserError(f"{name} has the schema {schema}, and this judge knows {SCHEMA}", "update the judge")
    return UserError(f"{name} is no exported history", "name a file that 'judge export FILE' has written")
