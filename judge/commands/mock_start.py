"""`judge mock start`: what to ask, and the beginning."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from judge.commands import terminal
from judge.commands.app import App
from judge.commands.mocking import open_interview, open_sessions, settle_if_over

if TYPE_CHECKING:
    from judge.mock.model import Session
    from judge.mock.store import Sessions
    from judge.model import Language, Problem


class Wishes(NamedTuple):
    """The options of `judge mock start`."""

    minutes: int
    problems: str | None
    number: int | None
    topic: str | None
    difficulty: str | None
    seed: int | None
    folder: str | None
    language: Language


def start_session(app: App, wishes: Wishes) -> Session:
    """Begin a session, and say what it asks.

    Raises:
        UserError: one is running, or what is wished for is not to be had.
        HistoryError: it cannot be stored.
    """
    from judge.mock.begin import begin, require_none_running
    from judge.text import one_line

    sessions = open_sessions(app)
    _end_what_is_over(app, sessions)
    require_none_running(sessions)
    seed = int.from_bytes(os.urandom(2)) if wishes.seed is None else wishes.seed
    problems = [app.problem(slug) for slug in _choose(app, sessions, wishes, seed)]
    session = begin(
        sessions,
        problems,
        clock=app.clock,
        minutes=wishes.minutes,
        folder=wishes.folder,
        bank=app.bank_folder,
        language=wishes.language,
        seed=seed,
    )
    for problem in problems:
        title = one_line(problem.title.get(wishes.language))
        terminal.say(terminal.fit(f"{problem.slug}: {title}, {problem.difficulty}, about {problem.minutes} minutes"))
    chosen = "" if wishes.problems else f" (chosen with --seed {seed})"
    terminal.say(f"statements and files are in {one_line(session.folder)}{chosen}\n")
    return session


def _end_what_is_over(app: App, sessions: Sessions) -> None:
    last = sessions.last()
    if last is not None:
        settle_if_over(open_interview(app, last))


def _choose(app: App, sessions: Sessions, wishes: Wishes, seed: int) -> list[str]:
    from judge.commands.browse import has_runtime
    from judge.errors import UserError
    from judge.mock.choice import choose, require_known
    from judge.practice.sittings import group_sittings

    if wishes.problems is not None:
        if wishes.number or wishes.topic or wishes.difficulty:
            raise UserError("--problems says already what is asked", "leave out --count, --topic and --difficulty")
        names = [name.strip() for name in wishes.problems.split(",") if name.strip()]
        slugs = require_known(names, app.bank.slugs)
        _require_runtimes([app.problem(slug) for slug in slugs])
        return slugs
    return choose(
        [summary for summary in app.summaries() if has_runtime(summary.runtime)],
        group_sittings(app.history().activities()),
        minutes=wishes.minutes,
        seed=seed,
        asked={slug for session in sessions.all() for slug in session.slugs},
        count=wishes.number,
        topic=wishes.topic,
        difficulty=wishes.difficulty,
    )


def _require_runtimes(problems: list[Problem]) -> None:
    """Raises UserError, with what to install, for a problem whose runtime is missing."""
    from judge.commands.browse import has_runtime
    from judge.sandbox.runtimes import find_runtime

    for problem in problems:
        if not has_runtime(problem.runtime):
            find_runtime(problem.runtime)
