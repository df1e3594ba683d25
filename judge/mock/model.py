"""What a mock interview is made of: a session, which never changes, and its events, which are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from judge.model import Language, Timing, Verdict

How = Literal["save", "submit", "deadline", "finish"]
Reason = Literal["deadline", "finish"]
Fate = Literal["judged", "known", "untouched", "lost", "failed"]


class Asked(msgspec.Struct, frozen=True):
    """A problem of a session: what the report needs even when the bank has lost it.

    Attributes:
        minutes: how long the problem is expected to take.
        stub: the SHA-256 of the file that the person starts from.
    """

    slug: str
    title: str
    minutes: int
    stub: str


class Session(msgspec.Struct, frozen=True):
    """One mock interview, as it was begun. Moments are in UTC.

    Attributes:
        uid: its name in the database, unlike any other's.
        number: its number there, 0 before it is stored.
        folder: where the files are, absolute.
        bank: the bank's folder, absolute.
    """

    uid: str
    started_at: datetime
    deadline: datetime
    folder: str
    bank: str
    language: Language
    seed: int
    asked: tuple[Asked, ...]
    number: int = 0

    @property
    def slugs(self) -> tuple[str, ...]:
        """The problems, in the order in which they are asked."""
        return tuple(asked.slug for asked in self.asked)

    @property
    def minutes(self) -> float:
        """How long it may take."""
        return (self.deadline - self.started_at).total_seconds() / 60


class Failing(NamedTuple):
    """A case that fails: all that is told of it before the end."""

    name: str
    group: str


class Saved(msgspec.Struct, frozen=True, tag="saved"):
    """A problem's file had new content, which is kept."""

    path: str
    sha256: str


class Ran(msgspec.Struct, frozen=True, tag="ran"):
    """Saved content was tried on the visible examples."""

    sha256: str
    verdict: Verdict
    passed: int
    total: int
    failing: tuple[Failing, ...] = ()
    message: str = ""


class Judged(msgspec.Struct, frozen=True, tag="judged"):
    """Content was judged on the hidden tests.

    Attributes:
        how: what made it a submission.
        message: why the file does not load, where it does not.
    """

    sha256: str
    how: How
    verdict: Verdict
    passed: int
    total: int
    failing: tuple[Failing, ...] = ()
    message: str = ""
    timing: Timing | None = None


class Hinted(msgspec.Struct, frozen=True, tag="hinted"):
    """A hint was shown: which one, from 1."""

    number: int


class Turned(msgspec.Struct, frozen=True, tag="turned"):
    """The person left a problem for the event's own."""

    left: str


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """A follow-up question, counted from 0, was answered in the person's words; "" passes it over."""

    question: int
    text: str


class Ticked(msgspec.Struct, frozen=True, tag="ticked"):
    """The person says which points, counted from 0, the answer to a question made."""

    question: int
    points: tuple[int, ...]


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    """The session ended: nothing that is saved or submitted later counts."""

    reason: Reason


class Settled(msgspec.Struct, frozen=True, tag="settled"):
    """What the end made of a problem's last content.

    Attributes:
        fate: "judged" it was submitted; "known" it had been judged already; "untouched" it was still the stub;
            "lost" the file was gone before anything of it was seen; "failed" it could not be judged.
        message: why it failed.
    """

    fate: Fate
    message: str = ""


What = Saved | Ran | Judged | Hinted | Turned | Answered | Ticked | Closed | Settled


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a session.

    Attributes:
        problem: its slug, "" for the session as a whole.
        at: when, in UTC, by the session's own clock.
        attempt: the number of the stored attempt, where there is one.
        id: its number in the database, 0 where it could not be stored.
    """

    problem: str
    at: datetime
    what: What
    attempt: int | None = None
    id: int = 0
