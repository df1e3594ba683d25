"""The file of `judge export`: what is in it, and reading one without trusting it. Pure."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from judge.errors import UserError
from judge.mock.model import Closed, Session, Turned, What
from judge.model import Verdict

SCHEMA = "judge-history/1"

_SLUG = r"^[A-Za-z0-9_.-]{1,100}$"
Slug = Annotated[str, msgspec.Meta(pattern=_SLUG)]
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
    """Raises DamageError, which begins with the key that is wrong."""
    for sha256, source in document.sources.items():
        with _at(f"$.sources.{sha256[:64]}"):
            if hashlib.sha256(source.content).hexdigest() != sha256:
                raise DamageError("the source is not what its SHA-256 says")
    for number, attempt in enumerate(document.attempts):
        with _at(f"$.attempts[{number}]"):
            _check_attempt(attempt, document)
    for name, events in (("hints", document.hints), ("reveals", document.reveals), ("starts", document.starts)):
        for number, event in enumerate(events):
            _check_moment(f"$.{name}[{number}].at", event.at)
    for number, mock in enumerate(document.mocks):
        with _at(f"$.mocks[{number}]"):
            _check_mock(mock, len(document.attempts))


def _check_attempt(attempt: StoredAttempt, document: Document) -> None:
    """Raises DamageError."""
    _check_moment(".started_at", attempt.started_at)
    if attempt.sha256 not in document.sources:
        raise DamageError(f".sha256: an attempt at {attempt.problem} has no source")
    if attempt.passed > attempt.total:
        raise DamageError(f".passed: {attempt.passed} of {attempt.total} cases cannot have passed")


def _check_mock(mock: StoredMock, attempts: int) -> None:
    """Raises DamageError."""
    _check_moment(".started_at", mock.started_at)
    _check_moment(".deadline", mock.deadline)
    session = _convert(mock.document, Session, ".document")
    _check_session(mock, session)
    for number, event in enumerate(mock.events):
        with _at(f".events[{number}]"):
            _check_mock_event(event, session, attempts)
    if "closed" not in {event.kind for event in mock.events}:
        raise DamageError(".events: a mock interview has no end")


def _check_session(mock: StoredMock, session: Session) -> None:
    """A session that asks nothing, takes no time or contradicts its row would break every report. Raises DamageError.

    Moments of the document without a time zone differ from those of the row, which have one.
    """
    for key in ("started_at", "deadline"):
        if getattr(session, key) != datetime.fromisoformat(getattr(mock, key)):
            raise DamageError(f".document.{key}: it is another than the mock interview's own")
    if session.uid != mock.uid:
        raise DamageError(".document.uid: it is another than the mock interview's own")
    if session.deadline <= session.started_at:
        raise DamageError(".deadline: it is not after the beginning")
    if not session.asked:
        raise DamageError(".document.asked: a mock interview asks nothing")
    for number, asked in enumerate(session.asked):
        if not re.fullmatch(_SLUG, asked.slug):
            raise DamageError(f".document.asked[{number}].slug: no problem can be called that")
        if asked.minutes < 1:
            raise DamageError(f".document.asked[{number}].minutes: a problem takes a minute or more")


def _check_mock_event(event: StoredMockEvent, session: Session, attempts: int) -> None:
    """Raises DamageError."""
    _check_moment(".at", event.at)
    if event.attempt is not None and event.attempt >= attempts:
        raise DamageError(".attempt: a mock interview tells of an attempt that is not there")
    what: What = _convert(event.document, What, ".document")
    if type(what).__struct_config__.tag != event.kind:
        raise DamageError(".kind: an event of a mock interview is not of its kind")
    if event.problem not in (("",) if isinstance(what, Closed) else session.slugs):
        raise DamageError(".problem: the mock interview does not ask that")
    if isinstance(what, Turned) and what.left not in session.slugs:
        raise DamageError(".document.left: the mock interview does not ask that")


def _check_moment(place: str, text: str) -> None:
    """Raises DamageError."""
    with _at(f"{place}: "):
        utc(text)


def _convert(document: dict[str, Any], kind: Any, place: str) -> Any:
    """Return what a document tells. Raises DamageError."""
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        words, _, inner = str(error).partition(" - at `$")
        raise DamageError(f"{place}{inner.rstrip('`')}: a mock interview does not hold together: {words}") from None


@contextlib.contextmanager
def _at(place: str) -> Iterator[None]:
    """Say of damage that is found within where in the file it is."""
    try:
        yield
    except DamageError as damage:
        clause = str(damage)
        gap = "" if place.endswith(": ") or clause.startswith((".", "[")) else ": "
        raise DamageError(f"{place}{gap}{clause}") from None


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
