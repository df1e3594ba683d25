"""`judge mock submit`: one file, judged for the session that is running."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from judge.commands import terminal
from judge.commands.app import App
from judge.commands.mocking import Engine, judged_with_progress, not_asked, running
from judge.errors import UserError

if TYPE_CHECKING:
    from judge.mock.interview import Interview, Outcome
    from judge.source import Source


def submit_file(app: App, word: str | None, as_json: bool) -> int:
    """Judge the file that a word means, or that of the current problem, and return the exit code.

    Where the history cannot even be read, the verdict on the file that the word means, or on the only one in the
    current folder, is shown all the same.

    Raises:
        UserError: no session is running, it is too late, or there is no such file.
    """
    from judge.history import HistoryError
    from judge.model import Verdict

    try:
        interview = running(app, "the submission")
    except HistoryError as error:
        return _judge_unkept(app, word, str(error), as_json)
    slug, source = _find(interview, word)
    outcome: Outcome = judged_with_progress(f"judging {slug}", lambda: interview.submit(slug, source))
    _tell(app, slug, outcome, as_json)
    if not as_json:
        terminal.say(f"\nnext: {_next_step(interview, outcome)}")
    return {Verdict.AC: 0, Verdict.JE: 3}.get(outcome.judged.verdict, 1)


def _find(interview: Interview, word: str | None) -> tuple[str, Source]:
    """Return the problem and the file that a word means. Raises UserError."""
    from judge.mock.files import find_file
    from judge.source import read_source
    from judge.workspace import marked_slug, slug_of_file

    slugs = interview.session.slugs
    slug = interview.board.current or slugs[-1] if word is None else word
    if slug in slugs:
        path = find_file(interview.session.folder, slug, interview.events)
        try:
            return slug, read_source(path)
        except UserError as error:
            again = "'judge mock resume' writes it again"
            if os.path.lexists(path):  # something else is in its place
                again = f"when that is moved away, {again}"
            raise UserError(error.problem, f"'judge mock submit FILE' takes it from elsewhere, {again}") from None
    assert word is not None
    if not os.path.lexists(word):
        raise _no_file(interview, word)
    source = read_source(word)
    marked = marked_slug(source.content)
    if marked not in slugs and _is_elsewhere(interview, marked):
        raise UserError(
            f"{word} says '# judge: {marked}', and that is not asked in this interview", f"it asks {', '.join(slugs)}"
        )
    found = slug_of_file(word, source.content, slugs)
    if not found:
        stem = Path(word).stem
        if _is_elsewhere(interview, stem):
            raise not_asked(interview.session, stem)
        raise UserError(
            f"nothing says which problem {word} is for",
            f"put a line '# judge: PROBLEM' in it; this interview asks {', '.join(slugs)}",
        )
    return found, source


def _no_file(interview: Interview, word: str) -> UserError:
    """Return what is wrong with a word that is neither a problem of the session nor a file."""
    from judge.source import read_source
    from judge.text import one_line

    if _is_elsewhere(interview, word):
        return not_asked(interview.session, word)
    try:
        read_source(word)
    except UserError as error:
        folder = one_line(interview.session.folder)
        return UserError(
            error.problem, f"'judge mock submit' takes the current problem's, written at the start in {folder}"
        )
    return UserError(f"{word} was not there a moment ago", "submit it again")


def _is_elsewhere(interview: Interview, slug: str) -> bool:
    """Whether the session's bank has a problem; not where the bank is gone."""
    from judge.catalog import Bank

    try:
        return slug in Bank(Path(interview.session.bank)).slugs
    except UserError:
        return False


def _tell(app: App, slug: str, outcome: Outcome, as_json: bool) -> None:
    from judge.mock.console import render_judged
    from judge.mock.render import outcome_dict
    from judge.report.json import dumps

    if as_json:
        terminal.say(dumps(outcome_dict(slug, outcome)))
    else:
        terminal.say(terminal.fit(render_judged(slug, outcome.judged, app.style, known=outcome.known)))


def _next_step(interview: Interview, outcome: Outcome) -> str:
    from judge.mock.words import time_left
    from judge.model import Verdict

    left = f"{time_left(interview.session.deadline, interview.now())} left"
    if outcome.judged.verdict is not Verdict.AC:
        return f"judge mock submit again, or judge mock hint ({left})"
    if interview.board.current:
        return f"judge mock next asks what an interviewer asks now, and goes on ({left})"
    return f"judge mock answer, then judge mock finish ({left})"


def _judge_unkept(app: App, word: str | None, fault: str, as_json: bool) -> int:
    """Judge a file for a session that cannot be read: the verdict alone, kept nowhere."""
    from judge.mock.interview import Outcome
    from judge.mock.telling import tell_of
    from judge.workspace import find_target, read_target

    terminal.complain("warning", f"the verdict is shown, but not kept, and the time is not known: {fault}")
    target = find_target(word, None, app.bank.slugs, "mock submit")
    source, _ = read_target(target)
    with Engine() as engine:
        report = engine(app.problem(target.slug), source, False)
    _tell(app, target.slug, Outcome(tell_of(report, "submit"), kept=False), as_json)
    return report.exit_code
