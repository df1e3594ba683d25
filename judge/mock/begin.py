"""The beginning of a session: files written, then the clock started; all of it, or nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from judge.clock import Clock, look
from judge.errors import UserError
from judge.mock.files import make_folder, remove_files, write_files
from judge.mock.model import Asked, Session
from judge.mock.store import RunningError, Sessions
from judge.mock.words import clock_time
from judge.model import Language, Problem
from judge.workspace import starting_text


def begin(
    sessions: Sessions,
    problems: Sequence[Problem],
    *,
    clock: Clock,
    minutes: float,
    folder: str | None,
    bank: Path,
    language: Language,
    seed: int,
) -> Session:
    """Write the files, store the session, and return it. Its time begins when the files are there.

    Args:
        problems: what is asked, in this order.
        folder: where the files go; None for a new folder in the current one.
        seed: what the choice was made with, for the record.

    Raises:
        UserError: a session is running, or a file is in the way or cannot be written.
        HistoryError: the session cannot be stored.
        BankError: a problem lacks a file.
    """
    require_none_running(sessions)
    place, made = make_folder(folder, clock.now_utc())
    written = [place] if made else []
    try:
        written = [*write_files(problems, place, language), *written]
        seen = look(clock)
        session = Session(
            uid=os.urandom(8).hex(),
            started_at=seen.at,
            deadline=seen.at + timedelta(minutes=minutes),
            folder=str(place),
            bank=os.path.abspath(bank),
            language=language,
            seed=seed,
            asked=tuple(_asked(problem, language) for problem in problems),
        )
        return sessions.begin(session, seen)
    except RunningError as running:  # begun by another terminal in the meantime
        remove_files(written)
        raise _refuse(running.session) from None
    except BaseException:
        remove_files(written)
        raise


def require_none_running(sessions: Sessions) -> None:
    """Raises UserError when a session has not ended."""
    running = sessions.open()
    if running is not None:
        raise _refuse(running)


def _refuse(session: Session) -> UserError:
    return UserError(
        f"mock interview {session.number} is running until {clock_time(session.deadline)}",
        "go on with 'judge mock resume', or end it with 'judge mock finish'",
    )


def _asked(problem: Problem, language: Language) -> Asked:
    stub = hashlib.sha256(starting_text(problem)).hexdigest()
    return Asked(problem.slug, problem.title.get(language), problem.minutes, stub)
