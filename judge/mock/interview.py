"""A session at work: what may be done when, what is written down of it, and what its end does.

Everything that judges for a session holds its lock, so that two terminals judge one after the other and the end comes
once. What was saved is written down before it is judged: whoever is killed in between has lost a verdict, and nothing
else. After the end only content counts that was certainly there before:

    read before the deadline, by any command or by the screen; or
    read later from a file whose last change, content or inode, is not after the deadline. A system clock that lags
    behind the session's own is taken into account; one that was set back for a while and right again is not seen.

Where the file was changed later, the last content that was read before the deadline is submitted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from judge.clock import Clock, look
from judge.errors import JudgeError, UserError
from judge.mock.board import Board, Part, judged_content, next_unsolved, read_board
from judge.mock.files import find_file, read_saved, write_again
from judge.mock.model import (
    Answered,
    Closed,
    Event,
    Hinted,
    How,
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
from judge.mock.notebook import Notebook
from judge.mock.store import Attempted, Sessions
from judge.mock.telling import tell_of, tried_of
from judge.mock.words import date_and_time, span
from judge.model import Problem, Report, Verdict
from judge.report.json import report_dict
from judge.source import SIZE_LIMIT, Source
from judge.text import well_formed
from judge.workspace import starting_text

Judge = Callable[[Problem, Source, bool], Report]
"""Judges a source, on the visible examples when the last argument is true."""


class LateError(UserError):
    """Something came after the end of the session."""


class Outcome(NamedTuple):
    """What became of a submission.

    Attributes:
        judged: what may be told of it.
        known: the same content had been judged before, and was not judged again.
        kept: it could be stored.
    """

    judged: Judged
    known: bool = False
    kept: bool = True


class Interview:
    """One session, open.

    Args:
        session: which.
        sessions: where it is stored.
        problem: a slug -> the problem.
        clock: what tells the time.
        judge: the engine.
        warn: told, once, that nothing can be stored.
    """

    def __init__(
        self,
        session: Session,
        sessions: Sessions,
        problem: Callable[[str], Problem],
        clock: Clock,
        judge: Judge,
        warn: Callable[[str], None],
    ) -> None:
        self.session = session
        self.problem = problem
        self.seen = sessions.seen(session)
        self._sessions = sessions
        self._book = Notebook(session, sessions, warn)
        self._clock = clock
        self._judge = judge
        self.touch()

    @property
    def events(self) -> tuple[Event, ...]:
        """All that has happened."""
        return self._book.events

    @property
    def board(self) -> Board:
        """Where the session stands."""
        return read_board(self.session, self.events)

    @property
    def is_over(self) -> bool:
        """Whether the session was closed or its deadline has come."""
        return self.now() >= self.session.deadline or self.board.closed_at is not None

    def now(self) -> datetime:
        """Return the time by the session's own clock, which never goes back."""
        self.seen = look(self._clock, self.seen)
        return self.seen.at

    def touch(self) -> None:
        """Store the present as seen; after the end nobody needs it any more."""
        self.now()
        if self.board.closed_at is None:
            self._book.see(self.seen)

    def refresh(self) -> None:
        """Read what other processes have done."""
        self._book.refresh()

    def look_at_files(self) -> None:
        """Write down the content of every file that has changed in time; after the end there is nothing to do."""
        if self.board.closed_at is not None:
            return
        for slug in self.session.slugs:
            file = read_saved(find_file(self.session.folder, slug, self.events))
            if file is not None:
                self.note(slug, file.source, file.at)

    def note(self, slug: str, source: Source, saved_at: datetime) -> bool:
        """Write down content as a problem's last, unless it came late or is that already; return whether it counts.

        Args:
            saved_at: by the file system's clock.
        """
        now = self.now()
        moment = saved_at + self._behind()
        if self.board.closed_at is not None or min(now, moment) > self.session.deadline:
            return False
        path = _absolute(source.path)
        if source.sha256 == self._last_content(slug) and path == find_file(self.session.folder, slug, self.events):
            return True
        at = min(max(moment, self.session.started_at), now, self.session.deadline)
        self._book.keep([Event(slug, at, Saved(path, source.sha256))], content=(source.sha256, source.content))
        return True

    def submit(self, slug: str, source: Source) -> Outcome:
        """Judge a source on the hidden tests.

        Raises:
            LateError: the session is over.
        """
        received = self._require_time("the submission")
        self.note(slug, source, received - self._behind())
        with self._sessions.lock():
            self.refresh()
            return self._submit(slug, source, received, "submit")

    def save(self, slug: str, source: Source, saved_at: datetime) -> Ran | Judged | None:
        """Judge a file that was saved: on the examples, and where they pass on the hidden tests.

        Returns:
            What was found out last; None when the content was judged before, or came too late.
        """
        if not self.note(slug, source, saved_at):
            return None
        received = min(self.now(), self.session.deadline)
        with self._sessions.lock():
            self.refresh()
            if judged_content(self.events, slug, source.sha256) or self.board.closed_at is not None:
                return None
            report = self._judge(self.problem(slug), source, True)
            ran = tried_of(report)
            self._book.keep([Event(slug, received, ran)])
            # A fault of the judge on the examples says nothing about the file.
            if report.verdict not in (Verdict.AC, Verdict.JE):
                return ran
            return self._submit(slug, source, received, "save").judged

    def restore_files(self) -> list[str]:
        """Write files that are gone again, with the last content that was seen; return which.

        Raises:
            UserError: one cannot be written.
        """
        restored = []
        for part in self.board.parts:
            path = find_file(self.session.folder, part.slug, self.events)
            if part.solved_at is None and not os.path.lexists(path):
                content = self._book.content(part.saved.sha256) if part.saved else None
                write_again(path, starting_text(self.problem(part.slug)) if content is None else content)
                restored.append(path)
        return restored

    def hint(self, slug: str) -> int:
        """Count one more hint of a problem, and return its number; 0 when all were shown.

        Raises:
            LateError: the session is over.
        """
        now = self._require_time("the hint")
        number = self.board.part(slug).hints + 1
        if number > len(self.problem(slug).hints):
            return 0
        self._book.keep([Event(slug, now, Hinted(number))])
        return number

    def turn(self) -> str:
        """Leave the problem at work for the next that is not solved, and return that; "" when none is left.

        Raises:
            LateError: the session is over.
        """
        now = self._require_time("the next problem")
        board = self.board
        following = next_unsolved(board.parts, board.focus)
        if following and following != board.focus:
            self._book.keep([Event(following, now, Turned(board.focus))])
        return following

    def answer(self, slug: str, question: int, text: str) -> None:
        """Keep what the person answers to a follow-up question; "" passes it over."""
        self._book.keep([Event(slug, self.now(), Answered(question, text))])

    def tick(self, slug: str, question: int, points: Sequence[int]) -> None:
        """Keep which points an answer made."""
        self._book.keep([Event(slug, self.now(), Ticked(question, tuple(sorted(points))))])

    def settle(self, reason: Reason = "deadline") -> None:
        """End the session, unless that is done, and submit the last content of each problem once."""
        self.look_at_files()
        with self._sessions.lock():
            self.refresh()
            if self.board.closed_at is None:
                at = min(self.now(), self.session.deadline)
                self._book.keep([Event("", at, Closed(reason if at < self.session.deadline else "deadline"))])
            for part in self.board.parts:
                if part.settled is None:
                    self._settle(part)

    def _settle(self, part: Part) -> None:
        """Submit a problem's last content, where there is one that was not judged before."""
        board, slug, saved = self.board, part.slug, part.saved
        assert board.closed_at is not None and board.reason is not None
        content = self._book.content(saved.sha256) if saved else None
        settled = Settled("judged")
        if saved is None or content is None:
            exists = saved is None and read_saved(find_file(self.session.folder, slug, self.events)) is not None
            settled = Settled("untouched" if exists else "lost")
        elif saved.sha256 == self._stub(slug):
            settled = Settled("untouched")
        elif judged_content(self.events, slug, saved.sha256):
            settled = Settled("known")
        else:
            source = Source(saved.path, content, oversize=len(content) > SIZE_LIMIT)
            try:
                self._submit(slug, source, board.closed_at, board.reason, settled)
                return
            except (UserError, JudgeError) as error:  # such as a runtime that is gone: no reason never to end
                settled = Settled("failed", str(error))
        self._book.keep([Event(slug, board.closed_at, settled)])

    def _submit(self, slug: str, source: Source, at: datetime, how: How, *more: What) -> Outcome:
        """Judge content and store the attempt with its events, unless it was judged before. Needs the lock."""
        known = judged_content(self.events, slug, source.sha256)
        if known is not None:
            assert isinstance(known.what, Judged)
            return Outcome(known.what, known=True)
        started_at = self.now()
        report = self._judge(self.problem(slug), source, False)
        told = tell_of(report, how)
        attempted = Attempted(report, source.content, json.dumps(report_dict(report)), started_at)
        kept = self._book.keep([Event(slug, at, what) for what in (told, *more)], attempted=attempted)
        return Outcome(told, kept=kept)

    def _require_time(self, what: str) -> datetime:
        """Return the present. Raises LateError after the end, which is then brought to its end."""
        now = self.now()
        if now < self.session.deadline and self.board.closed_at is None:
            return now
        self.settle()
        raise late(self, what)

    def _behind(self) -> timedelta:
        """How far the system clock, which file systems use, is behind the session's own."""
        return max(timedelta(0), self.seen.at - self._clock.now_utc())

    def _stub(self, slug: str) -> str:
        return next(asked.stub for asked in self.session.asked if asked.slug == slug)

    def _last_content(self, slug: str) -> str:
        saved = self.board.part(slug).saved
        return saved.sha256 if saved else self._stub(slug)


def late(interview: Interview, what: str) -> LateError:
    """Return the error that says that something, such as "the submission", comes too late, and by how much."""
    board = interview.board
    ended = board.closed_at or interview.session.deadline
    ago = "" if board.reason == "finish" else f"{span(max(timedelta(0), interview.now() - ended))} "
    return LateError(
        f"{what} comes {ago}too late: mock interview {interview.session.number} ended at {date_and_time(ended)}",
        "'judge mock report' shows how it went, 'judge mock start' begins another",
    )


def _absolute(path: str) -> str:
    return well_formed(os.path.abspath(path))
