"""Where a session stands: worked out from its events alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from judge.mock.model import (
    Answered,
    Closed,
    Event,
    Hinted,
    Judged,
    Ran,
    Reason,
    Saved,
    Session,
    Settled,
    Ticked,
    Turned,
    What,
)
from judge.model import Verdict


class Part(msgspec.Struct, frozen=True):
    """Where one problem stands.

    Attributes:
        solved_at: when the first accepted submission was made.
        last: the last submission that is no fault of the judge's.
        ran: the last try on the examples, where nothing was submitted since.
        saved: the last content that was seen.
        hints: how many were shown.
        answers: a follow-up question's number -> what was answered, "" where it was passed over.
        ticks: a follow-up question's number -> the points made.
        settled: what the end made of it.
    """

    slug: str
    attempts: int = 0
    solved_at: datetime | None = None
    last: Judged | None = None
    ran: Ran | None = None
    saved: Saved | None = None
    hints: int = 0
    answers: dict[int, str] = msgspec.field(default_factory=dict)
    ticks: dict[int, tuple[int, ...]] = msgspec.field(default_factory=dict)
    settled: Settled | None = None

    @property
    def verdict(self) -> Verdict | None:
        """AC once it was solved, else the verdict of the last submission; None before there is one."""
        return Verdict.AC if self.solved_at else self.last.verdict if self.last else None


class Board(msgspec.Struct, frozen=True):
    """Where the session stands.

    Attributes:
        parts: the problems, in the order in which they are asked.
        focus: the problem that the person was last at work on.
        current: the problem to work on, which is that or, when it is solved, the next; "" when all are solved.
        closed_at: when the session ended, None while it runs.
    """

    parts: tuple[Part, ...]
    focus: str
    current: str
    closed_at: datetime | None = None
    reason: Reason | None = None

    def part(self, slug: str) -> Part:
        """Return one problem's."""
        return next(part for part in self.parts if part.slug == slug)

    @property
    def is_settled(self) -> bool:
        """Whether the session has ended and all that it left to do is done."""
        return self.closed_at is not None and all(part.settled for part in self.parts)

    @property
    def solved(self) -> int:
        """How many problems are solved."""
        return sum(part.solved_at is not None for part in self.parts)


def read_board(session: Session, events: Sequence[Event]) -> Board:
    """Return where a session stands after these events, which come in any order."""
    parts = {slug: Part(slug) for slug in session.slugs}
    focus = session.slugs[0]
    closed: Event | None = None
    for event in in_order(events):
        if isinstance(event.what, Closed):
            closed = closed or event
        elif event.problem in parts:
            parts[event.problem] = _after(parts[event.problem], event)
            if isinstance(event.what, Saved | Ran | Judged | Hinted | Turned) and closed is None:
                focus = event.problem
    found = tuple(parts.values())
    current = next_unsolved(found, focus, itself=True)
    if closed is None:
        return Board(found, focus, current)
    assert isinstance(closed.what, Closed)
    return Board(found, focus, current, closed.at, closed.what.reason)


def in_order(events: Sequence[Event]) -> list[Event]:
    """Return events by their moment; those of one moment as they were written down."""
    return sorted(events, key=lambda event: (event.at, event.id or 1 << 62))


def next_unsolved(parts: Sequence[Part], slug: str, *, itself: bool = False) -> str:
    """Return the unsolved problem that comes after one, beginning again at the first; "" when there is none.

    Args:
        itself: the problem itself will do.
    """
    at = [part.slug for part in parts].index(slug)
    around = [*parts[at:], *parts[:at]] if itself else [*parts[at + 1 :], *parts[: at + 1]]
    return next((part.slug for part in around if part.solved_at is None), "")


def judged_content(events: Sequence[Event], slug: str, sha256: str) -> Event | None:
    """Return the judging of this content of a problem, if there was one that was no fault of the judge's."""
    for event in events:
        what = event.what
        if (
            event.problem == slug
            and isinstance(what, Judged)
            and what.sha256 == sha256
            and what.verdict is not Verdict.JE
        ):
            return event
    return None


def _after(part: Part, event: Event) -> Part:
    changes = _changes(part, event.what, event.at)
    return msgspec.structs.replace(part, **changes) if changes else part


def _changes(part: Part, what: What, at: datetime) -> dict[str, object]:
    match what:
        case Saved():
            return {"saved": what}
        case Ran():
            return {"ran": what}
        case Judged(verdict=Verdict.JE):
            return {}
        case Judged():
            solved_at = part.solved_at or (at if what.verdict is Verdict.AC else None)
            return {"attempts": part.attempts + 1, "last": what, "ran": None, "solved_at": solved_at}
        case Hinted():
            return {"hints": max(part.hints, what.number)}
        case Answered():
            return {"answers": {**part.answers, what.question: what.text}}
        case Ticked():
            return {"ticks": {**part.ticks, what.question: what.points}}
        case Settled():
            return {"settled": what}
    return {}
