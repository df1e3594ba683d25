"""What the commands of `judge mock` share: the session opened, the engine, and the person at the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

import click

from judge.commands import terminal
from judge.commands.app import App
from judge.errors import JudgeError, UserError, near_miss

if TYPE_CHECKING:
    from judge.history import History
    from judge.mock.interview import Interview
    from judge.mock.model import Session
    from judge.mock.store import Sessions
    from judge.mock.summary import Summary
    from judge.model import Problem, Report
    from judge.sandbox.launchers import Launchers
    from judge.source import Source

TIMING_S = 1.5
"""How long an accepted submission is timed against the reference."""


class Engine:
    """Judges with launchers that are started for the first submission. A context manager."""

    def __init__(self) -> None:
        self._launchers: Launchers | None = None
        self._stack = ExitStack()
        self._changed = Lock()
        self._launcher: int | None = None
        self._given_up = False

    def __call__(self, problem: Problem, source: Source, examples: bool) -> Report:
        """Judge a source, on the visible examples or on the hidden tests. Raises Superseded where it was given up."""
        from judge.evaluate import evaluate
        from judge.model import Options

        options = Options(examples=examples, timing_s=0.0 if examples else TIMING_S)
        launchers = self._start()
        launcher = launchers.start(problem.runtime).pid
        with self._changed:
            self._launcher, self._given_up = launcher, False
        try:
            report = evaluate(problem, source, options, launchers=launchers, on_case=self._go_on)
            self._go_on()
            return report
        finally:
            with self._changed:
                self._launcher = None

    def give_up(self) -> None:
        """End what is being judged, if something is. For another thread, again and again until it has ended."""
        from judge.live.candidates import kill_candidates

        with self._changed:
            if self._launcher is not None:
                self._given_up = True
                kill_candidates(self._launcher)

    def _go_on(self, case: object = None) -> None:
        """Called between cases. Raises Superseded."""
        with self._changed:
            if self._given_up:
                from judge.live.judging import Superseded

                raise Superseded

    def warm_up(self, session: Session) -> None:
        """Start what a session's problems need; it imports its libraries while the person reads."""
        problem = bank_of(session)
        for slug in session.slugs:
            with suppress(UserError, JudgeError):  # what is missing is told when something is judged
                self._start().start(problem(slug).runtime)

    def _start(self) -> Launchers:
        from judge.sandbox.launchers import Launchers

        if self._launchers is None:
            self._launchers = self._stack.enter_context(Launchers())
        return self._launchers

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()


def open_sessions(app: App) -> Sessions:
    """Return the sessions of the person's history. Raises HistoryError."""
    from judge.mock.store import Sessions

    return Sessions(app.history())


def open_interview(app: App, session: Session) -> Interview:
    """Open a session; the engine ends with the command. Raises HistoryError."""
    engine = click.get_current_context().with_resource(Engine())
    return _open(app, app.history(), session, engine, lambda message: terminal.complain("warning", message))


@contextmanager
def opened_apart(
    app: App, session: Session, warn: Callable[[str], None], engine: Engine, *, warm: bool = True
) -> Iterator[Interview]:
    """Open a session with a connection of its own, for a thread. Raises HistoryError.

    Args:
        warm: whether what the engine needs is started at once.
    """
    from judge.history import History
    from judge.paths import HISTORY_FILE, data_dir

    with closing(History(data_dir() / HISTORY_FILE, notify=warn)) as history, engine:
        if warm:
            engine.warm_up(session)
        yield _open(app, history, session, engine, warn)


def _open(app: App, history: History, session: Session, engine: Engine, warn: Callable[[str], None]) -> Interview:
    from judge.mock.interview import Interview
    from judge.mock.store import Sessions

    return Interview(session, Sessions(history), bank_of(session), app.clock, engine, warn)


def bank_of(session: Session) -> Callable[[str], Problem]:
    """Return what finds the problems of a session's own bank, whichever bank the command is for."""
    from pathlib import Path

    from judge.catalog import Bank

    return Bank(Path(session.bank)).problem


def latest(app: App) -> Interview:
    """Open the session that was begun last, and bring it to its end where that is due.

    Raises:
        UserError: there is none.
    """
    session = open_sessions(app).last()
    if session is None:
        raise UserError("there is no mock interview yet", "begin one with 'judge mock start'")
    interview = open_interview(app, session)
    settle_if_over(interview)
    interview.look_at_files()
    return interview


def running(app: App, what: str) -> Interview:
    """Open the session that is running.

    Args:
        what: what comes late if none is, such as "the submission".

    Raises:
        LateError: the last one has ended.
        UserError: there is none.
    """
    interview = latest(app)
    if interview.is_over:
        from judge.mock.interview import late

        raise late(interview, what)
    return interview


def not_asked(session: Session, slug: str) -> UserError:
    """Return the error that says that a session does not ask a problem, and which it does."""
    slugs = session.slugs
    return UserError(f"'{slug}' is not asked in this interview{near_miss(slug, slugs)}", f"it asks {', '.join(slugs)}")


def settle_if_over(interview: Interview) -> None:
    """Submit what the end of a session left to submit."""
    if interview.is_over and not interview.board.is_settled:
        progress = terminal.Progress(f"mock interview {interview.session.number} is over: judging its last files")
        try:
            interview.settle()
        finally:
            progress.clear()


def judged_with_progress(what: str, action: Callable[[], Any]) -> Any:
    """Do what takes time, with a line on stderr that says so."""
    progress = terminal.Progress(what)
    try:
        return action()
    finally:
        progress.clear()


class Person:
    """Who sits at the terminal."""

    def say(self, text: str = "") -> None:
        """Show lines."""
        terminal.say(terminal.fit(text))

    def hear(self, prompt: str) -> str:
        """Return the next line that is typed. Raises EOFError when there will be none."""
        terminal.write(sys.stdout, prompt)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")


def is_interactive() -> bool:
    """Whether somebody sits at the terminal and can be asked."""
    return terminal.is_terminal(sys.stdin) and terminal.is_terminal(sys.stdout)


def can_show_live() -> bool:
    """Whether there is a terminal that the live screen can be drawn in."""
    return is_interactive() and os.environ.get("TERM", "dumb") != "dumb"


def ask_open_questions(interview: Interview, slug: str = "") -> None:
    """Ask the follow-up questions that are open, until there is none left or the person goes."""
    from judge.mock.followups import Keeper, ask, open_questions

    keeper = Keeper(interview.answer, interview.tick)
    try:
        for name, number in open_questions(interview.board, interview.problem, slug):
            part = interview.board.part(name)
            ask(interview.problem(name), number, part, interview.session.language, Person(), keeper)
    except EOFError:
        terminal.say()


def make_summary(app: App, interview: Interview) -> Summary:
    """Return the report of a session that has ended."""
    import json

    from judge.mock.store import Sessions
    from judge.mock.summarise import summarise

    def problem(slug: str) -> Problem | None:
        try:
            return interview.problem(slug)
        except (UserError, JudgeError):  # the bank, or this problem, is gone: the report does without
            return None

    def document(number: int) -> dict[str, Any] | None:
        stored: dict[str, Any] | None = json.loads(app.try_history(lambda history: history.document(number), "null"))
        return stored

    def content(sha256: str) -> bytes | None:
        return app.try_history(lambda history: Sessions(history).content(sha256), None)

    return summarise(interview.session, interview.events, problem, document, content)
